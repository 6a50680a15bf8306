"""A small table: a model over ready rows, and a view as high as its rows."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from mdt_board.gui.theme import SMALL_PX, colors_of, font, tone_colors
from mdt_board.presenters.parts import Row, Table, Tone

Index = QModelIndex | QPersistentModelIndex
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
NO_INDEX = QModelIndex()
ROW_PX = 28
CELL_PAD = 4
CHIP_PAD = 8
CHIP_PX = 20


class RowModel(QAbstractTableModel):
    """Ready rows as Qt wants them."""

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._pointed: frozenset[str] = frozenset()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are shown."""
        return self._table.rows if self._table else ()

    def show_table(self, table: Table) -> None:
        """Replace columns and rows."""
        self.beginResetModel()
        self._table = table
        self.endResetModel()

    def point_at(self, records: frozenset[str]) -> None:
        """Mark the rows that show one of these records."""
        self._pointed = records
        if self.rows:
            last = self.index(len(self.rows) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)

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
            return self._alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            return font(is_bold=row.is_total or self._is_pointed(row))
        if role == TONE_ROLE:
            return dict(row.tones).get(column)
        return None

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
            return self._alignment(section)
        return None

    def is_pointed(self, row: int) -> bool:
        """Say whether a row shows a record that is pointed at."""
        return self._is_pointed(self.rows[row])

    def _is_pointed(self, row: Row) -> bool:
        return bool(self._pointed.intersection(row.records))

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        is_number = self._table is not None and self._table.columns[column].is_number
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class ChipDelegate(QStyledItemDelegate):
    """Draws a cell that has a tone as a chip, and tints rows that are pointed at."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw one cell."""
        view = self.parent()
        model = index.model()
        if isinstance(model, RowModel) and model.is_pointed(index.row()):
            colors = colors_of(view) if isinstance(view, QWidget) else None
            if colors:
                painter.fillRect(option.rect, QColor(colors.caution_shade))
        tone = index.data(TONE_ROLE)
        if isinstance(tone, Tone) and isinstance(view, QWidget):
            self._chip(painter, option, str(index.data()), tone)
        else:
            super().paint(painter, option, index)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Leave room for the chip's round ends."""
        size = super().sizeHint(option, index)
        room = 2 * CHIP_PAD if isinstance(index.data(TONE_ROLE), Tone) else 2 * CELL_PAD
        return QSize(size.width() + room, max(size.height() + CELL_PAD, ROW_PX))

    def _chip(
        self, painter: QPainter, option: QStyleOptionViewItem, text: str, tone: Tone
    ) -> None:
        view = self.parent()
        assert isinstance(view, QWidget)  # made with its view as parent
        ink, ground = tone_colors(tone, colors_of(view))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL_PX))
        width = painter.fontMetrics().horizontalAdvance(text) + 2 * CHIP_PAD
        place = QRectF(option.rect)
        top = place.center().y() - CHIP_PX / 2
        chip = QRectF(place.right() - width - CELL_PAD, top, width, CHIP_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(chip, CHIP_PX / 2, CHIP_PX / 2)
        painter.setPen(QColor(ink))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class RowTable(QTableView):
    """A table that is exactly as high as its rows and never scrolls sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowModel()
        self.setModel(self._model)
        self.setItemDelegate(ChipDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW_PX)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)

    def show_table(self, table: Table) -> None:
        """Show new rows; the first column takes the room that the others leave."""
        self._model.show_table(table)
        self.setAccessibleName(table.title or table.columns[0].title)
        header = self.horizontalHeader()
        for column in range(self._model.columnCount()):
            mode = QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if column == 0 else mode
            )
        self._fit()

    def point_at(self, records: frozenset[str]) -> None:
        """Mark the rows that show one of these records."""
        self._model.point_at(records)

    def chosen_id(self) -> str:
        """Return the id of the selected row, or nothing."""
        chosen = self.selectionModel().selectedRows()
        return self._model.rows[chosen[0].row()].id if chosen else ""

    def choose(self, row_id: str) -> None:
        """Select the row of this id again, where it still is."""
        for place, row in enumerate(self._model.rows):
            if row.id == row_id:
                self.selectRow(place)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let rows grow with their text when the columns become narrow."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(r) for r in range(self._model.rowCount()))
        height = rows + self.horizontalHeader().sizeHint().height() + CELL_PAD
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
