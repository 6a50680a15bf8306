"""The timeline as a vector drawing: lanes of bars and marks on one axis of days."""

from collections.abc import Iterator
from datetime import date

from reportlab.graphics.shapes import Drawing, Group, Shape

from mdt_board.reports.paper.lettering import (
    LABEL_SIZE,
    box,
    diamond,
    dot,
    length,
    put,
    stroke,
    words,
    words_before,
)
from mdt_board.series import Bar, Lane, Mark, Timeline

ROW = 10.6
LEFT = 64.0
PLAN_ROW = 9.2  # of planned bars, which stand closer
AXIS = 12.0
HEAD = 9.0
BAR = 8.0
PILL_PAD = 3.0

Shapes = Iterator[Shape | Group]


class _Frame:
    """Where days and rows stand, in points."""

    def __init__(self, timeline: Timeline, width: float) -> None:
        self.timeline = timeline
        self.right = width
        self.height = HEAD + AXIS + sum(map(_height, timeline.lanes))

    def x(self, on: date) -> float:
        """Return where a day stands."""
        return LEFT + self.timeline.across(on) * (self.right - LEFT)


def timeline_drawing(timeline: Timeline, width: float) -> Drawing:
    """Draw all lanes, ``width`` points wide."""
    frame = _Frame(timeline, width)
    drawing = Drawing(width, frame.height)
    put(drawing, [*_calendar(frame), *_today(frame)])
    top = frame.height - HEAD
    for lane in timeline.lanes:
        drawing.add(stroke([(0, top), (width, top)], "grid"))
        drawing.add(words(lane.label, 0, top - 8, "muted", 7))
        put(drawing, list(_lane(frame, lane, top)))
        top -= _height(lane)
    return drawing


def _row(lane: Lane) -> float:
    """Return the height of a row: planned bars stand closer than others."""
    is_plan = lane.bars and all(bar.is_dashed for bar in lane.bars)
    return PLAN_ROW if is_plan else ROW


def _height(lane: Lane) -> float:
    return lane.rows * _row(lane) + (ROW - _row(lane))


def _calendar(frame: _Frame) -> Shapes:
    top = frame.height - HEAD
    yield stroke([(LEFT, AXIS), (frame.right, AXIS)], "line", 0.7)
    for tick in frame.timeline.x_ticks:
        x = frame.x(date.fromordinal(int(tick.at)))
        half = length(tick.label) / 2
        yield stroke([(x, AXIS), (x, top)], "grid")
        yield words(tick.label, min(x - half, frame.right - 2 * half), AXIS - 9)


def _today(frame: _Frame) -> Shapes:
    x, top = frame.x(frame.timeline.today), frame.height - HEAD
    yield stroke([(x, AXIS), (x, top)], "accent", 0.9)
    label = frame.timeline.today_label
    yield words(label, x - length(label) / 2, top + 2, "accent")


def _lane(frame: _Frame, lane: Lane, top: float) -> Shapes:
    """Draw bars, then marks; a word that would touch the one before is left out."""
    for bar in lane.bars:
        yield from _bar(frame, bar, top - _row(lane) * bar.row - ROW + 1.6)
    free_from = dict.fromkeys(range(lane.rows), 0.0)
    for mark in sorted(lane.marks, key=lambda m: m.on):
        middle = top - ROW * (mark.row + 0.5)
        if mark.shape == "pill":
            yield from _pill(frame, mark, middle)
        else:
            yield _sign(frame.x(mark.on), middle, mark)
            yield from _mark_label(frame, lane, mark, middle, free_from)


def _bar(frame: _Frame, bar: Bar, y: float) -> Shapes:
    left = frame.x(bar.start)
    width = max(3.0, frame.x(bar.end) - left)
    if bar.is_dashed:
        yield box(left, y, width, BAR, "accent_shade", bar.color, is_dashed=True)
    else:
        yield box(left, y, width, BAR, bar.color, radius=1.5)
    yield from _bar_label(frame, bar, (left, width), y + 1.9)


def _bar_label(frame: _Frame, bar: Bar, sides: tuple[float, float], y: float) -> Shapes:
    """Set the name in the bar where it fits, else on the side that has room.

    Where the line of today would run through it, it ends before that line.
    """
    left, width = sides
    needed = length(bar.label) + 6
    if needed <= width and not bar.is_dashed:
        yield words(bar.label, left + 3, y, "on_accent")
        return
    today = frame.x(frame.timeline.today)
    end = min(left, today) if left - needed <= today else left
    if bar.is_dashed and end - needed >= LEFT:
        yield box(end - needed, y - 1, needed - 1, BAR - 1, "card")
        yield words_before(bar.label, end - 3, y, bar.color)
    else:
        yield words(bar.label, left + width + 3, y, bar.color)


def _pill(frame: _Frame, mark: Mark, middle: float) -> Shapes:
    half = length(mark.label) / 2 + PILL_PAD
    x = frame.x(mark.on)
    yield box(x - half, middle - 4, 2 * half, 8, "card", mark.color, radius=4)
    yield words(mark.label, x - half + PILL_PAD, middle - 2.3, mark.color)


def _sign(x: float, middle: float, mark: Mark) -> Shape:
    if mark.shape == "diamond":
        return diamond(x, middle, mark.color)
    if mark.shape == "square":
        return box(x - 2, middle - 2, 4, 4, mark.color)
    return dot(x, middle, mark.color, mark.is_hollow, 2.4)


def _mark_label(
    frame: _Frame, lane: Lane, mark: Mark, middle: float, free_from: dict[int, float]
) -> Shapes:
    """Set the word at the right of its mark; at the left where something is in the way.

    In the way are the page's edge, the next mark of the row and the line of today.
    """
    x, needed = frame.x(mark.on), length(mark.label)
    later = [frame.x(m.on) for m in lane.marks if m.row == mark.row and m.on > mark.on]
    today = frame.x(frame.timeline.today)
    later += [today] if today > x else []
    start = x + 5
    if start + needed > min([frame.right, *(other - 4 for other in later)]):
        start = x - 5 - needed
    if mark.label and start >= max(free_from[mark.row], LEFT):
        yield words(mark.label, start, middle - LABEL_SIZE / 3, mark.color)
        free_from[mark.row] = start + needed
    free_from[mark.row] = max(free_from[mark.row], x + 4)
