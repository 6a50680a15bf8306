"""One step of a waterfall: from where the reasons before it led to where it leads."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from mdt_board.gui.theme import colors_of
from mdt_board.presenters.parts import Bar

WIDTH_PX, HEIGHT_PX, THICK_PX = 160, 12, 8
LEAST_PX = 2.0  # of a step so small that it would vanish


class WaterfallBar(QWidget):
    """A step to the left or to the right of the line at even odds.

    It repeats what its words say in numbers; nothing is told by it alone.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar: Bar | None = None
        self.setFixedSize(WIDTH_PX, HEIGHT_PX)
        self.hide()

    def show_bar(self, bar: Bar | None) -> None:
        """Show a step, or nothing."""
        self._bar = bar
        self.setVisible(bar is not None)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for the same room for every step, so that they line up."""
        return QSize(WIDTH_PX, HEIGHT_PX)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line at even odds and the step."""
        super().paintEvent(event)
        if self._bar is None:
            return
        colors = colors_of(self)
        painter = QPainter(self)
        width, middle = self.width() - 1, self.height() / 2
        even = self._bar.even * width
        painter.setPen(QPen(QColor(colors.muted), 1))
        painter.drawLine(int(even), 0, int(even), self.height())
        left, right = sorted((self._bar.start * width, self._bar.end * width))
        step = QRectF(left, middle - THICK_PX / 2, right - left, THICK_PX)
        if step.width() < LEAST_PX:
            step.setWidth(LEAST_PX)
        is_result = self._bar.is_result
        painter.fillRect(step, QColor(colors.accent if is_result else colors.muted))
        painter.end()
