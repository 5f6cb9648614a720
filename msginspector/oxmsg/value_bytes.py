"""The stored bytes of one value by range, and where each of them lies ([MS-OXMSG] 2.1, 2.4.2).

Nothing is read before it is asked for, and no more than that: a value may be larger than memory.
The bytes are those of `Property.raw`: of a list of variable values its items, joined. No value is
decoded here.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.oxmsg.properties import SourcePlace
from msginspector.oxmsg.shapes import Place

if TYPE_CHECKING:
    from msginspector.oxmsg.properties import Property

ENTRY_VALUE: Final = 8
"""Bytes from the beginning of an entry to its value."""
MAX_RUNS: Final = 1 << 12
"""File ranges of one place that are told."""


class Piece(NamedTuple):
    """Bytes of a value that lie in one stream."""

    start: int
    """Offset of its first byte in the value."""
    size: int
    """Bytes of it that exist."""
    entry: int | None
    """Directory entry of the stream; None when there is none."""
    stream: str
    """Storage path of the stream; "" when there is none."""
    offset: int
    """Offset of its first byte in the stream."""
    number: int | None = None
    """Which item of a list of variable values it is, from 0."""

    @property
    def end(self) -> int:
        """Offset after its last byte in the value."""
        return self.start + self.size


class ValueBytes:
    """The bytes of a value as one row of bytes. Reads from several threads are right."""

    __slots__ = ("_container", "_entry", "_in_file", "_starts", "pieces", "size")

    def __init__(self, prop: Property) -> None:
        self._container = prop.owner.file.container
        self._in_file = prop.owner.file.in_file
        self._entry = b"" if prop.in_stream else prop.raw(None)[0]
        self.pieces = _pieces(prop, len(self._entry))
        """In order; the missing items of a list are no pieces."""
        self.size = self.pieces[-1].end if self.pieces else 0
        """Bytes that exist, in all."""
        self._starts = [piece.start for piece in self.pieces]

    def read(self, offset: int, size: int) -> bytes:
        """The bytes from `offset` on; fewer at the end, and where a chain is damaged."""
        if self._entry:
            return self._entry[offset : offset + size] if offset >= 0 and size > 0 else b""
        parts = [
            self._container.read(piece.entry, skip, length)
            for piece, skip, length in self._parts(offset, size)
            if piece.entry is not None
        ]
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def locate(self, offset: int, size: int = 1) -> SourcePlace:
        """Where these bytes lie: stream and offset of the first one, file ranges of them all.

        Of bytes in several streams the stream of the first; `("", 0, [])` outside the value. At
        most `MAX_RUNS` ranges.
        """
        parts = self._parts(offset, size)
        if not parts:
            return SourcePlace("", 0, [])
        runs: list[tuple[int, int]] = []
        for piece, skip, length in parts:
            if piece.entry is not None:
                runs += self._container.ranges(piece.entry, skip, length)
            if len(runs) > MAX_RUNS:
                break
        first, skip, _ = parts[0]
        return SourcePlace(first.stream, skip, self._in_file(runs[:MAX_RUNS]))

    def _parts(self, offset: int, size: int) -> list[tuple[Piece, int, int]]:
        """The pieces that hold these bytes, each with the offset in its stream and the length."""
        end = min(offset + size, self.size)
        if offset < 0 or offset >= end:
            return []
        found: list[tuple[Piece, int, int]] = []
        for place in range(bisect_right(self._starts, offset) - 1, len(self.pieces)):
            piece = self.pieces[place]
            if piece.start >= end:
                break
            skip = max(offset, piece.start) - piece.start
            length = min(end, piece.end) - piece.start - skip
            if length > 0:
                found.append((piece, piece.offset + skip, length))
        return found


def _pieces(prop: Property, entry: int) -> list[Piece]:
    owner = prop.owner
    if not prop.in_stream:
        stream, offset = owner.property_path, prop.entry_offset + ENTRY_VALUE
        return [Piece(0, entry, owner.property_stream, stream, offset)] if entry else []
    container = owner.file.container
    if prop.shape.place is Place.ITEMS:
        found: list[Piece] = []
        start = 0
        for number, index in enumerate(prop.items.indexes):
            if index is not None:
                size = container.stored(index)
                found.append(Piece(start, size, index, container.path(index), 0, number))
                start += size
        return found
    index = prop.stream_index
    if index is None or prop.shape.place is Place.OBJECT:
        return []
    return [Piece(0, container.stored(index), index, container.path(index), 0)]
