"""What the window says above the case: an error, a notice, drafts that were found."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import GAP, PAD, UNIT
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters.parts import Tone

SELECTABLE = Qt.TextInteractionFlag.TextSelectableByMouse


class ErrorBanner(QFrame):
    """Says what could not be done until it is closed; its words can be copied.

    What is copied is what can be sent to somebody: never a patient's data.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "alarm")
        self._text, self._details = (
            PlainLabel("strong", True),
            PlainLabel("small", True),
        )
        self._text.setTextInteractionFlags(SELECTABLE)
        self._details.setTextInteractionFlags(SELECTABLE)
        self.copying, self.closing = QToolButton(), QToolButton()
        self._copied = ""
        words = QVBoxLayout()
        words.setSpacing(UNIT)
        words.addWidget(self._text)
        words.addWidget(self._details)
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD, UNIT, PAD, UNIT)
        row.addLayout(words, 1)
        for button in (self.copying, self.closing):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.copying.clicked.connect(self._copy)
        self.closing.clicked.connect(self.hide)
        self.hide()

    def reword(self, tr: Translator) -> None:
        """Word the buttons in another language."""
        self.copying.setText(tr(N_("Copy")))
        self.closing.setText(tr(N_("Close")))

    def show_error(self, text: str, details: str = "", copied: str = "") -> None:
        """Say ``text`` with ``details`` under it.

        Args:
            text: what could not be done, and what to do.
            details: why, a reason to the line.
            copied: what the button copies, free of patients' data; where it is empty
                there is nothing worth sending, and no button.
        """
        self._text.show_text(f"■ {text}")
        self._details.show_text(details)
        self._copied = copied
        self.copying.setVisible(bool(copied))
        self.setAccessibleName("\n".join(t for t in (text, details) if t))
        self.show()

    @property
    def copied(self) -> str:
        """What the button copies."""
        return self._copied

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._copied)


class NoticeLine(QFrame):
    """Says in the whole width what holds for every case until it is taken away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self._text = PlainLabel("strong", wraps=True)
        set_tone(self._text, Tone.CAUTION)
        self._text.setTextInteractionFlags(SELECTABLE)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        column.addWidget(self._text)
        self.hide()

    def show_text(self, text: str) -> None:
        """Show the notice, one thing a line; an empty one takes no room."""
        self._text.show_text("\n".join(f"▲ {t}" for t in text.splitlines() if t))
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class RecoveryBanner(QFrame):
    """Offers what was typed before the program ended; nothing is taken up by itself."""

    taken_up = Signal(str)
    discarded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self._case = ""
        self._text = PlainLabel("strong", wraps=True)
        self.taking, self.discarding = QToolButton(), QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(PAD + UNIT, UNIT, PAD + UNIT, UNIT)
        row.setSpacing(GAP)
        row.addWidget(self._text, 1)
        row.addWidget(self.taking)
        row.addWidget(self.discarding)
        self.taking.clicked.connect(lambda: self.taken_up.emit(self._case))
        self.discarding.clicked.connect(lambda: self.discarded.emit(self._case))
        self.hide()

    def offer(self, case_id: str, text: str, can_take_up: bool, tr: Translator) -> None:
        """Offer the draft of one case; no id hides the banner.

        ``can_take_up`` is false where the case was saved since: the draft is then told
        and can only be discarded.
        """
        self._case = case_id
        self._text.show_text(f"▲ {text}" if text else "")
        self.taking.setText(tr(N_("Take up")))
        self.taking.setVisible(can_take_up)
        self.discarding.setText(tr(N_("Discard")))
        self.setAccessibleName(text)
        self.setVisible(bool(case_id))
