"""The way of a message as a picture: a row for each hop from the oldest down, a bar for its delay.

Bars are proportional to the logarithm of the delay, so that seconds are seen beside hours. A clock
jump is a red broken line back; the longest delay has the accent. Keys move from hop to hop; the hop
the keyboard is on is read out, and the table of hops beside says the same.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QToolTip, QWidget

from msginspector.analysis.headers.words import address_text, tls_text
from msginspector.gui import spoken, theme
from msginspector.gui.header_words import delay_words, hop_sentence
from msginspector.gui.models.headers import shown

if TYPE_CHECKING:
    from datetime import datetime

    from msginspector.analysis.headers.fields import HeaderField
    from msginspector.analysis.headers.hops import Hop, Route

LANE_PX: Final = 30
LANE_GAP_PX: Final = 12
MARGIN_PX: Final = 12
TOP_PX: Final = 5
ROW_PX: Final = 28
DOT_PX: Final = 9
BAR_PX: Final = 6
LEAST_ROWS: Final = 3
WIDE_PX: Final = 620
"""From this width on there is room for the protocol."""
_ELIDE: Final = Qt.TextElideMode.ElideMiddle
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STEPS: Final = {
    Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_Home: -(1 << 30), Qt.Key.Key_End: 1 << 30,
}  # fmt: skip
_CHOOSE: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class HopChart(QAbstractScrollArea):
    """The hops of one `Route`; row 0 is the sender's clock where the message has a Date."""

    chosen = Signal(object)  # HeaderField of the row

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._route: Route | None = None
        self._times: Callable[[datetime], str] = str
        self._current = 0
        self._pointed: int | None = None
        self.setObjectName("hex-view")
        spoken.say_roles()
        self.setAccessibleName(self.tr("Hops"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setMouseTracking(True)
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    def show_route(self, route: Route | None, times: Callable[[datetime], str]) -> None:
        """Show this way, or nothing; `times` says a moment in the zone that was chosen."""
        self._route, self._times = route, times
        self._current, self._pointed = 0, None
        self._measure()
        self._describe()

    def rows(self) -> int:
        """The hops, and the sender's clock."""
        return len(self._hops()) + self._lead

    def select_field(self, index: int) -> None:
        """Put the keyboard on the hop a field tells of; nothing happens for other fields."""
        for row in range(self.rows()):
            field = self._field(row)
            if field is not None and field.index == index:
                self._go(row)

    def wished_height(self) -> int:
        """Pixels that show every row."""
        return self.rows() * self._row_height() + 2 * TOP_PX + 2

    def row_at(self, y: int) -> int | None:
        """The row at a height of the viewport."""
        row = (y + self.verticalScrollBar().value() - TOP_PX) // self._row_height()
        return row if 0 <= row < self.rows() and y >= 0 else None

    def words(self, row: int) -> str:
        """What is read out of a row."""
        hop = self._hop(row)
        if hop is not None:
            return shown(hop_sentence(hop, self._times))
        sent = None if self._route is None else self._route.sent
        if sent is None:
            return ""
        return self.tr("Date, the sender's clock: {0}.").format(self._times(sent.time))

    # -- inside ---------------------------------------------------------------------------------

    def _hops(self) -> tuple[Hop, ...]:
        return () if self._route is None else self._route.hops

    @property
    def _lead(self) -> int:
        return int(self._route is not None and self._route.sent is not None)

    def _hop(self, row: int) -> Hop | None:
        hops, place = self._hops(), row - self._lead
        return hops[place] if 0 <= place < len(hops) else None

    def _field(self, row: int) -> HeaderField | None:
        hop = self._hop(row)
        if hop is not None:
            return hop.field
        return None if self._route is None else self._route.sent_field

    def _row_height(self) -> int:
        return theme.tall(ROW_PX)

    def _measure(self) -> None:
        bar = self.verticalScrollBar()
        over = self.wished_height() - 2 - self.viewport().height()
        bar.setRange(0, max(0, over))
        bar.setSingleStep(self._row_height())
        bar.setPageStep(max(1, self.viewport().height()))
        self.updateGeometry()
        self.viewport().update()

    def _box(self, row: int) -> QRect:
        top = TOP_PX + row * self._row_height() - self.verticalScrollBar().value()
        return QRect(0, top, self.viewport().width(), self._row_height())

    def _go(self, row: int) -> None:
        self._current = max(0, min(row, self.rows() - 1))
        box, bar = self._box(self._current), self.verticalScrollBar()
        if box.top() < 0:
            bar.setValue(bar.value() + box.top() - TOP_PX)
        elif box.bottom() > self.viewport().height():
            bar.setValue(bar.value() + box.bottom() - self.viewport().height() + TOP_PX)
        self._describe()
        self.viewport().update()

    def _choose(self) -> None:
        field = self._field(self._current)
        if field is not None:
            self.chosen.emit(field)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.words(self._current))

    def _longest(self) -> float:
        delays = [abs(one.delay.total_seconds()) for one in self._hops() if one.delay is not None]
        return max(delays, default=0.0)

    # -- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(event.rect(), self._theme.color("base"))
        for row in range(self.rows()):
            box = self._box(row)
            if box.intersects(event.rect().adjusted(0, -box.height(), 0, box.height())):
                self._paint_row(painter, row, box)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(QPen(self._theme.color("accent"), 0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_row(self, painter: QPainter, row: int, box: QRect) -> None:
        if row == self._current:
            painter.fillRect(box, self._theme.color("selection"))
        elif row == self._pointed:
            painter.fillRect(box, self._theme.color("hover"))
        self._paint_lane(painter, row, box)
        hop = self._hop(row)
        zones = self._zones(box)
        if hop is None:
            self._paint_sender(painter, zones)
        else:
            self._paint_hop(painter, hop, zones)

    def _zones(self, box: QRect) -> dict[str, QRect]:
        """Where host, protocol, bar and time stand in a row."""
        metrics = QFontMetrics(theme.mono_font())
        time = metrics.horizontalAdvance("0000-00-00 00:00:00 +00:00") + MARGIN_PX
        inner = box.adjusted(_lane(), 0, -MARGIN_PX, 0)
        time = min(time, inner.width() // 3)
        rest = inner.width() - time
        wide = inner.width() >= theme.scaled(WIDE_PX)
        host = round(rest * (0.44 if wide else 0.55))
        way = round(rest * 0.22) if wide else 0
        widths = {"host": host, "way": way, "bar": rest - host - way, "time": time}
        zones, x = {}, inner.left()
        for name, width in widths.items():
            zones[name] = QRect(x, inner.top(), max(0, width - 8), inner.height())
            x += width
        return zones

    def _paint_lane(self, painter: QPainter, row: int, box: QRect) -> None:
        middle = QPointF(MARGIN_PX + theme.scaled(DOT_PX) + 2, box.center().y() + 0.5)
        radius = theme.scaled(DOT_PX)
        hop, after = self._hop(row), self._hop(row + 1)
        if row:
            self._line(painter, QPointF(middle.x(), box.top()), middle - QPointF(0, radius), hop)
        if row < self.rows() - 1:
            bottom = QPointF(middle.x(), box.bottom() + 1)
            self._line(painter, middle + QPointF(0, radius), bottom, after)
        jump = hop is not None and hop.jump
        tone = self._theme.color("error" if jump else "accent" if hop is not None else "faint")
        painter.setPen(QPen(tone, 1.4))
        painter.setBrush(self._theme.color("base"))
        painter.drawEllipse(middle, radius, radius)
        if hop is not None:
            painter.setFont(theme.text_font(theme.TINY_PX, strong=True))
            painter.setPen(tone if jump else self._theme.color("text"))
            around = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
            painter.drawText(around, Qt.AlignmentFlag.AlignCenter, str(hop.number))

    def _line(self, painter: QPainter, start: QPointF, end: QPointF, hop: Hop | None) -> None:
        jump = hop is not None and hop.jump
        pen = QPen(self._theme.color("error" if jump else "faint"), 1.4)
        if jump:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawLine(start, end)

    def _paint_sender(self, painter: QPainter, zones: dict[str, QRect]) -> None:
        route = self._route
        assert route is not None
        assert route.sent is not None
        self._text(painter, zones["host"], self.tr("Date, the sender's clock"), "dim")
        addresses = [address_text(ip) for one in route.origins for ip in one.addresses]
        self._text(painter, zones["way"] | zones["bar"], ", ".join(addresses), "dim")
        self._time(painter, zones["time"], self._times(route.sent.time), "dim")

    def _paint_hop(self, painter: QPainter, hop: Hop, zones: dict[str, QRect]) -> None:
        one = hop.received
        host = one.receiver or one.sender
        name = shown(host.shown) if host is not None else self.tr("a server without a name")
        self._text(painter, zones["host"], name, "text" if host is not None else "dim")
        secure = f"{one.protocol} + TLS" if one.tls is not None else one.protocol
        self._text(painter, zones["way"], shown(secure or tls_text(one.tls)), "dim")
        self._paint_bar(painter, hop, zones["bar"])
        time = self.tr("no time") if hop.moment is None else self._times(hop.moment.time)
        self._time(painter, zones["time"], time, "error" if hop.jump else "dim")

    def _paint_bar(self, painter: QPainter, hop: Hop, zone: QRect) -> None:
        """The bar, and the delay in words after it."""
        words = delay_words(hop)
        if hop.delay is None or not words:
            return
        tone = "error" if hop.jump else "accent" if hop.longest else "dim"
        painter.setFont(theme.text_font(theme.SMALL_PX, strong=hop.jump or hop.longest))
        room = zone.width() - painter.fontMetrics().horizontalAdvance(words) - 10
        share = _share(abs(hop.delay.total_seconds()), self._longest())
        width = max(2, round(max(0, room) * share)) if share else 0
        height = theme.scaled(BAR_PX)
        bar = QRectF(zone.left(), zone.center().y() - height / 2 + 0.5, width, height)
        self._bar(painter, bar, hop)
        left = zone.left() + (width + 8 if width else 0)
        painter.setPen(self._theme.color(tone))
        text = QRect(left, zone.top(), zone.right() - left + 1, zone.height())
        painter.drawText(text, _LEFT, painter.fontMetrics().elidedText(words, _ELIDE, text.width()))

    def _bar(self, painter: QPainter, bar: QRectF, hop: Hop) -> None:
        """Filled; a jump and what follows it are outlines, because their length is no delay."""
        color = self._theme.color("error" if hop.jump else "accent" if hop.longest else "faint")
        hollow = hop.jump or hop.after_jump
        painter.setPen(QPen(color, 1.2) if hollow else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 0) if hollow else color)
        painter.drawRoundedRect(bar, 2, 2)

    def _text(self, painter: QPainter, zone: QRect, text: str, token: str) -> None:
        painter.setFont(theme.text_font())
        painter.setPen(self._theme.color(token))
        painter.drawText(zone, _LEFT, painter.fontMetrics().elidedText(text, _ELIDE, zone.width()))

    def _time(self, painter: QPainter, zone: QRect, text: str, token: str) -> None:
        painter.setFont(theme.mono_font())
        painter.setPen(self._theme.color(token))
        measure = painter.fontMetrics().horizontalAdvance
        for short in (text, text.partition(" ")[2], text.partition(" ")[2][:8]):
            if measure(short) <= zone.width() or short == text[11:19]:
                painter.drawText(zone, _RIGHT, short)
                return

    # -- Qt's -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(WIDE_PX), self.wished_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, min(LEAST_ROWS, max(1, self.rows())) * self._row_height() + TOP_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self.rows():
            self._go(self._current + _STEPS[key])
            self._choose()
        elif key in _CHOOSE:
            self._choose()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(round(event.position().y()))
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(row)
            self._choose()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.row_at(round(event.position().y())))

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._tip(event.pos(), event.globalPos())
            return True
        return super().viewportEvent(event)

    def _point(self, row: int | None) -> None:
        if row != self._pointed:
            self._pointed = row
            self.viewport().update()

    def _tip(self, place: QPoint, there: QPoint) -> None:
        row = self.row_at(place.y())
        said = "" if row is None else self.words(row)
        QToolTip.showText(there, said, self.viewport()) if said else QToolTip.hideText()


def _lane() -> int:
    """Pixels before the words of a row."""
    return MARGIN_PX + theme.scaled(LANE_PX - LANE_GAP_PX) + LANE_GAP_PX + 4


def _share(seconds: float, longest: float) -> float:
    """How long a bar is, 0 to 1: by the logarithm, so that a second is seen beside a day."""
    if seconds <= 0 or longest <= 0:
        return 0.0
    return math.log1p(seconds) / math.log1p(longest)
