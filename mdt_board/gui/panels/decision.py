"""The decision bar: what can be decided, where each discipline stands, what is so."""

from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.flow import FlowLayout
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.statements import StatementList
from mdt_board.gui.plain import ChipLabel, PlainLabel, restyle
from mdt_board.gui.theme import GAP, PAD, UNIT
from mdt_board.presenters.decision_bar import DecisionBarState, OptionState

LEFT_TO_RIGHT = (5, 4)  # English positions fit on one line of a projector


class OptionBox(QFrame):
    """One option, to read only; the chosen one is marked, an amber one needs approval.

    It looks like a chip and takes no focus: nothing happens at a click.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "option")
        self._text, self._note = PlainLabel("option"), PlainLabel("option")
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, 0, GAP, 0)
        row.setSpacing(UNIT)
        row.addWidget(self._text)
        row.addWidget(self._note)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def show_option(self, option: OptionState) -> None:
        """Show one option."""
        mark = "✓ " if option.is_chosen else "▲ " if option.needs_approval else ""
        self._text.show_text(mark + option.text)
        self._note.show_text(option.note)
        self.setAccessibleName(" · ".join(t for t in (option.text, option.note) if t))
        state = "approval" if option.needs_approval else ""
        self.setProperty("state", "chosen" if option.is_chosen else state)
        for widget in (self, self._text, self._note):
            restyle(widget)


class DecisionPanel(Panel[DecisionBarState]):
    """Reading only: what people recorded, apart from what the machine found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self._title, self._state_chip = PlainLabel("label"), ChipLabel()
        self._positions_title = PlainLabel("small")
        self._options: list[OptionBox] = []
        self._positions: list[ChipLabel] = []
        self._option_box, self._position_box = QWidget(), QWidget()
        self._option_flow = FlowLayout(self._option_box, UNIT)
        self._position_flow = FlowLayout(self._position_box)
        for label in (self._title, self._state_chip, self._positions_title):
            self._position_flow.addWidget(label)
        self._standing, self._details = StatementList("body"), StatementList("body")
        self._lay_out()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(PAD, UNIT, PAD, UNIT)
        self._grid.setHorizontalSpacing(PAD * 2)
        self._grid.setVerticalSpacing(UNIT)
        self._left = _top_aligned(self._position_box, self._standing)
        self._right = _top_aligned(self._details)
        self.arrange(2)

    def arrange(self, columns: int) -> None:
        """Put what was said beside the positions and the signature, or under them."""
        is_wide = columns > 1
        self._grid.addWidget(self._left, 0, 0)
        self._grid.addWidget(self._right, *((0, 1) if is_wide else (1, 0)))
        self._grid.addWidget(self._option_box, 2, 0, 1, 2 if is_wide else 1)
        left, right = LEFT_TO_RIGHT
        self._grid.setColumnStretch(0, left)
        self._grid.setColumnStretch(1, right if is_wide else 0)

    def _fill(self, state: DecisionBarState) -> None:
        self.setAccessibleName(state.title)
        self._title.show_text(state.title)
        self._state_chip.show_chip(state.state)
        self._positions_title.show_text(state.positions_title)
        while len(self._options) < len(state.options):
            self._options.append(OptionBox())
            self._option_flow.addWidget(self._options[-1])
        for box, option in zip(self._options, state.options, strict=False):
            box.show_option(option)
        while len(self._positions) < len(state.positions):
            self._positions.append(ChipLabel())
            self._position_flow.addWidget(self._positions[-1])
        for place, label in enumerate(self._positions):
            label.setVisible(place < len(state.positions))
            if place < len(state.positions):
                label.show_chip(state.positions[place])
        self._standing.show_statements(state.standing)
        self._details.show_statements((state.said,))


def _top_aligned(*widgets: QWidget) -> QWidget:
    """Return widgets under each other; what room is left stays below them."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(UNIT)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return box
