"""Every published resistance vignette, through the whole interpretation.

The vignettes say what was found in words; here each is written as a case that a
hospital could hold. What they expect is read from their file.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from mdt_board.interpret.engine import interpret
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Band

FILE = Path(__file__).parents[3] / "shared/clinical/vignettes.json"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="vignettes are not here")
ON = date(2026, 11, 24)
KNOWLEDGE = bundled()
DAYS = ("2025-05-25", "2025-08-01", "2026-11-12")
DETECTED, ABSENT = {"status": "detected", "vaf": "0.02"}, {"status": "not-detected"}


def vignettes():
    every = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else []
    return {v["id"]: v for v in every if v["domain"] == "resistance"}


def diagnosis(oncotree, gene="", driver="", **more):
    stage = {"edition": "9", "m": "M1c", "group": "IV"}
    basis = {"id": "dx", "oncotree": oncotree, "stage": stage}
    return basis | {"driver_gene": gene, "driver": driver} | more


def drug(*names, started_on="2025-06-01"):
    drugs = [{"name": n} for n in names]
    return {"id": "tx", "drugs": drugs, "started_on": started_on, "is_ongoing": True}


def scans(**lesions):
    """Build three visits: a lesion is (role, organ, then a size or state a visit)."""
    radiology = {"studies": [], "lesions": [], "measurements": []}
    for n, day in enumerate(DAYS):
        study = {"id": f"s{n}", "on": day, "modality": "CT", "reader": "A"}
        regions = ["chest", "abdomen", "brain"]
        radiology["studies"].append(study | {"regions": regions})
    for name, (role, organ, *seen) in lesions.items():
        lesion = {"id": name, "label": name, "role": role, "organ": organ}
        radiology["lesions"].append(lesion)
        radiology["measurements"] += [
            measured(name, n, what) for n, what in enumerate(seen) if what is not None
        ]
    return radiology


def measured(lesion, number, what):
    basis = {"id": f"{lesion}{number}", "lesion": lesion, "study": f"s{number}"}
    if isinstance(what, str):
        return basis | {"state": what}
    return basis | {"state": "measured", "diameter": str(what)}


SYSTEMIC = scans(T1=("target", "lung", 40, 20, 30), T2=("target", "liver", 20, 10, 18))
STABLE = scans(T1=("target", "liver", 40, 36, 36))
GROWTH = {"kind": "growth-on-therapy"}


def assay(sample="P", kind="tumor-naive", on="2026-11-10"):
    basis = {"id": f"a-{sample}", "sample": sample, "kind": kind, "sampled_on": on}
    return basis | {"name": "panel", "input_ng": "30", "lod": "0.001"}


def variant(name, result=DETECTED, sample="P", **more):
    gene, _, change = name.partition(" ")
    basis = {"id": f"{name} {sample}", "sample": sample, "gene": gene}
    named = {"hgvs_p": f"p.{change}"} if change else {}
    return basis | named | {"result": result} | more


def met(copies, ratio):
    numbers = {"status": "detected", "copy_number": copies, "copy_ratio": ratio}
    return variant("MET", numbers, "T", kind="amplification")


def growing(dx, name, *variants, radiology=SYSTEMIC, assays=None, **oncology):
    assays = [assay()] if assays is None else assays
    return {
        "diagnoses": [dx],
        "oncology": {"treatments": [drug(name)]} | oncology,
        "radiology": radiology,
        "molecular": {"assays": assays, "variants": list(variants)},
    }


EGFR = diagnosis("LUAD", "EGFR", "L858R")
DRIVER = variant("EGFR L858R")
TISSUE = [assay("T", "tissue")]


def transient_opacity():
    case = growing(
        EGFR,
        "osimertinib",
        radiology=scans(
            T1=("target", "lung", 40, 20, 18),
            G1=("new", "lung", None, None, "equivocal"),
        ),
    )
    opacity = case["radiology"]["lesions"][1] | {"appearance": "ground-glass"}
    case["radiology"]["lesions"][1] = opacity
    return case | {"question": GROWTH}


CASES = {
    "X01": lambda: growing(EGFR, "gefitinib", DRIVER, variant("EGFR T790M")),
    "X03": lambda: growing(EGFR, "osimertinib", met("6", "1.5"), assays=TISSUE),
    "X04": lambda: growing(EGFR, "gefitinib", met("4.5", "2.4"), assays=TISSUE),
    "X05": lambda: growing(EGFR, "osimertinib", DRIVER, variant("EGFR T790M", ABSENT)),
    "X07": lambda: growing(
        diagnosis("LUAD", "ALK"),
        "alectinib",
        variant("ALK", {"status": "detected"}, "T", kind="fusion", partner="EML4"),
        met("12", "4"),
        assays=TISSUE,
    ),
    "X10": lambda: (
        growing(
            diagnosis("IDC"),
            "letrozole",
            variant("ESR1 D538G"),
            radiology=STABLE,
            treatments=[drug("letrozole", "palbociclib")],
        )
        | {"question": GROWTH}
    ),
    "X12": lambda: growing(
        diagnosis("GIST", "KIT", "W557_K558del"),
        "imatinib",
        variant("KIT W557_K558del"),
        variant("KIT N822K"),
    ),
    "X13": lambda: growing(
        diagnosis("GIST", "KIT", "W557_K558del"),
        "imatinib",
        variant("KIT W557_K558del"),
        variant("KIT V654A"),
    ),
    "X14": lambda: growing(
        diagnosis("IHCH", "FGFR2"),
        "pemigatinib",
        variant("FGFR2", {"status": "detected"}, kind="fusion", partner="BICC1"),
        variant("FGFR2 N550K"),
        variant("FGFR2 V565F"),
    ),
    "X15": lambda: growing(
        EGFR,
        "osimertinib",
        radiology=scans(
            T1=("target", "lung", 40, 20, 20), T2=("target", "adrenal", 20, 10, 24)
        ),
    ),
    "X16": lambda: growing(
        diagnosis("IDC"),
        "letrozole",
        radiology=scans(
            T1=("target", "liver", 40, 20, 20),
            B1=("non-target", "bone", "present", "present", "unequivocal-progression"),
            B2=("non-target", "bone", "present", "present", "unequivocal-progression"),
        ),
    ),
    "X17": lambda: growing(EGFR, "erlotinib", DRIVER),
    "X19": transient_opacity,
    "X20": lambda: growing(
        diagnosis("LUAD", "RET"),
        "selpercatinib",
        variant("RET", {"status": "detected"}, kind="fusion", partner="KIF5B"),
        variant("RET G810S"),
    ),
}


@pytest.mark.parametrize("name", sorted(vignettes()))
def test_a_vignette_gives_what_it_expects(name):
    case = Case.model_validate_json(json.dumps({"id": name, **CASES[name]()}))
    found = interpret(case, KNOWLEDGE, ON)
    codes = vignettes()[name]["expected"]["codes"]
    leading = [h.id for h in found.differential if h.band is Band.LEADING]
    if codes["leading"]:
        assert leading == codes["leading"]
    assert set(codes["actions"]) <= {s.id for s in found.next_steps}
    assert set(codes["must_not"]) <= {g.id for g in found.guardrails}


def test_every_vignette_of_resistance_is_written_as_a_case():
    assert set(CASES) == set(vignettes())
