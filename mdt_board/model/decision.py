"""What people say and decide: positions, the board's decision, its signature.

Kept apart from what the machine found, for ever.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, JsonValue

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.day import Day
from mdt_board.model.edit import Edit
from mdt_board.model.person import Discipline, User
from mdt_board.model.quantity import Length
from mdt_board.model.text import FreeText


class Choice(StrEnum):
    """What a board can decide."""

    MONITOR = "monitor"
    ESCALATE_IMAGING = "escalate-imaging"
    REBIOPSY = "rebiopsy"
    LOCAL_THERAPY = "local-therapy"
    CHANGE_THERAPY = "change-therapy"
    TRIAL = "trial"
    NO_CONCLUSION = "no-conclusion"
    TREAT_EMPIRICALLY = "treat-empirically"


class NoConclusion(StrEnum):
    """Why a board came to no conclusion; the ids are terms."""

    TISSUE_PENDING = "no-conclusion.tissue-pending"
    MOLECULAR_PENDING = "no-conclusion.molecular-pending"
    IMAGING_PENDING = "no-conclusion.imaging-pending"
    RECORD_INCOMPLETE = "no-conclusion.record-incomplete"
    DISCIPLINE_ABSENT = "no-conclusion.discipline-absent"
    OPINIONS_DIFFER = "no-conclusion.opinions-differ"
    PATIENT_UNDECIDED = "no-conclusion.patient-undecided"
    URGENT_CARE_FIRST = "no-conclusion.urgent-care-first"
    EVIDENCE_LACKING = "no-conclusion.evidence-lacking"
    OTHER = "no-conclusion.other"


class Position(ListRecord):
    """What one expert says, in their own words, and whether they dissent."""

    discipline: Discipline
    person: FreeText = FreeText()
    choice: Choice | None = None
    text: FreeText
    is_reservation: bool = False


class NewLesionTrigger(Record):
    """Come back early when any new lesion is seen."""

    kind: Literal["new-lesion"] = "new-lesion"


class SumTrigger(Record):
    """Come back early when the sum of diameters reaches ``at_least``."""

    kind: Literal["sum"] = "sum"
    at_least: Length


class VariantTrigger(Record):
    """Come back early when the variant is detected again, in a second sample."""

    kind: Literal["variant"] = "variant"
    gene: str
    name: str


class OtherTrigger(Record):
    """Come back early for a reason in the board's own words."""

    kind: Literal["other"] = "other"
    text: FreeText


Trigger = Annotated[
    NewLesionTrigger | SumTrigger | VariantTrigger | OtherTrigger,
    Field(discriminator="kind"),
]


class FollowUp(ListRecord):
    """One thing to be done, by whom and when. ``action`` is a vocabulary id."""

    action: str = ""
    text: FreeText = FreeText()
    owner: Discipline
    not_before: Day | None = None
    due_on: Day
    is_done: bool = False


class DecisionState(StrEnum):
    """How far a decision has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


STANDING = frozenset({DecisionState.SIGNED, DecisionState.AMENDED})


class HardStopForm(Record):
    """What must be written down before drugs are given without pathology."""

    tissue_routes_tried: FreeText
    independent_detections: FreeText
    harm_of_waiting: FreeText
    evidence_and_approval: FreeText
    consent: FreeText
    review_on: Day


class GuardrailAnswer(ListRecord):
    """Why the board decides against what the core argues; kept with the decision.

    ``guardrail`` is a must-not id of the vocabulary.
    """

    guardrail: str
    reason: FreeText
    person: FreeText = FreeText()
    at: AwareDatetime


class Transition(Record):
    """One step of a decision: the state it reached, by whom, when and why.

    ``changes`` is what an amendment changed of the decision, before and after.
    """

    state: DecisionState
    person: FreeText = FreeText()
    at: AwareDatetime
    reason: FreeText = FreeText()
    changes: tuple[Edit, ...] = ()


class Decision(Record):
    """The board's decision, with what would bring the case back early.

    ``reason_for_no_conclusion`` is an id of `NoConclusion`. ``transitions`` are all
    steps so far, those of an earlier decision that was withdrawn among them.
    """

    choice: Choice
    state: DecisionState = DecisionState.DRAFT
    summary: FreeText = FreeText()
    reason_for_no_conclusion: str = ""
    next_assessment_on: Day | None = None
    triggers: tuple[Trigger, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    hard_stop: HardStopForm | None = None
    guardrail_answers: tuple[GuardrailAnswer, ...] = ()
    transitions: tuple[Transition, ...] = ()


class SignedPart(Record):
    """The hash of one part of a signed case, to tell which part was changed."""

    name: str
    sha256: str


class SignedWording(Record):
    """What the signer saw: the interpretation as it was, and its words as they stood.

    ``interpretation`` is the JSON of an `Interpretation`; ``lines`` are the sentences
    in the language of the signature.
    """

    interpretation: dict[str, JsonValue]
    lines: tuple[str, ...]


class SignOff(ListRecord):
    """A signature: who, when, what it means, and exactly what was seen.

    The hashes are SHA-256 over the canonical JSON of what was signed; `workflow.sign`
    says of what exactly. ``revision`` is the one that the signature makes.
    ``identifiers`` are the name and the record number that the signer confirmed.
    ``seal`` is over every other field but ``seen``, which has hashes of its own.
    """

    person_id: str = ""
    person: FreeText
    title: FreeText = FreeText()
    at: AwareDatetime
    meaning: str
    revision: int
    language: str
    ruleset: str
    case_sha256: str
    interpretation_sha256: str
    wording_sha256: str
    identifiers: tuple[str, ...] = ()
    parts: tuple[SignedPart, ...] = ()
    seen: SignedWording | None = None
    seal: str = ""


@dataclass(frozen=True, slots=True)
class Signing:
    """What somebody does to sign: who, when, in which words, for which patient.

    ``wording`` are the sentences shown, in ``language``; ``identifiers`` the patient's
    name and record number as the signer confirmed them; ``meaning`` says in the same
    language what the signature stands for.
    """

    id: str
    person: User
    at: AwareDatetime
    language: str
    wording: tuple[str, ...]
    identifiers: tuple[str, str]
    meaning: str


@dataclass(frozen=True, slots=True)
class DueItem:
    """One open follow-up of a decision that stands, as it is on one day."""

    case: str
    follow_up: FollowUp
    is_overdue: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class MetTrigger:
    """A trigger of the decision that new data have met, and the records that did."""

    trigger: Trigger
    records: tuple[str, ...]
