"""Cases are begun, found, opened and remembered, by the keyboard alone."""

import json

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog

from mdt_board import preferences
from mdt_board.gui import app
from mdt_board.gui.dialogs.records import RecordsButton
from mdt_board.gui.dialogs.shortcuts import ShortcutsDialog
from mdt_board.gui.main_window import MainWindow
from mdt_board.gui.panels.case_strip import CaseStripPanel
from mdt_board.gui.plain import PlainLabel
from mdt_board.palette import DARK
from mdt_board.preferences import Preferences, with_recent
from mdt_board.presenters.saving import SaveState
from tests.gui.conftest import OWN

CONTROL = Qt.KeyboardModifier.ControlModifier


def another(own_workspace, own_case, case_id, name):
    document = own_case.case.model_dump(mode="json")
    document |= {"id": case_id, "revision": 0}
    document["patient"]["name"] = {"zh": name, "en": ""}
    case = type(own_case.case).model_validate_json(json.dumps(document))
    begun = own_workspace.find_or_begin(case_id)
    assert own_workspace.keep(begun, case, "create")


def chosen_dialog(window, qtbot, rows):
    qtbot.waitUntil(lambda: window.opening.dialog is not None)
    dialog = window.opening.dialog
    qtbot.waitUntil(lambda: dialog.model.rowCount() == rows)
    qtbot.settle()
    return dialog


def test_a_new_case_is_empty_and_ready_to_be_filled(own_window, places, qtbot):
    window = own_window(name="")
    with qtbot.waitSignal(window.case_shown):
        qtbot.keyClick(window.board, Qt.Key.Key_N, CONTROL)
    assert window.view.case.patient.name.zh == ""
    assert not window.view.case.is_example
    assert not (places / "board.sqlite").exists()


def test_opening_an_own_case_sends_the_examples_away(
    own_case, own_window, own_workspace, qtbot
):
    window = own_window(name="")
    with qtbot.waitSignal(window.case_shown):
        window.open_meeting()
    assert window.view.case.is_example
    with qtbot.waitSignal(window.case_shown):
        window.opening.open_name(OWN)
    assert window.current == OWN
    assert not window.can_step(1)
    assert not window.can_step(-1)


def test_the_list_answers_as_one_types(own_case, own_window, own_workspace, qtbot):
    another(own_workspace, own_case, "case-li", "李四")
    another(own_workspace, own_case, "case-wang", "王五")
    window = own_window()
    qtbot.keyClick(window.board, Qt.Key.Key_O, CONTROL)
    dialog = chosen_dialog(window, qtbot, 3)
    dialog.field.insert("李")  # as an input method does
    chosen_dialog(window, qtbot, 1)
    assert dialog.chosen == "case-li"
    dialog.field.clear()
    chosen_dialog(window, qtbot, 3)
    assert dialog.chosen == "case-wang"
    qtbot.keyClick(dialog.field, Qt.Key.Key_Down)
    assert dialog.chosen == "case-li"
    with qtbot.waitSignal(window.case_shown):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert window.current == "case-li"


def test_a_search_without_a_match_says_so_and_opens_nothing(
    own_case, own_window, qtbot
):
    window = own_window()
    window.opening.choose_case()
    dialog = chosen_dialog(window, qtbot, 1)
    qtbot.keyClicks(dialog.field, "nobody")
    chosen_dialog(window, qtbot, 0)
    assert not dialog.opening.isEnabled()
    said = [x.text() for x in dialog.findChildren(PlainLabel) if x.isVisible()]
    assert said == ["No case matches."]
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert window.opening.dialog is None


def test_names_and_numbers_are_masked_in_the_list(own_case, own_window, qtbot):
    window = own_window()
    window.mask_names()
    window.opening.choose_case()
    dialog = chosen_dialog(window, qtbot, 1)
    row = [dialog.model.index(0, column).data() for column in range(2)]
    assert row == ["E**", "***"]
    dialog.reject()


def test_recent_cases_are_offered_the_latest_first(
    own_case, own_window, own_workspace, qtbot
):
    another(own_workspace, own_case, "case-li", "李四")
    window = own_window()
    with qtbot.waitSignal(window.case_shown):
        window.opening.open_name("case-li")
    assert window.recent == ("case-li", OWN)
    window.opening.choose_recent()
    dialog = chosen_dialog(window, qtbot, 2)
    assert dialog.chosen == "case-li"
    qtbot.keyClicks(dialog.field, "EXAMPLE-B")
    chosen_dialog(window, qtbot, 1)
    dialog.reject()


def test_a_case_file_is_chosen_and_opened(
    own_case, own_window, places, qtbot, monkeypatch
):
    window, file = own_window(name=""), places / "somebody.json"
    window.workspace.write_case(own_case.case, file)
    chosen = (str(file), "")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: chosen)
    with qtbot.waitSignal(window.case_shown):
        window.opening.choose_file()
    assert window.recent == (str(file),)


