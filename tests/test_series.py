"""The points of every chart, the same for screen and paper."""

import itertools
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.i18n import Translator
from mdt_board.model.day import PartialDate
from mdt_board.model.interpretation import Series, SeriesPoint
from mdt_board.model.oncology import Drug, Oncology, Response, Treatment
from mdt_board.model.person import Discipline
from mdt_board.model.text import FreeText
from mdt_board.palette import DARK, LIGHT, discipline_color
from mdt_board.series import (
    Bar,
    Chart,
    Line,
    Point,
    ctdna_chart,
    marker_chart,
    response_color,
    response_name,
    sum_chart,
    timeline,
)
from mdt_board.series.shapes import decade_ticks, month_ticks, stack, value_ticks
from mdt_board.workspace import Workspace

TR = Translator("en")
DAYS = st.dates(date(2015, 1, 1), date(2035, 1, 1))


@pytest.fixture(scope="module")
def workspace():
    workspace = Workspace()
    workspace.open_example_meeting()
    return workspace


@pytest.fixture(scope="module")
def view_a(workspace):
    return workspace.view("MDT-2026-0411")


@pytest.fixture(scope="module")
def view_b(workspace):
    return workspace.view("MDT-2026-0412")


def with_series(view, *series):
    return replace(view, interpretation=replace(view.interpretation, series=series))


def line(chart: Chart, label: str) -> Line:
    (found,) = (x for x in chart.lines if x.label == label)
    return found


def lane(drawn, name):
    (found,) = (x for x in drawn.lanes if x.id == name)
    return found


def test_case_b_draws_its_sums_with_the_line_of_progression(view_b):
    chart = sum_chart(view_b, TR)
    (sums,) = chart.lines
    assert [p.value for p in sums.points] == [48, 25, 25, 25, 27]
    assert sums.points[-1].label == "27 mm PR"
    (guide,) = chart.guides
    assert (guide.value, guide.label) == (30, "PD ≥ 30 mm")
    assert guide.start == date(2026, 2, 5)


def test_the_error_band_is_the_coefficient_on_both_sides_of_the_latest_sum(view_b):
    (band,) = sum_chart(view_b, TR).bands
    rc95 = float(view_b.interpretation.error_band.rc95)
    assert (band.low, band.high) == (27 - rc95, 27 + rc95)
    assert "±4.1 mm" in band.label
    assert (band.start, band.end) == (date(2026, 8, 13), date(2026, 11, 10))


def test_a_visit_without_a_complete_sum_has_no_point(view_b):
    first, second, *rest = view_b.interpretation.response
    lacking = replace(second, total=None)
    found = replace(view_b.interpretation, response=(first, lacking, *rest))
    chart = sum_chart(replace(view_b, interpretation=found), TR)
    assert [p.on for p in chart.lines[0].points] == [first.on, *(v.on for v in rest)]


def test_nothing_to_draw_is_no_chart(view_b):
    nothing = replace(view_b.interpretation, response=(), series=(), next_steps=())
    empty = type(view_b.case)(id="EMPTY")
    view = replace(view_b, interpretation=nothing, case=empty)
    for draw in (sum_chart, ctdna_chart, marker_chart, timeline):
        assert draw(view, TR) is None


def test_not_detected_is_hollow_at_the_limit_and_never_zero(view_b):
    t790m = line(ctdna_chart(view_b, TR), "EGFR T790M")
    *earlier, last = t790m.points
    assert [p.is_hollow for p in earlier] == [True] * 4
    assert [p.value for p in earlier] == pytest.approx([0.04] * 4)
    assert not last.is_hollow
    assert last.value == pytest.approx(0.12)
    assert last.label == "0.12 %"


def test_a_line_is_dashed_where_an_end_was_not_detected(view_b):
    deletion = line(ctdna_chart(view_b, TR), "EGFR 19del")
    assert [(len(points), is_dashed) for points, is_dashed in deletion.runs] == [
        (4, True),
        (2, False),
    ]


