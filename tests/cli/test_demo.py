"""The demonstration: from source files to interpretations and PDFs, always alike."""

import json
import re

import pypdfium2
import pytest

from mdt_board.model.decision import DecisionState
from mdt_board.workflow.sign import verify_sign_off
from mdt_board.workspace.archive import Login
from mdt_board.workspace.case_files import read_case
from mdt_board.workspace.demonstration import CHAIR, STORE_NAME
from mdt_board.workspace.meetings import example_folders
from mdt_board.workspace.typed import edited
from mdt_board.workspace.workspace import Workspace


@pytest.fixture
def shown(run, tmp_path):
    ran = run("demo", "--out", tmp_path / "out", "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    return ran.out, tmp_path / "out"


def test_the_table_has_a_row_for_each_example(shown):
    out, folder = shown
    _title, *rows, written, check = out.splitlines()
    assert len(rows) == len(example_folders())
    assert written == f"Written to {folder}"
    assert check == f"Check it with: mdt-board verify --store {folder / STORE_NAME}"


def test_case_interpretation_and_pdf_are_written(shown):
    _, folder = shown
    for case_file in folder.glob("*[0-9].json"):
        case = read_case(case_file)
        found = json.loads((folder / f"{case.id}.interpretation.json").read_bytes())
        assert found["case"] == case.id
        pdf = (folder / f"{case.id}_chart_en.pdf").read_bytes()
        assert pdf.startswith(b"%PDF-")
    others = [p for p in folder.iterdir() if not p.name.startswith(STORE_NAME)]
    assert len(others) == 3 * len(example_folders())


def test_every_example_is_signed_and_its_store_proves_it(shown, run):
    _, folder = shown
    for case_file in folder.glob("*[0-9].json"):
        case = read_case(case_file)
        assert case.decision.state is DecisionState.SIGNED
        assert verify_sign_off(case, case.sign_offs[-1]) == ()
    store = ("--store", folder / STORE_NAME)
    assert run("verify", *store).code == 0
    for pdf in folder.glob("*.pdf"):
        ran = run("verify", pdf, *store, "--lang", "en")
        assert ran.code == 0
        assert "byte for byte" in ran.out


def test_the_pages_and_bytes_that_are_told_are_those_of_the_file(shown):
    out, folder = shown
    for file in folder.glob("*.pdf"):
        row = next(r for r in out.splitlines() if r.startswith(file.name[:13]))
        pages, size = re.search(r"en (\d+) / (\d+)", row).groups()
        with pypdfium2.PdfDocument(file) as pdf:
            assert int(pages) == len(pdf)
        assert int(size) == file.stat().st_size


def test_both_languages_are_printed_unless_one_is_chosen(run, tmp_path):
    assert run("demo", "--out", tmp_path).code == 0
    names = {p.name.rsplit("_", 1)[-1] for p in tmp_path.glob("*.pdf")}
    assert names == {"zh.pdf", "en.pdf"}


@pytest.mark.parametrize("content", [b"notes of my own", b""])
def test_another_file_in_the_place_of_the_store_is_left_alone(run, tmp_path, content):
    place = tmp_path / STORE_NAME
    place.write_bytes(content)
    ran = run("demo", "--out", tmp_path, "--lang", "en")
    assert (ran.code, ran.out) == (2, "")
    assert "not a store of the examples" in ran.err
    assert place.read_bytes() == content
    assert [p.name for p in tmp_path.glob("MDT*")] == []


def test_a_store_in_which_somebody_works_is_left_alone(run, tmp_path):
    place = tmp_path / STORE_NAME
    own = ("--store", place)
    assert run("edit", "P-1", "--new", "--set", "patient.bed=1", *own).code == 0
    assert run("demo", "--out", tmp_path, "--lang", "en").code == 2
    assert run("show", "P-1", *own).code == 0


def test_examples_beside_which_somebody_works_are_left_alone(shown, run):
    _, folder = shown
    place = folder / STORE_NAME
    own = ("--store", place)
    assert run("edit", "P-1", "--new", "--set", "patient.bed=1", *own).code == 0
    assert run("demo", "--out", folder, "--lang", "en").code == 2
    assert run("show", "P-1", *own).code == 0


def test_a_store_of_the_examples_is_made_anew_unless_it_is_open(shown, run):
    _, folder = shown
    place = folder / STORE_NAME
    other = Workspace(store=str(place), login=Login(CHAIR.id))
    kept = other.find("MDT-2026-0412")
    record = {"id": "ps-9", "on": "2026-11-20", "ecog": 2}
    typed = [f"oncology.performance={json.dumps(record)}"]
    after = edited(kept, additions=typed, new_id=other.new_id)
    assert other.keep(kept, after, "edit")
    ran = run("demo", "--out", folder, "--lang", "en")
    other.close()
    assert ran.code == 2
    assert "has this store open" in ran.err
    assert run("demo", "--out", folder, "--lang", "en").code == 0
    assert run("verify", "--store", place).code == 0


def test_a_second_run_gives_the_same_bytes(shown, run, tmp_path):
    _, first = shown
    run("demo", "--out", tmp_path / "again", "--lang", "en")
    for file in sorted(p for p in first.iterdir() if STORE_NAME not in p.name):
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes()
