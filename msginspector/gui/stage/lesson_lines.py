"""A script's lines as a class reads them: caption, line, and below it what playing it did."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from msginspector.gui import icons, texts, theme
from msginspector.gui.stage.lesson_foot import Question, Result
from msginspector.gui.stage.words import Words
from msginspector.gui.views.delegates import MARKS, paint_mark
from msginspector.gui.workers import Coalescer
from msginspector.stage.script import bounded, told

if TYPE_CHECKING:
    from msginspector.gui.theme import Theme
    from msginspector.stage.script import Line, Outcome, Script, Told

BEFORE: Final = 30
AFTER: Final = 10
"""Lines before and after the coming one that are shown: a script may have thousands."""
COMING: Final = "coming"
NEXT: Final = "next"
PLAYED: Final = "played"
GUTTER_PX: Final = 38
MARK_PX: Final = 22
EDGE_PX: Final = 14
_INDENTS: Final = re.compile(r"\n +")  # of one call over several lines
AFTER_PX: Final = 48

# marks that are no states -> icon, colour
ICONS: Final = {
    "met": ("check", "open"),
    "missed": ("close", "error"),
    "error": ("error", "error"),
    "failed": ("fault", "error"),
    "value": ("forward", "dim"),
    "callback": ("replay", "dim"),
}


@dataclass(frozen=True, slots=True)
class Play:
    """A script as far as it was played, and how it is shown.

    `language` is that of the calls: c, python or none. `veiled` keeps back what would give the
    answer away: what is said before a line that has a question of its own, and all later lines.
    """

    script: Script
    position: int
    outcomes: Sequence[Outcome]
    language: str
    veiled: bool


class ToldLabel(Words):
    """One thing that happened: its mark and its words."""

    def __init__(self, row: Told, colors: Theme, parent: QWidget) -> None:
        super().__init__(row.text, "told", parent)
        self.row = row
        self._theme = colors
        self.setProperty("mark", row.mark)
        self.setContentsMargins(theme.scaled(MARK_PX), 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme.scaled(MARK_PX)
        place = QRect(0, self.contentsRect().top(), side, self.fontMetrics().lineSpacing())
        shown = _mirrored(self, place)
        center = QPointF(QRectF(shown).center())
        if self.row.mark in MARKS:
            paint_mark(painter, self.row.mark, center, self._theme)
        elif self.row.mark in ICONS:
            name, token = ICONS[self.row.mark]
            pixels = theme.scaled(14)
            ratio = self.devicePixelRatioF()
            picture = icons.pixmap(self._theme, name, token, pixels=pixels, ratio=ratio)
            painter.drawPixmap(round(center.x() - pixels / 2), round(center.y() - pixels / 2),
                               picture)  # fmt: skip


class LineCard(QFrame):
    """One line: what is said before it, the line, and its outcome once it was played."""

    def __init__(self, line: Line, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.line = line
        self.state = ""
        self._theme = colors
        self._outcome: Outcome | None = None
        self._language = ""
        self.setObjectName("line-card")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.scaled(GUTTER_PX), 7, EDGE_PX, 7)
        column.setSpacing(3)
        self._column = column
        self._question = self._add(line.question, "line-question")
        self._caption = self._add(line.caption, "line-caption")
        self._text = self._add(line.text, "line-text")
        self._below: list[Words] = []

    def show_state(self, state: str, *, veiled: bool = False) -> None:
        """Coming, next, or played; veiled: without its question, and what answers it."""
        self._caption.setVisible(bool(self.line.caption) and not (veiled and self.line.question))
        self._question.setVisible(bool(self.line.question) and not veiled)
        if state != self.state:
            self.state = state
            for part in (self, self._caption, self._question, self._text):
                part.setProperty("state", state)
                part.style().unpolish(part)
                part.style().polish(part)
            self.update()
        self._say()

    def show_outcome(self, outcome: Outcome, language: str) -> None:
        """What playing it did; `language` of the call behind it."""
        if self._outcome is not outcome or self._language != language:
            self._outcome, self._language = outcome, language
            for label in self._below:
                label.hide()
                label.deleteLater()
            self._below = [*self._code(outcome, language), *self._rows(told(outcome))]
            for label in self._below:
                self._column.addWidget(label)
        self.show_state(PLAYED)

    def rows(self) -> list[ToldLabel]:
        """What playing it did, row by row."""
        return [label for label in self._below if isinstance(label, ToldLabel)]

    def _code(self, outcome: Outcome, language: str) -> list[Words]:
        code = "" if outcome.line.expects else getattr(outcome.statement, language, "")
        if not code:
            return []
        label = Words(_INDENTS.sub(" ", code) if language == "c" else code, "line-code", self)
        label.setFont(theme.mono_font())
        return [label]

    def _rows(self, rows: tuple[Told, ...]) -> list[Words]:
        shown, left_out = bounded(rows)
        labels: list[Words] = [ToldLabel(row, self._theme, self) for row in shown]
        if left_out:
            said = self.tr("… and {0} more").format(texts.grouped(left_out))
            more = Words(said, "line-more", self)
            more.setContentsMargins(theme.scaled(MARK_PX), 0, 0, 0)
            labels.insert(len(labels) - 2, more)
        return labels

    def _add(self, text: str, name: str) -> Words:
        label = Words(text, name, self)
        label.setVisible(bool(text))
        self._column.addWidget(label)
        return label

    def _say(self) -> None:
        """For assistive technology: the line, where it is, what it did."""
        states = {COMING: self.tr("not played yet"), NEXT: self.tr("next"),
                  PLAYED: self.tr("played")}  # fmt: skip
        self.setAccessibleName(f"{self.line.text}, {states[self.state]}")
        self.setAccessibleDescription("; ".join(label.accessibleName() for label in self._below))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = self._text.geometry()
        line = self._text.fontMetrics().lineSpacing()
        gutter = _mirrored(self, QRect(0, text.top(), theme.scaled(GUTTER_PX) - 10, line))
        if self.state == NEXT:
            _paint_arrow(painter, gutter, self._theme.color("accent"), self.layoutDirection())
        else:
            painter.setPen(self._theme.color("dim"))
            painter.setFont(theme.mono_font(theme.TINY_PX))
            sides = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(gutter, int(sides), str(self.line.number))


class LineList(QScrollArea):
    """The lines around the coming one; above them what the script is about, below the question.

    `ways` are offered when the script is over.
    """

    def __init__(self, ways: tuple[QAction, ...], colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self.question = Question(colors, self)
        self.result = Result(ways, colors, self)
        self.setObjectName("line-list")
        self.setAccessibleName(self.tr("Lines of the script"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._cards: dict[int, LineCard] = {}
        self._outcomes: Sequence[Outcome] | None = None
        self._here: tuple[LineCard, ...] = ()
        self._revealing = Coalescer(self._reveal, self, 0)  # once the lines have their heights
        self._body = QWidget(self)
        self._intro = QWidget(self)
        self._column = QVBoxLayout()
        self._more = Words("", "line-more", self)

    def cards(self) -> list[LineCard]:
        """The lines on show."""
        return [card for card in self._cards.values() if not card.isHidden()]

    def show_play(self, play: Play) -> None:
        """The lines around the coming one."""
        first = max(0, play.position - BEFORE)
        wanted = play.script.lines[first : play.position + AFTER]
        if play.outcomes is not self._outcomes:
            self._begin(play)
        self._intro.setVisible(first == 0)
        self._keep({line.number for line in wanted})
        for place, line in enumerate(wanted, start=first):
            self._show_line(self._card(line), place, play)
        last = play.position + 1 if play.veiled else first + len(wanted)
        hidden = max(0, len(play.script.lines) - last)
        self._more.say(texts.count(hidden, self.tr("more line"), self.tr("more lines")))
        self._more.setVisible(hidden > 0)
        near = wanted[max(0, play.position - 1 - first) : play.position + 1 - first]
        self._here = tuple(self._cards[line.number] for line in near)
        self._revealing.start()

    def forget(self) -> None:
        """Words have another size: the lines are made anew when they are shown next."""
        self._outcomes = None

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(360), theme.scaled(300))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._revealing.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body and event.type() == QEvent.Type.Resize:
            self._revealing.start()
        return super().eventFilter(watched, event)

    def _show_line(self, card: LineCard, place: int, play: Play) -> None:
        card.setVisible(place <= play.position or not play.veiled)
        if place < play.position:
            card.show_outcome(play.outcomes[place], play.language)
        else:
            card.show_state(NEXT if place == play.position else COMING, veiled=play.veiled)

    def _reveal(self) -> None:
        """Bring what was just played into view, and the coming line with it where both fit."""
        if self.verticalScrollBar().maximum() and (self.question.text() or self.result.text()):
            panel = self.question if self.question.text() else self.result
            self.ensureWidgetVisible(panel, 0, theme.scaled(EDGE_PX))
            return
        for card in reversed(self._here):
            room = AFTER_PX if card.state == NEXT else EDGE_PX
            if card.height() > self.viewport().height():
                self.verticalScrollBar().setValue(card.y())  # read from its beginning
            else:
                self.ensureWidgetVisible(card, 0, theme.scaled(room))

    def _begin(self, play: Play) -> None:
        """Another play: its lines are made anew."""
        self._outcomes = play.outcomes
        self._cards, self._here = {}, ()
        for panel in (self.question, self.result):
            panel.setParent(self)  # they outlive the lines they stand below
        self._body = QWidget(self)
        self._body.setObjectName("line-body")
        column = QVBoxLayout(self._body)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        self._intro = _intro(play.script, self._body)
        self._column = QVBoxLayout()
        self._more = Words("", "line-more", self._body)
        self._more.setContentsMargins(theme.scaled(GUTTER_PX), 8, EDGE_PX, 0)
        column.addWidget(self._intro)
        column.addLayout(self._column)
        for below in (self.question, self.result, self._more):
            column.addWidget(below)
        column.addStretch(1)
        self.setWidget(self._body)

    def _card(self, line: Line) -> LineCard:
        """The card of a line, made where there is none: lines are played forwards."""
        card = self._cards.get(line.number)
        if card is None:
            card = self._cards[line.number] = LineCard(line, self._theme, self._body)
            self._column.addWidget(card)
        return card

    def _keep(self, numbers: set[int]) -> None:
        """Lines that are long played go."""
        for number in [number for number in self._cards if number not in numbers]:
            card = self._cards.pop(number)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()


def _intro(script: Script, parent: QWidget) -> QWidget:
    """Title, and what the script shows."""
    intro = QWidget(parent)
    intro.setObjectName("line-intro")
    intro.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(intro)
    column.setContentsMargins(EDGE_PX, 12, EDGE_PX, 12)
    column.setSpacing(6)
    for text, name in ((script.title, "title"), (script.about, "line-about")):
        label = Words(text, name, intro)
        label.setVisible(bool(text))
        column.addWidget(label)
    return intro


def _mirrored(widget: QWidget, place: QRect) -> QRect:
    """A place at the left, at the right where words are read that way."""
    if widget.layoutDirection() == Qt.LayoutDirection.LeftToRight:
        return place
    return QRect(widget.width() - place.left() - place.width(), place.top(),
                 place.width(), place.height())  # fmt: skip


def _paint_arrow(
    painter: QPainter, place: QRect, color: QColor, direction: Qt.LayoutDirection
) -> None:
    """A filled arrow that points to a line."""
    side = theme.scaled(9)
    right = place.right() if direction == Qt.LayoutDirection.LeftToRight else place.left()
    sign = 1 if direction == Qt.LayoutDirection.LeftToRight else -1
    middle = QRectF(place).center().y()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    points = ((right - sign * side, middle - side * 0.62), (right, middle),
              (right - sign * side, middle + side * 0.62))  # fmt: skip
    painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
