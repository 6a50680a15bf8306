"""The bar along the top: the program, its menus, the meeting, and two switches."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenuBar, QToolButton, QWidget

from mdt_board.gui.plain import ChipLabel, PlainLabel, set_tip
from mdt_board.gui.theme import PAD, UNIT, px
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.agenda import AgendaState
from mdt_board.presenters.parts import Chip, Tone

SAID_MS = 8_000
TITLED_FROM_PX = 1060  # narrower, the window's frame alone names the program
MEETING_FROM_PX = 840
MENUS_PX = 120  # where even menus find no room, the last ones go behind an arrow


class TopBar(QFrame):
    """Menus and meeting on one line, to leave the height to the case."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "bar")
        self.menus = QMenuBar()
        self.menus.setNativeMenuBar(False)
        self._meeting, self._present = PlainLabel("body", wraps=True), ChipLabel()
        self._said, self.kept = PlainLabel("small", wraps=True), ChipLabel()
        self._saying = QTimer(self, singleShot=True, interval=SAID_MS)
        self._saying.timeout.connect(lambda: self._say(""))
        self._said.hide()
        self.names, self.language = QToolButton(), QToolButton()
        self.language.setText("中 / EN")
        self._attendance = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        row.setSpacing(PAD)
        self._title = PlainLabel("title")
        self._title.setText("MDT Board")
        self.menus.setMinimumWidth(MENUS_PX)
        row.addWidget(self._title)
        row.addWidget(self.menus)
        row.addWidget(self._meeting, 2)
        row.addWidget(self._present)
        row.addWidget(self._said, 1)
        row.addWidget(self.kept)
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
        self._leave_out()

    def show_meeting(self, state: AgendaState) -> None:
        """Show which meeting it is, and who is there when there is room."""
        self._meeting.setText(state.meeting)
        self._attendance = state.present
        self._leave_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a narrow window has no room for."""
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        """Show who is there only where all the rest stands on one line beside it."""
        self._title.setVisible(self.width() >= px(TITLED_FROM_PX))
        self._meeting.setVisible(self.width() >= px(MEETING_FROM_PX))
        self._present.ensurePolished()
        words = self._present.fontMetrics().horizontalAdvance(self._attendance)
        wide = sum(w.sizeHint().width() + PAD for w in self._beside_present())
        has_room = wide + words + 4 * PAD <= self.width()
        shown = self._attendance if has_room else ""
        self._present.show_chip(Chip(shown, Tone.ACCENT))
        set_tip(self._meeting, self._attendance)

    def _beside_present(self) -> tuple[QWidget, ...]:
        row = (self._title, self.menus, self._meeting, self._said, self.kept)
        return tuple(w for w in (*row, self.names, self.language) if not w.isHidden())

    def say(self, text: str) -> None:
        """Say that something was done, for as long as it takes to read."""
        self._say(text)
        self._saying.start()

    def _say(self, text: str) -> None:
        self._said.show_text(text)
        self._leave_out()

    def show_kept(self, chip: Chip, spoken: str) -> None:
        """Show how far the case is kept; ``spoken`` says it in full."""
        self.kept.show_chip(chip)
        self.kept.setAccessibleName(spoken)
        set_tip(self.kept, spoken)
        self._leave_out()
