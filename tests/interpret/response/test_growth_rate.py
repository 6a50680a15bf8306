from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.response.growth_rate import lesion_growth, sum_trend
from mdt_board.interpret.response.recist_1_1 import time_points
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState

FIRST = date(2026, 8, 11)
READER = ["dr-li"] * 6


def growth_of(radiology):
    return lesion_growth(radiology, time_points(radiology))


def trend_of(radiology):
    return sum_trend(radiology, time_points(radiology))


def two(course, before, after, days, readers=None):
    on = [FIRST, FIRST + timedelta(days)]
    return course(2, days=on, readers=readers).target(before, after).radiology()


@pytest.mark.parametrize(
    ("before", "after", "days", "doubling"),
    [("20", "22", 60, 145), ("20", "24", 60, 76), ("11", "24", 98, 29)],
)
def test_the_doubling_times_of_the_source(course, before, after, days, doubling):
    (growth,) = growth_of(two(course, before, after, days))
    assert growth.doubling_days == doubling
    assert (growth.since, growth.until) == (FIRST, FIRST + timedelta(days))


def test_two_millimeters_on_sixteen_cannot_be_told_from_stable(course):
    (growth,) = growth_of(two(course, "16", "18", 89, readers=["dr-li"] * 2))
    assert not growth.is_distinguishable
    assert growth.doubling_high is None
    assert growth.percent_low < 0 < growth.percent_high


def test_two_readers_widen_the_interval(course):
    (one,) = growth_of(two(course, "11", "24", 98, readers=["a", "a"]))
    (other,) = growth_of(two(course, "11", "24", 98, readers=["a", "b"]))
    assert other.doubling_low < one.doubling_low < 29
    assert 29 < one.doubling_high < other.doubling_high


def test_a_rate_is_of_volume_and_of_a_month(course):
    (growth,) = growth_of(two(course, "20", "40", 61))
    assert growth.percent_per_month == pytest.approx(182, abs=1)


@pytest.mark.parametrize(
    "after", ["20", "12", LesionState.ABSENT, LesionState.NOT_EVALUABLE, None]
)
def test_what_did_not_grow_or_was_not_measured_has_no_doubling_time(course, after):
    built = course(2).target("20", after).node("15", "15")
    assert growth_of(built.radiology()) == ()


def test_a_lesion_from_nothing_has_no_doubling_time(course):
    assert growth_of(course(3).target("20", "0", "12").radiology()) == ()


def test_a_visit_that_did_not_measure_the_lesion_is_passed_over(course):
    built = course(3).target("11", LesionState.NOT_EVALUABLE, "24").node("15", "9", "9")
    (growth,) = growth_of(built.radiology())
    assert (growth.until - growth.since).days == 112


def test_slow_growth_shows_only_over_several_scans(course):
    small_steps = ("20", "21", "22", "24")
    built = course(4, readers=READER[:4]).target(*small_steps).target(*small_steps)
    trend = trend_of(built.radiology())
    assert trend.is_creeping
    assert (trend.visits, trend.increase) == (4, Length.from_mm(8))
    assert 0 < trend.low < trend.mm_per_month < trend.high


def test_one_large_step_is_not_slow_growth(course):
    built = course(3, readers=READER[:3]).target("20", "22", "45")
    assert not trend_of(built.radiology()).is_creeping


def test_a_step_back_is_not_slow_growth(course):
    sizes = ("20", "24", "23", "26")
    built = course(4, readers=READER[:4]).target(*sizes).target(*sizes)
    assert not trend_of(built.radiology()).is_creeping


def test_the_line_starts_at_the_last_visit_at_the_nadir(course):
    built = course(5).target("48", "25", "25", "26", "27")
    assert trend_of(built.radiology()).visits == 3


@pytest.mark.parametrize(
    "cells",
    [
        ("20", "21"),
        ("20", "21", "19"),
        ("20", "21", LesionState.NOT_EVALUABLE),
        ("20", LesionState.NOT_EVALUABLE, "21", "22"),
        ("20", LesionState.ABSENT, LesionState.ABSENT, LesionState.ABSENT),
    ],
)
def test_without_three_known_sums_since_the_nadir_there_is_no_line(course, cells):
    assert trend_of(course(len(cells)).target(*cells).radiology()) is None


sizes = st.lists(st.integers(1, 2_000_000).map(Length), min_size=2, max_size=5)


@given(sizes)
def test_every_interval_holds_its_own_value(course, seen):
    radiology = course(len(seen)).target(*seen).radiology()
    for growth in growth_of(radiology):
        assert growth.percent_low is None or (
            growth.percent_low <= growth.percent_per_month
        )
        assert growth.percent_per_month <= growth.percent_high
        assert growth.doubling_low <= growth.doubling_days
        is_open = growth.doubling_high is None
        assert is_open != growth.is_distinguishable
        assert is_open or growth.doubling_days <= growth.doubling_high
    trend = trend_of(radiology)
    if trend is not None:
        assert trend.low <= trend.mm_per_month <= trend.high
        assert isinstance(trend.mm_per_month, Decimal)
