"""A clinician prepares the case of the growing lesion from nothing, by hand."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from mdt_board.gui.editing import CellEditor
from mdt_board.gui.panels.statements import StatementRow
from mdt_board.gui.panels.table import RowTable
from mdt_board.model.quantity import Length
from tests.gui.test_arriving import drop, preview

CONTROL = Qt.KeyboardModifier.ControlModifier
BOTH = CONTROL | Qt.KeyboardModifier.ShiftModifier


def lesions_of(window):
    """The table of lesions, and the cell of the lung's latest diameter."""
    tables = window.board.panels["radiology"].findChildren(RowTable)
    for table in tables:
        model = table.model()
        for row in range(model.rowCount()):
            index = model.index(row, model.columnCount() - 1)
            if index.data() == "18":
                return table, index
    raise AssertionError("the lesion is not shown")


def opened_cell(window, qtbot):
    table, index = lesions_of(window)
    table.setFocus()
    table.setCurrentIndex(index)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(table.findChildren(CellEditor)))
    return table.findChildren(CellEditor)[-1]


def response(window):
    return window.view.interpretation.response[-1].overall.value


def until_response(window, qtbot, expected):
    qtbot.waitUntil(lambda: response(window) == expected)


def sum_shown(window):
    for table in window.board.panels["radiology"].findChildren(RowTable):
        for row in table.model().rows:
            if row.is_total:
                return row.cells[-1]
    return ""


def test_each_keystroke_is_answered_and_the_line_is_exact(
    own_case, own_window, watchdog, qtbot
):
    window = own_window(width=1920, height=1080)
    qtbot.settle()
    watchdog.start()
    editor = opened_cell(window, qtbot)
    editor.selectAll()
    qtbot.keyClicks(editor, "20.9")
    qtbot.waitUntil(lambda: sum_shown(window) == "29.9")
    assert response(window) == "PR"
    editor.selectAll()
    qtbot.keyClicks(editor, "21")
    until_response(window, qtbot, "PD")
    assert window.editor.changed == ()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(window.editor.changed))
    qtbot.settle()
    assert response(window) == "PD"
    assert sum_shown(window) == "30"
    qtbot.keyClick(window.board, Qt.Key.Key_Z, CONTROL)
    until_response(window, qtbot, "PR")
    assert sum_shown(window) == "27"
    qtbot.keyClick(window.board, Qt.Key.Key_Z, BOTH)
    until_response(window, qtbot, "PD")
    assert watchdog.worst_ms < 100


def test_escape_takes_back_what_was_typed(own_case, own_window, qtbot):
    window = own_window()
    editor = opened_cell(window, qtbot)
    editor.selectAll()
    qtbot.keyClicks(editor, "21")
    until_response(window, qtbot, "PD")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    until_response(window, qtbot, "PR")
    assert window.editor.changed == ()


def test_words_that_mean_nothing_stay_open_and_change_nothing(
    own_case, own_window, qtbot
):
    window = own_window()
    editor = opened_cell(window, qtbot)
    editor.selectAll()
    qtbot.keyClicks(editor, "18 cows")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor.text() == "18 cows"
    assert window.editor.changed == ()
    assert response(window) == "PR"


def test_a_case_is_made_from_files_saved_exported_and_read_in_the_other_language(
    own_window, sources, places, qtbot, monkeypatch
):
    window = own_window(name="", language="zh")
    with qtbot.waitSignal(window.case_shown):
        qtbot.keyClick(window.board, Qt.Key.Key_N, CONTROL)
    drop(window, sources[1])
    dialog = preview(window, qtbot)
    with qtbot.waitSignal(window.editor.kept):
        qtbot.keyClick(dialog.accepting, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sum_shown(window) == "27")
    window.activateWindow()  # without a desktop nobody gives the focus back
    editor = opened_cell(window, qtbot)
    editor.selectAll()
    qtbot.keyClicks(editor, "21")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    until_response(window, qtbot, "PD")
    with qtbot.waitSignal(window.editor.kept):
        qtbot.keyClick(window.board, Qt.Key.Key_S, CONTROL)
    kept = window.workspace.find(window.current).case
    longest = max(m.diameter for m in kept.radiology.measurements[-2:])
    assert longest == Length.from_mm("21")
    out = places / "chart.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    qtbot.keyClick(window.board, Qt.Key.Key_E, BOTH)
    qtbot.waitUntil(out.exists)
    assert out.read_bytes().startswith(b"%PDF")
    qtbot.keyClick(window.board, Qt.Key.Key_L, CONTROL)
    assert window.language == "en"
    assert response(window) == "PD"


def test_a_datum_shows_the_statements_that_rest_on_it(open_window, qtbot):
    window = open_window("en", 1920, 1080)
    table, index = lesions_of(window)
    place = table.visualRect(index.siblingAtColumn(0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    marked = [
        r for r in window.findChildren(StatementRow) if r.property("pointed") == "true"
    ]
    records = {*table.model().rows[index.row()].records}
    assert marked
    assert all(records & set(row.statement.records) for row in marked)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_day_under_the_mouse_is_marked_in_every_chart(open_window, qtbot, language):
    window = open_window(language, 1920, 1080)
    charts = [p.chart.view for p in window.board.panels.values() if p.chart.view]
    first = charts[0].viewport()
    middle = QPoint(first.width() // 2, first.height() // 2)

    def is_pointed_at():
        qtbot.mouseMove(first, middle - QPoint(1, 0))
        qtbot.mouseMove(first, middle)
        return charts[0].pointed_day is not None

    qtbot.waitUntil(is_pointed_at)
    assert len({chart.pointed_day for chart in charts}) == 1
