import pytest

from mdt_board.interpret.ctdna.driver import is_called, is_driver
from mdt_board.model.case import Case, Diagnosis
from mdt_board.model.molecular import Detected, Variant, VariantKind


def variant(gene="EGFR", **fields):
    return Variant(id="v", sample="P", gene=gene, result=Detected(), **fields)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"hgvs_p": "p.L858R"}, "L858R"),
        ({"hgvs_p": "p.L858R"}, "p.L858R"),
        ({"hgvs_p": "p.(L858R)"}, "L858R"),
        ({"label": "19del"}, "exon 19 deletion"),
        ({"label": "Ex19del"}, "19del"),
        ({"hgvs_p": "p.E746_A750del"}, "19del"),
        ({"hgvs_p": "p.L747_P753delinsS"}, "19del"),
        ({"hgvs_c": "c.2573T>G"}, "c.2573T>G"),
    ],
)
def test_a_driver_is_recognized_by_any_of_its_names(fields, name):
    assert is_called(variant(**fields), name)


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"hgvs_p": "p.T790M"}, "L858R"),
        ({"hgvs_p": "p.E746_A750del", "gene": "ERBB2"}, "19del"),
        ({"hgvs_p": "p.D770_N771insSVD"}, "19del"),
        ({"hgvs_p": "p.L858R"}, ""),
    ],
)
def test_another_variant_is_not_taken_for_the_driver(fields, name):
    assert not is_called(variant(**fields), name)


def test_a_fusion_is_recognized_by_its_partner_or_by_being_one():
    fusion = variant("ALK", kind=VariantKind.FUSION, partner="EML4")
    assert is_called(fusion, "EML4-ALK")
    assert is_called(fusion, "fusion")
    assert is_called(fusion, "")
    assert not is_called(fusion, "KIF5B-ALK")


def test_the_gene_must_be_that_of_a_diagnosis():
    case = Case(
        id="x", diagnoses=(Diagnosis(id="d", driver_gene="EGFR", driver="19del"),)
    )
    assert is_driver(variant(label="19del"), case)
    assert not is_driver(variant("ERBB2", label="19del"), case)
    assert not is_driver(variant(label="19del"), Case(id="x"))
