"""How cells and column titles are drawn: wrapping words, chips, tints, an outline."""

import re
from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyleOptionViewItem, QTableView

from mdt_board.gui.editing import EditingDelegate
from mdt_board.gui.panels.row_model import Index, RowModel
from mdt_board.gui.plain import unbroken
from mdt_board.gui.theme import (
    BODY_PX,
    SMALL_PX,
    color_of,
    colors_of,
    font,
    px,
    tone_colors,
)
from mdt_board.palette import Palette
from mdt_board.presenters.parts import Row, Tone

ROW_PX = 24
HEADER_PX = 22
_WRAPS = Qt.TextFlag.TextWordWrap.value
_ALIGNMENT = Qt.ItemDataRole.TextAlignmentRole
CELL_PAD = 3
CHIP_PAD = 6
CHIP_PX = 20
# words that stay whole; Han may break anywhere
_PIECE = re.compile(r"[\u2e80-\uffff]|[^ \n\u2e80-\uffff]+")


class CellDelegate(EditingDelegate):
    """Draws wrapping text, chips for cells with a tone, a tint for pointed rows."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Draw one cell."""
        view, model = self.parent(), index.model()
        if not isinstance(view, QTableView) or not isinstance(model, RowModel):
            return
        colors, rect = colors_of(view), option.rect
        row, column = model.rows[index.row()], index.column()
        is_pointed = model.points_at(row)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_pointed:
            painter.fillRect(rect, color_of(colors.caution_shade))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, color_of(colors.accent_shade))
        _paint_edge(painter, rect, colors.grid)
        if view.hasFocus() and index == view.currentIndex():
            painter.setPen(color_of(colors.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -2))
        text, tone = row.cells[column], dict(row.tones).get(column)
        if tone and text:
            _paint_chip(painter, rect, text, tone, colors)
        else:
            painter.setFont(font(is_bold=row.is_total or is_pointed))
            painter.setPen(color_of(colors.ink))
            flags = model.alignment(column).value | _WRAPS
            painter.drawText(_text_rect(rect, column), flags, unbroken(text))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the least width, and the text's height at the column's width."""
        model, view = index.model(), self.parent()
        if not isinstance(model, RowModel) or not isinstance(view, QTableView):
            return super().sizeHint(option, index)
        row, at = model.rows[index.row()], index.column()
        is_bold = row.is_total or model.is_pointed(index.row())
        height = cell_height(row, at, view.columnWidth(at), is_bold)
        return QSize(least_width(row, at, is_bold), height)


def cell_width(row: Row, column: int, is_bold: bool | None = None) -> int:
    """Return the room that a cell needs to stay on one line."""
    if _is_chip(row, column):
        return _chip_width(row.cells[column], px(SMALL_PX)) + 2 * CELL_PAD + 2
    is_strong = row.is_total if is_bold is None else is_bold
    wide = _advance(unbroken(row.cells[column]), is_strong, px(BODY_PX))
    return wide + 2 * CELL_PAD + 2


def least_width(row: Row, column: int, is_bold: bool | None = None) -> int:
    """Return the room that a cell needs so that no word of it breaks; a chip is one."""
    if _is_chip(row, column):
        return cell_width(row, column)
    is_strong = row.is_total if is_bold is None else is_bold
    wide = _widest_piece(unbroken(row.cells[column]), is_strong, px(BODY_PX))
    return wide + 2 * CELL_PAD + 2


def _is_chip(row: Row, column: int) -> bool:
    return any(place == column for place, _ in row.tones)


def cell_height(row: Row, column: int, width: int, is_bold: bool | None = None) -> int:
    """Return the height of a cell's text in a column of this width."""
    is_strong = row.is_total if is_bold is None else is_bold
    room = width - CELL_PAD - (CELL_PAD if column else 0)
    return _lines_height(unbroken(row.cells[column]), is_strong, room, px(BODY_PX))


def title_width(title: str) -> int:
    """Return the room that a column's title needs on one line."""
    width = QFontMetrics(font(SMALL_PX)).horizontalAdvance(title)
    return width + 2 * CELL_PAD + 2


def least_title_width(title: str) -> int:
    """Return the room that a column's title needs so that no word of it breaks."""
    return max(map(title_width, _PIECE.findall(title)), default=0)


def title_height(title: str, width: int) -> int:
    """Return the height of a column's title in a column of this width."""
    area = QRect(0, 0, width - CELL_PAD, ROW_PX * 20)
    metrics, wraps = QFontMetrics(font(SMALL_PX)), int(Qt.TextFlag.TextWordWrap)
    lines = metrics.boundingRect(area, wraps, title).height()
    return px(HEADER_PX) + max(0, lines - metrics.height())


# measuring a cell takes longer than drawing it, and most stay as they are between keys;
# the size of type is only there to tell one answer from another
@lru_cache(maxsize=4096)
def _advance(text: str, is_bold: bool, size_px: int) -> int:
    return QFontMetrics(font(is_bold=is_bold)).horizontalAdvance(text)


@lru_cache(maxsize=4096)
def _widest_piece(text: str, is_bold: bool, size_px: int) -> int:
    pieces = _PIECE.findall(text)
    return max((_advance(piece, is_bold, size_px) for piece in pieces), default=0)


@lru_cache(maxsize=1024)
def _chip_width(text: str, size_px: int) -> int:
    return QFontMetrics(font(SMALL_PX)).horizontalAdvance(text) + 2 * CHIP_PAD


@lru_cache(maxsize=4096)
def _lines_height(text: str, is_bold: bool, room: int, size_px: int) -> int:
    wraps = int(Qt.TextFlag.TextWordWrap)
    area = QRect(0, 0, room, ROW_PX * 20)
    metrics = QFontMetrics(font(is_bold=is_bold))
    return max(metrics.boundingRect(area, wraps, text).height(), ROW_PX)


def _text_rect(cell: QRect, column: int) -> QRect:
    """Return the room for text: the first column starts where the panel's text does."""
    return cell.adjusted(0 if column == 0 else CELL_PAD, 0, -CELL_PAD, 0)


def _paint_edge(painter: QPainter, cell: QRect, color: str) -> None:
    painter.setPen(color_of(color))
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
    painter.setBrush(color_of(ground))
    painter.drawRoundedRect(chip, CHIP_PX / 2, CHIP_PX / 2)
    painter.setPen(color_of(ink))
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
        painter.setPen(color_of(colors.muted))
        text = str(model.headerData(logicalIndex, across) or "")
        wraps = int(Qt.TextFlag.TextWordWrap)
        painter.drawText(_text_rect(rect, logicalIndex), int(flags or 0) | wraps, text)

    def sectionSizeFromContents(self, logicalIndex: int) -> QSize:  # noqa: N803  # Qt's
        """Return the room that a title needs."""
        across = Qt.Orientation.Horizontal
        text = str(self.model().headerData(logicalIndex, across) or "")
        height = title_height(text, self.sectionSize(logicalIndex))
        return QSize(title_width(text), height)
