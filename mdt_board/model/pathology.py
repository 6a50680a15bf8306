"""What pathology brings: specimens, what they showed, and what is left of them."""

from enum import StrEnum

from pydantic import Field

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Percentage, Whole
from mdt_board.model.text import FreeText


class Specimen(ListRecord):
    """Tissue or cytology that was taken. ``route`` and ``site`` are ids of terms."""

    taken_on: PartialDate | None = None
    site: str = ""
    route: str = ""
    histology: str = ""
    histology_text: FreeText = FreeText()
    tumor_cells_percent: int | None = Field(None, ge=0, le=100)
    blocks_left: Whole | None = None
    slides_left: Whole | None = None
    is_reviewed_here: bool | None = None
    is_after_progression: bool | None = None
    transformation: str = ""


class StainResult(StrEnum):
    """The result of one immunohistochemical stain, when it is not a percentage."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    RETAINED = "retained"
    LOST = "lost"
    EQUIVOCAL = "equivocal"


class Stain(ListRecord):
    """One immunohistochemical stain. ``specimen`` is a record id."""

    specimen: str = ""
    marker: str
    clone: str = ""
    result: StainResult | None = None
    percent: Percentage | None = None
    score: str = ""


class FailedBiopsy(ListRecord):
    """An attempt at tissue that gave none, or that was judged too dangerous."""

    on: PartialDate | None = None
    route: str = ""
    reason: FreeText


class Pathology(Record):
    """The pathology contribution to the case."""

    specimens: tuple[Specimen, ...] = ()
    stains: tuple[Stain, ...] = ()
    failed_biopsies: tuple[FailedBiopsy, ...] = ()
