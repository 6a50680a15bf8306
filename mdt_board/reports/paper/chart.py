"""A chart of values over time as a vector drawing, from the points of the screen."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from reportlab.graphics.shapes import Drawing, Group, Shape

from mdt_board.reports.paper.lettering import (
    LABEL_SIZE,
    box,
    dot,
    length,
    put,
    shortened,
    stroke,
    words,
    words_before,
)
from mdt_board.series import Chart, Guide, Line

HEIGHT = 70.0
TITLE_SIZE = 7.4
LEFT = 20.0
BOTTOM = 12.0
HEAD = 17.0
GUTTER_SHARE = 0.43
LINE_STEP = 8.0
DESCENT = 1.6  # of letters under their line
SPOTS = 8  # places along the axis at which words are tried
NARROWEST = 30.0  # the axis, however long the words beside it

Shapes = Iterator[Shape | Group]


class _End(NamedTuple):
    """What stands at the right of a line, or of a level over the whole axis."""

    value: float
    on: date | None
    label: str
    ink: str


class _Frame:
    """Where the values of one chart stand, in points."""

    def __init__(self, chart: Chart, width: float) -> None:
        self.chart = chart
        most = width * GUTTER_SHARE
        self.ends = list(_ends(chart, most))
        gutter = max(length(end.label) for end in self.ends) + 6
        self.span = max(NARROWEST, width - LEFT - gutter)
        self.right = LEFT + self.span
        self.top = HEIGHT - HEAD
        self.written: list[tuple[float, float, float]] = []  # left, right, low of words

    def x(self, on: date | None, otherwise: float) -> float:
        """Return where a day stands, or ``otherwise`` where no day is given."""
        return LEFT + self.chart.across(on) * self.span if on else otherwise

    def y(self, value: float) -> float:
        """Return where a value stands; one outside the axis stands on its edge."""
        share = min(1.0, max(0.0, self.chart.up(value)))
        return BOTTOM + share * (self.top - BOTTOM)


def chart_drawing(chart: Chart, width: float) -> Drawing:
    """Draw one chart, ``width`` points wide."""
    frame = _Frame(chart, width)
    drawing = Drawing(width, HEIGHT)
    title = words(chart.title, 0, HEIGHT - 9, "muted", TITLE_SIZE, is_bold=True)
    put(drawing, [title, *_bands(frame), *_axes(frame)])
    put(drawing, [*_guides(frame), *_band_labels(frame)])
    for line in chart.lines:
        put(drawing, list(_line(frame, line)))
    put(drawing, list(_end_labels(frame)))
    return drawing


def _ends(chart: Chart, room: float) -> Iterator[_End]:
    for line in chart.lines:
        last = line.points[-1]
        yield _End(last.value, last.on, _end_label(chart, line, room), line.color)
    for guide in chart.guides:
        if guide.start is None:
            yield _End(guide.value, None, guide.label, guide.color)


def _end_label(chart: Chart, line: Line, room: float) -> str:
    """Return the last value, after the line's name where there are several lines."""
    value = line.points[-1].label
    if not chart.is_log and len(chart.lines) == 1:
        return value
    return f"{shortened(line.label, room - length(value) - 3)} {value}"


def _bands(frame: _Frame) -> Shapes:
    for band in frame.chart.bands:
        left, right = frame.x(band.start, LEFT), frame.x(band.end, frame.right)
        low, high = frame.y(band.low), frame.y(band.high)
        yield box(left, low, right - left, high - low, band.color)


def _band_labels(frame: _Frame) -> Shapes:
    """Name a band of the whole axis within it, another one over or under it.

    Where lines are in the way everywhere, only its shade stays: no word covers a value.
    """
    for band in frame.chart.bands:
        low, high = frame.y(band.low), frame.y(band.high)
        within = (low + 2, high - LABEL_SIZE) if band.start is None else ()
        heights = (*within, high + 3, low - 8, BOTTOM + 2, frame.top - LABEL_SIZE)
        end = frame.x(band.end, frame.right)
        spot = _clear_spot(frame, length(band.label), heights, end)
        if spot:
            is_within = band.start is None and spot[1] < high - DESCENT
            paper = band.color if is_within else "card"
            yield from _over_grid(band.label, *spot, "muted", paper)


