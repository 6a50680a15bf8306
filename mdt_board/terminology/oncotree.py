"""From coded diagnoses to OncoTree codes, where the two mean the same.

Morphology is ICD-O-3 with its topography, or a SNOMED CT disorder. Codes follow
OncoTree 2025-10 (Memorial Sloan Kettering, CC BY 4.0).
"""

import re

_BY_DISORDER = {
    "254637007": "NSCLC", "254626006": "LUAD", "254634000": "LUSC",
    "254632001": "SCLC", "92814006": "CLLSLL", "277571004": "BLL",
}  # fmt: skip
_BY_MORPHOLOGY = {
    ("8140/3", "C34"): "LUAD", ("8070/3", "C34"): "LUSC", ("8041/3", "C34"): "SCLC",
    ("8046/3", "C34"): "NSCLC", ("8140/3", "C18"): "COAD", ("8140/3", "C20"): "READ",
    ("8500/3", "C50"): "IDC", ("8520/3", "C50"): "ILC", ("8140/3", "C61"): "PRAD",
    ("8140/3", "C16"): "STAD", ("8500/3", "C25"): "PAAD", ("8720/3", "C43"): "SKCM",
    ("8441/3", "C56"): "SOC", ("8461/3", "C56"): "HGSOC", ("8170/3", "C22"): "HCC",
}  # fmt: skip
_BY_SITE = {
    # SNOMED CT morphology with a disorder that gives the site
    ("1187332001", "254637007"): "LUAD",
    ("35917007", "254637007"): "LUAD",
    ("82711006", "353431000119107"): "IDC",
}
_CANCER = re.compile(r"C\d\d|D0\d|D3[789]|D4[0-8]")


def from_morphology(morphology: str, topography: str) -> str:
    """Return the code of an ICD-O-3 morphology at an ICD-10 or ICD-O-3 topography."""
    return _BY_MORPHOLOGY.get((morphology, topography[:3]), "")


def from_disorder(disorder: str, morphology: str = "") -> str:
    """Return the code of a SNOMED CT disorder, narrowed by a SNOMED CT morphology."""
    narrowed = _BY_SITE.get((morphology, disorder), "")
    return narrowed or _BY_DISORDER.get(disorder, "")


def is_cancer(disease: str) -> bool:
    """Say whether an ICD-10 code is a tumor that is or may become malignant."""
    return bool(_CANCER.match(disease))
