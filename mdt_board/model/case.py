"""The case: one patient, one question, and what the four disciplines bring to it."""

from datetime import date
from enum import StrEnum

from pydantic import Field

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import PartialDate
from mdt_board.model.decision import Decision, Position, SignOff
from mdt_board.model.molecular import Molecular
from mdt_board.model.oncology import Oncology
from mdt_board.model.pathology import Pathology
from mdt_board.model.person import Person
from mdt_board.model.provenance import Source
from mdt_board.model.quantity import Amount, Whole
from mdt_board.model.radiology import Radiology
from mdt_board.model.text import FreeText

SCHEMA_VERSION = 1
OLDEST = 130  # years; a birth date before that is a mistake


class Sex(StrEnum):
    """Sex as registered."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class IdentifierKind(StrEnum):
    """What a patient identifier belongs to."""

    RECORD_NUMBER = "record-number"
    OUTPATIENT_NUMBER = "outpatient-number"
    INPATIENT_NUMBER = "inpatient-number"
    NATIONAL = "national"
    OTHER = "other"


class Identifier(Record):
    """One number by which the hospital knows the patient."""

    kind: IdentifierKind
    value: str = Field(min_length=1)


class Patient(Record):
    """Who the case is about. Name and record number are the two identifiers."""

    name: FreeText = FreeText()
    identifiers: tuple[Identifier, ...] = ()
    birth_date: PartialDate | None = None
    sex: Sex | None = None
    department: FreeText = FreeText()
    bed: str = ""

    def ages_on(self, on: date) -> tuple[int, int] | None:
        """Return the least and greatest age in whole years that the birth date allows.

        None where nobody stated it, or where nobody born then is a patient on that day.
        """
        born = self.birth_date
        if born is None or born.first > on:
            return None
        youngest, oldest = (_years(day, on) for day in (born.last, born.first))
        return (max(0, youngest), oldest) if youngest <= OLDEST else None


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class Stage(Record):
    """A TNM stage; ``edition`` is the edition of the classification, as ``9``."""

    edition: str = ""
    prefix: str = ""
    t: str = ""
    n: str = ""
    m: str = ""
    group: str = ""


class Diagnosis(ListRecord):
    """One cancer diagnosis. ``oncotree`` is a code such as ``LUAD``."""

    oncotree: str = ""
    histology: FreeText = FreeText()
    stage: Stage | None = None
    diagnosed_on: PartialDate | None = None
    driver_gene: str = ""
    driver: str = ""


class QuestionKind(StrEnum):
    """The question that the board is asked, where it is one of the usual ones."""

    CTDNA_POSITIVE_IMAGING_NEGATIVE = "ctdna-positive-imaging-negative"
    GROWTH_ON_THERAPY = "growth-on-therapy"
    OTHER = "other"


class Question(Record):
    """The question put to the board; ``text`` as it was asked."""

    kind: QuestionKind = QuestionKind.OTHER
    text: FreeText = FreeText()


class Disclosure(Record):
    """What the patient knows, and who may be told or given paper."""

    patient_knows_diagnosis: bool | None = None
    what_is_known: FreeText = FreeText()
    may_be_told: tuple[str, ...] = ()
    may_receive_paper: tuple[str, ...] = ()


class Fitness(Record):
    """What limits treatment beside the laboratory values; unknown until asked."""

    has_interstitial_lung_disease: bool | None = None
    has_autoimmune_disease: bool | None = None
    is_hbsag_positive: bool | None = None
    is_tuberculosis_excluded: bool | None = None
    steroid_mg_prednisone_per_day: Amount | None = None
    g8_score: int | None = Field(None, ge=0, le=17)
    note: FreeText = FreeText()


class Wishes(Record):
    """What the patient wants and can reach."""

    preference: FreeText = FreeText()
    distance_km: Whole | None = None
    consents_to_germline: bool | None = None


class Case(Record):
    """One patient's case as it stands at one revision."""

    schema_version: int = SCHEMA_VERSION
    id: str = Field(min_length=1)
    revision: int = Field(0, ge=0)
    is_example: bool = False
    patient: Patient = Patient()
    diagnoses: tuple[Diagnosis, ...] = ()
    question: Question = Question()
    summary: FreeText = FreeText()
    oncology: Oncology = Oncology()
    radiology: Radiology = Radiology()
    pathology: Pathology = Pathology()
    molecular: Molecular = Molecular()
    disclosure: Disclosure = Disclosure()
    fitness: Fitness = Fitness()
    wishes: Wishes = Wishes()
    attendance: tuple[Person, ...] = ()
    positions: tuple[Position, ...] = ()
    decision: Decision | None = None
    sign_offs: tuple[SignOff, ...] = ()
    sources: tuple[Source, ...] = ()
