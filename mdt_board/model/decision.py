"""What people say and decide: positions, the board's decision, its signature.

Kept apart from what the machine found, for ever.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from mdt_board.model.base import ListRecord, Record
from mdt_board.model.person import Discipline
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
    not_before: date | None = None
    due_on: date
    is_done: bool = False


class DecisionState(StrEnum):
    """How far a decision has come."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    SIGNED = "signed"
    AMENDED = "amended"
    WITHDRAWN = "withdrawn"


class HardStopForm(Record):
    """What must be written down before drugs are given without pathology."""

    tissue_routes_tried: FreeText
    independent_detections: FreeText
    harm_of_waiting: FreeText
    evidence_and_approval: FreeText
    consent: FreeText
    review_on: date


class Decision(Record):
    """The board's decision, with what would bring the case back early."""

    choice: Choice
    state: DecisionState = DecisionState.DRAFT
    summary: FreeText = FreeText()
    reason_for_no_conclusion: str = ""
    next_assessment_on: date | None = None
    triggers: tuple[Trigger, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    hard_stop: HardStopForm | None = None


class SignOff(ListRecord):
    """A signature: who, when, what it means, and exactly what was seen.

    The three hashes are SHA-256 over the canonical JSON of what was signed.
    """

    person: FreeText
    title: FreeText = FreeText()
    at: datetime
    meaning: str
    revision: int
    language: str
    ruleset: str
    case_sha256: str
    interpretation_sha256: str
    wording_sha256: str
