"""Files are dropped, looked at and accepted, or left without a trace."""

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from mdt_board.gui.panels.statements import StatementList
from mdt_board.gui.plain import PlainLabel


def dragged(files):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(f)) for f in files])
    return data


def drop(window, files):
    """Drop files on the window as the desktop does."""
    data = dragged(files)
    common = (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(), Qt.DropAction.CopyAction, data, *common
    )
    window.dragEnterEvent(enter)
    assert enter.isAccepted()
    event = QDropEvent(
        QPointF(9, 9), Qt.DropAction.CopyAction, data, *common, QEvent.Type.Drop
    )
    window.dropEvent(event)
    assert event.isAccepted()


def preview(window, qtbot):
    qtbot.waitUntil(lambda: window.arriving.dialog is not None)
    dialog = window.arriving.dialog
    qtbot.waitUntil(lambda: not dialog.progress.isVisible())
    return dialog


def said(dialog):
    return "\n".join(x.text() for x in dialog.findChildren(PlainLabel) if x.isVisible())


@pytest.fixture
def new_window(own_window, qtbot):
    window = own_window(name="")
    with qtbot.waitSignal(window.case_shown):
        window.opening.begin_case()
    return window


def test_files_are_shown_by_kind_before_anything_changes(new_window, sources, qtbot):
    _, files = sources
    drop(new_window, files)
    dialog = preview(new_window, qtbot)
    text = said(dialog)
    for file in files:
        assert f"{file.name}:" in text
    assert "Lesion measurements +10" in text
    assert new_window.view.case.sources == ()
    dialog.leaving.click()
    assert new_window.arriving.dialog is None
    assert new_window.view.case.sources == ()


def test_accepted_files_are_in_the_case_and_in_the_store(
    new_window, sources, own_workspace, qtbot
):
    _, files = sources
    drop(new_window, files)
    dialog = preview(new_window, qtbot)
    with qtbot.waitSignal(new_window.editor.kept):
        dialog.accepting.click()
    qtbot.waitUntil(lambda: bool(new_window.view.case.sources))
    kept = own_workspace.find(new_window.current).case
    assert kept == new_window.view.case
    assert len(kept.sources) == len(files)
    (entry,) = own_workspace.history(new_window.current)
    assert entry.action == "import"


def test_the_same_files_again_bring_nothing_and_cannot_be_accepted(
    own_case, own_window, sources, qtbot
):
    window = own_window()
    drop(window, sources[1])
    dialog = preview(window, qtbot)
    assert "Nothing new was found in the files." in said(dialog)
    assert not dialog.accepting.isEnabled()
    dialog.reject()


def test_a_file_that_is_not_read_is_said_with_its_reason(new_window, places, qtbot):
    bad = places / "bad.vcf"
    bad.write_bytes(b"\x00\x01\x02")
    drop(new_window, [bad])
    dialog = preview(new_window, qtbot)
    assert "File refused: bad.vcf" in said(dialog)
    assert not dialog.accepting.isEnabled()
    dialog.reject()


def test_corrections_are_made_only_where_they_are_wanted(
    own_case, own_window, sources, places, qtbot
):
    _, files = sources
    lesions = next(f for f in files if f.name == "lesions.csv")
    text = lesions.read_text(encoding="gb18030")
    assert text.count(",靶病灶,18,") == 1
    changed = places / "lesions.csv"
    changed.write_text(text.replace(",靶病灶,18,", ",靶病灶,21,"), encoding="utf-8")
    window = own_window()
    drop(window, [changed])
    dialog = preview(window, qtbot)
    assert not dialog.accepting.isEnabled()
    assert dialog.corrections.isVisible()
    dialog.corrections.click()
    qtbot.waitUntil(dialog.accepting.isEnabled)
    assert "Values that would change: " in said(dialog)
    with qtbot.waitSignal(window.editor.kept):
        dialog.accepting.click()
    qtbot.waitUntil(
        lambda: window.view.interpretation.response[-1].overall.value == "PD",
    )


def test_reading_is_cancelled_when_the_dialog_is_left(
    new_window, sources, watchdog, qtbot
):
    watchdog.start()
    drop(new_window, sources[1])
    qtbot.waitUntil(lambda: new_window.arriving.dialog is not None)
    new_window.arriving.dialog.reject()
    qtbot.settle()
    assert new_window.arriving.dialog is None
    assert not new_window.board.error.isVisible()
    assert watchdog.worst_ms < 100


def test_the_problems_stand_with_the_gravest_first(new_window, sources, places, qtbot):
    bad = places / "bad.vcf"
    bad.write_bytes(b"\x00\x01\x02")
    drop(new_window, [*sources[1], bad])
    dialog = preview(new_window, qtbot)
    problems = dialog.findChildren(StatementList)[1]
    tones = [row.statement.tone.value for row in problems.rows]
    order = ["alarm", "caution", "plain"]
    assert tones == sorted(tones, key=order.index)
    assert tones[0] == "alarm"
    dialog.reject()
