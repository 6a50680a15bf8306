import importlib.util
import random
from decimal import Decimal
from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.response import measurement_error
from mdt_board.interpret.response.calibration import (
    INDEPENDENT_READERS,
    OTHER_READER,
    SAME_READER,
)
from mdt_board.interpret.response.measurement_error import (
    Setting,
    error_band,
    p_error_at_least,
    p_true_at_least,
    rc95_mm,
)
from mdt_board.interpret.response.recist_1_1 import time_points
from mdt_board.model.quantity import Length
from mdt_board.model.radiology import LesionState, Study

PLACE = Path(__file__).resolve().parents[4] / "shared/clinical/measurement_model.py"
SUMS = [(12,), (20,), (30,), (20, 20), (30, 25), (30, 25, 20), (40, 30, 20, 15, 15)]


def band_of(radiology):
    return error_band(radiology, time_points(radiology))


def case_b(course, readers=None, slice_mm=None):
    return (
        course(5, readers=readers, slice_mm=slice_mm)
        .target("31", "16", "16", "16", "18")
        .node("17", "9", "9", "9", "9")
        .radiology()
    )


def test_case_b_has_the_published_coefficients(course):
    band = band_of(case_b(course, readers=["dr-li"] * 5))
    assert round(band.rc95_same_reader, 1) == Decimal("4.1")
    assert round(band.rc95_other_reader, 1) == Decimal("6.2")
    assert band.is_same_reader is True
    assert band.rc95 == band.rc95_same_reader
    assert band.change == Length.from_mm(2)


def test_an_unknown_reader_takes_the_wider_coefficient(course):
    band = band_of(case_b(course))
    other = band_of(case_b(course, readers=["a", "a", "a", "a", "b"]))
    assert band.is_same_reader is None
    assert band.rc95 == band.rc95_other_reader
    assert band.p_at_least == other.p_at_least
    assert band.p_beyond_pd_line == other.p_beyond_pd_line


def test_two_readers_take_the_wider_coefficient(course):
    band = band_of(case_b(course, readers=["a", "a", "a", "a", "b"]))
    assert band.is_same_reader is False
    assert band.rc95 == band.rc95_other_reader


def test_who_measured_counts_before_who_read_the_study(course):
    built = course(2, readers=["a", "b"]).target(
        {"state": LesionState.MEASURED, "diameter": Length.from_mm(20), "reader": "c"},
        {"state": LesionState.MEASURED, "diameter": Length.from_mm(21), "reader": "c"},
    )
    assert band_of(built.radiology()).is_same_reader is True


def test_thicker_slices_widen_it(course):
    thin, thick = (band_of(case_b(course, slice_mm=s)) for s in ("1.0", "5.0"))
    assert thin.rc95_same_reader == band_of(case_b(course)).rc95_same_reader
    assert thick.rc95_same_reader > thin.rc95_same_reader


@pytest.mark.parametrize("slices", [("1", "5"), ("5", "1")])
def test_the_thicker_slice_of_the_two_scans_counts(course, slices):
    built = course(2).target("20", "22")
    built.studies = tuple(
        Study(**{**dict(s), "slice_mm": Decimal(mm)})
        for s, mm in zip(built.studies, slices, strict=True)
    )
    both_thick = band_of(course(2, slice_mm="5").target("20", "22").radiology())
    assert band_of(built.radiology()) == both_thick


@pytest.mark.parametrize(
    "cells", [("20",), ("20", LesionState.NOT_EVALUABLE), ("20", LesionState.ABSENT)]
)
def test_without_two_sums_to_compare_there_is_no_band(course, cells):
    assert band_of(course(2).target(*cells).radiology()) is None


def test_no_visits_no_band(course):
    assert error_band(course(0, days=[]).radiology(), ()) is None


def readers(is_same_reader):
    return SAME_READER if is_same_reader else OTHER_READER


def reference():
    spec = importlib.util.spec_from_file_location("measurement_model", PLACE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not PLACE.exists(), reason=f"{PLACE.name} not here")
@pytest.mark.parametrize("is_same_reader", [True, False])
@pytest.mark.parametrize("slice_mm", [None, 1.0, 5.0])
@pytest.mark.parametrize("sizes", SUMS)
def test_it_agrees_with_the_reference_model(sizes, slice_mm, is_same_reader):
    model = reference()
    setting = Setting(tuple(map(float, sizes)), slice_mm, readers(is_same_reader))
    how = {"same_reader": is_same_reader, "slice_mm": slice_mm}
    assert rc95_mm(setting) == pytest.approx(model.rc95(sizes, **how), abs=1e-5)
    for x in (0.5, 2.0, 6.0, 11.0):
        expected = model.p_abs_error_ge(sizes, x, **how)
        assert p_error_at_least(setting, x) == pytest.approx(expected, abs=1e-9)
        expected = model.p_true_ge(sizes, x, 5.0, **how)
        assert p_true_at_least(setting, x, 5.0) == pytest.approx(expected, abs=1e-9)


sizes_mm = st.lists(st.floats(0.1, 300), min_size=1, max_size=5).map(tuple)


@given(sizes_mm, st.booleans())
def test_the_coefficient_is_exceeded_one_time_in_twenty(sizes, is_same_reader):
    setting = Setting(sizes, None, readers(is_same_reader))
    assert p_error_at_least(setting, rc95_mm(setting)) == pytest.approx(0.05, abs=1e-6)


@given(sizes_mm)
def test_another_reader_is_never_more_exact(sizes):
    same, other, independent = (
        rc95_mm(Setting(sizes, None, r))
        for r in (SAME_READER, OTHER_READER, INDEPENDENT_READERS)
    )
    assert same < other < independent


def test_joining_neighbors_hardly_moves_the_answer(monkeypatch):
    setting = Setting(
        (40.0, 30.0, 25.0, 20.0, 18.0, 15.0, 12.0, 10.0), None, OTHER_READER
    )
    thinned = rc95_mm.__wrapped__(setting)
    monkeypatch.setattr(measurement_error, "MOST_COMPONENTS", 256)
    measurement_error.components.cache_clear()
    exact = rc95_mm.__wrapped__(setting)
    measurement_error.components.cache_clear()
    assert thinned == pytest.approx(exact, rel=0.005)


def test_twenty_lesions_do_not_stop_the_program():
    generator = random.Random(7)
    sizes = tuple(generator.uniform(10, 60) for _ in range(20))
    started = perf_counter()
    assert rc95_mm(Setting(sizes, None, OTHER_READER)) > 0
    assert perf_counter() - started < 0.5