def test_the_guide_is_the_limit_of_the_latest_sample(view_b):
    (guide,) = ctdna_chart(view_b, TR).guides
    assert guide.value == pytest.approx(0.04)
    assert guide.label == "LOD 0.04 %"


def test_what_is_new_is_red_and_what_is_of_blood_cells_gray(view_b):
    chart = ctdna_chart(view_b, TR)
    assert line(chart, "EGFR T790M").color == "alarm"
    assert line(chart, "DNMT3A R882H").color == "muted"


def test_a_panel_stands_for_its_loci(view_a):
    (panel,) = ctdna_chart(view_a, TR).lines
    assert [p.label for p in panel.points][2:] == ["0.012 %", "0.045 %"]
    assert [p.is_hollow for p in panel.points] == [True, True, False, False]


def test_a_limit_that_nobody_stated_stands_on_the_axis_and_says_so(view_b):
    points = (
        SeriesPoint(date(2026, 1, 1), "not-detected", "r1"),
        SeriesPoint(date(2026, 2, 1), "failed", "r2"),
        SeriesPoint(date(2026, 3, 1), "detected", "r3", Decimal("0.002")),
    )
    drawn = Series("variant:X Y", "X Y", "fraction", points)
    chart = ctdna_chart(with_series(view_b, drawn), TR)
    first, last = chart.lines[0].points
    assert first.value == chart.y_low
    assert "not stated" in first.label
    assert last.value == pytest.approx(0.2)


def test_copies_are_not_drawn_among_fractions(view_b):
    points = (SeriesPoint(date(2026, 3, 1), "detected", "r", Decimal(6)),)
    copies = Series("variant:MET amplification", "MET", "copies", points)
    assert ctdna_chart(with_series(view_b, copies), TR) is None


def test_the_marker_is_drawn_over_its_reference(view_b):
    chart = marker_chart(view_b, TR)
    assert [p.value for p in chart.lines[0].points] == [18.4, 6.2, 4.3, 4.2, 4.4]
    (band,) = chart.bands
    assert (band.low, band.high) == (0, 5)
    assert band.label == "reference < 5 ng/mL"


def test_the_marker_furthest_over_its_reference_is_chosen(view_b):
    def marker(name, values):
        points = tuple(
            SeriesPoint(date(2026, n, 1), "measured", name, Decimal(v))
            for n, v in enumerate(values, start=1)
        )
        return Series(f"lab:{name}", name, "u", points, True, Decimal(10))

    series = marker("cea", (2, 3)), marker("nse", (12, 90)), marker("ldh", (500,))
    chart = marker_chart(with_series(view_b, *series), TR)
    assert [x.id for x in chart.lines] == ["lab:nse"]


def test_markers_above_their_references_stand_on_one_axis(workspace):
    chart = marker_chart(workspace.view("MDT-2026-0414"), TR)
    assert chart.is_relative
    assert [x.label for x in chart.lines] == ["CEA", "ProGRP", "NSE"]
    progrp = line(chart, "ProGRP")
    assert progrp.points[-1].label == "412"
    assert progrp.points[-1].value == pytest.approx(412 / 68.3, rel=0.2)
    assert chart.guides[0].value == 1
    assert not chart.bands


def test_the_latest_markers_above_their_references_are_named(workspace):
    drawn = timeline(workspace.view("MDT-2026-0414"), TR)
    named = [m.label for m in lane(drawn, "samples").marks if m.label]
    assert named[-1] == "ProGRP 412, NSE 58"


def test_markers_far_apart_stand_on_a_log_axis(view_b):
    def marker(name, values):
        points = tuple(
            SeriesPoint(date(2026, n, 1), "measured", name, Decimal(v))
            for n, v in enumerate(values, start=1)
        )
        return Series(f"lab:{name}", name, "u", points, True, Decimal(10))

    far = marker("cea", (5, 3000)), marker("nse", (12, 90))
    assert marker_chart(with_series(view_b, *far), TR).is_log
    near = marker("cea", (5, 30)), marker("nse", (12, 90))
    assert not marker_chart(with_series(view_b, *near), TR).is_log


