"""The decision bar: what can be decided, where each discipline stands, what is so."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.dialogs.asking import ENTER, PressButton
from mdt_board.gui.flow import FlowLayout
from mdt_board.gui.panels.base import Panel
from mdt_board.gui.panels.statements import StatementList
from mdt_board.gui.plain import ChipLabel, PlainLabel, set_tip, set_tone
from mdt_board.gui.theme import GAP, PAD, UNIT
from mdt_board.presenters.decision_bar import (
    Commands,
    DecisionBarState,
    OptionState,
    PositionChip,
)
from mdt_board.presenters.parts import Tone

LEFT_TO_RIGHT = (5, 4)  # English positions fit on one line of a projector
STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class BarChip(QToolButton):
    """A chip that can be pressed, no wider than its words; Enter presses it, too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "chip")

    def show_words(self, words: str, tone: Tone, spoken: str) -> None:
        """Show words in a tone; an ampersand is one, and no shortcut."""
        set_tone(self, tone)
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(spoken)

    def make_live(self, is_live: bool, focus: Qt.FocusPolicy) -> None:
        """Take clicks and the focus, or neither."""
        self.setFocusPolicy(focus if is_live else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, not is_live)

    def sizeHint(self) -> QSize:
        """Ask for the words and the ends of the chip."""
        self.ensurePolished()
        words = self.text().replace("&&", "&")
        width = self.fontMetrics().horizontalAdvance(words) + 2 * GAP + 2
        return QSize(width, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press on Enter, too; leave arrows to the bar."""
        if event.key() in ENTER and not event.modifiers():
            self.click()
        elif event.key() in STEPS:
            event.ignore()
        else:
            super().keyPressEvent(event)


class OptionButton(BarChip):
    """One option; the chosen one is marked, an amber one needs approval.

    ``pressed_on`` is told on a click, Enter and the space bar.
    """

    pressed_on = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._id = ""
        self.clicked.connect(lambda: self.pressed_on.emit(self._id))

    def show_option(self, option: OptionState, is_chosen: bool, digit: str) -> None:
        """Show one option; the digit that chooses it, where it can be chosen."""
        self._id = option.id
        mark = "✓" if is_chosen else "▲" if option.needs_approval else ""
        named = " · ".join(word for word in (option.text, option.note) if word)
        words = " ".join(word for word in (mark, digit, named) if word)
        tone = Tone.CAUTION if option.needs_approval else Tone.PLAIN
        spoken = f"✓ {named}" if is_chosen else named
        self.show_words(words, Tone.ACCENT if is_chosen else tone, spoken)


class OptionBar(QWidget):
    """The options side by side: one stop of the Tab key, then arrows and digits."""

    chosen_now = Signal(str)
    pressed_on = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._options: tuple[OptionState, ...] = ()
        self.buttons: list[OptionButton] = []
        self._is_live = False
        self._chosen = ""
        self.flow = FlowLayout(self, UNIT)

    def show_options(
        self, options: tuple[OptionState, ...], chosen: str, is_live: bool
    ) -> None:
        """Show the options; where nothing can be chosen, none takes the focus."""
        self._options, self._chosen, self._is_live = options, chosen, is_live
        while len(self.buttons) < len(options):
            self.buttons.append(OptionButton())
            self.buttons[-1].pressed_on.connect(self._press)
            self.flow.addWidget(self.buttons[-1])
        stop = next((o.id for o in options if o.id == chosen), options[0].id)
        for place, (button, option) in enumerate(
            zip(self.buttons, options, strict=True), start=1
        ):
            digit = str(place) if is_live else ""
            button.show_option(option, option.id == chosen, digit)
            is_stop = option.id == stop
            focus = Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            button.make_live(is_live, focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with arrows and digits."""
        digit = event.key() - Qt.Key.Key_1.value
        if self._is_live and event.key() in STEPS:
            self._step(STEPS[Qt.Key(event.key())])
        elif self._is_live and 0 <= digit < len(self._options):
            self.buttons[digit].setFocus()
            self._press(self._options[digit].id)
        else:
            super().keyPressEvent(event)

    def _step(self, step: int) -> None:
        held = self.focusWidget()
        here = next((n for n, b in enumerate(self.buttons) if b is held), 0)
        there = (here + step) % len(self._options)
        self.buttons[there].setFocus()
        self.chosen_now.emit(self._options[there].id)

    def _press(self, option: str) -> None:
        self.chosen_now.emit(option)
        self.pressed_on.emit(option)


class PositionButton(BarChip):
    """Where one discipline stands; pressed, its position is recorded or changed."""

    discipline = ""

    def show_position(self, position: PositionChip, is_live: bool) -> None:
        """Show the words in their tone."""
        self.discipline = position.discipline
        self.show_words(position.chip.text, position.chip.tone, position.spoken)
        set_tip(self, position.spoken)
        self.make_live(is_live, Qt.FocusPolicy.StrongFocus)


class DecisionPanel(Panel[DecisionBarState]):
    """What people recorded, apart from what the machine found; and where they decide.

    It only reads until `let_decide`. What is picked stays picked, marked as chosen,
    until the case or its recorded decision changes.
    """

    option_chosen = Signal(str)
    record_asked = Signal()
    position_asked = Signal(str)
    sign_asked = Signal()
    withdraw_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("card", parent)
        self._is_live = False
        self._picked = ""
        self._title, self._state_chip = PlainLabel("label"), ChipLabel()
        self._positions_title = PlainLabel("small")
        self.options = OptionBar()
        self._positions: list[PositionButton] = []
        self._position_box, self._command_box = QWidget(), QWidget()
        self._commands = QHBoxLayout(self._command_box)
        self._commands.setContentsMargins(0, 0, 0, 0)
        self._position_flow = FlowLayout(self._position_box)
        for label in (self._title, self._state_chip, self._positions_title):
            self._position_flow.addWidget(label)
        self._standing, self._details = StatementList("body"), StatementList("body")
        self.record, self.sign, self.withdraw = (
            PressButton(),
            PressButton(),
            PressButton(),
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(PAD, UNIT, PAD, UNIT // 2)
        self._grid.setHorizontalSpacing(PAD * 2)
        self._grid.setVerticalSpacing(0)
        self._left = _top_aligned(self._position_box, self._standing)
        self._right = _top_aligned(self._details)
        for button in (self.record, self.sign, self.withdraw):
            button.setProperty("role", "chip")
            set_tone(button, Tone.ACCENT)
            self._commands.addWidget(button)
        self._bottom = QWidget()
        row = QHBoxLayout(self._bottom)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(PAD)
        row.addWidget(self.options, 1)
        row.addWidget(self._command_box, 0, Qt.AlignmentFlag.AlignTop)
        self.arrange(is_wide=True)

    def _connect(self) -> None:
        self.options.chosen_now.connect(self._pick)
        self.options.pressed_on.connect(self._open_amber)
        self.record.clicked.connect(self.record_asked)
        self.sign.clicked.connect(self.sign_asked)
        self.withdraw.clicked.connect(self.withdraw_asked)

    @property
    def chosen(self) -> str:
        """What is picked, else what is recorded; empty for neither."""
        recorded = self.state.options if self.state else ()
        return self._picked or next((o.id for o in recorded if o.is_chosen), "")

    def let_decide(self, is_live: bool) -> None:
        """Let people choose here, or only read."""
        self._is_live = is_live
        if self.state:
            self._fill(self.state)

    def arrange(self, is_wide: bool) -> None:
        """Put what was said beside the positions and the signature, or under them.

        Each on the whole width takes less height where a window is not a projector's.
        """
        self._grid.addWidget(self._left, 0, 0)
        self._grid.addWidget(self._right, *((0, 1) if is_wide else (1, 0)))
        self._grid.addWidget(self._bottom, 2, 0, 1, 2 if is_wide else 1)
        left, right = LEFT_TO_RIGHT
        self._grid.setColumnStretch(0, left)
        self._grid.setColumnStretch(1, right if is_wide else 0)

    def show_state(self, state: DecisionBarState) -> None:
        """Show a state; what was picked is forgotten with another case or decision."""
        before = self.state
        if before and _recorded(before) != _recorded(state):
            self._picked = ""
        super().show_state(state)

    def _fill(self, state: DecisionBarState) -> None:
        self.setAccessibleName(state.title)
        self._title.show_text(state.title)
        self._state_chip.show_chip(state.state)
        self._positions_title.show_text(state.positions_title)
        self.options.show_options(state.options, self.chosen, self._is_live)
        self._fill_positions(state.positions)
        commands = state.commands if self._is_live else Commands("")
        self.record.show_text(commands.record)
        self.sign.show_text(commands.sign)
        self.withdraw.show_text(commands.withdraw)
        self._standing.show_statements(state.standing)
        self._details.show_statements((state.said,))

    def _fill_positions(self, positions: tuple[PositionChip, ...]) -> None:
        while len(self._positions) < len(positions):
            self._add_position()
        for place, button in enumerate(self._positions):
            button.setVisible(place < len(positions))
            if place < len(positions):
                button.show_position(positions[place], self._is_live)

    def _add_position(self) -> None:
        button = PositionButton()
        button.clicked.connect(lambda: self.position_asked.emit(button.discipline))
        self._positions.append(button)
        self._position_flow.addWidget(button)

    def _pick(self, option: str) -> None:
        self._picked = option
        if self.state:
            self.options.show_options(self.state.options, option, self._is_live)
        self.option_chosen.emit(option)

    def _open_amber(self, option: str) -> None:
        """Ask at once for the form of an option that needs approval."""
        options = self.state.options if self.state else ()
        if any(o.needs_approval for o in options if o.id == option):
            self.record_asked.emit()


def _recorded(state: DecisionBarState) -> tuple[object, ...]:
    """Return what makes a bar another one: its case and what is recorded of it."""
    return (state.case, state.state.tone, *(o.id for o in state.options if o.is_chosen))


def _top_aligned(*widgets: QWidget) -> QWidget:
    """Return widgets under each other; what room is left stays below them."""
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(UNIT)
    for widget in widgets:
        column.addWidget(widget)
    column.addStretch(1)
    return box
