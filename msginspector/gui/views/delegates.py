"""Painting of rows: state marks by shape and colour, badges, icons, tinted and elided text.

A selected row is filled; the row that has the keyboard has a frame, and so has every selected row
in the schemes of high contrast. Marks, icons and badges grow with the text.

open = filled dot, listed = hollow dot, released = square, closed = cross and dimmed text,
closing = thick red frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from msginspector.gui import icons, theme
from msginspector.gui.roles import Look, Role

Index = QModelIndex | QPersistentModelIndex

MARK_PX: Final = 22  # width reserved for a state mark
_RADIUS: Final = 4.5
_ICON_PX: Final = theme.SMALL_ICON_PX
_ICON_STEP: Final = _ICON_PX + 6
_MARK_STEP: Final = 18
_PAD: Final = 8  # at both ends of a table cell
_BADGE_PAD: Final = 7


def _open(painter: QPainter, center: QPointF, colors: theme.Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(colors.color("open")))
    painter.drawEllipse(center, _RADIUS, _RADIUS)


def _listed(painter: QPainter, center: QPointF, colors: theme.Theme) -> None:
    painter.setPen(QPen(colors.color("closed"), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(center, _RADIUS - 0.6, _RADIUS - 0.6)


def _released(painter: QPainter, center: QPointF, colors: theme.Theme) -> None:
    painter.setPen(QPen(colors.color("released"), 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    side = 2 * (_RADIUS - 0.6)
    painter.drawRect(QRectF(center.x() - side / 2, center.y() - side / 2, side, side))


def _closing(painter: QPainter, center: QPointF, colors: theme.Theme) -> None:
    painter.setPen(QPen(colors.color("error"), 2.4))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    side = 2 * _RADIUS
    frame = QRectF(center.x() - side / 2, center.y() - side / 2, side, side)
    painter.drawRoundedRect(frame, 2, 2)


def _closed(painter: QPainter, center: QPointF, colors: theme.Theme) -> None:
    painter.setPen(QPen(colors.color("closed"), 1.5))
    arm = _RADIUS - 0.6
    x, y = center.x(), center.y()
    painter.drawLine(QPointF(x - arm, y - arm), QPointF(x + arm, y + arm))
    painter.drawLine(QPointF(x - arm, y + arm), QPointF(x + arm, y - arm))


MARKS: Final[dict[str, Callable[[QPainter, QPointF, theme.Theme], None]]] = {
    "open": _open,
    "listed": _listed,
    "released": _released,
    "closing": _closing,
    "closed": _closed,
}


def paint_mark(painter: QPainter, state: str, center: QPointF, colors: theme.Theme) -> None:
    """The mark of a state around a point; nothing for a row that has no state."""
    draw = MARKS.get(state)
    if draw is None:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(center)
    painter.scale(theme.scaled(100) / 100, theme.scaled(100) / 100)
    draw(painter, QPointF(), colors)
    painter.restore()


def badge_width(text: str) -> int:
    """The width of a badge in pixels."""
    words = QFontMetrics(theme.text_font(theme.TINY_PX)).horizontalAdvance(text)
    return max(words + 2 * _BADGE_PAD, theme.tall(theme.BADGE_PX))


def paint_badge(
    painter: QPainter,
    rect: QRect,
    text: str,
    tone: str,
    colors: theme.Theme,
    pixels: int = theme.TINY_PX,
) -> None:
    """A rounded chip with small text in the colour of a token."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.color("chip"))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(colors.color(tone))
    painter.setFont(theme.text_font(pixels))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, colors: theme.Theme) -> bool:
    """Fill what is selected or under the mouse; whether it is selected."""
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    if selected:
        painter.fillRect(option.rect, colors.color("selection"))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, colors.color("hover"))
    return selected


def paint_frame(painter: QPainter, row: QRect, colors: theme.Theme, *, keyboard: bool) -> None:
    """The frame of a selected row: of the one with the keyboard, else of high contrast."""
    painter.save()
    width = 2 if keyboard and colors.frames_selection else 1
    color = colors.color("accent" if keyboard else "frame")
    for inset in range(width):
        painter.setPen(QPen(color, 0))
        painter.drawRect(row.adjusted(inset, inset, -1 - inset, -1 - inset))
    painter.restore()


def _is_framed(option: QStyleOptionViewItem, colors: theme.Theme) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected) and colors.frames_selection


