"""A cell of the diagram: an object or a group, painted with its state as shape and as colour.

An open object has a green frame and a filled dot with its references in it, a released one an
amber frame with corners and a square, a closed one a dashed frame, a cross and dimmed text, one
that is closing a thick red frame. What is only listed has a dotted frame and a hollow dot. A group
is a pile of sheets that tells how many of its objects are in which state.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from msginspector.gui import icons, texts, theme
from msginspector.gui.stage import diagram_words
from msginspector.gui.views.delegates import paint_mark
from msginspector.stage.cells import CLOSED, CLOSING, LEAKED, LISTED, OPEN, RELEASED, SESSION
from msginspector.stage.placing import height

if TYPE_CHECKING:
    from msginspector.stage.cells import Cell

WIDTHS_PX: Final = (106, 208)  # of a column, least and most
GROUP_WIDTHS_PX: Final = (138, 216)  # of one with groups: words and numbers of ours have room
HEIGHT_PX: Final = 26
GAP_PX: Final = 9  # between rows
BETWEEN_PX: Final = 22  # between columns
PAD_PX: Final = 8
ICON_PX: Final = 14
DOT_PX: Final = 18
SHEET_PX: Final = 3  # by how much the sheets of a group stick out
EDGE_PX: Final = 5  # around a cell, for its frames
TINT_ALPHA: Final = 28
SHEETS: Final = 2

# state -> token, width and style of the frame, radius of its corners
_FRAMES: Final = {
    LISTED: ("faint", 1.2, Qt.PenStyle.DotLine, 6.0),
    OPEN: ("open", 1.5, Qt.PenStyle.SolidLine, 6.0),
    RELEASED: ("released", 1.7, Qt.PenStyle.SolidLine, 0.0),
    CLOSING: ("error", 3.0, Qt.PenStyle.SolidLine, 6.0),
    CLOSED: ("closed", 1.2, Qt.PenStyle.DashLine, 6.0),
}
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


Key = tuple[str, int, int]


def key_of(cell: Cell) -> Key:
    """What tells a cell from all others on the sheet, though it be made anew."""
    return cell.kind, cell.first, cell.level


class Measures:
    """Sizes, fonts and colours, worked out once a theme and text size."""

    def __init__(self, colors: theme.Theme) -> None:
        self.colors = colors
        self.unit = theme.scaled(100) / 100
        self.columns: list[tuple[float, float]] = []  # left edge and width
        self.height = float(theme.tall(HEIGHT_PX))
        self.row = self.height + GAP_PX
        self.pad = theme.scaled(PAD_PX)
        self.icon = theme.scaled(ICON_PX)
        self.dot = float(theme.scaled(DOT_PX))
        self.font = theme.text_font(theme.SMALL_PX)
        self.strong = theme.text_font(theme.SMALL_PX, strong=True)
        self.tiny = theme.text_font(theme.SMALL_PX, strong=True)
        self.small = theme.text_font(theme.SMALL_PX)
        self.metrics = QFontMetricsF(self.font)
        self.strong_metrics = QFontMetricsF(self.strong)
        self.tiny_metrics = QFontMetricsF(self.tiny)

    def pen(self, token: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """A pen in the colour of a token; lines grow with the text, a little."""
        return QPen(self.colors.color(token), width * (1 + (self.unit - 1) / 2), style)

    def tint(self, token: str) -> QColor:
        """A breath of a colour."""
        color = QColor(self.colors.color(token))
        color.setAlpha(TINT_ALPHA)
        return color

    def arrange(self, cells: Iterable[Cell], room: float) -> None:
        """Columns as wide as their names want, within bounds; states change nothing of it.

        Where there is less room the widest give way: names are cut, but all columns are in view.
        """
        wanted: dict[int, float] = {}
        needed: dict[int, float] = {}
        for cell in cells:
            column, wide = cell.column, self._wanted(cell)
            wanted[column] = max(wanted.get(column, 0.0), wide)
            least = wide if cell.kind == SESSION else float(theme.scaled(_widths(cell)[0]))
            needed[column] = max(needed.get(column, 0.0), least)
        between = theme.scaled(BETWEEN_PX)
        most = _most(list(wanted.values()), room - between * (len(wanted) - 1))
        self.columns, left = [], 0.0
        for column in range(len(wanted)):
            width = max(needed[column], min(wanted[column], most))
            self.columns.append((left, width))
            left += width + between

    def _wanted(self, cell: Cell) -> float:
        strong = cell.is_group or cell.is_lane or cell.kind == SESSION
        metrics = self.strong_metrics if strong else self.metrics
        words = metrics.horizontalAdvance(diagram_words.name(cell))
        around = 2 * self.pad + self.icon + self.dot + 10 * self.unit
        least, most = (theme.scaled(pixels) for pixels in _widths(cell))
        return float(round(max(least, min(most, words + around))))

    def size(self, cell: Cell) -> QRectF:
        """A cell around its place."""
        high = height(cell) * self.row - GAP_PX
        return QRectF(0, -high / 2, self.columns[cell.column][1], high)

    def place(self, cell: Cell) -> QPointF:
        """Where the middle of a cell's left edge is."""
        return QPointF(self.columns[cell.column][0], cell.row * self.row)


