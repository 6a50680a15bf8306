"""Who works here, asked by the window when the store knows several people."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mdt_board.gui.dialogs.login import LoginDialog
from mdt_board.model.person import User
from mdt_board.presenters.failure import failure_lines
from mdt_board.presenters.typed_decision import Problem

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow


class Entering(QObject):
    """Asks once; whoever does not say who they are sees the examples only."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: LoginDialog | None = None

    def enter(self, then: Callable[[], None]) -> None:
        """Go on with ``then`` once it is known who works here."""
        window = self._window
        window.desk.ask(
            window.workspace.archive.needs_login,
            lambda is_asked: self._ask(then) if is_asked else then(),
            window.telling.unread,
        )

    def _ask(self, then: Callable[[], None]) -> None:
        window = self._window
        if self.dialog:
            return
        login = window.workspace.archive.login
        dialog = self.dialog = LoginDialog(login.account, window.words, window)
        dialog.confirmed.connect(lambda: self._look(dialog, then))
        dialog.finished.connect(self._leave)
        dialog.setModal(True)
        dialog.show()

    def _look(self, dialog: LoginDialog, then: Callable[[], None]) -> None:
        window = self._window
        account, password = dialog.typed
        dialog.show_busy(True)

        def done(_: User) -> None:
            dialog.accept()
            then()

        def failed(error: Exception) -> None:
            dialog.show_busy(False)
            said = failure_lines(error, window.words)
            if said:
                dialog.show_problems((Problem("password", said[-1]),))
            else:
                window.telling.failure(error)

        archive = window.workspace.archive
        window.desk.ask(lambda: archive.log_in(account, password), done, failed)

    def _leave(self, result: int) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog:
            dialog.deleteLater()
        if not result and not self._window.current:
            self._window.show_examples()
