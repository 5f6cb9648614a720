"""The edges of the diagram: from each object to what was opened from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsPathItem, QGraphicsScene

from msginspector.gui.stage.diagram_cell import CellItem, Key, Measures, key_of

if TYPE_CHECKING:
    from msginspector.stage.cells import Cell

WIDTH_PX: Final = 1.1


class Edges:
    """One item for the edges of each parent; their curves follow the cells."""

    def __init__(self, scene: QGraphicsScene) -> None:
        self._scene = scene
        self._items: dict[Key, QGraphicsPathItem] = {}
        self._children: dict[Key, list[Key]] = {}

    def draw(self, cells: Iterable[Cell], look: Measures) -> None:
        """Have the edges of these cells, and no others."""
        found = {key_of(cell): [key_of(child) for child in cell.children()] for cell in cells}
        self._children = {key: children for key, children in found.items() if children}
        for key in self._items.keys() - self._children.keys():
            self._scene.removeItem(self._items.pop(key))
        for key in self._children.keys() - self._items.keys():
            self._items[key] = QGraphicsPathItem()
            self._scene.addItem(self._items[key])
        pen = look.pen("faint", WIDTH_PX)
        for item in self._items.values():
            item.setPen(pen)

    def bend(self, cells: Mapping[Key, CellItem]) -> None:
        """Curves from the right of each parent to the left of its children, where they are now."""
        for key, item in self._items.items():
            parent = cells[key]
            start = parent.pos() + QPointF(parent.box.right(), 0)
            path = QPainterPath()
            for child in self._children[key]:
                end = cells[child].pos()
                bend = QPointF((end.x() - start.x()) / 2, 0)
                path.moveTo(start)
                path.cubicTo(start + bend, end - bend, end)
            item.setPath(path)
