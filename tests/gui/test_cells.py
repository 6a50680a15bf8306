"""Cells typed into by keyboard alone, on a real store: what shows, what is kept."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from mdt_board.gui import theme
from mdt_board.gui.board import PRESENT
from mdt_board.gui.panels.case_strip import CaseStripPanel
from mdt_board.gui.panels.discipline import DisciplinePanel
from mdt_board.gui.panels.table import RowTable
from mdt_board.i18n import Translator
from mdt_board.model.molecular import NotAnalyzed, NotDetected
from mdt_board.model.text import Message
from mdt_board.model.view import View
from mdt_board.palette import LIGHT
from mdt_board.presenters import case_strip
from mdt_board.presenters.editing import parsed
from mdt_board.presenters.records import AREAS
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.clock import example_now
from mdt_board.workspace.desk import OpenCase
from mdt_board.workspace.records import Kept

GROWTH = "MDT-2026-0412"
KEY = Qt.Key


class Room(QMainWindow):
    """The panels of one open case, joined as the window joins them."""

    def __init__(self, open_case, language):
        super().__init__()
        self.colors = LIGHT
        self.open_case = open_case
        self.words = Translator(language)
        self.strip = CaseStripPanel()
        self.panels = {name: DisciplinePanel(name) for name in PRESENT}
        inside = QWidget()
        column = QVBoxLayout(inside)
        for panel in (self.strip, *self.panels.values()):
            column.addWidget(panel)
            panel.typed.connect(self.preview)
            panel.committed.connect(self.commit)
        self.setCentralWidget(inside)
        self.resize(900, 1400)
        self.show_view(open_case.view)

    def preview(self, cell, text):
        edits = parsed(cell, text, self.open_case.case, self.words)
        if not isinstance(edits, Message):
            seen = self.open_case.preview(edits)
            if isinstance(seen, View):
                self.show_view(seen)

    def commit(self, edits):
        self.open_case.commit(edits)
        self.show_view(self.open_case.view)

    def undo(self):
        self.open_case.undo()
        self.show_view(self.open_case.view)

    def show_view(self, view):
        self.strip.show_state(case_strip.present(view, self.words))
        for name, panel in self.panels.items():
            panel.show_state(PRESENT[name](view, self.words))

    def table(self, name, at=0):
        return self.panels[name].findChildren(RowTable)[at]


@pytest.fixture
def own(tmp_path):
    """Case B as a case of one's own store."""
    workspace = Workspace(
        now=example_now,
        store=str(tmp_path / "board.sqlite"),
        login=Login(name="somebody"),
    )
    workspace.open_example_meeting()
    kept = workspace.find_or_begin(GROWTH)
    case = workspace.open_case(GROWTH)
    found = workspace.keep(kept, case, "create")
    assert isinstance(found, Kept)
    yield OpenCase(workspace, found)
    workspace.close()


@pytest.fixture
def room(qtbot, qapp, own):
    theme.load_fonts()
    theme.apply(qapp, LIGHT)
    opened = []

    def enter(language="en"):
        found = Room(own, language)
        qtbot.addWidget(found)
        opened.append(found)
        found.show()
        qtbot.waitExposed(found)
        found.activateWindow()
        qtbot.settle()
        return found

    return enter


def stand(table, row, column):
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))


def press(key, times=1):
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), key)
    QApplication.processEvents()


def write(text):
    if text.isascii():
        QTest.keyClicks(QApplication.focusWidget(), text)
    else:  # as an input method does
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), event)
    QApplication.processEvents()


def fill(text):
    """Type over what stands in the open cell."""
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QApplication.focusWidget().selectAll()
    write(text)


def shown(table, row, column):
    return table.model().index(row, column).data()


def response(open_case):
    return open_case.view.interpretation.response[-1]


def test_a_diameter_answers_before_it_is_committed(room, own):
    window = room()
    table = window.table("radiology")
    stand(table, 0, 4)
    press(KEY.Key_F2)
    fill("21")
    assert table.is_typing
    assert shown(table, 2, 4) == "30"
    assert shown(table, 3, 4) == "PD"
    assert not own.is_changed
    press(KEY.Key_Return)
    assert not table.is_typing
    assert response(own).overall == "PD"
    assert len(own.edits) == 1
    window.undo()
    assert shown(table, 3, 4) == "PR"


def test_the_first_key_begins_and_escape_takes_back(room, own):
    table = room().table("radiology")
    stand(table, 0, 4)
    write("3")
    assert table.is_typing
    write("9")
    assert shown(table, 3, 4) == "PD"
    press(KEY.Key_Escape)
    assert not table.is_typing
    assert shown(table, 0, 4) == "18"
    assert shown(table, 3, 4) == "PR"
    assert not own.is_changed


def test_enter_begins_and_goes_on_below(room):
    table = room().table("radiology")
    stand(table, 0, 4)
    press(KEY.Key_Return)
    assert table.is_typing
    fill("19")
    press(KEY.Key_Return)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 4)


