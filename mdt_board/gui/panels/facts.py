"""Names and values under each other: the key facts of a panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import PAD, UNIT
from mdt_board.presenters.parts import Fact, Tone


class FactGrid(QWidget):
    """Facts in two columns; a fact with a tone carries a mark beside its color."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(PAD)
        self._grid.setVerticalSpacing(UNIT)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[PlainLabel, PlainLabel]] = []

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
        place = len(self._rows)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, place, 1)
        self._rows.append((name, value))


MARKS = {Tone.CAUTION: "▲ ", Tone.ALARM: "■ ", Tone.GOOD: "✓ "}


def row_of(*widgets: QWidget, gap: int = UNIT * 2) -> QHBoxLayout:
    """Return a line of widgets without margins."""
    line = QHBoxLayout()
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(gap)
    for widget in widgets:
        line.addWidget(widget)
    return line
