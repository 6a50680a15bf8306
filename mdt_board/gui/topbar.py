"""The bar along the top: the program, its menus, the meeting, and two switches."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QToolButton, QWidget

from mdt_board.gui.plain import ChipLabel, PlainLabel, set_tip
from mdt_board.gui.theme import PAD, UNIT
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.agenda import AgendaState
from mdt_board.presenters.parts import Chip, Tone


class TopBar(QFrame):
    """Menus and meeting on one line, to leave the height to the case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        self._meeting, self._present = PlainLabel("body"), ChipLabel()
        self.names, self.language = QToolButton(), QToolButton()
        self.language.setText("中 / EN")
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        row.setSpacing(PAD)
        title = PlainLabel("title")
        title.setText("MDT Board")
        row.addWidget(title)
        row.addWidget(self.menus)
        row.addWidget(self._meeting)
        row.addWidget(self._present)
        row.addStretch(1)
        row.addWidget(self.names)
        row.addWidget(self.language)

    def refresh(self, tr: Translator, is_masked: bool) -> None:
        """Word the switches in another language."""
        masked, shown = tr(N_("Names masked")), tr(N_("Names shown"))
        self.names.setText(masked if is_masked else shown)
        set_tip(self.names, tr(N_("Mask or show patients' names (Ctrl+Shift+P)")))
        name = tr(N_("Switch between Chinese and English (Ctrl+L)"))
        self.language.setAccessibleName(name)
        set_tip(self.language, name)

    def show_meeting(self, state: AgendaState, is_wide: bool) -> None:
        """Show which meeting it is, and who is there when there is room."""
        self._meeting.show_text(state.meeting)
        self._present.show_chip(Chip(state.present if is_wide else "", Tone.ACCENT))
