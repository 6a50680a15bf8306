"""The shapes that a chart is made of, and the ticks of its axes.

Floats are used here and only here: these numbers are drawn, never concluded from.
Days on an axis are proleptic ordinals (`date.toordinal`). Colors are names of
`palette.Palette`, so that a theme can change without new charts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import ceil, floor, log10

MAX_TICKS = 5
MAX_DECADES = 8
NARROWEST = 1e-9  # of the values on an axis: closer ends cannot be told apart
PLAIN_POWERS = range(-5, 6)  # of ten, that a label writes out
FIRST_HAN = 0x2E80
LETTERS_ACROSS = 80  # of small print, on paper and in a window
MONTH_STEPS = (1, 2, 3, 4, 6, 12, 24, 60, 120, 300, 1200)


@dataclass(frozen=True, slots=True)
class Point:
    """One value on one day; hollow means not detected, drawn at the limit."""

    on: date
    value: float
    is_hollow: bool = False
    label: str = ""
    record: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One series, earliest point first. ``color`` is a name of the palette."""

    id: str
    label: str
    color: str
    points: tuple[Point, ...]
    width: float = 1.5

    @property
    def runs(self) -> tuple[tuple[tuple[Point, ...], bool], ...]:
        """Split the line into stretches; dashed where an end was not detected."""
        runs: list[tuple[list[Point], bool]] = []
        for a, b in pairwise(self.points):
            is_dashed = a.is_hollow or b.is_hollow
            if runs and runs[-1][1] == is_dashed:
                runs[-1][0].append(b)
            else:
                runs.append(([a, b], is_dashed))
        return tuple((tuple(points), is_dashed) for points, is_dashed in runs)


