"""What dialogs that ask for words have in common: fields, problems at them, refusals.

A dialog never closes over what was typed: it tells that it was confirmed, and whoever
opened it closes it once the workspace has kept the answer, or shows why it did not.
"""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.plain import PlainLabel, set_tone
from mdt_board.gui.theme import GAP, PAD, UNIT, colors_of, dress
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.palette import LIGHT
from mdt_board.presenters.deciding import Option
from mdt_board.presenters.parts import Tone
from mdt_board.presenters.typed_decision import Problem

CONFIRM_KEYS = ("Ctrl+Return", "Ctrl+Enter")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
OF_SCREEN = 0.94  # a dialog leaves the edge of its screen free


class PressButton(QToolButton):
    """A button that Enter presses as the space bar does."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Say what the button does; without a word it is not there."""
        self.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button on Enter, too."""
        if event.key() in ENTER and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)


class TextArea(QPlainTextEdit):
    """Plain text of several lines; Tab goes on to the next field."""

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        height = self.fontMetrics().lineSpacing() * lines + 3 * GAP
        self.setFixedHeight(height)


class ChoiceList(QComboBox):
    """Options by their ids. The wheel scrolls the page, never the choice."""

    def __init__(
        self, options: Iterable[Option], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for option in options:
            self.addItem(option.text, option.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()

    @property
    def chosen(self) -> str:
        """The id of what is chosen."""
        return str(self.currentData() or "")

    def choose(self, option_id: str) -> None:
        """Choose an option by its id."""
        self.setCurrentIndex(max(0, self.findData(option_id)))


class Field(QWidget):
    """A name, an editor under it, and what is wrong with what stands there."""

    def __init__(
        self,
        name: str,
        editor: QWidget,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.editor = editor
        self._name, self._hint = name, hint
        self._problem = PlainLabel("body", wraps=True)
        set_tone(self._problem, Tone.ALARM)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT)
        label = PlainLabel("label")
        label.show_text(name)
        column.addWidget(label)
        column.addWidget(editor)
        if hint:
            below = PlainLabel("small", wraps=True)
            below.show_text(hint)
            column.addWidget(below)
        column.addWidget(self._problem)
        editor.setAccessibleName(name)
        self.show_problem("")

    @property
    def text(self) -> str:
        """What stands in the editor."""
        return text_of(self.editor)

    @property
    def problem(self) -> str:
        """What is wrong with it, as shown."""
        return self._problem.text().removeprefix("■ ")

    def show_problem(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self._problem.show_text(f"■ {text}" if text else "")
        self.editor.setAccessibleDescription(text or self._hint)


def text_of(editor: QWidget) -> str:
    """Return what stands in an editor: its text, or the id of what is chosen."""
    if isinstance(editor, QPlainTextEdit):
        return editor.toPlainText()
    if isinstance(editor, QLineEdit):
        return editor.text()
    return editor.chosen if isinstance(editor, ChoiceList) else ""


class AskDialog(QDialog):
    """A dialog with a body that scrolls, refusals under it, and two buttons.

    Ctrl+Enter confirms from every field; Enter alone never does. ``confirmed`` is
    emitted when what was typed can be read.
    """

    confirmed = Signal()

    def __init__(
        self, title: str, confirm: str, tr: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        dress(self)
        self.setWindowTitle(title)
        self.colors = colors_of(parent) if parent else LIGHT
        self._tr = tr
        self._fields: dict[str, Field] = {}
        self.body = QWidget()
        self.body.setObjectName("inside")
        self.area = Scrolling(self.body)
        self._refusal = _Refusal()
        self.middle, self.foot = QHBoxLayout(), QHBoxLayout()
        self._again = PlainLabel("body", wraps=True)
        self.anew = PressButton()
        self._close = PressButton(tr(N_("Close")))
        self._confirm = PressButton(confirm)
        self._confirm.setProperty("role", "strong")
        self._confirm.clicked.connect(self.confirm)
        self._close.clicked.connect(self.reject)
        for keys in CONFIRM_KEYS:
            QShortcut(QKeySequence(keys), self, self.confirm)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD * 2, PAD, PAD * 2, PAD)
        column.setSpacing(GAP)
        self.middle.setSpacing(PAD * 2)
        self.middle.addWidget(self.area, 3)
        column.addLayout(self.middle, 1)
        column.addWidget(self._refusal)
        set_tone(self._again, Tone.CAUTION)
        self._again.show_text("")
        again = QHBoxLayout()
        again.addWidget(self._again, 1)
        again.addWidget(self.anew)
        column.addLayout(again)
        keys = PlainLabel("small")
        keys.show_text(self._tr(N_("Ctrl+Enter confirms · Esc closes")))
        self.foot.addWidget(keys)
        self.foot.addStretch(1)
        self.foot.addWidget(self._close)
        self.foot.addWidget(self._confirm)
        column.addLayout(self.foot)

    @property
    def translator(self) -> Translator:
        """The language of the dialog."""
        return self._tr

    # what is asked

    def add_field(self, key: str, field: Field) -> Field:
        """Take a field, so that problems find it by its key."""
        self._fields[key] = field
        return field

    def field(self, key: str) -> Field:
        """Return the field of this key; raises KeyError when there is none."""
        return self._fields[key]

    @property
    def refusal(self) -> str:
        """What was refused, as shown."""
        return self._refusal.text

    def problems(self) -> tuple[Problem, ...]:
        """Return what cannot be read just now."""
        return ()

    def confirm(self) -> None:
        """Tell that the answer is ready, or show what is wrong with it."""
        if not self._confirm.isEnabled():
            return
        found = self.problems()
        self.show_problems(found)
        if not found:
            self.confirmed.emit()

    def show_problems(self, problems: tuple[Problem, ...]) -> None:
        """Say at each field what is wrong, and go to the first of them."""
        first = self.mark(problems)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
            self.area.ensureWidgetVisible(first, 0, PAD * 4)

    def mark(self, problems: tuple[Problem, ...]) -> QWidget | None:
        """Say at each field what is wrong, below what has no field here.

        Returns the first editor with a problem.
        """
        texts: dict[str, str] = {}
        for problem in problems:
            texts.setdefault(problem.field, problem.text)
        for key, field in self._fields.items():
            field.show_problem(texts.get(key, ""))
        other = [p.text for p in problems if p.field not in self._fields]
        self._refusal.show_reasons(other)
        return next((f.editor for k, f in self._fields.items() if k in texts), None)

    def offer_anew(self, begin: Callable[[], None]) -> None:
        """Say that this was typed before, with a button that begins without it."""
        self._again.show_text(
            self._tr(N_("What you typed before and did not record stands here again."))
        )
        self.anew.show_text(self._tr(N_("Start over")))
        self.anew.clicked.connect(begin)
        self.anew.clicked.connect(self._forget_anew)

    def _forget_anew(self) -> None:
        self._again.show_text("")
        self.anew.show_text("")

    def show_busy(self, is_busy: bool) -> None:
        """Let nobody confirm twice while the answer is looked at."""
        self._confirm.setEnabled(not is_busy)

    # Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter alone confirm nothing."""
        if event.key() in ENTER:
            event.accept()
        else:
            super().keyPressEvent(event)

    def fit(self, width: int, height: int) -> None:
        """Take this size, or what the screen has of it."""
        room = self.screen().availableSize() * OF_SCREEN
        self.resize(min(width, room.width()), min(height, room.height()))


