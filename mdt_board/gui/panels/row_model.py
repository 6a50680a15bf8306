"""Ready rows as Qt wants them, and the cells among them that may be typed into."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from mdt_board.gui.editing import CELL_ROLE
from mdt_board.gui.theme import font
from mdt_board.model.edit import Edit
from mdt_board.presenters.editing import CellEdit, Reader
from mdt_board.presenters.new_records import completed, unreadable
from mdt_board.presenters.parts import Row, Table
from mdt_board.workspace.ids import random_id

Index = QModelIndex | QPersistentModelIndex
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
NO_INDEX = QModelIndex()
DRAFT = "draft"
_READ = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_TYPED = _READ | Qt.ItemFlag.ItemIsEditable
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RowModel(QAbstractTableModel):
    """Rows of words; what is typed into a cell becomes edits, or a refusal in words.

    ``committed`` carries the edits of one step. ``refusal`` says why nothing was
    committed; of the row that begins it says what is still needed.
    """

    committed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._pointed: frozenset[str] = frozenset()
        self._draft: dict[int, str] | None = None
        # asked for several times for each cell that is painted
        self._rows: tuple[Row, ...] = ()
        self._edits: tuple[dict[int, CellEdit], ...] = ()
        self.reader: Reader | None = None
        self.refusal = ""
        self.begun_id = ""
        self.open_cell: CellEdit | None = None

    # what is shown

    @property
    def table(self) -> Table | None:
        """The table that is shown."""
        return self._table

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are shown; one that begins stands before the totals."""
        return self._rows

    def _lay_rows(self, table: Table | None, draft: dict[int, str] | None) -> None:
        self._table, self._draft = table, draft
        rows, begun = table.rows if table else (), self._draft_row()
        if begun is not None:
            at = next((i for i, r in enumerate(rows) if r.is_total), len(rows))
            rows = (*rows[:at], begun, *rows[at:])
        self._rows = rows
        self._edits = tuple(dict(row.edits) for row in rows)

    def _draft_row(self) -> Row | None:
        if self._draft is None or not self._table or not self._table.draft:
            return None
        cells = dict(self._table.draft.cells)
        return Row(
            id=DRAFT,
            cells=tuple(
                self._draft.get(at, cells[at].text if at in cells else "")
                for at in range(len(self._table.columns))
            ),
            edits=self._table.draft.cells,
        )

    def show_table(self, table: Table) -> None:
        """Replace what is shown; where only words changed, no place is lost."""
        if self.has_shape_of(table):
            before = self._rows
            self._lay_rows(table, self._draft)
            self._tell_rows(before)
            return
        self.beginResetModel()
        self._lay_rows(table, self._draft)
        self.endResetModel()

    def has_shape_of(self, table: Table) -> bool:
        """Say whether a table has the same columns, and rows of the same ids."""
        before = self._table
        if not before or before.columns != table.columns:
            return False
        return [r.id for r in before.rows] == [r.id for r in table.rows]

    def point_at(self, records: frozenset[str]) -> None:
        """Mark the rows that show one of these records."""
        if records != self._pointed:
            self._pointed = records
            self._tell_changed()

    def _tell_rows(self, before: tuple[Row, ...]) -> None:
        """Tell of the rows that differ; only they are painted anew."""
        if self._draft is not None:
            self._tell_changed()
            return
        last = self.columnCount() - 1
        for at, (old, new) in enumerate(zip(before, self.rows, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(at, 0), self.index(at, last))

    def _tell_changed(self) -> None:
        if self.rows:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def is_pointed(self, row: int) -> bool:
        """Say whether a row shows a record that is pointed at."""
        return self.points_at(self.rows[row])

    def points_at(self, row: Row) -> bool:
        """Say whether a row shows a record that is pointed at."""
        return bool(self._pointed.intersection(row.records))

    # rows that begin

    def begin_row(self) -> int:
        """Offer the row in which a record begins; return its place, -1 for none."""
        if not self._table or not self._table.draft:
            return -1
        if self._draft is None:
            self.beginResetModel()
            self.refusal = ""
            self._lay_rows(self._table, {})
            self.endResetModel()
        return [r.id for r in self.rows].index(DRAFT)

    def drop_row(self) -> None:
        """Take the row that begins away, with what was typed in it."""
        if self._draft is not None:
            self.beginResetModel()
            self._lay_rows(self._table, None)
            self.endResetModel()

    @property
    def is_beginning(self) -> bool:
        """Say whether a record begins in a row of its own."""
        return self._draft is not None

    def end_row(self) -> None:
        """Take the row away whose record was begun; the record comes in its place."""
        if self.begun_id:
            self.drop_row()

    # what is typed

    def cell_at(self, index: Index) -> CellEdit | None:
        """Return what may be typed at a place, None where nothing may."""
        if not index.isValid() or index.row() >= len(self._edits):
            return None
        return self._edits[index.row()].get(index.column())

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let cells be chosen, and those typed into that may be."""
        is_open = self.reader is not None and self.cell_at(index) is not None
        return _TYPED if is_open else _READ

    def setData(
        self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Commit what was typed; False and a refusal where it means nothing there."""
        # while a cell is open the rows answer what is typed; it is read as it began
        cell, reader = self.open_cell or self.cell_at(index), self.reader
        if role != Qt.ItemDataRole.EditRole or cell is None or reader is None:
            return False
        self.refusal, self.begun_id = "", ""
        if self.rows[index.row()].id == DRAFT:
            return self._begin(index.column(), cell, str(value), reader)
        found = reader(cell, str(value))
        if isinstance(found, str):
            self.refusal = found
            return False
        self.commit(found)
        return True

    def commit(self, edits: tuple[Edit, ...]) -> None:
        """Tell the edits of one step, and read on as if they were made."""
        if edits and self.reader:
            self.reader = self.reader.after(edits)
        self.committed.emit(edits)

    def _begin(self, column: int, cell: CellEdit, text: str, reader: Reader) -> bool:
        """Keep what was typed of a record that begins, or begin it."""
        if self._table is None or self._table.draft is None or self._draft is None:
            return False
        typed = {**self._draft, column: text}
        new_id = random_id()
        found = completed(self._table.draft, typed, reader, new_id)
        if isinstance(found, tuple):
            self.begun_id = new_id  # its row goes when the cell is closed
            self.commit(found)
            return True
        problem = unreadable(cell, text, self._table.draft, reader.tr)
        self.refusal = problem or found
        if problem:
            return False
        self._lay_rows(self._table, typed)
        self._tell_changed()
        return True

    # Qt

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() or not self._table else len(self._table.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return text, alignment, weight or tone of one cell."""
        if not index.isValid() or not self._table:
            return None
        row, column = self.rows[index.row()], index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row.cells[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return font(is_bold=row.is_total or self.points_at(row))
        if role == TONE_ROLE:
            return dict(row.tones).get(column)
        return self._typed(index, role)

    def _typed(self, index: Index, role: int) -> object:
        """Return the cell, or what typing in it begins with."""
        cell, row = self.cell_at(index), self.rows[index.row()]
        if role == CELL_ROLE:
            return cell
        if role != Qt.ItemDataRole.EditRole:
            return None
        is_begun = row.id == DRAFT or cell is None
        return row.cells[index.column()] if is_begun or cell is None else cell.text

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return the title of a column and its alignment."""
        if orientation is not Qt.Orientation.Horizontal or not self._table:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(section)
        return None

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """Return where the words of a column stand."""
        is_number = self._table is not None and self._table.columns[column].is_number
        return _RIGHT if is_number else _LEFT
