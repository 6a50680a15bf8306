"""The foot of the window: as tall as what it holds, but never over half the window."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mdt_board.gui.theme import GAP, PAD

_NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
MOST_OF_WINDOW = 0.55  # the case stays in sight beside an opened decision


class Foot(QScrollArea):
    """Holds one panel in reach; scrolls where the panel is opened too far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._inside = QWidget()
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(PAD, 0, PAD, GAP)
        self._inside.installEventFilter(self)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(_NEVER)
        self.setVerticalScrollBarPolicy(_NEVER)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setWidget(self._inside)

    def hold(self, panel: QWidget) -> None:
        """Take a panel, from wherever it was."""
        if self._column.indexOf(panel) < 0:
            self._column.addWidget(panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer to scroll only where the panel is higher than it may be.

        A bar that shows while heights settle would take the width of a word, and stay.
        """
        super().resizeEvent(event)
        self._offer_to_scroll()

    def _offer_to_scroll(self) -> None:
        is_whole = self._column.totalHeightForWidth(self.width()) <= self._most()
        needed = Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setVerticalScrollBarPolicy(_NEVER if is_whole else needed)

    def _most(self) -> int:
        return int(self.window().height() * MOST_OF_WINDOW)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of the panel at this width, or the most there may be."""
        return min(self._column.totalHeightForWidth(width), self._most())

    def sizeHint(self) -> QSize:
        """Ask for the height that the panel has at this width."""
        return QSize(self.width(), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """Ask for nothing; the height is given by the width."""
        return QSize(0, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask anew when the panel has changed."""
        is_request = event.type() is QEvent.Type.LayoutRequest
        if is_request and self.heightForWidth(self.width()) != self.height():
            self._offer_to_scroll()
            self.updateGeometry()
        return super().eventFilter(watched, event)