def _clear_spot(
    frame: _Frame, width: float, heights: Sequence[float], end: float
) -> tuple[float, float] | None:
    """Return where words may begin, nearest to ``end``, so that they touch no line."""
    starts = [end - width, frame.right - width]
    starts += [LEFT + 2 + (frame.span - width - 2) * n / SPOTS for n in range(SPOTS)]
    spots = [
        (start, low)
        for low in heights
        for start in starts
        if LEFT + 1 <= start <= frame.right - width + 1
        and BOTTOM + 1 <= low <= frame.top + LABEL_SIZE / 2
    ]
    free = (s for s in spots if _is_clear(frame, s[0], s[0] + width, s[1]))
    found = next(free, None)
    if found:
        frame.written.append((found[0], found[0] + width, found[1]))
    return found


def _over_grid(
    text: str, x: float, y: float, ink: str = "muted", paper: str = "card"
) -> Shapes:
    """Set words that no line of the grid strikes through."""
    yield box(x - 1, y - DESCENT, length(text) + 2, LABEL_SIZE + DESCENT / 2, paper)
    yield words(text, x, y, ink)


def _axes(frame: _Frame) -> Shapes:
    for tick in frame.chart.y_ticks_apart(LABEL_SIZE / (frame.top - BOTTOM)):
        y = frame.y(tick.at)
        yield stroke([(LEFT, y), (frame.right, y)], "grid")
        yield words_before(tick.label, LEFT - 3, y - 2.4)
    yield stroke([(LEFT, BOTTOM), (frame.right, BOTTOM)], "line", 0.7)
    last = 0.0
    for tick in frame.chart.x_ticks:
        x = frame.x(date.fromordinal(int(tick.at)), LEFT)
        start = x - length(tick.label) / 2
        yield stroke([(x, BOTTOM), (x, BOTTOM - 2)], "line", 0.7)
        if start > last:
            yield words(tick.label, start, BOTTOM - 9)
            last = start + length(tick.label) + 4


def _guides(frame: _Frame) -> Shapes:
    for guide in frame.chart.guides:
        left, right = frame.x(guide.start, LEFT), frame.x(guide.end, frame.right)
        y = frame.y(guide.value)
        yield stroke([(left, y), (right, y)], guide.color, 0.8, guide.is_dashed)
        if guide.start is not None:
            yield from _guide_label(frame, guide, right, y)


def _guide_label(frame: _Frame, guide: Guide, right: float, y: float) -> Shapes:
    """Name a level over or under it, where no line runs if there is such a place."""
    width = length(guide.label)
    heights = (y + 2.6, max(BOTTOM + 2, y - 8))
    spot = _clear_spot(frame, width, heights, right) or (right - width, heights[0])
    yield from _over_grid(guide.label, *spot, guide.color)


def _is_clear(frame: _Frame, left: float, right: float, low: float) -> bool:
    """Say whether words from ``left`` to ``right``, over ``low``, touch nothing."""
    if any(
        left < other_right and right > other_left and abs(low - other_low) < LABEL_SIZE
        for other_left, other_right, other_low in frame.written
    ):
        return False
    for guide in frame.chart.guides:
        starts, level = frame.x(guide.start, LEFT), frame.y(guide.value)
        if right > starts and low - 1.6 < level < low + LABEL_SIZE:
            return False
    for line in frame.chart.lines:
        path = [(frame.x(p.on, LEFT), frame.y(p.value)) for p in line.points]
        for (x1, y1), (x2, y2) in pairwise(path):
            a, b = max(left - 3, x1), min(right + 3, x2)
            if a > b:
                continue
            slope = (y2 - y1) / (x2 - x1) if x2 > x1 else 0.0
            ends = (y1 + slope * (a - x1), y1 + slope * (b - x1))
            if min(ends) <= low + LABEL_SIZE + 1 and max(ends) >= low - 3:
                return False
    return True


def _line(frame: _Frame, line: Line) -> Shapes:
    for points, is_dashed in line.runs:
        path = [(frame.x(p.on, LEFT), frame.y(p.value)) for p in points]
        yield stroke(path, line.color, line.width, is_dashed)
    for p in line.points:
        yield dot(frame.x(p.on, LEFT), frame.y(p.value), line.color, p.is_hollow)


def _end_labels(frame: _Frame) -> Shapes:
    """Label each line at its end; labels that would touch are moved apart."""
    ends = sorted(frame.ends, key=lambda end: -end.value)
    below = frame.top + LINE_STEP
    lowest = BOTTOM + LINE_STEP * (len(ends) - 1)
    for end in ends:
        y = frame.y(end.value)
        below = max(min(y, below - LINE_STEP), min(lowest, below - LINE_STEP))
        lowest -= LINE_STEP
        x = frame.x(end.on, frame.right - 2)
        start = max(x + 4, frame.right + 2) if len(ends) > 1 else x + 4
        yield words(end.label, start, below - LABEL_SIZE / 3, end.ink)
