"""Laboratory names as reports write them: two names of one analyte side by side."""

from pathlib import Path

import pytest

from mdt_board import importers
from mdt_board.model.issue import ImportResult
from mdt_board.model.oncology import LabValue


def read(folder: Path, *names: str) -> ImportResult:
    path = folder / "labs.csv"
    rows = "".join(f"2026-01-0{n},{name},5,ng/mL\n" for n, name in enumerate(names, 1))
    path.write_text(f"日期,项目,结果,单位\n{rows}", encoding="utf-8")
    return importers.read(path)


def analytes(result: ImportResult) -> list[str]:
    return [r.analyte for r in result.records if isinstance(r, LabValue)]


@pytest.mark.parametrize(
    ("written", "analyte"),
    [
        ("癌胚抗原(CEA)", "cea"),
        ("癌胚抗原（CEA）", "cea"),
        ("CEA(癌胚抗原)", "cea"),
        ("癌胚抗原 CEA", "cea"),
        ("CEA 癌胚抗原", "cea"),
        ("血清癌胚抗原（CEA）", "cea"),
        ("CEA（电化学发光法）", "cea"),
        ("神经元特异性烯醇化酶(NSE)", "nse"),
        ("胃泌素释放肽前体(ProGRP)", "progrp"),
        ("糖类抗原19-9（CA19-9）", "ca19-9"),
        ("鳞状细胞癌抗原(SCC)", "scc-antigen"),
        ("细胞角蛋白19片段(CYFRA21-1)", "cyfra21-1"),
        ("丙氨酸氨基转移酶(ALT)", "alanine-aminotransferase"),
    ],
)
def test_two_names_of_one_analyte_are_that_analyte(
    tmp_path: Path, written: str, analyte: str
) -> None:
    result = read(tmp_path, written)
    assert analytes(result) == [analyte]
    assert result.issues == ()


@pytest.mark.parametrize(
    "written", ["癌胚抗原(NSE)", "CEA(胸水)", "尿肌酐(Cr)", "PSA（游离）", "CEA ()"]
)
def test_a_name_that_may_mean_another_thing_stays_as_typed(
    tmp_path: Path, written: str
) -> None:
    assert analytes(read(tmp_path, written)) == [written]


def test_each_value_of_an_unlisted_analyte_is_named_with_its_line(
    tmp_path: Path,
) -> None:
    result = read(tmp_path, "CEA(胸水)", "CEA", "尿肌酐")
    told = [(i.place, i.message.words["analyte"].text) for i in result.issues]
    assert told == [
        ("line 2, column 项目", "CEA(胸水)"),
        ("line 4, column 项目", "尿肌酐"),
    ]
