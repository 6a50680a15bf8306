"""Excel workbooks: the same tables as in CSV, and nothing that a workbook may hide."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from mdt_board import importers
from mdt_board.importers import excel_parts, sandbox
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.molecular import Detected, NotDetected, Variant
from mdt_board.model.oncology import Comparator, LabValue

SHEET = "xl/worksheets/sheet1.xml"
LAB = ["日期", "检验项目", "结果", "单位"]


def book(*sheets: list[list[object]], formats: dict[str, str] | None = None) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for rows in sheets:
        sheet = made.create_sheet()
        for row in rows:
            sheet.append(row)
        for cell, number_format in (formats or {}).items():
            sheet[cell].number_format = number_format
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def changed(data: bytes, change: Callable[[str], str], part: str = SHEET) -> bytes:
    """Rewrite one part of a workbook as no program would write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == part:
                text = change(text.decode()).encode()
            new.writestr(info.filename, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read(folder: Path, data: bytes, name: str = "a.xlsx") -> ImportResult:
    path = folder / name
    path.write_bytes(data)
    return importers.read(path)


def issues(result: ImportResult) -> list[tuple[str, str]]:
    return [(i.code, i.place) for i in result.issues]


def labs(result: ImportResult) -> list[LabValue]:
    return [r for r in result.records if isinstance(r, LabValue)]


def test_days_numbers_and_bounds_are_read_as_excel_holds_them(tmp_path: Path) -> None:
    rows = [
        LAB,
        [date(2026, 11, 10), "CEA", 4.4, "ng/mL"],
        [datetime(2026, 11, 11, 8, 30), "CEA", "<0.5", "ng/mL"],
        ["2026年11月12日", "CEA", 0.1 + 0.2, "ng/mL"],
    ]
    result = read(tmp_path, book(rows))
    assert [(str(v.on), v.value, v.comparator) for v in labs(result)] == [
        ("2026-11-10", Decimal("4.4"), Comparator.EQUAL),
        ("2026-11-11", Decimal("0.5"), Comparator.BELOW),
        ("2026-11-12", Decimal("0.3"), Comparator.EQUAL),
    ]
    assert [v.place for v in labs(result)] == [f"sheet 1, row {n}" for n in (2, 3, 4)]
    assert result.issues == ()


def test_a_cell_shown_in_percent_is_percent(tmp_path: Path) -> None:
    rows = [["sample", "gene", "hgvs_p", "vaf"], ["S", "EGFR", "p.L858R", 0.0012]]
    (found,) = read(tmp_path, book(rows, formats={"D2": "0.00%"})).records
    assert isinstance(found, Variant)
    assert found.result == Detected(vaf=Decimal("0.0012"))
    quoted = read(tmp_path, book(rows, formats={"D2": '0.0000"%"'}))
    assert issues(quoted) == [("no-unit", "sheet 1, row 2, column vaf")]


def test_each_sheet_is_told_by_its_headers_or_listed(tmp_path: Path) -> None:
    result = read(
        tmp_path,
        book(
            [LAB, ["2026-11-10", "CEA", 4.4, "ng/mL"]],
            [["备注"], ["x"], ["y"]],
            [],
            [["sample", "gene", "hgvs_p", "vaf"], ["S", "EGFR", "L858R", "ND"]],
        ),
    )
    lab, variant = result.records
    assert isinstance(lab, LabValue)
    assert isinstance(variant, Variant)
    assert variant.result == NotDetected()
    assert variant.place == "sheet 4, row 2"
    (issue,) = result.issues
    assert (issue.code, issue.place) == ("unknown-sheet", "sheet 2")
    assert issue.severity is Severity.SKIPPED


def test_a_workbook_of_unknown_sheets_is_refused(tmp_path: Path) -> None:
    result = read(tmp_path, book([["备注"], ["x"]], [["colour", "shape"]]))
    assert result.source is None
    assert issues(result) == [("unknown-table", "sheet 1, row 1")]


def test_a_lesion_that_two_sheets_tell_differently_is_told(tmp_path: Path) -> None:
    head = ["accession", "lesion", "role", "organ", "diameter_mm"]
    lung, liver = ["A1", "T1", "target", "lung", 9], ["A2", "T1", "target", "liver", 9]
    result = read(tmp_path, book([head, lung], [head, liver]))
    assert ("contradiction", "sheet 2, row 2") in issues(result)


def test_a_formula_without_a_stored_value_costs_its_row(tmp_path: Path) -> None:
    rows = [
        LAB,
        ["2026-11-10", "CEA", "=2+2", "ng/mL"],
        ["2026-11-11", "CEA", 5, "ng/mL"],
    ]
    result = read(tmp_path, book(rows))
    assert [v.value for v in labs(result)] == [Decimal(5)]
    assert issues(result) == [("no-stored-value", "sheet 1, row 2, column 结果")]


def test_a_formulas_stored_value_is_read_and_the_formula_never_run(
    tmp_path: Path,
) -> None:
    data = book([LAB, ["2026-11-10", "CEA", "=2+2", "ng/mL"]])
    stored = changed(data, lambda x: re.sub(r"</f><v ?/?>(</v>)?", "</f><v>7</v>", x))
    assert [v.value for v in labs(read(tmp_path, stored))] == [Decimal(7)]


def test_an_error_of_excel_costs_its_row(tmp_path: Path) -> None:
    data = book([LAB, ["2026-11-10", "CEA", "#DIV/0!", "ng/mL"]])
    result = read(tmp_path, data)
    assert issues(result) == [("excel-error", "sheet 1, row 2, column 结果")]


def test_a_stated_size_that_hides_rows_is_not_believed(tmp_path: Path) -> None:
    rows = [LAB, *([f"2026-11-{d}", "CEA", d, "ng/mL"] for d in range(10, 20))]
    hidden = changed(
        book(rows),
        lambda x: re.sub(r'dimension ref="[^"]+"', 'dimension ref="A1:B2"', x),
    )
    assert len(labs(read(tmp_path, hidden))) == 10


def nested(text: str) -> str:
    deep = "<a>" * 100 + "</a>" * 100
    return text.replace("<sheetData>", f"{deep}<sheetData>")


def with_entities(text: str) -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    doctype = f'<!DOCTYPE a [<!ENTITY e0 "ha">{levels}]>'
    return doctype + text.partition("?>")[2] if "?>" in text else doctype + text


def numbered(value: str) -> Callable[[str], str]:
    return lambda text: text.replace("<v>4.4</v>", f"<v>{value}</v>")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (nested, "nested"),
        (with_entities, "xml-entities"),
        (numbered("NaN"), "bad-cell"),
        (numbered("Infinity"), "bad-cell"),
        (numbered("1e999"), "bad-cell"),
        (lambda x: re.sub(r'r="([A-D]?)2"', r'r="\g<1>900000000"', x), "too-many-rows"),
        (lambda x: x.replace('r="2"', 'r="900000000"'), "damaged"),
        (lambda x: x.replace('r="C2"', 'r="C900000000000"'), "damaged"),
        (lambda x: x.replace('r="C2"', 'r="XFD2"'), "too-wide"),
        (lambda x: x.replace('r="C2"', 'r="7"'), "damaged"),
        (lambda x: x[:-20], "damaged"),
    ],
)
def test_what_no_table_needs_is_refused_by_name(
    tmp_path: Path, change: Callable[[str], str], code: str
) -> None:
    data = book([LAB, ["2026-11-10", "CEA", 4.4, "ng/mL"]])
    result = read(tmp_path, changed(data, change))
    assert result.records == ()
    assert [c for c, _ in issues(result)] == [code]


