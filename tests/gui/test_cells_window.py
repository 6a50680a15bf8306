"""Cells typed into in the whole window: the board answers while the cell is open."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from mdt_board.gui.panels.table import RowTable

KEY = Qt.Key


def grid(window):
    return window.board.panels["radiology"].findChildren(RowTable)[0]


def begin(table, row, column):
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(table, KEY.Key_F2)
    QApplication.focusWidget().selectAll()


def response(window):
    return window.view.interpretation.response[-1].overall.value


def test_a_typed_diameter_is_answered_committed_and_undone(own_case, own_window, qtbot):
    window = own_window(language="en")
    window.activateWindow()
    table = grid(window)
    begin(table, 0, 4)
    QTest.keyClicks(QApplication.focusWidget(), "21")
    qtbot.waitUntil(lambda: response(window) == "PD")
    assert table.is_typing
    assert window.editor.changed == ()
    with qtbot.waitSignal(window.editor.stepped):
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    assert not table.is_typing
    assert table.model().index(0, 4).data() == "21"
    with qtbot.waitSignal(window.editor.stepped):
        window.undo()
    assert response(window) == "PR"
    assert table.model().index(0, 4).data() == "18"


def test_an_open_cell_that_is_left_by_escape_leaves_nothing(
    own_case, own_window, qtbot
):
    window = own_window(language="en")
    window.activateWindow()
    table = grid(window)
    begin(table, 0, 4)
    QTest.keyClicks(QApplication.focusWidget(), "40")
    qtbot.waitUntil(lambda: response(window) == "PD")
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    qtbot.waitUntil(lambda: response(window) == "PR")
    assert window.editor.changed == ()


def test_typing_fast_through_several_cells_keeps_every_one(own_case, own_window, qtbot):
    window = own_window(language="en")
    window.activateWindow()
    table = grid(window)
    begin(table, 0, 1)
    for text in ("32", "17", "18", "22", None, "8", "8.5", "9.5"):
        editor = QApplication.focusWidget()
        if text is not None:
            editor.selectAll()
            QTest.keyClicks(editor, text)
        QTest.keyClick(editor, KEY.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)

    def all_kept():
        case = window.editor.case(window.current)
        sizes = [str(m.diameter) for m in case.radiology.measurements]
        assert {"32", "22", "8.5", "9.5"} <= set(sizes)

    qtbot.waitUntil(all_kept)
    assert not window.board.error.isVisible()


def test_an_edit_of_a_record_shows_on_the_board_at_once(own_case, own_window, qtbot):
    window = own_window(language="en")
    button = window.board.panels["oncology"]._records
    button.click()
    dialog = button.dialog
    page = dialog.page("performance")
    dialog.tabs.setCurrentWidget(page)
    qtbot.waitUntil(dialog.isActiveWindow)
    begin(page.table, page.table.model().rowCount() - 1, 1)
    QTest.keyClicks(QApplication.focusWidget(), "3")
    strip = window.board._strip
    qtbot.waitUntil(lambda: strip.state.ecog == "ECOG 3")
    with qtbot.waitSignal(window.editor.stepped):
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    with qtbot.waitSignal(window.editor.stepped):
        QTest.keyClick(dialog, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert strip.state.ecog != "ECOG 3"
    dialog.close()


def test_typing_never_holds_the_screen(own_case, own_window, watchdog, qtbot):
    window = own_window(language="en")
    window.activateWindow()
    table = grid(window)
    qtbot.wait(300)
    watchdog.start()
    begin(table, 0, 4)
    for key in "21.52":
        QTest.keyClicks(QApplication.focusWidget(), key)
        qtbot.wait(40)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return)
    qtbot.settle()
    assert watchdog.worst_ms < 100
