"""The totals as a picture: a line for each state and for the references, event by event.

Each line has its own colour, stroke and mark at its end. Teardowns are shaded. Pointing at the
picture, or the arrow keys, put a cursor on an event: its counts are in the legend, what it was is
said below, and read out. The newest event is shown where there is no cursor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from msginspector.gui import spoken, texts, theme
from msginspector.gui.views.delegates import paint_frame, paint_mark
from msginspector.stage.totals import Counts, point_at

if TYPE_CHECKING:
    from msginspector.stage.totals import Closing, Point

EDGE_PX: Final = 10
GAP_PX: Final = 6
TICK_ROOM_PX: Final = 30  # of height for a number at the left
LEAST_PX: Final = 40  # of height
STEP_PX: Final = 4  # of width: narrower steps look like slopes
STROKE_PX: Final = 1.8
AREA_ALPHA: Final = 30
SHADE_ALPHA: Final = 26
DOT_PX: Final = 3.2
PAGE_SHARE: Final = 10  # a page is a tenth of the picture
_FACTORS: Final = (1, 2, 5, 10)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CHOOSE: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: which of the counts, the token of its colour, its stroke; it ends with `mark`."""

    name: str
    tone: str
    style: Qt.PenStyle
    mark: str = ""

    def value(self, counts: Counts) -> int:
        """Its number at a point."""
        return int(getattr(counts, self.name))


LINES: Final = (
    Line("references", "accent", Qt.PenStyle.DotLine),
    Line("closed", "closed", Qt.PenStyle.DashLine, "closed"),
    Line("released", "released", Qt.PenStyle.DashDotLine, "released"),
    Line("open", "open", Qt.PenStyle.SolidLine, "open"),
)
"""In the order of painting; the legend says them from the last to the first."""


