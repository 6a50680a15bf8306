"""The closed tables of coded concepts that a measurement report is read by.

Keys are coding scheme and value. Codes of SNOMED-RT style that the standard replaced
are looked up by what replaced them; those that it dropped stand here themselves.
"""

from enum import StrEnum

from mdt_board.importers.dicom_sr_items import Code
from mdt_board.terminology import snomed
from mdt_board.terminology.names import term_id
from mdt_board.terminology.organs import organ_id

Key = tuple[str, str]

# containers of PS3.16 TID 1500, 1501, 1600
REPORT_TITLES = frozenset(
    ("DCM", v) for v in ("126000", "126001", "126002", "126003")
)  # CID 7021
MEASUREMENTS: Key = ("DCM", "126010")
GROUP: Key = ("DCM", "125007")
IMAGE_LIBRARY: Key = ("DCM", "111028")

# what is said of a measurement group
TRACKING_LABEL: Key = ("DCM", "112039")
TRACKING_UID: Key = ("DCM", "112040")
FINDING: Key = ("DCM", "121071")
FINDING_CATEGORY: Key = ("SCT", "276214006")
FINDING_SITE: Key = ("SCT", "363698007")
OBSERVER: Key = ("DCM", "121008")
TIME_POINTS = frozenset(
    {("UMLS", "C2348792"), ("DCM", "126070"), ("DCM", "126071"), ("DCM", "126072")}
)
READ_OF_GROUP = TIME_POINTS | {
    *(TRACKING_LABEL, TRACKING_UID, FINDING_SITE, FINDING_CATEGORY, OBSERVER)
}
NORMAL_ANATOMY = frozenset(
    {
        ("SCT", "91723000"),  # anatomical structure
        ("SCT", "113343008"),  # organ, as older writers code it
        ("SCT", "91772007"),  # organ
        ("NCIt", "C94970"),  # reference region
    }
)

# what is said of images
MODALITY: Key = ("DCM", "121139")
STUDY_DATE: Key = ("DCM", "111060")
TARGET_REGION: Key = ("DCM", "123014")

# what is said of a number
DERIVATION: Key = ("DCM", "121401")
MAXIMUM: Key = ("SCT", "56851009")
SUV: Key = ("DCM", "126401")
SUV_UNITS = frozenset({("UCUM", "{SUVbw}g/ml"), ("UCUM", "g/ml{SUVbw}")})
LENGTH: Key = ("SCT", "410668003")
MM_BY_UNIT = {("UCUM", "mm"): 1, ("UCUM", "cm"): 10}
NOT_EVALUABLE = frozenset(
    ("DCM", v) for v in ("114006", "114007", "114010", "114011")
)  # CID 42: failed, not attempted, unknown, indeterminate


class Axis(StrEnum):
    """Which diameter a number is."""

    LONG = "long"
    SHORT = "short"
    UNSAID = "unsaid"


AXES: dict[Key, Axis] = {
    ("SCT", "103339001"): Axis.LONG,
    ("SCT", "103340004"): Axis.SHORT,
    ("SCT", "81827009"): Axis.UNSAID,
}

ORGANS: dict[Key, str] = {
    **{("SCT", code): organ for code, organ in snomed.ORGANS.items()},
    ("SRT", "T-28100"): "lung",  # right
    ("SRT", "T-28200"): "lung",  # right upper lobe
    ("SRT", "T-28400"): "lung",  # right lower lobe
    ("SRT", "T-28500"): "lung",  # left
    ("SRT", "T-28700"): "lung",  # left lower lobe
}
REGIONS: dict[Key, str] = {
    ("SCT", "12738006"): "brain",
    ("SCT", "45048000"): "neck",
    ("SCT", "816094009"): "chest",
    ("SCT", "51185008"): "chest",
    ("SCT", "818981001"): "abdomen",
    ("SCT", "113345001"): "abdomen",
    ("SCT", "816092008"): "pelvis",
    ("SCT", "12921003"): "pelvis",
    ("SCT", "38266002"): "whole-body",
}


def organ_of(site: Code) -> str:
    """Return the id of the organ that a site lies in; empty where it is not listed.

    A site of another coding scheme is looked up by its wording.
    """
    found = ORGANS.get(site.key) or organ_id(site.meaning)
    if found:
        return found
    is_node = "lymph node" in site.meaning.casefold() or "淋巴结" in site.meaning
    return "lymph-node" if is_node else ""


def is_named_by(organ: str, meaning: str) -> bool:
    """Say whether the wording of a site says no more than the organ's own name."""
    kinds = ("organ", "region")
    return bool(organ) and organ in {term_id(meaning, kind) for kind in kinds}


def region_of(target: Code) -> str | None:
    """Return the id of an imaged region, or None where it is not listed."""
    return REGIONS.get(target.key) or term_id(target.meaning, "region")
