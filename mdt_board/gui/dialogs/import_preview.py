"""What files would bring, before anything changes: read, look, then accept or leave."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QProgressBar, QScrollArea, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.base import BoardDialog
from mdt_board.gui.panels.statements import StatementList
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import GAP
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.import_preview import ImportState

SIZE_PX = (760, 520)
STEPS = 1000  # of the progress bar


class ImportPreviewDialog(BoardDialog):
    """Shows how far the reading is, then what would come in, what not and why.

    ``corrections_wanted`` asks to read again with or without corrections. Leaving the
    dialog while it reads cancels the reading.
    """

    corrections_wanted = Signal(bool)

    def __init__(self, tr: Translator, parent: QWidget | None = None) -> None:
        super().__init__(tr(N_("Import files")), SIZE_PX, parent)
        self._tr = tr
        self._into, self._summary = PlainLabel("small"), PlainLabel("lead", True)
        self.progress = QProgressBar()
        self.progress.setRange(0, STEPS)
        self._files, self._problems = StatementList(), StatementList()
        self._problems_title = PlainLabel("label")
        self.corrections = QCheckBox(
            tr(N_("Let the files correct what the case has otherwise"))
        )
        self.accepting = self.add_button(tr(N_("Accept")), is_default=True)
        self.leaving = self.add_button(tr(N_("Cancel")))
        self._lay_out()
        self.corrections.toggled.connect(self.corrections_wanted)
        self.accepting.clicked.connect(self.accept)
        self.leaving.clicked.connect(self.reject)
        self.show_reading()

    def _lay_out(self) -> None:
        inside, area = QWidget(), QScrollArea()
        inside.setObjectName("inside")
        column = QVBoxLayout(inside)
        column.setSpacing(GAP)
        column.addWidget(self._files)
        column.addWidget(self._problems_title)
        column.addWidget(self._problems)
        column.addStretch(1)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        self.column.addWidget(self._into)
        self.column.addWidget(self._summary)
        self.column.addWidget(self.progress)
        self.column.addWidget(area, 1)
        self.column.addWidget(self.corrections)
        self.close_column()

    def show_reading(self) -> None:
        """Show that the files are being read; nothing can be accepted yet."""
        self.progress.setValue(0)
        self.progress.show()
        self._summary.show_text(self._tr(N_("Reading the files …")))
        self._problems_title.show_text("")
        self._files.show_statements(())
        self._problems.show_statements(())
        self.corrections.hide()
        self.accepting.setEnabled(False)

    def show_progress(self, done_files: float, all_files: int, name: str) -> None:
        """Show how far the reading is."""
        part = done_files / max(all_files, 1)
        self.progress.setValue(int(STEPS * part))
        text = self._tr(
            N_("Reading {name} ({number} of {count}), {percent} %"),
            name=name,
            number=min(int(done_files) + 1, all_files),
            count=all_files,
            percent=int(100 * part),
        )
        self._summary.show_text(text)

    def show_state(self, state: ImportState, has_corrections: bool) -> None:
        """Show what would come in; ``has_corrections`` offers to make them."""
        self.progress.hide()
        self._into.show_text(state.into)
        self._summary.show_text(state.summary)
        self._files.show_statements(state.files)
        self._problems_title.show_text(state.problems_title if state.problems else "")
        self._problems.show_statements(state.problems)
        self.corrections.setVisible(has_corrections or self.corrections.isChecked())
        self.accepting.setEnabled(state.can_accept)
        (self.accepting if state.can_accept else self.leaving).setFocus()
