"""What the numbers of plasma results can carry: limits, changes, and dated samples."""

from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PAIR, PLASMA, day_of
from mdt_board.interpret.ctdna.sampling import (
    input_needed_ng,
    is_lod_physical,
    loci_of,
    sampling_limit,
)
from mdt_board.interpret.ctdna.tumor_signal import (
    digits_of,
    looked,
    nanograms,
    ratio_digits,
    run_of,
)
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import BOARD_JUDGMENT, CTDNA_ARITHMETIC
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import FoldChange, Level, Series
from mdt_board.model.molecular import Assay
from mdt_board.model.text import (
    N_,
    Count,
    Message,
    Number,
    Percent,
    Plain,
    Span,
    Variants,
    Word,
)


@rule(
    "ctdna.lod-below-sampling",
    N_(
        "{sample}: the stated limit of detection {lod} needs {needed} of DNA; {input} "
        "were put in, enough for {limit}"
    ),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
)
def lod_below_sampling(facts: Facts) -> Because | Unknown | None:
    """A limit of detection is claimed that the DNA put in cannot carry.

    When  the stated limit of a plasma assay lies below 3 / (GE x recovery), for a panel
          of several loci below 4.744 / (GE x recovery x loci)
    Then  the claim is not supported by the number of molecules
    Else  unknown when limit, input or loci of the plasma assays are missing
    """
    plasma = [a for a in facts.case.molecular.assays if a.kind in PLASMA]
    unsupported = [a for a in plasma if is_lod_physical(a) is False]
    if unsupported:
        return _unsupported(unsupported[-1])
    if any(is_lod_physical(a) is None for a in plasma):
        missing = N_("limit of detection, DNA input and loci of every plasma assay")
        return Unknown((Message(missing),))
    return None


def _unsupported(assay: Assay) -> Because:
    lod, given, loci = assay.lod or Decimal(0), assay.input_ng or Decimal(0), 1
    loci = loci_of(assay) or loci
    needed, limit = input_needed_ng(lod, loci), sampling_limit(given, loci)
    words: dict[str, Word] = {
        "sample": Plain(assay.sample),
        "lod": Percent(lod, digits_of(lod)),
        "needed": Plain("–") if needed is None else Number(needed, 0, "ng"),
        "input": nanograms(given),
        "limit": Plain("–") if limit is None else Percent(limit, 3),
    }
    return Because((assay.id,), words)


def _changed(facts: Facts) -> list[tuple[Series, FoldChange]]:
    """Return the tumor's series with a change, the firmest rise first."""
    changes = [(s, s.change) for s in facts.tumor_series if s.change]
    return sorted(changes, key=lambda c: (-c[1].low, c[0].id))


def _has_pair(facts: Facts) -> bool:
    """Say whether any series ends in two detected points."""
    return any(len(run_of(looked(s))) >= PAIR for s in facts.tumor_series)


def _pair(series: Series) -> tuple[str, ...]:
    return tuple(p.record for p in run_of(looked(series))[-PAIR:])


def _uncounted(facts: Facts) -> Unknown | None:
    if _has_pair(facts) and not _changed(facts):
        missing = N_("DNA input of both plasma samples, by the same assay")
        return Unknown((Message(missing),))
    return None


@rule(
    "ctdna.rise",
    N_(
        "{name} rose {ratio}-fold ({interval}) in {days} days, beyond counting error; "
        "doubling time {doubling} days ({span})"
    ),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
)
def rise(facts: Facts) -> Because | Unknown | None:
    """The tumor's DNA rose between two samples by more than counting explains.

    When  the 95 % interval of the ratio of the last two detected values lies above 1
    Then  gives ratio, interval and doubling time
    Else  unknown when the molecules of either sample are not known; silent otherwise
    """
    for series, change in _changed(facts):
        if change.low > 1 and change.doubling_days is not None:
            words: dict[str, Word] = {
                "doubling": Number(change.doubling_days),
                "span": Span(change.doubling_low, change.doubling_high),
            }
            return Because(_pair(series), _ratio_words(series, change) | words)
    return _uncounted(facts)


@rule(
    "ctdna.change-within-counting-error",
    N_(
        "{name} changed {ratio}-fold ({interval}) in {days} days: within counting error"
    ),
    CTDNA_ARITHMETIC,
)
def change_within_error(facts: Facts) -> Because | Unknown | None:
    """The numbers differ, but few molecules differ that much by chance.

    When  the 95 % interval of the ratio of the last two detected values includes 1
    Then  no rise and no fall can be claimed
    Else  unknown when the molecules of either sample are not known; silent otherwise
    """
    for series, change in _changed(facts):
        if change.low <= 1 <= change.high:
            return Because(_pair(series), _ratio_words(series, change))
    return _uncounted(facts)


def _ratio_words(series: Series, change: FoldChange) -> dict[str, Word]:
    return {
        "name": Variants((series.label,)),
        "ratio": Number(change.ratio, ratio_digits(change.ratio)),
        "interval": Span(change.low, change.high, 1),
        "days": Count(change.days),
    }


@rule(
    "ctdna.series.undated",
    N_("Results left out of the curves, no exact day or known sample: {count}"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def undated(facts: Facts) -> Because | Unknown | None:
    """Some results cannot be put on a time axis; they are named, not dropped.

    When  results lack an assay record, its material or an exact day, and
          others of the case have all they need
    Then  says how many are left out
    Else  unknown when none of the results can be placed; silent when all can
    """
    molecular, labs = facts.case.molecular, facts.case.oncology.labs
    assays = facts.assays
    placed = {v.id for v in molecular.variants if _is_placed(assays.get(v.sample))}
    placed |= {lab.id for lab in labs if lab.on.exact}
    lost = [r.id for r in (*molecular.variants, *labs) if r.id not in placed]
    if not lost:
        return None
    if not placed:
        missing = N_("the exact day and the material of each result")
        return Unknown((Message(missing),))
    return Because(tuple(lost), {"count": Count(len(lost))})


@rule(
    "ctdna.call-not-passed",
    N_("Not passed by the variant caller, so not counted: {names} ({count})"),
    BOARD_JUDGMENT,
    level=Level.CAUTION,
)
def call_not_passed(facts: Facts) -> Because | Unknown | None:
    """The caller flagged its own call, so nothing rests on it.

    When  calls carry a filter of their caller
    Then  names them; they are neither detected nor not detected
    Else  unknown when variants came without their assay, so that nobody can tell how
          they were called; silent otherwise
    """
    flagged = facts.not_passed
    if flagged:
        names = [f"{v.gene} {v.label or v.name}".strip() for v in flagged[:NAMED]]
        more = ("…",) if len(flagged) > NAMED else ()
        shown = Variants((*dict.fromkeys(names), *more))
        words: dict[str, Word] = {"names": shown, "count": Count(len(flagged))}
        return Because(tuple(v.id for v in flagged), words)
    variants = facts.case.molecular.variants
    if variants and not any(v.sample in facts.assays for v in variants):
        return Unknown(
            (Message(N_("an assay record for the samples of the variants")),)
        )
    return None


def _is_placed(assay: Assay | None) -> bool:
    return assay is not None and assay.kind is not None and day_of(assay) is not None


NAMED = 5  # flagged calls named in the sentence; the rest are counted
RULES: tuple[Rule, ...] = (
    lod_below_sampling,
    rise,
    change_within_error,
    undated,
    call_not_passed,
)
