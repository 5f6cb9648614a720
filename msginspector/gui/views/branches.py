"""The branches of trees: small triangles instead of the marks of a style."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QTreeView

from msginspector.gui.theme import Theme

INDENT_PX: Final = 16
_RIGHT: Final = (QPointF(-2, -3.5), QPointF(2.5, 0), QPointF(-2, 3.5))
_DOWN: Final = (QPointF(-3.5, -2), QPointF(3.5, -2), QPointF(0, 2.5))


def paint_branch(
    painter: QPainter,
    rect: QRect,
    index: QModelIndex | QPersistentModelIndex,
    view: QTreeView,
    colors: Theme,
) -> None:
    """What stands before a row of a tree: a triangle where something is below it."""
    token = "selection" if view.selectionModel().isSelected(index) else "base"
    painter.fillRect(rect, colors.color(token))
    if not view.model().hasChildren(index):
        return
    center = QPointF(rect.right() - view.indentation() / 2 + 1, rect.center().y() + 0.5)
    shape = _DOWN if view.isExpanded(index) else _RIGHT
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colors.color("dim"))
    scale = view.indentation() / INDENT_PX
    painter.drawPolygon(QPolygonF([center + point * scale for point in shape]))
    painter.restore()
