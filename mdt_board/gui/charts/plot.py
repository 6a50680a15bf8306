"""One chart over time: axes, curves and markers by pyqtgraph, words on top of it.

Imported after the first paint; nothing else in the window imports pyqtgraph.
"""

from math import log10

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from mdt_board.gui.charts.labels import (
    GAP,
    Placed,
    Wanted,
    around,
    boxes,
    place,
    stacked,
)
from mdt_board.gui.theme import SMALL_PX, colors_of, font
from mdt_board.palette import LIGHT, Palette
from mdt_board.series import Band, Chart, Guide, Line, Point

MIN_PX = 92
MARKER_PX = 8
LABEL_GAP = 8
AXIS_LABEL_PX = 20
NEAR_DAYS = 12
SPOTS = 8  # places along a level at which its words are tried, but for the last
BESIDE_SHARE = 0.4  # of the width, at most, for the last value beside the plot


class TimeChart(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph ships no types
    """Draws one `Chart`. The mouse only points at a day; it neither moves nor zooms."""

    day_pointed = Signal(object)
    _chart: Chart | None = None  # both are read by a resize in the base's constructor
    _settling: QTimer | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette: Palette = LIGHT
        self._day: float | None = None
        self._placed: tuple[Placed, ...] = ()
        self.setMenuEnabled(False)
        self.setMouseEnabled(x=False, y=False)
        self.hideButtons()
        self.setAntialiasing(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(MIN_PX)
        self.plotItem.vb.setDefaultPadding(0)
        self._settling = QTimer(self, singleShot=True, interval=0)
        self._settling.timeout.connect(self._settle)

    def sizeHint(self) -> QSize:
        """Want little; the layout gives a chart the room that is left."""
        return QSize(240, MIN_PX)

    def minimumSizeHint(self) -> QSize:
        """Stay legible."""
        return QSize(200, MIN_PX)

    @property
    def pointed_day(self) -> float | None:
        """The day that is marked, as an ordinal."""
        return self._day

    @property
    def placed(self) -> tuple[Placed, ...]:
        """The words on the chart and where they stand, in pixels."""
        return self._placed

    def show_chart(self, chart: Chart) -> None:
        """Draw ``chart`` in the colors of the window."""
        colors = colors_of(self)
        if chart == self._chart and colors is self._palette:
            return
        self._chart, self._palette = chart, colors
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(_spoken(chart))
        self.plotItem.clear()
        self.setBackground(QColor(colors.card))
        self._draw_axes(chart)
        for band in chart.bands:
            self._draw_band(chart, band)
        for guide in chart.guides:
            self._draw_guide(chart, guide)
        for line in chart.lines:
            self._draw_line(chart, line)
        self._settle()

    def point_at_day(self, day: float | None) -> None:
        """Mark a day with an upright line, and name the values near it."""
        if day != self._day:
            self._day = day
            self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit curves and words once the layout has come to rest.

        While words around a chart change, it passes through several heights; fitting
        takes longer than all the rest of showing a keystroke.
        """
        if self._settling is None:
            super().resizeEvent(event)
        else:
            self._settling.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which day is under the mouse."""
        at = self.plotItem.vb.mapSceneToView(
            self.mapToScene(event.position().toPoint())
        )
        chart = self._chart
        is_on = chart is not None and chart.x_low <= at.x() <= chart.x_high
        self.day_pointed.emit(at.x() if is_on else None)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the day."""
        super().leaveEvent(event)
        self.day_pointed.emit(None)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the curves, then the words, then the day that is pointed at."""
        super().paintEvent(event)
        if not self._chart:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        for word in self._placed:
            painter.setFont(font(SMALL_PX, word.is_bold))
            painter.setPen(QColor(self._palette.color(word.color)))
            painter.drawText(word.rect, Qt.AlignmentFlag.AlignCenter, word.text)
        if self._day is not None:
            self._paint_day(painter, self._chart, self._day)
        painter.end()

    # the drawing

    def _y(self, chart: Chart, value: float) -> float:
        return log10(value) if chart.is_log else value

    def _draw_axes(self, chart: Chart) -> None:
        colors = self._palette
        for side, ticks in (("bottom", chart.x_ticks), ("left", chart.y_ticks)):
            axis = self.plotItem.getAxis(side)
            at = [
                (t.at if side == "bottom" else self._y(chart, t.at), t.label)
                for t in ticks
            ]
            axis.setTicks([at])  # `_arrange` leaves out labels that collide
            axis.setPen(pg.mkPen(colors.line))
            axis.setTextPen(pg.mkPen(colors.muted))
            axis.setStyle(
                tickFont=font(SMALL_PX), tickLength=4, hideOverlappingLabels=False
            )
        self.plotItem.getAxis("bottom").setHeight(AXIS_LABEL_PX + 4)
        self.plotItem.getAxis("left").setWidth(
            _widest([t.label for t in chart.y_ticks])
        )
        low, high = self._y(chart, chart.y_low), self._y(chart, chart.y_high)
        self.setXRange(chart.x_low, chart.x_high, padding=0)
        self.setYRange(low, high, padding=0)
        for tick in chart.y_ticks:
            y = self._y(chart, tick.at)
            self._curve(chart.x_low, chart.x_high, y, pg.mkPen(colors.grid), -20)

    def _draw_band(self, chart: Chart, band: Band) -> None:
        left = band.start.toordinal() if band.start else chart.x_low
        right = band.end.toordinal() if band.end else chart.x_high
        low = self._y(chart, max(band.low, chart.y_low))
        high = self._y(chart, min(band.high, chart.y_high))
        item = pg.QtWidgets.QGraphicsRectItem(left, low, right - left, high - low)
        item.setPen(pg.mkPen(None))
        item.setBrush(pg.mkBrush(self._palette.color(band.color)))
        item.setZValue(-30)
        self.plotItem.addItem(item, ignoreBounds=True)

    def _draw_guide(self, chart: Chart, guide: Guide) -> None:
        left = guide.start.toordinal() if guide.start else chart.x_low
        right = guide.end.toordinal() if guide.end else chart.x_high
        style = Qt.PenStyle.DashLine if guide.is_dashed else Qt.PenStyle.SolidLine
        pen = pg.mkPen(self._palette.color(guide.color), width=1.5, style=style)
        self._curve(left, right, self._y(chart, guide.value), pen, -10)

    def _curve(self, left: float, right: float, y: float, pen: QPen, z: int) -> None:
        item = pg.PlotCurveItem([left, right], [y, y], pen=pen)
        item.setZValue(z)
        self.plotItem.addItem(item, ignoreBounds=True)

    def _draw_line(self, chart: Chart, line: Line) -> None:
        color = self._palette.color(line.color)
        for points, is_dashed in line.runs:
            style = Qt.PenStyle.DotLine if is_dashed else Qt.PenStyle.SolidLine
            pen = pg.mkPen(color, width=line.width + 0.5, style=style)
            days = [p.on.toordinal() for p in points]
            values = [self._y(chart, p.value) for p in points]
            self.plotItem.addItem(pg.PlotCurveItem(days, values, pen=pen))
        hollow = self._palette.card
        self.plotItem.addItem(
            pg.ScatterPlotItem(
                x=[p.on.toordinal() for p in line.points],
                y=[self._y(chart, p.value) for p in line.points],
                size=MARKER_PX,
                pen=pg.mkPen(color, width=2),
                brush=[
                    pg.mkBrush(hollow if p.is_hollow else color) for p in line.points
                ],
            )
        )

    # the words

    def _settle(self) -> None:
        super().resizeEvent(QResizeEvent(self.size(), self.size()))
        self._arrange()

    def _arrange(self) -> None:
        chart = self._chart
        if chart is None:
            return
        room = max((_width(t, b) for t, _, _, b in self._beside(chart)), default=0.0)
        self.plotItem.layout.setContentsMargins(0, 8, room + LABEL_GAP + 4, 0)
        self.plotItem.layout.activate()
        self.plotItem.vb.updateViewRange()
        self._thin_ticks(chart)
        self._placed = self._place_words(chart)
        self.viewport().update()

    def _thin_ticks(self, chart: Chart) -> None:
        height = max(1.0, self.plotItem.vb.height())
        ticks = chart.y_ticks_apart((SMALL_PX + 2) / height)
        at = [(self._y(chart, t.at), t.label) for t in ticks]
        self.plotItem.getAxis("left").setTicks([at])
        width = max(1.0, self.plotItem.vb.width())
        widest = max((_width(t.label) for t in chart.x_ticks), default=0.0)
        days = chart.x_ticks_apart(widest / width)
        self.plotItem.getAxis("bottom").setTicks([[(t.at, t.label) for t in days]])

    def _pixel(self, chart: Chart, day: float, value: float) -> QPointF:
        at = self.plotItem.vb.mapViewToScene(QPointF(day, self._y(chart, value)))
        return QPointF(self.mapFromScene(at))

    def _place_words(self, chart: Chart) -> tuple[Placed, ...]:
        frame = QRectF(
            self.mapFromScene(self.plotItem.vb.sceneBoundingRect()).boundingRect()
        )
        beside = self._place_beside(chart, frame)
        taken = [p.rect for p in beside]
        for line in chart.lines:
            spots = [self._pixel(chart, p.on.toordinal(), p.value) for p in line.points]
            taken += boxes(spots)
            half = MARKER_PX / 2 + 1
            taken += [
                QRectF(s.x() - half, s.y() - half, 2 * half, 2 * half) for s in spots
            ]
        for guide in chart.guides:
            start = guide.start.toordinal() if guide.start else chart.x_low
            ends = [self._pixel(chart, d, guide.value) for d in (start, chart.x_high)]
            taken += boxes(ends)
        inside = frame.adjusted(-4, -8, 8, 0)
        return (*beside, *place(self._wanted(chart), taken, inside))

    def _place_beside(self, chart: Chart, frame: QRectF) -> tuple[Placed, ...]:
        """Name the lines at their ends, moved apart where they would touch."""
        words = self._beside(chart)
        height = float(SMALL_PX + 4)
        tops = [
            self._pixel(chart, chart.x_high, v).y() - height / 2 for _, v, _, _ in words
        ]
        low, high = frame.top() - 4, frame.bottom() + 8
        left = frame.right() + LABEL_GAP
        return tuple(
            Placed(
                text, color, QRectF(left, top, _width(text, is_bold), height), is_bold
            )
            for (text, _, color, is_bold), top in zip(
                words, stacked(tops, height, low, high), strict=True
            )
        )

    def _beside(self, chart: Chart) -> tuple[tuple[str, float, str, bool], ...]:
        """Return what stands right of the plot: text, value, color, whether bold.

        The last value of a single line, or the name of each; a long one would leave
        no room for the plot and stands over it where it can.
        """
        if len(chart.lines) > 1:
            return tuple((_named(chart, ln), *_end(ln), False) for ln in chart.lines)
        line = chart.lines[0]
        text = line.points[-1].label or line.label
        fits = _width(text, is_bold=True) <= self.width() * BESIDE_SHARE
        return ((text, *_end(line), True),) if fits else ()

    def _wanted(self, chart: Chart) -> list[Wanted]:
        wanted = [self._guide_words(chart, g) for g in chart.guides]
        if len(chart.lines) == 1:
            line = chart.lines[0]
            last = () if self._beside(chart) else line.points[-1:]
            ordered = (*last, *line.points[:1], *reversed(line.points[1:-1]))
            wanted += [self._point_words(chart, line, p) for p in ordered if p.label]
        wanted += [self._band_words(chart, b) for b in chart.bands if b.label]
        return wanted

    def _point_words(self, chart: Chart, line: Line, point: Point) -> Wanted:
        at = self._pixel(chart, point.on.toordinal(), point.value)
        spots = around(at, _width(point.label), SMALL_PX + 4.0, MARKER_PX)
        return Wanted(point.label, line.color, spots)

    def _guide_words(self, chart: Chart, guide: Guide) -> Wanted:
        left = guide.start.toordinal() if guide.start else chart.x_low
        right = guide.end.toordinal() if guide.end else chart.x_high
        ends = [self._pixel(chart, day, guide.value) for day in (right, left)]
        width, height = _width(guide.label), SMALL_PX + 4.0
        first, room = ends[1].x() + 2, ends[0].x() - ends[1].x() - width - 4
        xs = [first + room * part / SPOTS for part in (SPOTS, *range(SPOTS))]
        ys = (ends[0].y() - height - GAP, ends[0].y() + GAP)
        spots = tuple(QRectF(x, y, width, height) for y in ys for x in xs)
        return Wanted(guide.label, guide.color, spots)

    def _band_words(self, chart: Chart, band: Band) -> Wanted:
        left = band.start.toordinal() if band.start else chart.x_low
        right = band.end.toordinal() if band.end else chart.x_high
        low = self._pixel(chart, right, max(band.low, chart.y_low))
        high = self._pixel(chart, left, min(band.high, chart.y_high))
        width, height = _width(band.label), SMALL_PX + 4.0
        ys = (low.y() + 2, low.y() - height - 1, high.y() + 1, high.y() - height - 1)
        room = low.x() - high.x() - width - 4
        xs = [high.x() + 2 + room * part for part in (1, 0, 0.5, 0.75, 0.25, 0.9)]
        spots = tuple(QRectF(x, y, width, height) for y in ys for x in xs)
        return Wanted(band.label, "muted", spots)

    def _paint_day(self, painter: QPainter, chart: Chart, day: float) -> None:
        top = self._pixel(chart, day, chart.y_high)
        bottom = self._pixel(chart, day, chart.y_low)
        painter.setPen(pg.mkPen(self._palette.accent, width=1))
        painter.drawLine(top, bottom)
        near = [
            (abs(p.on.toordinal() - day), p)
            for line in chart.lines
            for p in line.points
            if abs(p.on.toordinal() - day) <= NEAR_DAYS
        ]
        if not near:
            return
        point = min(near, key=lambda pair: pair[0])[1]
        text = f"{point.on} · {point.label}"
        rect = QRectF(
            top.x() - _width(text) / 2, top.y() - 4, _width(text), SMALL_PX + 8
        )
        rect.moveLeft(min(max(rect.left(), 2), self.width() - rect.width() - 2))
        painter.fillRect(rect, QColor(self._palette.accent_shade))
        painter.setFont(font(SMALL_PX))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def _end(line: Line) -> tuple[float, str]:
    return line.points[-1].value, line.color


def _named(chart: Chart, line: Line) -> str:
    """Return the name of a line; with its last value where the axis shows multiples."""
    return f"{line.label} {line.points[-1].label}" if chart.is_relative else line.label


def _width(text: str, is_bold: bool = False) -> float:
    return QFontMetricsF(font(SMALL_PX, is_bold)).horizontalAdvance(text) + 4


def _widest(labels: list[str]) -> int:
    return int(max((_width(label) for label in labels), default=0.0)) + 8


def _spoken(chart: Chart) -> str:
    return "\n".join(
        f"{line.label}: " + ", ".join(f"{p.on} {p.label}" for p in line.points)
        for line in chart.lines
    )
