"""What the window says beside the case: an error, or the list of shortcuts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QGridLayout, QVBoxLayout, QWidget

from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import GAP, PAD, UNIT
from mdt_board.presenters.parts import Tone


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


class NoticeLine(QFrame):
    """Says along the whole window what holds for every case: a store to read only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self._text = PlainLabel("strong", wraps=True)
        set_tone(self._text, Tone.CAUTION)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        column.addWidget(self._text)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show the notice, one thing a line; an empty one takes no room."""
        self._text.show_text("\n".join(f"▲ {t}" for t in text.splitlines() if t))
        self.setAccessibleName(text)
        self.setVisible(bool(text))


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
