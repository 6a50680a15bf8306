"""What the window says beside the case: an error, or the list of shortcuts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QVBoxLayout, QWidget

from mdt_board.gui.plain import PlainLabel
from mdt_board.gui.theme import GAP, PAD


class ErrorBanner(QFrame):
    """Says what could not be done; holds no patient's data, and can be copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "alarm")
        self._text = PlainLabel("strong", wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, GAP)
        column.addWidget(self._text)
        self.hide()

    def show_error(self, what: str, kind: str) -> None:
        """Say what failed and the kind of error, for a report to the makers."""
        self._text.show_text(f"■ {what} ({kind})")
        self.show()


class ShortcutsDialog(QDialog):
    """Each shortcut with what it does."""

    def __init__(
        self,
        title: str,
        lines: tuple[tuple[str, str], ...],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        grid = QGridLayout(self)
        grid.setContentsMargins(PAD * 2, PAD * 2, PAD * 2, PAD * 2)
        grid.setHorizontalSpacing(PAD * 2)
        grid.setVerticalSpacing(GAP)
        for place, (keys, text) in enumerate(lines):
            for column, (role, words) in enumerate((("strong", keys), ("body", text))):
                label = PlainLabel(role)
                label.setText(words)
                grid.addWidget(label, place, column)
