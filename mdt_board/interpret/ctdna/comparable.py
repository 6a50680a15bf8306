"""What two plasma tubes can be compared by: the assay, and the background DNA."""

from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PAIR
from mdt_board.interpret.ctdna.tubes import background
from mdt_board.interpret.ctdna.tumor_signal import looked
from mdt_board.interpret.facts import Facts
from mdt_board.interpret.references import CTDNA_ARITHMETIC
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Series, Tag
from mdt_board.model.molecular import Assay
from mdt_board.model.text import N_, Message, Number, Plain, Word

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
                "name": Plain(series.label),
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
    is_open = False
    for series in facts.tumor_series:
        pair, points = _last_two(series, facts), looked(series)[-PAIR:]
        if pair is None or any(p.value is None for p in points):
            continue
        before, now = (background(a) for a in pair)
        if before is None or now is None:
            is_open = True
            continue
        if BACKGROUND_FOLD * min(before, now) > max(before, now):
            continue
        return Because(tuple(a.id for a in pair), _said(series, before, now))
    if is_open:
        missing = N_("volume of plasma and DNA input of both samples")
        return Unknown((Message(missing),))
    return None


def _said(series: Series, before: Decimal, now: Decimal) -> dict[str, Word]:
    first, last = (p.value or Decimal(0) for p in looked(series)[-PAIR:])
    ratio = last * now / (first * before) if first else Decimal(0)
    return {
        "name": Plain(series.label),
        "before": Number(before, 1, "ng/mL"),
        "now": Number(now, 1, "ng/mL"),
        "ratio": Number(ratio, 1),
    }


RULES: tuple[Rule, ...] = (assays_not_compared, background_changed)
