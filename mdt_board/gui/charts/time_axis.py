"""The timeline, painted: lanes of bars and marks over one axis of days."""

from itertools import combinations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mdt_board.gui.charts.labels import Placed, Wanted, place
from mdt_board.gui.theme import SMALL_PX, colors_of, font, px
from mdt_board.palette import Palette
from mdt_board.presenters.timeline import TimelineState
from mdt_board.series import Bar, Lane, Mark, Timeline

ROW_PX = 18
UNDER_PX = 13
WORD_PX = 16
UNDER_PILL_PX = 17  # words beside a mark clear the pill over it
PLAN_PX = 16
APART_DAYS = 9
AXIS_PX = 18
TOP_PX = 16
GUTTER_PX = 96
BAR_PX = 16
DOT_PX = 4.5
PAD_PX = 6.0
MARGIN_PX = 16
LEAST_SPAN = 0.6


class TimeAxis(QWidget):
    """Draws a `Timeline`; the mouse points at a day, which every chart then marks."""

    day_pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: Timeline | None = None
        self._day: float | None = None
        self._measured: dict[tuple[int, int], tuple[float, float]] = {}
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_timeline(self, state: TimelineState) -> None:
        """Draw ``state``."""
        self._line = state.timeline
        self._measured.clear()
        self.setVisible(self._line is not None)
        self.setAccessibleName(state.title)
        self.setAccessibleDescription(state.spoken)
        self.updateGeometry()
        self.update()

    def point_at_day(self, day: float | None) -> None:
        """Mark a day."""
        if day != self._day:
            self._day = day
            self.update()

    def sizeHint(self) -> QSize:
        """Want one line for each row of each lane."""
        lanes = self._line.lanes if self._line else ()
        return QSize(400, TOP_PX + sum(_height(lane) for lane in lanes) + AXIS_PX)

    def minimumSizeHint(self) -> QSize:
        """Become narrow, never flat."""
        return QSize(320, self.sizeHint().height())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which day is under the mouse."""
        line = self._line
        if line is None:
            return
        part = (event.position().x() - self._gutter()) / max(1.0, self._span())
        day = line.x_low + part * (line.x_high - line.x_low)
        self.day_pointed.emit(day if 0 <= part <= 1 else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the day."""
        super().leaveEvent(event)
        self.day_pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw grid, lanes, today, and the day that is pointed at."""
        line = self._line
        if line is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(SMALL_PX))
        colors = colors_of(self)
        self._paint_grid(painter, line, colors)
        self._paint_today(painter, line, colors)
        top = float(TOP_PX)
        for lane in line.lanes:
            self._paint_lane(painter, line, lane, top, colors)
            top += _height(lane)
        if self._day is not None:
            self._upright(painter, self._x_of(line, self._day), colors.accent)
        painter.end()

    # geometry

    def _gutter(self) -> float:
        """Return the room that the names of the lanes take."""
        return self._measures()[0]

    def _span(self) -> float:
        """Return the length of the axis, so that the last names still fit beside it."""
        return self._measures()[1]

    def _measures(self) -> tuple[float, float]:
        """Return both; every bar and mark asks, and to measure all names takes long."""
        key = (self.width(), px(SMALL_PX))
        if key not in self._measured:
            gutter = self._measure_gutter()
            self._measured = {key: (gutter, self._measure_span(gutter))}
        return self._measured[key]

    def _measure_gutter(self) -> float:
        lanes = self._line.lanes if self._line else ()
        metrics = QFontMetricsF(font(SMALL_PX))
        widest = max((metrics.horizontalAdvance(ln.label) for ln in lanes), default=0.0)
        return max(GUTTER_PX, widest + 16)

    def _measure_span(self, gutter: float) -> float:
        room = self.width() - gutter - MARGIN_PX
        metrics = QFontMetricsF(font(SMALL_PX))
        spans = [room]
        for bar in (
            (b for ln in self._line.lanes for b in ln.bars) if self._line else ()
        ):
            width = metrics.horizontalAdvance(bar.label) + 2 * PAD_PX + 12
            part = self._line.across(bar.end) if self._line else 1.0
            if bar.is_dashed and part > 0:
                spans.append((self.width() - gutter - width) / part)
        return max(min(spans), room * LEAST_SPAN)

    def _x_of(self, line: Timeline, ordinal: float) -> float:
        part = (ordinal - line.x_low) / (line.x_high - line.x_low)
        return self._gutter() + part * self._span()

    def _upright(self, painter: QPainter, x: float, color: str) -> None:
        painter.setPen(QPen(QColor(color), 1.5))
        painter.drawLine(QPointF(x, TOP_PX), QPointF(x, self.height() - AXIS_PX))

    # painting

    def _paint_grid(self, painter: QPainter, line: Timeline, colors: Palette) -> None:
        bottom = self.height() - AXIS_PX
        for tick in line.x_ticks:
            x = self._x_of(line, tick.at)
            painter.setPen(QPen(QColor(colors.grid), 1))
            painter.drawLine(QPointF(x, TOP_PX), QPointF(x, bottom))
            painter.setPen(QColor(colors.muted))
            rect = QRectF(x - 48, bottom + 2, 96, AXIS_PX - 2)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, tick.label)

    def _paint_today(self, painter: QPainter, line: Timeline, colors: Palette) -> None:
        x = self._x_of(line, line.today.toordinal())
        self._upright(painter, x, colors.accent)
        painter.setPen(QColor(colors.accent))
        rect = QRectF(x - 48, 0, 96, TOP_PX)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, line.today_label)

    def _paint_lane(
        self, painter: QPainter, line: Timeline, lane: Lane, top: float, colors: Palette
    ) -> None:
        painter.setPen(QColor(colors.muted))
        name = QRectF(0, top, self._gutter() - 8, ROW_PX)
        painter.drawText(name, _LEFT, lane.label)
        for bar in lane.bars:
            self._paint_bar(painter, line, bar, top + bar.row * _step(lane), colors)
        rects = [self._mark_rect(line, lane, mark, top) for mark in lane.marks]
        for mark, rect in zip(lane.marks, rects, strict=True):
            _paint_mark(painter, mark, rect, colors)
        for word in self._mark_words(line, lane, rects):
            painter.setPen(QColor(colors.color(word.color)))
            painter.drawText(word.rect, Qt.AlignmentFlag.AlignCenter, word.text)

    def _paint_bar(
        self, painter: QPainter, line: Timeline, bar: Bar, top: float, colors: Palette
    ) -> None:
        left = self._x_of(line, bar.start.toordinal())
        right = max(self._x_of(line, bar.end.toordinal()), left + 4)
        y = top + (ROW_PX - BAR_PX) / 2
        color = QColor(colors.color(bar.color))
        rect = QRectF(left, y, right - left, BAR_PX)
        painter.setPen(QPen(color, 1.5, _DASH) if bar.is_dashed else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors.card) if bar.is_dashed else color)
        painter.drawRoundedRect(rect, 3, 3)
        if bar.is_open:
            _paint_arrow(painter, right, y, color)
        self._paint_bar_label(painter, bar, rect, colors)

    def _paint_bar_label(
        self, painter: QPainter, bar: Bar, rect: QRectF, colors: Palette
    ) -> None:
        """Write the name in the bar, or beside it where it does not fit."""
        width = painter.fontMetrics().horizontalAdvance(bar.label) + 2 * PAD_PX
        is_inside = width <= rect.width()
        left = rect.left() if is_inside else rect.right() + 8
        if not is_inside and left + width > self.width():
            left = rect.left() - width - 2
        filled = is_inside and not bar.is_dashed
        painter.setPen(QColor(colors.on_accent if filled else colors.color(bar.color)))
        place_ = QRectF(left, rect.top() - 2, width, rect.height() + 2)
        painter.drawText(place_, Qt.AlignmentFlag.AlignCenter, bar.label)

    def _mark_rect(self, line: Timeline, lane: Lane, mark: Mark, top: float) -> QRectF:
        under = 0 if _is_flat(lane) else _under(lane)
        x = self._x_of(line, mark.on.toordinal())
        y = top + ROW_PX / 2 + mark.row * under
        if mark.shape != "pill":
            return QRectF(x - DOT_PX, y - DOT_PX, 2 * DOT_PX, 2 * DOT_PX)
        metrics = QFontMetricsF(font(SMALL_PX))
        half = metrics.horizontalAdvance(mark.label) / 2 + PAD_PX
        x = min(x, self.width() - half - 1)
        return QRectF(x - half, y - 8, 2 * half, 17)

    def _mark_words(
        self, line: Timeline, lane: Lane, rects: list[QRectF]
    ) -> tuple[Placed, ...]:
        """Name the marks beside them, the latest first, where there is room."""
        metrics = QFontMetricsF(font(SMALL_PX))
        today = self._x_of(line, line.today.toordinal())
        height = float(self.height())
        taken = [*rects, QRectF(today - 2, 0, 4, height)]
        wanted = []
        latest = reversed(list(zip(lane.marks, rects, strict=True)))
        for mark, rect in sorted(latest, key=lambda m: m[0].shape != "diamond"):
            if mark.shape == "pill" or not mark.label:
                continue
            width = metrics.horizontalAdvance(mark.label) + 8
            y = rect.center().y() - WORD_PX / 2
            spots = (rect.right() + 2, rect.left() - width - 2)
            places = tuple(QRectF(x, y, width, WORD_PX) for x in spots)
            wanted.append(Wanted(mark.label, mark.color, places))
        room = QRectF(self._gutter() - 4, 0, self.width() - self._gutter() + 4, height)
        return place(wanted, taken, room)


def _height(lane: Lane) -> int:
    """Return a lane's height; marks of a second row stand close under the first."""
    bars = max((bar.row for bar in lane.bars), default=0)
    marks = 0 if _is_flat(lane) else max((m.row for m in lane.marks), default=0)
    return ROW_PX + max(bars * _step(lane), marks * _under(lane))


