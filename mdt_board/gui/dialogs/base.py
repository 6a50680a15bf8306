"""What the window's dialogs have in common: margins, buttons, a size that fits."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from mdt_board.gui.theme import GAP, PAD, dress

MOST_OF_SCREEN = 0.9


class BoardDialog(QDialog):
    """A column of widgets over a row of buttons; Escape always leaves."""

    def __init__(
        self, title: str, size_px: tuple[int, int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        dress(self)
        self.setWindowTitle(title)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(PAD + GAP, PAD + GAP, PAD + GAP, PAD + GAP)
        self.column.setSpacing(PAD)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(GAP)
        self._buttons.addStretch(1)
        width, height = size_px
        room = self.screen().availableGeometry().size() * MOST_OF_SCREEN
        self.resize(min(width, room.width()), min(height, room.height()))

    def add_button(self, text: str, is_default: bool = False) -> QPushButton:
        """Add a button at the right end; the default one answers to Enter."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setDefault(is_default)
        self._buttons.addWidget(button)
        return button

    def close_column(self) -> None:
        """Put the buttons under everything that was added."""
        self.column.addLayout(self._buttons)
