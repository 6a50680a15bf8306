"""Drugs under any of their names, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.interpret.exposure import classes_of
from mdt_board.knowledge import bundled
from mdt_board.terminology.drug_names import completions, drug_of
from mdt_board.terminology.drugs import drug_name

KNOWLEDGE = bundled()
DRUGS = sorted(r.id for r in KNOWLEDGE.terms.values() if r.kind == "drug")
NAMED = sorted(
    (name, row.id)
    for row in KNOWLEDGE.drugs.values()
    for name in (*row.brands, *row.codes)
)
OSIMERTINIB = ("奥希替尼", "osimertinib", "Tagrisso", "AZD9291", "泰瑞沙", "azd 9291")


@pytest.mark.parametrize("name", OSIMERTINIB)
def test_osimertinib_is_one_drug_under_all_its_names(name):
    assert drug_of(name) == "osimertinib"
    assert drug_name(name) == "osimertinib"


@pytest.mark.parametrize("name", [n for n in OSIMERTINIB if " " not in n])
def test_its_class_is_known_under_all_its_names(name):
    assert "egfr-tki-3g" in classes_of(name, KNOWLEDGE)


@pytest.mark.parametrize(("name", "drug"), NAMED)
def test_every_brand_and_code_is_its_drug(name, drug):
    assert drug_of(name) == drug
    assert drug in classes_of(name, KNOWLEDGE)


def test_no_name_means_two_drugs():
    spelled = {}
    for row in KNOWLEDGE.terms.values():
        if row.kind != "drug":
            continue
        product = KNOWLEDGE.drugs.get(row.id)
        more = (*product.brands, *product.codes) if product else ()
        for name in {*row.names.values(), *row.synonyms, *more}:
            spelled.setdefault(name.casefold(), set()).add(row.id)
    assert {n: d for n, d in spelled.items() if len(d) > 1} == {}


@pytest.mark.parametrize("drug", sorted(KNOWLEDGE.drugs))
def test_every_drug_with_a_generation_says_so_by_its_class(drug):
    row = KNOWLEDGE.drugs[drug]
    assert row.targets
    said = {c[-2] for c in KNOWLEDGE.classes[drug] if c[-3:-2] == "-" and c[-1] == "g"}
    if said:
        assert row.generation in said


@pytest.mark.parametrize("name", ["xyzatinib", "某研究药物", ""])
def test_an_unknown_drug_is_kept_as_typed(name):
    assert drug_of(name) is None
    assert drug_name(name) == name
    assert classes_of(name, KNOWLEDGE) == {name}


@pytest.mark.parametrize(
    ("typed", "drug"),
    [
        ("奥希", "osimertinib"),
        ("osi", "osimertinib"),
        ("tagr", "osimertinib"),
        ("azd92", "osimertinib"),
        ("泰瑞", "osimertinib"),
        ("替雷", "tislelizumab"),
        ("DS-8", "trastuzumab-deruxtecan"),
    ],
)
def test_a_few_letters_complete_to_the_drug(typed, drug):
    assert drug in [c.id for c in completions(typed)]


@given(st.text(max_size=8))
def test_completions_hold_what_was_typed_and_each_drug_once(typed):
    found = completions(typed)
    assert len({c.id for c in found}) == len(found) <= 8
    assert {c.id for c in found} <= set(DRUGS)


def test_names_that_begin_so_come_before_names_that_hold_it():
    found = completions("替尼", most=50)
    assert found
    assert completions("afatinib")[0].id == "afatinib"
    assert completions("") == ()
