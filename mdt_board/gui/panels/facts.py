"""Names and values under each other: the key facts of a panel."""

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayoutItem, QSizePolicy, QWidget

from mdt_board.gui.flow import ItemLayout
from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import PAD, UNIT
from mdt_board.presenters.parts import Fact, Tone

MARKS = {Tone.CAUTION: "▲ ", Tone.ALARM: "■ ", Tone.GOOD: "✓ "}
LEAST_VALUE_PX = 48
BETWEEN_PX = 4 * UNIT
Pair = tuple[QLayoutItem, QLayoutItem]
Placed = tuple[QLayoutItem, QRect]


class PairLayout(ItemLayout):
    """Names at the left, values at the right edge; short pairs share a line.

    Items come in pairs. With two columns a pair that fits into half the width stands
    beside the one before; with one each has its line. Height follows from width.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        self._heights: dict[int, int] = {}  # asked for by the base's constructor
        super().__init__(parent)
        self.setContentsMargins(QMargins())
        self._columns = 1

    def set_columns(self, columns: int) -> None:
        """Let one pair or up to two stand on a line."""
        if columns != self._columns:
            self._columns = columns
            self.invalidate()

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines at this width."""
        if width not in self._heights:
            placed = self._placed(QRect(0, 0, width, 0))
            self._heights[width] = max((r.bottom() + 1 for _, r in placed), default=0)
        return self._heights[width]

    def invalidate(self) -> None:
        """Forget what was worked out; something inside has changed."""
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        """Put every name and value in its place."""
        super().setGeometry(rect)
        for item, place in self._placed(rect):
            item.setGeometry(place)

    def sizeHint(self) -> QSize:
        """Return the room of all pairs under each other."""
        pairs = self._pairs()
        width = max((_width(pair) for pair in pairs), default=0)
        return QSize(width, self._stacked(pairs))

    def minimumSize(self) -> QSize:
        """Return the least room: names are never cut, values wrap."""
        pairs = self._pairs()
        names = max((name.sizeHint().width() for name, _ in pairs), default=0)
        return QSize(names + PAD + LEAST_VALUE_PX if pairs else 0, 0)

    def _stacked(self, pairs: list[Pair]) -> int:
        heights = [v.sizeHint().height() for _, v in pairs]
        return sum(heights) + UNIT * max(0, len(pairs) - 1)

    def _pairs(self) -> list[Pair]:
        found = zip(self._items[::2], self._items[1::2], strict=True)
        return [pair for pair in found if not pair[0].isEmpty()]

    def _lines(self, width: int) -> list[list[Pair]]:
        """Return the pairs by line; a short one goes to the first line with room."""
        half = (width - BETWEEN_PX) // 2
        lines: list[list[Pair]] = []
        with_room: list[list[Pair]] = []
        for pair in self._pairs():
            is_short = self._columns > 1 and _width(pair) <= half
            if is_short and with_room:
                with_room.pop(0).append(pair)
                continue
            lines.append([pair])
            if is_short:
                with_room.append(lines[-1])
        return lines

    def _placed(self, rect: QRect) -> list[Placed]:
        placed: list[Placed] = []
        top = rect.y()
        for line in self._lines(rect.width()):
            room = (rect.width() - BETWEEN_PX * (len(line) - 1)) // len(line)
            heights = []
            for place, pair in enumerate(line):
                left = rect.x() + place * (room + BETWEEN_PX)
                height = _height(pair, room)
                placed += _in_line(pair, QRect(left, top, room, height))
                heights.append(height)
            top += max(heights) + UNIT
        return placed


def _width(pair: Pair) -> int:
    name, value = pair
    return name.sizeHint().width() + PAD + value.sizeHint().width()


def _height(pair: Pair, room: int) -> int:
    name, value = pair
    left = max(LEAST_VALUE_PX, room - name.sizeHint().width() - PAD)
    height = value.heightForWidth(left) if value.hasHeightForWidth() else 0
    return max(height, value.minimumSize().height(), name.sizeHint().height())


def _in_line(pair: Pair, rect: QRect) -> list[Placed]:
    name, value = pair
    named = name.sizeHint()
    across = named.width() + PAD
    return [
        (name, QRect(rect.topLeft(), named)),
        (value, rect.adjusted(across, 0, 0, 0)),
    ]


class FactGrid(QWidget):
    """Facts by name and value; a fact with a tone carries a mark beside its color."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = PairLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._rows: list[tuple[PlainLabel, PlainLabel]] = []

    def set_columns(self, columns: int) -> None:
        """Let one fact or up to two stand on a line."""
        self._layout.set_columns(columns)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these facts, reusing the labels of those before."""
        while len(self._rows) < len(facts):
            self._add_row()
        for (name, value), fact in zip(self._rows, facts, strict=False):
            name.show_text(fact.name)
            set_tone(value, fact.tone)
            value.show_text(MARKS.get(fact.tone, "") + fact.value)
            value.setAccessibleName(f"{fact.name}: {fact.value}")
        for name, value in self._rows[len(facts) :]:
            name.hide()
            value.hide()
        self.setVisible(bool(facts))

    def _add_row(self) -> None:
        name, value = PlainLabel("muted"), PlainLabel("body", wraps=True)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._layout.addWidget(name)
        self._layout.addWidget(value)
        self._rows.append((name, value))


def row_of(*widgets: QWidget, gap: int = UNIT * 2) -> QHBoxLayout:
    """Return a line of widgets without margins."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget)
    return line
