"""Rows that are added and removed: conditions to come back early, follow-up items."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import (
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.dialogs.asking import ChoiceList, PressButton
from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import GAP, UNIT, dress
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.deciding import (
    DecisionDialogState,
    Option,
    TypedFollowUp,
    TypedTrigger,
)
from mdt_board.presenters.parts import Tone
from mdt_board.presenters.typed_decision import Problem

Typed = TypeVar("Typed")
ANY_DAY = "2026-12-22"
TASK_PX = 240


class EditedRow(QWidget):
    """One row with its own line for what is wrong, and a button to remove it."""

    changed = Signal()
    removed = Signal(QWidget)

    def __init__(self, tr: Translator) -> None:
        super().__init__()
        self._tr = tr
        self._editors: dict[str, QWidget] = {}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(GAP)
        self.grid.setVerticalSpacing(UNIT)
        self._problem = PlainLabel("body", wraps=True)
        set_tone(self._problem, Tone.ALARM)
        self._problem.hide()
        self.remove = PressButton("✕")
        self.remove.clicked.connect(lambda: self.removed.emit(self))

    def edit(self, key: str, name: str, editor: QWidget) -> None:
        """Take an editor by the name of its field."""
        editor.setAccessibleName(name)
        self._editors[key] = editor
        if isinstance(editor, QLineEdit):
            editor.textChanged.connect(self.changed)
        if isinstance(editor, ChoiceList):
            editor.currentIndexChanged.connect(self.changed)

    def mark(self, problems: dict[str, str]) -> QWidget | None:
        """Say what is wrong with this row; return the first editor concerned."""
        self._problem.show_text("\n".join(f"■ {t}" for t in problems.values()))
        for key, editor in self._editors.items():
            editor.setAccessibleDescription(problems.get(key, ""))
        return next((e for k, e in self._editors.items() if k in problems), None)

    @property
    def first(self) -> QWidget:
        """The editor in which typing begins."""
        return next(iter(self._editors.values()))


class TriggerRow(EditedRow):
    """One thing that brings the case back early."""

    def __init__(
        self, typed: TypedTrigger, state: DecisionDialogState, tr: Translator
    ) -> None:
        super().__init__(tr)
        self._pd_line = state.pd_line
        self._kind, self._text = ChoiceList(state.trigger_kinds), QLineEdit(typed.text)
        self._kind.choose(typed.kind)
        self._text.setCursorPosition(0)
        self._variants = state.variants
        self._known = QStringListModel(self)
        self._text.setCompleter(completer(self._known, self._text))
        self.edit("", tr(N_("What brings the case back early")), self._kind)
        self.edit("text", tr(N_("Value or words")), self._text)
        self.remove.setAccessibleName(tr(N_("Remove this condition")))
        self.grid.addWidget(self._kind, 0, 0)
        self.grid.addWidget(self._text, 0, 1)
        self.grid.addWidget(self.remove, 0, 2)
        self.grid.addWidget(self._problem, 1, 0, 1, 3)
        self.grid.setColumnStretch(1, 1)
        self._kind.currentIndexChanged.connect(self._suit)
        self._suit()

    @property
    def typed(self) -> TypedTrigger:
        """What stands in the row."""
        has_words = self._kind.chosen != "new-lesion"
        return TypedTrigger(self._kind.chosen, self._text.text() if has_words else "")

    def _suit(self) -> None:
        """Ask for what the kind of condition needs."""
        kind, tr = self._kind.chosen, self._tr
        self._text.setVisible(kind != "new-lesion")
        line = tr(N_("PD line: {mm} mm"), mm=self._pd_line) if self._pd_line else ""
        hints = {"sum": line or "30", "variant": "EGFR T790M"}
        self._text.setPlaceholderText(hints.get(kind, ""))
        self._known.setStringList(list(self._variants) if kind == "variant" else [])


class FollowUpRow(EditedRow):
    """One thing to be done: a listed action or own words, by whom and when."""

    def __init__(
        self, typed: TypedFollowUp, state: DecisionDialogState, tr: Translator
    ) -> None:
        super().__init__(tr)
        self._id = typed.id
        self._action, self._words = QLineEdit(typed.action), QLineEdit(typed.words)
        known = QStringListModel(list(state.actions), self)
        self._action.setCompleter(completer(known, self._action))
        self._action.setPlaceholderText(tr(N_("action of the list")))
        self._words.setPlaceholderText(tr(N_("own words")))
        self._action.setFixedWidth(TASK_PX)
        for editor in (self._action, self._words):
            editor.setCursorPosition(0)
        nobody = Option("", tr(N_("who is responsible?")))
        self._owner = ChoiceList((nobody, *state.owners))
        self._owner.choose(typed.owner)
        self._from, self._until = _day(typed.not_before), _day(typed.due_on)
        editors: tuple[tuple[str, str, QWidget], ...] = (
            ("action", tr(N_("Action of the list")), self._action),
            ("words", tr(N_("In own words")), self._words),
            ("owner", tr(N_("Responsible")), self._owner),
            ("not_before", tr(N_("Not before")), self._from),
            ("due_on", tr(N_("Due by")), self._until),
        )
        for key, name, widget in editors:
            self.edit(key, name, widget)
        self.remove.setAccessibleName(tr(N_("Remove this follow-up item")))
        self._lay_out()

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for line in (first, second):
            line.setSpacing(GAP)
        first.addWidget(self._action)
        first.addWidget(self._words, 1)
        first.addWidget(self.remove)
        second.addWidget(self._owner)
        for name, editor in (
            (self._tr(N_("Not before")), self._from),
            (self._tr(N_("Due by")), self._until),
        ):
            label = PlainLabel("small")
            label.show_text(name)
            second.addSpacing(GAP)
            second.addWidget(label)
            second.addWidget(editor)
        second.addStretch(1)
        self.grid.addLayout(first, 0, 0)
        self.grid.addLayout(second, 1, 0)
        self.grid.addWidget(self._problem, 2, 0)

    @property
    def typed(self) -> TypedFollowUp:
        """What stands in the row."""
        return TypedFollowUp(
            id=self._id,
            action=self._action.text(),
            words=self._words.text(),
            owner=self._owner.chosen,
            not_before=self._from.text(),
            due_on=self._until.text(),
        )


Row = TypeVar("Row", TriggerRow, FollowUpRow)


class RowList(QWidget, Generic[Row, Typed]):
    """Rows under each other, and a button that adds one."""

    changed = Signal()

    def __init__(
        self, key: str, title: str, add: str, make: Callable[[Typed], Row]
    ) -> None:
        super().__init__()
        self._key = key
        self._make: Callable[[Typed], Row] = make
        self.rows: list[Row] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(GAP)
        self.add = PressButton(add)
        self.add.clicked.connect(self._begin_row)
        label = PlainLabel("label")
        label.show_text(title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        column.addWidget(label)
        column.addLayout(self._box)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    def _begin_row(self) -> None:
        self.add_row(self._blank()).first.setFocus()

    @abstractmethod
    def _blank(self) -> Typed:
        """Return what an added row begins with."""

    def show_rows(self, typed: tuple[Typed, ...]) -> None:
        """Show these rows in place of those before."""
        for row in list(self.rows):
            self._remove(row)
        for one in typed:
            self.add_row(one)

    def add_row(self, typed: Typed) -> Row:
        """Add a row at the end."""
        row: Row = self._make(typed)
        row.changed.connect(self.changed)
        row.removed.connect(self._take_out)
        self.rows.append(row)
        self._box.addWidget(row)
        self.changed.emit()
        return row

    def mark(self, problems: tuple[Problem, ...]) -> QWidget | None:
        """Say in each row what is wrong; return the first editor concerned."""
        found: list[QWidget] = []
        for place, row in enumerate(self.rows):
            prefix = f"{self._key}.{place}"
            own = {
                p.field.removeprefix(prefix).removeprefix("."): p.text
                for p in problems
                if p.field == prefix or p.field.startswith(f"{prefix}.")
            }
            first = row.mark(own)
            if first is not None:
                found.append(first)
        return found[0] if found else None

    def owns(self, problem: Problem) -> bool:
        """Say whether a problem is about one of these rows."""
        return problem.field.startswith(f"{self._key}.")

    def _take_out(self, row: Row) -> None:
        """Remove a row; the keyboard goes on at the row that takes its place."""
        place = self.rows.index(row)
        self._remove(row)
        rest = self.rows[place : place + 1] or self.rows[-1:]
        (rest[0].remove if rest else self.add).setFocus()
        self.changed.emit()

    def _remove(self, row: Row) -> None:
        self.rows.remove(row)
        self._box.removeWidget(row)
        row.hide()
        row.deleteLater()


class TriggerList(RowList[TriggerRow, TypedTrigger]):
    """What brings the case back early."""

    def __init__(self, state: DecisionDialogState, tr: Translator) -> None:
        super().__init__(
            "trigger",
            tr(N_("Come back early if")),
            tr(N_("＋ Condition")),
            lambda typed: TriggerRow(typed, state, tr),
        )

    def _blank(self) -> TypedTrigger:
        return TypedTrigger("new-lesion")

    @property
    def typed(self) -> tuple[TypedTrigger, ...]:
        """What stands in the rows."""
        return tuple(row.typed for row in self.rows)


class FollowUpList(RowList[FollowUpRow, TypedFollowUp]):
    """What is to be done, by whom and when."""

    def __init__(
        self, state: DecisionDialogState, tr: Translator, new_id: Callable[[], str]
    ) -> None:
        self._new_id = new_id
        super().__init__(
            "follow_up",
            tr(N_("Carrying out and follow-up")),
            tr(N_("＋ Follow-up item")),
            lambda typed: FollowUpRow(typed, state, tr),
        )

    def _blank(self) -> TypedFollowUp:
        return TypedFollowUp(self._new_id())

    @property
    def typed(self) -> tuple[TypedFollowUp, ...]:
        """What stands in the rows."""
        return tuple(row.typed for row in self.rows)


def completer(words: QStringListModel, parent: QWidget) -> QCompleter:
    """Return a completer that finds a word by any part of it."""
    found = QCompleter(words, parent)
    found.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    found.setFilterMode(Qt.MatchFlag.MatchContains)
    popup = found.popup()
    if popup is not None:
        dress(popup)
    return found


def _day(text: str) -> QLineEdit:
    editor = QLineEdit(text)
    widest = editor.fontMetrics().horizontalAdvance(ANY_DAY)
    editor.setFixedWidth(widest + 4 * GAP)
    editor.setPlaceholderText(ANY_DAY)
    return editor
