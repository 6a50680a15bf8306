"""Dates known in part: their bounds, and comparisons that may not be answered."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.model.day import YEARS, PartialDate

PARTS = st.sampled_from(["2025", "2025-12", "2025-12-20", "2026", "2026-01-02"])


@pytest.mark.parametrize("text", ["2025", "2025-12", "2025-12-20"])
def test_what_is_known_is_written_as_it_was_read(text):
    assert str(PartialDate.from_text(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "25",
        "2025-1",
        "2025-13",
        "2025-02-29",
        "2025-00",
        "2025-00-10",
        "2025-12-00",
        "2025-12-20T00:00",
        "٢٠٢٥",
    ],
)
def test_what_no_calendar_has_is_refused(text):
    with pytest.raises(ValueError, match=r"date|month|day|left out"):
        PartialDate.from_text(text)


@pytest.mark.parametrize("year", [YEARS[0], YEARS[-1]])
def test_the_first_and_the_last_year_of_a_chart_are_read(year):
    assert PartialDate.from_text(str(year)).year == year


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_year_that_no_chart_has_is_refused(year):
    with pytest.raises(ValueError, match="1900 to 2199"):
        PartialDate.from_text(f"{year}-06-15")


def test_a_day_without_its_month_is_refused():
    with pytest.raises(ValueError, match="month"):
        PartialDate(2025, None, 20)


@pytest.mark.parametrize(
    ("first", "second", "before", "after"),
    [
        ("2025-12-20", "2025-12-21", True, False),
        ("2025-12-20", "2025-12-20", False, False),
        ("2025-12", "2026", True, False),
        ("2025-12", "2025-12-20", None, None),
        ("2025", "2025", None, None),
        ("2026-01", "2025-12-31", False, True),
        ("2025-12", "2025-12-01", False, None),
        ("2025-12", "2025-12-31", None, False),
    ],
)
def test_an_order_that_is_not_known_is_not_answered(first, second, before, after):
    one, other = PartialDate.from_text(first), PartialDate.from_text(second)
    assert (one.is_before(other), one.is_after(other)) == (before, after)


@given(PARTS, PARTS)
def test_before_and_after_mirror_each_other(first, second):
    one, other = PartialDate.from_text(first), PartialDate.from_text(second)
    assert one.is_before(other) == other.is_after(one)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_whole_day_is_its_own_first_last_and_exact_day(day):
    known = PartialDate.from_day(day)
    assert (known.first, known.last, known.exact) == (day, day, day)
    assert PartialDate.from_text(str(known)) == known


def test_a_month_has_a_first_and_a_last_day_and_no_exact_one():
    month = PartialDate(2028, 2)
    assert (month.first, month.last) == (date(2028, 2, 1), date(2028, 2, 29))
    assert month.exact is None
