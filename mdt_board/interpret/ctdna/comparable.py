"""What tubes can be compared by, and detections too faint to rest anything on."""

from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PAIR
from mdt_board.interpret.ctdna.tubes import background
from mdt_board.interpret.ctdna.tumor_signal import digits_of, looked
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import CTDNA_ARITHMETIC
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Series, Tag
from mdt_board.model.molecular import Assay
from mdt_board.model.text import (
    N_,
    Clauses,
    Message,
    Number,
    Percent,
    Plain,
    Variants,
    Word,
)

AT_LIMIT = "ctdna.detected-at-limit"
FEW_MOLECULES = 3  # D1: noise looks the same
BACKGROUND_FOLD = 2  # a change of the background that bends fractions [J]


def _last_two(series: Series, facts: Facts) -> tuple[Assay, Assay] | None:
    """Return the assays of the last two answers of a series."""
    points = looked(series)[-PAIR:]
    if len(points) < PAIR:
        return None
    own = {a.id: a for a in facts.case.molecular.assays}
    first, last = (own.get(p.record) or facts.assays[p.sample] for p in points)
    return first, last


@rule(
    "ctdna.assays-not-compared",
    N_("{name}: {first} and then {last}; unlike assays are not compared"),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def assays_not_compared(facts: Facts) -> Because | Unknown | None:
    """The last two answers came from different assays: no change can be read.

    When  the last two answers of a tumor series carry different assays or kinds
    Then  names both, instead of a ratio
    Else  unknown when one of the two does not say which assay it is; silent otherwise
    """
    is_open = False
    for series in facts.tumor_series:
        pair = _last_two(series, facts)
        if pair is None:
            continue
        first, last = pair
        if first.kind is last.kind and bool(first.name) != bool(last.name):
            is_open = True
        elif (first.kind, first.name) != (last.kind, last.name):
            words: dict[str, Word] = {
                "name": Variants((series.label,)),
                "first": Plain(first.name or first.sample),
                "last": Plain(last.name or last.sample),
            }
            return Because((first.id, last.id), words)
    if is_open:
        return Unknown((Message(N_("the name of the assay of both samples")),))
    return None


@rule(
    "ctdna.background-changed",
    N_(
        "Cell-free DNA went from {before} to {now}: fractions of {name} are not "
        "comparable as they stand; molecules per mL changed {ratio}-fold"
    ),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
)
def background_changed(facts: Facts) -> Because | Unknown | None:
    """Fractions move with the background; mutant molecules per mL do not.

    When  two detected values of one series stand on backgrounds that differ twofold
    Then  gives the change of the mutant molecules per mL of plasma
    Else  unknown when the volume of plasma or the DNA is missing; silent otherwise
    """
    missing = ""
    for series in facts.tumor_series:
        pair, points = _last_two(series, facts), looked(series)[-PAIR:]
        if pair is None or any(p.value is None for p in points):
            continue
        before, now = (background(a) for a in pair)
        if before is None or now is None:
            missing = missing or _lacking(pair)
            continue
        if BACKGROUND_FOLD * min(before, now) > max(before, now):
            continue
        return Because(tuple(a.id for a in pair), _said(series, before, now))
    return Unknown((Message(missing),)) if missing else None


def _lacking(pair: tuple[Assay, Assay]) -> str:
    """Name what at least one of the two samples lacks."""
    if all(a.input_ng for a in pair):
        return N_("volume of plasma of both samples")
    if all(a.plasma_ml for a in pair):
        return N_("DNA input of both samples")
    return N_("volume of plasma and DNA input of both samples")


def _said(series: Series, before: Decimal, now: Decimal) -> dict[str, Word]:
    first, last = (p.value or Decimal(0) for p in looked(series)[-PAIR:])
    ratio = last * now / (first * before) if first else Decimal(0)
    return {
        "name": Variants((series.label,)),
        "before": Number(before, 1, "ng/mL"),
        "now": Number(now, 1, "ng/mL"),
        "ratio": Number(ratio, 1),
    }


@rule(
    AT_LIMIT,
    N_("{name}: the latest detection {reasons}"),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
    tag=Tag.JUDGED,
)
def detected_at_limit(facts: Facts) -> Because | Unknown | None:
    """A detection of three molecules or fewer, or below the assay's own limit.

    When  the latest value of a positive series that needs an explanation stands for
          three mutant molecules at most, or lies below the stated limit of its assay
    Then  noise is possible: another tube comes first
    Else  unknown when neither molecules nor limit are known; silent otherwise
    """
    is_open = False
    own = {a.id: a for a in facts.case.molecular.assays}
    for series in facts.suspicious:
        point = series.points[-1]
        assay = own.get(point.record) or facts.assays[point.sample]
        count = dict(series.molecules).get(point.record)
        if count is None and (assay.lod is None or point.value is None):
            is_open = True
            continue
        is_few = count is not None and count <= FEW_MOLECULES
        is_below = bool(assay.lod and point.value and point.value < assay.lod)
        reasons = (
            *((_few(count),) if is_few and count is not None else ()),
            *((_below(assay.lod),) if is_below and assay.lod else ()),
        )
        if reasons:
            words: dict[str, Word] = {
                "name": Variants((series.label,)),
                "reasons": Clauses(reasons),
            }
            return Because((point.record,), words)
    if is_open:
        return Unknown((Message(N_("DNA input or limit of the latest plasma")),))
    return None


def _few(molecules: Decimal) -> Message:
    text = N_("rests on {molecules} molecules")
    return Message(text, {"molecules": Number(molecules, 0)})


def _below(lod: Decimal) -> Message:
    text = N_("lies below the limit of detection {lod}")
    return Message(text, {"lod": Percent(lod, digits_of(lod))})


RULES: tuple[Rule, ...] = (assays_not_compared, background_changed, detected_at_limit)
