"""The content inside a CMS SignedData object: RFC 5652 5.1 and 5.2, in BER or DER (X.690 8.1).

Only the way to the content is read; `structures/der.py`, which shows certificates, reads neither
indefinite lengths nor strings in pieces, and mail programs write both. Nothing is verified here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

SIGNED_DATA: Final = bytes.fromhex("2a864886f70d010702")
"""1.2.840.113549.1.7.2."""

_INTEGER: Final = 0x02
_OCTETS: Final = 0x04
_OID: Final = 0x06
_SEQUENCE: Final = 0x30
_SET: Final = 0x31
_EXPLICIT: Final = 0xA0
_OCTETS_IN_PIECES: Final = 0x24
_CONSTRUCTED: Final = 0x20
_END: Final = b"\0\0"
_MAX_ELEMENTS: Final = 200_000
_MAX_DEPTH: Final = 64


class _Element(NamedTuple):
    tag: int
    start: int
    end: int | None
    """Where its contents end; None where that is not said before."""


class _Unreadable(Exception):  # noqa: N818 - it never leaves this module
    """Not what is looked for."""


def signed_octets(data: bytes) -> bytes | None:
    """The content of a SignedData object; None for anything else, and for a detached signature."""
    try:
        return _Reader(data).content()
    except _Unreadable:
        return None


class _Reader:
    """Goes into one object, element by element."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._elements = 0

    def content(self) -> bytes:
        """Its content."""
        kind = self._enter(0, len(self._data), _SEQUENCE)
        position = self._expect_id(kind, SIGNED_DATA)
        wrapped = self._enter(position, self._limit(kind), _EXPLICIT)
        signed = self._enter(wrapped.start, self._limit(wrapped), _SEQUENCE)
        position = self._skip(self._enter(signed.start, self._limit(signed), _INTEGER))
        position = self._skip(self._enter(position, self._limit(signed), _SET))
        inner = self._enter(position, self._limit(signed), _SEQUENCE)
        position = self._skip(self._enter(inner.start, self._limit(inner), _OID))
        holder = self._enter(position, self._limit(inner), _EXPLICIT)
        return self._octets(holder.start, self._limit(holder))

    def _limit(self, element: _Element) -> int:
        return len(self._data) if element.end is None else element.end

    def _expect_id(self, parent: _Element, wanted: bytes) -> int:
        found = self._enter(parent.start, self._limit(parent), _OID)
        if self._data[found.start : found.end] != wanted:
            raise _Unreadable
        return self._skip(found)

    def _enter(self, position: int, limit: int, tag: int) -> _Element:
        found = self._element(position, limit)
        if found.tag != tag:
            raise _Unreadable
        return found

    def _element(self, position: int, limit: int) -> _Element:
        """The element at a place; its tag has one byte, its length up to four."""
        self._elements += 1
        head = self._data[position : min(position + 6, limit)]
        if len(head) < 2 or head[0] & 0x1F == 0x1F or self._elements > _MAX_ELEMENTS:
            raise _Unreadable
        if head[1] == 0x80 and head[0] & _CONSTRUCTED:
            return _Element(head[0], position + 2, None)
        width = head[1] & 0x7F if head[1] & 0x80 else 0
        if width > 4 or (head[1] & 0x80 and not width) or len(head) < 2 + width:
            raise _Unreadable
        length = int.from_bytes(head[2 : 2 + width], "big") if width else head[1]
        start = position + 2 + width
        if length > limit - start:
            raise _Unreadable
        return _Element(head[0], start, start + length)

    def _skip(self, element: _Element) -> int:
        """The place behind an element."""
        if element.end is not None:
            return element.end
        position, depth = element.start, 1
        while depth:
            if self._data.startswith(_END, position):
                position, depth = position + 2, depth - 1
                continue
            inner = self._element(position, len(self._data))
            if inner.end is not None:
                position = inner.end
            else:
                position, depth = inner.start, depth + 1
        return position

    def _octets(self, position: int, limit: int) -> bytes:
        """The bytes of an octet string, which may be in pieces, and those in pieces again."""
        pieces: list[bytes] = []
        open_ends: list[int | None] = []
        while True:
            while open_ends and self._ends(open_ends[-1], position):
                position += 0 if open_ends.pop() is not None else 2
            if not open_ends and pieces:
                return b"".join(pieces)
            found = self._element(position, limit)
            if found.tag == _OCTETS and found.end is not None:
                pieces.append(self._data[found.start : found.end])
                position = found.end
            elif found.tag == _OCTETS_IN_PIECES and len(open_ends) < _MAX_DEPTH:
                open_ends.append(found.end)
                position = found.start
            else:
                raise _Unreadable

    def _ends(self, end: int | None, position: int) -> bool:
        if end is None:
            return self._data.startswith(_END, position)
        return position >= end
