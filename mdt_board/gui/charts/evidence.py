"""How many reasons speak for, against, or are missing: one block for each."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from mdt_board.gui.theme import colors_of

BLOCK_PX = 16
GAP_PX = 4
HEIGHT_PX = 16
AGAINST_BLOCKS = 3
ALL_BLOCKS = 9
MOST_PX = 24


class EvidenceBar(QWidget):
    """Minus signs left of an axis speak against, solid blocks for, dashed ones miss."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts = (0, 0, 0)
        self._is_strong = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(
        self, against: int, for_: int, missing: int, is_strong: bool, spoken: str
    ) -> None:
        """Show how many reasons there are of each kind."""
        self._counts, self._is_strong = (against, for_, missing), is_strong
        self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Want room for the usual number of reasons."""
        return QSize(ALL_BLOCKS * (BLOCK_PX + GAP_PX), HEIGHT_PX + 4)

    def minimumSizeHint(self) -> QSize:
        """Shrink the blocks rather than the words beside them."""
        return QSize(96, HEIGHT_PX + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the axis and the blocks."""
        against, for_, missing = self._counts
        colors = colors_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        blocks = max(ALL_BLOCKS, AGAINST_BLOCKS + for_ + missing)
        step = min(self.width() / blocks, MOST_PX)
        axis = max(AGAINST_BLOCKS, against) * step
        painter.setPen(QPen(QColor(colors.line), 1))
        painter.drawLine(int(axis), 0, int(axis), self.height())
        solid = QColor(colors.accent if self._is_strong else colors.muted)
        for place in range(against):
            self._minus(painter, axis - (place + 1) * step, step, QColor(colors.ink))
        for place in range(for_):
            self._block(painter, axis + place * step, step, solid)
        for place in range(for_, for_ + missing):
            self._hollow(painter, axis + place * step, step, QColor(colors.caution))
        painter.end()

    def _rect(self, left: float, step: float) -> QRectF:
        top = (self.height() - HEIGHT_PX) / 2
        return QRectF(left + GAP_PX / 2, top, max(2.0, step - GAP_PX), HEIGHT_PX)

    def _block(
        self, painter: QPainter, left: float, step: float, color: QColor
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(self._rect(left, step), 2, 2)

    def _minus(
        self, painter: QPainter, left: float, step: float, color: QColor
    ) -> None:
        rect = self._rect(left, step).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, 2, 2)
        middle, quarter = rect.center(), rect.width() / 4
        painter.drawLine(middle - QPointF(quarter, 0), middle + QPointF(quarter, 0))

    def _hollow(
        self, painter: QPainter, left: float, step: float, color: QColor
    ) -> None:
        painter.setPen(QPen(color, 1, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(
            self._rect(left, step).adjusted(0.5, 0.5, -0.5, -0.5), 2, 2
        )
