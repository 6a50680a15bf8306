"""A CIViC file in the person's own folder, and what it says beside a variant."""

import gzip
from datetime import date
from decimal import Decimal

import pytest

from mdt_board.importers.civic import COLUMNS
from mdt_board.model.molecular import Detected, NotDetected, Variant, VariantKind
from mdt_board.workspace.civic import (
    FILE,
    VARIABLE,
    add_civic,
    beside,
    civic_layer,
    named,
    remove_civic,
)
from mdt_board.workspace.refused import RefusedError
from mdt_board.workspace.site import Site

ON = date(2026, 11, 22)
USUAL = {
    "disease": "Lung Non-small Cell Carcinoma",
    "therapies": "Testinib",
    "evidence_type": "Predictive",
    "evidence_direction": "Supports",
    "evidence_level": "B",
    "significance": "Resistance",
    "evidence_statement": "A statement.",
    "citation_id": "1",
    "citation": "Author et al., 2020",
    "rating": "3",
    "evidence_status": "accepted",
    "last_review_date": "2023-01-09 21:46:26 UTC",
    "evidence_civic_url": "https://example.org/1",
    "is_flagged": "false",
}


def text(*rows):
    lines = ["\t".join(COLUMNS)]
    for number, row in enumerate(rows, 1):
        whole = {**USUAL, "evidence_id": str(number), **row}
        lines.append("\t".join(whole[name] for name in COLUMNS))
    return ("\n".join(lines) + "\n").encode()


ROWS = (
    {"molecular_profile": "EGFR T790M", "last_review_date": "2021-01-01"},
    {"molecular_profile": "EGFR T790M", "is_flagged": "true"},
    {"molecular_profile": "EGFR T790M AND EGFR C797S"},
    {"molecular_profile": "EGFR L858R OR EGFR T790M"},
    {"molecular_profile": "v::ALK Fusion"},
    {"molecular_profile": "EML4::ALK Fusion"},
    {"molecular_profile": "MET Amplification"},
)


def kept(tmp_path, data):
    file = tmp_path / "evidence.tsv"
    file.write_bytes(data)
    return add_civic(file, tmp_path / "knowledge", ON)


def variant(gene, name="", **changed):
    fields = {"hgvs_p": f"p.{name}" if name else "", "sample": "S"} | changed
    result = fields.pop("result", Detected(vaf=Decimal("0.1")))
    return Variant(id=f"{gene}-{name}", gene=gene, result=result, **fields)


def ids(items):
    return [i.id for i in items]


def test_a_file_is_kept_with_its_checksum_and_day(tmp_path):
    layer, issues = kept(tmp_path, text(*ROWS))
    assert issues == []
    assert civic_layer(tmp_path / "knowledge") == layer
    assert (layer.name, layer.added_on) == ("evidence.tsv", ON)
    assert len(layer.sha256) == 64


def test_a_gzipped_file_is_the_same(tmp_path):
    layer, _ = kept(tmp_path, gzip.compress(text(*ROWS)))
    assert len(layer.items) == len(ROWS)


def test_items_stand_beside_a_variant_newest_first_and_flagged_ones_are_marked(
    tmp_path,
):
    layer, _ = kept(tmp_path, text(*ROWS))
    t790m = variant("EGFR", "T790M")
    found = beside(t790m, (t790m,), layer)
    assert ids(found) == ["2", "1"]
    assert [i.is_flagged for i in found] == [True, False]


def test_a_combined_profile_needs_all_of_its_variants_detected_together(tmp_path):
    layer, _ = kept(tmp_path, text(*ROWS))
    t790m, c797s = variant("EGFR", "T790M"), variant("EGFR", "C797S")
    absent = variant("EGFR", "C797S", result=NotDetected())
    assert "3" in ids(beside(t790m, (t790m, c797s), layer))
    assert "3" not in ids(beside(t790m, (t790m, absent), layer))
    assert "3" in ids(beside(c797s, (t790m, c797s), layer))


def test_a_profile_of_alternatives_is_beside_nothing(tmp_path):
    layer, _ = kept(tmp_path, text(*ROWS))
    every = (variant("EGFR", "T790M"), variant("EGFR", "L858R"))
    assert all("4" not in ids(beside(v, every, layer)) for v in every)


