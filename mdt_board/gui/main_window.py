"""The board window: it asks the workspace, presents the answer, and hands it on."""

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui import theme
from mdt_board.gui.actions import Menus, shortcut_lines
from mdt_board.gui.deck import Deck, columns_at
from mdt_board.gui.dialogs.notice import ErrorBanner, NoticeLine, ShortcutsDialog
from mdt_board.gui.foot import Foot
from mdt_board.gui.panels.agenda import AgendaPanel
from mdt_board.gui.panels.case_strip import CaseStripPanel
from mdt_board.gui.panels.decision import DecisionPanel
from mdt_board.gui.panels.discipline import DisciplinePanel
from mdt_board.gui.panels.interpretation import InterpretationPanel
from mdt_board.gui.panels.timeline import TimelinePanel
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import GAP, PAD, UNIT
from mdt_board.gui.topbar import TopBar
from mdt_board.gui.worker import Desk
from mdt_board.i18n import CHINESE, ENGLISH, Translator
from mdt_board.model.text import N_
from mdt_board.model.view import View
from mdt_board.palette import DARK, LIGHT
from mdt_board.presenters import (
    agenda,
    case_strip,
    decision_bar,
    interpretation,
    molecular,
    oncology,
    pathology,
    radiology,
    timeline,
)
from mdt_board.workspace import Workspace

PRESENT = {
    "oncology": oncology.present,
    "radiology": radiology.present,
    "pathology": pathology.present,
    "molecular": molecular.present,
}
SMALLEST = (800, 560)
ROOMY_PX = 1500


