"""Amplifications beside the studies' lines, and what plasma can show of them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.engine import interpret
from mdt_board.interpret.resistance.amplification import (
    DIPLOID,
    INFORMATIVE_FRACTION,
    PLASMA_LINE,
    least_visible,
)
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.interpretation import from_json, to_json
from mdt_board.model.molecular import (
    Assay,
    AssayKind,
    Detected,
    Molecular,
    NotDetected,
    Variant,
    VariantKind,
)
from mdt_board.model.oncology import Drug, Oncology, Treatment
from tests.interpret.resistance.rows import BEGUN, KNOWLEDGE, ON, SAMPLED


def met(drugs, copies, ratio, name="FISH", result=None):
    kind = AssayKind.TUMOR_NAIVE if result else AssayKind.TISSUE
    seen = Detected(copy_number=copies, copy_ratio=ratio)
    variants = [
        Variant(
            id="m",
            sample="S",
            gene="MET",
            kind=VariantKind.AMPLIFICATION,
            result=result or seen,
        ),
        Variant(
            id="d",
            sample="S",
            gene="EGFR",
            hgvs_p="p.L858R",
            result=Detected(vaf=Decimal("0.005")),
        ),
    ]
    treatments = [
        Treatment(id=f"t{i}", drugs=(Drug(name=d),), started_on=BEGUN, is_ongoing=not i)
        for i, d in enumerate(drugs)
    ]
    assay = Assay(id="a", sample="S", kind=kind, name=name, sampled_on=SAMPLED)
    case = Case(
        id="x",
        diagnoses=(Diagnosis(id="dx", driver_gene="EGFR", driver="L858R"),),
        oncology=Oncology(treatments=tuple(treatments)),
        molecular=Molecular(assays=(assay,), variants=tuple(variants)),
    )
    return interpret(case, KNOWLEDGE, ON)


def reached(found):
    return {line.row.removeprefix("amplification."): line.is_reached
            for line in found.amplifications[0].lines}  # fmt: skip


def test_six_copies_after_osimertinib_reach_insight_and_not_sachi():
    answers = reached(met(["osimertinib"], Decimal(6), Decimal("1.5")))
    assert answers["met-sachi-third"] is False
    assert answers["met-insight"] is True
    assert "met-sachi-early" not in answers


def test_a_ratio_of_two_reaches_sachis_line_after_gefitinib():
    answers = reached(met(["gefitinib"], Decimal("4.5"), Decimal("2.4")))
    assert answers["met-sachi-early"] is True
    assert "met-sachi-third" not in answers


def test_an_earlier_third_generation_drug_moves_the_line():
    answers = reached(met(["gefitinib", "osimertinib"], Decimal(6), Decimal("2.4")))
    assert answers["met-sachi-third"] is False
    assert "met-sachi-early" not in answers


def test_copies_by_sequencing_reach_no_line_that_fish_drew():
    answers = reached(met(["osimertinib"], Decimal(12), None, name="tissue NGS"))
    assert answers["met-sachi-third"] is None
    assert answers["met-ngs-tissue"] is True


def test_copies_of_an_assay_that_nobody_named_reach_no_line():
    answers = reached(met(["osimertinib"], Decimal(12), None, name=""))
    assert set(answers.values()) == {None}


def test_plasma_has_its_own_lines_and_its_share_of_tumor_dna():
    found = met(["osimertinib"], None, None, result=NotDetected())
    reading = found.amplifications[0]
    assert reading.assay == "plasma"
    assert reading.tumor_fraction == Decimal("0.01")
    assert reading.least_visible_copies == 22
    assert set(reached(found).values()) == {None}


@pytest.mark.parametrize("drugs", [["osimertinib"], ["gefitinib"]])
def test_every_line_names_its_study_and_reference(drugs):
    for line in met(drugs, Decimal(6), None).amplifications[0].lines:
        assert line.study
        assert line.references


def test_readings_survive_the_signature():
    found = met(["osimertinib"], Decimal(6), Decimal("1.5"))
    assert found.mechanisms
    assert from_json(to_json(found)) == found


@given(st.decimals("0.001", "1", places=3))
def test_less_tumor_dna_hides_more_copies(fraction):
    copies = least_visible(fraction)
    gain = (copies - DIPLOID) * fraction
    assert abs(DIPLOID + gain - PLASMA_LINE) < Decimal("1e-20")
    assert (copies > 4) is (fraction < INFORMATIVE_FRACTION)


def test_without_a_drug_there_are_no_lines():
    assert met([], Decimal(6), None).amplifications[0].lines == ()
