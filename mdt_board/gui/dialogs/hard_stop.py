"""The hard-stop form: what is written down before drugs are given without pathology."""

from collections.abc import Callable

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import AskDialog, Field, TextArea
from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import GAP
from mdt_board.i18n import Translator
from mdt_board.model.decision import HardStopForm
from mdt_board.model.text import N_
from mdt_board.presenters.deciding import HardStopState, TypedHardStop
from mdt_board.presenters.parts import Tone
from mdt_board.presenters.typed_decision import Problem
from mdt_board.workflow.decide import STOP

Form = tuple[HardStopForm | None, tuple[Problem, ...]]
FIELD_LINES = 2


class HardStopDialog(AskDialog):
    """Closing keeps what was typed: the form goes back into the decision as it is."""

    def __init__(
        self,
        state: HardStopState,
        tr: Translator,
        parent: QWidget | None = None,
        *,
        read: Callable[[TypedHardStop], Form],
    ) -> None:
        title = tr(N_("Hard-stop form"))
        super().__init__(title, tr(N_("Take into the decision")), tr, parent)
        self._read = read
        self._names = tuple(field.id for field in state.fields)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        stop = PlainLabel("strong", wraps=True)
        set_tone(stop, Tone.CAUTION)
        stop.show_text(f"▲ {tr(STOP)}")
        column.addWidget(stop)
        for field in state.fields:
            area = TextArea(FIELD_LINES)
            area.setPlainText(getattr(state.typed, field.id))
            column.addWidget(self.add_field(field.id, Field(field.text, area)))
        review = QLineEdit(state.typed.review_on)
        review.setPlaceholderText(tr(N_("2026-12-22, +14 or +6w")))
        column.addWidget(self.add_field("review_on", Field(state.review, review)))
        column.addStretch(1)
        self.field(self._names[0]).editor.setFocus()
        self.fit(760, 660)

    @property
    def typed(self) -> TypedHardStop:
        """What stands in the fields."""
        keys = (*self._names, "review_on")
        return TypedHardStop(**{key: self.field(key).text for key in keys})

    def result_of(self) -> HardStopForm | None:
        """Return the form, or None while its review date is missing."""
        return self._read(self.typed)[0]

    def problems(self) -> tuple[Problem, ...]:
        """Return what cannot be read."""
        return self._read(self.typed)[1]
