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
from msginspector.gui.roles import Role

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

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, dimmed: bool) -> None:
        token = "closed" if dimmed else "dim"
        ratio = painter.device().devicePixelRatioF()
        image = icons.pixmap(self._theme, name, token, pixels=16, ratio=ratio)
        painter.drawPixmap(rect.left(), rect.top() + (rect.height() - 16) // 2, image)

    def _paint_badges(self, painter: QPainter, index: Index, rect: QRect) -> int:
        """Paint from the right edge of `rect` to the left; returns the first x in use."""
        right = rect.right()
        for text, tone in reversed(index.data(Role.BADGES) or ()):
            width = badge_width(text)
            box = QRect(right - width, rect.top() + (rect.height() - 18) // 2, width, 18)
            paint_badge(painter, box, text, tone, self._theme)
            right -= width + 4
        return right

    def _paint_label(self, painter: QPainter, index: Index, rect: QRect, dimmed: bool) -> None:
        font = theme.text_font(strong=bool(index.data(Role.STRONG)))
        painter.setFont(font)
        tone = index.data(Role.TONE) or ("closed" if dimmed else "text")
        painter.setPen(self._theme.color(tone))
        text = QFontMetrics(font).elidedText(
            index.data() or "", Qt.TextElideMode.ElideRight, rect.width()
        )
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(rect, flags | Qt.TextFlag.TextSingleLine, text)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        _background(painter, option, self._theme)
        rect = QRect(option.rect)
        state = index.data(Role.STATE) or ""
        dimmed = state == "closed"
        paint_mark(
            painter,
            state,
            QPointF(rect.right() - MARK_PX / 2 + 0.5, rect.center().y() + 0.5),
            self._theme,
        )
        name = index.data(Role.ICON)
        if name:
            self._paint_icon(painter, rect, name, dimmed)
            rect.setLeft(rect.left() + 16 + _GAP)
        rect.setRight(rect.right() - MARK_PX)
        rect.setRight(self._paint_badges(painter, index, rect) - 4)
        self._paint_label(painter, index, rect, dimmed)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, theme.ROW_PX)


class CellDelegate(QStyledItemDelegate):
    """A table cell: optional state mark or icon, text in a tone, elided at the end or middle."""

    def __init__(self, colors: theme.Theme, parent: QWidget, middle: tuple[int, ...] = ()) -> None:
        super().__init__(parent)
        self._theme = colors
        self._middle = frozenset(middle)

    def _lead(self, painter: QPainter, rect: QRect, index: Index) -> None:
        """Paint the mark and icon at the left and move the rectangle past them."""
        name, state = index.data(Role.ICON), index.data(Role.STATE)
        if state:
            center = QPointF(rect.left() + 6, rect.center().y() + 0.5)
            paint_mark(painter, state, center, self._theme)
            rect.setLeft(rect.left() + 18)
        if name:
            token = index.data(Role.TONE) or "dim"
            ratio = painter.device().devicePixelRatioF()
            image = icons.pixmap(self._theme, name, token, pixels=16, ratio=ratio)
            painter.drawPixmap(rect.left(), rect.top() + (rect.height() - 16) // 2, image)
            rect.setLeft(rect.left() + 16 + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        if option.features & QStyleOptionViewItem.ViewItemFeature.Alternate:
            painter.fillRect(option.rect, self._theme.color("alternate"))
        _background(painter, option, self._theme)
        rect = option.rect.adjusted(8, 0, -8, 0)
        self._lead(painter, rect, index)
        font = index.data(Qt.ItemDataRole.FontRole) or theme.text_font()
        mode = Qt.TextElideMode.ElideRight
        if index.column() in self._middle:
            mode = Qt.TextElideMode.ElideMiddle
        text = QFontMetrics(font).elidedText(index.data() or "", mode, rect.width())
        painter.setFont(font)
        painter.setPen(self._theme.color(index.data(Role.TONE) or "text"))
        flags = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        painter.drawText(rect, flags | Qt.TextFlag.TextSingleLine, text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 24, theme.ROW_PX)
