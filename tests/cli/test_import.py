"""Importing: what came in is counted, what did not is told, twice adds nothing."""

import json
import shlex
import shutil

import pytest

from mdt_board.assets import asset
from mdt_board.workspace.case_files import read_case


def test_a_case_that_does_not_exist_is_created(run, example, tmp_path):
    case = tmp_path / "new.json"
    ran = run("import", "--new", case, example / "markers.csv", "--lang", "en")
    assert ran.code == 0
    assert "Laboratory and marker values" in ran.out
    assert read_case(case).oncology.labs


def test_a_new_case_is_not_named_after_its_file_which_may_name_the_patient(
    run, example, tmp_path
):
    files = [tmp_path / folder / "zhangsan.json" for folder in ("a", "b")]
    for file in files:
        file.parent.mkdir()
        assert run("import", "--new", file, example / "markers.csv").code == 0
    first, second = (read_case(file).id for file in files)
    assert first != second
    assert "zhangsan" not in first + second


def test_the_help_names_every_kind_of_file(run):
    said = run("import", "--help").out
    for kind in ("VCF", "MAF", "CSV", "Excel", "FHIR", "DICOM"):
        assert kind in said


def test_importing_twice_changes_nothing(run, case_b, example):
    before = case_b.read_bytes()
    ran = run("import", case_b, example / "lesions.csv", "--lang", "en")
    assert ran.code == 0
    assert "Nothing new" in ran.out
    assert case_b.read_bytes() == before


def test_a_refused_file_is_named_and_the_others_are_taken(run, example, tmp_path):
    case, bad = tmp_path / "case.json", tmp_path / "letter.docx"
    bad.write_bytes(b"PK\x03\x04")
    ran = run("import", "--new", case, bad, example / "markers.csv", "--lang", "en")
    assert ran.code == 1
    assert ran.err.startswith("mdt-board: File refused: letter.docx:")
    assert "File refused" not in ran.out
    assert read_case(case).oncology.labs


@pytest.mark.parametrize("name", ["missing.csv", "folder"])
def test_what_is_no_file_is_refused(run, tmp_path, name):
    (tmp_path / "folder").mkdir()
    ran = run(
        "import", "--new", tmp_path / "case.json", tmp_path / name, "--lang", "en"
    )
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err.startswith(f"mdt-board: File refused: {name}:")
    assert len(ran.err.splitlines()) == 1
    assert not (tmp_path / "case.json").exists()


def test_a_skipped_row_is_told_and_is_not_success(run, example, tmp_path):
    table = tmp_path / "markers.csv"
    shutil.copy(example / "markers.csv", table)
    lines = table.read_text(encoding="utf-8-sig").splitlines()
    broken = lines[1].replace(lines[1].split(",")[0], "2026-13-45", 1)
    table.write_text("\n".join([*lines, broken]) + "\n", encoding="utf-8")
    ran = run("import", "--new", tmp_path / "case.json", table, "--lang", "en")
    assert ran.code == 1
    assert "Row skipped: markers.csv:" in ran.out


def test_a_broken_case_is_never_overwritten(run, example, tmp_path):
    case = tmp_path / "case.json"
    case.write_text(json.dumps({"schema_version": 99, "id": "a"}), encoding="utf-8")
    before = case.read_bytes()
    ran = run("import", case, example / "markers.csv")
    assert ran.code == 2
    assert case.read_bytes() == before


def test_a_record_that_differs_from_the_case_is_not_success(run, case_b, tmp_path):
    changed = case_b.read_text(encoding="utf-8").replace(
        '"diameter": "18"', '"diameter": "19"'
    )
    case_b.write_text(changed, encoding="utf-8")
    ran = run("import", case_b, asset("examples", "b", "lesions.csv"), "--lang", "en")
    assert ran.code == 1
    assert "other content" in ran.out


def test_a_new_case_is_not_written_under_the_name_of_a_table(run, example, tmp_path):
    ran = run(
        "import", "--new", tmp_path / "new.csv", example / "markers.csv", "--lang", "en"
    )
    assert (ran.code, ran.out) == (2, "")
    assert "must end in .json" in ran.err
    assert not (tmp_path / "new.csv").exists()


