"""The times of a message in their order, as dots on a line; what lies between them in words.

The room between two dots grows with the logarithm of the time between them, so that seconds are
seen beside years. Dots of the same second are one. Pointing at a dot names its times, a click
selects the first of them in the table, which says the same to the keyboard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from msginspector.analysis.moments import model
from msginspector.gui import theme, tips
from msginspector.structures.conversation import duration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msginspector.gui.models.moments import MomentLine

HEIGHT_PX: Final = 58
MARGIN_PX: Final = 22
DOT_PX: Final = 5
LEAST: Final = 0.6
"""Weight of the smallest gap, beside the logarithm of its seconds."""
TIP_LINES: Final = 8
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Stop:
    """The times of one second."""

    ticks: int
    lines: tuple[MomentLine, ...]

    @property
    def token(self) -> str:
        """Its colour: what contradicts others is marked; times of the container are faint."""
        if any(line.moment.marks for line in self.lines):
            return "released"
        inside = {model.PROPERTY, model.STRUCTURE, model.HEADER}
        return "accent" if any(line.moment.kind in inside for line in self.lines) else "faint"

    @property
    def words(self) -> str:
        """When, and what."""
        names = list(dict.fromkeys(line.name for line in self.lines))
        more = len(names) - TIP_LINES
        rest = [f"and {more} more"] if more > 0 else []
        return "\n".join([self.lines[0].utc[:19] + " UTC", *names[:TIP_LINES], *rest])


class TimeLine(QWidget):
    """Absent where there are fewer than two different times."""

    chosen = Signal(object)  # place of a line

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._stops: list[Stop] = []
        self.setAccessibleName(self.tr("Order of the times"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        colors.changed.connect(self.updateGeometry)
        self.hide()

    def show_lines(self, lines: Sequence[MomentLine]) -> None:
        """Show these, sorted by time; those that are none are left out."""
        found: dict[int, list[MomentLine]] = {}
        for line in lines:
            if not line.moment.none:
                found.setdefault(line.moment.ticks // model.TICKS, []).append(line)
        self._stops = [Stop(key * model.TICKS, tuple(same)) for key, same in found.items()]
        self.setVisible(len(self._stops) > 1)
        if self._stops:
            first, last = self._stops[0].lines[0].utc[:19], self._stops[-1].lines[0].utc[:19]
            self.setAccessibleDescription(self.tr("From {0} to {1} UTC").format(first, last))
        self.update()

    def stops(self) -> list[Stop]:
        """The dots, the oldest first."""
        return self._stops

    def places(self) -> list[float]:
        """Where the dots are, in pixels from the left."""
        weights = [
            LEAST + math.log1p((after.ticks - before.ticks) / model.TICKS)
            for before, after in pairwise(self._stops)
        ]
        margin = theme.scaled(MARGIN_PX)
        unit = (self.width() - 2 * margin) / (sum(weights) or 1.0)
        found = [float(margin)]
        for weight in weights:
            found.append(found[-1] + unit * weight)
        return found

    # -- painting -------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.color("base"))
        places, middle = self.places(), self._middle()
        painter.setPen(QPen(self._theme.color("line"), 2))
        painter.drawLine(QPointF(places[0], middle), QPointF(places[-1], middle))
        self._paint_gaps(painter, places, middle)
        radius = theme.scaled(DOT_PX)
        for stop, x in zip(self._stops, places, strict=True):
            painter.setPen(QPen(self._theme.color("base"), 1.5))
            painter.setBrush(self._theme.color(stop.token))
            painter.drawEllipse(QPointF(x, middle), radius, radius)
        self._paint_ends(painter, middle)

    def _paint_gaps(self, painter: QPainter, places: list[float], middle: float) -> None:
        """How long it is between two dots, where there is room to say so."""
        painter.setFont(theme.text_font(theme.TINY_PX))
        painter.setPen(self._theme.color("dim"))
        metrics = QFontMetrics(painter.font())
        for number, (left, right) in enumerate(pairwise(places)):
            words = duration(self._stops[number + 1].ticks - self._stops[number].ticks)
            if metrics.horizontalAdvance(words) + 4 * theme.scaled(DOT_PX) <= right - left:
                box = QRectF(left, middle - metrics.height() - 6, right - left, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_ends(self, painter: QPainter, middle: float) -> None:
        painter.setFont(theme.mono_font())
        painter.setPen(self._theme.color("dim"))
        metrics, margin = QFontMetrics(painter.font()), theme.scaled(MARGIN_PX)
        top = middle + theme.scaled(DOT_PX) + 3
        box = QRectF(margin - DOT_PX, top, self.width() - 2 * margin + 2 * DOT_PX, metrics.height())
        first, last = self._stops[0].lines[0].utc[:19], self._stops[-1].lines[0].utc[:19]
        if 2 * metrics.horizontalAdvance(first) + margin > box.width():
            first, last = first[:10], last[:10]
        painter.drawText(box, _LEFT, first)
        painter.drawText(box, _RIGHT, last)

    def _middle(self) -> float:
        return self.height() * 0.46

    # -- Qt's -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(320, theme.tall(HEIGHT_PX))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.tall(HEIGHT_PX))

    def stop_at(self, x: float) -> Stop | None:
        """The dot under a place; None where there is none near."""
        if not self._stops:
            return None
        places = self.places()
        near = min(range(len(places)), key=lambda number: abs(places[number] - x))
        return self._stops[near] if abs(places[near] - x) <= 2 * theme.scaled(DOT_PX) else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        stop = self.stop_at(event.position().x())
        if stop is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(stop.lines[0].place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        there = self.stop_at(event.position().x()) is not None
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor
        )  # fmt: skip

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            stop = self.stop_at(event.pos().x())
            if stop is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), tips.plain(stop.words), self)
            return True
        return super().event(event)
