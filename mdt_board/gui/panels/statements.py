"""Statements that open to their reasons, with the mouse or with Enter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.charts.waterfall import WaterfallBar
from mdt_board.gui.plain import ChipLabel, PlainLabel, set_tone
from mdt_board.gui.theme import GAP, UNIT
from mdt_board.presenters.parts import Chip, Detail, Statement, Tone

OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
CLOSED, OPENED = "▸", "▾"


class StatementRow(QFrame):
    """One statement; opening it tells which records it rests on."""

    toggled = Signal(str, bool)
    records_pointed = Signal(object)

    def __init__(self, role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "statement")
        self._statement: Statement | None = None
        self._body: QWidget | None = None
        self._arrow = PlainLabel("muted")
        self._arrow.setFixedWidth(12)
        self._text = PlainLabel(role, wraps=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._badges: list[ChipLabel] = []
        self._beside: QHBoxLayout = QHBoxLayout()
        self._details = DetailGrid()
        self._details.hide()
        self._is_open = False
        self._lay_out()

    def _lay_out(self) -> None:
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.setSpacing(UNIT)
        self._beside.addWidget(self._arrow, 0, Qt.AlignmentFlag.AlignTop)
        self._beside.addWidget(self._text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT, 0, UNIT, 0)
        column.setSpacing(UNIT)
        column.addLayout(self._beside)
        column.addWidget(self._details)

    def hold(self, body: QWidget) -> None:
        """Open to ``body`` as well as to the reasons."""
        self._body = body
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addWidget(body)
        body.hide()

    def add_beside(self, widget: QWidget) -> None:
        """Put a widget on the same line, after the words."""
        self._beside.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_text_width(self, width: int) -> None:
        """Give the words a fixed width, so that what stands beside them lines up."""
        policy = self._text.sizePolicy()  # a new one would forget that words wrap
        policy.setHorizontalPolicy(QSizePolicy.Policy.Fixed)
        self._text.setSizePolicy(policy)
        self._text.setFixedWidth(width)
        self._beside.setStretch(1, 0)

    @property
    def is_open(self) -> bool:
        """Say whether the reasons are shown."""
        return self._is_open

    @property
    def statement(self) -> Statement | None:
        """The statement that is shown."""
        return self._statement

    def show_statement(self, statement: Statement, is_open: bool = False) -> None:
        """Show a statement, closed unless it was open before."""
        if statement == self._statement and is_open == self._is_open:
            return
        self._statement = statement
        has_reasons = self._can_open()
        self._text.show_text(statement.text)
        set_tone(self._text, statement.tone)
        self._show_badges(statement.badges)
        spoken = [statement.text, *(b.text for b in statement.badges)]
        self.setAccessibleName(" · ".join(spoken))
        focus = Qt.FocusPolicy.StrongFocus if has_reasons else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(focus)
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if has_reasons else Qt.CursorShape.ArrowCursor)
        self._arrow.setText(CLOSED if has_reasons else "")
        self.set_open(is_open and has_reasons)

    def set_open(self, is_open: bool) -> None:
        """Show or hide the reasons."""
        self._is_open = is_open
        if self._can_open():
            self._arrow.setText(OPENED if is_open else CLOSED)
        details = self._statement.details if self._statement and is_open else ()
        if is_open:  # closed ones are many and need no widgets
            self._details.show_details(details)
        self._details.setVisible(bool(details))
        if self._body:
            self._body.setVisible(is_open)
        self.setAccessibleDescription(self._details.spoken if is_open else "")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open or close on a click."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._toggle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open or close on Enter or the space bar."""
        if event.key() in OPEN_KEYS:
            self._toggle()
        else:
            super().keyPressEvent(event)

    def _can_open(self) -> bool:
        has_details = bool(self._statement and self._statement.details)
        return has_details or self._body is not None

    def _toggle(self) -> None:
        if not self._statement or not self._can_open():
            return
        self.set_open(not self.is_open)
        self.toggled.emit(self._statement.id, self.is_open)
        pointed = self._statement.records if self.is_open else ()
        self.records_pointed.emit(frozenset(pointed))

    def _show_badges(self, badges: tuple[Chip, ...]) -> None:
        while len(self._badges) < len(badges):
            self._badges.append(ChipLabel())
            self.add_beside(self._badges[-1])
        for place, label in enumerate(self._badges):
            label.show_chip(badges[place] if place < len(badges) else Chip(""))