def test_what_fills_empty_fields_comes_in_without_corrections_and_is_counted(
    run, tmp_path
):
    case, first, second = (tmp_path / n for n in ("case.json", "a.csv", "b.csv"))
    head = "date,analyte,value,unit,laboratory\n"
    first.write_text(f"{head}2026-01-02,CEA,5,,A\n", encoding="utf-8")
    second.write_text(f"{head}2026-01-02,CEA,5,ng/mL,A\n", encoding="utf-8")
    assert run("import", "--new", case, first).code == 0
    ran = run("import", case, second, "--lang", "en")
    assert ran.code == 0
    assert "Empty fields filled  1" in ran.out
    assert "b.csv: line 2: Completed by this file" in ran.out
    assert "Nothing new" not in ran.out
    assert [x.unit for x in read_case(case).oncology.labs] == ["ng/mL"]


def test_the_commands_that_give_lesions_their_roles_can_be_typed_as_they_are_told(
    run, tmp_path
):
    case, table = tmp_path / "a case.json", tmp_path / "lesions.csv"
    table.write_text(
        "lesion,role,date,modality,diameter (mm)\n"
        "L 1,,2026-01-01,CT,20\nL 1,,2026-03-01,CT,12\n",
        encoding="utf-8",
    )
    ran = run("import", "--new", case, table, "--lang", "en")
    assert ran.code == 0
    assert "Lesions without a role: 1. No response is computed" in ran.out
    assert "in the window under Radiology" in ran.out
    (told,) = [x for x in ran.out.splitlines() if x.startswith("  mdt-board edit")]
    words = shlex.split(told, comments=True)
    assert words[:3] == ["mdt-board", "edit", str(case)]
    assert run(*words[1:]).code == 0
    assert read_case(case).radiology.lesions[0].role == "target"
    shown = run("interpret", case, "--lang", "en").out
    assert "PR" in shown
    ran = run("import", case, table, "--lang", "en")
    assert "mdt-board edit" not in ran.out


def test_a_trial_names_no_commands_for_lesions_that_are_not_there_yet(run, tmp_path):
    table = tmp_path / "lesions.csv"
    table.write_text(
        "lesion,date,modality,diameter (mm)\nL1,2026-01-01,CT,20\n", encoding="utf-8"
    )
    ran = run("import", "--new", "--dry-run", tmp_path / "a.json", table)
    assert f"mdt-board edit {tmp_path}" not in ran.out


def test_rows_with_the_same_flaw_are_told_on_one_line_in_the_readers_language(
    run, tmp_path
):
    table = tmp_path / "labs.csv"
    rows = "".join(f"2026-01-{d:02},CEA,?,ng/mL\n" for d in range(1, 13))
    table.write_text(f"date,analyte,value,unit\n{rows}", encoding="utf-8")
    ran = run("import", "--new", tmp_path / "a.json", table, "--lang", "en")
    assert ran.code == 1
    told = [x for x in ran.out.splitlines() if x.startswith("Row skipped")]
    assert told == [
        "Row skipped: labs.csv: lines 2–13, column value: value is not a plain number "
        "in its range; the row was left out. (12 in all)"
    ]
    ran = run("import", "--new", tmp_path / "b.json", table, "--lang", "zh")
    (line,) = [x for x in ran.out.splitlines() if "labs.csv" in x]
    assert line.startswith("跳过一行：labs.csv 第 2–13 行“value”列：")
    assert line.endswith("（共 12 处）")


def test_what_headers_seem_to_mean_is_told_with_the_name_of_the_file(run, tmp_path):
    known, odd = tmp_path / "labs of 李.csv", tmp_path / "odd.csv"
    known.write_text("date,analyte,level\n2026-01-02,CEA,5\n", encoding="utf-8")
    odd.write_text("Dear colleague\n", encoding="utf-8")
    ran = run("import", "--new", tmp_path / "a.json", odd, known, "--lang", "en")
    assert "labs of 李.csv: what the headers seem to mean" in ran.out
    assert "odd.csv: what" not in ran.out
    assert "colleague" not in ran.out


def test_fhir_that_is_opened_as_a_case_is_sent_to_the_import(run, tmp_path):
    file = tmp_path / "a.json"
    file.write_text('{"resourceType": "Bundle"}', encoding="utf-8")
    ran = run("show", file, "--lang", "en")
    assert (ran.code, "`mdt-board import`" in ran.err) == (2, True)