class MainWindow(QMainWindow):
    """The board window. The desk does the work; the window only shows it."""

    case_shown = Signal(str)
    painted = Signal()

    def __init__(self, workspace: Workspace, language: str) -> None:
        super().__init__()
        self.colors = LIGHT
        self._workspace = workspace
        self._tr: Translator = workspace.translator(language)
        self._views: dict[str, View] = {}
        self._current = ""
        self._is_masked = False
        self._is_painted = False
        self._desk = Desk(self)
        self._top = TopBar()
        self._agenda, self._strip = AgendaPanel(), CaseStripPanel()
        self._panels = {name: DisciplinePanel(name) for name in PRESENT}
        self._deck = Deck(tuple(self._panels.values()))
        self._timeline, self._decision = TimelinePanel(), DecisionPanel()
        self._interpretation = InterpretationPanel()
        self._waiting, self._error = PlainLabel("muted"), ErrorBanner()
        self._notice = NoticeLine()
        self._board, self._content, self._foot = QWidget(), QWidget(), Foot()
        self._scroll = QScrollArea()
        self._menus = Menus(self, self._top.menus)
        self._lay_out()
        self._connect()
        self.setMinimumSize(*SMALLEST)
        self._reword()
        self._board.setFocus()

    # verbs

    def open_meeting(self) -> None:
        """Read every case of the meeting at the desk, then show the first."""
        self._waiting.show_text(self._tr(N_("Reading the cases …")))
        self._desk.ask(self._read_views, self._take_views, self.report_failure)

    def show_case(self, case_id: str) -> None:
        """Show another case of the meeting."""
        if case_id in self._views and case_id != self._current:
            self._current = case_id
            self._point(frozenset())
            self._present()
            self._scroll.verticalScrollBar().setValue(0)

    def can_step(self, step: int) -> bool:
        """Say whether there is a case this far before or after the current one."""
        return bool(self._neighbor(step))

    def step_case(self, step: int) -> None:
        """Go to the case before or after."""
        self.show_case(self._neighbor(step))

    def switch_language(self) -> None:
        """Show everything in the other language."""
        other = ENGLISH if self._tr.is_chinese else CHINESE
        self._tr = self._workspace.translator(other)
        self._reword()
        self._tell_notices()
        self._present()

    def mask_names(self) -> None:
        """Mask or show the patients' names."""
        self._is_masked = not self._is_masked
        self._reword()
        self._tell_notices()
        self._present()

    def switch_colors(self) -> None:
        """Change between light and dark."""
        self.colors = DARK if self.colors is LIGHT else LIGHT
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.colors)
        for panel in self._panels.values():
            panel.chart.wake()

    def show_shortcuts(self) -> None:
        """Show what the keyboard can do."""
        title = self._tr(N_("Shortcuts"))
        ShortcutsDialog(title, shortcut_lines(self._tr), self).exec()

    def show_notice(self, text: str) -> None:
        """Say above every case what holds for all of them; nothing takes it away."""
        self._notice.show_text(text)

    def leave(self) -> None:
        """Close the window."""
        self.close()

    def wake_charts(self) -> None:
        """Draw charts from now on; called after the first paint."""
        for panel in self._panels.values():
            panel.chart.wake()

    @property
    def language(self) -> str:
        """The language that is shown."""
        return self._tr.language

    @property
    def current(self) -> str:
        """The id of the case that is shown, or nothing yet."""
        return self._current

    # Qt

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell once that the empty shell is on the screen."""
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Re-arrange the panels where the width passes a limit."""
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the desk finish what it has in hand."""
        self._desk.close()
        super().closeEvent(event)

    # inside

    def _lay_out(self) -> None:
        self._content.setObjectName("content")
        self._foot.hold(self._decision)
        column = QVBoxLayout(self._content)
        column.setContentsMargins(PAD, UNIT, PAD, UNIT)
        column.setSpacing(GAP)
        column.addWidget(self._deck, 1)
        column.addWidget(self._timeline)
        column.addWidget(self._interpretation)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self._scroll.setHorizontalScrollBarPolicy(off)
        self._scroll.setWidget(self._content)
        right = _column(
            self._strip, self._error, self._waiting, self._scroll, self._foot
        )
        right.setStretch(3, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._agenda)
        middle.addLayout(right, 1)
        board = self._board
        board.setObjectName("board")
        board.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        outer = _column(self._top, self._notice)
        outer.addLayout(middle, 1)
        board.setLayout(outer)
        self.setCentralWidget(board)

    def _connect(self) -> None:
        self._agenda.case_chosen.connect(self.show_case)
        self._top.language.clicked.connect(self.switch_language)
        self._top.names.clicked.connect(self.mask_names)
        self._interpretation.records_pointed.connect(self._point)
        self._timeline.day_pointed.connect(self._point_day)
        for panel in self._panels.values():
            panel.records_pointed.connect(self._point)
            panel.day_pointed.connect(self._point_day)

    def _read_views(self) -> tuple[View, ...]:
        if self._workspace.meeting is None and not self._workspace.case_ids():
            self._workspace.open_example_meeting()
        return tuple(self._workspace.view(i) for i in self._workspace.case_ids())

    def _take_views(self, views: tuple[View, ...]) -> None:
        self._views = {view.case.id: view for view in views}
        self._current = next(iter(self._views), "")
        self._waiting.show_text("")
        self._tell_notices()
        self._present()
        check = self._workspace.check_store
        self._desk.ask(check, lambda _: self._tell_notices(), self.report_failure)

    def report_failure(self, error: Exception) -> None:
        """Say that the cases could not be read; the error's words may hold data."""
        self._waiting.show_text("")
        self._error.show_error(
            self._tr(N_("The cases could not be read.")), type(error).__name__
        )

    def _neighbor(self, step: int) -> str:
        ids = list(self._views)
        place = ids.index(self._current) + step if self._current in ids else -1
        return ids[place] if 0 <= place < len(ids) else ""

    def _reword(self) -> None:
        self.setWindowTitle(self._tr(N_("MDT Board")))
        self._top.refresh(self._tr, self._is_masked)
        self._menus.refresh(self._tr)

    def _tell_notices(self) -> None:
        said = map(self._tr.message, self._workspace.notices())
        self.show_notice("\n".join(said))

    def _present(self) -> None:
        """Present the current case to every panel; each ignores what is unchanged."""
        if not self._current:
            return
        views = [replace(v, privacy=self._is_masked) for v in self._views.values()]
        view = next(v for v in views if v.case.id == self._current)
        tr = self._tr
        days = {v.case.id: self._workspace.day_for(v.case) for v in views}
        rail = agenda.present(tuple(views), self._current, view.meeting, tr, days)
        self._agenda.show_state(rail)
        self._top.show_meeting(rail, self.width() >= ROOMY_PX)
        self._strip.show_state(case_strip.present(view, tr))
        states = {name: present(view, tr) for name, present in PRESENT.items()}
        for name, state in states.items():
            self._panels[name].show_state(state)
        self._deck.name_tabs(tuple(s.head.title for s in states.values()))
        self._timeline.show_state(timeline.present(view, tr))
        self._interpretation.show_state(interpretation.present(view, tr))
        self._decision.show_state(decision_bar.present(view, tr))
        self._menus.refresh(tr)
        self.case_shown.emit(self._current)

    def _arrange(self) -> None:
        columns = columns_at(self.width())
        self._deck.arrange(columns)
        self._interpretation.arrange({4: 3, 2: 2, 1: 1}[columns])
        self._decision.arrange(columns)
        content = self._content.layout()
        if columns > 1:
            self._foot.hold(self._decision)
        elif content and content.indexOf(self._decision) < 0:
            content.addWidget(self._decision)
        self._foot.setVisible(columns > 1)
        rail = self._agenda.state
        if rail:
            self._top.show_meeting(rail, self.width() >= ROOMY_PX)

    def _point(self, records: frozenset[str]) -> None:
        for panel in self._panels.values():
            panel.point_at(records)

    def _point_day(self, day: float | None) -> None:
        self._timeline.axis.point_at_day(day)
        for panel in self._panels.values():
            panel.chart.point_at_day(day)


def _column(*widgets: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget)
    return column
