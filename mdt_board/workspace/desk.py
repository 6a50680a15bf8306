"""One open case being worked on: what is typed, done, undone, drafted and saved.

A case changes here in steps. A step is one or more edits that belong together; it is
taken back by the inverse edits, so that nothing of a colleague's goes with it. Saving
makes a version of all steps since the last one.
"""

from collections.abc import Collection, Iterable

from mdt_board.model.case import Case
from mdt_board.model.edit import Conflict, Edit, Merge
from mdt_board.model.issue import Issue
from mdt_board.model.refusal import Refused
from mdt_board.model.stored import Draft
from mdt_board.model.view import View
from mdt_board.workflow.conflict import own_way
from mdt_board.workflow.edit import EditError, apply, inverse
from mdt_board.workflow.merge import difference, three_way
from mdt_board.workspace.drafts import with_draft
from mdt_board.workspace.records import Kept
from mdt_board.workspace.workspace import Workspace

Step = tuple[Edit, ...]


class OpenCase:
    """A case as it was found, and the steps that were made on it since.

    Nothing here knows a window; it is used by one thread at a time.
    """

    def __init__(
        self, workspace: Workspace, kept: Kept, issues: tuple[Issue, ...] = ()
    ) -> None:
        self._workspace = workspace
        self._issues = issues
        self.replace(kept)

    def replace(self, kept: Kept) -> None:
        """Go on from another version; the steps up to it can be undone no more."""
        self._kept = kept
        self._case = kept.case
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._view: View | None = None

    @property
    def kept(self) -> Kept:
        """The version that the steps are made on, and where it is kept."""
        return self._kept

    @property
    def case(self) -> Case:
        """The case with all steps."""
        return self._case

    @property
    def view(self) -> View:
        """The case with all steps, interpreted; worked out when first asked for."""
        if self._view is None:
            self._view = self._view_of(self._case)
        return self._view

    # steps

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Every edit since the last version, in its order."""
        return tuple(edit for step in self._done for edit in step)

    @property
    def is_changed(self) -> bool:
        """Say whether there are steps of which no version was made."""
        return bool(self._done)

    @property
    def can_undo(self) -> bool:
        """Say whether there is a step since the last version to take back."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Say whether a step was taken back that can be done again."""
        return bool(self._undone)

    def preview(self, edits: Iterable[Edit]) -> View | EditError:
        """Return what further edits would make of the case; nothing is kept."""
        wanted = tuple(edits)
        if not wanted:
            return self.view
        try:
            return self._view_of(apply(self._case, wanted))
        except EditError as error:
            return error

    def commit(self, edits: Iterable[Edit]) -> None:
        """Make one step; no edits make none.

        Raises:
            EditError: when they do not fit the case; it is then as it was.
        """
        step = tuple(edits)
        if step:
            self._become(apply(self._case, step))
            self._done.append(step)
            self._undone.clear()

    def undo(self) -> bool:
        """Take back the latest step since the last version; False without one."""
        if not self._done:
            return False
        back = [inverse(edit) for edit in reversed(self._done[-1])]
        self._become(apply(self._case, back))
        self._undone.append(self._done.pop())
        return True

    def redo(self) -> bool:
        """Do again the step that was taken back last; False without one."""
        if not self._undone:
            return False
        self._become(apply(self._case, self._undone[-1]))
        self._done.append(self._undone.pop())
        return True

    # keeping

    def save(self, action: str = "edit") -> Kept | Refused:
        """Make a version of the case where it is kept; a refusal loses nothing.

        Raises:
            OSError: when the machine does not let us; the steps are then still there.
        """
        answer = self._workspace.keep(self._kept, self._case, action)
        if isinstance(answer, Kept):
            self.replace(answer)
        return answer

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return what was changed here and, otherwise, in the newest version.

        Raises:
            RefusedError: when the case is not kept any more.
            OSError: when the machine does not let us look.
        """
        return self._joined(self._newest().case).conflicts

    def choose(self, mine: Collection[Conflict]) -> None:
        """Go on from the newest version with what was changed here.

        Args:
            mine: the conflicts in which one's own change holds; in the others, that of
                the newest version.
        """
        newest = self._newest()
        joined = self._joined(newest.case)
        chosen = [own_way(c) for c in joined.conflicts if c in mine]
        self.replace(newest)
        self.commit((*joined.edits, *chosen))

    @property
    def keeps_drafts(self) -> bool:
        """Say whether what is typed is drafted: not in files, not in examples."""
        return self._kept.file is None and not self._case.is_example

    def keep_draft(self) -> None:
        """Keep the steps in the store, in place of the earlier draft."""
        if self.keeps_drafts:
            self._workspace.keep_draft(self._kept.case, self.edits)

    def offered_draft(self) -> Draft | None:
        """Return what was typed before the program ended, if anything was."""
        if not self.keeps_drafts:
            return None
        return self._workspace.draft(self._case.id)

    def take_up(self, draft: Draft) -> Refused | None:
        """Make the draft one step, where it was made on this very version."""
        found = with_draft(self._kept.case, draft)
        if isinstance(found, Refused):
            return found
        try:
            self.commit(draft.edits)
        except EditError as error:
            return Refused("both-changed", (error.message,))
        return None

    # inside

    def _newest(self) -> Kept:
        return self._workspace.find(self._kept.name)

    def _joined(self, newest: Case) -> Merge:
        base = self._kept.case
        mine, theirs = difference(base, self._case), difference(base, newest)
        return three_way(base, mine, theirs)

    def _become(self, case: Case) -> None:
        self._case = case
        self._view = None

    def _view_of(self, case: Case) -> View:
        return self._workspace.view_of(case, issues=self._issues)
