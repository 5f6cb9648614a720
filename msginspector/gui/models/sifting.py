"""Which nodes of the tree a filter shows: those a query holds for, what is above, below.

It looks at what has been listed and lists nothing. A node that is not shown has row -1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node

Holds = Callable[["Node"], bool]


def sift(tops: Sequence[Node], holds: Holds) -> list[Node]:
    """Set `shown` and `row` of every node below `tops`; the tops that are shown."""
    order = _passing(tops, holds)
    kept: set[int] = set()
    for node, passes in reversed(order):
        if passes or node.id in kept:
            kept.add(node.id)
            if node.parent is not None:
                kept.add(node.parent.id)
    for node, _ in order:
        if node.children is not None:
            node.shown = numbered(node.children, kept)
    return numbered(tops, kept)


def numbered(nodes: Sequence[Node], kept: set[int] | None = None) -> list[Node]:
    """Those of `nodes` that are kept, None: all; rows are set to their places."""
    shown: list[Node] = []
    for node in nodes:
        if kept is None or node.id in kept:
            node.row = len(shown)
            shown.append(node)
        else:
            node.row = -1
    return shown


def _passing(tops: Sequence[Node], holds: Holds) -> list[tuple[Node, bool]]:
    """Every listed node, parents first, and whether the query holds for it or for one above it."""
    order: list[tuple[Node, bool]] = [(node, holds(node)) for node in tops]
    for node, passes in order:  # grows while it is walked
        order.extend((child, passes or holds(child)) for child in node.children or ())
    return order