def test_a_file_that_is_no_case_is_said(own_window, places, qtbot):
    file = places / "other.json"
    file.write_text("[]", encoding="utf-8")
    window = own_window(name="")
    window.opening.open_name(str(file))
    qtbot.waitUntil(window.board.error.isVisible)
    assert "other.json" in window.board.error.accessibleName()


def test_a_folder_that_is_dropped_is_no_file(own_window, places, qtbot):
    from PySide6.QtCore import QMimeData, QUrl

    window = own_window(name="")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(places)), QUrl("https://example.org/x.csv")])
    drop = QDropEvent(
        QPointF(9, 9),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        QEvent.Type.Drop,
    )
    window.dropEvent(drop)
    qtbot.settle()
    assert window.arriving.dialog is None


def test_the_window_comes_back_as_it_was_left(own_workspace, qapp, qtbot):
    window = MainWindow(own_workspace, "zh")
    qtbot.addWidget(window)
    app._dress(window, Preferences(window_width=800, window_height=640))
    window.show()
    window.switch_colors()
    window.size_text(1)
    window.recent = ("case-li",)
    own_workspace.remember(app._worn(window))
    chosen, issues = preferences.read(preferences.preferences_path())
    assert issues == ()
    again = MainWindow(own_workspace, "zh")
    qtbot.addWidget(again)
    app._dress(again, chosen)
    assert again.colors is DARK
    assert again.text_percent == 110
    assert again.size() == window.size()
    assert again.recent == ("case-li",)
    again.switch_colors()
    again.size_text(0)


def test_recent_names_are_few_and_each_stands_once():
    names = ()
    for number in range(30):
        names = with_recent(names, f"case-{number}")
    assert len(names) == preferences.MAX_RECENT
    assert with_recent(names, names[-1])[0] == names[-1]
    assert len(set(with_recent(names, names[-1]))) == len(names)


@pytest.mark.parametrize("percent_steps", [1, 2, 3])
def test_larger_text_is_larger_everywhere_and_comes_back(
    open_window, qtbot, percent_steps
):
    window = open_window("zh", 1920, 1080)
    label = next(x for x in window.findChildren(PlainLabel) if x.isVisible())
    before = label.fontMetrics().height()
    for _ in range(percent_steps):
        window.size_text(1)
    assert label.fontMetrics().height() > before
    assert not window.can_size_text(-4)
    window.size_text(0)
    assert label.fontMetrics().height() == before


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_shortcut_is_listed_whole(open_window, qtbot, language):
    window = open_window(language, 1366, 768)
    seen = []

    def look():
        (dialog,) = window.findChildren(ShortcutsDialog)
        labels = [x for x in dialog.findChildren(PlainLabel) if x.isVisible()]
        seen.extend(x.text() for x in labels)
        fits = [x.width() >= x.sizeHint().width() for x in labels]
        seen.append(all(fits))
        dialog.reject()

    from PySide6.QtCore import QTimer

    QTimer.singleShot(200, look)
    window.show_shortcuts()
    assert seen[-1] is True
    assert {"F1", "Ctrl+S", "Ctrl+Shift+Z"} < set(seen[:-1])
    assert not [text for text in seen[:-1] if "&" in text or "(&" in text]


def test_a_new_case_says_that_it_is_not_saved_yet(own_window, places, qtbot):
    window = own_window(name="")
    with qtbot.waitSignal(window.case_shown):
        qtbot.keyClick(window.board, Qt.Key.Key_N, CONTROL)
    assert window.editor.state(window.current) is SaveState.NEW


def test_searching_where_nothing_was_saved_is_no_failure(own_window, places, qtbot):
    window = own_window(name="")
    qtbot.keyClick(window.board, Qt.Key.Key_K, CONTROL)
    dialog = chosen_dialog(window, qtbot, 0)
    said = [x.text() for x in dialog.findChildren(PlainLabel) if x.isVisible()]
    assert said == ["No case matches."]
    assert not window.board.error.isVisible()
    dialog.reject()


def test_the_editor_of_another_patient_begins_at_its_first_cell(own_window, qtbot):
    window = own_window(name="")
    places_seen = []
    for _ in range(2):
        with qtbot.waitSignal(window.case_shown):
            qtbot.keyClick(window.board, Qt.Key.Key_N, CONTROL)
        button = window.findChild(CaseStripPanel).findChild(RecordsButton)
        button.open()
        table = button.dialog.tabs.currentWidget().table
        places_seen.append((table.currentIndex().row(), table.currentIndex().column()))
        assert table.model().flags(table.currentIndex()) & Qt.ItemFlag.ItemIsEditable
        table.setCurrentIndex(table.model().index(3, 1))
        button.dialog.hide()
    assert places_seen[0] == places_seen[1]
    assert places_seen[0][0] == 0
