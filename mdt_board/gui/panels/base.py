"""What every panel does: show a state once, and keep place and selection by id."""

from abc import abstractmethod
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from mdt_board.gui.panels.table import RowTable
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import dress

State = TypeVar("State")


class Panel(QFrame, Generic[State]):
    """A widget with `show_state`; equal states are shown once.

    A subclass overrides `_fill`. Tables inside keep their selection and scroll.
    """

    def __init__(self, surface: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", surface)
        dress(self)
        self._state: State | None = None
        self._cover: PlainLabel | None = None

    @property
    def state(self) -> State | None:
        """What is shown just now."""
        return self._state

    def show_state(self, state: State) -> None:
        """Show ``state``; at once done when it is shown already."""
        if self._cover:
            self._cover.hide()
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

    def withhold(self, text: str) -> None:
        """Cover what was shown with ``text`` until there is something to show again.

        For when the state could not be made or shown: what is still here may be
        another patient's.
        """
        self._state = None
        if self._cover is None:
            self._cover = PlainLabel("strong", wraps=True, parent=self)
            self._cover.setProperty("surface", "notice")
            self._cover.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._cover.setGeometry(self.rect())
        self._cover.show_text(text)
        self._cover.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what is withheld covered."""
        super().resizeEvent(event)
        if self._cover:
            self._cover.setGeometry(self.rect())

    def point_at(self, records: frozenset[str]) -> None:
        """Mark every row that shows one of these records."""
        for table in self.findChildren(RowTable):
            table.point_at(records)

    def _renew(self, state: State) -> None:
        """Take from an equal state what is not shown, as what reads typed words."""

    @abstractmethod
    def _fill(self, state: State) -> None:
        """Write ``state`` into the widgets; called only when it has changed."""
