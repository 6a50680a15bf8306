"""What the board decides: choice, summary, what brings it back, what is to be done."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import (
    AskDialog,
    ChoiceList,
    Field,
    PressButton,
    Scrolling,
    TextArea,
)
from mdt_board.gui.dialogs.beside import AgainstList, LackList, StepList
from mdt_board.gui.dialogs.choices import ChoiceBox
from mdt_board.gui.dialogs.hard_stop import Form, HardStopDialog
from mdt_board.gui.dialogs.rows import FollowUpList, TriggerList
from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import PAD
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.deciding import (
    DecisionDialogState,
    Option,
    StepState,
    TypedDecision,
    TypedHardStop,
    hard_stop_state,
)
from mdt_board.presenters.parts import Tone
from mdt_board.presenters.typed_decision import Problem, Reading, filled_in

BESIDE_PX = 420
SUMMARY_LINES = 3
REASON_LINES = 2


class DecisionLive:
    """What the dialog asks at every key, and how a new row gets its id."""

    def __init__(
        self,
        read: Callable[[TypedDecision], Reading],
        read_form: Callable[[TypedHardStop], Form],
        new_id: Callable[[], str],
    ) -> None:
        self.read, self.read_form, self.new_id = read, read_form, new_id


class DecisionDialog(AskDialog):
    """Nothing is chosen here but by a person; the machine's part stands beside."""

    def __init__(
        self,
        state: DecisionDialogState,
        tr: Translator,
        parent: QWidget | None = None,
        *,
        live: DecisionLive,
    ) -> None:
        is_amendment = state.is_amendment
        title = N_("Amend the decision") if is_amendment else N_("Record the decision")
        confirm = N_("Go on to sign") if is_amendment else N_("Record")
        super().__init__(tr(title), tr(confirm), tr, parent)
        self._live, self._state = live, state
        self._form = state.typed.hard_stop
        self._is_told, self._opens_form = False, state.opens_form
        self._make_editors()
        self._lay_out_form()
        self._lay_out_beside()
        self.show_typed(state.typed)
        self._connect()
        self._follow()
        self.choice.setFocus()
        self.fit(1280, 700)

    # what was typed

    @property
    def typed(self) -> TypedDecision:
        """What stands in every field."""
        return TypedDecision(
            choice=self.choice.chosen,
            summary=self._summary.toPlainText(),
            no_conclusion=self._reason.chosen,
            next_on=self._next.text(),
            triggers=self.triggers.typed,
            follow_ups=self.follow_ups.typed,
            hard_stop=self._form,
            answers=self.against.answers,
            because=self._because.toPlainText(),
        )

    def show_typed(self, typed: TypedDecision) -> None:
        """Show again what was typed before."""
        self.choice.choose(typed.choice)
        self._summary.setPlainText(typed.summary)
        self._reason.choose(typed.no_conclusion)
        self._next.setText(typed.next_on)
        self.triggers.show_rows(typed.triggers)
        self.follow_ups.show_rows(typed.follow_ups)
        self._form = typed.hard_stop
        self.against.show_answers(typed.answers)
        self._because.setPlainText(typed.because)

    def result_of(self) -> Reading | None:
        """Return the decision with its answers, or None while it cannot be read."""
        reading = self._live.read(self.typed)
        return reading if reading.decision and not reading.problems else None

    def problems(self) -> tuple[Problem, ...]:
        """Return what cannot be read; from now on it is said at every key."""
        self._is_told = True
        return self._live.read(self.typed).problems

    def mark(self, problems: tuple[Problem, ...]) -> QWidget | None:
        """Say in the rows what is wrong with them, else as everywhere."""
        lists = (self.triggers, self.follow_ups)
        in_rows = [p for p in problems if any(rows.owns(p) for rows in lists)]
        found = [rows.mark(tuple(in_rows)) for rows in lists]
        first = super().mark(tuple(p for p in problems if p not in in_rows))
        return first or next((editor for editor in found if editor), None)

    def open_form(self) -> None:
        """Open the hard-stop form; whatever was typed there comes back."""
        dialog = HardStopDialog(
            hard_stop_state(self._form, self._tr),
            self._tr,
            self,
            read=self._live.read_form,
        )
        dialog.confirmed.connect(dialog.accept)
        dialog.exec()
        self._form = dialog.typed
        dialog.deleteLater()
        self._follow()

    # Qt

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the hard-stop form where it was asked for and is empty."""
        super().showEvent(event)
        if self._opens_form and self._form == TypedHardStop():
            QTimer.singleShot(0, self.open_form)
        self._opens_form = False

    # inside

    def _make_editors(self) -> None:
        state, tr = self._state, self._tr
        self.choice = ChoiceBox(state.choices, tr)
        self._because = TextArea(REASON_LINES)
        self._summary = TextArea(SUMMARY_LINES)
        none = Option("", tr(N_("choose the reason")))
        self._reason = ChoiceList((none, *state.reasons))
        self._next = QLineEdit()
        self._next.setPlaceholderText(tr(N_("2026-12-22, +14 or +6w")))
        self.triggers = TriggerList(state, tr)
        self.follow_ups = FollowUpList(state, tr, self._live.new_id)
        self._stop = PlainLabel("strong", wraps=True)
        self.form_button = PressButton(tr(N_("Hard-stop form …")))
        self._stop_box = QWidget()
        self.lacks, self.against = LackList(tr), AgainstList(tr)
        self.steps = StepList(state.steps, tr)

    def _lay_out_form(self) -> None:
        tr = self._tr
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, PAD, 0)
        column.setSpacing(PAD)
        fields: tuple[tuple[str, str, QWidget], ...] = (
            ("because", tr(N_("Reason for the amendment")), self._because),
            ("choice", tr(N_("The board decides")), self.choice),
            ("no_conclusion", tr(N_("No conclusion because")), self._reason),
            ("summary", tr(N_("Summary of the chair")), self._summary),
            ("next_on", tr(N_("Next assessment on")), self._next),
        )
        for key, name, editor in fields:
            column.addWidget(self.add_field(key, Field(name, editor)))
            if key == "choice":
                column.addWidget(self._stop_box)
        self.field("because").setVisible(self._state.is_amendment)
        row = QHBoxLayout(self._stop_box)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._stop, 1)
        row.addWidget(self.form_button)
        column.addWidget(self.triggers)
        column.addWidget(self.follow_ups)
        column.addStretch(1)

    def _lay_out_beside(self) -> None:
        beside = QWidget()
        beside.setObjectName("inside")
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, PAD, 0)
        column.setSpacing(PAD)
        for widget in (self.lacks, self.against, self.steps):
            column.addWidget(widget)
        column.addStretch(1)
        self.middle.addWidget(Scrolling(beside, BESIDE_PX))

    def _connect(self) -> None:
        self.choice.changed.connect(self._follow)
        self._reason.currentIndexChanged.connect(self._follow)
        self._next.textChanged.connect(self._follow)
        for area in (self._summary, self._because):
            area.textChanged.connect(self._follow)
        for part in (self.triggers, self.follow_ups, self.against):
            part.changed.connect(self._follow)
        self.form_button.clicked.connect(self.open_form)
        self.steps.taken.connect(self._take_over)

    def _follow(self) -> None:
        """Show what the core says to what is typed just now."""
        reading = self._live.read(self.typed)
        self.lacks.show_lacks(reading.lacks or tuple(p.text for p in reading.problems))
        self.against.show_against(reading.against)
        self.field("no_conclusion").setVisible(self.choice.chosen == "no-conclusion")
        self._show_stop(reading.needs_hard_stop)
        taken = {row.words for row in self.follow_ups.typed}
        self.steps.show_taken(tuple(s.text in taken for s in self._state.steps))
        if self._is_told:
            self.mark(reading.problems)

    def _show_stop(self, needs_form: bool) -> None:
        filled, every = filled_in(self._form)
        self._stop_box.setVisible(needs_form or bool(filled))
        is_whole = filled == every
        set_tone(self._stop, Tone.GOOD if is_whole else Tone.CAUTION)
        mark = "✓" if is_whole else "▲"
        words = self._tr(
            N_("Needs approval. Hard-stop form: {filled} of {every} filled in"),
            filled=filled,
            every=every,
        )
        self._stop.show_text(f"{mark} {words}")

    def _take_over(self, step: StepState) -> None:
        """Make a follow-up item of a proposed step, to be changed where it must be."""
        row = self.follow_ups.add_row(replace(step.row, id=self._live.new_id()))
        self.area.ensureWidgetVisible(row)
