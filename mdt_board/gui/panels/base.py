"""What every panel does: show a state once, and keep place and selection by id."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtWidgets import QFrame, QWidget

from mdt_board.gui.panels.table import RowTable

State = TypeVar("State")


class Panel(QFrame, Generic[State]):
    """A widget with `show_state`; equal states are shown once.

    A subclass overrides `_fill`. Tables inside keep their selection and scroll.
    """

    def __init__(self, surface: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", surface)
        self._state: State | None = None

    @property
    def state(self) -> State | None:
        """What is shown just now."""
        return self._state

    def show_state(self, state: State) -> None:
        """Show ``state``; at once done when it is shown already."""
        is_shown = state == self._state
        self._state = state
        if is_shown:
            self._renew(state)
            return
        tables = self.findChildren(RowTable)
        places = [(t, t.chosen_id(), t.verticalScrollBar().value()) for t in tables]
        self._fill(state)
        for table, chosen, scroll in places:
            table.choose(chosen)
            table.verticalScrollBar().setValue(scroll)

    def point_at(self, records: frozenset[str]) -> None:
        """Mark every row that shows one of these records."""
        for table in self.findChildren(RowTable):
            table.point_at(records)

    def _renew(self, state: State) -> None:
        """Take from an equal state what is not shown, as what reads typed words."""

    @abstractmethod
    def _fill(self, state: State) -> None:
        """Write ``state`` into the widgets; called only when it has changed."""
