"""The error band of five lesions as after an edit: nothing of it was asked before.

Target: with everything else of an interpretation p99 at most 2 ms. The baseline is the
plain model, a bisection over all combinations, for one of the same coefficients.
"""

from itertools import product
from math import erfc, sqrt

import pytest

from mdt_board.interpret.response import measurement_error
from mdt_board.interpret.response.calibration import OTHER_READER
from mdt_board.interpret.response.measurement_error import Setting, error_band, rc95_mm
from mdt_board.interpret.response.recist_1_1 import time_points
from tests.interpret.response.conftest import Course

SIZES = (18.0, 21.0, 24.0, 30.0, 42.0)


def forget():
    measurement_error.components.cache_clear()
    measurement_error.rc95_mm.cache_clear()


def plainly_rc95_mm():
    low, high = 0.0, 10 * sum(SIZES)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if exceeds(middle) > 0.05 else (low, middle)
    return high


def exceeds(change_mm):
    error, found = OTHER_READER, 0.0
    for kinds in product((False, True), repeat=len(SIZES)):
        share, sds = 1.0, []
        for is_outlier, size in zip(kinds, SIZES, strict=True):
            share *= error.outlier_share if is_outlier else 1 - error.outlier_share
            relative = error.outlier_sd if is_outlier else error.core_sd
            sds.append(sqrt(error.floor_mm**2 + (relative * size) ** 2))
        variance = (1 - error.correlation) * sum(sd * sd for sd in sds)
        sd = sqrt(variance + error.correlation * sum(sds) ** 2)
        found += share * erfc(change_mm / (sd * sqrt(2)))
    return found


@pytest.mark.benchmark(group="measurement error")
def test_error_band_of_five_lesions_after_an_edit(benchmark, against):
    course = Course(3, slice_mm="1")
    for size in SIZES:
        course.target(str(size), str(size - 2), str(size))
    radiology = course.radiology()
    points = time_points(radiology)
    band = benchmark.pedantic(
        error_band, (radiology, points), setup=forget, rounds=200, iterations=1
    )
    assert float(band.rc95_other_reader) == pytest.approx(plainly_rc95_mm(), abs=1e-3)
    assert rc95_mm(Setting(SIZES, 1.0, OTHER_READER)) == pytest.approx(
        plainly_rc95_mm(), abs=1e-6
    )
    against(plainly_rc95_mm, target=None)