def test_tab_commits_and_opens_the_next_cell(room, own):
    table = room().table("radiology")
    stand(table, 0, 3)
    press(KEY.Key_F2)
    fill("17")
    press(KEY.Key_Tab)
    assert table.is_typing
    assert table.currentIndex().column() == 4
    fill("20")
    press(KEY.Key_Backtab)
    assert table.currentIndex().column() == 3
    press(KEY.Key_Escape)
    sizes = {str(m.diameter) for m in own.case.radiology.measurements}
    assert {"17", "20"} <= sizes
    assert len(own.edits) == 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_refused_stays_with_its_reason(room, own, language):
    table = room(language).table("radiology")
    stand(table, 0, 4)
    press(KEY.Key_F2)
    fill("large")
    press(KEY.Key_Return)
    assert table.is_typing
    assert QApplication.focusWidget().text() == "large"
    assert table.note.startswith("■ ")
    assert "18.2" in table.note
    assert not own.is_changed
    fill("18.5")
    assert not table.note.startswith("■")
    press(KEY.Key_Return)
    assert shown(table, 0, 4) == "18.5"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [("NE", "NE"), ("gone", "gone"), ("too small", "too small"), ("12+8", "12+8")],
)
def test_states_and_parts_are_typed_in_the_place_of_a_diameter(room, typed, seen):
    table = room().table("radiology")
    stand(table, 0, 4)
    press(KEY.Key_F2)
    fill(typed)
    press(KEY.Key_Return)
    assert shown(table, 0, 4) == seen


def test_leaving_the_cell_commits(room, own):
    window = room()
    table = window.table("radiology")
    stand(table, 0, 4)
    press(KEY.Key_F2)
    fill("19")
    window.table("oncology").setFocus()
    QApplication.processEvents()
    assert not table.is_typing
    assert shown(table, 0, 4) == "19"
    assert own.is_changed


def test_insert_begins_a_lesion_and_the_keyboard_follows_it(room, own):
    table = room().table("radiology")
    lesions = len(own.case.radiology.lesions)
    stand(table, 0, 0)
    press(KEY.Key_Insert)
    assert table.is_typing
    write("left lower lobe")
    press(KEY.Key_Tab)
    made = own.case.radiology.lesions[-1]
    assert len(own.case.radiology.lesions) == lesions + 1
    assert (made.site.en, made.role, made.label) == ("left lower lobe", "target", "T1")
    assert shown(table, table.currentIndex().row(), 0) == "left lower lobe"
    assert table.currentIndex().column() == 1
    write("1")
    write("2")
    press(KEY.Key_Return)
    last = own.case.radiology.measurements[-1]
    assert (last.lesion, str(last.diameter)) == (made.id, "12")


def test_delete_takes_a_measurement_away_and_a_whole_lesion_by_its_name(room, own):
    window = room()
    table = window.table("radiology")
    before = own.case
    stand(table, 0, 4)
    press(KEY.Key_Delete)
    assert (
        len(own.case.radiology.measurements) == len(before.radiology.measurements) - 1
    )
    window.undo()
    assert own.case == before
    lesion = before.radiology.lesions[0].id
    stand(table, 0, 0)
    press(KEY.Key_Delete)
    assert all(x.id != lesion for x in own.case.radiology.lesions)
    assert all(m.lesion != lesion for m in own.case.radiology.measurements)
    window.undo()
    assert own.case == before