def test_fusions_are_found_by_their_partner_and_by_any(tmp_path):
    layer, _ = kept(tmp_path, text(*ROWS))
    eml4 = variant("ALK", partner="EML4", kind=VariantKind.FUSION)
    other = variant("ALK", partner="KIF5B", kind=VariantKind.FUSION)
    assert ids(beside(eml4, (eml4,), layer)) == ["6", "5"]
    assert ids(beside(other, (other,), layer)) == ["5"]


def test_a_variant_that_cannot_be_read_has_nothing_beside_it(tmp_path):
    layer, _ = kept(tmp_path, text(*ROWS))
    unread = variant("EGFR", label="something")
    assert beside(unread, (unread,), layer) == ()


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"\x1f\x8bbroken", b"\xff\xfe", text()]
)
def test_another_file_is_refused_and_the_old_one_stays(tmp_path, data):
    layer, _ = kept(tmp_path, text(*ROWS))
    with pytest.raises(RefusedError):
        kept(tmp_path, data)
    assert civic_layer(tmp_path / "knowledge") == layer


def test_items_without_level_or_acceptance_are_left_out_and_counted(tmp_path):
    bad = [
        {"molecular_profile": "EGFR T790M", "evidence_level": ""},
        {"molecular_profile": "EGFR T790M", "evidence_status": "submitted"},
    ]
    layer, issues = kept(tmp_path, text(*ROWS, *bad))
    assert len(layer.items) == len(ROWS)
    assert [i.code for i in issues] == ["rows-left-out"]


def test_a_kept_file_that_changed_is_said_to_have_changed(tmp_path):
    kept(tmp_path, text(*ROWS))
    (tmp_path / "knowledge" / "civic.dat").write_bytes(text(ROWS[0]))
    with pytest.raises(RefusedError, match="civic-changed"):
        civic_layer(tmp_path / "knowledge")


def test_without_a_file_there_is_no_layer(tmp_path):
    assert civic_layer(tmp_path) is None
    assert remove_civic(tmp_path) is False
    kept(tmp_path, text(*ROWS))
    assert remove_civic(tmp_path / "knowledge") is True
    assert civic_layer(tmp_path / "knowledge") is None


@pytest.mark.parametrize("number", ["²", "9" * 5_000])
def test_a_number_that_is_none_is_no_crash(tmp_path, number):
    file = tmp_path / "evidence.tsv"
    odd = [ROWS[0] | {name: number} for name in ("evidence_id", "rating")]
    file.write_bytes(text(*ROWS, *odd))
    layer, issues = add_civic(file, tmp_path / "kept", ON)
    assert [i.code for i in issues] == ["rows-left-out"]
    assert layer.items[-1].rating is None


def test_a_kept_file_that_went_missing_is_told_and_the_window_opens(
    tmp_path, monkeypatch
):
    file = tmp_path / "evidence.tsv"
    file.write_bytes(text(*ROWS))
    add_civic(file, tmp_path / "kept", ON)
    (tmp_path / "kept" / FILE).unlink()
    monkeypatch.setenv(VARIABLE, str(tmp_path / "kept"))
    (problem,) = Site().problems()
    assert "add it again" in problem.text


UNORDERED = (
    {"molecular_profile": "MET Amplification", "evidence_level": "A"},
    {"molecular_profile": "EGFR T790M", "evidence_level": "C"},
    {
        "molecular_profile": "EGFR T790M",
        "evidence_level": "B",
        "last_review_date": "2020-01-01",
    },
    {"molecular_profile": "EGFR L858R", "evidence_level": "A"},
    {"molecular_profile": "EGFR T790M", "evidence_level": "B"},
    {"molecular_profile": "EGFR T790M AND EGFR C797S", "evidence_level": "A"},
)


def test_items_about_a_variant_stand_by_level_and_a_gene_alone_lists_all(tmp_path):
    layer, _ = kept(tmp_path, text(*UNORDERED))
    assert ids(named("EGFR T790M", layer)) == ["5", "3", "2"]
    assert ids(named("EGFR", layer)) == ["4", "5", "3", "2"]
    assert named("KRAS", layer) == ()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("egfr t790m", ["5", "3", "2"]),
        ("Egfr  p.T790M", ["5", "3", "2"]),
        ("egfr", ["4", "5", "3", "2"]),
        ("met amplification", ["1"]),
    ],
)
def test_capitals_do_not_matter(tmp_path, typed, found):
    layer, _ = kept(tmp_path, text(*UNORDERED))
    assert ids(named(typed, layer)) == found
