import copy

import pytest

from mdt_board.assets import table
from mdt_board.interpret.exposure import classes_of
from mdt_board.interpret.references import BY_ID
from mdt_board.knowledge import TABLES, KnowledgeError, bundled, compile_tables
from mdt_board.model.interpretation import Tag

KNOWLEDGE = bundled()
ROWS = (
    *KNOWLEDGE.mechanisms,
    *KNOWLEDGE.interactions,
    *KNOWLEDGE.clonal_hematopoiesis,
    *KNOWLEDGE.markers,
)
FOUNDATION = [Tag.UNVERIFIED, Tag.JUDGED, Tag.SECONDARY, Tag.COMPUTED, Tag.CHECKED]


def tables():
    return {name: copy.deepcopy(table(name)) for name in TABLES}


def broken(name, number, **fields):
    spoiled = tables()
    row = spoiled[name][number]
    for key, value in fields.items():
        row.pop(key, None)
        if value is not None:
            row[key] = value
    with pytest.raises(KnowledgeError) as error:
        compile_tables(spoiled)
    return str(error.value)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)
def test_every_row_cites_known_references(row):
    assert set(row.references) <= set(BY_ID)


@pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)
def test_no_row_claims_more_than_its_best_reference(row):
    best = max(FOUNDATION.index(BY_ID[r].tag) for r in row.references)
    assert FOUNDATION.index(row.tag) <= best


def test_interactions_are_either_checked_or_marked_unverified():
    """The finding carries the rule's tag, so the rows of one rule share theirs."""
    assert {r.tag for r in KNOWLEDGE.interactions} <= {Tag.CHECKED, Tag.UNVERIFIED}


def test_the_hash_follows_the_content():
    changed = tables()
    changed["markers"][0]["change"] = "0.377"
    assert compile_tables(tables()).sha256 == KNOWLEDGE.sha256
    assert compile_tables(changed).sha256 != KNOWLEDGE.sha256


def test_numbers_keep_every_digit():
    by_id = {r.id: r for r in KNOWLEDGE.markers}
    assert str(by_id["cea-tuxen"].change) == "0.376"


@pytest.mark.parametrize(
    ("drug", "generation"),
    [
        ("gefitinib", "egfr-tki-1g"),
        ("icotinib", "egfr-tki-1g"),
        ("dacomitinib", "egfr-tki-2g"),
        ("furmonertinib", "egfr-tki-3g"),
    ],
)
def test_a_drug_belongs_to_its_generation_and_to_the_classes_above(drug, generation):
    assert {generation, "egfr-tki", "tki"} <= classes_of(drug, KNOWLEDGE)


def test_genes_are_not_terms():
    genes = {r.gene for r in (*KNOWLEDGE.mechanisms, *KNOWLEDGE.clonal_hematopoiesis)}
    assert not genes & set(KNOWLEDGE.terms)


def test_an_error_names_file_line_and_row():
    message = broken("mechanisms", 0, tag="X")
    assert message.startswith("mechanisms.yaml:")
    line = int(message.split(":")[1])
    from mdt_board.assets import asset

    lines = asset("knowledge", "mechanisms.yaml").read_text("utf-8").splitlines()
    assert lines[line - 1] == "- id: resistance.egfr-t790m-under-early-tki"
    assert "resistance.egfr-t790m-under-early-tki: tag 'X'" in message


@pytest.mark.parametrize(
    ("name", "number", "fields", "problem"),
    [
        ("mechanisms", 0, {"under": ["egfr-tki-9g"]}, "no term 'egfr-tki-9g'"),
        ("mechanisms", 0, {"under": []}, "under is empty"),
        ("mechanisms", 0, {"follows": ["fly"]}, "no term 'action.fly'"),
        ("mechanisms", 0, {"hypothesis": None}, "hypothesis is missing"),
        ("mechanisms", 0, {"references": []}, "references is empty"),
        ("mechanisms", 0, {"kind": "big"}, "is none of"),
        ("mechanisms", 1, {"id": "resistance.egfr-t790m-under-early-tki"}, "twice"),
        ("mechanisms", 0, {"id": None}, "id is missing"),
        ("markers", 0, {"change": "much"}, "change is not a number"),
        ("markers", 0, {"change": "NaN"}, "change is not a number"),
        ("markers", 0, {"change": "-1"}, "change is not a number"),
        ("markers", 0, {"colour": "red"}, "unknown field colour"),
        ("clonal_hematopoiesis", 0, {"prior": "1.5"}, "prior is more than 1"),
        ("clonal_hematopoiesis", 0, {"prior": "0.1"}, "not between low and high"),
        ("clonal_hematopoiesis", 0, {"variants": "R882"}, "not a list of texts"),
        ("interactions", 0, {"drugs": ["no-such-drug"]}, "no term 'no-such-drug'"),
        ("terms", 0, {"parents": ["nobody"]}, "no parent term 'nobody'"),
        ("terms", 0, {"zh": None}, "zh is missing"),
    ],
)
def test_a_bad_row_is_refused(name, number, fields, problem):
    assert problem in broken(name, number, **fields)


def test_a_row_that_is_no_row_is_refused():
    spoiled = tables()
    spoiled["markers"][0] = "cea"
    with pytest.raises(KnowledgeError, match="not a row of fields"):
        compile_tables(spoiled)


def test_a_tumor_is_left_out_with_every_kind_of_it():
    idh1 = next(r for r in KNOWLEDGE.clonal_hematopoiesis if r.id == "ch-idh1-r132")
    assert {"DIFG", "ADIFG", "ASTR", "ASTR4", "GBM", "IHCH"} <= set(idh1.except_tumors)
    assert "BRAIN" not in idh1.except_tumors
    below, above = tables(), {"oncotree_parents": [{"id": "A", "parent": "B"}]}
    above["oncotree_parents"].append({"id": "B", "parent": "A"})  # a ring ends
    assert compile_tables(below | above)


def test_every_kind_is_of_a_tumor_that_a_row_leaves_out():
    left_out = {t for r in KNOWLEDGE.clonal_hematopoiesis for t in r.except_tumors}
    assert {row["id"] for row in table("oncotree_parents")} <= left_out
