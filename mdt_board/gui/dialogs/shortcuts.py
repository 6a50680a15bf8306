"""Each shortcut with what it does, as many columns as keep it low."""

from PySide6.QtWidgets import QGridLayout, QWidget

from mdt_board.gui.dialogs.base import BoardDialog
from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import GAP, PAD

ROWS = 16  # fits on a laptop


class ShortcutsDialog(BoardDialog):
    """Keys in bold, then what they do."""

    def __init__(
        self,
        title: str,
        lines: tuple[tuple[str, str], ...],
        closing: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, (480, 320), parent)
        grid = QGridLayout()
        grid.setHorizontalSpacing(PAD * 2)
        grid.setVerticalSpacing(GAP)
        for number, (keys, text) in enumerate(lines):
            column, row = divmod(number, ROWS)
            for beside, (role, words) in enumerate((("strong", keys), ("body", text))):
                label = PlainLabel(role)
                label.setText(words)
                grid.addWidget(label, row, 2 * column + beside)
        self.column.addLayout(grid)
        self.column.addStretch(1)
        self.add_button(closing, is_default=True).clicked.connect(self.accept)
        self.close_column()
