"""The choices of a board as radio buttons, with arrow keys and digits."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from mdt_board.gui.plain import set_tone
from mdt_board.gui.theme import GAP, UNIT
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.deciding import Option
from mdt_board.presenters.parts import Tone

COLUMNS = 2


class ChoiceBox(QWidget):
    """One of the choices, or none yet; an amber one says that it needs approval."""

    changed = Signal()

    def __init__(
        self, options: tuple[Option, ...], tr: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._ids = tuple(option.id for option in options)
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(UNIT)
        rows = (len(options) + 1) // COLUMNS
        for place, option in enumerate(options):
            button = self._button(place, option, tr)
            grid.addWidget(button, place % rows, place // rows)
        self._group.idToggled.connect(self._tell)
        self.setFocusProxy(self._group.button(0))

    def _button(self, place: int, option: Option, tr: Translator) -> QRadioButton:
        mark = "▲ " if option.is_amber else ""
        button = QRadioButton(f"{place + 1}  {mark}{option.text}")
        button.setProperty("role", "body")
        set_tone(button, Tone.CAUTION if option.is_amber else Tone.PLAIN)
        note = tr(N_("needs approval")) if option.is_amber else ""
        button.setAccessibleName(option.text)
        button.setAccessibleDescription(note)
        self._group.addButton(button, place)
        return button

    def _tell(self, _place: int, is_on: bool) -> None:
        if is_on:
            self.changed.emit()

    @property
    def chosen(self) -> str:
        """The id of what is chosen; empty while nothing is."""
        place = self._group.checkedId()
        return self._ids[place] if place >= 0 else ""

    def choose(self, choice_id: str) -> None:
        """Choose one, and let the keyboard begin there; nothing for an empty id."""
        if choice_id in self._ids:
            button = self._group.button(self._ids.index(choice_id))
            button.setChecked(True)
            self.setFocusProxy(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by digit."""
        place = event.key() - Qt.Key.Key_1.value
        if 0 <= place < len(self._ids) and not event.modifiers():
            button = self._group.button(place)
            button.setChecked(True)
            button.setFocus()
        else:
            super().keyPressEvent(event)