@dataclass(frozen=True, slots=True)
class Band:
    """A shaded range of values, over the whole axis unless it has days."""

    low: float
    high: float
    color: str
    label: str = ""
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Guide:
    """A level to compare with, over the whole axis unless it has days."""

    value: float
    label: str
    color: str
    is_dashed: bool = True
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A labeled place on an axis: a value, or a day as its ordinal."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart over time, complete but for the drawing.

    Where it ``is_relative``, values are multiples of something of each line's own, and
    the labels of its points say the values themselves.
    """

    title: str
    unit: str
    lines: tuple[Line, ...]
    bands: tuple[Band, ...]
    guides: tuple[Guide, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    is_log: bool = False
    is_relative: bool = False

    def across(self, on: date) -> float:
        """Return how far along the axis a day is, from 0 at the left to 1."""
        return (on.toordinal() - self.x_low) / (self.x_high - self.x_low)

    def up(self, value: float) -> float:
        """Return how far up the axis a value is, from 0 at the bottom to 1.

        A log axis has no place for zero and less: they stand at its foot.
        """
        if self.is_log:
            if value <= 0:
                return 0.0
            return log10(value / self.y_low) / log10(self.y_high / self.y_low)
        return (value - self.y_low) / (self.y_high - self.y_low)

    def y_ticks_apart(self, share: float) -> tuple[Tick, ...]:
        """Return the ticks whose labels, ``share`` of the axis high, do not collide.

        Powers of ten stay before others, then the lowest.
        """
        kept: list[Tick] = []
        for tick in sorted(self.y_ticks, key=lambda t: (not _is_power(t.at), t.at)):
            if all(abs(self.up(tick.at) - self.up(k.at)) >= share for k in kept):
                kept.append(tick)
        return tuple(sorted(kept, key=lambda t: t.at))

    def x_ticks_apart(self, share: float) -> tuple[Tick, ...]:
        """Return every so many ticks that labels, ``share`` of the axis wide, fit."""
        width = (self.x_high - self.x_low) * share
        fewer = (self.x_ticks[::n] for n in range(1, len(self.x_ticks)))
        return next((t for t in fewer if _are_apart(t, width)), self.x_ticks[:1])


def _are_apart(ticks: tuple[Tick, ...], width: float) -> bool:
    return all(b.at - a.at >= width for a, b in pairwise(ticks))


def _is_power(value: float) -> bool:
    """Say whether a value is a power of ten."""
    return value > 0 and abs(log10(value) - round(log10(value))) < 1e-9  # noqa: PLR2004


def month_ticks(low: date, high: date, most: int = MAX_TICKS) -> tuple[Tick, ...]:
    """Return ticks at firsts of months between two days, at most ``most`` of them.

    Where there is no such day, the day in the middle is the one tick.
    """
    first = low.year * 12 + low.month - (1 if low.day == 1 else 0)
    last = high.year * 12 + high.month - 1
    steps = (s for s in MONTH_STEPS if (last // s - -(-first // s) + 1) <= most)
    step = next(steps, MONTH_STEPS[-1])
    months = range(-(-first // step) * step, last + 1, step)
    days = [date(m // 12, m % 12 + 1, 1) for m in months]
    if not days:
        middle = low + (high - low) / 2
        return (Tick(middle.toordinal(), f"{middle:%Y-%m-%d}"),)
    return tuple(Tick(d.toordinal(), f"{d:%Y-%m}") for d in days)


def opened(low: float, high: float) -> tuple[float, float]:
    """Return the ends of an axis, set apart where all its values are the same."""
    size = max(abs(low), abs(high))
    return (low, high) if high - low > size * NARROWEST else (low, high + (size or 1.0))


def value_ticks(low: float, high: float, most: int = MAX_TICKS) -> tuple[Tick, ...]:
    """Return ticks at round values between two values, one more than ``most`` at most.

    The ends are apart, as `opened` makes them.
    """
    power = floor(log10((high - low) / most))
    scale = 10.0**power
    fitting = (f for f in (1, 2, 5, 10) if (high - low) / (f * scale) <= most)
    factor = next(fitting, 10)
    step = factor * scale
    counts = range(floor(low / step), ceil(high / step) + 1)
    marks = [(Decimal(n) * factor).scaleb(power) for n in counts]
    return tuple(Tick(float(m), _written(m)) for m in marks if low <= float(m) <= high)


def decade_ticks(low: float, high: float) -> tuple[Tick, ...]:
    """Return ticks at powers of ten between two positive values.

    Where that leaves fewer than two, twice and five times the powers are ticks too, or
    else round values; of many powers, every so many.
    """
    powers = range(floor(log10(low)), floor(log10(high)) + 1)
    powers = powers[:: ceil(len(powers) / MAX_DECADES)]
    for steps in ((1,), (1, 2, 5)):
        marks = [step * 10.0**p for p in powers for step in steps]
        within = [mark for mark in marks if low <= mark <= high]
        if len(within) > 1:
            return tuple(Tick(mark, f"{mark:g}") for mark in within)
    return value_ticks(*opened(low, high))


def _written(value: Decimal) -> str:
    """Write a value without needless zeros; one far from 1 with its power."""
    plain = value.normalize()
    if not plain:
        return "0"
    return f"{plain:f}" if plain.adjusted() in PLAIN_POWERS else f"{plain:e}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of time in a lane; ``row`` counts from the top of the lane.

    A dashed bar is planned, or nobody stated its end. ``label`` has the whole name.
    """

    start: date
    end: date
    label: str
    color: str
    row: int = 0
    is_dashed: bool = False
    is_open: bool = False
    record: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened on one day; ``shape`` is dot, diamond, square or pill.

    ``row`` counts from the top of the lane.
    """

    on: date
    label: str
    color: str
    shape: str = "dot"
    is_hollow: bool = False
    record: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the timeline, for one kind of thing."""

    id: str
    label: str
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows the bars and marks need."""
        used = [*(bar.row for bar in self.bars), *(mark.row for mark in self.marks)]
        return max(used, default=0) + 1


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything that happened, by kind, on one axis of days."""

    lanes: tuple[Lane, ...]
    x_low: float
    x_high: float
    x_ticks: tuple[Tick, ...]
    today: date
    today_label: str

    def across(self, on: date) -> float:
        """Return how far along the axis a day is, from 0 at the left to 1."""
        return (on.toordinal() - self.x_low) / (self.x_high - self.x_low)


def stack(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """Give each bar the first row in which neither it nor its name touches another."""
    span = max((b.end for b in bars), default=date.min) - min(
        (b.start for b in bars), default=date.min
    )
    ends: list[date] = []
    placed = []
    for bar in sorted(bars, key=lambda b: (b.start, b.label)):
        free = (row for row, end in enumerate(ends) if end < bar.start)
        row = next(free, len(ends))
        named = span * _share(bar.label)
        fits = named <= bar.end - bar.start
        ends[row : row + 1] = [bar.end if fits else bar.end + named]
        placed.append(replace(bar, row=row))
    return tuple(placed)


def _share(label: str) -> float:
    """Return about how much of the axis a name takes: a Han character counts twice.

    It is never more than all of it: days end with the calendar.
    """
    letters = len(label) + sum(ord(character) >= FIRST_HAN for character in label)
    return min(1.0, letters / LETTERS_ACROSS)
