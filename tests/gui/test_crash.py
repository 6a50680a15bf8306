"""What nobody foresaw neither ends the program nor leaves with a patient's data."""

import sys
import threading

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtGui import QGuiApplication

from mdt_board import logbook
from mdt_board.gui.board import NOT_SHOWN
from mdt_board.gui.crash import report_of
from mdt_board.gui.plain import PlainLabel

SECRET = "Zhang San 10023"


@pytest.fixture
def crashing(open_window, places):
    """A window that takes every unexpected error while the test runs."""
    window = open_window("en", 1366, 768)
    window.telling.crashes.install()
    yield window
    window.telling.crashes.uninstall()


def fail():
    raise ValueError(SECRET)


def banner_of(window, qtbot):
    banner = window.board.error
    qtbot.waitUntil(banner.isVisible)
    return banner


def test_a_failing_slot_is_told_and_the_window_goes_on(crashing, qtbot):
    QTimer.singleShot(0, fail)
    banner = banner_of(crashing, qtbot)
    assert "ValueError" in banner.copied
    crashing.step_case(-1)
    assert crashing.current == "MDT-2026-0411"
    banner.closing.click()
    assert not banner.isVisible()


def test_a_failing_thread_is_told(crashing, qtbot):
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "ValueError" in banner_of(crashing, qtbot).copied


def test_a_failing_job_at_the_desk_is_told(crashing, qtbot):
    crashing.desk.ask(fail, print, crashing.telling.failure)
    assert "ValueError" in banner_of(crashing, qtbot).copied


def test_what_is_shown_copied_and_logged_holds_no_data(crashing, qtbot):
    QTimer.singleShot(0, fail)
    banner = banner_of(crashing, qtbot)
    qWarning(SECRET)
    banner.copying.click()
    copied = QGuiApplication.clipboard().text()
    log = logbook.log_path().read_text(encoding="utf-8")
    for text in (banner.accessibleName(), copied, log):
        assert SECRET not in text
        assert "10023" not in text
    assert "type=ValueError" in log
    assert "event=qt-warning" in log
    assert "MDT Board" in copied


def test_the_same_fault_is_told_once(crashing, qtbot):
    told = []
    crashing.telling.crashes.met.connect(told.append)
    for _ in range(5):
        QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.settle()
    assert len(told) == 1


def test_the_hooks_are_given_back(open_window, places):
    before = sys.excepthook, threading.excepthook
    window = open_window("en")
    window.telling.crashes.install()
    assert sys.excepthook is not before[0]
    window.telling.crashes.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


def test_the_place_is_in_this_program(open_window):
    window = open_window("en")
    with pytest.raises(KeyError) as met:
        window.editor.held("nobody")
    assert "KeyError at gui/editor.py:" in report_of(met.value)


def test_a_part_that_fails_is_covered_and_the_others_are_shown(crashing, qtbot):
    def broken(view, tr):
        raise ValueError(SECRET)

    board = crashing.board
    radiology = board.panels["radiology"]
    place = next(i for i, (p, _) in enumerate(board._parts) if p is radiology)
    whole = board._parts
    board._parts = (*whole[:place], (radiology, broken), *whole[place + 1 :])
    crashing.step_case(1)
    assert "ValueError" in banner_of(crashing, qtbot).copied
    covers = [w for w in radiology.findChildren(PlainLabel) if w.text() == NOT_SHOWN]
    assert [w.geometry() for w in covers] == [radiology.rect()]
    assert radiology.state is None
    assert board.panels["molecular"].state
    board._parts = whole
    crashing.step_case(-1)
    assert not covers[0].isVisible()
    assert radiology.state
