"""Whether a tumor marker changed by more than one person's values vary.

Two values count when one laboratory measured both by one method; a change of either
starts a new course. Published change values are those of healthy people, and for CEA
two disagree twofold: between them a rise is possible, above the larger one it is one.
"""

from dataclasses import dataclass
from decimal import Decimal

from mdt_board.interpret.facts import Facts, once
from mdt_board.interpret.references import BOARD_JUDGMENT, ERDEN_2008, TUXEN_1999
from mdt_board.interpret.rule import Because, Rule, Unknown, rule
from mdt_board.model.interpretation import Level, Series, SeriesPoint
from mdt_board.model.knowledge import MarkerRow
from mdt_board.model.oncology import LabValue, SmokingStatus
from mdt_board.model.text import N_, Message, Number, Percent, Span, Term, Terms, Word

PAIR, COURSE = 2, 3
UP, DOWN, STABLE, UNREAD = "up", "down", "stable", ""
RISE = "oncology.marker.rise"
FALL = "oncology.marker.fall"
# What else raises CEA (G2).
CONFOUNDED = "cea"
NEUROENDOCRINE = ("nse", "progrp")


@dataclass(frozen=True, slots=True)
class MarkerChange:
    """The last two comparable values of one marker against its change values.

    ``direction`` is `UP` from the largest published change value on, and where a value
    has a reference limit above it; `DOWN` as far below; `STABLE` between; empty where
    the two values cannot be compared. ``is_possible`` marks a rise between two
    published values, ``is_repeated`` a rise that the value before shows too.
    """

    marker: str
    change: Decimal
    low: Decimal
    high: Decimal
    direction: str
    is_possible: bool
    is_repeated: bool
    records: tuple[str, ...]


@once
def changes(facts: Facts) -> list[MarkerChange]:
    """Return the last change of each marker that has a published change value."""
    rows: dict[str, list[MarkerRow]] = {}
    for row in facts.knowledge.markers:
        rows.setdefault(row.marker, []).append(row)
    labs = {lab.id: lab for lab in facts.case.oncology.labs}
    found = (
        _change(facts.series[key], labs, rows[marker])
        for marker in rows
        if (key := f"lab:{marker}") in facts.series
    )
    return [c for c in found if c]


def _change(
    series: Series, labs: dict[str, LabValue], rows: list[MarkerRow]
) -> MarkerChange | None:
    values = [p for p in series.points if p.value]
    if len(values) < PAIR or values[-1] is not series.points[-1]:
        return None
    before, now = values[-PAIR:]
    low, high = min(r.change for r in rows), max(r.change for r in rows)
    change = _relative(before, now)
    is_read = _is_comparable(labs[before.record], labs[now.record])
    is_above = series.reference_high is None or (
        now.value is not None and now.value > series.reference_high
    )
    earlier = values[-COURSE:-1]
    return MarkerChange(
        marker=series.label,
        change=change,
        low=low,
        high=high,
        direction=_direction(change, high, is_above=is_above) if is_read else UNREAD,
        is_possible=is_read and is_above and low <= change < high,
        is_repeated=len(earlier) == PAIR and _relative(*earlier) >= low,
        records=(before.record, now.record),
    )


def _relative(before: SeriesPoint, now: SeriesPoint) -> Decimal:
    return (now.value or Decimal(0)) / (before.value or Decimal(1)) - 1


def _direction(change: Decimal, limit: Decimal, *, is_above: bool) -> str:
    """Return the direction; a fall is as far as the same rise would be, in ratio."""
    if change >= limit and is_above:
        return UP
    return DOWN if 1 + change <= 1 / (1 + limit) else STABLE


def _is_comparable(before: LabValue, now: LabValue) -> bool:
    """Two values that name different laboratories or methods are not one course."""
    pairs = ((before.laboratory, now.laboratory), (before.method, now.method))
    return all(a == b or not a or not b for a, b in pairs)


def switched(facts: Facts) -> list[MarkerChange]:
    """Return the markers whose last two values name another laboratory or method."""
    return [c for c in changes(facts) if c.direction == UNREAD]


@rule(
    RISE,
    N_(
        "{marker} {change}, above its reference and beyond one person's variation "
        "(change value {limits} %): a second value confirms it; also raised "
        "by: {confounders}"
    ),
    ERDEN_2008,
    TUXEN_1999,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=BOARD_JUDGMENT.tag,
)
def marker_rise(facts: Facts) -> Because | Unknown | None:
    """A marker rose by more than its largest published change value.

    When  the last two values of one laboratory and method differ by that much, and the
          last is above its reference
    Then  says so with what else raises it; it is no progression by itself
    Else  unknown when laboratory or method changed between the two; silent otherwise
    """
    return _speak(facts, UP)


@rule(
    FALL,
    N_(
        "{marker} {change}, beyond one person's variation (change value {limits} %): a "
        "falling marker does not clear growth"
    ),
    ERDEN_2008,
    TUXEN_1999,
    BOARD_JUDGMENT,
    tag=BOARD_JUDGMENT.tag,
)
def marker_fall(facts: Facts) -> Because | Unknown | None:
    """A marker fell by more than its largest published change value.

    When  the last two values of one laboratory and method differ by that much
    Then  says so; growth on imaging stands beside it and is not cleared
    Else  unknown when laboratory or method changed between the two; silent otherwise
    """
    return _speak(facts, DOWN)


def _speak(facts: Facts, direction: str) -> Because | Unknown | None:
    every = changes(facts)
    spoken = [c for c in every if c.direction == direction]
    if spoken:
        return _because(facts, max(spoken, key=lambda c: abs(c.change)))
    unread = [c.marker for c in every if c.direction == UNREAD]
    if unread:
        missing = N_("two values of {names} by one laboratory and method")
        return Unknown((Message(missing, {"names": Terms(tuple(unread))}),))
    return None


def _because(facts: Facts, change: MarkerChange) -> Because:
    words: dict[str, Word] = {
        "marker": Term(change.marker),
        "change": Percent(change.change, 0, signed=True),
        "limits": _limits(change.low * 100, change.high * 100),
        "confounders": Terms(confounders(facts, change.marker)),
    }
    return Because(change.records, words)


def _limits(low: Decimal, high: Decimal) -> Word:
    """Show two values that disagree as a span, one value as itself."""
    return Number(low, 1) if low == high else Span(low, high, 1)


def confounders(facts: Facts, marker: str) -> tuple[str, ...]:
    """Return what else in this case moves the marker; that nothing is recorded."""
    if marker != CONFOUNDED:
        return ("confounder.none-recorded",)
    smoking = facts.case.oncology.smoking
    found = []
    if smoking is not None and smoking.status is SmokingStatus.CURRENT:
        found.append("confounder.smoking")
    bilirubin = facts.series.get("lab:bilirubin")
    if bilirubin and _is_high(bilirubin):
        found.append("confounder.cholestasis")
    if "chemotherapy" in facts.exposure.current_classes:
        found.append("confounder.chemotherapy")
    return tuple(found) or ("confounder.none-recorded",)


def _is_high(series: Series) -> bool:
    last, high = series.points[-1].value, series.reference_high
    return last is not None and high is not None and last > high


def marker_direction(facts: Facts) -> str:
    """Return the direction of the markers together; empty where none can be read.

    One that rises counts more than one that falls: a marker never clears growth.
    Neuroendocrine markers are clues of their own and are left out.
    """
    every = [c.direction for c in changes(facts) if c.marker not in NEUROENDOCRINE]
    return next((d for d in (UP, STABLE, DOWN) if d in every), UNREAD)


RULES: tuple[Rule, ...] = (marker_rise, marker_fall)
