"""Choose, field by field, between what somebody else saved and what one typed."""

from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from mdt_board.gui.dialogs.asking import AskDialog
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import GAP, PAD
from mdt_board.i18n import Translator
from mdt_board.model.edit import Conflict
from mdt_board.model.text import N_
from mdt_board.presenters.conflicts import ConflictRow
from mdt_board.presenters.typed_decision import Problem


class ConflictDialog(AskDialog):
    """Nothing is chosen beforehand where there is a choice."""

    def __init__(
        self,
        rows: tuple[ConflictRow, ...],
        tr: Translator,
        parent: QWidget | None = None,
    ) -> None:
        title = tr(N_("Two people changed the same thing"))
        super().__init__(title, tr(N_("Save")), tr, parent)
        self._groups: list[tuple[ConflictRow, QButtonGroup]] = []
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(PAD)
        for row in rows:
            column.addWidget(self._asked(row))
        column.addStretch(1)
        self.fit(680, 420)

    @property
    def mine(self) -> tuple[Conflict, ...]:
        """The conflicts in which one's own change holds."""
        return tuple(row.conflict for row, g in self._groups if g.checkedId() == 1)

    def problems(self) -> tuple[Problem, ...]:
        """Ask for what is not chosen yet."""
        if all(group.checkedId() >= 0 for _, group in self._groups):
            return ()
        return (Problem("", self._tr(N_("Choose one for each field."))),)

    def _asked(self, row: ConflictRow) -> QWidget:
        box, group = QWidget(), QButtonGroup(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        text = PlainLabel("body", wraps=True)
        text.show_text(row.text)
        column.addWidget(text)
        for number, words in enumerate((row.theirs, row.mine)):
            if words:
                button = QRadioButton(words.replace("&", "&&"))
                button.setAccessibleDescription(row.text)
                group.addButton(button, number)
                column.addWidget(button)
        if not row.mine:
            group.button(0).setChecked(True)
        self._groups.append((row, group))
        return box
