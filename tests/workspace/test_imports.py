"""Imports through the workspace: when, by whom, from which file, and only once."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mdt_board.assets import asset
from mdt_board.model.case import Case
from mdt_board.workspace import Workspace

NOON = datetime(2026, 11, 22, 20, tzinfo=timezone(timedelta(hours=8)))
TABLE = asset("examples", "b", "markers.csv")


@pytest.fixture
def workspace():
    return Workspace(now=lambda: NOON, user="示例药师")


def test_a_source_says_when_and_by_whom_it_came_in(workspace):
    case, _ = workspace.import_files(Case(id="a"), [TABLE])
    (source,) = case.sources
    assert (source.name, source.imported_by) == ("markers.csv", "示例药师")
    assert source.imported_at == NOON
    assert source.imported_at.tzinfo is UTC
    assert {lab.source for lab in case.oncology.labs} == {source.id}


def test_importing_again_later_adds_nothing(workspace):
    case, _ = workspace.import_files(Case(id="a"), [TABLE])
    later = Workspace(now=lambda: NOON + timedelta(days=1), user="other")
    again, issues = later.import_files(case, [TABLE, TABLE])
    assert again == case
    assert [i.code for i in issues] == ["already-there"] * 2


def test_issues_name_their_file_and_nothing_stops_the_others(workspace, tmp_path):
    broken = tmp_path / "broken.vcf"
    broken.write_bytes(b"##fileformat=VCFv4.2\n\x00\x00")
    files = [tmp_path / "missing.vcf", tmp_path, broken, TABLE]
    case, issues = workspace.import_files(Case(id="a"), files)
    assert case.oncology.labs
    named = {i.place.split(":")[0] for i in issues}
    assert {"missing.vcf", tmp_path.name, "broken.vcf"} <= named


def test_the_case_that_was_given_is_not_changed(workspace):
    before = Case(id="a")
    workspace.import_files(before, [TABLE])
    assert before == Case(id="a")


def test_a_sample_without_assay_is_noted_once_and_no_more_when_it_has_one(workspace):
    plasma, tissue = (
        asset("examples", "b", n) for n in ("plasma-2026-11-10.vcf", "variants.csv")
    )
    case, issues = workspace.import_files(Case(id="a"), [plasma, tissue])
    noted = [i for i in issues if i.code == "no-assay"]
    samples = {i.message.words["sample"].text for i in noted}
    assert samples == {v.sample for v in case.molecular.variants}
    assert len(noted) == len(samples)
    assert {i.place for i in noted} <= {plasma.name, tissue.name}
    _, issues = workspace.import_files(case, [asset("examples", "b", "assays.csv")])
    assert "no-assay" not in {i.code for i in issues}


def test_measurements_without_study_are_one_note_whatever_the_order(workspace):
    lesions, imaging = (
        asset("examples", "b", n) for n in ("lesions.csv", "imaging.csv")
    )
    _, issues = workspace.import_files(Case(id="a"), [lesions])
    (note,) = issues
    assert (note.code, note.place) == ("no-study", "lesions.csv")
    assert note.message.words["count"].value == 10
    _, issues = workspace.import_files(Case(id="a"), [lesions, imaging])
    assert "no-study" not in {i.code for i in issues}


def test_variants_without_gene_are_one_note_with_their_number(workspace, tmp_path):
    file = tmp_path / "bare.vcf"
    file.write_text(
        "##fileformat=VCFv4.2\n"
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="reads">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tP1\n"
        "7\t55191822\t.\tT\tG\t.\tPASS\t.\tAD\t90,10\n"
        "7\t55181378\t.\tC\tT\t.\tPASS\t.\tAD\t95,5\n",
        encoding="utf-8",
    )
    _, issues = workspace.import_files(Case(id="a"), [file])
    assert [i.code for i in issues] == ["no-gene", "no-assay"]
    assert issues[0].message.words["count"].value == 2
