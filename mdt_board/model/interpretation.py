"""What the rules made of a case: every statement with its reasons and sources.

Frozen slotted dataclasses, not pydantic records: nothing here comes from outside, and
building them costs a tenth. `to_json` writes them; ids are those of the vocabulary.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter

from mdt_board.model.oncology import Response
from mdt_board.model.person import Discipline
from mdt_board.model.quantity import Length
from mdt_board.model.text import Message


class Tag(StrEnum):
    """How well a number or statement is founded."""

    CHECKED = "V"
    SECONDARY = "v2"
    COMPUTED = "C"
    JUDGED = "J"
    UNVERIFIED = "M"


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication or guideline edition that a statement rests on."""

    id: str
    citation: str
    year: int
    tag: Tag
    section: str = ""
    pmid: str = ""
    doi: str = ""


class Level(StrEnum):
    """How much attention a statement asks for."""

    INFO = "info"
    CAUTION = "caution"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule concluded, on which records and which references."""

    rule: str
    message: Message
    records: tuple[str, ...]
    references: tuple[str, ...]
    tag: Tag
    level: Level = Level.INFO

    @property
    def area(self) -> str:
        """The first part of the rule's id: response, ctdna, resistance …."""
        return self.rule.split(".", 1)[0]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A rule that could not look, and what the case lacks for it."""

    rule: str
    missing: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class TimePoint:
    """The response at one visit, with every number it rests on.

    ``change_*`` are fractions of one (0.08 is +8 %). ``pd_line`` is the smallest sum
    that would be progression; ``pr_line`` the largest that is partial response.
    """

    on: date
    records: tuple[str, ...]
    is_baseline: bool
    total: Length | None
    partial_total: Length
    nadir: Length | None
    change_from_baseline: Decimal | None
    change_from_nadir: Decimal | None
    pd_line: Length | None
    pr_line: Length | None
    target: Response | None
    non_target: Response | None
    has_new_lesion: bool | None
    overall: Response | None
    why: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ErrorBand:
    """What measurement error alone can do to the latest change of the sum, in mm.

    ``rc95`` is the 95 % repeatability coefficient; ``p_at_least`` the probability of a
    difference this large without growth; ``p_beyond_pd_line`` that the true sum is at
    or over the PD line; ``p_true_growth`` (flat prior) belongs in the details only.
    """

    change: Length
    rc95_same_reader: Decimal
    rc95_other_reader: Decimal
    is_same_reader: bool | None
    p_at_least: Decimal
    p_beyond_pd_line: Decimal
    p_true_growth: Decimal

    @property
    def rc95(self) -> Decimal:
        """The coefficient that applies: the wider one unless one reader read both."""
        return self.rc95_same_reader if self.is_same_reader else self.rc95_other_reader


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """One value of a series; ``value`` is None when it was not detected or failed.

    ``limit`` is the limit of detection, in the unit of the series.
    """

    on: date
    status: str
    record: str
    value: Decimal | None = None
    limit: Decimal | None = None
    sample: str = ""


@dataclass(frozen=True, slots=True)
class FoldChange:
    """The ratio of the last two comparable values, with its 95 % interval.

    ``doubling_days`` and its bounds are None where the interval includes no growth.
    """

    ratio: Decimal
    low: Decimal
    high: Decimal
    days: int
    doubling_days: Decimal | None = None
    doubling_low: Decimal | None = None
    doubling_high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One marker, variant or assay over time.

    ``id`` is stable (``variant:EGFR T790M``, ``assay:<name>``, ``lab:cea``); ``unit``
    is ``fraction`` for VAF. ``label`` is plain text or a term id when ``is_term``.
    """

    id: str
    label: str
    unit: str
    points: tuple[SeriesPoint, ...]
    is_term: bool = False
    reference_high: Decimal | None = None
    change: FoldChange | None = None
    molecules: tuple[tuple[str, Decimal], ...] = ()


class OriginAnswer(StrEnum):
    """Where a plasma variant comes from, as far as can be told."""

    TUMOR_LIKELY = "tumor_likely"
    CH_LIKELY = "ch_likely"
    GERMLINE_LIKELY = "germline_likely"
    TECHNICAL_LIKELY = "technical_likely"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Clue:
    """One reason for an origin, with how well it is founded."""

    message: Message
    records: tuple[str, ...]
    tag: Tag
    speaks_for: OriginAnswer


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one variant of plasma comes from, and the test that would decide.

    ``is_ch_prone`` marks a gene or variant that clonal hematopoiesis often carries.
    """

    series: str
    gene: str
    variant: str
    answer: OriginAnswer
    clues: tuple[Clue, ...]
    is_ch_prone: bool
    deciding_test: str = ""


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
    """One explanation in the differential. ``settled_by`` is an action id."""

    id: str
    band: Band
    for_: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    missing: tuple[Reason, ...] = ()
    settled_by: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """One proposed action. ``id`` is an action id; days are local and inclusive."""

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


@dataclass(frozen=True, slots=True)
class Guardrail:
    """What the core argues against, and why. ``id`` is a must-not id."""

    id: str
    message: Message
    references: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RedFlag:
    """Something that comes before any plan."""

    id: str
    message: Message
    records: tuple[str, ...]
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing the board needs to decide, and whether the case has it."""

    message: Message
    is_present: bool


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything the rules made of one case on one day; recomputed, never edited.

    ``completeness`` is a checklist per discipline id (``oncology``, ``radiology`` …).
    """

    case: str
    revision: int
    on: date
    ruleset: str
    knowledge_sha256: str
    headline: tuple[Message, ...] = ()
    response: tuple[TimePoint, ...] = ()
    error_band: ErrorBand | None = None
    series: tuple[Series, ...] = ()
    origins: tuple[Origin, ...] = ()
    findings: tuple[Finding, ...] = ()
    unknown: tuple[Unanswered, ...] = ()
    differential: tuple[Hypothesis, ...] = ()
    discriminating_test: str = ""
    discriminating_reason: Message | None = None
    next_steps: tuple[NextStep, ...] = ()
    guardrails: tuple[Guardrail, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    completeness: dict[str, tuple[ChecklistItem, ...]] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()


@cache
def _adapter() -> TypeAdapter[Interpretation]:
    return TypeAdapter(Interpretation)


def to_json(interpretation: Interpretation, indent: int | None = None) -> bytes:
    """Return the interpretation as UTF-8 JSON with the vocabulary's ids."""
    return _adapter().dump_json(interpretation, indent=indent)


def from_json(document: bytes) -> Interpretation:
    """Return the interpretation that `to_json` wrote, as a signature keeps it.

    Raises:
        pydantic.ValidationError: when it is not one.
    """
    return _adapter().validate_json(document)
