"""The charts beside each other on one card, where the panels have no room for them."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from mdt_board.gui.charts.slot import ChartSlot
from mdt_board.gui.theme import PAD, UNIT, px

HEIGHT_PX = 200


class ChartRow(QFrame):
    """Takes charts from wherever they were; takes no room when none is drawn."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self._slots: list[ChartSlot] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(PAD, UNIT, PAD, UNIT)
        self._line.setSpacing(PAD)
        self.hide()

    def hold(self, slots: tuple[ChartSlot, ...]) -> None:
        """Take these charts; each tells when it is shown or hidden."""
        for slot in slots:
            self._line.addWidget(slot, 1)
            if slot not in self._slots:
                self._slots.append(slot)
                slot.installEventFilter(self)
        self.setFixedHeight(px(HEIGHT_PX))
        self._show_if_needed()

    def release(self) -> None:
        """Hold nothing more; who takes the charts puts them elsewhere."""
        for slot in self._slots:
            slot.removeEventFilter(self)
        self._slots.clear()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Come and go with the charts."""
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._show_if_needed()
        return super().eventFilter(watched, event)

    def _show_if_needed(self) -> None:
        self.setVisible(any(not slot.isHidden() for slot in self._slots))
