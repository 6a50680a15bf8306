"""Codes of cancers that the program knows, against OncoTree itself (2025-10)."""

import json
from pathlib import Path

import pytest

from mdt_board.assets import table
from mdt_board.knowledge import bundled
from mdt_board.terminology import oncotree

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "oncotree"
if not DATA.is_dir():
    pytest.skip(f"{DATA} is not there", allow_module_level=True)
KNOWLEDGE = bundled()
# Under which tissue of OncoTree, or under which code, each family lies.
ROOTS = {
    "cancer.lung": "LUNG",
    "cancer.colorectal": "BOWEL",
    "cancer.breast": "BREAST",
    "cancer.prostate": "PROSTATE",
    "cancer.gist": "SOFT_TISSUE",
    "cancer.biliary": "BILIARY_TRACT",
    "cancer.urothelial": "BLADDER",
    "cancer.melanoma": "SKIN",
    "cancer.thyroid": "THYROID",
    "cancer.gastric": "STOMACH",
    "cancer.ovarian": "OVARY",
    "cancer.leukemia": "MYELOID",
}


def nodes():
    """Return every code with the codes above it."""
    tree = json.loads((DATA / "oncotree_2025_10_03.json").read_text(encoding="utf-8"))
    found = {}

    def walk(node, above):
        found[node["code"]] = (node["name"], (*above, node["code"]))
        for child in node["children"].values():
            walk(child, (*above, node["code"]))

    walk(tree["TISSUE"], ())
    return found


def replaced():
    """Return the codes of before that the tree names, with what took their place."""
    tree = json.loads((DATA / "oncotree_2025_10_03.json").read_text(encoding="utf-8"))
    found = {}

    def walk(node):
        for name in ("revocations", "precursors", "history"):
            found.update(dict.fromkeys(node.get(name) or (), node["code"]))
        for child in node["children"].values():
            walk(child)

    walk(tree["TISSUE"])
    return found


NODES, REPLACED = nodes(), replaced()
FAMILIES = sorted((f, c) for c, of in KNOWLEDGE.tumors.items() for f in of)


def test_the_tree_is_whole():
    assert len(NODES) == 898


@pytest.mark.parametrize(("family", "code"), FAMILIES)
def test_every_code_of_a_family_is_a_code_of_that_tissue(family, code):
    assert code in NODES
    assert ROOTS[family] in NODES[code][1]


@pytest.mark.parametrize("row", KNOWLEDGE.clonal_hematopoiesis, ids=lambda r: r.id)
def test_tumors_in_which_a_variant_is_a_driver_are_codes(row):
    assert set(row.except_tumors) <= set(NODES) | set(REPLACED)


@pytest.mark.parametrize("row", table("oncotree_parents"), ids=lambda r: r["id"])
def test_the_parent_of_a_code_is_its_parent_in_the_tree(row):
    if row["id"] in NODES:
        assert NODES[row["id"]][1][-2] == row["parent"]
    else:
        assert REPLACED[row["id"]] == row["parent"]


def test_nothing_below_a_tumor_that_is_left_out_is_forgotten():
    for row in KNOWLEDGE.clonal_hematopoiesis:
        left_out = set(row.except_tumors)
        below = {c for c, (_, above) in NODES.items() if left_out & set(above)}
        assert below <= left_out, row.id


def test_small_cell_lung_cancer_is_no_non_small_cell_lung_cancer():
    assert "SCLC" in NODES
    assert "cancer.lung" not in KNOWLEDGE.tumors.get("SCLC", frozenset())


@pytest.mark.parametrize("code", sorted(set(oncotree._BY_DISORDER.values())))
def test_codes_of_coded_diagnoses_are_codes(code):
    assert code in NODES


MORPHOLOGIES = sorted(
    (morphology, site, code)
    for (morphology, site), code in oncotree._BY_MORPHOLOGY.items()
)
SITES = {
    "C34": "LUNG", "C18": "BOWEL", "C20": "BOWEL", "C50": "BREAST", "C61": "PROSTATE",
    "C16": "STOMACH", "C25": "PANCREAS", "C43": "SKIN", "C56": "OVARY", "C22": "LIVER",
}  # fmt: skip


@pytest.mark.parametrize(("morphology", "site", "code"), MORPHOLOGIES)
def test_a_morphology_at_a_site_gets_a_code_of_that_site(morphology, site, code):
    assert oncotree.from_morphology(morphology, site) == code
    assert SITES[site] in NODES[code][1]