def test_a_bomb_is_refused_by_the_bytes_that_it_gives(tmp_path: Path) -> None:
    out = io.BytesIO(book([LAB]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 30_000_000)
    assert [c for c, _ in issues(read(tmp_path, out.getvalue()))] == ["bomb"]


def test_more_bytes_than_the_limit_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = book([LAB])
    monkeypatch.setattr(sandbox, "MAX_BYTES", len(data) + 10)
    assert [c for c, _ in issues(read(tmp_path, data))] == ["bomb"]


def test_a_workbook_of_a_thousand_parts_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel_parts, "MAX_PARTS", 3)
    assert [c for c, _ in issues(read(tmp_path, book([LAB])))] == ["damaged"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old-excel"),
        (b"PK\x03\x04 and nothing else", "damaged"),
        (b"not a workbook", "no-workbook"),
        (book([]), "empty"),
    ],
)
def test_what_is_no_workbook_is_said_so(tmp_path: Path, data: bytes, code: str) -> None:
    result = read(tmp_path, data)
    assert result.source is None
    assert [c for c, _ in issues(result)] == [code]


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("canary", encoding="utf-8")
    data = book([LAB, ["2026-11-10", "CEA", f"='[{secret}]Sheet1'!A1", "ng/mL"]])
    result = read(tmp_path, data)
    assert issues(result) == [("no-stored-value", "sheet 1, row 2, column 结果")]
    assert "canary" not in repr(result)


def test_every_sheet_of_a_workbook_is_one_patient_s(tmp_path: Path) -> None:
    head = ["姓名", "病案号", *LAB]
    rows = [
        ["示例甲", number, f"2026-11-{n}", "CEA", 4.4, "ng/mL"]
        for n, number in enumerate(("A1", "A1", "B2"), 10)
    ]
    one = read(tmp_path, book([head, rows[0]], [head[1:], rows[1][1:]]))
    assert len(labs(one)) == 2
    assert one.patient is not None
    assert [i.value for i in one.patient.identifiers] == ["A1"]
    assert one.patient.name.zh == "示例甲"
    for sheets in ([[head, rows[0]], [head, rows[2]]], [[head, rows[0], rows[2]]]):
        two = read(tmp_path, book(*sheets, [LAB, rows[1][2:]]))
        assert two.records == ()
        assert [(i.code, i.severity) for i in two.issues] == [
            ("two-patients", Severity.REFUSED)
        ]
