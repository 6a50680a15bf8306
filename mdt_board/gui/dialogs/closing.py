"""What is asked before a window closes with something that could not be saved."""

from PySide6.QtWidgets import QWidget

from mdt_board.gui.dialogs.base import BoardDialog
from mdt_board.gui.plain import PlainLabel
from mdt_board.i18n import Translator
from mdt_board.model.text import N_


class UnsavedDialog(BoardDialog):
    """Says why it was not saved; staying is what Enter and Escape do."""

    def __init__(self, why: str, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(tr(N_("Not saved")), (560, 200), parent)
        question = PlainLabel("lead", wraps=True)
        question.show_text(
            tr(N_("The case could not be saved. Close the window all the same?"))
        )
        reason = PlainLabel("muted", wraps=True)
        reason.show_text(why)
        kept = PlainLabel("body", wraps=True)
        text = N_("What you typed stays as a draft in the store and is offered again.")
        kept.show_text(tr(text))
        for label in (question, reason, kept):
            self.column.addWidget(label)
        self.column.addStretch(1)
        self.leaving = self.add_button(tr(N_("Close all the same")))
        self.staying = self.add_button(tr(N_("Stay")), is_default=True)
        self.leaving.clicked.connect(self.accept)
        self.staying.clicked.connect(self.reject)
        self.close_column()
