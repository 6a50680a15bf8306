"""The four panels: side by side, two by two, or one at a time under tabs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QTabBar, QVBoxLayout, QWidget

from mdt_board.gui.theme import GAP, px

FOUR_FROM_PX = 1500  # in the usual size of type; larger type needs more
TWO_FROM_PX = 1160  # narrower, two English panels do not fit beside the rail


def columns_at(width: int) -> int:
    """Return how many panels stand side by side in a window of this width."""
    if width >= px(FOUR_FROM_PX):
        return 4
    return 2 if width >= TWO_FROM_PX else 1


class Deck(QWidget):
    """Arranges panels; nothing is cut off and nothing scrolls sideways."""

    def __init__(self, panels: tuple[QWidget, ...], parent: QWidget | None = None):
        super().__init__(parent)
        self._panels = panels
        self._columns = 0
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        for _ in panels:
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(self._show_chosen)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(GAP)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addLayout(self._grid, 1)
        self.arrange(4)

    @property
    def columns(self) -> int:
        """How many panels stand side by side."""
        return self._columns

    def name_tabs(self, names: tuple[str, ...]) -> None:
        """Name the tabs as the panels are named."""
        for place, name in enumerate(names):
            self.tabs.setTabText(place, name)

    def arrange(self, columns: int) -> None:
        """Put four, two or one panels side by side."""
        if columns == self._columns:
            return
        self._columns = columns
        for place, panel in enumerate(self._panels):
            self._grid.addWidget(panel, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.tabs.setVisible(columns == 1)
        self._show_chosen()

    def _show_chosen(self) -> None:
        for place, panel in enumerate(self._panels):
            panel.setVisible(self._columns > 1 or place == self.tabs.currentIndex())
