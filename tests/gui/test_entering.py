"""A store of several people asks in the window who works here."""

import pytest
from PySide6.QtCore import Qt

from mdt_board.gui.dialogs.login import LoginDialog
from mdt_board.gui.main_window import MainWindow
from mdt_board.model.person import Role, User
from mdt_board.model.text import FreeText
from mdt_board.workspace import Workspace
from mdt_board.workspace.archive import Login
from mdt_board.workspace.clock import example_now

PASSWORD = "a long password"


@pytest.fixture
def shared_store(own_workspace, own_case):
    """A store with a case and a second person, who has a password."""
    own_workspace.set_password("tester", PASSWORD)
    second = User(id="second", name=FreeText(en="Second"), roles=(Role.MEMBER,))
    assert isinstance(own_workspace.add_account(second, PASSWORD), User)
    own_workspace.close()
    return own_case.case.id


@pytest.fixture
def locked_window(qtbot, shared_store):
    """A window on a workspace in which nobody has said who they are."""
    workspace = Workspace(now=example_now, login=Login("tester", "tester"))
    window = MainWindow(workspace, "en")
    qtbot.addWidget(window)
    window.show()
    yield window
    window.close()
    workspace.close()


def asked(window, qtbot):
    qtbot.waitUntil(lambda: isinstance(window.entering.dialog, LoginDialog))
    return window.entering.dialog


def test_the_case_is_shown_after_the_right_password(locked_window, shared_store, qtbot):
    window = locked_window
    window.entering.enter(lambda: window.opening.open_name(shared_store))
    dialog = asked(window, qtbot)
    password = dialog.field("password").editor
    qtbot.keyClicks(password, "a wrong password")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.field("password").problem))
    assert window.current == ""
    password.clear()
    qtbot.keyClicks(password, PASSWORD)
    with qtbot.waitSignal(window.case_shown):
        qtbot.keyClick(password, Qt.Key.Key_Return)
    assert window.current == shared_store
    assert window.workspace.archive.person().id == "tester"
    assert window.workspace.archive.login.ask is None


def test_whoever_does_not_log_in_sees_the_examples_only(
    locked_window, shared_store, qtbot
):
    window = locked_window
    window.entering.enter(lambda: window.opening.open_name(shared_store))
    dialog = asked(window, qtbot)
    with qtbot.waitSignal(window.case_shown):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert shared_store not in window.cases.views
    assert window.view.case.is_example


def test_a_store_of_one_person_without_a_password_asks_nothing(
    own_window, own_case, qtbot
):
    window = own_window(name="")
    went_on = []
    window.entering.enter(lambda: went_on.append(True))
    qtbot.waitUntil(lambda: bool(went_on))
    assert window.entering.dialog is None
