"""Rows of one table that speak of the same study, lesion or measurement."""

from datetime import date
from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.model.issue import ImportResult, Severity
from mdt_board.model.radiology import Lesion, LesionRole, Measurement, Modality, Study

HEADER = "病灶,器官,日期,检查方式,检查号,直径(mm),类型,检查部位\n"
FIRST = "T1,肺,2026-06-01,CT,A1,30,靶病灶,胸部\nT1,肺,2026-09-02,CT,A2,36,靶病灶,胸部\n"


def read(folder: Path, rows: str) -> ImportResult:
    path = folder / "lesions.csv"
    path.write_text(HEADER + FIRST + rows, encoding="utf-8")
    return importers.read(path)


def of(kind, result):
    return [r for r in result.records if isinstance(r, kind)]


def test_a_new_lesion_is_kept_where_its_row_names_more_regions(tmp_path: Path) -> None:
    result = read(tmp_path, "N1,肝,2026-09-02,CT,A2,11,新病灶,胸部;腹部\n")
    assert result.issues == ()
    assert [(x.label, x.role) for x in of(Lesion, result)][1] == ("N1", LesionRole.NEW)
    assert len(of(Measurement, result)) == 3
    assert [s.regions for s in of(Study, result)] == [("chest",), ("chest", "abdomen")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("N1,肝,2026-09-03,CT,A2,11,新病灶,胸部", "日期"),
        ("N1,肝,2026-09-02,MRI,A2,11,新病灶,胸部", "检查方式"),
    ],
)
def test_an_attribute_that_contradicts_costs_itself_and_no_new_lesion(
    tmp_path: Path, row: str, column: str
) -> None:
    result = read(tmp_path, f"{row}\n")
    (issue,) = result.issues
    assert (issue.code, issue.severity) == ("contradiction", Severity.SKIPPED)
    assert issue.place == f"line 4, column {column}"
    assert [x.label for x in of(Lesion, result)] == ["T1", "N1"]
    study = of(Study, result)[1]
    assert (study.on.exact, study.modality) == (date(2026, 9, 2), Modality.CT)
    assert of(Measurement, result)[-1].study == study.id


def test_each_attribute_that_contradicts_is_told(tmp_path: Path) -> None:
    result = read(tmp_path, "T1,肝,2026-12-02,MRI,A3,11,新病灶,腹部\n")
    assert [i.place for i in result.issues] == [
        "line 4, column 类型",
        "line 4, column 器官",
    ]
    (lesion,) = of(Lesion, result)
    assert (lesion.organ, lesion.role, lesion.is_node) == (
        "lung",
        LesionRole.TARGET,
        False,
    )


def test_only_a_measurement_that_contradicts_costs_its_row(tmp_path: Path) -> None:
    result = read(tmp_path, "T1,肺,2026-09-02,CT,A2,37,靶病灶,腹部\n")
    assert [(i.code, i.place) for i in result.issues] == [("contradiction", "line 4")]
    assert of(Study, result)[1].regions == ("chest",)
