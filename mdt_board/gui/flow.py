"""A layout that puts its items side by side and breaks the line where room ends."""

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from mdt_board.gui.theme import GAP, UNIT


class ItemLayout(QLayout):
    """What a layout of items in their order has to do whatever their places are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._items: list[QLayoutItem] = []  # asked for by the base's constructor
        super().__init__(parent)

    def addItem(self, item: QLayoutItem) -> None:
        """Take one more item."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many items there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one item, or None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Remove one item and return it."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Want no more room than the items need."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """Say that the height follows from the width."""
        return True


class FlowLayout(ItemLayout):
    """Left to right, then the next line; its height follows from its width."""

    def __init__(
        self, parent: QWidget | None = None, gap: int = GAP, below: int = UNIT
    ) -> None:
        self._heights: dict[int, int] = {}  # asked for by the base's constructor
        super().__init__(parent)
        self.setContentsMargins(QMargins())
        self._gap, self._below = gap, below
        self._least_line = 0

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at this width.

        Layouts around it ask many times before anything inside has changed.
        """
        if width not in self._heights:
            height = self._arrange(QRect(0, 0, width, 0), moves=False)
            self._heights[width] = height
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget what was worked out; something inside has changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Put every item in its place."""
        super().setGeometry(rect)
        self._arrange(rect, moves=True)

    def sizeHint(self) -> QSize:
        """Return the size of all items on one line."""
        sizes = [i.sizeHint() for i in self._shown()]
        width = sum(s.width() for s in sizes) + self._gap * max(0, len(sizes) - 1)
        return QSize(width, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        """Return the size of the widest item."""
        sizes = [i.minimumSize() for i in self._shown()]
        width = max((s.width() for s in sizes), default=0)
        return QSize(width, max((s.height() for s in sizes), default=0))

    def center_in(self, height: int) -> None:
        """Center items in lines of at least this height."""
        self._least_line = height

    def _shown(self) -> list[QLayoutItem]:
        return [i for i in self._items if not i.isEmpty()]

    def _arrange(self, rect: QRect, moves: bool) -> int:
        x, y, line = rect.x(), rect.y(), 0
        for item in self._shown():
            size = _size(item, rect.width())
            if x > rect.x() and x + size.width() > rect.x() + rect.width():
                x, y, line = rect.x(), y + line + self._below, 0
            if moves:
                drop = max(0, (self._least_line - size.height()) // 2)
                item.setGeometry(QRect(QPoint(x, y + drop), size))
            x += size.width() + self._gap
            line = max(line, size.height(), self._least_line)
        return y + line - rect.y()


def _size(item: QLayoutItem, room: int) -> QSize:
    """Return the room that an item takes on a line; too wide, it wraps by itself."""
    wanted = item.sizeHint()
    if wanted.width() <= room:
        return wanted
    if item.hasHeightForWidth():
        return QSize(room, item.heightForWidth(room))
    return QSize(room, wanted.height())
