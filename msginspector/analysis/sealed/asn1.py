"""ASN.1 values in BER and DER (ITU-T X.690 clause 8), by place: nothing is copied to look inside.

Mail programs write CMS objects with indefinite lengths and octet strings in pieces; both are read.
Bounded by the number of values; nothing calls itself. What is no ASN.1 raises `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.structures.object_ids import dotted

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTETS: Final = 0x04
OID: Final = 0x06
ENUMERATED: Final = 0x0A
UTC_TIME: Final = 0x17
GENERALIZED_TIME: Final = 0x18
SEQUENCE: Final = 0x30
SET: Final = 0x31
_CONSTRUCTED: Final = 0x20
_END: Final = b"\0\0"
MAX_VALUES: Final = 250_000
"""Values of one object that are looked at."""
_MAX_DEPTH: Final = 64
_MAX_NUMBER: Final = 4096
"""Bytes of a whole number."""

_TEXTS: Final = {
    12: "utf-8", 18: "ascii", 19: "latin-1", 20: "latin-1", 22: "latin-1", 23: "latin-1",
    24: "latin-1", 26: "latin-1", 28: "utf-32-be", 30: "utf-16-be",
}  # fmt: skip


class Unreadable(Exception):  # noqa: N818 - a sentence, not a fault
    """These bytes are not the value that belongs here; the text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value: its tag byte and where it lies."""

    reader: Reader
    tag: int
    at: int
    """Where its tag begins."""
    start: int
    end: int
    """Where its contents begin and end."""
    stop: int
    """Where the next value begins: behind the end mark of an indefinite length."""

    @property
    def contents(self) -> bytes:
        """The bytes of its contents."""
        return self.reader.data[self.start : self.end]

    @property
    def encoding(self) -> bytes:
        """All its bytes, tag and length included."""
        return self.reader.data[self.at : self.stop]

    @property
    def items(self) -> list[Value]:
        """The values inside, in order."""
        return list(self.walk())

    def walk(self) -> Iterator[Value]:
        """The values inside, one after the other."""
        if not self.tag & _CONSTRUCTED:
            raise Unreadable("a value that should hold others holds none")
        position = self.start
        while position < self.end:
            item = self.reader.value(position, self.end)
            yield item
            position = item.stop

    def expect(self, tag: int) -> Value:
        """This value, which must have the tag."""
        if self.tag != tag:
            raise Unreadable(f"a value of type 0x{self.tag:02X} stands where 0x{tag:02X} belongs")
        return self

    @property
    def oid(self) -> str:
        """An object identifier, with dots."""
        return dotted(self.expect(OID).contents) or "0.0"

    @property
    def number(self) -> int:
        """A whole number."""
        if self.end - self.start > _MAX_NUMBER:
            raise Unreadable("a number is too long")
        return int.from_bytes(self.contents, "big", signed=True)

    @property
    def text(self) -> str:
        """Text of any of the string types; other values in hex."""
        codec = _TEXTS.get(self.tag & 0x1F) if self.tag < 0x40 else "latin-1"
        return self.contents.decode(codec, "replace") if codec else self.contents.hex()

    @property
    def bits(self) -> bytes:
        """The bytes of a bit string."""
        return self.expect(BIT_STRING).contents[1:]

    def octets(self, primitive: int = OCTETS) -> bytes:
        """The bytes of an octet string, also of one in pieces, and those in pieces again.

        `primitive` is the tag of one that is whole; that of an implicit one is its place.
        """
        if self.tag == primitive:
            return self.contents
        if self.tag != primitive | _CONSTRUCTED:
            raise Unreadable("an octet string is missing")
        return b"".join(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        waiting = [self.walk()]
        while waiting:
            piece = next(waiting[-1], None)
            if piece is None:
                waiting.pop()
            elif piece.tag == OCTETS:
                yield piece.contents
            elif piece.tag == OCTETS | _CONSTRUCTED and len(waiting) < _MAX_DEPTH:
                waiting.append(piece.walk())
            else:
                raise Unreadable("a piece of an octet string is none")


class Reader:
    """Reads values at places of some bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._left = MAX_VALUES
        self._ends: dict[int, int] = {}

    def whole(self) -> Value:
        """The value at the beginning; what follows it is not looked at."""
        return self.value(0, len(self.data))

    def value(self, position: int, limit: int) -> Value:
        """The value that begins at `position` and ends before `limit`."""
        tag, start, end = self._head(position, limit)
        if end is not None:
            return Value(self, tag, position, start, end, end)
        closed = self._ends.get(start)
        if closed is None:
            self._close(start, limit)
            closed = self._ends[start]
        return Value(self, tag, position, start, closed, closed + len(_END))

    def _head(self, position: int, limit: int) -> tuple[int, int, int | None]:
        """Tag, and where the contents begin and end, None where a mark ends them."""
        self._left -= 1
        head = self.data[position : min(position + 6, limit)]
        if self._left < 0:
            raise Unreadable(f"more than {MAX_VALUES:,} values")
        if len(head) < 2 or head[0] & 0x1F == 0x1F:
            raise Unreadable(f"no value begins at byte {position:,}")
        if head[1] == 0x80 and head[0] & _CONSTRUCTED:
            return head[0], position + 2, None
        width = head[1] & 0x7F if head[1] & 0x80 else 0
        if width > 4 or (head[1] & 0x80 and not width) or len(head) < 2 + width:
            raise Unreadable(f"the length at byte {position + 1:,} cannot be read")
        length = int.from_bytes(head[2 : 2 + width], "big") if width else head[1]
        start = position + 2 + width
        if length > limit - start:
            raise Unreadable(f"the value at byte {position:,} is cut: {length:,} bytes are stated")
        return head[0], start, start + length

    def _close(self, start: int, limit: int) -> None:
        """Finds the end marks of a value of indefinite length and of all such inside."""
        position, waiting = start, [start]
        while waiting:
            if self.data.startswith(_END, position) and position + 2 <= limit:
                self._ends[waiting.pop()] = position
                position += 2
                continue
            _tag, inner, end = self._head(position, limit)
            if end is None:
                waiting.append(inner)
            position = inner if end is None else end


def length_of(size: int) -> bytes:
    """A length as DER writes it."""
    if size < 0x80:
        return bytes((size,))
    stored = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((0x80 | len(stored),)) + stored
