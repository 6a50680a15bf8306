from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.sampling import detection_probability
from mdt_board.interpret.ctdna.shedding import (
    chance_of_as_much,
    expected_fraction,
    volume_cm3,
)

MM = st.floats(1, 100)


@pytest.mark.parametrize(
    ("mm", "cm3", "percent"),
    [
        (5, 0.065, 0.0009),
        (7, 0.18, 0.0025),
        (8, 0.27, 0.004),
        (10, 0.52, 0.007),
        (15, 1.8, 0.025),
        (20, 4.2, 0.058),
        (27, 10, 0.14),
    ],
)
def test_a_sphere_sheds_what_the_published_table_says(mm, cm3, percent):
    volume = volume_cm3([mm])
    assert volume == pytest.approx(cm3, rel=0.04)
    assert expected_fraction(volume) * 100 == pytest.approx(percent, rel=0.1)


@pytest.mark.parametrize(
    ("mm", "loci", "percent"),
    [(5, 1, 2.7), (10, 1, 20), (15, 1, 52), (20, 1, 83), (27, 1, 98), (10, 16, 87)],
)
def test_four_milliliters_of_plasma_detect_what_the_table_says(mm, loci, percent):
    vaf = Decimal(expected_fraction(volume_cm3([mm])))
    found = detection_probability(vaf, Decimal(20), loci)  # 4 mL with 5 ng/mL
    assert found * 100 == pytest.approx(percent, rel=0.1)


def test_seven_millimeters_do_not_explain_what_case_c_shows():
    assert chance_of_as_much(volume_cm3([7]), Decimal("0.0042")) < 0.005


def test_no_tumor_sheds_nothing_and_only_nothing():
    assert chance_of_as_much(0, Decimal("0.001")) == 0
    assert chance_of_as_much(0, Decimal(0)) == 1


@given(MM, MM, st.decimals("0.00001", "0.5", places=5))
def test_a_larger_lesion_never_explains_less(one, other, fraction):
    small, large = sorted((volume_cm3([one]), volume_cm3([other])))
    assert chance_of_as_much(small, fraction) <= chance_of_as_much(large, fraction)


@given(st.lists(MM, min_size=1, max_size=5))
def test_volumes_add_up(sizes):
    assert volume_cm3(sizes) == pytest.approx(sum(volume_cm3([s]) for s in sizes))
