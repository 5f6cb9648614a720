"""A node: one part of a decoded binary value, with the bytes that say so.

Rules, which `Cursor` keeps for every decoder: the ranges of children lie inside their parent;
siblings do not overlap, except bit fields of the same bytes; what is worked out instead of read
has size 0; the leaves together cover the input, what no decoder understood included.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from msginspector.mapi.scalars import Filetime

DAMAGE: Final = "damage"
"""`kind` of a node that says what is wrong, or holds bytes that could not be understood."""
LEFTOVER: Final = "leftover"
"""`kind` of a node that holds bytes no field claims."""

SUMMARY: Final = "Summary"
"""Label of the part without bytes that says in a few words what the whole means."""

Value = None | bool | int | float | str | bytes | Filetime


@dataclass(frozen=True, slots=True)
class Node:
    """One part of a decoded value."""

    label: str
    """The field's name as the specification writes it."""
    value: Value
    """The value itself; None for a part that only has children, or bytes too many to keep."""
    text: str
    """The value and its meaning, to show: bounded, everything invisible escaped."""
    offset: int
    """Byte offset in the decoded bytes."""
    size: int
    """Number of bytes; 0 for what is worked out."""
    children: tuple[Node, ...] = ()
    bit_offset: int | None = None
    """First bit in the little-endian number of these bytes; None for anything but a bit field."""
    bit_size: int | None = None
    """Number of bits; None for anything but a bit field."""
    kind: str = ""
    """"" for what was read, else `DAMAGE` or `LEFTOVER`."""

    @property
    def end(self) -> int:
        """Byte offset after the last byte."""
        return self.offset + self.size

    @property
    def summary(self) -> str:
        """The whole in a few words: its own text, or its part "Summary"; "" where it has none."""
        if self.text:
            return self.text
        said = (part.text for part in self.children if part.label == SUMMARY and not part.size)
        return next(said, "")

    def walk(self) -> Iterator[Node]:
        """This node and everything below it, parents first, without recursion."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def leaves(self) -> Iterator[Node]:
        """The nodes without children, in order."""
        return (node for node in self.walk() if not node.children)

    def moved(self, distance: int) -> Node:
        """The same tree for bytes that begin `distance` later. Depth is bounded by `Cursor`."""
        children = tuple(child.moved(distance) for child in self.children)
        return replace(self, offset=self.offset + distance, children=children)

    def to_dict(self) -> dict[str, object]:
        """As JSON has it: bytes in upper-case hex, times ISO 8601 in UTC with seven decimals."""
        document: dict[str, object] = {
            "label": self.label,
            "value": _plain(self.value),
            "text": self.text,
            "offset": self.offset,
            "size": self.size,
        }
        if self.bit_offset is not None:
            document |= {"bit_offset": self.bit_offset, "bit_size": self.bit_size}
        if self.kind:
            document["kind"] = self.kind
        document["children"] = [child.to_dict() for child in self.children]
        return document


def _plain(value: Value) -> object:
    if isinstance(value, bytes):
        return value.hex().upper()
    if isinstance(value, Filetime):
        return value.iso() or str(value.ticks)
    if isinstance(value, float) and value - value != 0:
        return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"
    return value
