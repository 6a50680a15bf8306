"""What plasma shows over time, what it covered, and where variants come from.

Parts of an `interpretation.Interpretation`, which is where they are imported from.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from mdt_board.model.tag import Tag
from mdt_board.model.text import Message


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
    """One reason for an origin, with how well it is founded.

    Where it was weighed, ``log_odds`` (natural) is what it adds to the odds of
    ``about`` (hematopoiesis, germline or technical) against tumor, from ``low`` to
    ``high`` by its source; the clues of one ``about`` add up to a waterfall.
    ``reference`` is the id of what the number is taken from.
    """

    message: Message
    records: tuple[str, ...]
    tag: Tag
    speaks_for: OriginAnswer
    about: OriginAnswer = OriginAnswer.CH_LIKELY
    log_odds: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class OriginOdds:
    """Probabilities of the four origins, which sum to one.

    ``low`` and ``high`` are what the uncertainty of the inputs leaves of the leading
    one.
    """

    tumor: Decimal
    hematopoiesis: Decimal
    germline: Decimal
    technical: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Origin:
    """Where one variant of plasma comes from, and the test that would decide.

    ``is_ch_prone`` marks a gene or variant that clonal hematopoiesis often carries.
    ``is_backed``: white blood cells, tissue or the known driver spoke, not plasma
    alone. ``needs_consent``: germline is in question and the patient has not agreed to
    be told. ``odds`` is None for panels, whose loci are not weighed one by one.
    """

    series: str
    gene: str
    variant: str
    answer: OriginAnswer
    clues: tuple[Clue, ...]
    is_ch_prone: bool
    deciding_test: str = ""
    odds: OriginOdds | None = None
    is_backed: bool = False
    needs_consent: bool = False
