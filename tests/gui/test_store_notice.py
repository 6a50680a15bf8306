"""What the window says of a store in which somebody else has changed a row."""

import sqlite3

import pytest

from mdt_board.gui.dialogs.notice import NoticeLine
from mdt_board.gui.main_window import MainWindow
from mdt_board.model.case import Case
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.records import Kept


@pytest.fixture
def place(tmp_path):
    """A store with one case in three versions."""
    file = tmp_path / "board.sqlite"
    workspace = Workspace(store=str(file), login=Login(name="me"))
    kept = Kept(Case(id="P-1"))
    for bed in ("1", "2", "3"):
        after = Case(**{**dict(kept.case), "patient": type(kept.case.patient)(bed=bed)})
        kept = workspace.keep(kept, after, "edit")
    workspace.close()
    return file


def shown(qtbot, place):
    workspace = Workspace(store=str(place), login=Login(name="me"), language="en")
    workspace.open_kept_case("P-1")
    window = MainWindow(workspace, "en")
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.case_shown):
        window.open_meeting()
    qtbot.waitUntil(lambda: workspace.archive.is_checked)
    return workspace, window.findChild(NoticeLine)


def test_a_changed_row_is_told_above_the_case(qtbot, place):
    with sqlite3.connect(place) as database:
        database.execute("DROP TRIGGER audit_UPDATE")
        database.execute("UPDATE audit SET actor = 'nobody' WHERE revision = 2")
    database.close()
    workspace, notice = shown(qtbot, place)
    qtbot.waitUntil(notice.isVisible)
    assert "The audit trail breaks at entry" in notice.accessibleName()
    workspace.close()


def test_a_whole_store_is_not_spoken_of(qtbot, place):
    workspace, notice = shown(qtbot, place)
    qtbot.settle()
    assert not notice.isVisible()
    workspace.close()