def _widths(cell: Cell) -> tuple[int, int]:
    return GROUP_WIDTHS_PX if cell.is_group else WIDTHS_PX


def _most(widths: list[float], room: float) -> float:
    """How wide the widest columns may be, for all of them to have that much room together."""
    left = sorted(widths)
    while left and left[0] * len(left) <= room:
        room -= left.pop(0)
    return room // len(left) if left else float("inf")


class CellItem(QGraphicsItem):
    """One cell. `show_cell` gives it what to show; it paints itself only when that has changed."""

    def __init__(self, cell: Cell, look: Measures) -> None:
        super().__init__()
        self.cell = cell
        self.look = look
        self.marked = self.has_keyboard = self.hovered = False
        self._box = look.size(cell)
        self._words = ("", "")  # the name, and how much of it there is room for
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_cell(self, cell: Cell, look: Measures) -> None:
        """Be that cell from now on."""
        box = look.size(cell)
        if box != self._box or look is not self.look:
            self.prepareGeometryChange()
            self._words = ("", "")
        self.cell, self.look, self._box = cell, look, box
        self.update()

    def mark(self, marked: bool, keyboard: bool, hovered: bool) -> None:
        """It is the current one, with the keyboard or without; the mouse is over it."""
        if (self.marked, self.has_keyboard, self.hovered) != (marked, keyboard, hovered):
            self.marked, self.has_keyboard, self.hovered = marked, keyboard, hovered
            self.update()

    @property
    def box(self) -> QRectF:
        """Its frame, around its place."""
        return self._box

    def boundingRect(self) -> QRectF:
        edge = EDGE_PX * self.look.unit
        return self._box.adjusted(-edge, -edge, edge, edge)

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.marked:
            self._paint_marked(painter)
        cell = self.cell
        if cell.is_lane:
            self._paint_lane(painter)
            return
        state = cell.state
        if cell.is_group:
            self._paint_sheets(painter, state)
        self._paint_frame(painter, state)
        if cell.is_group:
            self._paint_group(painter, state)
        else:
            self._paint_object(painter, state)
        if cell.failed:
            self._paint_fault(painter)

    # -- frames -----------------------------------------------------------------------------------

    def _paint_marked(self, painter: QPainter) -> None:
        """What is current has a frame around its own."""
        look, out = self.look, EDGE_PX * self.look.unit - 1.5
        around = self._box.adjusted(-out, -out, out, out)
        painter.setBrush(look.colors.color("selection"))
        if self.has_keyboard:
            painter.setPen(look.pen("accent", 2))
        elif look.colors.frames_selection:
            painter.setPen(look.pen("frame", 1))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(around, 8 * look.unit, 8 * look.unit)

    def _frame(self, state: str) -> tuple[QPen, float]:
        token, width, style, radius = _FRAMES[state]
        return self.look.pen(token, width, style), radius * self.look.unit

    def _paint_frame(self, painter: QPainter, state: str) -> None:
        look = self.look
        pen, radius = self._frame(state)
        painter.setPen(pen)
        painter.setBrush(look.colors.color("hover" if self.hovered else "panel"))
        painter.drawRoundedRect(self._box, radius, radius)
        if state in (CLOSING, OPEN):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.tint("error" if state == CLOSING else "open"))
            painter.drawRoundedRect(self._box, radius, radius)

    def _paint_sheets(self, painter: QPainter, state: str) -> None:
        """The sheets behind the first one."""
        pen, radius = self._frame(
            CLOSED if state == CLOSED else OPEN if state == CLOSING else state
        )
        painter.setBrush(self.look.colors.color("panel"))
        painter.setPen(pen)
        for sheet in range(SHEETS, 0, -1):
            out = sheet * SHEET_PX / 2 * self.look.unit
            painter.drawRoundedRect(self._box.translated(out, out), radius, radius)

    def _paint_lane(self, painter: QPainter) -> None:
        """What has no session has no frame, either."""
        leaked = self.cell.kind == LEAKED
        look = self.look
        painter.setPen(look.pen("released" if leaked else "faint", 1.4, Qt.PenStyle.DotLine))
        painter.setBrush(look.tint("released") if leaked else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._box, self._box.height() / 2, self._box.height() / 2)
        self._paint_words(painter, self._box, "released" if leaked else "text", 0, strong=True)

    # -- words ------------------------------------------------------------------------------------

    def _paint_object(self, painter: QPainter, state: str) -> None:
        tone = "closed" if state == CLOSED else "dim" if state == LISTED else "text"
        room = self._paint_dot(painter, state)
        strong = self.cell.kind == SESSION
        self._paint_words(painter, self._box, tone, room, strong=strong)

    def _paint_words(
        self, painter: QPainter, line: QRectF, tone: str, right: float, *, strong: bool = False
    ) -> None:
        """Icon and name, in what is left of a line."""
        look = self.look
        ratio = painter.device().devicePixelRatioF() * painter.transform().m11()
        sharp = max(1.0, round(ratio * 4) / 4)
        picture = icons.pixmap(
            look.colors, diagram_words.icon(self.cell), tone, pixels=look.icon, ratio=sharp
        )
        middle = line.center().y()
        at = QRectF(line.left() + look.pad, middle - look.icon / 2, look.icon, look.icon)
        painter.drawPixmap(at, picture, QRectF(picture.rect()))
        left = at.right() + 5 * look.unit
        words = QRectF(left, line.top(), line.right() - right - 2 - left, line.height())
        painter.setFont(look.strong if strong else look.font)
        painter.setPen(look.colors.color(tone))
        painter.drawText(words, _LEFT, self._fitting(words.width(), strong))

    def _fitting(self, width: float, strong: bool) -> str:
        """As much of the name as there is room for."""
        name = f"{diagram_words.name(self.cell)}\n{width:.0f}"
        if self._words[0] != name:
            metrics = self.look.strong_metrics if strong else self.look.metrics
            text = name.rpartition("\n")[0]
            self._words = name, metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return self._words[1]

    def _paint_dot(self, painter: QPainter, state: str) -> float:
        """The mark of the state at the right, with the references in it; the room it takes."""
        look, references = self.look, self.cell.references
        text = texts.grouped(references) if state in (OPEN, CLOSING) else ""
        wide = max(look.dot, look.tiny_metrics.horizontalAdvance(text) + 7 * look.unit)
        right = self._box.right() - look.pad * 0.75
        dot = QRectF(right - wide, self._box.center().y() - look.dot / 2, wide, look.dot)
        if not text:
            paint_mark(painter, state, QPointF(right - look.dot / 2, dot.center().y()), look.colors)
            return look.dot + look.pad
        radius = look.dot / 2 if state == OPEN else 3 * look.unit
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colors.color(_FRAMES[state][0]))
        painter.drawRoundedRect(dot, radius, radius)
        painter.setFont(look.tiny)
        painter.setPen(look.colors.color("base"))
        painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, text)
        return wide + look.pad

    def _paint_group(self, painter: QPainter, state: str) -> None:
        """Its name with a sign that it unfolds; below, how many are in which state."""
        look, box = self.look, self._box
        half = box.height() / 2 if self.cell.members else box.height()
        tone = "closed" if state == CLOSED else "dim" if state == LISTED else "text"
        above = QRectF(box.left(), box.top() + 1, box.width(), half)
        self._paint_words(painter, above, tone, look.dot + look.pad, strong=True)
        self._paint_sign(painter, QPointF(box.right() - look.pad * 0.75 - look.dot / 2,
                                          above.center().y()))  # fmt: skip
        if self.cell.members:
            self._paint_shares(painter, QRectF(box.left(), box.top() + half - 1, box.width(), half))

    def _paint_sign(self, painter: QPainter, at: QPointF) -> None:
        """Plus: it unfolds; minus: it folds."""
        arm = self.look.unit * 3.6
        painter.setPen(self.look.pen("dim", 1.6))
        painter.drawLine(QPointF(at.x() - arm, at.y()), QPointF(at.x() + arm, at.y()))
        if not self.cell.is_opened:
            painter.drawLine(QPointF(at.x(), at.y() - arm), QPointF(at.x(), at.y() + arm))

    def _paint_shares(self, painter: QPainter, line: QRectF) -> None:
        """The marks of the states there are, each with its number."""
        look, cell = self.look, self.cell
        painter.setFont(look.small)
        metrics = painter.fontMetrics()
        x, middle, mark = line.left() + look.pad + look.icon / 2, line.center().y(), look.icon
        for state in (OPEN, CLOSING, RELEASED, CLOSED, LISTED):
            if not cell.counts[state]:
                continue
            text = texts.grouped(cell.counts[state])
            painter.save()
            painter.translate(x, middle)
            painter.scale(0.85, 0.85)
            paint_mark(painter, state, QPointF(), look.colors)
            painter.restore()
            left = x + mark * 0.62
            painter.setPen(look.colors.color("error" if state == CLOSING else "dim"))
            wide = metrics.horizontalAdvance(text)
            painter.drawText(QRectF(left, line.top(), wide + 2, line.height()), _LEFT, text)
            x = left + wide + mark

    def _paint_fault(self, painter: QPainter) -> None:
        """Closing it failed: a red disc with an exclamation mark at its corner."""
        look = self.look
        radius = 6.5 * look.unit
        at = QPointF(self._box.left() + radius / 2, self._box.top() + radius / 4)
        disc = QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)
        painter.setPen(QPen(look.colors.color("base"), 1.5))
        painter.setBrush(QBrush(look.colors.color("error")))
        painter.drawEllipse(disc)
        font = QFont(look.tiny)
        painter.setFont(font)
        painter.setPen(look.colors.color("base"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "!")
