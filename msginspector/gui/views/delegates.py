"""Painting of rows: state marks by shape and colour, badges, icons, tinted and elided text.

open = filled dot, listed = hollow dot, released = square, closed = cross and dimmed text,
closing = thick red frame.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from msginspector.gui import icons, theme
from msginspector.gui.roles import Look, Role

Index = QModelIndex | QPersistentModelIndex

MARK_PX: Final = 22  # width reserved for a state mark
_RADIUS: Final = 4.5
_GAP: Final = 6
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
    draw(painter, center, colors)
    painter.restore()


def badge_width(text: str) -> int:
    """The width of a badge in pixels."""
    return QFontMetrics(theme.text_font(11)).horizontalAdvance(text) + 2 * _BADGE_PAD


def paint_badge(
    painter: QPainter, rect: QRect, text: str, tone: str, colors: theme.Theme, pixels: int = 11
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


def _background(painter: QPainter, option: QStyleOptionViewItem, colors: theme.Theme) -> None:
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(option.rect, colors.color("selection"))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(option.rect, colors.color("hover"))


class TreeDelegate(QStyledItemDelegate):
    """One row of the session tree: icon, label, badges, state mark at the right edge."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors

    def _paint_badges(self, painter: QPainter, look: Look, rect: QRect) -> int:
        """Paint from the right edge of `rect` to the left; returns the first x in use."""
        right = rect.right()
        for text, tone in reversed(look.badges):
            width = badge_width(text)
            box = QRect(right - width, rect.top() + (rect.height() - 18) // 2, width, 18)
            paint_badge(painter, box, text, tone, self._theme)
            right -= width + 4
        return right

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look: Look = index.data(Role.LOOK)
        painter.save()
        _background(painter, option, self._theme)
        rect = QRect(option.rect)
        middle = QPointF(rect.right() - MARK_PX / 2 + 0.5, rect.center().y() + 0.5)
        paint_mark(painter, look.state, middle, self._theme)
        if look.icon:
            token = "closed" if look.state == "closed" else "dim"
            _paint_icon(painter, rect, look.icon, token, self._theme)
        rect.setRight(rect.right() - MARK_PX)
        rect.setRight(self._paint_badges(painter, look, rect) - 4)
        _paint_text(painter, rect, look, self._theme)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme.ROW_PX)


class CellDelegate(QStyledItemDelegate):
    """A table cell: optional state mark or icon, text in a tone, elided at the end or middle."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        look: Look = index.data(Role.LOOK)
        painter.save()
        if option.features & QStyleOptionViewItem.ViewItemFeature.Alternate:
            painter.fillRect(option.rect, self._theme.color("alternate"))
        _background(painter, option, self._theme)
        rect = option.rect.adjusted(8, 0, -8, 0)
        if look.state:
            center = QPointF(rect.left() + 6, rect.center().y() + 0.5)
            paint_mark(painter, look.state, center, self._theme)
            rect.setLeft(rect.left() + 18)
        if look.icon:
            _paint_icon(painter, rect, look.icon, look.tone or "dim", self._theme)
        _paint_text(painter, rect, look, self._theme)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 24, theme.ROW_PX)


def _paint_icon(painter: QPainter, rect: QRect, name: str, token: str, colors: theme.Theme) -> None:
    """Paint an icon at the left of `rect` and move its left edge past it."""
    ratio = painter.device().devicePixelRatioF()
    image = icons.pixmap(colors, name, token, pixels=16, ratio=ratio)
    painter.drawPixmap(rect.left(), rect.top() + (rect.height() - 16) // 2, image)
    rect.setLeft(rect.left() + 16 + _GAP)


def _paint_text(painter: QPainter, rect: QRect, look: Look, colors: theme.Theme) -> None:
    """The text of a cell on one line, elided where it does not fit."""
    font = theme.mono_font() if look.mono else theme.text_font()
    mode = Qt.TextElideMode.ElideMiddle if look.middle else Qt.TextElideMode.ElideRight
    text = QFontMetrics(font).elidedText(look.text, mode, rect.width())
    painter.setFont(font)
    painter.setPen(colors.color(look.tone or "text"))
    painter.drawText(rect, _RIGHT if look.right else _LEFT, text)


_LINE: Final = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | _LINE
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | _LINE
