"""The rail: the meeting's cases in order, then what is due."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from mdt_board.gui.flow import FlowLayout
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.statements import OPEN_KEYS
from mdt_board.gui.plain import ChipLabel, PlainLabel, restyle
from mdt_board.gui.theme import GAP, PAD, UNIT, px
from mdt_board.presenters.agenda import AgendaRow, AgendaState

WIDTH, SLIM = 232, 176


class AgendaItem(QFrame):
    """One line of the rail, chosen with a click or Enter."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "agenda")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._row: AgendaRow | None = None
        self._title, self._state = PlainLabel("strong", wraps=True), ChipLabel()
        self._text = PlainLabel("small", wraps=True)
        own_width = QSizePolicy(
            QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum
        )
        self._title.setSizePolicy(own_width)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(UNIT)
        top = FlowLayout(gap=GAP)  # a name is not broken while its state can go below
        top.addWidget(self._title)
        top.addWidget(self._state)
        column.addLayout(top)
        column.addWidget(self._text)

    def show_row(self, row: AgendaRow) -> None:
        """Show one case or one follow-up."""
        self._row = row
        self._title.show_text(row.title)
        self._state.show_chip(row.state)
        self._text.show_text(row.text)
        self.setAccessibleName(f"{row.title} · {row.state.text} · {row.text}")
        current = "true" if row.is_current else "false"
        if self.property("current") != current:
            self.setProperty("current", current)
            restyle(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose on a click."""
        if self._row and event.button() is Qt.MouseButton.LeftButton:
            self.chosen.emit(self._row.case)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose on Enter or the space bar."""
        if self._row and event.key() in OPEN_KEYS:
            self.chosen.emit(self._row.case)
        else:
            super().keyPressEvent(event)


class AgendaPanel(Panel[AgendaState]):
    """The left rail; scrolls when a meeting has more cases than it has room."""

    case_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("rail", parent)
        self.make_slim(False)
        self._title = PlainLabel("label", wraps=True)
        self._due_title = PlainLabel("label", wraps=True)
        self._cases: list[AgendaItem] = []
        self._due: list[AgendaItem] = []
        self._case_box, self._due_box = QVBoxLayout(), QVBoxLayout()
        inner = QWidget()
        inner.setObjectName("inside")
        column = QVBoxLayout(inner)
        column.setContentsMargins(GAP, PAD, GAP, PAD)
        column.setSpacing(GAP)
        for title, box in (
            (self._title, self._case_box),
            (self._due_title, self._due_box),
        ):
            title.setContentsMargins(GAP, 0, 0, 0)
            box.setSpacing(UNIT)
            column.addWidget(title)
            column.addLayout(box)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def make_slim(self, is_slim: bool) -> None:
        """Leave more of the width to the case, or less."""
        self.setFixedWidth(px(SLIM if is_slim else WIDTH))

    def _fill(self, state: AgendaState) -> None:
        self.setAccessibleName(state.title)
        self._title.show_text(state.title)
        self._due_title.show_text(state.due_title)
        self._fill_rows(state.rows, self._cases, self._case_box)
        self._fill_rows(state.due, self._due, self._due_box)

    def _fill_rows(
        self, rows: tuple[AgendaRow, ...], items: list[AgendaItem], box: QVBoxLayout
    ) -> None:
        while len(items) < len(rows):
            item = AgendaItem()
            item.chosen.connect(self.case_chosen)
            box.addWidget(item)
            items.append(item)
        for item, row in zip(items, rows, strict=False):
            item.show_row(row)
            item.show()
        for item in items[len(rows) :]:
            item.hide()
