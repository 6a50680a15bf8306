from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.sampling import (
    expected_molecules,
    input_needed_ng,
    is_lod_physical,
    limit_and_input,
    sampling_limit,
)
from mdt_board.model.molecular import Assay, AssayKind

NG = st.decimals("0.1", "500", places=1)
LOCI = st.integers(1, 200)
LOD = st.decimals("0.00001", "0.5", places=5)


def assay(kind=AssayKind.TUMOR_NAIVE, **fields):
    return Assay(id="a", sample="P", kind=kind, **fields)


@pytest.mark.parametrize(
    ("ng", "loci", "percent"),
    [
        (5, 1, "0.40"),
        (10, 1, "0.20"),
        (30, 1, "0.066"),
        (60, 1, "0.033"),
        (30, 16, "0.0065"),
        (30, 50, "0.0021"),
    ],
)
def test_the_sampling_limit_is_the_published_arithmetic(ng, loci, percent):
    wanted = Decimal(percent)
    limit = sampling_limit(Decimal(ng), loci) * 100
    assert limit.quantize(wanted) == wanted


def test_a_limit_of_two_hundredths_of_a_percent_at_one_hotspot_takes_99_ng():
    assert round(input_needed_ng(Decimal("0.0002"))) == 99


@pytest.mark.parametrize(
    ("vaf", "ng", "loci", "molecules"),
    [("0.00012", 30, 16, 9), ("0.00045", 32, 16, 35), ("0.0012", 50, 1, 9)],
)
def test_molecules_of_the_example_cases(vaf, ng, loci, molecules):
    assert round(expected_molecules(Decimal(vaf), Decimal(ng), loci)) == molecules


def test_no_dna_has_no_limit():
    assert sampling_limit(Decimal(0)) is None
    assert is_lod_physical(assay(lod=Decimal("0.1"), input_ng=Decimal(0))) is False


@pytest.mark.parametrize(
    "fields",
    [
        {"lod": Decimal("0.0004")},
        {"input_ng": Decimal(50)},
        {"kind": AssayKind.TUMOR_INFORMED, "lod": Decimal(1), "input_ng": Decimal(1)},
    ],
)
def test_a_limit_cannot_be_judged_with_a_number_missing(fields):
    assert is_lod_physical(assay(**fields)) is None


def test_a_negative_is_weighed_only_with_limit_and_input():
    lod, ng = Decimal("0.0004"), Decimal(50)
    assert limit_and_input(lod, assay(input_ng=ng)) == (lod, ng)
    assert limit_and_input(None, assay(input_ng=ng)) is None
    assert limit_and_input(lod, assay()) is None
    assert limit_and_input(lod, assay(input_ng=Decimal(0))) is None


@given(NG, LOCI)
def test_more_dna_never_raises_the_limit(ng, loci):
    assert sampling_limit(ng * 2, loci) < sampling_limit(ng, loci)


@given(LOD, LOCI)
def test_the_dna_needed_carries_exactly_the_limit_it_is_needed_for(lod, loci):
    again = sampling_limit(input_needed_ng(lod, loci), loci)
    assert abs(again - lod) < Decimal("1e-12")
