"""What went wrong, said in the window's language; nobody's data leaves with it."""

from PySide6.QtCore import QObject

from mdt_board.gui.board import Board
from mdt_board.gui.crash import Crashes, report_of
from mdt_board.i18n import Translator
from mdt_board.model.refusal import Refused
from mdt_board.model.text import N_
from mdt_board.presenters.failure import failure_lines, refusal_lines


class Telling(QObject):
    """Writes into the board's banner: a refusal, a failure, or a mistake of ours."""

    def __init__(self, board: Board, tr: Translator, parent: QObject) -> None:
        super().__init__(parent)
        self._board, self._tr = board, tr
        self.crashes = Crashes(self)
        self.crashes.met.connect(self.crash)

    def speak(self, tr: Translator) -> None:
        """Say everything in another language from here on."""
        self._tr = tr
        self._board.error.reword(tr)

    def unread(self, error: Exception) -> None:
        """Say that the cases could not be read; the error's words may hold data."""
        self._board.waiting.show_text("")
        text = self._tr(N_("The cases could not be read."))
        lines = failure_lines(error, self._tr) or report_of(error).splitlines()
        self._board.error.show_error(text, "\n".join(lines), report_of(error))

    def failure(self, error: Exception) -> None:
        """Say what a person or the machine did not allow; a bug is told as one."""
        lines = failure_lines(error, self._tr)
        if lines:
            text = self._tr(N_("This could not be done; nothing was lost."))
            self._board.error.show_error(text, "\n".join(lines))
        else:
            self.crashes.tell(error)

    def refusal(self, case_id: str, refused: Refused) -> None:
        """Say field by field why a case was not kept; it stays as it was typed."""
        text = self._tr(N_("Not saved; what you typed is still here."))
        self._board.error.show_error(text, "\n".join(refusal_lines(refused, self._tr)))

    def crash(self, report: str) -> None:
        """Say that the program failed, goes on, and what can be sent about it."""
        text = N_(
            "The program made a mistake and goes on; what you typed is still here. "
            "Please copy this and report it; it holds no patient data."
        )
        self._board.error.show_error(self._tr(text), report, report)