class ToldDialog(AskDialog):
    """Says why nothing can be done now; there is nothing to type."""

    def __init__(
        self, reasons: tuple[str, ...], tr: Translator, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr(N_("Not possible")), "", tr, parent)
        self.mark(tuple(Problem("", reason) for reason in reasons))
        self.fit(520, 200)


class _Refusal(QFrame):
    """Why nothing was recorded; what was typed stays."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "alarm")
        self._text = PlainLabel("strong", wraps=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, GAP, PAD, GAP)
        column.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_reasons(self, reasons: list[str]) -> None:
        text = "\n".join(f"■ {reason}" for reason in dict.fromkeys(reasons))
        self._text.show_text(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))


class Scrolling(QScrollArea):
    """Scrolls down to whatever has the focus, and never sideways.

    ``width_px`` is the width it keeps where the body needs no more; 0 takes the room.
    """

    def __init__(self, body: QWidget, width_px: int = 0) -> None:
        super().__init__()
        self._width = width_px
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(body)
        self._body = body
        body.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for the width that the body needs, so that nothing is cut off."""
        if event.type() is QEvent.Type.LayoutRequest:
            bar = self.verticalScrollBar().sizeHint().width()
            needed = max(self._width, self._body.minimumSizeHint().width() + bar)
            self.setMinimumWidth(needed)
            if self._width:
                self.setMaximumWidth(needed)
        return super().eventFilter(watched, event)
