"""The month picture with its surroundings: the month's name, the way to others, what signs mean,
and in words what is on the day the keyboard is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from msginspector.analysis.classes.series import KINDS
from msginspector.gui import icons, texts, theme
from msginspector.gui.views.chrome import flat_button
from msginspector.gui.views.flow import FlowLayout
from msginspector.gui.views.month_grid import MARK_PX, MonthGrid, day_words, kinds_of, paint_mark

if TYPE_CHECKING:
    from datetime import date

    from msginspector.analysis.classes.months import Day, MonthPlan, YearMonth
    from msginspector.gui.theme import Theme

WIDTH_PX: Final = 308
_SIGN_ROOM: Final = 8


class SignLabel(QLabel):
    """What a sign means, behind the sign."""

    def __init__(self, kind: str, colors: Theme, parent: QWidget) -> None:
        super().__init__(kind, parent)
        self.setObjectName("dim")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._kind = kind
        self._theme = colors
        colors.changed.connect(self._measure)
        self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = theme.scaled(MARK_PX)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = self.width() - size / 2 - 2 if mirrored else size / 2 + 2
        paint_mark(painter, QPointF(x, self.height() / 2), size, self._kind, self._theme)
        painter.end()

    def _measure(self) -> None:
        room = theme.scaled(MARK_PX) + _SIGN_ROOM
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.setContentsMargins(0 if mirrored else room, 0, room if mirrored else 0, 0)


class MonthPanel(QWidget):
    """The months of one plan, from its first on."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self._plan: MonthPlan | None = None
        self._month: YearMonth | None = None
        self.title = QLabel(self)
        self.title.setObjectName("summary-heading")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.grid = MonthGrid(colors, self)
        self.before = self._action("back", self.tr("Previous month"), -1)
        self.after = self._action("forward", self.tr("Next month"), 1)
        self.buttons = [flat_button(self, action) for action in (self.before, self.after)]
        self.signs = {kind: SignLabel(kind, colors, self) for kind in KINDS}
        self.words = self._label("fact")
        self.note = self._label("dim")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._build()
        self.grid.day_shown.connect(self._say_day)
        self.grid.month_wanted.connect(self._step)
        self.grid.end_wanted.connect(self._go_to_end)
        colors.changed.connect(self._dress)
        self._dress()

    # -- what others ask ------------------------------------------------------------------------

    @property
    def month(self) -> YearMonth | None:
        """The month on show."""
        return self._month

    def show_plan(self, plan: MonthPlan | None) -> None:
        """Show the first month of a plan; None shows nothing."""
        self._plan = plan
        self.grid.show_month(None)
        if plan is None:
            self._month = None
            self.words.setText("")
            return
        zone = self.tr("Times of {0}.").format(plan.zone) if plan.zone else ""
        self.note.setText(" ".join(text for text in (zone, plan.note) if text))
        self.note.setVisible(bool(self.note.text()))
        self._show(plan.first)

    # -- inside ---------------------------------------------------------------------------------

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self.buttons[0])
        head.addWidget(self.title, 1)
        head.addWidget(self.buttons[1])
        legend = QWidget(self)
        flow = FlowLayout(legend, 12, 2)
        for sign in self.signs.values():
            flow.addWidget(sign)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.grid)
        layout.addWidget(legend)
        layout.addWidget(self.words)
        layout.addWidget(self.note)

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _action(self, icon: str, text: str, months: int) -> QAction:
        action = QAction(text, self)
        action.setObjectName(icon)
        action.triggered.connect(lambda: self._step(months))
        return action

    def _dress(self) -> None:
        for action in (self.before, self.after):
            action.setIcon(icons.icon(self._theme, action.objectName()))
        self.updateGeometry()

    def _show(self, month: YearMonth, wanted: date | None = None) -> None:
        """Show a month of the plan."""
        assert self._plan is not None
        self._month = month
        made = self._plan.month(month)
        self.title.setText(month.words)
        self.title.setAccessibleName(texts.joined((month.words, texts.count(made.count, "time"))))
        self.before.setEnabled(self._can_go(-1))
        self.after.setEnabled(self._can_go(1))
        kinds = kinds_of([one for week in made.weeks for day in week for one in day.items])
        for kind, sign in self.signs.items():
            sign.setVisible(kind in kinds)
        self.grid.show_month(made, wanted)

    def _can_go(self, months: int) -> bool:
        """There is something in that direction: the plan has a first and perhaps a last month."""
        if self._plan is None or self._month is None:
            return False
        last = self._plan.last
        if months < 0:
            return self._month > self._plan.first
        there = self._month.moved(1)
        return there > self._month and (last is None or self._month < last)

    def _step(self, months: int) -> None:
        wanted = self.grid.wanted
        if self._month is None:
            return
        if self._can_go(months):
            self._show(self._month.moved(months), wanted)
        else:  # stay on the day where the way ends
            self._show(self._month, self._edge(months))

    def _edge(self, months: int) -> date | None:
        """The day of the month on show that is nearest to where nothing follows."""
        assert self._plan is not None
        assert self._month is not None
        days = [day.date for week in self._plan.month(self._month).weeks for day in week
                if not day.outside]  # fmt: skip
        return days[0] if months < 0 else days[-1]

    def _go_to_end(self, side: int) -> None:
        if self._plan is None:
            return
        last = self._plan.last
        there = self._plan.first if side < 0 else last
        if there is not None:
            self._show(there)

    def _say_day(self, day: Day) -> None:
        self.words.setText(day_words(day) if day.items else "")

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(WIDTH_PX), super().sizeHint().height())