def test_a_value_below_a_bound_is_hollow_at_it(view_b):
    points = (
        SeriesPoint(date(2026, 1, 1), "below", "r", None, Decimal("0.5")),
        SeriesPoint(date(2026, 2, 1), "measured", "r", Decimal(3)),
    )
    chart = marker_chart(with_series(view_b, Series("lab:cea", "cea", "", points)), TR)
    first = chart.lines[0].points[0]
    assert (first.is_hollow, first.value, first.label) == (True, 0.5, "<0.5")


def test_the_timeline_has_every_kind_of_thing(view_b):
    drawn = timeline(view_b, TR)
    assert [x.id for x in drawn.lanes] == [
        "treatment",
        "imaging",
        "ctdna",
        "samples",
        "planned",
    ]
    assert drawn.today == date(2026, 11, 24)
    assert 0 < drawn.across(drawn.today) < 1


def test_co_medication_stands_beside_the_treatment(view_b):
    drug, other = lane(timeline(view_b, TR), "treatment").bars
    assert (drug.label, drug.is_open) == ("gefitinib 250 mg qd", True)
    assert (other.label, other.start) == ("omeprazole", date(2026, 9, 20))
    assert drug.row != other.row


def test_each_visit_shows_its_response(view_b):
    marks = lane(timeline(view_b, TR), "imaging").marks
    visits = [m.label for m in marks if m.shape == "pill"]
    assert visits == ["baseline", "PR", "PR", "PR", "PR"]
    studies = {m.label for m in marks if m.shape == "square"}
    assert studies == {"brain MRI no sign of tumor"}


def test_a_sample_without_tumor_variants_is_hollow_whatever_blood_carries(view_b):
    marks = lane(timeline(view_b, TR), "ctdna").marks
    assert [m.is_hollow for m in marks] == [False, True, True, False, False]
    assert marks[-1].label == "EGFR T790M new"


def test_a_failed_sample_is_neither_detected_nor_missed(view_b):
    points = (SeriesPoint(date(2026, 3, 1), "failed", "r"),)
    failed = Series("variant:X Y", "X Y", "fraction", points)
    (mark,) = lane(timeline(with_series(view_b, failed), TR), "ctdna").marks
    assert (mark.label, mark.is_hollow, mark.shape) == ("no result", False, "square")


def test_what_is_planned_is_dashed_in_its_window(view_b):
    bars = lane(timeline(view_b, TR), "planned").bars
    assert all(bar.is_dashed for bar in bars)
    assert (bars[1].start, bars[1].end) == (date(2026, 12, 8), date(2026, 12, 22))


def test_without_a_plan_the_proposals_are_shown(view_b):
    case = view_b.case.model_copy(update={"decision": None})
    bars = lane(timeline(replace(view_b, case=case), TR), "planned").bars
    proposed = [s.id for s in view_b.interpretation.next_steps if s.due_on]
    assert [bar.record for bar in bars] == proposed


def test_a_treatment_of_which_no_end_is_known_is_dashed(view_b):
    unknown = Treatment(
        id="t1", drugs=(Drug(name="gefitinib"),), started_on=PartialDate(2026, 1)
    )
    operation = Treatment(
        id="t2", procedure=FreeText(en="lobectomy"), started_on=PartialDate(2025, 6, 1)
    )
    oncology = Oncology(treatments=(unknown, operation))
    case = view_b.case.model_copy(update={"oncology": oncology})
    cut, drug = lane(timeline(replace(view_b, case=case), TR), "treatment").bars
    assert (drug.is_dashed, drug.start, drug.end) == (True, date(2026, 1, 1), view_b.on)
    assert (cut.is_dashed, cut.start, cut.end) == (False, *[date(2025, 6, 1)] * 2)


