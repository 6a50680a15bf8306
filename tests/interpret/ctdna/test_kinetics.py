from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.ctdna.kinetics import fold_change, series_of
from mdt_board.model.case import Case
from mdt_board.model.day import PartialDate
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Failed,
    Molecular,
    NotDetected,
    Variant,
)
from mdt_board.model.oncology import Comparator, LabValue, Oncology

POSITIVE = st.decimals("0.0001", "1", places=4)
MOLECULES = st.decimals(1, "10000", places=1)


def case_of(assays=(), variants=(), labs=()):
    return Case(
        id="x",
        molecular=Molecular(assays=tuple(assays), variants=tuple(variants)),
        oncology=Oncology(labs=tuple(labs)),
    )


def series(case):
    return series_of(case, {a.sample: a for a in case.molecular.assays})


def assay(sample, day, kind=AssayKind.TUMOR_NAIVE, name="panel", **fields):
    sampled_on = PartialDate.from_text(day) if day else None
    return Assay(
        id=f"a-{sample}", sample=sample, kind=kind, name=name, sampled_on=sampled_on,
        **fields,
    )  # fmt: skip


def t790m(sample, result):
    return Variant(
        id=f"v-{sample}", sample=sample, gene="EGFR", hgvs_p="p.T790M", result=result
    )


def lab(number, day, value, unit="ng/mL", **fields):
    return LabValue(
        id=f"l{number}", on=PartialDate.from_text(day), analyte="cea",
        value=Decimal(value), unit=unit, **fields,
    )  # fmt: skip


def seen(vaf):
    return Detected(vaf=Decimal(vaf))


def changed(*results, ng=(50, 50), names=("panel", "panel")):
    days = ("2026-08-13", "2026-11-10")
    assays = [
        assay(f"P{i}", d, input_ng=None if n is None else Decimal(n), name=name)
        for i, (d, n, name) in enumerate(zip(days, ng, names, strict=True))
    ]
    variants = [t790m(f"P{i}", r) for i, r in enumerate(results)]
    return series(case_of(assays, variants))["variant:EGFR T790M"].change


def rounded(*numbers):
    return tuple(round(float(n), 1) for n in numbers)


def test_case_a_sixteen_loci_rise_by_3_75_and_double_in_37_days():
    panel = [
        assay("P1", "2026-08-11", AssayKind.TUMOR_INFORMED, input_ng=Decimal(30),
              loci=16, result=seen("0.00012")),
        assay("P2", "2026-10-20", AssayKind.TUMOR_INFORMED, input_ng=Decimal(32),
              loci=16, result=seen("0.00045")),
    ]  # fmt: skip
    change = series(case_of(panel))["assay:panel"].change
    assert change.ratio == Decimal("3.75")
    assert rounded(change.low, change.high) == (1.6, 8.8)
    days = (change.doubling_days, change.doubling_low, change.doubling_high)
    assert [round(d) for d in days] == [37, 22, 103]


def test_case_b_the_driver_rises_by_6_2():
    change = changed(seen("0.0005"), seen("0.0031"))
    assert change.ratio == Decimal("6.2")
    assert rounded(change.low, change.high) == (1.9, 19.8)
    assert change.days == 89


def test_from_0_12_to_0_2_percent_with_30_ng_has_no_doubling_time():
    change = changed(seen("0.0012"), seen("0.002"), ng=(30, 30))
    assert rounded(change.ratio, change.low, change.high) == (1.7, 0.5, 5.2)
    assert change.doubling_days is None


def test_without_dna_input_there_is_no_interval_and_so_no_change():
    assert changed(seen("0.0005"), seen("0.0031"), ng=(None, 50)) is None


def test_values_of_two_assays_are_not_compared():
    assert changed(seen("0.01"), seen("0.02"), names=("one", "two")) is None


@pytest.mark.parametrize("other", [NotDetected(lod=Decimal("0.0004")), Failed()])
def test_a_result_that_is_no_value_is_never_one_side_of_a_ratio(other):
    assert changed(other, seen("0.0012")) is None
    assert changed(seen("0.0012"), other) is None


def test_a_panel_without_its_number_of_loci_has_no_molecules():
    panel = [
        assay("P1", "2026-08-11", AssayKind.TUMOR_INFORMED, input_ng=Decimal(30),
              result=seen("0.00012")),
    ]  # fmt: skip
    assert series(case_of(panel))["assay:panel"].molecules == ()


def test_molecules_that_the_laboratory_counted_are_shown():
    result = Detected(vaf=Decimal("0.00012"), mutant_molecules=9)
    panel = assay("P1", "2026-08-11", AssayKind.TUMOR_INFORMED, input_ng=Decimal(30),
                  loci=16, result=result)  # fmt: skip
    (count,) = series(case_of([panel]))["assay:panel"].molecules
    assert count == ("a-P1", Decimal(9))


