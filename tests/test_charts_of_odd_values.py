"""No value that a file may hold stops a chart; one that cannot be drawn is said."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.i18n import Translator
from mdt_board.model.interpretation import Series, SeriesPoint
from mdt_board.model.quantity import Length
from mdt_board.reports.paper.chart import chart_drawing
from mdt_board.series import Bar, ctdna_chart, marker_chart, sum_chart
from mdt_board.series.shapes import decade_ticks, opened, stack, value_ticks
from mdt_board.workspace import Workspace

TR = Translator("en")
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
VALUES = st.decimals(
    Decimal("-1e11"), Decimal("1e11"), allow_nan=False, allow_infinity=False, places=12
)
FRACTIONS = st.one_of(
    st.sampled_from([Decimal(0), Decimal("1e-24"), Decimal(1)]),
    st.decimals(0, 1, allow_nan=False, allow_infinity=False, places=12),
)


@cache
def example():
    """Not a fixture: a test that fails would print the whole view."""
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace.view("MDT-2026-0412")


@pytest.fixture
def view():
    return example()


def series_of(draw, name, values, statuses, high=None):
    """Draw a series of at least one point, each with a value, a limit or neither."""
    points = [
        SeriesPoint(
            draw(DAYS),
            draw(st.sampled_from(statuses)),
            "r",
            draw(st.none() | values),
            draw(st.none() | values),
            f"{name} {n}",
        )
        for n in range(draw(st.integers(1, 5)))
    ]
    points.sort(key=lambda p: p.on)
    return Series(name, name, "fraction", tuple(points), False, high)


@st.composite
def markers(draw):
    statuses = ["measured", "below", "above"]
    return series_of(draw, "lab:cea", VALUES, statuses, draw(st.none() | VALUES))


@st.composite
def fractions(draw):
    statuses = ["detected", "not-detected", "failed"]
    names = st.sampled_from(["variant:A B", "variant:C D", "assay:E"])
    return series_of(draw, draw(names), FRACTIONS, statuses)


def with_series(view, *series):
    return replace(view, interpretation=replace(view.interpretation, series=series))


def marker(view, *values, high=None):
    points = tuple(
        SeriesPoint(date(2026, 1, n), "measured", f"r{n}", Decimal(v))
        for n, v in enumerate(values, start=1)
    )
    series = Series("lab:cea", "cea", "ng/mL", points, True, high)
    return marker_chart(with_series(view, series), TR)


def demand_sane(chart):
    """Everything is on the axes, the ticks rise, each has a label of its own."""
    assert chart.y_high > chart.y_low
    assert chart.x_high > chart.x_low
    assert 1 <= len(chart.y_ticks) <= 12
    for ticks, low, high in (
        (chart.y_ticks, chart.y_low, chart.y_high),
        (chart.x_ticks, chart.x_low, chart.x_high),
    ):
        assert all(low <= t.at <= high for t in ticks)
        assert all(a.at < b.at for a, b in itertools.pairwise(ticks))
        assert len({t.label for t in ticks}) == len(ticks)
    for point in (p for line in chart.lines for p in line.points):
        assert -1e-9 <= chart.up(point.value) <= 1 + 1e-9
        assert point.label
    assert chart_drawing(chart, 165.0).width == 165.0


@given(st.lists(markers(), max_size=2))
def test_any_values_of_a_marker_can_be_drawn(series):
    chart = marker_chart(with_series(example(), *series), TR)
    known = [s for s in series if any(p.value is not None for p in s.points)]
    assert (chart is not None) == bool(known)
    if chart:
        demand_sane(chart)


@given(st.lists(fractions(), max_size=4, unique_by=lambda s: s.id))
def test_any_fractions_can_be_drawn_on_a_log_axis(series):
    chart = ctdna_chart(with_series(example(), *series), TR)
    if chart is None:
        assert all(p.value is None for s in series for p in s.points)
    else:
        assert chart.is_log
        demand_sane(chart)


@given(
    st.lists(
        st.tuples(DAYS, st.none() | st.integers(0, 20_000_000)), min_size=1, max_size=5
    )
)
def test_any_sums_can_be_drawn(sums):
    first = example().interpretation.response[0]
    visits = tuple(
        replace(first, on=on, total=None if ticks is None else Length(ticks))
        for on, ticks in sorted(sums, key=lambda s: s[0])
    )
    found = replace(example().interpretation, response=visits)
    chart = sum_chart(replace(example(), interpretation=found), TR)
    assert (chart is None) == all(ticks is None for _, ticks in sums)
    if chart:
        demand_sane(chart)


@pytest.mark.parametrize("value", ["0", "-7", "1e-12", "999999999999"])
@pytest.mark.parametrize("times", [1, 3])
def test_one_value_alone_or_repeated_is_drawn(view, value, times):
    chart = marker(view, *([value] * times))
    assert [p.value for p in chart.lines[0].points] == [float(value)] * times
    demand_sane(chart)


def test_a_reference_that_is_not_above_zero_is_no_band(view):
    assert marker(view, 3, high=Decimal(0)).bands == ()
    assert marker(view, 3, high=Decimal(-1)).bands == ()


def test_a_complete_response_from_the_start_is_drawn_at_zero(view):
    first = replace(view.interpretation.response[0], total=Length(0), pd_line=None)
    found = replace(view.interpretation, response=(first,), error_band=None)
    chart = sum_chart(replace(view, interpretation=found), TR)
    assert [p.value for p in chart.lines[0].points] == [0]
    demand_sane(chart)


def test_zero_on_a_log_axis_is_said_in_words(view):
    points = (
        SeriesPoint(date(2026, 1, 1), "detected", "r", Decimal(0)),
        SeriesPoint(date(2026, 2, 1), "not-detected", "r", None, Decimal(0)),
    )
    drawn = Series("variant:X Y", "X Y", "fraction", points)
    chart = ctdna_chart(with_series(view, drawn), TR)
    zero, missed = chart.lines[0].points
    assert (zero.is_hollow, zero.value) == (True, chart.y_low)
    assert zero.label == "0 % (a log axis has no place for it)"
    assert missed.label == "not detected (limit of detection 0 %)"
    demand_sane(chart)


@given(st.floats(-1e24, 1e24), st.floats(0, 1e24))
def test_a_linear_axis_has_few_ticks_apart_whatever_its_ends(low, span):
    low, high = opened(low, low + span)
    ticks = value_ticks(low, high)
    assert len(ticks) <= 6
    assert len({t.label for t in ticks}) == len({t.at for t in ticks}) == len(ticks)


@given(st.floats(1e-24, 1e24), st.floats(1, 1e40))
def test_a_log_axis_has_few_ticks_apart_whatever_its_ends(low, ratio):
    ticks = decade_ticks(low, low * ratio)
    assert 1 <= len(ticks) <= 12
    assert all(a.at < b.at for a, b in itertools.pairwise(ticks))


def test_a_name_longer_than_the_axis_does_not_leave_the_calendar():
    name = "x" * 100_000
    first, second = (date(1900, 1, 1), date(2199, 12, 31))
    bars = [Bar(first, second, name, "ink"), Bar(second, second, name, "ink")]
    assert [bar.row for bar in stack(bars)] == [0, 1]
