"""The cases in the window, and where each is kept.

Examples are tried in a store of their own, which is thrown away at the end.
"""

from mdt_board.gui.editor import Editor, Held
from mdt_board.model.view import View
from mdt_board.workspace import Workspace
from mdt_board.workspace.desk import OpenCase
from mdt_board.workspace.practice import Practice
from mdt_board.workspace.records import Kept


class HeldCases:
    """Every case that can be shown, as it was shown last, in the order of the rail."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._practice: Practice | None = None
        self.views: dict[str, View] = {}

    def hold(self, workspace: Workspace, kept: Kept, view: View, language: str) -> None:
        """Work on a case where it is kept; an example is tried in its own store."""
        is_practice = view.case.is_example and not kept.case.revision and not kept.file
        if is_practice:
            workspace = self.practice(language).workspace
            workspace.meeting = view.meeting or workspace.meeting
        self.views[view.case.id] = view
        open_case = OpenCase(workspace, kept, view.issues)
        self._editor.hold(Held(workspace, open_case, is_practice))

    def take(self, view: View) -> bool:
        """Show this of a case from now on; False when the case has left the window."""
        is_held = view.case.id in self.views
        if is_held:
            self.views[view.case.id] = view
        return is_held

    def clear(self) -> None:
        """Let every case leave the window."""
        for case_id in tuple(self.views):
            self._drop(case_id)

    def neighbor(self, case_id: str, step: int) -> str:
        """Return the case this far before or after, or nothing."""
        ids = list(self.views)
        place = ids.index(case_id) + step if case_id in ids else -1
        return ids[place] if 0 <= place < len(ids) else ""

    # the examples

    def practice(self, language: str) -> Practice:
        """Return the examples' own workspace, made when it is first asked for."""
        if self._practice is None:
            self._practice = Practice(language)
        return self._practice

    def ends_practice(self, workspace: Workspace) -> bool:
        """Say whether a case of this workspace takes the place of the examples."""
        practice = self._practice
        return practice is not None and workspace is not practice.workspace

    def drop_practice(self) -> None:
        """Let the examples leave the window."""
        for case_id in tuple(self.views):
            if self._editor.held(case_id).is_practice:
                self._drop(case_id)

    def throw_practice_away(self) -> None:
        """Remove the examples' store with all that was tried in it."""
        practice, self._practice = self._practice, None
        if practice:
            practice.close()

    def _drop(self, case_id: str) -> None:
        self._editor.drop(case_id)
        del self.views[case_id]