def test_not_detected_is_a_point_without_a_value_and_with_its_limit():
    case = case_of(
        [assay("P", "2026-08-13", lod=Decimal("0.0004"))], [t790m("P", NotDetected())]
    )
    (point,) = series(case)["variant:EGFR T790M"].points
    assert (point.status, point.value) == ("not-detected", None)
    assert point.limit == Decimal("0.0004")


def test_an_assay_that_covered_the_gene_without_a_row_adds_no_point():
    assays = [assay("P1", "2026-08-13", genes=("EGFR",)), assay("P2", "2026-11-10")]
    case = case_of(assays, [t790m("P2", seen("0.0012"))])
    assert len(series(case)["variant:EGFR T790M"].points) == 1


@pytest.mark.parametrize(
    "sample", [assay("P", "2026-08"), assay("P", None), assay("P", "2026-08-13", None)]
)
def test_a_sample_without_day_or_material_is_not_plotted(sample):
    assert series(case_of([sample], [t790m("P", seen("0.0012"))])) == {}
    assert series(case_of((), [t790m("P", seen("0.0012"))])) == {}


def test_cerebrospinal_fluid_is_kept_apart_from_plasma():
    assays = [assay("P", "2026-08-13"), assay("C", "2026-08-13", AssayKind.CSF)]
    case = case_of(assays, [t790m("P", seen("0.0012")), t790m("C", seen("0.2"))])
    assert set(series(case)) == {"variant:EGFR T790M", "csf:EGFR T790M"}


def test_tissue_and_white_cells_are_no_plasma_series():
    assays = [
        assay("T", "2026-08-13", AssayKind.TISSUE),
        assay("W", "2026-08-13", AssayKind.WBC),
    ]
    case = case_of(assays, [t790m("T", seen("0.3")), t790m("W", seen("0.3"))])
    assert series(case) == {}


def test_a_value_reported_as_below_is_not_plotted_at_its_limit():
    case = case_of(labs=[lab(1, "2026-08-13", "0.5", comparator=Comparator.BELOW)])
    (point,) = series(case)["lab:cea"].points
    assert (point.status, point.value, point.limit) == ("below", None, Decimal("0.5"))


def test_two_units_of_one_marker_make_two_series():
    case = case_of(labs=[lab(1, "2026-08-13", "4.2"), lab(2, "2026-11-10", "9", "U/L")])
    assert set(series(case)) == {"lab:cea:ng/mL", "lab:cea:U/L"}


def test_one_amount_under_two_names_makes_one_series():
    case = case_of(
        labs=[lab(1, "2026-08-13", "4.2"), lab(2, "2026-11-10", "9", "µg/L")]
    )
    (cea,) = series(case).values()
    assert (cea.id, cea.unit, len(cea.points)) == ("lab:cea", "ng/mL", 2)


def test_markers_keep_their_reference_and_are_terms():
    case = case_of(labs=[lab(1, "2026-08-13", "4.2", reference_high=Decimal(5))])
    cea = series(case)["lab:cea"]
    assert (cea.is_term, cea.reference_high, cea.change) == (True, Decimal(5), None)


@given(POSITIVE, POSITIVE, MOLECULES, MOLECULES, st.integers(1, 2000))
def test_the_ratio_lies_in_its_interval_and_the_doubling_in_its_own(a, b, m, n, days):
    change = fold_change((a, b), (m, n), days)
    assert 0 < change.low < change.ratio < change.high
    has_doubling = change.doubling_days is not None
    assert has_doubling == (change.low > 1)
    if has_doubling:
        assert 0 < change.doubling_low <= change.doubling_days <= change.doubling_high


@given(POSITIVE, MOLECULES, st.integers(1, 2000))
def test_equal_values_are_never_a_rise(value, molecules, days):
    change = fold_change((value, value), (molecules, molecules), days)
    assert change.low < 1 < change.high


@given(POSITIVE, MOLECULES)
def test_values_of_one_day_have_no_speed(value, molecules):
    assert fold_change((value, value), (molecules, molecules), 0) is None


RESULTS = st.one_of(
    st.builds(Detected, vaf=POSITIVE),
    st.builds(NotDetected, lod=st.none() | POSITIVE),
    st.builds(Failed),
)


@given(st.lists(RESULTS, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_only_detected_points_have_values_and_order_does_not_matter(results, random):
    assays = [
        assay(f"P{i}", str(date(2026, 1, 1 + i)), input_ng=Decimal(30))
        for i in range(len(results))
    ]
    variants = [t790m(f"P{i}", r) for i, r in enumerate(results)]
    found = series(case_of(assays, variants))
    for point in found["variant:EGFR T790M"].points:
        assert (point.value is not None) == (point.status == "detected")
    shuffled = random.sample(variants, len(variants))
    assert series(case_of(reversed(assays), shuffled)) == found