class DetailGrid(QWidget):
    """The reasons and references of an opened statement."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(GAP * 2, 0, 0, UNIT)
        self._grid.setHorizontalSpacing(GAP)
        self._grid.setVerticalSpacing(UNIT)
        self._grid.setColumnStretch(1, 1)
        self._rows: list[tuple[PlainLabel, PlainLabel, WaterfallBar, ChipLabel]] = []
        self.spoken = ""

    def show_details(self, details: tuple[Detail, ...]) -> None:
        """Show these lines, reusing the labels of those before."""
        while len(self._rows) < len(details):
            self._add_row()
        for row, detail in zip(self._rows, details, strict=False):
            mark, text, bar, badge = row
            mark.show_text(detail.mark or " ")
            text.setProperty("role", "small" if detail.is_reference else "body")
            text.show_text(detail.text)
            bar.show_bar(detail.bar)
            badge.show_chip(Chip(detail.badge, Tone.PLAIN))
        for row in self._rows[len(details) :]:
            for label in row:
                label.hide()
        self.spoken = "\n".join(f"{d.mark} {d.text} {d.badge}" for d in details)

    def _add_row(self) -> None:
        """Add the widgets of a line; its bar stands under the words, as wide as it is.

        Beside them it would leave the words of a narrow panel no room.
        """
        words, bar = PlainLabel("body", wraps=True), WaterfallBar()
        row = (PlainLabel("strong"), words, bar, ChipLabel())
        place, top = 2 * len(self._rows), Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(row[0], place, 0, top)
        self._grid.addWidget(words, place, 1)
        self._grid.addWidget(row[3], place, 2, top)
        self._grid.addWidget(bar, place + 1, 1, Qt.AlignmentFlag.AlignLeft)
        self._rows.append(row)


class StatementList(QWidget):
    """Statements under each other; those that were open stay open by their id.

    One that is held by a row is shown and hidden by that row alone: to show it for a
    moment would lay out the whole window twice.
    """

    records_pointed = Signal(object)
    toggled = Signal(QWidget)

    def __init__(
        self,
        role: str = "body",
        parent: QWidget | None = None,
        is_held: bool = False,
    ) -> None:
        super().__init__(parent)
        self._is_held = is_held
        self._role = role
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._rows: list[StatementRow] = []
        self._open: set[str] = set()

    @property
    def rows(self) -> tuple[StatementRow, ...]:
        """The rows that are shown."""
        return tuple(r for r in self._rows if not r.isHidden())

    def show_statements(self, statements: tuple[Statement, ...]) -> None:
        """Show these statements, reusing the rows of those before."""
        while len(self._rows) < len(statements):
            self._add_row()
        for row, statement in zip(self._rows, statements, strict=False):
            row.show_statement(statement, statement.id in self._open)
            row.show()
        for row in self._rows[len(statements) :]:
            row.hide()
        if not self._is_held:
            self.setVisible(bool(statements))

    def _add_row(self) -> None:
        row = StatementRow(self._role)
        row.toggled.connect(self._remember)
        row.records_pointed.connect(self.records_pointed)
        self._column.addWidget(row)
        self._rows.append(row)

    def _remember(self, statement_id: str, is_open: bool) -> None:
        (self._open.add if is_open else self._open.discard)(statement_id)
        row = self.sender()
        if isinstance(row, QWidget):
            self.toggled.emit(row)
