"""The totals, as one view of the story: a legend with the counts, the picture, the event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from msginspector.gui import texts, theme
from msginspector.gui.models.events import said_of
from msginspector.gui.stage.digest import Digest
from msginspector.gui.stage.story_view import StoryView
from msginspector.gui.stage.totals_chart import LINES, Line, TotalsChart
from msginspector.gui.views.chrome import ElidedLabel
from msginspector.gui.views.delegates import paint_mark
from msginspector.gui.views.flow import FlowLayout
from msginspector.stage.totals import Totals

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.session import Event
    from msginspector.stage.totals import Point

SAMPLE_PX: Final = 22  # of a line, in the legend
EDGE_PX: Final = 10
BITE: Final = 1500  # events at once
NARROW_PX: Final = 420
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class LegendItem(QLabel):
    """A piece of a line with its mark, its name, and its count; it paints itself.

    In a narrow dock it leaves its name to the tip.
    """

    def __init__(self, line: Line, name: str, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._line, self._name, self._theme = line, name, colors
        self._number, self._short = 0, False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_count(0)

    def show_count(self, number: int) -> None:
        """Say this number."""
        self._number = number
        self._say()

    def shorten(self, short: bool) -> None:
        """Say the number alone, or its name with it."""
        self._short = short
        self._say()

    @property
    def full(self) -> str:
        """Name and number."""
        return f"{self._name} {texts.grouped(self._number)}"

    def _say(self) -> None:
        text = texts.grouped(self._number) if self._short else self.full
        if text != self.text():
            self.setText(text)
            self.setToolTip(self.full if self._short else "")
        self.setAccessibleName(self.full)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.text_font(theme.SMALL_PX))
        least = "000" if self._short else f"{self._name} 000"
        words = max(map(metrics.horizontalAdvance, (self.text(), least)))
        return QSize(theme.scaled(SAMPLE_PX) + 6 + words + 1, theme.tall(theme.BADGE_PX))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide, middle = theme.scaled(SAMPLE_PX), self.height() / 2
        painter.setPen(QPen(self._theme.color(self._line.tone), 1.8, self._line.style))
        painter.drawLine(QPointF(0, middle), QPointF(wide, middle))
        if self._line.mark:
            box = QPointF(wide / 2, middle)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("base"))
            painter.drawEllipse(box, theme.scaled(6), theme.scaled(6))
            paint_mark(painter, self._line.mark, box, self._theme)
        painter.setPen(self._theme.color("text"))
        painter.setFont(theme.text_font(theme.SMALL_PX))
        painter.drawText(self.rect().adjusted(wide + 6, 0, 0, 0), _LEFT, self.text())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


class TotalsView(StoryView):
    """How many objects were open, released and closed, and the references, event by event."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.totals = Totals()
        self.digest = Digest(self._take, BITE, self)
        self._begun = False
        names = {
            "open": self.tr("open"), "released": self.tr("released"),
            "closed": self.tr("closed"), "references": self.tr("references"),
        }  # fmt: skip
        legend = QWidget(self)
        flow = FlowLayout(legend, 16, 2)
        flow.setContentsMargins(EDGE_PX, 6, EDGE_PX, 2)
        self.items = {
            line.name: LegendItem(line, names[line.name], colors, legend)
            for line in reversed(LINES)
        }
        for item in self.items.values():
            flow.addWidget(item)
        self.chart = TotalsChart(colors, self)
        self.reading = ElidedLabel("totals-reading", self)
        foot = QHBoxLayout()
        foot.setContentsMargins(EDGE_PX, 0, EDGE_PX, 4)
        foot.addWidget(self.reading)
        self.column.addWidget(legend)
        self.column.addWidget(self.chart, 1)
        self.column.addLayout(foot)
        self.chart.moved.connect(self._show_current)
        self.chart.chosen.connect(self.object_wanted)
        self._show_current()

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """Count on."""
        if not self._begun:
            self._begun = True
            self._begin(events, rows)
        if events:
            self.digest.add(events)

    def _begin(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """Where the oldest events are not known any more, some objects are in none of them."""
        if events and events[0].seq > 1:
            heard = {event.id for event in events}
            self.totals.add_silent(row for row in rows if row.id not in heard)

    def _take(self, events: Sequence[Event]) -> None:
        self.totals.add(events)
        self.chart.show_points(self.totals.points(), self.totals.closings)
        self.facts_changed.emit()

    def facts(self) -> tuple[str, ...]:
        """How many are open, and how many were when most were."""
        if not self.totals.total:
            return ()
        peak = self.tr("at most {0}").format(texts.grouped(self.totals.peak))
        return (self.tr("{0} open").format(texts.grouped(self.totals.now.open)), peak)

    def pointed(self) -> int | None:
        """The object of the event under the cursor."""
        point = self.chart.current
        return None if point is None else point.event.id

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for item in self.items.values():
            item.shorten(event.size().width() < theme.scaled(NARROW_PX))

    def stops(self) -> tuple[QWidget, ...]:
        """The picture."""
        return (self.chart,)

    def _show_current(self) -> None:
        point = self.chart.current
        for name, item in self.items.items():
            item.show_count(0 if point is None else getattr(point.counts, name))
        said = self.tr("Nothing has been opened yet.") if point is None else self._said(point)
        self.reading.set_text(said)
        counts = ", ".join(item.full for item in self.items.values())
        self.chart.read_out(said if point is None else f"{said} {counts}")

    def _said(self, point: Point) -> str:
        """Which event, and what it was; of several, the last."""
        last, first = texts.grouped(point.event.seq), texts.grouped(point.first)
        if point.first == point.event.seq:
            return self.tr("Event {0}: {1}").format(last, said_of(point.event))
        return self.tr("Events {0} to {1}, the last: {2}").format(
            first, last, said_of(point.event)
        )  # fmt: skip
