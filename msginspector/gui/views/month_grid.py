"""A month of a calendar as a picture: what takes place on which day, by colour and by shape.

A day of the series has a filled ground and a dot; what was changed has a diamond, what was moved
here a filled triangle, where it was moved from a hollow one, what was cancelled a cross. Nothing
marks today. Arrow keys move from day to day, Page Up and Page Down from month to month; the day the
keyboard is on is read out.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from msginspector.analysis.classes.series import AWAY, CANCELLED, CHANGED, MOVED, REGULAR
from msginspector.gui import spoken, theme, tips

if TYPE_CHECKING:
    from msginspector.analysis.classes.months import Day, Month
    from msginspector.analysis.classes.series import Occurrence
    from msginspector.gui.theme import Theme

CELL_PX: Final = 40
CELL_HEIGHT_PX: Final = 35
HEAD_PX: Final = 24
MARK_PX: Final = 7
WEEKS: Final = 6  # always as many, so that nothing jumps from month to month
DAYS: Final = 7
MOST_MARKS: Final = 3
TONES: Final = {REGULAR: "accent", CHANGED: "released", MOVED: "released", AWAY: "dim",
                CANCELLED: "error"}  # fmt: skip
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7,
                 Qt.Key.Key_Down: 7}  # fmt: skip
_MONTHS: Final = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
_NAMES: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_CENTER: Final = Qt.AlignmentFlag.AlignCenter


class MonthGrid(QWidget):
    """The days of one month; `Month` says what is on them."""

    day_shown = Signal(object)  # Day the keyboard is on
    month_wanted = Signal(object)  # -1 or 1: months from here
    end_wanted = Signal(object)  # -1: the first month, 1: the last one

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._month: Month | None = None
        self._days: dict[date, tuple[int, int]] = {}
        self._current: date | None = None
        self._pointed: date | None = None
        spoken.say_roles()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        colors.changed.connect(self._measure)

    # -- what others ask ------------------------------------------------------------------------

    def show_month(self, month: Month | None, wanted: date | None = None) -> None:
        """Show this month; the keyboard goes to `wanted`, else to its first day with something."""
        self._month = month
        self._days = {} if month is None else {
            day.date: (row, column)
            for row, week in enumerate(month.weeks) for column, day in enumerate(week)
        }  # fmt: skip
        self._pointed = None
        self._current = None
        if month is not None:
            self.setAccessibleName(self.tr("{0}, {1} times").format(month.month.words, month.count))
            self._go(wanted if wanted in self._days else self._first_day(month))
        self.update()

    @property
    def current(self) -> Day | None:
        """The day the keyboard is on."""
        return None if self._current is None else self._day(self._current)

    def day_at(self, place: QPoint) -> Day | None:
        """The day at a place."""
        for day in self._days:
            if self.cell(day).contains(place):
                return self._day(day)
        return None

    def cell(self, day: date) -> QRect:
        """Where a day of the month on show is painted."""
        row, column = self._days[day]
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            column = DAYS - 1 - column
        left, right = (round(self.width() * at / DAYS) for at in (column, column + 1))
        height = theme.tall(CELL_HEIGHT_PX)
        return QRect(left, theme.tall(HEAD_PX) + row * height, right - left, height)

    # -- inside ---------------------------------------------------------------------------------

    def _day(self, day: date) -> Day | None:
        if self._month is None or day not in self._days:
            return None
        row, column = self._days[day]
        return self._month.weeks[row][column]

    def _first_day(self, month: Month) -> date:
        days = [day for week in month.weeks for day in week if not day.outside]
        return next((day.date for day in days if day.items), days[0].date)

    def _go(self, day: date | None) -> None:
        if day is None:
            return
        self._current = day
        found = self._day(day)
        if found is not None:
            self.setAccessibleDescription(day_words(found))
            self.day_shown.emit(found)
        self.update()

    def _step(self, days: int) -> None:
        """To another day; beyond the weeks on show its month is wanted."""
        if self._current is None or self._month is None:
            return
        there = self._current + timedelta(days=days)
        found = self._day(there)
        if found is not None and not found.outside:
            self._go(there)
        else:
            self._current = there
            self.month_wanted.emit(-1 if days < 0 else 1)

    @property
    def wanted(self) -> date | None:
        """The day the keyboard was on its way to."""
        return self._current

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()

    # -- painting -------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._month is not None:
            self._paint_names(painter)
            for week in self._month.weeks:
                for day in week:
                    self._paint_day(painter, day)
        painter.end()

    def _paint_names(self, painter: QPainter) -> None:
        painter.setFont(theme.text_font(theme.TINY_PX, strong=True))
        painter.setPen(self._theme.color("dim"))
        assert self._month is not None
        for day in self._month.weeks[0]:
            box = self.cell(day.date)
            box.setRect(box.left(), 0, box.width(), theme.tall(HEAD_PX))
            painter.drawText(box, _CENTER, self.tr(_NAMES[day.date.weekday()]))

    def _paint_day(self, painter: QPainter, day: Day) -> None:
        box = QRectF(self.cell(day.date)).adjusted(1.5, 1.5, -1.5, -1.5)
        real = any(one.is_real for one in day.items)
        ground = "selection" if real else "hover" if day.date == self._pointed else ""
        if ground:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color(ground))
            painter.drawRoundedRect(box, 5, 5)
        if day.date == self._current:
            self._paint_frame(painter, box)
        number = QRectF(box.left(), box.top() + 2, box.width(), box.height() * 0.6)
        font = theme.text_font(theme.SMALL_PX, strong=real)
        font.setStrikeOut(bool(day.items) and not real)
        painter.setFont(font)
        quiet = day.outside or (day.items and not real)
        painter.setPen(self._theme.color("dim" if quiet else "text"))
        painter.drawText(number, _CENTER, str(day.date.day))
        self._paint_marks(painter, day, box)

    def _paint_frame(self, painter: QPainter, box: QRectF) -> None:
        pen = QPen(self._theme.color("accent" if self.hasFocus() else "faint"), 1.2)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 5, 5)

    def _paint_marks(self, painter: QPainter, day: Day, box: QRectF) -> None:
        """The shapes of what is on a day, side by side."""
        kinds = list(dict.fromkeys(one.kind for one in day.items))[:MOST_MARKS]
        size = theme.scaled(MARK_PX)
        step = size + 3
        left = box.center().x() - step * (len(kinds) - 1) / 2
        height = box.bottom() - size / 2 - 5
        for place, kind in enumerate(kinds):
            paint_mark(painter, QPointF(left + place * step, height), size, kind, self._theme)

    # -- Qt's -----------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        height = theme.tall(HEAD_PX) + WEEKS * theme.tall(CELL_HEIGHT_PX)
        return QSize(DAYS * theme.scaled(CELL_PX), height)

    def minimumSizeHint(self) -> QSize:
        digits = QFontMetrics(theme.text_font(theme.SMALL_PX, strong=True)).horizontalAdvance("00")
        return QSize(DAYS * (digits + 6), self.sizeHint().height())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            days = _STEPS[key]
            self._step(-days if mirrored and abs(days) == 1 else days)
        elif key in _MONTHS:
            self._current = None
            self.month_wanted.emit(_MONTHS[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.end_wanted.emit(-1 if key == Qt.Key.Key_Home else 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(day.date)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self.day_at(event.position().toPoint()))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            day = self.day_at(event.pos())
            said = tips.plain(day_words(day)) if day is not None and day.items else ""
            QToolTip.showText(event.globalPos(), said, self) if said else QToolTip.hideText()
            return True
        return super().event(event)

    def _point(self, day: Day | None) -> None:
        there = None if day is None else day.date
        if there != self._pointed:
            self._pointed = there
            self.update()


def day_words(day: Day) -> str:
    """What is on a day, a line each; the day alone where there is nothing."""
    if not day.items:
        return f"{day.date:%Y-%m-%d}"
    return "\n".join(one.words for one in day.items)


def paint_mark(painter: QPainter, center: QPointF, size: float, kind: str, colors: Theme) -> None:
    """The shape of a kind of occurrence, in its colour."""
    color = colors.color(TONES[kind])
    half = size / 2
    painter.setPen(QPen(color, max(1.4, size / 5)))
    painter.setBrush(Qt.BrushStyle.NoBrush if kind == AWAY else color)
    _SHAPES[kind](painter, center, half)


def _dot(painter: QPainter, center: QPointF, half: float) -> None:
    painter.drawEllipse(center, half - 0.7, half - 0.7)


def _diamond(painter: QPainter, center: QPointF, half: float) -> None:
    points = [(0, -half), (half, 0), (0, half), (-half, 0)]
    painter.drawPolygon(_around(center, points))


def _triangle(painter: QPainter, center: QPointF, half: float) -> None:
    points = [(-half, -half + 1), (half, -half + 1), (0, half)]
    painter.drawPolygon(_around(center, points))


def _cross(painter: QPainter, center: QPointF, half: float) -> None:
    for sign in (-1, 1):
        painter.drawLine(center + QPointF(-half, -half * sign), center + QPointF(half, half * sign))


def _around(center: QPointF, points: list[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([center + QPointF(x, y) for x, y in points])


_SHAPES: Final[dict[str, Callable[[QPainter, QPointF, float], None]]] = {
    REGULAR: _dot,
    CHANGED: _diamond,
    MOVED: _triangle,
    AWAY: _triangle,
    CANCELLED: _cross,
}


def kinds_of(items: list[Occurrence]) -> list[str]:
    """The kinds among these, each once."""
    return list(dict.fromkeys(one.kind for one in items))
