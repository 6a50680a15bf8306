"""The place of a chart: empty until the window has been painted once."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import UNIT
from mdt_board.series import Chart

MIN_PX = 92
MAX_PX = 320


class ChartSlot(QWidget):
    """Holds a chart and its title; `wake` imports what draws it."""

    day_pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel("label", wraps=True)
        self._chart: Chart | None = None
        self._view: QWidget | None = None
        self._is_awake = False
        # words are painted first: drawing a chart takes as long as all of them
        self._drawing = QTimer(self, singleShot=True, interval=0)
        self._drawing.timeout.connect(self._draw)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(self._title)
        column.addStretch(0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight(MAX_PX)
        self.hide()

    @property
    def view(self) -> QWidget | None:
        """The drawn chart, once there is one."""
        return self._view

    def show_chart(self, chart: Chart | None) -> None:
        """Show a chart, or take no room when there is none."""
        self._chart = chart
        self.setVisible(chart is not None)
        self.setMinimumHeight(MIN_PX + 24 if chart else 0)
        if chart:
            self._title.show_text(chart.title)
            self._drawing.start()

    def wake(self) -> None:
        """Draw from now on."""
        self._is_awake = True
        self._draw()

    def point_at_day(self, day: float | None) -> None:
        """Mark a day."""
        if self._view is None:
            return
        from mdt_board.gui.charts.plot import TimeChart  # late: see `_draw`

        if isinstance(self._view, TimeChart):
            self._view.point_at_day(day)

    def _draw(self) -> None:
        if not self._is_awake or self._chart is None:
            return
        from mdt_board.gui.charts.plot import TimeChart  # late: after the first paint

        if not isinstance(self._view, TimeChart):
            view = TimeChart()
            view.day_pointed.connect(self.day_pointed)
            layout = self.layout()
            if isinstance(layout, QVBoxLayout):
                layout.insertWidget(1, view, 1)
            self._view = view
        self._view.show_chart(self._chart)
