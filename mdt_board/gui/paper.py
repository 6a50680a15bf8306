"""The chart summary on paper: looked at, then written where somebody wants it."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mdt_board.gui.dialogs.preview_pdf import PdfPreviewDialog, Printed, pictures_of
from mdt_board.gui.qt_words import file_to_save
from mdt_board.model.text import N_

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow


class Paper(QObject):
    """Prints at the errands' desk; the window goes on meanwhile."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: PdfPreviewDialog | None = None

    def preview(self) -> None:
        """Show the pages of the case that is shown."""
        if self.dialog or self._window.view is None:
            return
        dialog = self.dialog = PdfPreviewDialog(self._window.words, self._window)
        dialog.language_chosen.connect(self._draw)
        dialog.export_wanted.connect(lambda: self.export(dialog.language))
        dialog.finished.connect(self._leave)
        dialog.setModal(True)
        dialog.show()
        self._draw(dialog.language)

    def export(self, language: str = "") -> None:
        """Ask for a file and write the chart summary to it."""
        window, language = self._window, language or self._window.language
        view = window.view
        if view is None:
            return
        name = f"{view.case.id}_chart_{language}.pdf"
        title, kinds = window.words(N_("Export PDF")), "PDF (*.pdf)"
        chosen = file_to_save(self.dialog or window, title, name, kinds, window.words)
        if chosen:
            path = Path(chosen)
            path = path if path.suffix else path.with_suffix(".pdf")
            window.errands.ask(
                lambda: window.workspace.export_report(view, language, path),
                lambda _: window.board.top.say(
                    window.words(N_("Written: {file}"), file=str(path))
                ),
                window.telling.failure,
            )

    def _draw(self, language: str) -> None:
        window = self._window
        view = window.view
        if view is None or self.dialog is None:
            return
        width_px = self.dialog.page_px
        window.errands.ask_newest(
            "paper",
            lambda: pictures_of(window.workspace.print_chart(view, language), width_px),
            self._show,
            self._fail,
        )

    def _show(self, printed: Printed) -> None:
        if self.dialog:
            self.dialog.show_printed(printed)

    def _fail(self, error: Exception) -> None:
        self._window.telling.failure(error)
        if self.dialog:
            self.dialog.reject()

    def _leave(self) -> None:
        self._window.errands.forget("paper")
        dialog, self.dialog = self.dialog, None
        if dialog:
            dialog.deleteLater()
