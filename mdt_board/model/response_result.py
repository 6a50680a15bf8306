"""What imaging amounts to at each visit, with every number it rests on.

Parts of an `interpretation.Interpretation`, which is where they are imported from.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mdt_board.model.oncology import Response
from mdt_board.model.quantity import Length
from mdt_board.model.text import Message

USUAL_FROM = Decimal("0.20")  # of a difference this large without growth [J]
LARGER_BELOW = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class LesionSize:
    """What one target lesion adds to the sum; None where it was not evaluable.

    ``lesion`` is its record id.
    """

    lesion: str
    size: Length | None


@dataclass(frozen=True, slots=True)
class TimePoint:
    """The response at one visit, with every number it rests on.

    ``change_*`` are fractions of one (0.08 is +8 %). ``pd_line`` is the smallest sum
    that would be progression; ``pr_line`` the largest that is partial response.
    ``until`` is the last day of a visit that took several; ``targets`` is what each
    target lesion adds to the sum.
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
    until: date | None = None
    baseline: Length | None = None
    targets: tuple[LesionSize, ...] = ()

    @property
    def to_pd_line(self) -> Length | None:
        """How much more the sum must grow to be progression; negative is beyond it."""
        if self.total is None or self.pd_line is None:
            return None
        return self.pd_line - self.total

    @property
    def to_pr_line(self) -> Length | None:
        """How much the sum must shrink to be partial response; negative is below it."""
        if self.total is None or self.pr_line is None:
            return None
        return self.total - self.pr_line


@dataclass(frozen=True, slots=True)
class BestResponse:
    """The best overall response of a course, and when it came and ended.

    ``unconfirmed`` takes every response as it stands; ``confirmed`` asks for a second
    visit (RECIST 1.1 Table 3), with the days of the visits they rest on.
    ``response_on`` is the day of the first CR or PR, ``progression_on`` that from which
    progression dates. ``needs_review`` says that disease followed a CR, or that a
    possible new lesion beside it was never settled: somebody must look whether that CR
    was true.
    """

    unconfirmed: Response | None
    unconfirmed_on: date | None
    confirmed: Response | None
    confirmed_on: date | None
    response_on: date | None
    progression_on: date | None
    needs_review: bool
    why: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ImmuneTimePoint:
    """The iRECIST response at one visit under immunotherapy, and what would confirm it.

    ``opened_on`` is the day of the first iUPD that still stands; progression dates from
    ``progressed_on`` once it is confirmed, earlier where a new lesion was suspected;
    ``triggers`` are what it rests on: ``target``, ``non-target``, ``new``. A scan from
    ``confirm_from`` to ``confirm_until`` confirms it, where the target sum reaches
    ``confirm_sum`` or the sum of the measured new lesions, ``new_total``, reaches
    ``confirm_new_sum``; that sum is never part of the target sum.
    """

    on: date
    records: tuple[str, ...]
    response: Response | None
    opened_on: date | None = None
    progressed_on: date | None = None
    triggers: tuple[str, ...] = ()
    confirm_from: date | None = None
    confirm_until: date | None = None
    confirm_sum: Length | None = None
    new_total: Length | None = None
    confirm_new_sum: Length | None = None
    why: tuple[Message, ...] = ()
    lacks: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class LesionCheck:
    """Whether one lesion can be measured by RECIST 1.1 at the baseline, and why.

    ``lesion`` is its record id; ``is_measurable`` is None where that cannot be told;
    ``least`` is the smallest size that counts with these images.
    """

    lesion: str
    is_measurable: bool | None
    least: Length | None
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class ErrorSetting:
    """The error of the same change, had these readers measured it on such slices.

    ``readers`` is a term: ``same-reader``, ``other-reader`` or ``independent-readers``,
    who did not see each other's measurement. ``slice_mm`` None: not stated, counted as
    thin. ``rc95`` is in mm.
    """

    readers: str
    slice_mm: Decimal | None
    rc95: Decimal
    p_at_least: Decimal
    p_beyond_pd_line: Decimal


class ErrorVerdict(StrEnum):
    """How a change stands to measurement error; the category never follows from it."""

    USUAL = "within-usual-variation"
    POSSIBLE = "possible-real-change"
    LARGER = "larger-than-usual-variation"


@dataclass(frozen=True, slots=True)
class ErrorBand:
    """What measurement error alone can do to the latest change of the sum, in mm.

    ``rc95`` is the 95 % repeatability coefficient; ``p_at_least`` the probability of a
    difference this large without growth; ``p_beyond_pd_line`` that the true sum is at
    or over the PD line; ``p_true_growth`` (flat prior) belongs in the details only.
    ``settings`` are the same answers for other readers and thicker slices.
    """

    change: Length
    rc95_same_reader: Decimal
    rc95_other_reader: Decimal
    is_same_reader: bool | None
    p_at_least: Decimal
    p_beyond_pd_line: Decimal
    p_true_growth: Decimal
    settings: tuple[ErrorSetting, ...] = ()

    @property
    def verdict(self) -> ErrorVerdict:
        """The band of wording [judgment]: from 20 % usual, under 5 % larger than it."""
        if self.p_at_least >= USUAL_FROM:
            return ErrorVerdict.USUAL
        is_possible = self.p_at_least >= LARGER_BELOW
        return ErrorVerdict.POSSIBLE if is_possible else ErrorVerdict.LARGER

    @property
    def rc95(self) -> Decimal:
        """The coefficient that applies: the wider one unless one reader read both."""
        return self.rc95_same_reader if self.is_same_reader else self.rc95_other_reader


@dataclass(frozen=True, slots=True)
class LesionGrowth:
    """How fast one target lesion changed between its last two measured visits.

    ``doubling_days`` is the time in which a sphere of this diameter doubles its volume;
    ``percent_per_month`` the growth of that volume. Bounds follow from the measurement
    error of the later diameter (95 %). Without ``is_distinguishable`` the change cannot
    be told from a stable lesion: an end of the interval stays open (None).
    """

    lesion: str
    label: str
    since: date
    until: date
    before: Length
    after: Length
    records: tuple[str, ...]
    doubling_days: Decimal | None
    doubling_low: Decimal | None
    doubling_high: Decimal | None
    percent_per_month: Decimal
    percent_low: Decimal | None
    percent_high: Decimal
    is_distinguishable: bool


@dataclass(frozen=True, slots=True)
class SumTrend:
    """The line through the sums of all visits from the nadir to the latest.

    ``mm_per_month`` with its 95 % interval from measurement error. ``is_creeping`` says
    that the sum rose at every visit, at none by more than measurement error, and that
    the line as a whole rises.
    """

    since: date
    until: date
    visits: int
    increase: Length
    mm_per_month: Decimal
    low: Decimal
    high: Decimal
    is_creeping: bool
