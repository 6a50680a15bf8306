"""Cases come and go: new, opened, found again after a crash, saved before leaving."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mdt_board.gui.dialogs.closing import UnsavedDialog
from mdt_board.gui.dialogs.open import Answer, CaseListDialog, Search
from mdt_board.gui.qt_words import file_to_open
from mdt_board.model.case import Case
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import CaseSummary, Draft
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.preferences import with_recent
from mdt_board.presenters import case_list, recovery
from mdt_board.presenters.failure import failure_lines, refusal_lines
from mdt_board.workspace.records import Kept, is_file_name

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow

MOST_FOUND = 200  # nobody reads on; one types another letter
FILES = "MDT Board (*.json)"
Opened = tuple[Kept, View]


class Opening(QObject):
    """Asks the desk for cases, and the person which."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._offers: list[recovery.Offer] = []
        self._why = ""
        self.dialog: CaseListDialog | UnsavedDialog | None = None

    # new and opened

    def begin_case(self, then: Callable[[], None] | None = None) -> None:
        """Begin a case of which nothing is known yet, and show it."""
        workspace = self._window.workspace

        def work() -> Opened:
            kept = Kept(workspace.new_case())
            return kept, workspace.view_of(kept.case)

        def done(opened: Opened) -> None:
            self._window.take_case(workspace, *opened)
            if then:
                then()

        self._window.desk.ask(work, done, self._window.telling.failure)

    def open_name(self, name: str) -> None:
        """Open a case by its id in the store or the name of its file."""
        workspace = self._window.workspace

        def work() -> Opened:
            kept = workspace.find(name)
            return kept, workspace.view_of(kept.case)

        self._window.desk.ask(work, self._show, self._window.telling.failure)

    def choose_case(self) -> None:
        """Let the person choose a case of the store."""
        title = self._window.words(N_("Open a case"))
        self._window.entering.enter(lambda: self._choose(title, self._search_store))

    def choose_recent(self) -> None:
        """Let the person choose among the cases that were open lately."""
        self._choose(self._window.words(N_("Recent cases")), self._search_recent)

    def choose_file(self) -> None:
        """Let the person choose a case file."""
        title = self._window.words(N_("Open a case file"))
        name = file_to_open(self._window, title, FILES, self._window.words)
        if name:
            self.open_name(str(Path(name)))

    def open_examples(self) -> None:
        """Show the example meeting, fresh and in a store that is thrown away."""
        self._window.show_examples()

    def note(self, kept: Kept) -> None:
        """Remember a case that was opened or saved among the recent ones."""
        if kept.file or (kept.case.revision and not kept.case.is_example):
            window = self._window
            window.recent = with_recent(window.recent, kept.name)

    # after a crash

    def offer_drafts(self) -> None:
        """Offer what this person typed and did not save, the latest first."""
        workspace = self._window.workspace

        def work() -> list[recovery.Offer]:
            return [
                recovery.offered(draft, _begun(self._window, draft))
                for draft in workspace.drafts()
            ]

        self._window.errands.ask(work, self._take_offers, self._window.telling.failure)

    def take_up_draft(self, case_id: str) -> None:
        """Open the case of a draft and take up what was typed."""
        window = self._window
        draft = next(o.draft for o in self._offers if o.draft.case_id == case_id)

        def work() -> Opened:
            kept = Kept(_begun(window, draft))
            return kept, window.workspace.view_of(kept.case)

        def done(opened: Opened) -> None:
            self._show(opened)
            window.editor.take_up(case_id, draft)
            self._offers = [o for o in self._offers if o.draft.case_id != case_id]
            self.reword()

        window.desk.ask(work, done, window.telling.failure)

    def discard_draft(self, case_id: str) -> None:
        """Drop a draft for good."""
        workspace = self._window.workspace
        self._offers = [o for o in self._offers if o.draft.case_id != case_id]
        self.reword()
        self._window.desk.ask(
            lambda: workspace.keep_draft(Case(id=case_id), ()),
            lambda _: None,
            self._window.telling.failure,
        )

    def reword(self) -> None:
        """Show the first draft that is still to be decided on, if there is one."""
        window = self._window
        offer = next(iter(self._offers), None)
        text = recovery.text_of(offer, window.is_masked, window.words) if offer else ""
        case_id = offer.draft.case_id if offer else ""
        can_take_up = bool(offer) and not offer.draft.is_behind if offer else False
        window.board.recovery.offer(case_id, text, can_take_up, window.words)

    # leaving

    def save_and_leave(self) -> None:
        """Save what was changed and close the window; ask where that fails."""
        window, self._why = self._window, ""
        window.save_changed()
        window.editor.keep_drafts_now()
        window.desk.ask(lambda: None, lambda _: self._leave(), window.telling.failure)

    def remember_why(self, case_id: str, refused: Refused) -> None:
        """Keep the reason for which a case was not saved, for the last question."""
        self._why = "\n".join(refusal_lines(refused, self._window.words))

    def remember_failure(self, error: Exception) -> None:
        """Keep what the machine or a bug did not allow, for the last question."""
        lines = failure_lines(error, self._window.words)
        self._why = "\n".join(lines or (type(error).__name__,))

    def _leave(self) -> None:
        window = self._window
        if not window.editor.changed:
            window.leave_anyway()
        elif self.dialog is None:
            dialog = self.dialog = UnsavedDialog(self._why, window.words, window)
            dialog.accepted.connect(window.leave_anyway)
            dialog.finished.connect(self._close_dialog)
            dialog.setModal(True)
            dialog.show()

    # inside

    def _choose(self, title: str, search: Search) -> None:
        if self.dialog:
            return
        window = self._window
        dialog = self.dialog = CaseListDialog(title, search, window.words, window)
        dialog.accepted.connect(lambda: self.open_name(dialog.chosen))
        dialog.finished.connect(self._close_dialog)
        dialog.setModal(True)
        dialog.show()

    def _close_dialog(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog:
            dialog.deleteLater()

    def _search_store(self, typed: str, answer: Answer) -> None:
        window = self._window

        def show(found: tuple[CaseSummary, ...]) -> None:
            if self.dialog:
                answer(case_list.present(found, window.is_masked, window.words))

        def work() -> tuple[CaseSummary, ...]:
            workspace = window.workspace  # before the first save there is no store
            is_there = workspace.archive.is_there
            return workspace.list_cases(typed, MOST_FOUND) if is_there else ()

        window.errands.ask_newest(
            "search",
            work,
            show,
            window.telling.failure,
        )

    def _search_recent(self, typed: str, answer: Answer) -> None:
        window = self._window

        def work() -> tuple[CaseSummary, ...]:
            workspace = window.workspace
            names = [n for n in window.recent if not is_file_name(n)]
            if not (names and workspace.archive.is_there):
                return ()
            found = (workspace.list_cases(name, 1) for name in names)
            return tuple(case for cases in found for case in cases)

        def show(known: tuple[CaseSummary, ...]) -> None:
            rows = case_list.recent(
                window.recent, known, window.is_masked, window.words
            )
            wanted = typed.casefold().split()
            if self.dialog:
                answer(
                    tuple(
                        row
                        for row in rows
                        if all(w in " ".join(row.cells).casefold() for w in wanted)
                    )
                )

        window.errands.ask_newest("search", work, show, window.telling.failure)

    def _show(self, opened: Opened) -> None:
        kept, view = opened
        window = self._window
        window.take_case(window.workspace, kept, view)
        self.note(kept)

    def _take_offers(self, offers: list[recovery.Offer]) -> None:
        self._offers = offers
        self.reword()


def _begun(window: "MainWindow", draft: Draft) -> Case:
    """Return the case of a draft; one that was never saved begins empty again."""
    if draft.current_revision:
        return window.workspace.find(draft.case_id).case
    return Case(id=draft.case_id)
