"""What stands beside a decision being made: gaps, must-nots, steps to take over.

All of it is the machine's, shown as such; only the answers are typed by people.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import Field, PressButton, TextArea
from mdt_board.gui.plain import PlainLabel, set_tip, set_tone
from mdt_board.gui.theme import GAP, UNIT
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.deciding import GuardrailState, StepState
from mdt_board.presenters.parts import Tone

ANSWER_LINES = 2
STEP_KEYS = 9


class LackList(QWidget):
    """What the decision still lacks for a signature, line by line."""

    def __init__(self, tr: Translator) -> None:
        super().__init__()
        self._tr = tr
        self._title = PlainLabel("label")
        self._lines = PlainLabel("body", wraps=True)
        column = _column(self)
        column.addWidget(self._title)
        column.addWidget(self._lines)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._lines.text()

    def show_lacks(self, lacks: tuple[str, ...]) -> None:
        """Say what is missing, or that nothing is."""
        self._title.show_text(self._tr(N_("Still missing for a signature")))
        set_tone(self._lines, Tone.CAUTION if lacks else Tone.GOOD)
        nothing = f"✓ {self._tr(N_('Nothing is missing.'))}"
        text = "\n".join(f"▲ {line}" for line in lacks) or nothing
        self._lines.show_text(text)
        self.setAccessibleName(text)


class AgainstRow(QWidget):
    """One must-not with its sources and a field for the answer of the board."""

    changed = Signal()

    def __init__(self, guardrail: str, tr: Translator) -> None:
        super().__init__()
        self.guardrail, self._tr = guardrail, tr
        self._text = PlainLabel("strong", wraps=True)
        self._sources = PlainLabel("small", wraps=True)
        self._answered = PlainLabel("body", wraps=True)
        set_tone(self._text, Tone.CAUTION)
        set_tone(self._answered, Tone.GOOD)
        self.editor = TextArea(ANSWER_LINES)
        self.editor.textChanged.connect(self.changed)
        column = _column(self)
        column.addWidget(self._text)
        column.addWidget(self._sources)
        column.addWidget(self._answered)
        column.addWidget(Field(tr(N_("Answer of the board")), self.editor))

    def show_guardrail(self, state: GuardrailState) -> None:
        """Show what is argued against and what was answered so far."""
        self._text.show_text(f"× {state.text}")
        self._sources.show_text("\n".join(state.sources))
        self._answered.show_text("\n".join(f"✓ {line}" for line in state.answered))
        name = self._tr(N_("Answer of the board: {guardrail}"), guardrail=state.name)
        self.editor.setAccessibleName(name)


class AgainstList(QWidget):
    """What the core argues against for the option chosen.

    An answer stays where it was typed when another option is looked at meanwhile.
    """

    changed = Signal()

    def __init__(self, tr: Translator) -> None:
        super().__init__()
        self._tr = tr
        self._title = PlainLabel("label", wraps=True)
        self.rows: dict[str, AgainstRow] = {}
        self._column = _column(self)
        self._column.addWidget(self._title)

    @property
    def shown(self) -> tuple[str, ...]:
        """The must-nots that are shown."""
        return tuple(i for i, row in self.rows.items() if not row.isHidden())

    @property
    def answers(self) -> tuple[tuple[str, str], ...]:
        """Each must-not with what was typed for it."""
        return tuple(
            (guardrail, row.editor.toPlainText())
            for guardrail, row in self.rows.items()
            if row.editor.toPlainText().strip()
        )

    def show_answers(self, answers: tuple[tuple[str, str], ...]) -> None:
        """Show again what was typed before."""
        for guardrail, text in answers:
            self._row(guardrail).editor.setPlainText(text)

    def show_against(self, against: tuple[GuardrailState, ...]) -> None:
        """Show these must-nots and no other."""
        title = N_("The system analysis argues against this option")
        none = N_("The system analysis argues against nothing in this option.")
        self._title.show_text(self._tr(title if against else none))
        wanted = {state.id: state for state in against}
        for state in against:
            self._row(state.id).show_guardrail(state)
        for guardrail, row in self.rows.items():
            row.setVisible(guardrail in wanted)

    def _row(self, guardrail: str) -> AgainstRow:
        if guardrail not in self.rows:
            row = AgainstRow(guardrail, self._tr)
            row.changed.connect(self.changed)
            row.hide()
            self.rows[guardrail] = row
            self._column.addWidget(row)
        return self.rows[guardrail]


class StepList(QWidget):
    """The proposed steps; one key takes a step over as a follow-up item."""

    taken = Signal(object)

    def __init__(self, steps: tuple[StepState, ...], tr: Translator) -> None:
        super().__init__()
        title = PlainLabel("label", wraps=True)
        title.show_text(tr(N_("Proposed next steps (system analysis)")))
        column = _column(self)
        column.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(UNIT)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        self.buttons: list[PressButton] = []
        for place, step in enumerate(steps):
            self._add(place, step, grid, tr)
        self.setVisible(bool(steps))

    def _add(
        self, place: int, step: StepState, grid: QGridLayout, tr: Translator
    ) -> None:
        keys = f"Alt+{place + 1}" if place < STEP_KEYS else ""
        button = PressButton(f"＋ {keys}".strip())
        button.setAccessibleName(tr(N_("Take over: {step}"), step=step.text))
        set_tip(button, step.why)
        if keys:
            # that of a button would press it a tenth of a second later
            QShortcut(QKeySequence(keys), self, button.click)
        button.clicked.connect(lambda: self.taken.emit(step))
        text, when = PlainLabel("body", wraps=True), PlainLabel("small", wraps=True)
        text.show_text(step.text)
        when.show_text(step.when)
        grid.addWidget(button, place * 2, 0)
        grid.addWidget(text, place * 2, 1)
        grid.addWidget(when, place * 2 + 1, 1)
        self.buttons.append(button)

    def show_taken(self, taken: tuple[bool, ...]) -> None:
        """Say which steps are among the follow-up items already."""
        for button, is_taken in zip(self.buttons, taken, strict=True):
            button.setEnabled(not is_taken)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(UNIT)
    return column
