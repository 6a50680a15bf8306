"""A chart of values over time as a vector drawing, from the points of the screen."""

from collections.abc import Iterator
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
    put(drawing, [*_band_labels(frame), *_guides(frame)])
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
    """Name a band of the whole axis within it, another one under it."""
    for band in frame.chart.bands:
        low, width = frame.y(band.low), length(band.label)
        if band.start is None:
            yield from _over_grid(band.label, LEFT + 2, low + 2, "muted", band.color)
        else:
            start = frame.x(band.end, frame.right) - width
            yield from _over_grid(band.label, start, max(BOTTOM + 2, low - 8))


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
    ends = [right, *(right - (right - LEFT - width) * s for s in (0.25, 0.5, 0.75, 1))]
    spots = [(end, height) for height in heights for end in ends]
    free = (s for s in spots if _is_clear(frame, s[0] - width, s[0], s[1]))
    end, height = next(free, spots[0])
    yield from _over_grid(guide.label, end - width, height, guide.color)


def _is_clear(frame: _Frame, left: float, right: float, low: float) -> bool:
    """Say whether words from ``left`` to ``right``, over ``low``, touch no line."""
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
