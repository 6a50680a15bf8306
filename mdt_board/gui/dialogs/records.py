"""The record editor: everything that a discipline brings, one tab per kind of record.

It stays open beside the board; what is typed in it shows there at once.
"""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from mdt_board.gui.panels.table import RowTable
from mdt_board.gui.plain import ChipButton, PlainLabel, set_tip, set_tone
from mdt_board.gui.theme import GAP, PAD, UNIT, dress
from mdt_board.i18n import Translator
from mdt_board.model.text import N_
from mdt_board.presenters import records
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.parts import Table, Tone

SIZE_PX = (1120, 560)
OF_SCREEN = 0.94
BUTTON_PX = 20
PENCIL = "✎"
KEYS = N_(
    "Enter or F2 edits, Tab goes on, Esc takes back, Insert adds a row, Delete removes "
    "one, Ctrl+V pastes from a spreadsheet."
)


class RecordPage(QWidget):
    """One tab: a table as wide as its columns need, and two buttons for the mouse."""

    typed = Signal(object, str)
    committed = Signal(object)

    def __init__(self, tr: Translator) -> None:
        super().__init__()
        self.table = RowTable()
        self.table.is_even = True
        self._title, self._empty = PlainLabel("small"), PlainLabel("muted")
        self._scroll = QScrollArea()
        self.add, self.remove = ChipButton(), ChipButton()
        self.reword(tr)
        for button, verb in (
            (self.add, self.table.begin_row),
            (self.remove, self.table.take_away),
        ):
            set_tone(button, Tone.ACCENT)
            button.setCheckable(False)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(verb)
        self.table.typed.connect(self.typed)
        self.table.committed.connect(self.committed)
        self.table.moved.connect(self._reveal)
        self._lay_out()

    def reword(self, tr: Translator) -> None:
        """Word the buttons."""
        for button, text in ((self.add, N_("＋ Row")), (self.remove, N_("− Row"))):
            button.setText(tr(text))
            button.setAccessibleName(tr(text))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("inside")
        within = QVBoxLayout(inside)
        within.setContentsMargins(GAP, GAP, GAP, GAP)
        within.addWidget(self._title)
        within.addWidget(self.table)
        within.addWidget(self._empty)
        within.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFocusProxy(self.table)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, UNIT, 0, 0)
        column.addWidget(self._scroll, 1)
        column.addLayout(buttons)

    def show_records(self, table: Table, reader: Reader) -> None:
        """Show the rows of this kind."""
        self._title.show_text(table.title)
        self.table.show_table(table, reader)
        self.table.setMinimumWidth(self.table.least_width())
        self._empty.show_text("" if table.rows else table.empty)
        self.add.setVisible(table.draft is not None)
        self.remove.setVisible(table.draft is not None)

    def begin(self) -> None:
        """Go to the first cell that can be typed into."""
        model = self.table.model()
        cells = (
            model.index(row, column)
            for row in range(model.rowCount())
            for column in range(model.columnCount())
        )
        editable = Qt.ItemFlag.ItemIsEditable
        first = next((c for c in cells if model.flags(c) & editable), None)
        if first is not None:
            self.table.setCurrentIndex(first)

    def _reveal(self, place: QRect) -> None:
        """Scroll to the cell that is typed into."""
        inside = self._scroll.widget()
        if inside is not None:
            at = self.table.viewport().mapTo(inside, place.center())
            self._scroll.ensureVisible(at.x(), at.y(), place.width(), 2 * PAD)


class RecordsDialog(QDialog):
    """The tabs of one discipline. Undo and redo are the window's, by their keys."""

    typed = Signal(object, str)
    committed = Signal(object)

    def __init__(self, area: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        dress(self)
        self._area = area
        self._pages: dict[str, RecordPage] = {}
        self._reader: Reader | None = None
        self.tabs = QTabWidget()
        self.tabs.currentChanged.connect(self._show_current)
        self._keys = PlainLabel("small", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.addWidget(self.tabs, 1)
        column.addWidget(self._keys)
        room = self.screen().availableGeometry().size() * OF_SCREEN
        width, height = SIZE_PX
        self.resize(min(width, room.width()), min(height, room.height()))
        self._lend_keys()

    def _lend_keys(self) -> None:
        """Let the window's undo and redo answer to their keys here, too."""
        parent = self.parentWidget()
        window = parent.window() if parent else None
        for name, keys in (("undo", "Ctrl+Z"), ("redo", "Ctrl+Shift+Z")):
            verb = getattr(window, name, None)
            if callable(verb):
                QShortcut(QKeySequence(keys), self).activated.connect(verb)

    def show_reader(self, title: str, reader: Reader) -> None:
        """Show the records of a case in the reader's language."""
        tr = reader.tr
        self.setWindowTitle(tr(N_("Edit: {title}"), title=title))
        self._keys.show_text(tr(KEYS))
        is_other = self._reader is None or self._reader.case.id != reader.case.id
        self._reader = reader
        for name, text in records.titles(self._area, tr).items():
            page = self._pages.get(name) or self._add_page(name, tr)
            page.reword(tr)
            self.tabs.setTabText(self.tabs.indexOf(page), text)
        if is_other:  # nobody goes on typing where another patient's words stood
            self.tabs.setCurrentIndex(0)
        self._show_current()
        if is_other:
            for page in self._pages.values():
                page.begin()

    def _show_current(self) -> None:
        """Show the records of the tab in front; the others wait until they are."""
        for name, page in self._pages.items():
            if page is self.tabs.currentWidget() and self._reader is not None:
                table = records.present(name, self._reader.case, self._reader.tr)
                page.show_records(table, self._reader)

    def _add_page(self, name: str, tr: Translator) -> RecordPage:
        page = RecordPage(tr)
        page.typed.connect(self.typed)
        page.committed.connect(self.committed)
        self._pages[name] = page
        self.tabs.addTab(page, "")
        return page

    def page(self, name: str) -> RecordPage:
        """Return the tab of one kind of record; raises KeyError."""
        return self._pages[name]


class RecordsButton(ChipButton):
    """Opens the record editor of one discipline, which then stays up to date."""

    typed = Signal(object, str)
    committed = Signal(object)

    def __init__(self, area: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(False)
        set_tone(self, Tone.PLAIN)
        self._area, self._title = area, ""
        self.setMaximumHeight(BUTTON_PX)
        self._reader: Reader | None = None
        self.dialog: RecordsDialog | None = None
        self.clicked.connect(self.open)
        self.hide()

    def show_reader(self, title: str, reader: Reader | None) -> None:
        """Take the case as it is now; without one there is nothing to edit."""
        self._title, self._reader = title, reader
        self.setVisible(reader is not None)
        if reader is None:
            if self.dialog is not None:
                self.dialog.hide()
            return
        text = reader.tr(N_("Edit …"))
        self.setText(f"{PENCIL} {text}")
        self.setAccessibleName(f"{text} {title}")
        set_tip(self, f"{text} {title}")
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_reader(title, reader)

    def open(self) -> None:
        """Open the editor, or bring it to the front."""
        if self._reader is None:
            return
        if self.dialog is None:
            self.dialog = RecordsDialog(self._area, self.window())
            self.dialog.typed.connect(self.typed)
            self.dialog.committed.connect(self.committed)
        self.dialog.show_reader(self._title, self._reader)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        page = self.dialog.tabs.currentWidget()
        if page is not None:
            page.setFocus()
