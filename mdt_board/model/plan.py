"""What may explain a case, what to do next, and what the core argues against.

Parts of an `interpretation.Interpretation`, which is where they are imported from.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mdt_board.model.person import Discipline
from mdt_board.model.tag import Tag
from mdt_board.model.text import Message


class Band(StrEnum):
    """How a hypothesis stands."""

    LEADING = "leading"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"
    NOT_ASSESSABLE = "not-assessable"


@dataclass(frozen=True, slots=True)
class Reason:
    """One statement for or against a hypothesis, or one that is missing."""

    message: Message
    records: tuple[str, ...] = ()
    rule: str = ""
    tag: Tag = Tag.JUDGED


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One explanation in the differential. ``settled_by`` is an action id.

    ``place`` is its place, from 1, in the order in which causes of growth are excluded;
    0 for what is no cause of growth.
    """

    id: str
    band: Band
    for_: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
    settled_by: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class NextStep:
    """One proposed action. ``id`` is an action id; days are local and inclusive.

    ``wrong_if`` says what would make it the wrong thing to do. ``alternative_to`` is
    the id of another step beside which this one is weighed, neither ranked first.
    ``access`` is what the site's own table says of its drugs; ``is_out_of_reach`` that
    none of them can be had there by any road in it.
    """

    id: str
    message: Message
    owner: Discipline
    why: Message
    tag: Tag
    not_before: date | None = None
    due_on: date | None = None
    is_urgent: bool = False
    references: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    wrong_if: Message | None = None
    alternative_to: str = ""
    access: tuple[Message, ...] = ()
    is_out_of_reach: bool = False


@dataclass(frozen=True, slots=True)
class Point:
    """One feature that speaks for or against true progression, with its points."""

    message: Message
    points: int
    records: tuple[str, ...] = ()


class PointsAnswer(StrEnum):
    """What the points of growth add up to."""

    LIKELY = "progression-likely"
    UNCLEAR = "unclear"
    MIMIC = "mimic-or-noise"


@dataclass(frozen=True, slots=True)
class GrowthPoints:
    """Features for and against growth being real: judgment that nobody validated.

    ``items`` are about growth on imaging and add up to ``total``, the start value
    among them. ``molecular`` is a statement of its own and is not added. ``is_capped``
    says that ``total`` would be higher, but nothing measurable grew.
    """

    items: tuple[Point, ...]
    molecular: tuple[Point, ...]
    total: int
    is_capped: bool
    answer: PointsAnswer


@dataclass(frozen=True, slots=True)
class Concordance:
    """How imaging, plasma and marker agree at the last visit under therapy.

    The three are ids of terms; an empty one was not assessed. ``cell`` is the rule that
    reads them together, empty where no cell of the matrix fits. ``markers`` are ids of
    the markers that stand as ``marker`` says: one that is not named was not compared.
    """

    imaging: str
    plasma: str
    marker: str
    cell: str = ""
    message: Message | None = None
    markers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one result of a test would lead to. ``leads_to`` is an action id."""

    result: Message
    leads_to: str


@dataclass(frozen=True, slots=True)
class PlannedTest:
    """A test with what each of its results would change.

    ``action`` is the step that proposes it. ``can_decide`` is False where every result
    leads to the same. Days and price in yuan are the laboratory's own where the case
    has them. ``risk`` is 0 (a tube of blood) to 2 (a needle); ``sections`` are the
    tissue sections that it takes.
    """

    action: str
    name: Message
    outcomes: tuple[Outcome, ...]
    can_decide: bool
    turnaround_days: int | None = None
    price_yuan: Decimal | None = None
    risk: int = 0
    sections: int = 0
    is_short_of_tissue: bool | None = None


@dataclass(frozen=True, slots=True)
class Guardrail:
    """What the core argues against, and why. ``id`` is a must-not id."""

    id: str
    message: Message
    references: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that the core argues against and a proposed choice would do.

    ``because`` are the sentences of the findings that it rests on.
    """

    guardrail: Guardrail
    because: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class RedFlag:
    """Something that comes before any plan; ``work_up`` is what to do the same day."""

    id: str
    message: Message
    records: tuple[str, ...]
    references: tuple[str, ...] = ()
    work_up: Message | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing the board needs to decide, and whether the case has it.

    ``as_of`` is the day of the latest datum, where data have days, and ``age_days`` its
    age on the day of the interpretation. ``supplier`` can supply it.
    """

    message: Message
    is_present: bool
    as_of: date | None = None
    age_days: int | None = None
    supplier: Discipline | None = None