@given(st.lists(st.tuples(DAYS, DAYS, st.text("ab药", max_size=20)), max_size=12))
def test_bars_of_one_row_never_overlap(spans):
    bars = [Bar(min(a, b), max(a, b), label, "ink") for a, b, label in spans]
    rows: dict[int, list[Bar]] = {}
    for bar in stack(bars):
        rows.setdefault(bar.row, []).append(bar)
    for row in rows.values():
        for earlier, later in itertools.pairwise(row):
            assert earlier.end < later.start


@given(DAYS, st.integers(1, 9000), st.integers(2, 12))
def test_month_ticks_are_firsts_of_months_within_the_axis(low, days, most):
    high = date.fromordinal(min(low.toordinal() + days, date(2060, 1, 1).toordinal()))
    ticks = month_ticks(low, high, most)
    assert 1 <= len(ticks) <= most
    for tick in ticks:
        day = date.fromordinal(int(tick.at))
        assert low <= day <= high
        assert f"{day:%Y-%m-%d}".startswith(tick.label)
        assert day.day == 1 or len(ticks) == 1


@given(st.floats(0, 500), st.floats(0.5, 500))
def test_value_ticks_are_within_the_axis(low, span):
    ticks = value_ticks(low, low + span)
    assert 1 <= len(ticks) <= 6
    assert all(low - 1e-9 <= t.at <= low + span + 1e-9 for t in ticks)
    assert [float(t.label) for t in ticks] == pytest.approx([t.at for t in ticks])


@given(st.floats(1e-4, 50), st.floats(6, 1e4))
def test_a_log_axis_has_at_least_two_ticks(low, ratio):
    ticks = decade_ticks(low, low * ratio)
    assert len(ticks) >= 2
    assert all(low <= t.at <= low * ratio for t in ticks)


@given(st.lists(st.booleans(), min_size=2, max_size=9))
def test_the_runs_of_a_line_join_every_point_to_the_next(hollow):
    points = tuple(Point(date(2026, 1, n), 1, h) for n, h in enumerate(hollow, start=1))
    runs = Line("x", "x", "ink", points).runs
    joined = [pair for run, _ in runs for pair in itertools.pairwise(run)]
    assert joined == list(itertools.pairwise(points))


def test_responses_have_short_names_and_colors_of_the_palette():
    assert response_name(Response.NON_CR_NON_PD, Translator("zh")) == "非CR/非PD"
    assert response_name(None, TR) == ""
    for response in (*Response, None):
        assert LIGHT.color(response_color(response)).startswith("#")


def test_every_color_is_in_both_palettes_and_as_the_design_says():
    assert LIGHT.oncology == "#0F766E"
    assert LIGHT.alarm == "#B42318"
    for discipline in Discipline:
        name = discipline_color(discipline)
        assert LIGHT.color(name) != DARK.color(name)


@pytest.mark.parametrize("share", [0.05, 0.2, 0.3, 0.6])
def test_labels_of_a_small_axis_do_not_collide_and_a_power_of_ten_stays(view_a, share):
    chart = ctdna_chart(view_a, Translator("en"))
    kept = chart.y_ticks_apart(share)
    places = [chart.up(t.at) for t in kept]
    assert all(b - a >= share for a, b in itertools.pairwise(places))
    assert 0.01 in [t.at for t in kept]


@pytest.mark.parametrize("share", [0.05, 0.15, 0.3, 0.9])
def test_days_of_an_axis_stay_apart_and_one_is_always_left(view_a, share):
    chart = ctdna_chart(view_a, Translator("en"))
    kept = [t.at for t in chart.x_ticks_apart(share)]
    width = chart.x_high - chart.x_low
    assert kept[0] == chart.x_ticks[0].at
    assert all(b - a >= share * width for a, b in itertools.pairwise(kept))


def test_a_sample_of_blood_cells_and_a_scan_without_roles_are_on_the_timeline(
    workspace,
):
    line = timeline(workspace.view("MDT-2026-0413"), Translator("en"))
    marks = {lane.id: lane.marks for lane in line.lanes}
    assert [str(m.on) for m in marks["imaging"]] == ["2026-10-12"]
    assert [m.is_hollow for m in marks["ctdna"]] == [True, True]
