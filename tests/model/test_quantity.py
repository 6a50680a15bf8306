"""Lengths are exact, and numbers have bounds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mdt_board.model.molecular import Assay, Detected
from mdt_board.model.oncology import LabValue
from mdt_board.model.quantity import MAX_MM, TICKS_PER_MM, Length

LENGTHS = st.builds(Length, st.integers(0, MAX_MM * TICKS_PER_MM))


@given(LENGTHS)
def test_a_length_is_read_as_it_was_written(length):
    assert Length.from_mm(str(length)) == length
    assert Length.from_mm(length.mm) == length


@given(LENGTHS, LENGTHS)
def test_sums_and_differences_are_exact(one, other):
    assert (one + other).mm == one.mm + other.mm
    assert (one + other) - other == one


@pytest.mark.parametrize(
    "text", ["", "-1", "2001", "18.23456", "1e2", "18,2", "１８", "x"]
)
def test_what_is_no_length_is_refused(text):
    with pytest.raises(ValueError, match="0 to 2000 mm"):
        Length.from_mm(text)


def test_a_length_that_shrank_is_written_with_its_sign():
    assert str(Length.from_mm("18.2") - Length.from_mm("20")) == "-1.8"


UNBOUNDED = ["1E+24", "1E-400", "9" * 60, "0." + "1" * 60, "NaN", "Infinity"]


@pytest.mark.parametrize("number", UNBOUNDED)
def test_a_number_that_no_laboratory_reports_is_refused(number):
    document = '{"id": "l", "on": "2026-01-01", "analyte": "cea", "value": "%s"}'
    assert LabValue.model_validate_json(document % "-1.7E+8").value == Decimal("-1.7E8")
    with pytest.raises(ValidationError):
        LabValue.model_validate_json(document % number)


@pytest.mark.parametrize("number", [*UNBOUNDED, "-0.5"])
def test_an_amount_is_bounded_and_from_zero(number):
    with pytest.raises(ValidationError):
        Assay.model_validate_json(
            f'{{"id": "a", "sample": "s", "input_ng": "{number}"}}'
        )


@pytest.mark.parametrize("vaf", ["-0.1", "1.0001", "1E-400", "NaN"])
def test_a_fraction_is_from_zero_to_one(vaf):
    with pytest.raises(ValidationError):
        Detected.model_validate_json(f'{{"vaf": "{vaf}"}}')


def test_a_fraction_as_a_caller_computes_it_is_kept_whole():
    vaf = "0.0012345678901234567"
    assert str(Detected.model_validate_json(f'{{"vaf": "{vaf}"}}').vaf) == vaf


@pytest.mark.parametrize("reads", [-1, 10**13, 10**400])
def test_a_count_of_reads_is_bounded(reads):
    with pytest.raises(ValidationError):
        Detected.model_validate_json(f'{{"alt_reads": {reads}}}')