def ticks(most: int, room: int) -> list[int]:
    """Round numbers from 0 to at least `most`, not more than `room` of them beside the 0."""
    power = 1
    while power * _FACTORS[-1] * room < most:
        power *= 10
    step = next(power * factor for factor in _FACTORS if power * factor * room >= most)
    return [number * step for number in range(max(1, -(-most // step)) + 1)]


class TotalsChart(QWidget):
    """Paints what `show_points` gives it."""

    moved = Signal()  # the cursor, or what is there without one
    chosen = Signal(object)  # id of an object: somebody wants to see it

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._points: Sequence[Point] = ()
        self._closings: Sequence[Closing] = ()
        self._lines: dict[str, QPolygonF] = {}
        self._scale: list[int] = [0, 1]
        self._cursor: int | None = None  # number of an event
        self._pointed: int | None = None
        self.setObjectName("totals-chart")
        spoken.say_roles()
        self.setAccessibleName(self.tr("Totals, event by event"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    def show_points(self, points: Sequence[Point], closings: Sequence[Closing]) -> None:
        """Show these, oldest first."""
        self._points, self._closings = points, closings
        self._measure()
        self._tell()

    @property
    def current(self) -> Point | None:
        """The point under the mouse, else under the cursor, else the newest."""
        if not self._points:
            return None
        seq = self._pointed if self._pointed is not None else self._cursor
        return self._points[-1 if seq is None else point_at(self._points, seq)]

    @property
    def has_cursor(self) -> bool:
        """Some event is looked at; else the newest is."""
        return self._cursor is not None or self._pointed is not None

    def go_to(self, seq: int | None) -> None:
        """Put the cursor on an event; None lets the newest one be told."""
        self._cursor = seq
        self._tell()

    # -- places ---------------------------------------------------------------------------------

    def _measure(self) -> None:
        """Work out the lines once; the cursor moves without it."""
        plot = self._plot()
        most = max((value for point in self._points for value in point.counts), default=0)
        self._scale = ticks(most, max(1, int(plot.height()) // theme.scaled(TICK_ROOM_PX)))
        plot = self._plot()  # the numbers at its left have their room now
        lines = LINES if self._points else ()
        self._lines = {line.name: self._polygon(line, plot) for line in lines}
        self.update()

    def _polygon(self, line: Line, plot: QRectF) -> QPolygonF:
        """Steps where they can be seen: a count stays what it is until the next event."""
        first, last = self._points[0].event.seq, self._points[-1].event.seq
        wide = plot.width() / max(1, last - first)
        left = plot.left() if last > first else plot.right()
        bottom, high = plot.bottom(), plot.height() / self._scale[-1]
        value = attrgetter(line.name)
        places = [
            QPointF(left + (point.event.seq - first) * wide, bottom - value(point.counts) * high)
            for point in self._points
        ]
        if len(places) * STEP_PX > plot.width():
            return QPolygonF(places)
        steps = [QPointF(after.x(), before.y()) for before, after in pairwise(places)]
        return QPolygonF([*chain.from_iterable(zip(places, steps, strict=False)), places[-1]])

    def _plot(self) -> QRectF:
        """Where the lines are: right of the numbers, above the events, below names of sessions."""
        metrics = QFontMetrics(theme.text_font(theme.TINY_PX))
        left = EDGE_PX + metrics.horizontalAdvance(texts.grouped(self._scale[-1])) + GAP_PX
        below = metrics.height() + GAP_PX
        above = metrics.height() + 3 if self._closings else metrics.height() // 2 + 2
        mark = theme.scaled(EDGE_PX)
        return QRectF(left, above, max(1, self.width() - left - EDGE_PX - mark),
                      max(1, self.height() - above - below))  # fmt: skip

    def _x(self, seq: int, plot: QRectF) -> float:
        first, last = self._points[0].event.seq, self._points[-1].event.seq
        share = (seq - first) / (last - first) if last > first else 1.0
        return plot.left() + plot.width() * min(1.0, max(0.0, share))

    def _y(self, value: int, plot: QRectF) -> float:
        return plot.bottom() - plot.height() * value / self._scale[-1]

    def _seq_at(self, x: float) -> int | None:
        if not self._points:
            return None
        plot = self._plot()
        first, last = self._points[0].event.seq, self._points[-1].event.seq
        share = min(1.0, max(0.0, (x - plot.left()) / plot.width()))
        return round(first + (last - first) * share)

    # -- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.color("base"))
        if self._points:
            plot = self._plot()
            self._paint_closings(painter, plot)
            self._paint_scale(painter, plot)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_area(painter, plot)
            for line in LINES:
                self._paint_line(painter, line, plot)
            self._paint_cursor(painter, plot)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            paint_frame(painter, self.rect(), self._theme, keyboard=True)

    def _paint_closings(self, painter: QPainter, plot: QRectF) -> None:
        """A shade from the first to the last event of each teardown, its session named."""
        color = self._theme.color("error")
        shade = QColor(color)
        shade.setAlpha(SHADE_ALPHA)
        painter.setFont(theme.text_font(theme.TINY_PX))
        metrics = painter.fontMetrics()
        for left, right, label in self._shades(plot):
            painter.fillRect(QRectF(left, 0, right - left, plot.bottom()), shade)
            painter.setPen(QPen(color, 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(left, 0), QPointF(left, plot.bottom()))
            if metrics.horizontalAdvance(label) + 2 * GAP_PX <= right - left:
                box = QRectF(left + GAP_PX, 1, right - left, metrics.height())
                painter.setPen(color)
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, label)

    def _shades(self, plot: QRectF) -> Iterator[tuple[float, float, str]]:
        last = self._points[-1].event.seq
        for closing in self._closings:
            end = last if closing.last is None else closing.last
            left = self._x(closing.first, plot)
            word = self.tr("{0} closes").format(closing.label)
            yield left, max(left + 1, self._x(end, plot)), word

    def _paint_scale(self, painter: QPainter, plot: QRectF) -> None:
        """Round numbers at the left, the first and the last event below."""
        painter.setFont(theme.text_font(theme.TINY_PX))
        metrics = painter.fontMetrics()
        for value in self._scale:
            y = round(self._y(value, plot)) + 0.5
            painter.setPen(QPen(self._theme.color("line"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(self.width() - EDGE_PX, y))
            painter.setPen(self._theme.color("dim"))
            box = QRectF(0, y - metrics.height() / 2, plot.left() - GAP_PX, metrics.height())
            painter.drawText(box, _RIGHT, texts.grouped(value))
        first, last = self._points[0].first, self._points[-1].event.seq
        below = QRectF(plot.left(), plot.bottom() + GAP_PX / 2, plot.width(), metrics.height())
        end = texts.grouped(last)
        start = self.tr("event {0}").format(texts.grouped(first))
        painter.drawText(below, _RIGHT, end)
        room = below.width() - metrics.horizontalAdvance(end) - EDGE_PX
        if metrics.horizontalAdvance(start) <= room:
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, start)

    def _paint_area(self, painter: QPainter, plot: QRectF) -> None:
        """What is open is what a session has to close: it is filled."""
        outline = QPolygonF(self._lines["open"])
        if outline.isEmpty():
            return
        outline.append(QPointF(outline.last().x(), plot.bottom()))
        outline.append(QPointF(outline.first().x(), plot.bottom()))
        fill = QColor(self._theme.color("open"))
        fill.setAlpha(AREA_ALPHA)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(outline)

    def _paint_line(self, painter: QPainter, line: Line, plot: QRectF) -> None:
        pen = QPen(self._theme.color(line.tone), STROKE_PX, line.style)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(self._lines[line.name])
        end = QPointF(plot.right(), self._y(line.value(self._points[-1].counts), plot))
        paint_mark(painter, line.mark, end, self._theme)

    def _paint_cursor(self, painter: QPainter, plot: QRectF) -> None:
        point = self.current
        if point is None or not self.has_cursor:
            return
        x = self._x(point.event.seq, plot)
        painter.setPen(QPen(self._theme.color("text"), 1))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.setPen(QPen(self._theme.color("base"), 1))
        radius = DOT_PX * theme.scaled(100) / 100
        for line in LINES:
            painter.setBrush(self._theme.color(line.tone))
            painter.drawEllipse(QPointF(x, self._y(line.value(point.counts), plot)), radius, radius)

    # -- Qt's -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(320, theme.scaled(3 * LEAST_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, LEAST_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, point = Qt.Key(event.key()), self.current
        steps = self._steps().get(key)
        if point is None or (steps is None and key not in (*_CHOOSE, Qt.Key.Key_Escape)):
            super().keyPressEvent(event)
        elif steps is not None:
            self._pointed = None
            place = point_at(self._points, point.event.seq) + steps
            place = max(0, min(place, len(self._points) - 1))
            self.go_to(self._points[place].event.seq)
        elif key == Qt.Key.Key_Escape:
            self.go_to(None)
        else:
            self.chosen.emit(point.event.id)

    def _steps(self) -> dict[Qt.Key, int]:
        """How many points a key goes on."""
        every = len(self._points)
        page = max(1, every // PAGE_SHARE)
        keys = Qt.Key
        return {keys.Key_Left: -1, keys.Key_Right: 1, keys.Key_PageUp: -page,
                keys.Key_PageDown: page, keys.Key_Home: -every, keys.Key_End: every}  # fmt: skip

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._seq_at(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.go_to(self._seq_at(event.position().x()))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        if self.current is not None:
            self.chosen.emit(self.current.event.id)

    def _point(self, seq: int | None) -> None:
        if seq != self._pointed:
            self._pointed = seq
            self._tell()

    def _tell(self) -> None:
        self.update()
        self.moved.emit()

    def read_out(self, said: str) -> None:
        """Say to assistive technology what is under the cursor."""
        self.setAccessibleDescription(said)
        if self.hasFocus():
            changed = QAccessibleEvent(self, QAccessible.Event.DescriptionChanged)
            QAccessible.updateAccessibility(changed)
