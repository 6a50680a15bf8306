"""What the board decides, from the window: positions, a decision, its signature."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from mdt_board.gui.deciding import Deciding
from mdt_board.gui.editor import Held, brought
from mdt_board.model.decision import DecisionState
from mdt_board.presenters.deciding import stands
from mdt_board.workspace import Workspace
from mdt_board.workspace.records import Kept

if TYPE_CHECKING:
    from mdt_board.gui.main_window import MainWindow

Ask = Callable[[Deciding, Held], Kept | None]


class Resolving(QObject):
    """Saves the case first: people decide on what is on record, and on nothing else."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self._deciding: dict[Workspace, Deciding] = {}
        decision = window.board.decision
        decision.let_decide(True)
        decision.position_asked.connect(self.position)
        decision.record_asked.connect(self.record)
        decision.sign_asked.connect(self.sign)
        decision.withdraw_asked.connect(self.withdraw)

    def position(self, discipline: str = "") -> None:
        """Ask what one expert says."""
        words, window = self._window.words, self._window
        self._ask(
            lambda deciding, held: deciding.record_position(
                held.open_case, words, window, discipline
            )
        )

    def record(self) -> None:
        """Ask what the board decides, beginning with what is picked in the bar."""
        words, window = self._window.words, self._window
        choice = window.board.decision.chosen
        self._ask(
            lambda deciding, held: deciding.record(
                held.open_case, words, window, choice
            )
        )

    def sign(self) -> None:
        """Ask for the signature of what is proposed."""
        words, window = self._window.words, self._window
        self._ask(lambda deciding, held: deciding.sign(held.open_case, words, window))

    def amend(self) -> None:
        """Ask what changes in a signed decision, and why."""
        words, window = self._window.words, self._window
        self._ask(lambda deciding, held: deciding.amend(held.open_case, words, window))

    def withdraw(self) -> None:
        """Ask why a signed decision no longer stands."""
        words, window = self._window.words, self._window
        self._ask(
            lambda deciding, held: deciding.withdraw(held.open_case, words, window)
        )

    def can_sign(self) -> bool:
        """Say whether a decision is proposed and not signed yet."""
        view = self._window.view
        decision = view.case.decision if view else None
        return decision is not None and decision.state is DecisionState.PROPOSED

    def can_amend(self) -> bool:
        """Say whether there is a signed decision that stands."""
        view = self._window.view
        return view is not None and stands(view.case)

    def _ask(self, ask: Ask) -> None:
        window, case_id = self._window, self._window.current
        if not case_id:
            return
        held = window.editor.held(case_id)

        def go_on(_: Kept) -> None:
            kept = ask(self._of(held.workspace), held)
            if kept:
                window.editor.act(case_id, lambda workspace, before: kept)

        window.editor.act(case_id, brought, go_on)

    def _of(self, workspace: Workspace) -> Deciding:
        """Return who asks in a workspace; what was typed and not kept stays there."""
        return self._deciding.setdefault(workspace, Deciding(workspace))
