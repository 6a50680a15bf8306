"""The record editor as values: what its tables hold, begin, paste and take away."""

import pytest

from mdt_board.i18n import Translator
from mdt_board.model.case import Case
from mdt_board.presenters import records
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.new_records import completed, removal
from mdt_board.presenters.pasting import MOST_LINES, pasted
from mdt_board.presenters.record_kinds import FITNESS, KINDS, PATIENT
from mdt_board.workflow.edit import LISTS, apply
from mdt_board.workspace.ids import counted_ids

NAMES = sorted({name for area in records.AREAS.values() for name in area})


@pytest.fixture
def reader(growth):
    return Reader(growth.case, Translator("en"))


@pytest.fixture
def new_id():
    return counted_ids("typed")


def after(reader, found):
    assert isinstance(found, tuple), found
    return apply(reader.case, found)


def test_every_list_of_the_case_can_be_typed():
    typed = {kind.record for kind in KINDS.values()}
    shown_as_grid = {"Measurement"}
    assert {k.__name__ for k in set(LISTS) - typed} == shown_as_grid


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda k: k.id)
def test_every_field_is_one_of_its_record_and_is_named(kind, zh, en):
    for one in kind.fields:
        assert one.path.split(".")[0] in kind.record.model_fields
        for tr in (zh, en):
            assert tr.term(one.term) != one.term


@pytest.mark.parametrize("one", PATIENT + FITNESS, ids=lambda f: f.path)
def test_every_field_of_the_patient_is_named(one, zh, en):
    assert zh.term(one.term) != one.term != en.term(one.term)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_rows_are_as_wide_as_their_columns(growth, name, language):
    table = records.present(name, growth.case, Translator(language))
    assert all(len(row.cells) == len(table.columns) for row in table.rows)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_case_shows_tables_to_begin_in(name, en):
    table = records.present(name, Case(id="x"), en)
    assert table.draft or table.rows


def test_a_row_that_begins_says_what_it_needs(reader):
    begun = records.present("labs", reader.case, reader.tr).draft
    assert completed(begun, {0: "2026-11-20"}, reader, "n") == (
        "Still needed: test, value."
    )
    assert "Not a day" in completed(begun, {0: "yesterday"}, reader, "n")
    made = after(reader, completed(begun, {0: "2026", 1: "CEA", 2: "5"}, reader, "n"))
    assert made.oncology.labs[-1].id == "n"


def test_values_that_do_not_go_together_begin_nothing(reader):
    begun = records.present("performance", reader.case, reader.tr).draft
    assert "units and ranges" in completed(begun, {0: "2026", 1: "9"}, reader, "n")


def test_records_go_in_an_order_that_leaves_none_behind(reader):
    grid = records.present("grid", reader.case, reader.tr)
    left = after(reader, removal(reader.case, grid.rows[0].removes))
    assert grid.rows[0].id not in {m.lesion for m in left.radiology.measurements}


def test_variants_of_a_spreadsheet_begin_and_change_records(reader, new_id):
    table = records.present("variants", reader.case, reader.tr)
    titles = "\t".join(c.title for c in table.columns)
    block = f"{titles}\nP9\tMET\t\t\tMET amp\tamplification\tdetected\n"
    made = after(reader, pasted(block, table, (0, 0), reader, new_id))
    variant = made.molecular.variants[-1]
    assert (variant.gene, variant.kind, variant.result.status) == (
        "MET",
        "amplification",
        "detected",
    )


def test_a_block_without_titles_goes_where_the_cursor_is(reader, new_id):
    table = records.present("labs", reader.case, reader.tr)
    made = after(reader, pasted("5.5\n<0.5", table, (1, 2), reader, new_id))
    now = made.oncology.labs[1:3]
    assert [(str(x.value), x.comparator) for x in now] == [("5.5", "="), ("0.5", "<")]


def test_a_mistake_anywhere_pastes_nothing_and_names_its_line(reader, new_id):
    table = records.present("labs", reader.case, reader.tr)
    said = pasted("5.5\nhigh", table, (1, 2), reader, new_id)
    assert said.startswith("Line 2 of what was pasted: ")


def test_a_block_past_the_last_row_needs_a_table_that_takes_rows(reader, new_id):
    table = records.present("patient", reader.case, reader.tr)
    lines = "\n".join("x" for _ in range(len(table.rows) + 1))
    assert isinstance(pasted(lines, table, (0, 0), reader, new_id), str)


def test_too_long_a_block_is_sent_to_the_import(reader, new_id):
    table = records.present("labs", reader.case, reader.tr)
    block = "1\n" * (MOST_LINES + 1)
    assert "import" in pasted(block, table, (0, 0), reader, new_id)


def test_nothing_pasted_changes_nothing(reader, new_id):
    table = records.present("labs", reader.case, reader.tr)
    assert pasted(" \n\n", table, (0, 0), reader, new_id) == ()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_column_says_its_unit_once(growth, name, language):
    table = records.present(name, growth.case, Translator(language))
    titles = [column.title for column in table.columns]
    assert [t for t in titles if t.count("(") + t.count("（") > 1] == []
