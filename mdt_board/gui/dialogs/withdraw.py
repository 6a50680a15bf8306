"""Withdrawing a signed decision, with the reason; its signature stays on record."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import AskDialog, Field, TextArea
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import PAD
from mdt_board.i18n import Translator
from mdt_board.model.text import N_, FreeText, written
from mdt_board.presenters.signing import WithdrawalState
from mdt_board.presenters.typed_decision import Problem

REASON_LINES = 4


class WithdrawDialog(AskDialog):
    """Shows what would no longer stand, and asks why."""

    def __init__(
        self, state: WithdrawalState, tr: Translator, parent: QWidget | None = None
    ) -> None:
        title = tr(N_("Withdraw the decision"))
        super().__init__(title, tr(N_("Withdraw")), tr, parent)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(PAD)
        for place, line in enumerate(state.lines):
            label = PlainLabel("body" if place else "strong", wraps=True)
            label.show_text(line)
            column.addWidget(label)
        self._text = TextArea(REASON_LINES)
        name = tr(N_("Reason for the withdrawal"))
        hint = tr(N_("The signature stays on record, marked as withdrawn."))
        column.addWidget(self.add_field("reason", Field(name, self._text, hint)))
        column.addStretch(1)
        self._text.setFocus()
        self.fit(620, 380)

    @property
    def typed(self) -> str:
        """The reason as it was typed."""
        return self._text.toPlainText()

    def show_typed(self, typed: str) -> None:
        """Show again what was typed before."""
        self._text.setPlainText(typed)

    def result_of(self) -> FreeText | None:
        """Return the reason, or None while there is none."""
        return written(self.typed) or None

    def problems(self) -> tuple[Problem, ...]:
        """Ask for the reason."""
        if self.result_of():
            return ()
        return (Problem("reason", self._tr(N_("Write down the reason."))),)
