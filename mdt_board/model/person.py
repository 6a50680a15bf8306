"""People who take part: who they are and what they answer for."""

from enum import StrEnum

from mdt_board.model.base import ListRecord
from mdt_board.model.text import FreeText


class Discipline(StrEnum):
    """The disciplines that bring findings or positions to a board."""

    ONCOLOGY = "oncology"
    RADIOLOGY = "radiology"
    PATHOLOGY = "pathology"
    MOLECULAR = "molecular"
    THORACIC_SURGERY = "thoracic-surgery"
    RADIATION_ONCOLOGY = "radiation-oncology"
    PULMONOLOGY = "pulmonology"
    PHARMACY = "pharmacy"
    HEMATOLOGY = "hematology"
    GENETICS = "genetics"
    SURGERY = "surgery"
    OTHER = "other"


class Person(ListRecord):
    """A member of staff, with the professional title that the record must name."""

    name: FreeText
    title: FreeText = FreeText()
    discipline: Discipline = Discipline.OTHER
