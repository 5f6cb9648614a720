"""A tree of nodes with numbers: which node a byte belongs to, and which nodes it lies in.

Nodes are numbered level by level from the root, 0, so that the children of a node have numbers one
after the other. Siblings do not overlap, except bit fields (see `structures.nodes`).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from msginspector.structures.nodes import Node

OPEN_ROWS: Final = 60
"""Rows a tree shows at first, as far as whole groups of children allow."""
MAX_LINES: Final = 5_000
_INDENT: Final = "  "


class NodeIndex:
    """The nodes of one decoded value."""

    __slots__ = ("_first", "_starts", "nodes", "parents")

    def __init__(self, root: Node) -> None:
        self.nodes: list[Node] = [root]
        self.parents: list[int] = [-1]
        self._first: list[int] = []
        self._starts: dict[int, tuple[list[int], list[int]]] = {}
        for number, node in enumerate(self.nodes):  # grows while it is walked
            self._first.append(len(self.nodes))
            self.nodes.extend(node.children)
            self.parents.extend([number] * len(node.children))

    def __len__(self) -> int:
        return len(self.nodes)

    @property
    def root(self) -> Node:
        """The whole."""
        return self.nodes[0]

    def children(self, number: int) -> range:
        """The numbers of the children of a node."""
        first = self._first[number]
        return range(first, first + len(self.nodes[number].children))

    def row(self, number: int) -> int:
        """The place of a node among its siblings."""
        parent = self.parents[number]
        return 0 if parent < 0 else number - self._first[parent]

    def ancestors(self, number: int) -> list[int]:
        """The nodes a node lies in, the innermost first, without the root."""
        found = []
        number = self.parents[number]
        while number > 0:
            found.append(number)
            number = self.parents[number]
        return found

    def innermost(self, offset: int, size: int = 1) -> int:
        """The smallest node that has all these bytes; 0, the root, where no other has.

        Not a bit field: of those that share bytes none is meant more than another.
        """
        number = 0
        while True:
            inside = self._holding(number, offset, offset + max(size, 1))
            if inside is None:
                return number
            number = inside

    def first_open(self, budget: int = OPEN_ROWS) -> list[int]:
        """The nodes to unfold at first: level by level, while all rows fit into `budget`."""
        rows = len(self.nodes[0].children)
        found: list[int] = []
        for number in range(1, min(len(self.nodes), budget)):
            children = self.nodes[number].children
            if children and rows + len(children) <= budget and self._is_open(number, found):
                rows += len(children)
                found.append(number)
        return found

    def lines(self) -> list[str]:
        """The tree as text, a line a node below the root, `MAX_LINES` at most."""
        found: list[str] = []
        waiting = [(number, 0) for number in reversed(self.children(0))]
        while waiting and len(found) < MAX_LINES:
            number, depth = waiting.pop()
            node = self.nodes[number]
            said = f"{node.label}: {node.text}" if node.text else node.label
            found.append(_INDENT * depth + said)
            waiting += [(child, depth + 1) for child in reversed(self.children(number))]
        return found

    def _is_open(self, number: int, opened: list[int]) -> bool:
        parent = self.parents[number]
        return parent == 0 or parent in opened

    def _holding(self, number: int, first: int, end: int) -> int | None:
        if number not in self._starts:
            real = [
                (self.nodes[child].offset, child)
                for child in self.children(number)
                if self.nodes[child].size and self.nodes[child].bit_offset is None
            ]
            real.sort()
            self._starts[number] = [start for start, _ in real], [child for _, child in real]
        starts, children = self._starts[number]
        place = bisect_right(starts, first) - 1
        if place < 0:
            return None
        child = children[place]
        return child if self.nodes[child].end >= end else None
