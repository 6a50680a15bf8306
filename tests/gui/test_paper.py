"""The chart summary is looked at and exported from the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QScrollArea

CONTROL = Qt.KeyboardModifier.ControlModifier


def printed(window, qtbot):
    dialog = window.paper.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.printed is not None)
    return dialog


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_drawn_whole_in_the_windows_language(
    open_window, qtbot, language
):
    window = open_window(language, 1366, 768)
    qtbot.keyClick(window.board, Qt.Key.Key_P, CONTROL)
    dialog = printed(window, qtbot)
    assert dialog.language == language
    assert 1 <= len(dialog.pages) <= 3
    page = dialog.pages[0]
    qtbot.waitUntil(lambda: page.isVisible() and page.width() > dialog.width() / 2)
    assert page.height() == page.heightForWidth(page.width())
    picture = dialog.printed.pages[0]
    colors = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 5)
        for y in range(0, picture.height(), 5)
    }
    assert len(colors) > 10
    (area,) = dialog.findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    dialog.reject()
    assert window.paper.dialog is None


def test_the_other_language_is_one_click_away(open_window, qtbot):
    window = open_window("zh", 1366, 768)
    window.paper.preview()
    chinese = printed(window, qtbot).printed.pdf
    dialog = window.paper.dialog
    dialog.languages["en"].click()
    assert dialog.printed is None
    assert printed(window, qtbot).printed.pdf != chinese
    assert window.language == "zh"
    dialog.reject()


def test_what_is_exported_is_what_was_looked_at(
    open_window, qtbot, tmp_path, monkeypatch
):
    window = open_window("en", 1366, 768)
    out = tmp_path / "chart"
    chosen = (str(out), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    window.paper.preview()
    dialog = printed(window, qtbot)
    dialog.exporting.click()
    written = tmp_path / "chart.pdf"
    qtbot.waitUntil(written.exists)
    assert written.read_bytes() == dialog.printed.pdf
    dialog.reject()


def test_a_place_that_cannot_be_written_is_said(
    open_window, qtbot, tmp_path, monkeypatch
):
    window = open_window("en", 1366, 768)
    chosen = (str(tmp_path / "no" / "chart.pdf"), "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: chosen)
    window.paper.export()
    qtbot.waitUntil(window.board.error.isVisible)
    assert "no such file or folder" in window.board.error.accessibleName()


def test_drawing_pages_does_not_hold_the_screen(open_window, qtbot, watchdog):
    window = open_window("zh", 1366, 768)
    watchdog.start()
    window.paper.preview()
    dialog = printed(window, qtbot)
    qtbot.settle()
    dialog.reject()
    assert watchdog.worst_ms < 100
