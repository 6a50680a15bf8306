"""What the site keeps beside the cases is used, and what is wrong with it is told."""

import pytest

from mdt_board.importers.site_access import COLUMNS, EMPTY_TABLE
from mdt_board.workspace import Workspace
from mdt_board.workspace.civic import VARIABLE
from mdt_board.workspace.refused import RefusedError
from mdt_board.workspace.site import keep_access

HEAD = ",".join(COLUMNS)


def row(**fields):
    return ",".join(fields.get(name, "") for name in COLUMNS)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    place = tmp_path / "knowledge"
    monkeypatch.setenv(VARIABLE, str(place))
    return place


def table(tmp_path, *rows):
    path = tmp_path / "access.csv"
    path.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    return path


def test_a_signed_row_is_kept_and_read_by_the_workspace(folder, tmp_path):
    signed = row(
        drug="osimertinib",
        in_formulary="yes",
        checked_on="2026-11-01",
        checked_by="Pharmacist A",
    )
    rows, issues = keep_access(table(tmp_path, signed), folder)
    assert (len(rows), issues) == (1, ())
    workspace = Workspace()
    assert workspace.site.access == rows
    assert workspace.site.problems() == ()


def test_an_unsigned_row_is_left_out_and_told(folder, tmp_path):
    rows, issues = keep_access(table(tmp_path, row(drug="osimertinib")), folder)
    assert rows == ()
    assert [i.place for i in issues] == ["row 2"]
    assert len(Workspace().site.problems()) == 1


def test_what_is_no_table_is_refused_and_the_one_before_stays(folder, tmp_path):
    keep_access(table(tmp_path), folder)
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RefusedError):
        keep_access(bad, folder)
    assert (folder / "access.csv").read_text(encoding="utf-8").strip() == HEAD


def test_the_shipped_table_is_empty(folder):
    assert EMPTY_TABLE.strip() == HEAD
    workspace = Workspace()
    assert workspace.site.access == ()
    assert workspace.site.civic(workspace.new_case()) == ()
