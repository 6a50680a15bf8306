"""The board window: it asks the desk, presents the answer, and hands it on."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow

from mdt_board.gui import qt_words, theme
from mdt_board.gui.actions import Menus, shortcut_lines
from mdt_board.gui.arriving import Arriving, files_in
from mdt_board.gui.board import Board
from mdt_board.gui.choosing import Choosing
from mdt_board.gui.dialogs.shortcuts import ShortcutsDialog
from mdt_board.gui.dressing import Dressing
from mdt_board.gui.editor import Editor
from mdt_board.gui.entering import Entering
from mdt_board.gui.held_cases import HeldCases
from mdt_board.gui.opening import Opening
from mdt_board.gui.paper import Paper
from mdt_board.gui.resolving import Resolving
from mdt_board.gui.telling import Telling
from mdt_board.gui.worker import Desk
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.edit import Edit
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.palette import DARK, LIGHT
from mdt_board.preferences import TEXT_PERCENTS
from mdt_board.presenters import agenda, saving
from mdt_board.presenters.editing import CellEdit, parsed
from mdt_board.workspace import Workspace
from mdt_board.workspace.records import Kept

SMALLEST = (800, 560)
NARROW_PX = 1160


class MainWindow(QMainWindow):
    """The board window. The desk does the work; the window only shows it."""

    case_shown = Signal(str)
    painted = Signal()

    def __init__(self, workspace: Workspace, language: str) -> None:
        super().__init__()
        self.colors = LIGHT
        self.text_percent = TEXT_PERCENTS[0]
        self.recent: tuple[str, ...] = ()
        self.workspace = workspace
        self.words: Translator = workspace.translator(language)
        self.is_masked = False
        self.desk, self.errands = Desk(self), Desk(self)
        self.editor: Editor = Editor(self.desk, self)
        self.board, self.dressing = Board(), Dressing(self)
        self.telling = Telling(self.board, self.words, self)
        self.cases = HeldCases(self.editor)
        self._current, self._noticed = "", ""
        self._typed: tuple[Edit, ...] = ()
        self._is_painted, self._is_leaving = False, False
        self.opening: Opening = Opening(self)
        self.entering: Entering = Entering(self)
        self.choosing: Choosing = Choosing(self)
        self.arriving: Arriving = Arriving(self)
        self.paper: Paper = Paper(self)
        self.resolving: Resolving = Resolving(self)
        self._menus = Menus(self, self.board.top.menus)
        self.setCentralWidget(self.board)
        self.setAcceptDrops(True)
        self.setMinimumSize(*SMALLEST)
        self._connect()
        self._reword()
        self.board.setFocus()

    # which case

    def open_meeting(self) -> None:
        """Read every case of the meeting at the desk, then show the first."""
        self.board.waiting.show_text(self.words(N_("Reading the cases …")))
        self.desk.ask(self._read_views, self._take_views, self.telling.unread)

    def show_case(self, case_id: str) -> None:
        """Show another case; what was typed in the one before becomes a version."""
        if case_id in self.cases.views and case_id != self._current:
            self.save_changed()
            self._current, self._typed = case_id, ()
            self.board.point_at(frozenset())
            self._present()
            self.board.scroll_up()

    def take_case(self, workspace: Workspace, kept: Kept, view: View) -> None:
        """Show a case that was opened or begun; examples leave the window for it."""
        if self.cases.ends_practice(workspace):
            self.cases.drop_practice()
            done = self.cases.throw_practice_away
            self.desk.ask(done, lambda _: None, self.telling.failure)
        self.cases.hold(workspace, kept, view, self.language)
        self._current = ""
        self.show_case(view.case.id)

    def show_examples(self) -> None:
        """Show the example meeting anew; other cases are saved and leave the window."""
        self.save_changed()
        self.desk.ask(self._fresh_examples, self._take_views, self.telling.unread)

    def can_step(self, step: int) -> bool:
        """Say whether there is a case this far before or after the current one."""
        return bool(self.cases.neighbor(self._current, step))

    def step_case(self, step: int) -> None:
        """Go to the case before or after."""
        self.show_case(self.cases.neighbor(self._current, step))

    @property
    def current(self) -> str:
        """The id of the case that is shown, or nothing yet."""
        return self._current

    @property
    def view(self) -> View | None:
        """The case that is shown with all that was concluded, or nothing yet."""
        return self.cases.views.get(self._current)

    # working on it

    def preview(self, edits: Iterable[Edit]) -> None:
        """Show what a keystroke would make of the case."""
        if self._current:
            self.editor.preview(self._current, tuple(edits))

    def commit(self, edits: Iterable[Edit]) -> None:
        """Make a step of these edits; without any, show the case as it is.

        A cell that shows the preview already finds nothing to change in what was typed;
        the step is then what the last keystroke meant.
        """
        wanted = tuple(edits) or self._typed
        self._typed = ()
        if self._current and wanted:
            self.editor.commit(self._current, wanted)
        elif self._current:
            self.editor.leave_preview(self._current)

    def undo(self) -> None:
        """Take back the latest step."""
        self.editor.undo(self._current)

    def redo(self) -> None:
        """Do again what was taken back."""
        self.editor.redo(self._current)

    def save(self) -> None:
        """Make a version of the case that is shown."""
        self.editor.save(self._current)

    def save_changed(self) -> None:
        """Make a version of every case that was changed."""
        for case_id in self.editor.changed:
            self.editor.save(case_id)

    # how it looks

    def switch_language(self) -> None:
        """Show everything in the other language."""
        other = ENGLISH if self.words.is_chinese else CHINESE
        self.words = self.workspace.translator(other)
        self._reword()
        self._present()

    def mask_names(self) -> None:
        """Mask or show the patients' names."""
        self.is_masked = not self.is_masked
        self._reword()
        self._present()

    def switch_colors(self) -> None:
        """Change between light and dark."""
        self.colors = DARK if self.colors is LIGHT else LIGHT
        self.dress()

    def size_text(self, step: int) -> None:
        """Make text larger or smaller by a step; 0 takes the usual size."""
        if self.can_size_text(step):
            place = TEXT_PERCENTS.index(self.text_percent) + step if step else 0
            self.text_percent = TEXT_PERCENTS[place]
            self.dress()

    def can_size_text(self, step: int) -> bool:
        """Say whether text can be larger or smaller still."""
        place = TEXT_PERCENTS.index(self.text_percent) + step
        return not step or 0 <= place < len(TEXT_PERCENTS)

    def dress(self) -> None:
        """Give everything the colors and the text size that are chosen."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.colors, self.text_percent)
        worn = (*self.board.dressed, *self.findChildren(QDialog))
        parts = (partial(theme.dress, part) for part in worn)
        self.dressing.begin((*parts, *self.board.redrawing))
        self._menus.refresh(self.words)

    def show_shortcuts(self) -> None:
        """Show what the keyboard can do."""
        title, closing = self.words(N_("Shortcuts")), self.words(N_("Close"))
        ShortcutsDialog(title, shortcut_lines(self.words), closing, self).exec()

    def show_notice(self, text: str) -> None:
        """Say above every case what holds for all of them; nothing takes it away."""
        self.board.notice.show_text(text)

    def wake_charts(self) -> None:
        """Draw charts from now on; called after the first paint."""
        self.board.wake_charts()

    @property
    def language(self) -> str:
        """The language that is shown."""
        return self.words.language

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the empty shell is on the screen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Re-arrange the panels where the width passes a limit."""
        super().resizeEvent(event)
        self.board.arrange()
        self._show_kept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if files_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Show what the files would bring."""
        files = files_in(event.mimeData())
        event.acceptProposedAction()
        QTimer.singleShot(0, lambda: self.arriving.begin(files))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Make a version of what was changed, then let the desks finish."""
        if self.editor.changed and not self._is_leaving:
            event.ignore()
            self.opening.save_and_leave()
            return
        for desk in (self.errands, self.desk):
            desk.close()
        self.cases.throw_practice_away()
        super().closeEvent(event)

    def leave_anyway(self) -> None:
        """Close the window though something could not be saved; drafts stay."""
        self._is_leaving = True
        self.close()

    # inside

    def _connect(self) -> None:
        board, editor = self.board, self.editor
        board.case_chosen.connect(self.show_case)
        board.failed.connect(self.telling.failure)
        board.typed.connect(self._hear)
        board.committed.connect(self.commit)
        board.top.language.clicked.connect(self.switch_language)
        board.top.names.clicked.connect(self.mask_names)
        board.recovery.taken_up.connect(self.opening.take_up_draft)
        board.recovery.discarded.connect(self.opening.discard_draft)
        editor.stepped.connect(lambda step: self._take_view(step.view))
        editor.previewed.connect(self._take_preview)
        editor.refused.connect(self.telling.refusal)
        editor.refused.connect(self.opening.remember_why)
        editor.refused.connect(self.choosing.offer)
        editor.failed.connect(self.telling.failure)
        editor.failed.connect(self.opening.remember_failure)
        editor.kept.connect(self.opening.note)
        editor.kept.connect(lambda _: self._back_up())
        editor.state_changed.connect(lambda _: self._show_kept())

    def _back_up(self) -> None:
        """Make the day's backup after its first save, which does not wait for it."""
        work = self.workspace.back_up_today
        self.errands.ask(work, lambda _: None, self.telling.failure)

    def _hear(self, cell: CellEdit, text: str) -> None:
        """Answer a keystroke, where it means something in the case as it is kept."""
        if not self.editor.holds(self._current):
            return
        found = parsed(cell, text, self.editor.case(self._current), self.words)
        self._typed = found if isinstance(found, tuple) else ()
        if isinstance(found, tuple):
            self.preview(found)

    def _read_views(self) -> tuple[View, ...]:
        if self.workspace.meeting is None and not self.workspace.case_ids():
            return self.cases.practice(self.language).views()
        return tuple(self.workspace.view(i) for i in self.workspace.case_ids())

    def _fresh_examples(self) -> tuple[View, ...]:
        self.cases.throw_practice_away()
        return self.cases.practice(self.language).views()

    def _take_views(self, views: tuple[View, ...]) -> None:
        self.board.waiting.show_text("")
        self.cases.clear()
        for view in views:
            self.cases.hold(self.workspace, Kept(view.case), view, self.language)
        self._current = next(iter(self.cases.views), "")
        self._present()
        check = self.workspace.check_store
        self.desk.ask(check, lambda _: self._tell_notices(), self.telling.failure)

    def _take_preview(self, view: View) -> None:
        """Show what a keystroke made of the case; the rail waits for the step."""
        if self.cases.take(view) and view.case.id == self._current:
            masked = replace(view, privacy=self.is_masked)
            self.board.show_view(masked, self.words)

    def _take_view(self, view: View) -> None:
        if self.cases.take(view):
            self._present()

    def _reword(self) -> None:
        self.setWindowTitle(self.words(N_("MDT Board")))
        qt_words.speak(self.words)
        self.board.top.refresh(self.words, self.is_masked)
        self.telling.speak(self.words)
        self.opening.reword()
        self._menus.refresh(self.words)

    def _present(self) -> None:
        """Present the current case to every panel; each ignores what is unchanged."""
        if not self._current:
            return
        tr = self.words
        views = [replace(v, privacy=self.is_masked) for v in self.cases.views.values()]
        view = next(v for v in views if v.case.id == self._current)
        days = {v.case.id: self.workspace.day_for(v.case) for v in views}
        rail = agenda.present(tuple(views), self._current, view.meeting, tr, days)
        self.board.show_rail(rail)
        self.board.show_view(view, tr)
        self._tell_notices()
        self._show_kept()
        self.case_shown.emit(self._current)

    def _tell_notices(self) -> None:
        """Say what the store wants said, when it says something else than before."""
        text = "\n".join(map(self.words.message, self.workspace.notices()))
        if text != self._noticed:
            self._noticed = text
            self.show_notice(text)

    def _show_kept(self) -> None:
        if self._current:
            state, is_narrow = (
                self.editor.state(self._current),
                self.width() < NARROW_PX,
            )
            self.board.top.show_kept(
                saving.chip(state, self.words, is_narrow),
                saving.chip(state, self.words).text,
            )
        self._menus.refresh(self.words)
