"""Everything about a case on one page: rail, strip, panels, timeline, interpretation.

It is given a view and shows it; what a person does on it comes out as signals.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from mdt_board.gui.deck import Deck, columns_at
from mdt_board.gui.dialogs.notice import ErrorBanner, NoticeLine, RecoveryBanner
from mdt_board.gui.foot import Foot
from mdt_board.gui.panels.agenda import AgendaPanel
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.brief import BriefPanel
from mdt_board.gui.panels.case_strip import CaseStripPanel
from mdt_board.gui.panels.chart_row import ChartRow
from mdt_board.gui.panels.decision import DecisionPanel
from mdt_board.gui.panels.discipline import DisciplinePanel
from mdt_board.gui.panels.interpretation import InterpretationPanel
from mdt_board.gui.panels.statements import StatementRow
from mdt_board.gui.panels.table import RowModel, RowTable
from mdt_board.gui.panels.timeline import TimelinePanel
from mdt_board.gui.plain import PlainLabel, restyle
from mdt_board.gui.theme import GAP, PAD, UNIT, dress, px
from mdt_board.gui.topbar import TopBar
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.presenters import (
    brief,
    case_strip,
    decision_bar,
    interpretation,
    molecular,
    oncology,
    pathology,
    radiology,
    timeline,
)
from mdt_board.presenters.agenda import AgendaState

Present = Callable[[View, Translator], object]
NOT_SHOWN = N_("This part could not be shown; the other parts are not affected.")
PRESENT: dict[str, Present] = {
    "oncology": oncology.present,
    "radiology": radiology.present,
    "pathology": pathology.present,
    "molecular": molecular.present,
}
ROOMY_PX = 1880  # narrower, the rail leaves more of the width to the case
TALL_PX = 1000  # lower, the interpretation is not in sight; its beginning goes on top


class Board(QWidget):
    """The page under the window's title; it knows no workspace and keeps no case.

    ``failed`` carries the exception of a part that could not be shown.
    """

    case_chosen = Signal(str)
    failed = Signal(object)
    typed = Signal(object, str)
    committed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.top = TopBar()
        self.notice, self.error = NoticeLine(), ErrorBanner()
        self.recovery, self.waiting = RecoveryBanner(), PlainLabel("muted")
        self.waiting.hide()
        self.panels = {name: DisciplinePanel(name) for name in PRESENT}
        self._agenda, self._strip = AgendaPanel(), CaseStripPanel()
        self._brief, self._charts = BriefPanel(), ChartRow()
        self._deck = Deck(tuple(self.panels.values()))
        self._timeline, self.decision = TimelinePanel(), DecisionPanel()
        self._interpretation = InterpretationPanel()
        self._content, self._foot = QWidget(), Foot()
        self._scroll = QScrollArea()
        self._right, self._places = QWidget(), (0, False)
        self._heard: list[RowTable] = []
        self._parts: tuple[tuple[Panel[Any], Present], ...] = (
            (self._strip, case_strip.present),
            (self._brief, brief.present),
            *((panel, PRESENT[name]) for name, panel in self.panels.items()),
            (self._timeline, timeline.present),
            (self._interpretation, interpretation.present),
            (self.decision, decision_bar.present),
        )
        self._lay_out()
        self._connect()
        for part in self.dressed:
            dress(part)

    @property
    def dressed(self) -> tuple[QWidget, ...]:
        """The parts that wear the style sheet, each with all that is in it."""
        said = (self.top, self.notice, self.error, self.recovery, self.waiting)
        bars = (self._scroll.verticalScrollBar(), self._foot.verticalScrollBar())
        panels = (panel for panel, _ in self._parts)
        return (*said, self._agenda, *panels, self._charts, self._deck.tabs, *bars)

    def show_view(self, view: View, tr: Translator) -> None:
        """Present one case to every part; each ignores what is unchanged.

        A part that fails is covered and told of; the others go on.
        """
        for part, present in self._parts:
            try:
                part.show_state(present(view, tr))
            except Exception as error:  # whatever it is, the others are shown
                part.withhold(tr(NOT_SHOWN))
                self.failed.emit(error)
        states = [panel.state for panel in self.panels.values()]
        self._deck.name_tabs(tuple(s.head.title if s else "▲" for s in states))
        self._listen_to_tables()

    def show_rail(self, state: AgendaState) -> None:
        """Show the cases at the left and the meeting above."""
        self._agenda.show_state(state)
        self.top.show_meeting(state)

    def scroll_up(self) -> None:
        """Show the upper end, as for another case."""
        self._scroll.verticalScrollBar().setValue(0)

    def wake_charts(self) -> None:
        """Draw charts from now on, in the colors of now."""
        for panel in self.panels.values():
            panel.chart.wake()

    @property
    def redrawing(self) -> tuple[Callable[[], None], ...]:
        """The steps that draw anew what the style sheet does not reach."""
        charts = (p.chart.wake for p in self.panels.values() if p.chart.view)
        return (*charts, self._interpretation.resize_text, self._arrange_anew)

    def _arrange_anew(self) -> None:
        self._places = 0, False  # places depend on the size of type
        self.arrange()
        for widget in self.findChildren(QWidget):
            widget.updateGeometry()

    def arrange(self) -> None:
        """Re-arrange everything where the width or the height passes a limit."""
        columns, is_roomy = columns_at(self.width()), self.width() >= px(ROOMY_PX)
        if (columns, is_roomy) != self._places:
            self._places = columns, is_roomy
            self._arrange(columns, is_roomy)
        self._brief.setVisible(columns < len(PRESENT) or self.height() < px(TALL_PX))
        self._brief.arrange(self.width())

    def point_at(self, records: frozenset[str]) -> None:
        """Mark every row that shows one of these records."""
        for panel in self.panels.values():
            panel.point_at(records)

    def point_statements(self, records: frozenset[str]) -> None:
        """Mark every statement that rests on one of these records."""
        for row in self.findChildren(StatementRow):
            said = row.statement.records if row.statement else ()
            pointed = "true" if records.intersection(said) else "false"
            if row.property("pointed") != pointed:
                row.setProperty("pointed", pointed)
                restyle(row)

    def point_at_day(self, day: float | None) -> None:
        """Mark a day in the timeline and in every chart."""
        self._timeline.axis.point_at_day(day)
        for panel in self.panels.values():
            panel.chart.point_at_day(day)

    # inside

    def _arrange(self, columns: int, is_roomy: bool) -> None:
        """Put every part in its place for so many panels side by side."""
        is_dense = 1 < columns < len(PRESENT)
        self._agenda.make_slim(not is_roomy)
        self._deck.arrange(columns)
        self._interpretation.arrange({4: 3, 2: 2, 1: 1}[columns])
        self.decision.arrange(is_roomy)
        for panel in self.panels.values():
            panel.arrange(is_dense)
        if is_dense:
            self._charts.hold(tuple(p.chart for p in self.panels.values()))
        else:
            self._charts.release()
        self._strip.arrange(is_roomy)
        self._place_around(is_roomy)
        if columns > 1:
            self._foot.hold(self.decision)
        elif self._page.indexOf(self.decision) < 0:
            self._page.addWidget(self.decision)
        self._foot.setVisible(columns > 1)

    def _place_around(self, is_roomy: bool) -> None:
        """Let head and foot stand beside the rail, or take the whole width."""
        column, place = (self._beside, 0) if is_roomy else (self._outer, 3)
        for widget in (self._brief, self._strip):
            column.insertWidget(place, widget)
        column.addWidget(self._foot)

    def _lay_out(self) -> None:
        self._foot.hold(self.decision)
        column = self._page = QVBoxLayout(self._content)
        column.setContentsMargins(PAD, UNIT, PAD, UNIT)
        column.setSpacing(GAP)
        column.addWidget(self._deck, 1)
        column.addWidget(self._charts)
        column.addWidget(self._timeline)
        column.addWidget(self._interpretation)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setHorizontalScrollBarPolicy(off)
        self._scroll.setWidget(self._content)
        self._beside = _column(self.error, self.waiting, self._scroll)
        self._beside.setStretch(2, 1)
        self._right.setLayout(self._beside)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._agenda)
        middle.addWidget(self._right, 1)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._outer = _column(self.top, self.notice, self.recovery)
        self._outer.addLayout(middle, 1)
        self.setLayout(self._outer)
        self._arrange(len(PRESENT), is_roomy=True)

    def _connect(self) -> None:
        self._agenda.case_chosen.connect(self.case_chosen)
        self._strip.typed.connect(self.typed)
        self._strip.committed.connect(self.committed)
        self._interpretation.records_pointed.connect(self.point_at)
        self._timeline.day_pointed.connect(self.point_at_day)
        for panel in self.panels.values():
            panel.records_pointed.connect(self.point_at)
            panel.day_pointed.connect(self.point_at_day)
            panel.typed.connect(self.typed)
            panel.committed.connect(self.committed)

    def _listen_to_tables(self) -> None:
        """Let a row that is chosen point at the statements that rest on it."""
        for table in (t for p in self.panels.values() for t in p.tables):
            if table not in self._heard:
                self._heard.append(table)
                table.selectionModel().selectionChanged.connect(
                    lambda *_, t=table: self._point_from(t)
                )

    def _point_from(self, table: RowTable) -> None:
        chosen = table.selectionModel().selectedRows()
        model = table.model()
        if chosen and isinstance(model, RowModel):
            row = model.rows[chosen[0].row()]
            self.point_statements(frozenset((row.id, *row.records)))


def _column(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return column
