"""The open cases: every step on them is done at the desk, in the order of asking.

A keystroke is only looked at, and the newest wins; a step is kept and can be undone;
a draft follows within a second; a version is made on saving. Nothing here blocks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from mdt_board.gui.worker import Desk
from mdt_board.model.case import Case
from mdt_board.model.edit import Conflict, Edit
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Draft
from mdt_board.model.view import View
from mdt_board.presenters.saving import SaveState
from mdt_board.workflow.edit import EditError
from mdt_board.workspace import Workspace
from mdt_board.workspace.desk import OpenCase
from mdt_board.workspace.records import Kept, can_undo, keep

DRAFT_AFTER_MS = 700

Verb = Callable[[Workspace, Kept], Kept | Refused]


@dataclass(frozen=True, slots=True)
class Held:
    """One case that is open, and where it is worked on.

    ``is_practice`` says that its store is thrown away.
    """

    workspace: Workspace
    open_case: OpenCase
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A case after something was done to it, as the window shows it."""

    view: View
    is_changed: bool
    can_undo: bool
    can_redo: bool


class Editor(QObject):
    """Asks the desk for every step and tells the window what became of it.

    ``stepped`` carries a `Step`, ``previewed`` a `View`, ``refused`` the case's id and
    a `Refused`, ``failed`` an exception, ``state_changed`` the id of a case, ``kept``
    the `Kept` that a save gave.
    """

    stepped = Signal(object)
    previewed = Signal(object)
    refused = Signal(str, object)
    failed = Signal(object)
    state_changed = Signal(str)
    kept = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._held: dict[str, Held] = {}
        self._states: dict[str, SaveState] = {}
        self._steps: dict[str, Step] = {}
        self._drafted: set[str] = set()
        self._saved: set[str] = set()  # with saved edits that can be taken back
        self._draft_timer = QTimer(self, singleShot=True, interval=DRAFT_AFTER_MS)
        self._draft_timer.timeout.connect(self._keep_drafts)

    # what is open

    def hold(self, held: Held) -> None:
        """Take a case among those that are worked on; another of its id gives way."""
        case_id = held.open_case.case.id
        self._held[case_id] = held
        self._steps.pop(case_id, None)
        self._set_state(case_id, self._resting(held))
        self._look_back(held)

    def drop(self, case_id: str) -> None:
        """Hold a case no longer."""
        self._held.pop(case_id, None)
        self._steps.pop(case_id, None)

    def holds(self, case_id: str) -> bool:
        """Say whether the case is among those that are worked on."""
        return case_id in self._held

    def held(self, case_id: str) -> Held:
        """Return a case that is held; raises KeyError."""
        return self._held[case_id]

    def case(self, case_id: str) -> Case:
        """Return the case with all steps so far; raises KeyError."""
        return self._held[case_id].open_case.case

    def state(self, case_id: str) -> SaveState:
        """Say how far a case is kept."""
        return self._states.get(case_id, SaveState.SAVED)

    def can_undo(self, case_id: str) -> bool:
        """Say whether the latest step, or what was saved last, can be taken back."""
        is_step = case_id in self._steps and self._steps[case_id].can_undo
        return is_step or case_id in self._saved

    def can_redo(self, case_id: str) -> bool:
        """Say whether a step that was taken back can be done again."""
        return case_id in self._steps and self._steps[case_id].can_redo

    @property
    def changed(self) -> tuple[str, ...]:
        """The cases with steps of which no version was made, but for practice."""
        return tuple(
            i
            for i, held in self._held.items()
            if held.open_case.is_changed and not held.is_practice
        )

    # typing

    def preview(self, case_id: str, edits: tuple[Edit, ...]) -> None:
        """Show what a keystroke would make of the case, and keep nothing of it."""
        open_case = self._held[case_id].open_case
        self._desk.ask_newest(
            f"preview {case_id}",
            lambda: open_case.preview(edits),
            self._show_preview,
            self.failed.emit,
        )

    def leave_preview(self, case_id: str) -> None:
        """Show the case without what was typed and not committed."""
        self._desk.forget(f"preview {case_id}")
        open_case = self._held[case_id].open_case
        self._desk.ask(lambda: open_case.view, self.previewed.emit, self.failed.emit)

    def commit(self, case_id: str, edits: Iterable[Edit]) -> None:
        """Make one step of these edits."""
        wanted = tuple(edits)
        self._step(case_id, lambda open_case: open_case.commit(wanted))

    def undo(self, case_id: str) -> None:
        """Take back the latest step, or what the person saved last."""
        if self._held[case_id].open_case.can_undo:
            self._step(case_id, OpenCase.undo)
        else:
            self.act(case_id, Workspace.undo)

    def redo(self, case_id: str) -> None:
        """Do again what was taken back."""
        self._step(case_id, OpenCase.redo)

    def take_up(self, case_id: str, draft: Draft) -> None:
        """Take up what was typed before the program ended."""
        self._step(case_id, lambda open_case: open_case.take_up(draft))

    def conflicts(
        self, case_id: str, then: Callable[[tuple[Conflict, ...]], None]
    ) -> None:
        """Ask what was changed here and by somebody else."""
        open_case = self._held[case_id].open_case
        self._desk.ask(open_case.conflicts, then, self.failed.emit)

    def choose(self, case_id: str, mine: tuple[Conflict, ...]) -> None:
        """Go on from the newest version, one's own changes on top, and save."""
        self._step(case_id, lambda open_case: open_case.choose(mine))
        self.save(case_id)

    # keeping

    def save(self, case_id: str, then: Callable[[Kept], None] | None = None) -> None:
        """Make a version of the case where it is kept, then go on."""
        self.act(case_id, lambda _, kept: kept, then)

    def act(
        self,
        case_id: str,
        verb: Verb,
        then: Callable[[Kept], None] | None = None,
    ) -> None:
        """Save, do something to what was saved, and go on with the result.

        Where either is refused nothing is lost: the steps stay as they are.
        """
        held = self._held[case_id]
        self._set_state(case_id, SaveState.SAVING)

        def done(answer: Kept | Refused) -> None:
            self._after_saving(case_id, held, answer)
            if isinstance(answer, Kept) and then:
                then(answer)

        def failed(error: Exception) -> None:
            self._set_state(case_id, SaveState.REFUSED)
            self.failed.emit(error)

        self._desk.ask(lambda: _done(held, verb), done, failed)

    def keep_drafts_now(self) -> None:
        """Ask for the drafts that are still to be kept."""
        if self._draft_timer.isActive():
            self._draft_timer.stop()
            self._keep_drafts()

    # inside

    def _step(self, case_id: str, do: Callable[[OpenCase], object]) -> None:
        held = self._held[case_id]
        self._desk.forget(f"preview {case_id}")

        def work() -> Step | Refused:
            answer = do(held.open_case)
            return answer if isinstance(answer, Refused) else _step_of(held.open_case)

        def done(step: Step | Refused) -> None:
            self._take(held, step)
            if not held.is_practice:
                self._drafted.add(case_id)
                self._draft_timer.start()

        self._desk.ask(work, done, self._step_failed(held))

    def _step_failed(self, held: Held) -> Callable[[Exception], None]:
        """Return who shows the case as it is, and why the step was not made."""

        def failed(error: Exception) -> None:
            self.failed.emit(error)
            self.leave_preview(held.open_case.case.id)

        return failed

    def _take(self, held: Held, step: Step | Refused) -> None:
        case_id = held.open_case.case.id
        if isinstance(step, Refused):
            self.refused.emit(case_id, step)
            return
        self._steps[case_id] = step
        is_changed = step.is_changed and not held.is_practice
        state = SaveState.CHANGED if is_changed else self._resting(held)
        self._set_state(case_id, state)
        self.stepped.emit(step)

    def _show_preview(self, found: View | EditError) -> None:
        if isinstance(found, View):
            self.previewed.emit(found)

    def _after_saving(self, case_id: str, held: Held, answer: Kept | Refused) -> None:
        if isinstance(answer, Refused):
            self._set_state(case_id, SaveState.REFUSED)
            self.refused.emit(case_id, answer)
            return
        self._set_state(case_id, self._resting(held))
        self.kept.emit(answer)
        self._look_back(held)
        self._desk.ask(
            lambda: _step_of(held.open_case),
            lambda step: self._take(held, step),
            self.failed.emit,
        )

    def _look_back(self, held: Held) -> None:
        """Ask whether the person has saved something that can be taken back."""
        case_id, kept = held.open_case.case.id, held.open_case.kept
        self._saved.discard(case_id)
        if kept.case.revision > 1:
            self._desk.ask(
                lambda: can_undo(held.workspace.archive, kept),
                lambda found: self._note_saved(case_id, found),
                self.failed.emit,
            )

    def _note_saved(self, case_id: str, can_go_back: bool) -> None:
        if can_go_back and case_id in self._held:
            self._saved.add(case_id)
            self.state_changed.emit(case_id)

    def _keep_drafts(self) -> None:
        for case_id in sorted(self._drafted):
            if case_id in self._held:
                open_case = self._held[case_id].open_case
                self._desk.ask(open_case.keep_draft, _say_nothing, self.failed.emit)
        self._drafted.clear()

    def _resting(self, held: Held) -> SaveState:
        kept = held.open_case.kept
        is_kept = bool(kept.file or kept.case.revision)
        resting = SaveState.SAVED if is_kept else SaveState.NEW
        return SaveState.PRACTICE if held.is_practice else resting

    def _set_state(self, case_id: str, state: SaveState) -> None:
        self._states[case_id] = state
        self.state_changed.emit(case_id)


def _step_of(open_case: OpenCase) -> Step:
    return Step(
        view=open_case.view,
        is_changed=open_case.is_changed,
        can_undo=open_case.can_undo,
        can_redo=open_case.can_redo,
    )


def _done(held: Held, verb: Verb) -> Kept | Refused:
    """Save, then do the verb; a case that is new here is brought in first."""
    saved = held.open_case.save()
    if isinstance(saved, Refused):
        return saved
    answer = verb(held.workspace, saved)
    if isinstance(answer, Kept) and answer != saved:
        held.open_case.replace(answer)
    return answer


def brought(workspace: Workspace, kept: Kept) -> Kept | Refused:
    """Return the case as the store has it, put there now where it is new.

    A decision or a signature is about a version, so there has to be one.
    """
    if kept.file or kept.case.revision:
        return kept
    return keep(workspace.archive, Kept(Case(id=kept.case.id)), kept.case, "create")


def _say_nothing(_: object) -> None:
    """A draft that was kept is no news."""
