import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt_board.importers.plasma_table import COLUMNS, read_plasma
from mdt_board.importers.sandbox import Content
from mdt_board.model.issue import Severity
from mdt_board.model.text import Plain

HEADER = ",".join(COLUMNS)


def read(text, name="v.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return read_plasma(Content(name, "0" * 64, data))


def row(**cells):
    cells = {"patient": "P1", "gene": "TP53"} | cells
    return ",".join(str(cells.get(c, "")) for c in COLUMNS)


def only(**cells):
    table = read(f"{HEADER}\n{row(**cells)}\n")
    assert table.issues == ()
    (found,) = table.rows
    return found


def test_a_row_needs_a_patient_and_a_gene_alone():
    found = read("gene,patient\nTP53,P1\n").rows[0]
    assert (found.text("patient"), found.text("gene")) == ("P1", "TP53")
    numbers = (found.vaf, found.reads, found.wbc, found.tissue, found.age)
    assert numbers == (None,) * 5


@pytest.mark.parametrize("cell", ["", "NA", "NaN", ".", "n/a"])
def test_an_unknown_number_stays_unknown_and_is_no_zero(cell):
    found = only(vaf=cell, alt_reads=cell, total_reads=cell, fragment_ratio=cell)
    assert (found.vaf, found.reads, found.fragment_ratio) == (None, None, None)


def test_the_fraction_comes_from_the_reads_where_it_is_not_given():
    assert only(alt_reads=5, total_reads=1000).vaf == 0.005
    assert only(vaf="1.2%").vaf == pytest.approx(0.012)
    assert only(alt_reads="5.0", total_reads="1000.0").reads == (5, 1000)


def test_zero_reads_of_white_cells_are_a_reading_and_depth_alone_is_none():
    assert only(wbc_alt_reads=0, wbc_total_reads=900).wbc == (0, 900)
    assert only(wbc_total_reads=900).wbc is None


def test_a_place_is_read_whatever_the_chromosome_is_called():
    assert only(chrom="chr12", pos=25398284).place == ("12", 25398284)
    assert only(chrom="x", pos="66931463.0").place == ("X", 66931463)


@pytest.mark.parametrize(
    "cells",
    [
        {"vaf": "1.5"},
        {"vaf": "-0.1"},
        {"vaf": "inf"},
        {"vaf": "0"},
        {"vaf": "1_0"},
        {"alt_reads": "0", "total_reads": "100"},
        {"alt_reads": "101", "total_reads": "100"},
        {"alt_reads": "5"},
        {"alt_reads": "x", "total_reads": "100"},
        {"wbc_alt_reads": "-1", "wbc_total_reads": "5"},
        {"tissue_alt_reads": "7", "tissue_total_reads": "5"},
        {"age": "131"},
        {"age": "old"},
        {"pos": "12a"},
        {"fragment_ratio": "-1"},
        {"patient": ""},
        {"gene": "NA"},
    ],
)
def test_a_bad_row_is_an_issue_with_its_line_and_costs_no_other(cells):
    table = read(f"{HEADER}\n{row()}\n{row(**cells)}\n{row()}\n")
    assert [r.line for r in table.rows] == [2, 4]
    ((place, severity),) = [(i.place, i.severity) for i in table.issues]
    assert (place, severity) == ("line 3", Severity.SKIPPED)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gene,vaf\nTP53,0.1\n", "no-column"),
        ("patient,gene,gene\nP,TP53,TP53\n", "column-twice"),
        (b"patient,gene\nP,\xff\n", "encoding"),
        ("patient,gene\n", "no-rows"),
        ("", "no-column"),
        ("patient,gene," + "x" * 200_000 + "\n", "bad-table"),
    ],
)
def test_what_is_no_such_table_is_refused(text, code):
    table = read(text)
    assert table.rows == ()
    assert [(i.code, i.severity) for i in table.issues] == [(code, Severity.REFUSED)]


def test_other_columns_are_named_and_left_unread():
    table = read("patient,gene,comment\nP,TP53,hello\n")
    assert [i.code for i in table.issues] == ["columns"]
    assert len(table.rows) == 1


def test_tabs_semicolons_and_a_byte_order_mark_are_read():
    for delimiter in "\t;":
        text = f"\ufeffpatient{delimiter}gene\nP{delimiter}TP53\n"
        assert read(text).rows[0].text("gene") == "TP53"


@given(st.binary(max_size=300))
def test_no_bytes_make_the_reader_raise(data):
    table = read(b"patient,gene,vaf\n" + data)
    assert isinstance(table.rows, tuple)


@pytest.mark.parametrize(
    ("written", "symbol"),
    [("egfr", "EGFR"), ("Kras", "KRAS"), ("her2", "ERBB2"), ("C11ORF30", "C11orf30")],
)
def test_a_gene_is_known_by_its_symbol_however_it_is_written(written, symbol):
    table = read(f"{HEADER}\n{row(gene=written)}\n{row()}\n")
    assert [r.gene for r in table.rows] == [symbol, "TP53"]
    assert table.rows[0].text("gene") == written
    ((code, severity),) = [(i.code, i.severity) for i in table.issues]
    assert (code, severity) == ("gene-symbol", Severity.NOTED)


@pytest.mark.parametrize("header", ["vaf (%)", "VAF（％）", "vaf_percent", "VAF%"])
@pytest.mark.parametrize("cell", ["1.2", "1.2%", " 1.2 "])
def test_a_header_in_percent_is_read_as_percent(header, cell):
    table = read(f"patient,gene,{header}\nP,TP53,{cell}\nP,KRAS,\n")
    assert table.issues == ()
    assert table.rows[0].vaf == pytest.approx(0.012)
    assert table.rows[0].text("vaf") == "1.2%"  # so that the output can be read again
    assert table.rows[1].vaf is None


def test_a_header_that_says_fraction_or_years_is_read_as_such():
    found = read("patient,gene,vaf (fraction),age (years)\nP,TP53,0.01,70\n")
    assert found.issues == ()
    assert (found.rows[0].vaf, found.rows[0].age) == (0.01, 70)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("vaf (ppm)", "vaf"),
        ("age (months)", "age"),
        ("alt_reads (%)", "alt_reads"),
        ("pos (hg19)", "pos"),
    ],
)
def test_a_column_of_ours_in_another_unit_is_refused_with_what_to_write(header, name):
    table = read(f"patient,gene,{header}\nP,TP53,1\n")
    assert table.rows == ()
    (issue,) = table.issues
    assert (issue.code, issue.severity) == ("column-unit", Severity.REFUSED)
    assert issue.message.words["name"] == Plain(name)


def test_a_fraction_and_a_percent_column_are_one_column_twice():
    (issue,) = read("patient,gene,vaf,vaf (%)\nP,TP53,0.1,10\n").issues
    assert issue.code == "column-twice"
