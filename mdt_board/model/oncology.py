"""What oncology brings: history, treatment, markers, how the patient is."""

from enum import StrEnum

from pydantic import Field

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.coding import Coding
from mdt_board.model.day import PartialDate
from mdt_board.model.quantity import Amount, Value, Whole
from mdt_board.model.text import FreeText


class Response(StrEnum):
    """Response categories of RECIST 1.1 and iRECIST."""

    CR = "CR"
    PR = "PR"
    SD = "SD"
    PD = "PD"
    NE = "NE"
    NON_CR_NON_PD = "NON_CR_NON_PD"
    ICR = "iCR"
    IPR = "iPR"
    ISD = "iSD"
    IUPD = "iUPD"
    ICPD = "iCPD"


class Drug(Record):
    """A drug as given. ``name`` is an id of ``terms.yaml`` or the words as typed."""

    name: str = Field(min_length=1)
    dose: Amount | None = None
    dose_unit: str = ""
    schedule: str = ""


class StopReason(StrEnum):
    """Why a treatment line ended."""

    PROGRESSION = "progression"
    TOXICITY = "toxicity"
    COMPLETED = "completed"
    PATIENT_CHOICE = "patient-choice"
    OTHER = "other"


class TreatmentKind(StrEnum):
    """What a treatment line consists of."""

    SYSTEMIC = "systemic"
    SURGERY = "surgery"
    RADIOTHERAPY = "radiotherapy"
    LOCAL = "local"


class Treatment(ListRecord):
    """One line of treatment, or one operation or course of radiotherapy.

    ``cycles`` counts what was given; a wash-out counts from ``last_given_on``, the day
    of the last dose. ``is_ongoing`` is unknown when neither it nor ``stopped_on`` was
    stated.
    """

    kind: TreatmentKind = TreatmentKind.SYSTEMIC
    line: int | None = Field(None, ge=0, le=30)
    drugs: tuple[Drug, ...] = ()
    procedure: FreeText = FreeText()
    region: str = ""
    dose_gy: Amount | None = None
    fractions: Whole | None = None
    is_palliative: bool | None = None
    started_on: PartialDate | None = None
    stopped_on: PartialDate | None = None
    is_ongoing: bool | None = None
    cycles: Whole | None = None
    last_given_on: PartialDate | None = None
    best_response: Response | None = None
    stop_reason: StopReason | None = None
    note: FreeText = FreeText()


class CoMedication(ListRecord):
    """Another drug, herbal product or supplement, prescribed or bought."""

    drug: Drug
    started_on: PartialDate | None = None
    stopped_on: PartialDate | None = None
    is_self_bought: bool | None = None


class AdherenceLevel(StrEnum):
    """How regularly the drug was taken, as far as anyone asked."""

    FULL = "full"
    PARTIAL = "partial"
    POOR = "poor"


class Adherence(ListRecord):
    """What was found when somebody asked how the drug is taken."""

    on: PartialDate
    level: AdherenceLevel
    note: FreeText = FreeText()


class PerformanceStatus(ListRecord):
    """ECOG performance status on one day."""

    on: PartialDate
    ecog: int = Field(ge=0, le=5)


class Trend(StrEnum):
    """How a symptom compares with the last visit."""

    NEW = "new"
    WORSE = "worse"
    STABLE = "stable"
    BETTER = "better"
    GONE = "gone"


class Symptom(ListRecord):
    """A symptom on one day. ``name`` is an id of ``terms.yaml`` or as typed."""

    on: PartialDate
    name: str
    trend: Trend | None = None
    grade: int | None = Field(None, ge=0, le=5)
    note: FreeText = FreeText()


class Comparator(StrEnum):
    """How a laboratory value is bounded."""

    EQUAL = "="
    BELOW = "<"
    ABOVE = ">"


class LabValue(ListRecord):
    """One laboratory value, vital sign or tumor marker on one day.

    ``analyte`` is an id of ``terms.yaml`` (``cea``, ``creatinine``, ``spo2``,
    ``body-weight`` …) or the words as typed. A value reported as ``<0.5`` keeps its
    comparator and is never plotted as 0.5.
    """

    on: PartialDate
    analyte: str = Field(min_length=1)
    value: Value
    comparator: Comparator = Comparator.EQUAL
    unit: str = ""
    reference_low: Value | None = None
    reference_high: Value | None = None
    laboratory: str = ""
    method: str = ""


class SmokingStatus(StrEnum):
    """Whether the patient smokes or ever did."""

    NEVER = "never"
    FORMER = "former"
    CURRENT = "current"


class Smoking(Record):
    """Smoking history; unknown until somebody asked."""

    status: SmokingStatus | None = None
    pack_years: Amount | None = None


class FamilyHistory(ListRecord):
    """Cancer in a relative."""

    relative: str
    cancer: str
    age_years: int | None = Field(None, ge=0, le=130)


class PastIllness(ListRecord):
    """An earlier or other illness, allergy or operation that matters to the plan."""

    name: str
    coding: Coding | None = None
    on: PartialDate | None = None
    note: FreeText = FreeText()


class Oncology(Record):
    """The oncology contribution to the case."""

    treatments: tuple[Treatment, ...] = ()
    co_medications: tuple[CoMedication, ...] = ()
    adherence: tuple[Adherence, ...] = ()
    performance: tuple[PerformanceStatus, ...] = ()
    symptoms: tuple[Symptom, ...] = ()
    labs: tuple[LabValue, ...] = ()
    family: tuple[FamilyHistory, ...] = ()
    history: tuple[PastIllness, ...] = ()
    smoking: Smoking | None = None
