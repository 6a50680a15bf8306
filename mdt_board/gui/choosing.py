"""A save met somebody else's change of the same thing: the person chooses."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mdt_board.gui.dialogs.conflict import ConflictDialog
from mdt_board.model.edit import Conflict
from mdt_board.model.refusal import Refused
from mdt_board.presenters.conflicts import present
from mdt_board.workspace.records import BOTH

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow


class Choosing(QObject):
    """Offers both sides; leaving the dialog keeps what was typed, unsaved."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: ConflictDialog | None = None

    def offer(self, case_id: str, refused: Refused) -> None:
        """Open the choice where a save was refused for it."""
        if refused.code == BOTH and case_id == self._window.current:
            self._window.editor.conflicts(case_id, lambda c: self._ask(case_id, c))

    def _ask(self, case_id: str, conflicts: tuple[Conflict, ...]) -> None:
        window = self._window
        if self.dialog or not conflicts:
            return
        rows = present(conflicts, window.words)
        dialog = self.dialog = ConflictDialog(rows, window.words, window)
        dialog.confirmed.connect(dialog.accept)
        dialog.accepted.connect(lambda: self._choose(case_id, dialog.mine))
        dialog.finished.connect(self._leave)
        dialog.setModal(True)
        dialog.show()

    def _choose(self, case_id: str, mine: tuple[Conflict, ...]) -> None:
        self._window.board.error.hide()
        self._window.editor.choose(case_id, mine)

    def _leave(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog:
            dialog.deleteLater()
