"""What radiology brings: studies, lesions and what was measured."""

from enum import StrEnum

from pydantic import Field

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Amount, Length
from mdt_board.model.text import FreeText


class Modality(StrEnum):
    """How the images were made."""

    CT = "CT"
    MRI = "MRI"
    PET_CT = "PET-CT"
    XRAY = "X-ray"
    ULTRASOUND = "ultrasound"
    BONE_SCAN = "bone-scan"
    ENDOSCOPY = "endoscopy"
    OTHER = "other"


class Reading(StrEnum):
    """What a study says about tumor in the regions it covers."""

    NEGATIVE = "negative"
    POSITIVE = "positive"
    EQUIVOCAL = "equivocal"


class Study(ListRecord):
    """One imaging study: what was looked at, how, and by whom it was read.

    ``regions`` are ids of ``terms.yaml`` (``brain``, ``chest``, ``abdomen`` …).
    """

    on: PartialDate
    modality: Modality
    regions: tuple[str, ...] = ()
    sequence: str = ""
    slice_mm: Amount | None = None
    has_contrast: bool | None = None
    contrast_phase: str = ""
    reader: str = ""
    accession: str = ""
    series: str = ""
    reading: Reading | None = None
    is_not_done: bool = False
    note: FreeText = FreeText()


class LesionRole(StrEnum):
    """What a lesion counts as in the response criteria."""

    TARGET = "target"
    NON_TARGET = "non-target"
    NEW = "new"


class Appearance(StrEnum):
    """What a lesion looks like, where the response criteria depend on it."""

    SOLID = "solid"
    PART_SOLID = "part-solid"
    GROUND_GLASS = "ground-glass"
    LYTIC = "lytic"
    MIXED_BONE = "mixed-bone"
    SCLEROTIC = "sclerotic"
    CAVITATED = "cavitated"


class Lesion(ListRecord):
    """One lesion, the same one at every visit.

    ``role`` is None until somebody assigned it: what measured the lesion need not say
    whether it is a target. Without it the lesion counts in no sum and at no visit.
    ``organ`` and ``biopsy_route`` are ids of ``terms.yaml``; the route is the one by
    which it can be reached. ``is_central`` is said of lung lesions, ``has_soft_tissue``
    of bone lesions: whether a part of soft tissue can be measured. ``tracking_uid`` is
    the unique identifier by which other reports name the same lesion.
    """

    label: str = Field(min_length=1)
    tracking_uid: str = ""
    role: LesionRole | None = None
    organ: str = ""
    is_node: bool | None = None
    site: FreeText = FreeText()
    is_irradiated: bool | None = None
    is_cystic: bool | None = None
    is_central: bool | None = None
    appearance: Appearance | None = None
    has_soft_tissue: bool | None = None
    biopsy_route: str = ""


class LesionState(StrEnum):
    """What was seen of a lesion at one visit."""

    MEASURED = "measured"
    PRESENT = "present"
    ABSENT = "absent"
    TOO_SMALL = "too-small"
    NOT_EVALUABLE = "not-evaluable"
    SPLIT = "split"
    MERGED = "merged"
    UNEQUIVOCAL_PROGRESSION = "unequivocal-progression"
    UNEQUIVOCAL = "unequivocal"
    EQUIVOCAL = "equivocal"


class Measurement(ListRecord):
    """What was seen of one lesion at one visit.

    ``lesion`` and ``study`` are record ids. ``diameter`` is the longest one, of a node
    the short axis. A merged lesion points ``merged_into`` the one that is measured for
    both; the fragments of a split lesion are in ``fragments``.
    """

    lesion: str
    study: str
    state: LesionState
    diameter: Length | None = None
    fragments: tuple[Length, ...] = ()
    merged_into: str = ""
    reader: str = ""
    accession: str = ""
    series: str = ""
    suv_max: Amount | None = None


class ReReadAnswer(StrEnum):
    """What a second look at images found, knowing what plasma showed."""

    NOT_SEEN = "not-seen"
    SUSPICIOUS = "suspicious"
    VISIBLE_IN_RETROSPECT = "visible-in-retrospect"


class ReRead(ListRecord):
    """One request to look at a study again, and its answer once there is one.

    ``study`` and ``prior`` are record ids; ``regions`` are ids of ``terms.yaml``.
    ``first_visible_on`` is the day of the earliest study that shows it in retrospect.
    """

    study: str
    regions: tuple[str, ...] = ()
    series: str = ""
    prior: str = ""
    asked_on: PartialDate | None = None
    answered_on: PartialDate | None = None
    answer: ReReadAnswer | None = None
    first_visible_on: PartialDate | None = None
    reader: str = ""
    note: FreeText = FreeText()


class Radiology(Record):
    """The radiology contribution to the case."""

    studies: tuple[Study, ...] = ()
    lesions: tuple[Lesion, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    rereads: tuple[ReRead, ...] = ()
