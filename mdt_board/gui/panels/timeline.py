"""The timeline under the panels."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from mdt_board.gui.charts.time_axis import TimeAxis
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.theme import PAD, UNIT
from mdt_board.presenters.timeline import TimelineState


class TimelinePanel(Panel[TimelineState]):
    """One card around the painted axis."""

    day_pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self.axis = TimeAxis()
        self.axis.day_pointed.connect(self.day_pointed)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, UNIT, PAD, UNIT)
        column.addWidget(self.axis)

    def _fill(self, state: TimelineState) -> None:
        self.setAccessibleName(state.title)
        self.axis.show_timeline(state)
