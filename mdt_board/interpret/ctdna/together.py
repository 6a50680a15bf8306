"""Whether the variants of one patient run together or part: one clone, or several."""

from datetime import date
from decimal import Decimal

from mdt_board.interpret.ctdna.kinetics import PAIR
from mdt_board.interpret.ctdna.tumor_signal import looked, ratio_digits
from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import CTDNA_ARITHMETIC
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import FoldChange, Level, Series
from mdt_board.model.text import N_, Message, Number, Span, Variants, Word

Changed = tuple[Series, FoldChange]


@once
def _changes(facts: Facts) -> dict[tuple[date, ...], list[Changed]]:
    """Return the variants whose last two values compare, by the days of the two."""
    found: dict[tuple[date, ...], list[Changed]] = {}
    for series in facts.series.values():
        if series.id.startswith("variant:") and series.change:
            days = tuple(p.on for p in looked(series)[-PAIR:])
            found.setdefault(days, []).append((series, series.change))
    return found


def _unknown(facts: Facts) -> Unknown | None:
    """Say what is missing where two variants have two values and no counts."""
    uncounted = [
        s
        for s in facts.series.values()
        if s.id.startswith("variant:")
        and len(looked(s)) >= PAIR
        and all(p.value for p in looked(s)[-PAIR:])
        and not s.change
    ]
    if len(uncounted) >= PAIR:
        missing = N_("DNA input of both plasma samples, by the same assay")
        return Unknown((Message(missing),))
    return None


def _records(*series: Series) -> tuple[str, ...]:
    return tuple(p.record for s in series for p in looked(s)[-PAIR:])


def _times(ratio: Decimal) -> Number:
    return Number(ratio, ratio_digits(ratio))


@rule(
    "ctdna.courses-part",
    N_("{one} changed {up}-fold while {other} changed {down}-fold: not the same clone"),
    CTDNA_ARITHMETIC,
    level=Level.CAUTION,
)
def part(facts: Facts) -> Because | Unknown | None:
    """Variants of one patient go different ways.

    When  the 95 % intervals of the changes of two variants between the same two
          samples exclude each other
    Then  names the two that lie farthest apart
    Else  unknown when two variants lack molecule counts; silent otherwise
    """
    for changed in _changes(facts).values():
        up = max(changed, key=lambda c: (c[1].low, c[0].id))
        down = min(changed, key=lambda c: (c[1].high, c[0].id))
        if up[1].low > down[1].high:
            words: dict[str, Word] = {
                "one": Variants((up[0].label,)),
                "up": _times(up[1].ratio),
                "other": Variants((down[0].label,)),
                "down": _times(down[1].ratio),
            }
            return Because(_records(up[0], down[0]), words)
    return _unknown(facts)


@rule(
    "ctdna.courses-parallel",
    N_("{names} changed together, {ratios}-fold, beyond counting error: parallel"),
    CTDNA_ARITHMETIC,
)
def parallel(facts: Facts) -> Because | Unknown | None:
    """Variants of one patient go the same way, further than chance takes them.

    When  two variants or more changed beyond counting error between the same two
          samples, in one direction, with intervals that overlap
    Then  names them
    Else  unknown when two variants lack molecule counts; silent otherwise
    """
    for changed in _changes(facts).values():
        rose = [c for c in changed if c[1].low > 1]
        fell = [c for c in changed if c[1].high < 1]
        for group in (rose, fell):
            lowest = min((c.high for _, c in group), default=Decimal(0))
            highest = max((c.low for _, c in group), default=Decimal(0))
            if len(group) >= PAIR and highest <= lowest:
                series = [s for s, _ in group]
                ratios = sorted(c.ratio for _, c in group)
                words: dict[str, Word] = {
                    "names": Variants(tuple(s.label for s in series)),
                    "ratios": Span(ratios[0], ratios[-1], 1),
                }
                return Because(_records(*series), words)
    return _unknown(facts)


RULES: tuple[Rule, ...] = (part, parallel)