def test_a_block_from_a_spreadsheet_becomes_one_step(room, own):
    table = room().table("radiology")
    QGuiApplication.clipboard().setText("17\t22\n9.5\tNE\n")
    stand(table, 0, 3)
    QTest.keyClick(table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [shown(table, r, c) for r in (0, 1) for c in (3, 4)] == [
        "17", "22", "9.5", "NE",
    ]  # fmt: skip
    assert own.undo()
    assert not own.is_changed


def test_a_block_with_a_mistake_is_not_pasted_at_all(room, own):
    table = room().table("radiology")
    QGuiApplication.clipboard().setText("17\t22\n9.5\tlarge\n")
    stand(table, 0, 3)
    QTest.keyClick(table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Line 2" in table.note
    assert not own.is_changed


def variant_row(table, name):
    rows = range(table.model().rowCount())
    return next(r for r in rows if name in shown(table, r, 0))


@pytest.mark.parametrize(
    ("typed", "kind"), [("ND", NotDetected), ("not analyzed", NotAnalyzed)]
)
def test_a_result_is_typed_in_the_place_of_a_share(room, own, typed, kind):
    table = room().table("molecular")
    row = variant_row(table, "T790M")
    record = table.model().rows[row].records[-1]
    stand(table, row, 1)
    press(KEY.Key_F2)
    fill(typed)
    press(KEY.Key_Return)
    variant = next(v for v in own.case.molecular.variants if v.id == record)
    assert isinstance(variant.result, kind)


def test_zero_is_refused_as_a_result(room, own):
    table = room().table("molecular")
    stand(table, variant_row(table, "T790M"), 1)
    press(KEY.Key_F2)
    fill("0")
    press(KEY.Key_Return)
    assert table.is_typing
    assert "ND" in table.note
    assert not own.is_changed


def editor_of(room, area):
    panel = room.strip if area == "case" else room.panels[area]
    panel._records.click()
    QApplication.processEvents()
    return panel._records.dialog


def tab(dialog, name):
    page = dialog.page(name)
    dialog.tabs.setCurrentWidget(page)
    QApplication.processEvents()
    return page.table


def test_a_drug_is_completed_in_either_language(room, own):
    dialog = editor_of(room(), "oncology")
    table = tab(dialog, "co-medications")
    table.setFocus()
    press(KEY.Key_Insert)
    write("奥美")
    completer = QApplication.focusWidget().completer()
    assert completer.popup().isVisible()
    line = completer.widget()
    QTest.keyClick(completer.popup(), KEY.Key_Down)
    QTest.keyClick(completer.popup(), KEY.Key_Return)
    assert line.text() == "omeprazole"
    QTest.keyClick(line, KEY.Key_Return)
    assert own.case.oncology.co_medications[-1].drug.name == "omeprazole"


def test_a_laboratory_value_says_what_it_still_needs_until_it_is_whole(room, own):
    dialog = editor_of(room(), "oncology")
    table = tab(dialog, "labs")
    labs = len(own.case.oncology.labs)
    table.setFocus()
    press(KEY.Key_Insert)
    write("2026-11-20")
    press(KEY.Key_Tab)
    assert "Still needed" in table.note
    write("CEA")
    QApplication.focusWidget().completer().popup().hide()
    press(KEY.Key_Tab)
    assert len(own.case.oncology.labs) == labs
    write("<0.5")
    press(KEY.Key_Tab)
    made = own.case.oncology.labs[-1]
    assert (made.analyte, made.comparator, str(made.value)) == ("cea", "<", "0.5")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("area", ["case", *PRESENT])
def test_every_record_shows_and_every_cell_reads_its_own_words(
    room, own, area, language
):
    window = room(language)
    dialog = editor_of(window, area)
    for name in AREAS[area]:
        model = tab(dialog, name).model()
        assert model.columnCount()
        for row in model.rows:
            for _, cell in row.edits:
                if cell.text:
                    assert parsed(cell, f" {cell.text}", own.case, window.words) == ()


def test_the_patient_and_the_question_are_typed_in_the_strip(room, own):
    window = room()
    dialog = editor_of(window, "case")
    table = tab(dialog, "patient")
    rows = {r.id: at for at, r in enumerate(table.model().rows)}
    stand(table, rows["question.text.en"], 1)
    press(KEY.Key_F2)
    fill("Has it grown?")
    press(KEY.Key_Return)
    assert own.case.question.text.en == "Has it grown?"
    stand(table, rows["patient.birth_date"], 1)
    press(KEY.Key_F2)
    fill("1968")
    press(KEY.Key_Return)
    assert str(own.case.patient.birth_date) == "1968"
    assert window.strip.state.question == "Has it grown?"


def test_lesions_pasted_with_titles_are_found_by_their_labels(room, own):
    dialog = editor_of(room(), "radiology")
    table = tab(dialog, "grid")
    titles = [c.title for c in table.model().table.columns]
    first = own.case.radiology.lesions[0].label
    QGuiApplication.clipboard().setText(
        f"{titles[0]}\t{titles[1]}\t{titles[-1]}\n{first}\ttarget\t19\nT9\tnew\t11\n"
    )
    table.setFocus()
    QTest.keyClick(table, KEY.Key_V, Qt.KeyboardModifier.ControlModifier)
    made = own.case.radiology.lesions[-1]
    assert (made.label, made.role) == ("T9", "new")
    sizes = {(m.lesion, str(m.diameter)) for m in own.case.radiology.measurements}
    assert {(own.case.radiology.lesions[0].id, "19"), (made.id, "11")} <= sizes
    assert own.undo()
    assert not own.is_changed


def test_what_was_typed_is_in_the_version_that_is_saved(room, own):
    table = room().table("radiology")
    stand(table, 0, 4)
    press(KEY.Key_F2)
    fill("21")
    press(KEY.Key_Return)
    saved = own.save()
    assert isinstance(saved, Kept)
    again = own._workspace.find(GROWTH).case
    assert "21" in {str(m.diameter) for m in again.radiology.measurements}


def test_the_patient_is_not_edited_while_names_are_masked(room, own):
    window = room()
    dialog = editor_of(window, "case")
    assert dialog.isVisible()
    masked = replace(own.view, privacy=True)
    window.show_view(masked)
    assert not dialog.isVisible()
    assert not window.strip._records.isVisible()
    window.show_view(own.view)
    assert window.strip._records.isVisible()


def test_rows_are_as_high_as_their_text_under_any_style_sheet(room):
    table = room().table("pathology")
    assert {table.rowHeight(r) for r in range(table.model().rowCount())} == {24}
