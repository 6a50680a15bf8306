"""Typing into a cell: the line of text, its note with hint or refusal, its keys.

Enter and Tab commit, Escape takes back; what is refused stays as it was typed, with the
reason under it. Every keystroke is told, so that the board can answer at once.
"""

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QApplication,
    QCompleter,
    QFrame,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.plain import PlainLabel, restyle, set_tone
from mdt_board.gui.theme import UNIT, colors_of, dress, font
from mdt_board.presenters.editing import CellEdit
from mdt_board.presenters.parts import Tone
from mdt_board.terminology.completion import matches

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 2
LEAST_PX = {"length-mm": 64, "vaf": 80, "day": 112, "whole": 64, "number": 80}
WORDS_PX = 200
NUMBERS = frozenset({"length-mm", "vaf", "number", "whole", "bounded", "fraction"})
NOTE_PX = 320
TAKES_COMPLETION = frozenset({"term", "choice"})
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
TABS = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_HINT = QAbstractItemDelegate.EndEditHint


class CellNote(QFrame):
    """A few words under the cell that is typed into: what is expected, or wrong."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = PlainLabel("body", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * UNIT, UNIT, 2 * UNIT, UNIT)
        column.addWidget(self._text)
        self.hide()

    @property
    def text(self) -> str:
        """What is said just now."""
        return self._text.text() if self.isVisible() else ""

    def say(
        self, text: str, beside: QWidget, *, is_wrong: bool, is_over: bool = False
    ) -> None:
        """Say it under a widget of the same window, or over it where a list opens."""
        self.setVisible(bool(text))
        if not text:
            return
        dress(self)
        self.setProperty("surface", "alarm" if is_wrong else "card")
        restyle(self)
        set_tone(self._text, Tone.ALARM if is_wrong else Tone.PLAIN)
        self._text.show_text(f"■ {text}" if is_wrong else text)
        window = self.parentWidget()
        if window is None:
            return
        width = min(NOTE_PX, window.width())
        height = self.heightForWidth(width)
        room = window.rect().adjusted(0, 0, -width, -height)
        over = beside.mapTo(window, QPoint(0, -height - 2))
        under = beside.mapTo(window, QPoint(0, beside.height() + 2))
        fits_over, fits_under = over.y() >= 0, under.y() <= room.bottom()
        at = over if fits_over and (is_over or not fits_under) else under
        left = max(0, min(at.x(), room.right()))
        self.setGeometry(QRect(left, at.y(), width, height))
        self.raise_()


class CellEditor(QLineEdit):
    """One line of text over its cell, with names to choose from where there are."""

    def __init__(self, cell: CellEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self.cell = cell
        self.is_begun = False
        self.setFont(font())
        self.setProperty("role", "cell")
        if cell.kind in NUMBERS:
            self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setAccessibleDescription(cell.hint)
        self._names = QStringListModel(self)
        self.show_refused(False)
        if cell.choices:
            self._complete()
        self.textEdited.connect(self._find)

    def _complete(self) -> None:
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.setCompleter(completer)
        popup = completer.popup()
        if popup is not None:
            dress(popup)
        self._find(self.cell.text if self.cell.kind != "choice" else "")

    def _find(self, typed: str) -> None:
        """Offer the names that the last of the typed words can mean."""
        if self.cell.choices:
            found = matches(self.cell.choices, self._last_word(typed))
            before = typed[: len(typed) - len(self._last_word(typed))]
            self._names.setStringList([before + c.text for c in found])

    def _last_word(self, typed: str) -> str:
        if self.cell.kind in TAKES_COMPLETION:
            return typed
        cut = max(typed.rfind(c) for c in ",，、;；+")
        return typed[cut + 1 :].lstrip()

    @property
    def is_choosing(self) -> bool:
        """Say whether the list of names is open."""
        completer = self.completer()
        popup = completer.popup() if completer else None
        return popup is not None and popup.isVisible()

    def offer(self) -> None:
        """Open the list of names, as for a closed list of answers."""
        completer = self.completer()
        if completer is not None and self._names.rowCount():
            completer.complete()

    def show_refused(self, is_refused: bool) -> None:
        """Draw a red edge round words that are refused."""
        colors = colors_of(self)
        edge = colors.alarm if is_refused else colors.accent
        sheet = (
            f"QLineEdit {{ background: {colors.card}; color: {colors.ink}; "
            f"border: 2px solid {edge}; border-radius: 4px; padding: 0 2px; }}"
        )
        if sheet != self.styleSheet():  # laid anew at each keystroke it takes a while
            self.setStyleSheet(sheet)


class EditingDelegate(QStyledItemDelegate):
    """Opens cells for typing and hears their keys; drawing is the subclass's.

    ``typed`` carries a cell and its text at each keystroke; ``opened``, ``changed`` and
    ``refused`` carry the editor; ``left`` tells how the keyboard goes on: 0 not at all,
    1 and -1 to the next cell and the one before, 2 to the cell below.
    """

    typed = Signal(object, str)
    opened = Signal(object)
    changed = Signal(object)
    refused = Signal(object)
    left = Signal(int)

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        """Return a line of text for the cell."""
        cell = index.data(CELL_ROLE)
        editor = CellEditor(cell, parent)
        editor.textEdited.connect(lambda text: self._tell(editor, text))
        completer = editor.completer()
        if completer is not None:
            completer.activated.connect(lambda text: self._tell(editor, str(text)))
        self._at = QPersistentModelIndex(index)
        self.opened.emit(editor)
        return editor

    def _tell(self, editor: CellEditor, text: str) -> None:
        editor.show_refused(False)
        self.changed.emit(editor)
        self.typed.emit(editor.cell, text)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with what stands in the cell; later news of it do not undo typing."""
        if isinstance(editor, CellEditor) and not editor.is_begun:
            editor.is_begun = True
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Lay the line over its cell, wide enough to type in."""
        if not isinstance(editor, CellEditor):
            return
        inside = editor.parentWidget()
        place, room = QRect(option.rect), inside.width() if inside else 0
        least = min(LEAST_PX.get(editor.cell.kind, WORDS_PX), room)
        if place.width() < least:
            place.setLeft(max(0, min(place.right() - least + 1, room - least)))
            place.setWidth(least)
        place.setHeight(min(place.height(), 28))
        editor.setGeometry(place)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Hear the keys that end typing; leaving the cell commits as Enter does."""
        if not isinstance(editor, CellEditor):
            return False
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._hear(editor, event)
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            return event.type() is QEvent.Type.ShortcutOverride and _accept(event)
        if isinstance(event, QFocusEvent) and event.lostFocus():
            return self._leave(editor, event)
        return False

    def _hear(self, editor: CellEditor, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in ENTER:
            self.finish(editor, 2)
        elif key in TABS:
            self.finish(editor, TABS[key])
        elif key == Qt.Key.Key_Escape:
            self.take_back(editor)
        elif key == Qt.Key.Key_Down and editor.completer() is not None:
            editor.offer()
        else:
            return False
        return True

    def _leave(self, editor: CellEditor, event: QFocusEvent) -> bool:
        passing = (
            Qt.FocusReason.PopupFocusReason,
            Qt.FocusReason.ActiveWindowFocusReason,
            Qt.FocusReason.MenuBarFocusReason,
        )
        is_away = QApplication.focusWidget() is not editor
        if event.reason() not in passing and not editor.is_choosing and is_away:
            self.finish(editor, 0)
        return False

    def finish(self, editor: CellEditor, step: int) -> bool:
        """Commit what was typed and go on; what is refused stays open."""
        model = self._at.model()
        index = model.index(self._at.row(), self._at.column())
        if not model.setData(index, editor.text(), Qt.ItemDataRole.EditRole):
            editor.show_refused(True)
            self.refused.emit(editor)
            return False
        self.closeEditor.emit(editor, _HINT.NoHint)
        self.left.emit(step)
        return True

    def take_back(self, editor: CellEditor) -> None:
        """Leave the cell as it was, and tell so."""
        self.closeEditor.emit(editor, _HINT.NoHint)
        self.typed.emit(editor.cell, editor.cell.text)


def _accept(event: QEvent) -> bool:
    event.accept()
    return True
