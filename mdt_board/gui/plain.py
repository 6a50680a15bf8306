"""The only label of the window: it shows text as text, never as markup.

Qt guesses rich text and would draw pictures that data names; a lint forbids other
labels in this package.
"""

import re
from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QWidget

from mdt_board.presenters.parts import Chip, Tone

# a number keeps its percent sign, its arrow or its bound on its line
_BOUND = re.compile(r"(?<=\d) (?=%)|(?<=[<>↑↓≥≤]) (?=\d)")
_HYPHEN = re.compile(r"(?<=\b\w)-(?=\w)|(?<=\b\w\w)-(?=\w)|(?<=\w)-(?=\w{1,2}\b)")
_NO_BREAK, _JOINER = "\u00a0", "\u2060"
NARROWEST_PX = 48
WIDEST_PX = 400


def unbroken(text: str) -> str:
    """Return the words so that numbers keep their signs and short names their hyphen.

    ``EXAMPLE-B`` and ``CT-guided`` stay whole; ``immune-related`` may break.
    """
    return _HYPHEN.sub(f"{_JOINER}-{_JOINER}", _BOUND.sub(_NO_BREAK, text))


class PlainLabel(QLabel):
    """Plain text in one of the type roles that the theme knows.

    ``role`` is one of ``body muted strong title headline name small``.
    """

    def __init__(
        self, role: str = "body", wraps: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        self.setProperty("role", role)
        if wraps:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)

    def setText(self, text: str) -> None:
        """Show ``text``; its lines break where a reader would break them."""
        self._text = text
        super().setText(unbroken(text))

    def text(self) -> str:
        """Return the words as they were given."""
        return self._text

    def minimumSizeHint(self) -> QSize:
        """Ask for one line: where text wraps, layouts get the height from the width.

        Qt's own answer is the height at the smallest width, which nothing ever has.
        """
        if not self.wordWrap():
            return super().minimumSizeHint()
        return QSize(NARROWEST_PX, self.fontMetrics().height())

    def sizeHint(self) -> QSize:
        """Ask for the text on one line, but never for more than a column's width."""
        if not self.wordWrap():
            return super().sizeHint()
        lines = self.text().split("\n")
        width = max(self.fontMetrics().horizontalAdvance(line) for line in lines)
        height = self.fontMetrics().height() * len(lines)
        return QSize(min(width + 2, WIDEST_PX), height)

    def show_text(self, text: str) -> None:
        """Show ``text``; an empty one takes no room."""
        if text != self.text():
            self.setText(text)
        self.setVisible(bool(text))


class ChipLabel(PlainLabel):
    """A few words on a tinted ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("chip", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def show_chip(self, chip: Chip) -> None:
        """Show the words in their tone."""
        set_tone(self, chip.tone)
        self.show_text(chip.text)


class ChipButton(QToolButton):
    """A chip that opens something, with the mouse or the keyboard."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "chip")
        self.setCheckable(True)

    def show_chip(self, chip: Chip, title: str) -> None:
        """Show the words in their tone, and that there is more to open."""
        set_tone(self, chip.tone)
        self.setText(f"{chip.text} ▾")
        self.setAccessibleName(f"{title}: {chip.text}")
        set_tip(self, title)


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Let the style sheet color ``widget`` by a tone."""
    if widget.property("tone") != tone.value:
        widget.setProperty("tone", tone.value)
        restyle(widget)


def restyle(widget: QWidget) -> None:
    """Apply the style sheet anew after a property has changed."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def set_tip(widget: QWidget, text: str) -> None:
    """Set a tooltip that is drawn as plain text."""
    widget.setToolTip(f"<span>{escape(text)}</span>" if text else "")
