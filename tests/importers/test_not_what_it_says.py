"""Files that are not what their name says, or end too early: what, and what to do."""

from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.assets import asset
from mdt_board.i18n import Translator
from mdt_board.model.issue import Severity

MARKERS = asset("examples", "b", "markers.csv").read_bytes()
ROWS = "date,analyte,value,unit\n2026-01-02,CEA,5,ng/mL\n"


def read(tmp_path: Path, name: str, data: bytes):
    path = tmp_path / name
    path.write_bytes(data)
    return importers.read(path)


@pytest.mark.parametrize(
    ("name", "data", "advice"),
    [
        ("a.csv", MARKERS.decode().encode("utf-16"), "save it again in UTF-8"),
        ("a.csv", b"PK\x03\x04\x14\x00\x00\x00", "name it .xlsx"),
        ("a.xlsx", MARKERS, "name it .csv"),
        ("a.vcf", MARKERS, "name a table .csv"),
        ("a.csv", b"a,b\x00\x01", "export it as text in UTF-8"),
    ],
)
def test_a_file_under_a_wrong_name_is_told_what_it_is(tmp_path, name, data, advice):
    result = read(tmp_path, name, data)
    (issue,) = result.issues
    assert (result.source, issue.severity) == (None, Severity.REFUSED)
    assert advice in Translator("en").message(issue.message)


def test_a_vcf_may_begin_with_a_byte_order_mark(tmp_path):
    data = asset("examples", "b", "plasma-2026-11-10.vcf").read_bytes()
    assert read(tmp_path, "a.vcf", b"\xef\xbb\xbf" + data).records


def test_a_table_that_ends_in_the_middle_of_a_row_may_be_cut_off(tmp_path):
    result = read(tmp_path, "a.csv", f"{ROWS}2026-01-03,CEA,12".encode())
    assert [(i.code, i.severity, i.place) for i in result.issues] == [
        ("cut-off", Severity.NOTED, "line 3")
    ]
    assert len(result.records) == 2


@pytest.mark.parametrize("end", ["2026-01-03,CEA,12\n", "2026-01-03,CEA,12,ng/mL"])
def test_a_table_that_ends_with_a_whole_row_or_a_line_break_is_not(tmp_path, end):
    result = read(tmp_path, "a.csv", f"{ROWS}{end}".encode())
    assert "cut-off" not in {i.code for i in result.issues}
