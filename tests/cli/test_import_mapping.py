"""A sender's own headers: named once on the command line, known the next time."""

import json

import pytest

from mdt_board import preferences
from mdt_board.model.mapping import MappedColumn, TableMapping

COLUMNS = ("编号=sample", "靶点=gene", "改变=hgvs_p", "比例=vaf[%]")
MAPS = [part for column in COLUMNS for part in ("--map", column)]


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("编号,靶点,改变,比例\nP1,EGFR,p.L858R,12.3\n", encoding="utf-8")
    return path


def kept():
    return preferences.read_forms(preferences.forms_path())[0]


def test_what_was_named_once_is_known_the_next_time(run, tmp_path, table):
    case, other = tmp_path / "a.json", tmp_path / "b.json"
    assert run("import", "--new", case, table, "--lang", "en").code == 1
    first = run(
        "import", "--new", case, table, *MAPS, "--sender", "某院", "--lang", "en"
    )
    assert (first.code, "Variant results" in first.out) == (0, True)
    assert [f.sender for f in kept()] == ["某院"]
    second = run("import", "--new", other, table, "--lang", "en")
    assert second.code == 0
    assert "remembered for 某院" in second.out


def test_what_unknown_headers_seem_to_mean_is_shown_so_that_they_can_be_named(
    run, tmp_path
):
    case, file = tmp_path / "a.json", tmp_path / "table.csv"
    file.write_text(
        "肺癌随访\n我的基因,样本,氨基酸改变,丰度(%)\nEGFR,P1,p.L858R,12\n",
        encoding="utf-8",
    )
    ran = run("import", "--new", case, file, "--lang", "en")
    assert ran.code == 1
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["样本", "→", "sample"] in lines
    assert ["我的基因", "→", "?"] in lines
    assert ["丰度(%)", "→", "vaf", "[%]"] in lines
    (lacks,) = [x for x in ran.out.splitlines() if "table “Variant results”" in x]
    assert "gene symbol" in lacks
    assert "EGFR" not in ran.out
    named = ("--map", "我的基因=gene")
    assert (
        "Variant results"
        in run("import", "--new", case, file, *named, "--lang", "en").out
    )


def test_a_workbook_shows_the_sheets_that_it_could_not_tell(run, tmp_path):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["analyte", "value", "date"])
    book.active.append(["CEA", "6.2 ng/mL", "2026-11-10"])
    other = book.create_sheet()
    other.append(["analyte", "Wert"])
    other.append(["CEA", "6.2"])
    book.save(tmp_path / "labs.xlsx")
    ran = run(
        "import", "--new", tmp_path / "a.json", tmp_path / "labs.xlsx", "--lang", "en"
    )
    assert ["Wert", "→", "?"] in [line.split() for line in ran.out.splitlines()]


def test_headers_without_end_are_no_failure(run, tmp_path):
    file = tmp_path / "table.csv"
    file.write_text(",".join(["x" * 2000, *map(str, range(60))]) + "\n1\n")
    ran = run("import", "--new", tmp_path / "a.json", file, "--lang", "en")
    assert ran.code == 1
    assert "and 21 more" in ran.out


def test_without_a_sender_or_in_a_trial_nothing_is_remembered(run, tmp_path, table):
    assert run("import", "--new", tmp_path / "a.json", table, *MAPS).code == 0
    trial = ("--sender", "x", "--dry-run")
    assert run("import", "--new", tmp_path / "b.json", table, *MAPS, *trial).code == 0
    assert kept() == ()


def test_another_senders_form_is_left_aside(run, tmp_path, table):
    assert (
        run("import", "--new", tmp_path / "a.json", table, *MAPS, "--sender", "x").code
        == 0
    )
    ran = run(
        "import", "--new", tmp_path / "b.json", table, "--sender", "y", "--lang", "en"
    )
    assert ran.code == 1


@pytest.mark.parametrize("wrong", ["nothing", "比例=nonsense", "比例=vaf[kg]"])
def test_a_mapping_that_means_nothing_is_one_line(run, tmp_path, table, wrong):
    ran = run("import", "--new", tmp_path / "a.json", table, "--map", wrong)
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)


def test_a_broken_memory_is_told_and_stops_nothing(run, tmp_path, table):
    path = preferences.forms_path()
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps([{"sender": 1}]), encoding="utf-8")
    ran = run("import", "--new", tmp_path / "a.json", table, *MAPS, "--lang", "en")
    assert ran.code == 0
    assert "cannot be read" in ran.out


def test_a_form_takes_the_place_of_the_senders_earlier_one():
    def form(sender, field):
        column = MappedColumn(header="x", field=field)
        return TableMapping(columns=(column,), sender=sender, header_sha256="0" * 64)

    first, second, other = form("a", "vaf"), form("a", "lod"), form("b", "vaf")
    forms = ()
    for one in (first, other, second):
        forms = preferences.with_form(forms, one)
    assert forms == (other, second)


def test_what_came_in_is_told_even_when_the_headers_cannot_be_remembered(
    run, tmp_path, table, monkeypatch
):
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv(preferences.FOLDER_VARIABLE, str(blocked))
    case = tmp_path / "a.json"
    given = (*MAPS, "--sender", "某院", "--lang", "en")
    ran = run("import", "--new", case, table, *given)
    assert ran.code == 1
    assert "Variant results" in ran.out
    assert "could not be remembered; the rest is done" in ran.err
    assert case.exists()
