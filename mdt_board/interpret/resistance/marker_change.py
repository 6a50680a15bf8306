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
from mdt_board.model.interpretation import Level, Series, SeriesPoint, Tag
from mdt_board.model.knowledge import MarkerRow
from mdt_board.model.oncology import LabValue, SmokingStatus
from mdt_board.model.text import (
    N_,
    Clauses,
    Message,
    Number,
    Percent,
    Span,
    Term,
    Terms,
    Word,
)

PAIR, COURSE = 2, 3
APART_DAYS = 14  # two rises 2 to 4 weeks apart (G2)
UP, DOWN, STABLE, UNREAD = "up", "down", "stable", ""
RISE = "oncology.marker.rise"
FALL = "oncology.marker.fall"
# What else raises CEA (G2).
CONFOUNDED = "cea"
NEUROENDOCRINE = frozenset({"nse", "progrp"})
PUBLISHED, JUDGED, TWICE, ONCE = "published", "judged", "twice", "once"
RISEN = N_(
    "{marker} {change}, above its reference ({basis} {limits} %; {standing}; other "
    "causes: {confounders})"
)
RISEN_UNKNOWN = N_(
    "{marker} {change}, no reference recorded ({basis} {limits} %; {standing}; other "
    "causes: {confounders})"
)
FALLEN = N_("{marker} {change} ({basis} {limits} %)")


@dataclass(frozen=True, slots=True)
class MarkerChange:
    """The last two comparable values of one marker against its change values.

    ``direction`` is `UP` from the largest published change value on, and where a value
    has a reference limit above it; `DOWN` as far below; `STABLE` between; empty where
    the two values cannot be compared. ``is_possible`` marks a rise between two
    published values, ``is_repeated`` a rise after another one of that size, two weeks
    before at least. Without ``is_published`` the change value is a judgment.
    ``is_raised`` says that the last value is above its reference; without one it is not
    known to be.
    """

    marker: str
    change: Decimal
    low: Decimal
    high: Decimal
    direction: str
    is_possible: bool
    is_repeated: bool
    is_published: bool
    is_raised: bool
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
    limit = series.reference_high
    is_raised = limit is not None and now.value is not None and now.value > limit
    is_above = limit is None or is_raised
    return MarkerChange(
        marker=series.label,
        change=change,
        low=low,
        high=high,
        direction=_direction(change, high, is_above=is_above) if is_read else UNREAD,
        is_possible=is_read and is_above and low <= change < high,
        is_repeated=is_read and _has_risen_before(values[-COURSE:], labs, high),
        is_published=all(r.tag is not Tag.JUDGED for r in rows),
        is_raised=is_raised,
        records=(before.record, now.record),
    )


def _has_risen_before(
    values: list[SeriesPoint], labs: dict[str, LabValue], limit: Decimal
) -> bool:
    """Say whether the rise before the last one was as large, two weeks ago or more."""
    if len(values) < COURSE:
        return False
    first, before, now = values
    is_apart = (now.on - before.on).days >= APART_DAYS
    is_read = _is_comparable(labs[first.record], labs[before.record])
    return is_apart and is_read and _relative(first, before) >= limit


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
    N_("Rise beyond one person's variation: {rises}"),
    ERDEN_2008,
    TUXEN_1999,
    BOARD_JUDGMENT,
    level=Level.CAUTION,
    tag=BOARD_JUDGMENT.tag,
)
def marker_rise(facts: Facts) -> Because | Unknown | None:
    """Markers rose by more than their largest published change value.

    When  the last two values of one laboratory and method differ by that much, and the
          last is above its reference or none is recorded
    Then  names each with its change, that it is above its reference or that none is
          recorded, whether the rise before was as large, and what else raises it; it is
          no progression by itself
    Else  unknown when laboratory or method changed between the two; silent otherwise
    """
    risen = _going(facts, UP)
    if not risen:
        return _unread(facts)
    rises = Clauses(tuple(_risen(facts, c) for c in risen))
    return Because(_records(risen), {"rises": rises})


def _risen(facts: Facts, change: MarkerChange) -> Message:
    """Name one rise with what else raises this marker: what raises one may not all."""
    text = RISEN if change.is_raised else RISEN_UNKNOWN
    others = Terms(confounders(facts, change.marker))
    return Message(text, _words(change) | {"confounders": others})


@rule(
    FALL,
    N_(
        "Beyond one person's variation: {falls}; a falling marker does not clear growth"
    ),
    ERDEN_2008,
    TUXEN_1999,
    BOARD_JUDGMENT,
    tag=BOARD_JUDGMENT.tag,
)
def marker_fall(facts: Facts) -> Because | Unknown | None:
    """Markers fell by more than their largest published change value.

    When  the last two values of one laboratory and method differ by that much
    Then  names each with its change; growth on imaging stands beside it and is not
          cleared
    Else  unknown when laboratory or method changed between the two; silent otherwise
    """
    fallen = _going(facts, DOWN)
    if not fallen:
        return _unread(facts)
    falls = Clauses(tuple(Message(FALLEN, _words(c)) for c in fallen))
    return Because(_records(fallen), {"falls": falls})


def _going(facts: Facts, direction: str) -> list[MarkerChange]:
    """Return the markers that went in this direction, the largest change first."""
    found = [c for c in changes(facts) if c.direction == direction]
    return sorted(found, key=lambda c: -abs(c.change))


def _unread(facts: Facts) -> Unknown | None:
    unread = tuple(c.marker for c in switched(facts))
    if not unread:
        return None
    missing = N_("two values of {names} by one laboratory and method")
    return Unknown((Message(missing, {"names": Terms(unread)}),))


def _records(found: list[MarkerChange]) -> tuple[str, ...]:
    return tuple(record for c in found for record in c.records)


def _words(change: MarkerChange) -> dict[str, Word]:
    return {
        "marker": Term(change.marker),
        "change": Percent(change.change, 0, signed=True),
        "basis": Term(f"marker-limit.{PUBLISHED if change.is_published else JUDGED}"),
        "limits": _limits(change),
        "standing": Term(f"marker-standing.{TWICE if change.is_repeated else ONCE}"),
    }


def _limits(change: MarkerChange) -> Word:
    """Return the two values that disagree, or the one that there is."""
    low, high = change.low * 100, change.high * 100
    if low == high:
        return Number(low, 0 if low == int(low) else 1)
    return Span(low, high, 1)


def confounders(facts: Facts, marker: str) -> tuple[str, ...]:
    """Return what else in this case raises a marker; that nothing is recorded."""
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

    One that rises counts more than one that falls: a marker never clears growth. Those
    of a neuroendocrine tumor count as well: one that rises may be the histology.
    """
    every = [c.direction for c in changes(facts)]
    return next((d for d in (UP, STABLE, DOWN) if d in every), UNREAD)


def markers_going(facts: Facts, direction: str) -> tuple[str, ...]:
    """Return the markers that went in this direction; of those only the raised, if any.

    A marker that rises was raised already or is now: then all of them are named.
    """
    found = [c for c in changes(facts) if c.direction == direction]
    raised = [c for c in found if c.is_raised]
    is_apart = direction != UP and raised
    return tuple(c.marker for c in (raised if is_apart else found))


def is_one_raised(facts: Facts, direction: str) -> bool:
    """Say whether a marker that went in this direction is above its reference."""
    return any(c.is_raised for c in changes(facts) if c.direction == direction)


RULES: tuple[Rule, ...] = (marker_rise, marker_fall)
