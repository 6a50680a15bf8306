"""Criteria of other cancers: named for whom they are, computed for nobody."""

import json
from datetime import date
from pathlib import Path

import pytest

from mdt_board.i18n import Translator
from mdt_board.interpret.facts import derive
from mdt_board.interpret.response.other_criteria import RULES
from mdt_board.knowledge import bundled
from mdt_board.model.case import Case
from mdt_board.model.interpretation import Finding

TARGET = {"id": "T1", "label": "T1", "role": "target", "organ": "liver"}
ONCOTREE = (
    Path(__file__).resolve().parents[4]
    / "shared/data/oncotree/oncotree_2025_10_03.json"
)
OLDER = {"GBM", "AASTR", "AODG", "OAST"}  # codes of before 2025, still in records


def named(oncotree, drug="", organ="liver", measured=None):
    document = {
        "id": "x",
        "diagnoses": [{"id": "d", "oncotree": oncotree}],
        "oncology": {
            "treatments": [{"id": "t", "drugs": [{"name": drug}], "is_ongoing": True}]
            if drug
            else []
        },
        "radiology": {
            "studies": [{"id": "s", "on": "2026-01-05", "modality": "PET-CT"}],
            "lesions": [TARGET | {"organ": organ}],
            "measurements": [
                {"id": "m", "lesion": "T1", "study": "s"}
                | (measured or {"state": "measured", "diameter": "20"})
            ],
        },
    }
    case = Case.model_validate_json(json.dumps(document))
    facts = derive(case, bundled(), date(2026, 2, 1))
    found = [rule.apply(facts) for rule in RULES]
    return [
        Translator("en").message(f.message) if isinstance(f, Finding) else ""
        for f in found
    ]


@pytest.mark.parametrize(
    ("oncotree", "criteria"),
    [
        ("GB", "RANO 2.0"),
        ("DLBCLNOS", "Lugano 2014"),
        ("CHL", "Lugano 2014"),
        ("PCM", "IMWG"),
        ("PLEMESO", "mRECIST 1.1 (mesothelioma)"),
        ("NBL", "INRC"),
    ],
)
def test_where_recist_is_no_answer_its_place_is_named(oncotree, criteria):
    instead, beside = named(oncotree)
    assert criteria in instead
    assert "RECIST 1.1 does not apply" in instead
    assert not beside


@pytest.mark.parametrize(
    ("oncotree", "drug", "organ", "criteria"),
    [
        ("HCC", "", "liver", "mRECIST (HCC)"),
        ("HGSOC", "", "peritoneum", "GCIG CA-125"),
        ("PRAD", "", "bone", "PCWG3"),
        ("GIST", "imatinib", "liver", "Choi"),
        ("CCRCC", "sunitinib", "lung", "mChoi"),
        ("LUAD", "", "brain", "RANO-BM"),
        ("LUAD", "", "leptomeninges", "CNS-LM RANO"),
    ],
)
def test_what_is_read_beside_recist_is_named(oncotree, drug, organ, criteria):
    instead, beside = named(oncotree, drug, organ)
    assert criteria in beside
    assert not instead


def test_under_immunotherapy_a_lymphoma_has_lyric_too():
    assert "LYRIC" in named("DLBCLNOS", "pembrolizumab")[0]
    assert "LYRIC" not in named("DLBCLNOS")[0]


def test_choi_is_for_imatinib_and_not_for_every_stromal_tumor():
    assert not named("GIST")[1]


def test_uptake_without_a_diameter_belongs_to_percist():
    assert "PERCIST" in named("LUAD", measured={"state": "present", "suv_max": "8"})[1]
    both = {"state": "measured", "diameter": "20", "suv_max": "8"}
    assert not named("LUAD", measured=both)[1]


def test_lung_cancer_has_nothing_else():
    assert named("LUAD") == ["", ""]


@pytest.mark.skipif(not ONCOTREE.exists(), reason="OncoTree is not here")
def test_every_code_is_one_of_oncotree():
    def codes(node):
        yield node["code"]
        children = node.get("children") or {}
        for child in children.values() if isinstance(children, dict) else children:
            yield from codes(child)

    known = {
        code
        for root in json.loads(ONCOTREE.read_text("utf-8")).values()
        for code in codes(root)
    }
    for row in bundled().criteria:
        assert row.codes <= known | OLDER, row.id
