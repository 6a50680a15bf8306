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

from mdt_board.model.mechanism import Amplification, Mechanism
from mdt_board.model.oncology import Response
from mdt_board.model.person import Discipline
from mdt_board.model.quantity import Length
from mdt_board.model.tag import (
    Tag as Tag,  # noqa: PLC0414  # this is where everyone knows it from
)
from mdt_board.model.text import Message


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


USUAL_FROM = Decimal("0.20")  # of a difference this large without growth [J]
LARGER_BELOW = Decimal("0.05")


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
    visit (RECIST 1.1 Table 3), with the days of the visits they rest on. ``response_on``
    is the day of the first CR or PR, ``progression_on`` that from which progression
    dates. ``needs_review`` says that disease followed a CR: somebody must look whether
    that CR was true.
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

    ``opened_on`` is the day of the first iUPD that still stands, from which iCPD dates;
    ``triggers`` are what it rests on: ``target``, ``non-target``, ``new``. A scan from
    ``confirm_from`` to ``confirm_until`` confirms it, where the target sum reaches
    ``confirm_sum`` or the sum of the measured new lesions, ``new_total``, reaches
    ``confirm_new_sum``; that sum is never part of the target sum.
    """

    on: date
    records: tuple[str, ...]
    response: Response | None
    opened_on: date | None = None
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


class CourseKind(StrEnum):
    """Where the curve of a series goes, as far as counting allows to say."""

    RISING = "rising"
    FALLING = "falling"
    LEVEL = "level"
    CLEARED = "cleared"
    NEVER_DETECTED = "never-detected"
    UNCLEAR = "unclear"


class Clearance(StrEnum):
    """What became of a signal that was detected once.

    ``once`` is one informative sample without it, ``sustained`` two or more to the
    end, ``transient`` that it came back.
    """

    NONE = "none"
    ONCE = "once"
    SUSTAINED = "sustained"
    TRANSIENT = "transient"


@dataclass(frozen=True, slots=True)
class PlasmaCourse:
    """How one plasma series runs over all its samples of one assay.

    ``doubling_days`` comes from an exponential fitted by likelihood to the samples
    since ``since``; a sample without detection enters by the chance of missing what
    the curve expects there, never as a zero. It is negative for a half-life and
    None where the data do not fix a speed; its bounds are those of 95 %, ordered by
    size, None for an end that stays open. ``least_fold`` is the smallest change from
    the last value that counting could tell from chance in a tube like the last.
    """

    series: str
    kind: CourseKind
    clearance: Clearance
    samples: int
    since: date | None = None
    doubling_days: Decimal | None = None
    doubling_low: Decimal | None = None
    doubling_high: Decimal | None = None
    least_fold: Decimal | None = None

    @property
    def half_life_days(self) -> Decimal | None:
        """The days to half, where the signal falls."""
        days = self.doubling_days
        return -days if days is not None and days < 0 else None


@dataclass(frozen=True, slots=True)
class PlasmaSample:
    """What one plasma tube can carry and what it held.

    ``genome_equivalents`` are haploid, of all DNA put in. ``sampling_limit`` is the
    smallest fraction that the assay's loci show in 95 of 100 such tubes.
    ``detection_at_lod`` is the probability of a detection at the stated limit
    (fraction of one). ``cfdna_ng_per_ml`` is the background; ``molecules_per_ml`` the
    mutant molecules of each series in 1 mL of plasma. ``lacks`` says what is missing.
    """

    sample: str
    record: str
    on: date | None
    input_ng: Decimal | None
    loci: int | None
    genome_equivalents: Decimal | None
    lod: Decimal | None
    sampling_limit: Decimal | None
    detection_at_lod: Decimal | None
    is_lod_physical: bool | None
    is_negative_informative: bool
    is_in_surgical_window: bool
    cfdna_ng_per_ml: Decimal | None
    molecules_per_ml: tuple[tuple[str, Decimal], ...] = ()
    lacks: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionLook:
    """One region as a study looked at it: when, with what, how well.

    ``limits`` say what this way of looking cannot show there.
    """

    region: str
    study: str
    on: date
    is_current: bool
    message: Message
    limits: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class ImagingCoverage:
    """Where imaging looked, and the organs (term ids) that none of it covers."""

    looks: tuple[RegionLook, ...] = ()
    not_covered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReReadRequest:
    """What radiology is asked to look at again, knowing what plasma showed.

    ``study`` and ``prior`` are record ids of studies; ``regions`` and ``organs`` are
    term ids.
    """

    study: str
    accession: str
    series: str
    on: date
    regions: tuple[str, ...]
    organs: tuple[str, ...]
    prior: str
    prior_on: date | None
    message: Message
    why: tuple[Message, ...]


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
    reads them together, empty where no cell of the matrix fits.
    """

    imaging: str
    plasma: str
    marker: str
    cell: str = ""
    message: Message | None = None


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


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything the rules made of one case on one day; recomputed, never edited.

    ``completeness`` is a checklist per discipline id (``oncology``, ``radiology`` …).
    ``mechanisms`` is what is known about each row of resistance that spoke, by its rule
    id; ``amplifications`` each amplification result beside the studies' lines.
    """

    case: str
    revision: int
    on: date
    ruleset: str
    knowledge_sha256: str
    headline: tuple[Message, ...] = ()
    response: tuple[TimePoint, ...] = ()
    immune_response: tuple[ImmuneTimePoint, ...] = ()
    lesion_checks: tuple[LesionCheck, ...] = ()
    error_band: ErrorBand | None = None
    lesion_growth: tuple[LesionGrowth, ...] = ()
    sum_trend: SumTrend | None = None
    series: tuple[Series, ...] = ()
    plasma_courses: tuple[PlasmaCourse, ...] = ()
    plasma_samples: tuple[PlasmaSample, ...] = ()
    imaging_coverage: ImagingCoverage = ImagingCoverage()
    reread_requests: tuple[ReReadRequest, ...] = ()
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
    mechanisms: tuple[Mechanism, ...] = ()
    amplifications: tuple[Amplification, ...] = ()
    growth_points: GrowthPoints | None = None
    concordance: Concordance | None = None
    test_plan: tuple[PlannedTest, ...] = ()


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
