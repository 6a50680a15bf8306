"""Cases in the store and in files, listed and edited from the command line."""

import json
import re

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


def test_an_unknown_id_and_a_missing_file_are_told_apart(run, stored):
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
        "has no one record of this id; `show CASE --ids` lists them.\n",
    )
    ran = run("edit", stored, "--add", f"oncology.performance={record}")
    assert ran.code == 0
    ran = run("edit", stored, "--set", "ps-9:ecog=1", "--remove", "position-2")
    assert ran.code == 0
    assert "position-2" in ran.out


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--set", "patient.nose=1"), "no such field; the closest are sex, name,"),
        (("--set", "patient.sex=often"), "not one of female, male, other (sex"),
        (("--set", "patient.birth_date=1/2/60"), "this is not a date; write YYYY"),
        (("--set", "fitness.g8_score=99"), "outside the range of the field"),
        (("--set", "id=other"), "This field is set by the program"),
        (("--set", "revision=9"), "This field is set by the program"),
        (("--set", "decision.state=withdrawn"), "A decision moves on only by"),
        (("--set", "sign_offs=[]", "--set", "decision=null"), "only by signing"),
        (("--set", "patient"), "Write the field, an equals sign and the value"),
        (("--add", "oncology.performance=1"), "the record as JSON in braces"),
        (("--add", "oncology.lab={}"), "no such list; the closest are oncology.labs"),
        (("--add", "oncology.performance={}"), "performance.on: this field is missing"),
        (("--remove", "nothing"), "The case has no one record of this id"),
    ],
)
def test_an_edit_that_does_not_fit_changes_nothing(run, signed, change, said):
    before = run("history", signed).out
    ran = run("edit", signed, *change, "--lang", "en")
    assert ran.code == 2
    assert said in ran.err
    assert run("history", signed).out == before


def test_a_value_that_is_not_listed_is_answered_with_those_that_are(run, case_b):
    lesion = read_case(case_b).radiology.lesions[0].id
    for language, said in (
        ("en", "not one of target, non-target, new (new lesion)"),
        ("zh", "：target（靶病灶）、non-target（非靶病灶）、new（新病灶）"),
    ):
        ran = run("edit", case_b, "--set", f"{lesion}:role=tagret", "--lang", language)
        assert ran.code == 2
        assert said in ran.err


def test_words_that_look_like_numbers_stay_words_where_words_are_meant(run, stored):
    run("edit", stored, "--set", "patient.bed=007")
    assert "007" in run("edit", stored, "--set", "patient.bed=8").out


def test_undo_takes_back_the_last_edit(run, stored):
    run("edit", stored, "--set", "patient.bed=99")
    ran = run("edit", stored, "--undo")
    assert ran.code == 0
    assert re.search(r"patient\.bed +99 +→", ran.out)


def test_a_file_is_edited_in_place_and_numbered(run, case_b):
    before = read_case(case_b)
    assert run("edit", case_b, "--set", "patient.bed=3").code == 0
    after = read_case(case_b)
    assert (after.patient.bed, after.revision) == ("3", before.revision + 1)
    assert "only the store does" in run("edit", case_b, "--undo", "--lang", "en").err


def test_undo_takes_no_other_change_beside_it(run, stored):
    run("edit", stored, "--set", "patient.bed=99")
    before = run("history", stored).out
    for change in (
        ("--set", "patient.bed=1"),
        ("--add", "oncology.performance={}"),
        ("--remove", "position-2"),
    ):
        ran = run("edit", stored, "--undo", *change, "--lang", "en")
        assert ran.code == 2
        assert "changes nothing else" in ran.err
    assert run("history", stored).out == before


def test_a_mistyped_id_or_file_makes_no_case(run, stored, case_b, example, tmp_path):
    mistyped = tmp_path / "d.json"
    for name in (f"{stored}1", mistyped):
        for change in (("edit", "--set", "patient.bed=7"), ("import",)):
            verb, *rest = change
            files = [example / "lesions.csv"] if verb == "import" else []
            ran = run(verb, name, *files, *rest, "--lang", "en")
            assert (ran.code, ran.out) == (2, "")
            assert "begin it with --new" in ran.err
    assert f"{stored}1" not in run("list").out
    assert not mistyped.exists()


