"""A small table: a model over ready rows, and a view as high as its rows."""

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent
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
from mdt_board.palette import Palette
from mdt_board.presenters.parts import Row, Table, Tone

Index = QModelIndex | QPersistentModelIndex
TONE_ROLE = Qt.ItemDataRole.UserRole + 1
NO_INDEX = QModelIndex()
ROW_PX = 24
HEADER_PX = 22
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
CELL_PAD = 3
CHIP_PAD = 6
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


class CellDelegate(QStyledItemDelegate):
    """Draws wrapping text, chips for cells with a tone, a tint for pointed rows."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw one cell."""
        view, model = self.parent(), index.model()
        if not isinstance(view, RowTable) or not isinstance(model, RowModel):
            return
        colors = colors_of(view)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if model.is_pointed(index.row()):
            painter.fillRect(option.rect, QColor(colors.caution_shade))
        elif view.selectionModel().isRowSelected(index.row()):
            painter.fillRect(option.rect, QColor(colors.accent_shade))
        _paint_edge(painter, option.rect, colors.grid)
        tone = index.data(TONE_ROLE)
        if tone and index.data():
            _paint_chip(painter, option.rect, str(index.data()), Tone(tone), colors)
        else:
            painter.setFont(_font_of(index))
            painter.setPen(QColor(colors.ink))
            rect = _text_rect(option.rect, index.column())
            painter.drawText(rect, _flags_of(index), str(index.data()))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the text's width on one line, and its height at the column's width."""
        metrics = QFontMetrics(_font_of(index))
        text = str(index.data())
        pad = 2 * CHIP_PAD if index.data(TONE_ROLE) else 0
        width = metrics.horizontalAdvance(text) + pad + 2 * CELL_PAD + 2
        view = self.parent()
        room = view.columnWidth(index.column()) if isinstance(view, RowTable) else width
        area = _text_rect(QRect(0, 0, room, ROW_PX), index.column())
        area.setHeight(ROW_PX * 20)
        needed = metrics.boundingRect(area, _flags_of(index), text).height()
        return QSize(width, max(needed, ROW_PX))


def _font_of(index: Index) -> QFont:
    found = index.data(Qt.ItemDataRole.FontRole)
    return found if isinstance(found, QFont) else font()


def _flags_of(index: Index) -> int:
    alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
    return int(Qt.AlignmentFlag(alignment)) | int(Qt.TextFlag.TextWordWrap)


def _text_rect(cell: QRect, column: int) -> QRect:
    """Return the room for text: the first column starts where the panel's text does."""
    return cell.adjusted(0 if column == 0 else CELL_PAD, 0, -CELL_PAD, 0)


def _paint_edge(painter: QPainter, cell: QRect, color: str) -> None:
    painter.setPen(QColor(color))
    painter.drawLine(cell.bottomLeft(), cell.bottomRight())


def _paint_chip(
    painter: QPainter, cell: QRect, text: str, tone: Tone, colors: Palette
) -> None:
    ink, ground = tone_colors(tone, colors)
    painter.setFont(font(SMALL_PX))
    width = painter.fontMetrics().horizontalAdvance(text) + 2 * CHIP_PAD
    place = QRectF(cell)
    left, top = place.right() - width - CELL_PAD / 2, place.center().y() - CHIP_PX / 2
    chip = QRectF(left, top, width, CHIP_PX)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(chip, CHIP_PX / 2, CHIP_PX / 2)
    painter.setPen(QColor(ink))
    painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


class ColumnHeader(QHeaderView):
    """Column titles that stand exactly over their cells' text."""

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803  # Qt's name
        """Draw one title."""
        model, colors = self.model(), colors_of(self)
        across = Qt.Orientation.Horizontal
        flags = model.headerData(logicalIndex, across, _ALIGNMENT)
        _paint_edge(painter, rect, colors.line)
        painter.setFont(font(SMALL_PX))
        painter.setPen(QColor(colors.muted))
        text = str(model.headerData(logicalIndex, across) or "")
        painter.drawText(_text_rect(rect, logicalIndex), int(flags or 0), text)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803  # Qt's
        """Return the room that a title needs."""
        text = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal)
        width = QFontMetrics(font(SMALL_PX)).horizontalAdvance(str(text or ""))
        return QSize(width + 2 * CELL_PAD + 2, HEADER_PX)


class RowTable(QTableView):
    """A table that is exactly as high as its rows and never scrolls sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = RowModel()
        self._settling = QTimer(self, singleShot=True)
        self._settling.timeout.connect(self._fit)
        self.setModel(self._model)
        self.setHorizontalHeader(ColumnHeader(Qt.Orientation.Horizontal, self))
        self.setItemDelegate(CellDelegate(self))
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
        self.horizontalHeader().sectionResized.connect(self._fit_later)

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
        self._fit_later()

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
        self._fit_later()

    def _fit_later(self) -> None:
        """Fit once the header has settled all its columns."""
        self._settling.start(0)

    def _fit(self) -> None:
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(r) for r in range(self._model.rowCount()))
        height = rows + self.horizontalHeader().sizeHint().height() + CELL_PAD
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
