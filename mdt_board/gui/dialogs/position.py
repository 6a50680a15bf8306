"""What one expert says: for which discipline, in their own words, with or against."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import AskDialog, ChoiceList, Field, TextArea
from mdt_board.gui.theme import PAD
from mdt_board.i18n import Translator
from mdt_board.model.decision import Position
from mdt_board.model.text import N_
from mdt_board.presenters.deciding import Option, PositionState, TypedPosition
from mdt_board.presenters.typed_decision import Problem

ReadPosition = Callable[[TypedPosition], Position | Problem]
WORD_LINES = 6


class PositionDialog(AskDialog):
    """Each discipline's fields are kept while another one is looked at."""

    def __init__(
        self,
        state: PositionState,
        tr: Translator,
        parent: QWidget | None = None,
        *,
        read: ReadPosition,
    ) -> None:
        super().__init__(tr(N_("Position")), tr(N_("Record")), tr, parent)
        self._read = read
        self._kept = {p.discipline: p for p in state.recorded}
        self._discipline = ChoiceList(state.disciplines)
        self._person = QLineEdit()
        no_choice = Option("", tr(N_("no choice stated")))
        self._choice = ChoiceList((no_choice, *state.choices))
        self._text = TextArea(WORD_LINES)
        self.reservation = QCheckBox(tr(N_("Reservation: dissents from the board")))
        self.reservation.setAccessibleName(self.reservation.text())
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(PAD)
        for key, name, editor in (
            ("discipline", tr(N_("Discipline")), self._discipline),
            ("person", tr(N_("Who says so")), self._person),
            ("choice", tr(N_("Would decide")), self._choice),
            ("text", tr(N_("Position with its reason")), self._text),
        ):
            column.addWidget(self.add_field(key, Field(name, editor)))
        column.addWidget(self.reservation)
        column.addStretch(1)
        self._discipline.choose(state.chosen)
        self._shown = self._discipline.chosen
        self._show(self._kept[self._shown])
        self._discipline.currentIndexChanged.connect(self._change_discipline)
        self._text.setFocus()
        self.fit(680, 520)

    @property
    def typed(self) -> tuple[TypedPosition, ...]:
        """What stands in the fields of every discipline."""
        self._keep()
        return tuple(self._kept.values())

    def show_typed(self, typed: tuple[TypedPosition, ...]) -> None:
        """Show again what was typed before."""
        self._kept |= {p.discipline: p for p in typed if p.discipline in self._kept}
        self._show(self._kept[self._shown])

    def result_of(self) -> Position | None:
        """Return the position, or None while it lacks its reason."""
        found = self._read(self._now())
        return found if isinstance(found, Position) else None

    def problems(self) -> tuple[Problem, ...]:
        """Return what the position lacks."""
        found = self._read(self._now())
        return (found,) if isinstance(found, Problem) else ()

    def _now(self) -> TypedPosition:
        return TypedPosition(
            discipline=self._shown,
            person=self._person.text(),
            choice=self._choice.chosen,
            text=self._text.toPlainText(),
            is_reservation=self.reservation.isChecked(),
        )

    def _keep(self) -> None:
        self._kept[self._shown] = self._now()

    def _show(self, typed: TypedPosition) -> None:
        self._person.setText(typed.person)
        self._choice.choose(typed.choice)
        self._text.setPlainText(typed.text)
        self.reservation.setChecked(typed.is_reservation)

    def _change_discipline(self) -> None:
        self._keep()
        self._shown = self._discipline.chosen
        self._show(self._kept[self._shown])
        self.mark(())
