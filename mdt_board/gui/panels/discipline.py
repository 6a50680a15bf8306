"""One discipline's panel: head, facts, tables, chart, and what the machine says."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.charts.slot import ChartSlot
from mdt_board.gui.dialogs.records import RecordsButton
from mdt_board.gui.flow import FlowLayout
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.facts import FactGrid, row_of
from mdt_board.gui.panels.statements import DetailGrid, StatementList, StatementRow
from mdt_board.gui.panels.table import RowTable
from mdt_board.gui.plain import ChipButton, PlainLabel
from mdt_board.gui.theme import GAP, PAD, UNIT, px
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.panel import Head, PanelState
from mdt_board.presenters.parts import Detail, Statement, Table, Tone

HEAD_PX = 24
LEAST_FACTS_PX = 232  # narrower, facts beside a table break into too many lines
WITH_SHORT_TABLES = ("oncology", "pathology")
BESIDE_PX = 2 * PAD
_GROW, _KEEP = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum


class DisciplinePanel(Panel[PanelState]):
    """The same widget for all four; the color along its upper edge is its own.

    A dense panel holds no chart, two facts on a line, and short tables beside them.
    """

    records_pointed = Signal(object)
    day_pointed = Signal(object)
    typed = Signal(object, str)
    committed = Signal(object)

    def __init__(self, discipline: str, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self.setProperty("discipline", discipline)
        self._title = PlainLabel("title")
        self._title.setProperty("discipline", discipline)
        self._author = PlainLabel("small")
        self._completeness = ChipButton()
        self._records = RecordsButton(discipline)
        self._checklist = DetailGrid()
        self._facts, self._notes = FactGrid(), FactGrid()
        self._tables: list[tuple[PlainLabel, RowTable, PlainLabel]] = []
        self._tables_box, self._facts_box = QVBoxLayout(), QVBoxLayout()
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._ends = (QSpacerItem(0, 0), QSpacerItem(0, 0))
        self._has_short_tables = discipline in WITH_SHORT_TABLES
        self._is_dense = False
        self._placing = QTimer(self, singleShot=True, interval=0)
        self._placing.timeout.connect(self._place_tables)
        self.chart = ChartSlot()
        self._said_row = StatementRow("label")
        self._said = StatementList(is_held=True)
        self._said_row.hold(self._said)
        self._completeness.toggled.connect(self._checklist.setVisible)
        self._checklist.hide()
        self._said.records_pointed.connect(self.records_pointed)
        self.chart.day_pointed.connect(self.day_pointed)
        self._records.typed.connect(self.typed)
        self._records.committed.connect(self.committed)
        self._lay_out()

    def _lay_out(self) -> None:
        top = QWidget()
        line = FlowLayout(top)
        line.center_in(HEAD_PX)
        for widget in (self._title, self._completeness, self._author):
            line.addWidget(widget)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, GAP)
        column.setSpacing(UNIT)
        column.addWidget(top)
        column.addWidget(self._checklist)
        boxes = (self._facts_box, self._tables_box)
        for box, end in zip(boxes, self._ends, strict=True):
            box.setSpacing(UNIT)
            box.addItem(end)
            self._body.addLayout(box)
        self._body.setSpacing(UNIT)
        self._facts_box.insertWidget(0, self._facts)
        column.addLayout(self._body)
        column.addWidget(self.chart, 1)
        column.addWidget(self._notes)
        foot = row_of(self._said_row, self._records)
        foot.setStretch(0, 1)
        aside = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        foot.setAlignment(self._records, aside)
        column.addLayout(foot)
        column.addStretch(0)

    @property
    def tables(self) -> tuple[RowTable, ...]:
        """The tables of this panel."""
        return tuple(table for _, table, _ in self._tables)

    def arrange(self, is_dense: bool) -> None:
        """Show facts and tables alone, as close as they fit, or with the chart."""
        self._is_dense = is_dense
        edge = UNIT if is_dense else GAP
        self._column.setContentsMargins(PAD, edge, PAD, edge)
        self._place_tables()  # notes first: the chart stands above them
        if not is_dense and self._column.indexOf(self.chart) < 0:
            self._column.insertWidget(self._column.indexOf(self._notes), self.chart, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put tables under the facts where both do not fit side by side.

        Once the layout has come to rest: it must not change while it is at work.
        """
        super().resizeEvent(event)
        self._placing.start()

    def _place_tables(self) -> None:
        """Put facts on one line in twos, or under each other beside the tables."""
        across = self._width_beside()
        for facts in (self._facts, self._notes):
            facts.set_columns(2 if self._is_dense and not across else 1)
        for place, share in enumerate(across or (0, 0)):
            if self._body.stretch(place) != share:
                self._body.setStretch(place, share)
        is_beside = self._body.direction() is QBoxLayout.Direction.LeftToRight
        if is_beside != bool(across):
            self._turn_body(not is_beside)

    def _width_beside(self) -> tuple[int, int] | None:
        """Return what facts and tables would have side by side, where both fit."""
        if not self._is_dense or not self._has_short_tables:
            return None
        shown = (table for _, table, _ in self._tables if not table.isHidden())
        wanted = max((table.wanted_width() for table in shown), default=0)
        inside = self.width() - 2 * PAD - BESIDE_PX
        left = inside - wanted
        if left < px(LEAST_FACTS_PX):
            return None
        half = inside // 2
        return (left, wanted) if left < half else (half, inside - half)

    def _turn_body(self, is_beside: bool) -> None:
        across, down = (
            QBoxLayout.Direction.LeftToRight,
            QBoxLayout.Direction.TopToBottom,
        )
        self._body.setDirection(across if is_beside else down)
        self._body.setSpacing(BESIDE_PX if is_beside else UNIT)
        for end in self._ends:
            end.changeSize(0, 0, _KEEP, _GROW if is_beside else _KEEP)
        if is_beside:
            self._facts_box.insertWidget(1, self._notes)
        else:
            self._column.insertWidget(self._column.count() - 2, self._notes)
        self._body.invalidate()

    def _fill(self, state: PanelState) -> None:
        self._fill_head(state.head)
        self._facts.show_facts(state.facts)
        self._notes.show_facts(state.notes)
        while len(self._tables) < len(state.tables):
            self._add_table()
        for widgets, table in zip(self._tables, state.tables, strict=False):
            _fill_table(widgets, table, state.reader)
        for widgets in self._tables[len(state.tables) :]:
            for widget in widgets:
                widget.hide()
        self._records.show_reader(state.head.title, state.reader)
        self.chart.show_chart(state.chart)
        self._said.show_statements(state.statements)
        tones = {s.tone for s in state.statements}
        tone = Tone.ALARM if Tone.ALARM in tones else Tone.CAUTION
        tone = tone if tones - {Tone.PLAIN} else Tone.PLAIN
        title = Statement(id="said", text=state.statements_title, tone=tone)
        self._said_row.show_statement(title, self._said_row.is_open)
        self._said_row.setVisible(bool(state.statements))
        self._place_tables()

    def _renew(self, state: PanelState) -> None:
        for (_, view, _), table in zip(self._tables, state.tables, strict=False):
            view.show_table(table, state.reader)
        self._records.show_reader(state.head.title, state.reader)

    def _fill_head(self, head: Head) -> None:
        self.setAccessibleName(head.title)
        self._title.show_text(head.title)
        self._author.show_text(head.author)
        self._completeness.show_chip(head.completeness, head.completeness_title)
        self._checklist.show_details(
            tuple(
                Detail(f"{f.name}: {f.value}", "▲" if f.tone is Tone.CAUTION else "✓")
                for f in head.checklist
            )
        )

    def _add_table(self) -> None:
        widgets = (PlainLabel("label"), RowTable(), PlainLabel("muted"))
        for widget in widgets:
            self._tables_box.insertWidget(self._tables_box.count() - 1, widget)
        widgets[1].typed.connect(self.typed)
        widgets[1].committed.connect(self.committed)
        self._tables.append(widgets)


def _fill_table(
    widgets: tuple[PlainLabel, RowTable, PlainLabel],
    table: Table,
    reader: Reader | None,
) -> None:
    title, view, empty = widgets
    title.show_text(table.title)
    view.show_table(table, reader)
    view.setVisible(bool(table.rows))
    empty.show_text("" if table.rows else table.empty)