class TreeDelegate(QStyledItemDelegate):
    """One row of the session tree: icon, label, badges, state mark at the right edge."""

    def __init__(self, colors: theme.Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme = colors
        self._view = view

    def _paint_badges(self, painter: QPainter, look: Look, rect: QRect) -> int:
        """Paint from the right edge of `rect` to the left what it has room for.

        Returns the first x in use.
        """
        right = rect.right()
        for text, tone in reversed(look.badges):
            width = badge_width(text)
            if right - width < rect.left():
                break
            height = theme.tall(theme.BADGE_PX)
            top = rect.top() + (rect.height() - height) // 2
            box = QRect(right - width, top, width, height)
            paint_badge(painter, box, text, tone, self._theme)
            right -= width + 4
        return right

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look: Look = index.data(Role.LOOK)
        painter.save()
        rect, room = QRect(option.rect), theme.scaled(MARK_PX)
        if paint_ground(painter, option, self._theme) or self._view.hasFocus():
            self._frame(painter, option, index)
        middle = QPointF(rect.right() - room / 2 + 0.5, rect.center().y() + 0.5)
        paint_mark(painter, look.state, middle, self._theme)
        if look.icon:
            token = look.tone or "dim"
            _paint_icon(painter, rect, look.icon, token, self._theme)
        rect.setRight(rect.right() - room)
        rect.setRight(self._paint_badges(painter, look, rect) - 4)
        _paint_text(painter, rect, look, self._theme)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme.tall(theme.ROW_PX))

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Around the whole row: there is one column, behind its branches."""
        keyboard = self._view.hasFocus() and self._view.currentIndex() == index
        if keyboard or _is_framed(option, self._theme):
            row = QRect(0, option.rect.top(), self._view.viewport().width(), option.rect.height())
            paint_frame(painter, row, self._theme, keyboard=keyboard)


class CellDelegate(QStyledItemDelegate):
    """A table cell: optional state mark or icon, text in a tone, elided at the end or middle."""

    cut = Signal(object, object)  # a column, and how many pixels a number in it needs

    def __init__(self, colors: theme.Theme, view: QTableView) -> None:
        super().__init__(view)
        self._theme = colors
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look: Look = index.data(Role.LOOK)
        painter.save()
        if option.features & QStyleOptionViewItem.ViewItemFeature.Alternate:
            painter.fillRect(option.rect, self._theme.color("alternate"))
        if paint_ground(painter, option, self._theme) or self._view.hasFocus():
            self._frame(painter, option, index)
        rect = option.rect.adjusted(_PAD, 0, -_PAD, 0)
        if look.state:
            center = QPointF(rect.left() + theme.scaled(6), rect.center().y() + 0.5)
            paint_mark(painter, look.state, center, self._theme)
            rect.setLeft(rect.left() + theme.scaled(_MARK_STEP))
        if look.icon:
            _paint_icon(painter, rect, look.icon, look.tone or "dim", self._theme)
        shown = _paint_text(painter, rect, look, self._theme)
        painter.restore()
        if look.right and shown not in (look.text, look.short):  # what is left is another number
            needed = QFontMetrics(_font(look)).horizontalAdvance(look.text)
            self.cut.emit(index.column(), option.rect.width() - rect.width() + needed)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 24, theme.tall(theme.ROW_PX))

    def _frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The part of a row's frame that lies in one of its cells."""
        view = self._view
        keyboard = view.hasFocus() and view.currentIndex().row() == index.row()
        if keyboard or _is_framed(option, self._theme):
            length = view.horizontalHeader().length()
            row = QRect(-view.horizontalOffset(), option.rect.top(), length, option.rect.height())
            painter.setClipRect(option.rect)
            paint_frame(painter, row, self._theme, keyboard=keyboard)
            painter.setClipping(False)

    @staticmethod
    def text_room(look: Look, width: int) -> int:
        """How many of the pixels of a cell are left for its text."""
        mark = theme.scaled(_MARK_STEP) if look.state else 0
        return width - 2 * _PAD - mark - (theme.scaled(_ICON_STEP) if look.icon else 0)


def _paint_icon(painter: QPainter, rect: QRect, name: str, token: str, colors: theme.Theme) -> None:
    """Paint an icon at the left of `rect` and move its left edge past it."""
    ratio = painter.device().devicePixelRatioF()
    pixels = theme.scaled(_ICON_PX)
    image = icons.pixmap(colors, name, token, pixels=pixels, ratio=ratio)
    painter.drawPixmap(rect.left(), rect.top() + (rect.height() - pixels) // 2, image)
    rect.setLeft(rect.left() + theme.scaled(_ICON_STEP))


def _font(look: Look) -> QFont:
    return theme.mono_font() if look.mono else theme.text_font()


def fitted(look: Look, width: int) -> str:
    """The text of a row as far as `width` pixels show it: whole, or its short form, or elided."""
    metrics = QFontMetrics(_font(look))
    if metrics.horizontalAdvance(look.text) <= width:
        return look.text
    mode = Qt.TextElideMode.ElideMiddle if look.middle else Qt.TextElideMode.ElideRight
    return metrics.elidedText(look.short or look.text, mode, width)


def cell_text(look: Look, width: int) -> str:
    """The text that a table cell `width` pixels wide shows."""
    return fitted(look, CellDelegate.text_room(look, width))


def _paint_text(painter: QPainter, rect: QRect, look: Look, colors: theme.Theme) -> str:
    """Paint the text of a row on one line; what there was room for."""
    font = _font(look)
    text = fitted(look, rect.width())
    painter.setFont(font)
    painter.setPen(colors.color(look.tone or "text"))
    right = look.right
    if look.mono and painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
        # Bytes, tags and names of streams read from left to right in any language, on its side of
        # the cell. Signs of direction in the text would bring a second font, and other heights.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        right = not right
    painter.drawText(rect, _RIGHT if right else _LEFT, text)
    return text


_LINE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | _LINE
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | _LINE
