"""Files that come in: dropped or chosen, looked at, then accepted or left."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal

from mdt_board.gui.dialogs.import_preview import ImportPreviewDialog
from mdt_board.gui.editor import Held
from mdt_board.gui.qt_words import files_to_open
from mdt_board.model.case import Case
from mdt_board.model.issue import Issue
from mdt_board.model.text import N_
from mdt_board.presenters import import_preview
from mdt_board.presenters.case_strip import shown_name
from mdt_board.workspace.records import Kept

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow

CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the files would make of the case, and what was wrong with them."""

    before: Case
    after: Case
    issues: tuple[Issue, ...]


class Arriving(QObject):
    """Reads files beside the case at the errands' desk, so that typing never waits."""

    progressed = Signal(float, int, str)

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.dialog: ImportPreviewDialog | None = None
        self._cancelled = Event()
        self._read: _Read | None = None

    def choose(self) -> None:
        """Let the person choose files."""
        title = self._window.words(N_("Import files"))
        names = files_to_open(self._window, title, self._window.words)
        if names:
            self.begin(tuple(map(Path, names)))

    def begin(self, files: tuple[Path, ...]) -> None:
        """Show what the files would bring into the case that is shown, or a new one."""
        window = self._window
        if not files or self.dialog:
            return
        if not window.current:
            window.opening.begin_case(lambda: self.begin(files))
            return
        held = window.editor.held(window.current)
        window.editor.save(window.current, lambda kept: self._look(held, kept, files))

    def _look(self, held: Held, kept: Kept, files: tuple[Path, ...]) -> None:
        window = self._window
        dialog = self.dialog = ImportPreviewDialog(window.words, window)
        dialog.corrections_wanted.connect(
            lambda accepts: self._ask(held, kept, files, accepts)
        )
        dialog.rejected.connect(self._leave)
        dialog.accepted.connect(lambda: self._accept(kept))
        self.progressed.connect(dialog.show_progress)
        dialog.setModal(True)
        dialog.show()
        self._ask(held, kept, files, accepts_corrections=False)

    def _ask(
        self,
        held: Held,
        kept: Kept,
        files: tuple[Path, ...],
        accepts_corrections: bool,
    ) -> None:
        from mdt_board.workspace.imports import How  # late: most sessions import none

        self._cancelled.set()
        cancelled = self._cancelled = Event()
        how = How(
            accepts_corrections,
            on_progress=self.progressed.emit,
            is_cancelled=cancelled.is_set,
        )
        if self.dialog:
            self.dialog.show_reading()

        def work() -> _Read:
            after, issues = held.workspace.import_files(kept.case, files, how)
            return _Read(kept.case, after, issues)

        self._window.errands.ask_newest("import", work, self._show, self._fail)

    def _show(self, read: _Read) -> None:
        window, self._read = self._window, read
        if self.dialog:
            words = window.words
            name = shown_name(read.before.patient, window.is_masked, words)
            state = import_preview.present(
                read.before, read.after, read.issues, name, words
            )
            differs = any(issue.code == CORRECTED for issue in read.issues)
            self.dialog.show_state(state, differs)

    def _fail(self, error: Exception) -> None:
        from mdt_board.importers.child_reader import ReadingCancelledError  # late

        if not isinstance(error, ReadingCancelledError):
            self._window.telling.failure(error)
            if self.dialog:
                self.dialog.reject()

    def _accept(self, kept: Kept) -> None:
        read, dialog = self._read, self.dialog
        self._leave()
        if read and dialog:
            self._window.editor.act(
                read.after.id,
                lambda workspace, _: workspace.keep(kept, read.after, "import"),
            )

    def _leave(self) -> None:
        """Forget what was read; the reading ends where it is."""
        self._cancelled.set()
        self._window.errands.forget("import")
        dialog, self.dialog, self._read = self.dialog, None, None
        if dialog:
            dialog.deleteLater()


def files_in(dropped: QMimeData) -> tuple[Path, ...]:
    """Return the files that are dragged; folders and links to elsewhere are none."""
    urls: Iterable[str] = (u.toLocalFile() for u in dropped.urls() if u.isLocalFile())
    return tuple(p for p in map(Path, urls) if p.is_file())