def _has_pills(lane: Lane) -> bool:
    return any(mark.shape == "pill" for mark in lane.marks)


def _under(lane: Lane) -> int:
    """Return the distance between rows of marks."""
    return UNDER_PILL_PX if _has_pills(lane) else UNDER_PX


def _step(lane: Lane) -> int:
    """Return the distance between rows of bars; planned ones stand closer."""
    return PLAN_PX if all(bar.is_dashed for bar in lane.bars) else ROW_PX


def _is_flat(lane: Lane) -> bool:
    """Say whether marks of different rows are far enough apart for one row.

    Pills are wide, and what a sample is called needs its line: others stand under them.
    """
    if _has_pills(lane) or any(m.shape == "diamond" and m.label for m in lane.marks):
        return all(mark.row == 0 for mark in lane.marks)
    return all(
        a.row == b.row or abs((a.on - b.on).days) > APART_DAYS
        for a, b in combinations(lane.marks, 2)
    )


_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_DASH = Qt.PenStyle.DashLine


def _paint_arrow(painter: QPainter, x: float, y: float, color: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    points = [
        QPointF(x, y - 2),
        QPointF(x + 8, y + BAR_PX / 2),
        QPointF(x, y + BAR_PX + 2),
    ]
    painter.drawPolygon(QPolygonF(points))


def _paint_mark(painter: QPainter, mark: Mark, rect: QRectF, colors: Palette) -> None:
    color = QColor(colors.color(mark.color))
    if mark.shape == "pill":
        _paint_pill(painter, mark, rect, colors)
        return
    painter.setPen(QPen(color, 2))
    painter.setBrush(QColor(colors.card) if mark.is_hollow else color)
    if mark.shape == "diamond":
        center, r = rect.center(), DOT_PX + 1.5
        corners = [(0, -r), (r, 0), (0, r), (-r, 0)]
        painter.drawPolygon(QPolygonF([center + QPointF(x, y) for x, y in corners]))
    else:
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))


def _paint_pill(painter: QPainter, mark: Mark, rect: QRectF, colors: Palette) -> None:
    """Draw a word on its tint; what is planned or not known has a dashed edge."""
    color = QColor(colors.color(mark.color))
    shade = f"{mark.color}_shade"
    ground = getattr(colors, shade, colors.shade)
    painter.setPen(QPen(color, 1, _DASH) if mark.is_hollow else QPen(color, 1))
    painter.setBrush(QColor(colors.card if mark.is_hollow else ground))
    painter.drawRoundedRect(rect, 9, 9)
    painter.setPen(color)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mark.label)