def test_what_is_there_is_not_begun_again(run, stored, case_b):
    for name in (stored, case_b):
        ran = run("edit", name, "--new", "--set", "patient.bed=7", "--lang", "en")
        assert (ran.code, ran.out) == (2, "")
        assert "is there already" in ran.err
    assert read_case(case_b).patient.bed != "7"


@pytest.mark.parametrize("case_id", ["P-17", "示例甲", "Ж.1_b", "a" * 64])
def test_an_id_may_be_written_in_any_script(run, case_id):
    assert run("edit", case_id, "--new", "--set", "patient.bed=7").code == 0
    assert run("show", case_id).code == 0


@pytest.mark.parametrize(
    "case_id", ["a b", "a:b", ".a", "-.", "a" * 65, "a\nb", "a\u200bb", "$HOME"]
)
def test_an_id_that_could_not_be_typed_again_is_refused(run, case_id):
    ran = run("edit", "--new", "--set", "patient.bed=7", "--lang", "en", "--", case_id)
    assert (ran.code, ran.out) == (2, "")
    assert "The id of a case is made of" in ran.err


@pytest.mark.parametrize("case_id", ["ward/7.json", "ward/7", "7.json", "a\\b"])
def test_a_file_cannot_bring_an_id_that_would_not_be_found(
    run, example, tmp_path, case_id
):
    file = tmp_path / "case.json"
    typed = json.loads((example / "case.json").read_bytes())
    file.write_text(json.dumps({**typed, "id": case_id}), encoding="utf-8")
    ran = run("store", "add", file, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert "The id of a case is made of" in ran.err


def test_a_folder_of_the_same_name_hides_no_case(run, stored, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / stored).mkdir()
    assert run("show", stored).code == 0


def test_the_history_of_a_case_is_not_that_of_an_account_of_its_name(run, stored):
    who = run("account", "list", "--lang", "en").out.splitlines()[1].split()[0]
    assert run("edit", who, "--new", "--set", "patient.bed=7").code == 0
    lines = run("history", who, "--lang", "en").out.splitlines()
    assert len(lines) == 2
    assert not any("account" in line.lower() for line in lines[1:])


def test_two_who_changed_the_same_are_told_in_words(run, stored):
    from mdt_board.workspace.typed import edited
    from mdt_board.workspace.workspace import Workspace

    record = json.dumps({"id": "ps-9", "on": "2026-11-20", "ecog": 2})
    run("edit", stored, "--add", f"oncology.performance={record}")
    one = Workspace(user="tester")
    try:
        seen = one.find(stored)
        mine = edited(seen, settings=["ps-9:ecog=1"], new_id=one.new_id)
        run("edit", stored, "--remove", "ps-9")
        answer = one.keep(seen, mine, "edit")
        (reason,) = answer.reasons
        said = one.translator("en").message(reason)
    finally:
        one.close()
    assert "{'" not in said
    assert '"ecog": 2' not in said
    assert "None" not in said


def test_a_case_begins_with_an_import_or_an_edit(run, example):
    assert run("import", "NEW-1", "--new", example / "lesions.csv").code == 0
    assert (
        run("edit", "NEW-2", "--new", "--set", "question.text.en=What next?").code == 0
    )
    listed = run("list").out
    assert "NEW-1" in listed
    assert "What next?" in listed


def test_an_import_that_brings_nothing_makes_no_version(run, stored, example):
    before = run("history", stored).out
    assert run("import", stored, example / "lesions.csv").code == 0
    assert run("history", stored).out == before


def test_the_site_counts_what_its_second_looks_found(run, stored):
    assert "0 asked" in run("list", "--rereads", "--lang", "en").out
    study = {"id": "s9", "on": "2026-10-01", "modality": "CT"}
    asked = {"study": "s9", "asked_on": "2026-11-01"}
    found = asked | {"answered_on": "2026-11-05", "answer": "suspicious"}
    for where, record in (("studies", study), ("rereads", asked), ("rereads", found)):
        added = f"radiology.{where}={json.dumps(record)}"
        assert run("edit", stored, "--add", added).code == 0
    out = run("list", "--rereads", "--lang", "en").out
    assert "2 asked for, 1 answered, 1 found it" in out
    assert "Found in 100 % of those answered (95 % CI 21–100)" in out


def test_a_search_that_finds_nothing_says_so(run, stored):
    assert run("list", "nobody at all", "--lang", "en").out == "No case matches.\n"
