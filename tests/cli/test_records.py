"""Cases in the store and in files, listed and edited from the command line."""

import json

import pytest

from mdt_board.workspace.case_files import read_case


def test_a_case_of_the_store_is_found_by_its_id(run, stored):
    for verb in (("show",), ("interpret",), ("history",)):
        ran = run(*verb, stored, "--lang", "en")
        assert (ran.code, ran.err) == (0, "")


def test_the_list_shows_every_case_and_finds_words_in_it(run, stored):
    for search in ((), ("19del",), ("示例乙",), ("EX-10023",)):
        assert stored in run("list", *search).out
    assert stored not in run("list", "somebody else").out


def test_an_unknown_id_and_a_missing_file_are_told_apart(run):
    ran = run("show", "nobody", "--lang", "en")
    assert ran.code == 2
    assert "The store has no case of this id" in ran.err
    assert "There is no such file" in run("show", "nobody.json", "--lang", "en").err


def test_fields_are_set_and_records_added_and_removed_in_one_version(run, stored):
    record = json.dumps({"id": "ps-9", "on": "2026-11-20", "ecog": 2})
    ran = run(
        "edit",
        stored,
        "--set",
        "patient.name.en=EXAMPLE-B2",
        "--set",
        "question.kind=other",
        "--add",
        f"oncology.performance={record}",
        "--set",
        "ps-9:ecog=1",
        "--remove",
        "position-2",
        "--lang",
        "en",
    )
    assert (ran.code, ran.err) == (
        2,
        "mdt-board: MDT-2026-0412: ps-9:ecog: The case "
        "has no record of this id, or more than one.\n",
    )
    ran = run("edit", stored, "--add", f"oncology.performance={record}")
    assert ran.code == 0
    ran = run("edit", stored, "--set", "ps-9:ecog=1", "--remove", "position-2")
    assert ran.code == 0
    assert "position-2" in ran.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--set", "patient.nose=1"), "The case has no such field"),
        (("--set", "patient.sex=often"), "The field cannot hold this value"),
        (("--set", "id=other"), "This field is set by the program"),
        (("--set", "revision=9"), "This field is set by the program"),
        (("--set", "decision.state=withdrawn"), "A decision moves on only by"),
        (("--set", "sign_offs=[]", "--set", "decision=null"), "only by signing"),
        (("--set", "patient"), "Write the field, an equals sign and the value"),
        (("--add", "oncology.performance=1"), "the record as JSON in braces"),
        (("--add", "oncology.nothing={}"), "The case has no such list"),
        (("--add", "oncology.performance={}"), "The field cannot hold this value"),
        (("--remove", "nothing"), "The case has no record of this id"),
    ],
)
def test_an_edit_that_does_not_fit_changes_nothing(run, signed, change, said):
    before = run("history", signed).out
    ran = run("edit", signed, *change, "--lang", "en")
    assert ran.code == 2
    assert said in ran.err
    assert run("history", signed).out == before


def test_words_that_look_like_numbers_stay_words_where_words_are_meant(run, stored):
    run("edit", stored, "--set", "patient.bed=007")
    assert "007" in run("edit", stored, "--set", "patient.bed=8").out


def test_undo_takes_back_the_last_edit(run, stored):
    run("edit", stored, "--set", "patient.bed=99")
    ran = run("edit", stored, "--undo")
    assert ran.code == 0
    assert "99" in ran.out
    assert run("edit", stored, "--undo", "--lang", "en").code == 2


def test_a_file_is_edited_in_place_and_numbered(run, case_b):
    before = read_case(case_b)
    assert run("edit", case_b, "--set", "patient.bed=3").code == 0
    after = read_case(case_b)
    assert (after.patient.bed, after.revision) == ("3", before.revision + 1)
    assert "only the store does" in run("edit", case_b, "--undo", "--lang", "en").err


def test_a_case_begins_with_an_import_or_an_edit(run, example):
    assert run("import", "NEW-1", example / "lesions.csv").code == 0
    assert run("edit", "NEW-2", "--set", "question.text.en=What next?").code == 0
    listed = run("list").out
    assert "NEW-1" in listed
    assert "What next?" in listed


def test_an_import_that_brings_nothing_makes_no_version(run, stored, example):
    before = run("history", stored).out
    assert run("import", stored, example / "lesions.csv").code == 0
    assert run("history", stored).out == before
