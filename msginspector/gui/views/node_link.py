"""Keeps the decoded tree and the bytes in step: what is selected, and what is pointed at."""

from __future__ import annotations

from PySide6.QtCore import QObject

from msginspector.gui.views.hex_view import HexView
from msginspector.gui.views.node_tree import NodeTree


class NodeLink(QObject):
    """Selecting a node selects its bytes; selecting bytes selects the innermost node of them all.

    The parts around the selected one are shaded. Pointing outlines the counterpart.
    """

    def __init__(self, tree: NodeTree, view: HexView, parent: QObject) -> None:
        super().__init__(parent)
        self._tree = tree
        self._hex = view
        self._leading = False
        tree.chosen.connect(self._node_chosen)
        tree.pointed.connect(self._node_pointed)
        view.selection_changed.connect(self._bytes_chosen)
        view.pointed.connect(self._byte_pointed)

    def renew(self) -> None:
        """Another tree is shown: it follows the bytes that are selected."""
        self._bytes_chosen(*self._hex.selection)

    def _node_chosen(self, number: int) -> None:
        nodes = self._tree.nodes.nodes
        if nodes is None or not number:
            return
        node = nodes.nodes[number]
        self._leading = True
        try:
            self._hex.select(node.offset, node.size)
        finally:
            self._leading = False
        self._shade(number)

    def _bytes_chosen(self, first: int, length: int) -> None:
        nodes = self._tree.nodes.nodes
        if nodes is None or self._leading:
            return
        number = nodes.innermost(first, length) if length else 0
        self._tree.follow(number)
        if number:
            self._shade(number, first, length)

    def _shade(self, number: int, first: int = 0, length: int = 0) -> None:
        """The parts around a node, and the node itself where less than it is selected."""
        nodes = self._tree.nodes.nodes
        if nodes is None:
            return
        node = nodes.nodes[number]
        own = [] if not length or (node.offset, node.size) == (first, length) else [number]
        around = (nodes.nodes[one] for one in (*own, *nodes.ancestors(number)))
        self._hex.set_shades([(one.offset, one.size) for one in around if one.size])

    def _node_pointed(self, number: int) -> None:
        nodes = self._tree.nodes.nodes
        node = nodes.nodes[number] if nodes is not None and number else None
        self._hex.set_outline(*((node.offset, node.size) if node is not None else (0, 0)))

    def _byte_pointed(self, offset: int | None) -> None:
        nodes = self._tree.nodes.nodes
        found = 0 if nodes is None or offset is None else nodes.innermost(offset)
        self._tree.point_at(found)
        node = nodes.nodes[found] if nodes is not None and found else None
        self._hex.set_outline(*((node.offset, node.size) if node is not None else (0, 0)))
