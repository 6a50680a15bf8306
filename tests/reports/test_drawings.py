"""Words in the drawings of a report: no line runs through them."""

from itertools import pairwise

import pytest
from reportlab.graphics.shapes import Group, PolyLine, Rect, String

from mdt_board.reports.paper.chart import chart_drawing
from mdt_board.reports.paper.lettering import LABEL_SIZE, length
from mdt_board.reports.paper.timeline import timeline_drawing
from mdt_board.series import ctdna_chart, marker_chart, sum_chart, timeline

WIDTH = 165.0
HEIGHT_OF_CAPITALS = 0.7 * LABEL_SIZE


@pytest.fixture(params=["view_a", "view_b"])
def view(request):
    return request.getfixturevalue(request.param)


def label_of(drawing, beginning):
    """Return where a label stands among the shapes, its left end and its line."""
    for place, shape in enumerate(drawing.contents):
        text = "".join(s.text for s in strings_of(shape))
        if text.startswith(beginning):
            return place, text, strings_of(shape)[0].x, strings_of(shape)[0].y
    raise AssertionError(beginning)


def strings_of(shape):
    contents = shape.contents if isinstance(shape, Group) else ()
    return [s for s in contents if isinstance(s, String)]


def struck_through(drawing, beginning):
    """Return the lines that are seen to run through the words of a label.

    A line under a box that was drawn between it and the words is not seen.
    """
    place, text, left, low = label_of(drawing, beginning)
    right, top = left + length(text), low + HEIGHT_OF_CAPITALS
    boxes = [
        n
        for n, shape in enumerate(drawing.contents[:place])
        if isinstance(shape, Rect)
        and shape.x <= left
        and shape.x + shape.width >= right
        and shape.y <= low
        and shape.y + shape.height >= top
    ]
    covered = max(boxes, default=-1)
    return [
        line
        for line in drawing.contents[covered + 1 :]
        if isinstance(line, PolyLine) and runs_through(line, left, right, low, top)
    ]


def runs_through(line, left, right, low, top):
    """Say whether a line that is level or upright meets a rectangle."""
    corners = list(zip(line.points[::2], line.points[1::2], strict=True))
    return any(
        (
            max(min(x1, x2), left) < min(max(x1, x2), right)
            and low < y1 < top
            and y1 == y2
        )
        or (
            left < x1 < right
            and x1 == x2
            and max(min(y1, y2), low) < min(max(y1, y2), top)
        )
        for (x1, y1), (x2, y2) in pairwise(corners)
    )


def test_no_line_of_the_grid_strikes_the_measurement_error_through(view_b, tr):
    chart = sum_chart(view_b, tr)
    drawing = chart_drawing(chart, WIDTH)
    assert chart.bands[0].label
    assert not struck_through(drawing, chart.bands[0].label)
    assert not struck_through(drawing, "PD ≥")


@pytest.mark.parametrize("number", range(1, 7))
def test_words_of_a_chart_lie_on_no_curve_and_on_no_other_words(workspace, tr, number):
    view = workspace.view(f"MDT-2026-041{number}")
    for draw in (sum_chart, ctdna_chart, marker_chart):
        chart = draw(view, tr)
        drawing = chart_drawing(chart, WIDTH) if chart else None
        for label in (b.label for b in chart.bands) if drawing else ():
            if label not in all_words(drawing):  # no place was free: it is left out
                continue
            _, _, left, low = label_of(drawing, label)
            right, top = left + length(label), low + HEIGHT_OF_CAPITALS
            for shape in drawing.contents:
                if isinstance(shape, PolyLine) and len(shape.points) > 4:
                    assert not crosses(shape, left, right, low, top)


def all_words(drawing):
    return ["".join(s.text for s in strings_of(x)) for x in drawing.contents]


def crosses(curve, left, right, low, top):
    """Say whether a curve, followed in small steps, enters a rectangle."""
    corners = list(zip(curve.points[::2], curve.points[1::2], strict=True))
    return any(
        left < x1 + (x2 - x1) * n / 50 < right and low < y1 + (y2 - y1) * n / 50 < top
        for (x1, y1), (x2, y2) in pairwise(corners)
        for n in range(51)
    )


def test_the_limit_of_detection_is_named_beside_its_line(view, tr):
    chart = ctdna_chart(view, tr)
    drawing = chart_drawing(chart, WIDTH)
    (guide,) = chart.guides
    _, _, left, low = label_of(drawing, guide.label)
    dashed = [
        line
        for line in drawing.contents
        if isinstance(line, PolyLine) and len(line.points) == 4 and line.strokeDashArray
    ]
    assert all(left > line.points[2] for line in dashed)
    assert not struck_through(drawing, guide.label)
    others = [line.label for line in chart.lines]
    for name in others:
        _, _, _, other = label_of(drawing, name)
        assert abs(other - low) >= LABEL_SIZE


def test_the_line_of_today_runs_through_no_name_of_what_is_planned(view, tr):
    drawn = timeline(view, tr)
    (planned,) = (lane for lane in drawn.lanes if lane.id == "planned")
    drawing = timeline_drawing(drawn, 525.0)
    assert planned.bars
    for bar in planned.bars:
        assert not struck_through(drawing, bar.label)
