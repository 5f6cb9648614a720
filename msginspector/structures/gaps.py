"""Finished parts: the bytes between fields, the order of children, the place of a parent."""

from __future__ import annotations

from typing import Final

from msginspector.structures import show
from msginspector.structures.nodes import LEFTOVER, Node

MAX_KEPT_BYTES: Final = 1 << 16
"""Bytes of a longer field are not kept in its node: its place says where to find them."""
UNPARSED: Final = "Unparsed bytes"


def unparsed(stored: bytes, start: int, reason: str, kind: str) -> Node:
    """A node for bytes no field has, with the reason, if there is one."""
    kept = stored if stored and len(stored) <= MAX_KEPT_BYTES else None
    shown = show.stored(stored) if stored else ""
    text = f"{reason}: {shown}" if reason and shown else reason or shown
    return Node(UNPARSED if stored else "Damage", kept, text, start, len(stored), kind=kind)


def left_out(start: int, size: int) -> list[Node]:
    """A node for the bytes of a long value that are not decoded; none where all are."""
    text = f"{size} bytes: only the first {start} are decoded"
    return [Node("Not decoded", None, text, start, size, kind=LEFTOVER)] if size else []


def span(children: list[Node], start: int, end: int) -> tuple[int, int]:
    """Where a part begins and ends that was read from `start` to `end`, its children included.

    They may lie outside: parts are not always read in order.
    """
    real = [child for child in children if child.size]
    start = min([start, *(child.offset for child in real)])
    end = max([end, *(child.end for child in real)])
    return start, end


def without_gaps(children: list[Node], data: bytes, start: int, end: int) -> list[Node]:
    """The children in order of their bytes, with nodes for the bytes between them."""
    ordered: list[Node] = []
    at = start
    for child in _by_place(children):
        if child.size and child.offset > at:
            ordered.append(unparsed(data[at : child.offset], at, "", LEFTOVER))
        ordered.append(child)
        at = max(at, child.end)
    if at < end:
        ordered.append(unparsed(data[at:end], at, "", LEFTOVER))
    return ordered


def _by_place(children: list[Node]) -> list[Node]:
    """In order of bytes; what has none stays behind what it was read after."""
    keyed = []
    place = -1
    for number, child in enumerate(children):
        place = child.offset if child.size else place
        keyed.append((place, number, child))
    return [child for _, _, child in sorted(keyed, key=lambda entry: entry[:2])]
