"""A small table over ready rows: as high as they are, typed into where they let one.

Keys: arrows go about, Enter or F2 or any letter begins, Tab goes on to the next cell,
Escape takes back, Insert begins a row, Delete takes away, Ctrl+V pastes.
"""

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from mdt_board.gui.editing import CellEditor, CellNote
from mdt_board.gui.panels.cells import (
    CELL_PAD,
    ROW_PX,
    CellDelegate,
    ColumnHeader,
    cell_height,
    cell_width,
    least_title_width,
    least_width,
    title_height,
    title_width,
)
from mdt_board.gui.panels.columns import Wish, shared
from mdt_board.gui.panels.row_model import NO_INDEX, Index, RowModel
from mdt_board.presenters.editing import Reader
from mdt_board.presenters.new_records import removal
from mdt_board.presenters.parts import Row, Table
from mdt_board.presenters.pasting import pasted
from mdt_board.workspace.ids import random_id

__all__ = ["NO_INDEX", "Index", "RowModel", "RowTable"]


class RowTable(QTableView):
    """A table that is exactly as high as its rows and never scrolls sideways.

    ``typed`` carries a cell and its text at each keystroke, ``committed`` the edits of
    one step. While somebody types, news that would close the cell wait.
    """

    typed = Signal(object, str)
    committed = Signal(object)
    moved = Signal(QRect)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowModel()
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._fit)
        self._editor: CellEditor | None = None
        self._waiting: tuple[Table, Reader | None] | None = None
        self._following: tuple[str, int] | None = None
        self._note: CellNote | None = None
        self._column = 0
        self.is_even = False  # what width is left over goes to the first column alone
        self.setModel(self._model)
        self.setHorizontalHeader(ColumnHeader(Qt.Orientation.Horizontal, self))
        self._delegate = CellDelegate(self)
        self.setItemDelegate(self._delegate)
        self._dress()
        self._listen()

    def _dress(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_PX)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def _listen(self) -> None:
        self._model.committed.connect(self.committed)
        self._delegate.typed.connect(self.typed)
        self._delegate.opened.connect(self._open)
        self._delegate.changed.connect(lambda editor: self._say(editor, ""))
        self._delegate.refused.connect(
            lambda editor: self._say(editor, self._model.refusal)
        )
        self._delegate.left.connect(self._go_on)

    # showing

    def show_table(self, table: Table, reader: Reader | None = None) -> None:
        """Show new rows; the first column takes the room that the others leave.

        ``reader`` reads what is typed; without one nothing is.
        """
        if self._editor is not None:
            self._waiting = (table, reader)
            self._show_beside(table)
            return
        self._waiting = None
        if table == self._model.table:
            self._model.reader = reader
            self._follow()
            return
        at = self._place()
        self._model.show_table(table)
        self._model.reader = reader
        self.setAccessibleName(table.title or table.columns[0].title)
        self._return_to(at)
        self._follow()
        self._fit()
        self._fit_later()

    def _show_beside(self, table: Table) -> None:
        """Let words beside the open cell answer at once where the rows stay."""
        if self._model.has_shape_of(table):
            self._model.show_table(table)

    def _share_width(self) -> None:
        """Give each column its part of the width, and the titles their lines."""
        table, header = self._model.table, self.horizontalHeader()
        if table is None or header.count() != len(table.columns):
            return
        widths = shared(self._wishes(), self.viewport().width(), is_even=self.is_even)
        for at, width in enumerate(widths):
            if header.sectionSize(at) != width:
                header.resizeSection(at, width)
        titles = zip(table.columns, widths, strict=True)
        height = max(title_height(column.title, width) for column, width in titles)
        if header.height() != height or header.minimumHeight() != height:
            header.setFixedHeight(height)

    def _wish(self, at: int, title: str) -> Wish:
        whole, least = title_width(title), least_title_width(title)
        for row in self._model.rows:
            is_bold = row.is_total or self._model.points_at(row)
            whole = max(whole, cell_width(row, at, is_bold))
            least = max(least, least_width(row, at, is_bold))
        return Wish(whole, least)

    def wanted_width(self) -> int:
        """Return the width at which no cell and no title needs a second line."""
        has_rows = bool(self._model.rows)
        return sum(wish.whole for wish in self._wishes()) if has_rows else 0

    def least_width(self) -> int:
        """Return the width at which no word needs to break."""
        return sum(wish.least for wish in self._wishes())

    def _wishes(self) -> list[Wish]:
        columns = self._model.table.columns if self._model.table else ()
        return [self._wish(at, column.title) for at, column in enumerate(columns)]

    def point_at(self, records: frozenset[str]) -> None:
        """Mark the rows that show one of these records."""
        self._model.point_at(records)
        self._fit_later()

    def chosen_id(self) -> str:
        """Return the id of the selected row, or nothing."""
        chosen = self.selectionModel().selectedRows()
        return self._model.rows[chosen[0].row()].id if chosen else ""

    def choose(self, row_id: str) -> None:
        """Select the row of this id again, where it still is."""
        if row_id and row_id != self.chosen_id():
            self._return_to((row_id, max(0, self.currentIndex().column())))

    def _place(self) -> tuple[str, int]:
        at = self.currentIndex()
        rows = self._model.rows
        is_there = at.isValid() and at.row() < len(rows)
        return (rows[at.row()].id, at.column()) if is_there else ("", 0)

    def _return_to(self, place: tuple[str, int]) -> bool:
        row_id, column = place
        for at, row in enumerate(self._model.rows):
            if row.id == row_id:
                self.setCurrentIndex(self._model.index(at, column))
                return True
        return False

    # typing

    @property
    def is_typing(self) -> bool:
        """Say whether a cell is open."""
        return self._editor is not None

    @property
    def note(self) -> str:
        """What is said under the open cell."""
        return self._note.text if self._note else ""

    def begin_row(self) -> None:
        """Begin a record in a row of its own, where the table takes any."""
        at = self._model.begin_row()
        if at >= 0:
            self._fit()
            first = next(c for c, _ in self._model.rows[at].edits)
            self.setFocus()
            self._type_at(self._model.index(at, first))

    def take_away(self) -> None:
        """Take away what the cell shows, or the row, or the row that begins."""
        index, reader = self.currentIndex(), self._model.reader
        if not index.isValid() or reader is None:
            return
        row, cell = self._model.rows[index.row()], self._model.cell_at(index)
        records = (cell.removes if cell else ()) or row.removes
        if cell and cell.field.startswith("at:"):  # nothing was measured here
            return
        if records:
            self._model.commit(removal(reader.case, records))
        else:
            self._model.drop_row()

    def paste(self) -> None:
        """Put a block of cells of the clipboard where the cursor is."""
        index, reader = self.currentIndex(), self._model.reader
        table = self._model.table
        text = QGuiApplication.clipboard().text()
        if reader is None or table is None or not text.strip():
            return
        place = (max(0, index.row()), max(0, index.column()))
        found = pasted(text, table, place, reader, random_id)
        if isinstance(found, str):
            self._noted().say(found, self, is_wrong=True)
        else:
            self._model.commit(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Begin, add, take away or paste by key; all else goes about the table."""
        self._hush()
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        verbs = {
            Qt.Key.Key_Return: lambda: self._type_at(self.currentIndex()),
            Qt.Key.Key_Enter: lambda: self._type_at(self.currentIndex()),
            Qt.Key.Key_Insert: self.begin_row,
            Qt.Key.Key_Delete: self.take_away,
        }
        verb = verbs.get(Qt.Key(event.key())) if is_plain else None
        if event.matches(QKeySequence.StandardKey.Paste):
            verb = self.paste
        if verb and self._model.reader:
            verb()
        elif is_plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let the keyboard begin at the first cell that may be typed into."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.reader:
            at = self._beside(QModelIndex(), 1)
            if at is not None:
                self.setCurrentIndex(at)
        self.viewport().update()

    def closeEditor(
        self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint
    ) -> None:
        """Close the cell, and show what came meanwhile."""
        super().closeEditor(editor, hint)
        self._editor = self._model.open_cell = None
        self._hush()
        self._model.end_row()
        if self._waiting:
            table, reader = self._waiting
            # what was typed is read against the case as it was kept, not as previewed
            self.show_table(table, self._model.reader if reader else None)

    def _open(self, editor: CellEditor) -> None:
        self._editor, self._model.open_cell = editor, editor.cell
        self._column = self.currentIndex().column()
        QTimer.singleShot(0, lambda: self._welcome(editor))

    def _welcome(self, editor: CellEditor) -> None:
        if self._editor is editor:
            self._say(editor, "")
            if editor.cell.kind == "choice" and editor.text() == editor.cell.text:
                editor.offer()

    def _say(self, editor: CellEditor, refusal: str) -> None:
        cell = editor.cell
        unit = "" if cell.hint.startswith(cell.unit) else cell.unit
        hint = " · ".join(t for t in (unit, cell.hint) if t)
        begun = self._model.refusal if self._model.is_beginning else ""
        words = refusal or "\n".join(t for t in (hint, begun) if t)
        is_over = editor.completer() is not None  # its list opens under the cell
        self._noted().say(words, editor, is_wrong=bool(refusal), is_over=is_over)

    def _noted(self) -> CellNote:
        window = self.window()
        if self._note is None or self._note.parentWidget() is not window:
            self._note = CellNote(window)
        return self._note

    def _hush(self) -> None:
        if self._note is not None:
            self._note.hide()

    def _go_on(self, step: int) -> None:
        """Go on after a commit: into the next cell, or to the cell below."""
        at = self.currentIndex()
        if self._model.begun_id:
            self._following = (self._model.begun_id, self._column + 1)
            self._model.begun_id = ""
            self._follow()
            return
        if step in (1, -1):
            following = self._beside(at, step)
            if following is not None:
                self._type_at(following)
        elif step and at.row() + 1 < self._model.rowCount():
            below = self._model.index(at.row() + 1, at.column())
            if self._model.cell_at(below):
                self.setCurrentIndex(below)

    def _follow(self) -> None:
        """Stand in the record that was begun here, once it is shown."""
        if self._following and self._return_to(self._following):
            self._following = None

    def _beside(self, at: QModelIndex, step: int) -> QModelIndex | None:
        """Return the next cell that may be typed into, in the order of reading."""
        columns = self._model.columnCount()
        last = columns * self._model.rowCount()
        start = at.row() * columns + at.column() if at.isValid() else -1
        for place in range(start + step, last if step > 0 else -1, step):
            found = self._model.index(place // columns, place % columns)
            if self._model.cell_at(found):
                return found
        return None

    def _type_at(self, index: QModelIndex) -> None:
        if self._model.cell_at(index) and self._model.reader:
            self.setCurrentIndex(index)
            self.moved.emit(self.visualRect(index))
            self.edit(index)

    # size

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let rows grow with their text when the columns become narrow."""
        super().resizeEvent(event)
        self._share_width()
        self._fit_later()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew what is written in another size."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._fit_later()

    def _fit_later(self) -> None:
        """Fit once all that changes together has changed."""
        self._settling.start(0)

    def _fit(self) -> None:
        """Make rows as high as their text, and the table as high as its rows.

        By the cells alone: a style sheet makes hidden row titles higher than rows.
        """
        self._share_width()
        widths = [self.columnWidth(c) for c in range(self._model.columnCount())]
        heights = [self._height(row, widths) for row in self._model.rows]
        for row, height in enumerate(heights):
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
        height = sum(heights) + self.horizontalHeader().height() + CELL_PAD
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)

    def _height(self, row: Row, widths: list[int]) -> int:
        is_bold = row.is_total or self._model.points_at(row)
        cells = (cell_height(row, at, w, is_bold) for at, w in enumerate(widths))
        return max(cells, default=ROW_PX)
