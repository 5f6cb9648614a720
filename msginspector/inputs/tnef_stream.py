"""The bytes of a TNEF stream: its attributes, and the lists of properties inside some of them.

Follows [MS-OXTNEF] 2.1.3.2 (attributes: level, identifier, length, data, checksum) and 2.1.3.4
(property lists). Nothing is copied but values: streams inside streams are ranges of the same bytes.
What the values mean is not decided here.

Why this is our own: what is in TNEF are properties as MAPI stores them, with types and names, and
a message needs every one of them, with its type. tnefparse 1.4.0, the one well-known reader for
Python, was tried: it loops 4 billion times over a false count, copies the rest of the stream for
each attribute (3 s for 1 MB of small ones), recurses into messages inside messages until Python
stops it, raises UnboundLocalError when an attachment does not begin with its rendering data, and
says nothing about what it left out.
"""

from __future__ import annotations

import struct
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.inputs.made import Notes
from msginspector.mapi.guids import GUID_SIZE, format_guid
from msginspector.oxmsg.pack import AnyValue, Value

HEADER: Final = struct.Struct("<IH")
MESSAGE_LEVEL: Final = 1
ATTACHMENT_LEVEL: Final = 2

MAX_ATTRIBUTES: Final = 200_000
"""Attributes of a whole input, at any depth."""
MAX_PROPERTIES: Final = 150_000
"""Properties of a whole input, at any depth; each of many values counts, and one that lies in a
stream of its own counts as five, because of what it takes in memory."""
_IN_STREAM: Final = 4
MAX_NAMES: Final = 30_000
"""Named properties of a whole input; a .msg file holds at most 32,767."""

_ATTRIBUTE: Final = struct.Struct("<BII")
_CHECKSUM: Final = 2
_U32: Final = struct.Struct("<I")
_TAG: Final = struct.Struct("<HH")
_FIRST_NAMED: Final = 0x8000
_MULTIVALUED: Final = 0x1000
_OBJECT: Final = 0x000D
_STRING8: Final = 0x001E
_UNICODE: Final = 0x001F
_CLSID: Final = 0x0048
_EMPTY: Final = (0x0000, 0x0001)
"""PtypUnspecified and PtypNull: no value at all."""
_SIZED: Final = (_STRING8, _UNICODE, _OBJECT, 0x0102)
_TERMINATORS: Final = {_STRING8: b"\0", _UNICODE: b"\0\0"}
_FIXED: Final = {
    kind: struct.Struct(layout)
    for kind, layout in {
        0x0002: "<h2x", 0x0003: "<i", 0x0004: "<f", 0x0005: "<d", 0x0006: "<q", 0x0007: "<d",
        0x000A: "<I", 0x000B: "<H2x", 0x0014: "<q", 0x0040: "<Q", _CLSID: "<16s",
    }.items()
}  # fmt: skip
"""Values of a fixed size, padded to 4 bytes."""


@dataclass(frozen=True, slots=True)
class Range:
    """Bytes of the input, from `start` up to but not including `end`."""

    start: int
    end: int

    @property
    def size(self) -> int:
        """Number of bytes."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a stream."""

    level: int
    """1 of the message, 2 of the attachment that began last."""
    tag: int
    """Its identifier: the type in the high word, the number in the low one."""
    data: Range


@dataclass(frozen=True, slots=True)
class Object:
    """The value of a PtypObject: which interface it was, and its bytes."""

    interface: str
    data: Range


@dataclass(frozen=True, slots=True)
class Found:
    """One property of a list."""

    id: int
    type: int
    named: tuple[str, int | str] | None
    """Set and LID or name of a named property; its `id` means nothing then."""
    value: AnyValue | Object


class _Damage(Exception):  # noqa: N818 - it ends a list, it never leaves this module
    """The list cannot be read on from here."""


class Stream:
    """Reads the attributes and property lists of one input; counts what it has read of all."""

    def __init__(self, data: bytes, notes: Notes) -> None:
        self.data = data
        self.notes = notes
        self._attributes = 0
        self._properties = 0
        self._names: set[tuple[str, int | str]] = set()

    def bytes_of(self, part: Range) -> bytes:
        """A copy of these bytes."""
        return self.data[part.start : part.end]

    # ---- attributes

    def attributes(self, part: Range, *, check: bool) -> Iterator[Attribute]:
        """The attributes of a stream behind its header; `check`: whether their checksums are.

        The checksum of an attribute covers the streams inside it: theirs need no check.
        """
        position = part.start + HEADER.size
        while part.end - position >= _ATTRIBUTE.size:
            level, tag, length = _ATTRIBUTE.unpack_from(self.data, position)
            if level not in (MESSAGE_LEVEL, ATTACHMENT_LEVEL):
                break
            if self._attributes >= MAX_ATTRIBUTES:
                self.notes.add(f"Only the first {MAX_ATTRIBUTES:,} TNEF attributes were read.")
                return
            self._attributes += 1
            start = position + _ATTRIBUTE.size
            data = Range(start, min(start + length, part.end))
            if data.size < length:
                self._cut_short(tag, length, data.size)
            elif check:
                self._check(tag, data)
            yield Attribute(level, tag, data)
            position = data.end + _CHECKSUM
        if position < part.end:
            self.notes.add(
                f"The TNEF stream ends with {part.end - position:,} B that are no attribute."
            )

    def _cut_short(self, tag: int, length: int, there: int) -> None:
        self.notes.add(
            f"The TNEF stream ends inside attribute 0x{tag:08X}: {there:,} of {length:,} B "
            "are there."
        )

    def _check(self, tag: int, data: Range) -> None:
        stored = self.data[data.end : data.end + _CHECKSUM]
        if len(stored) == _CHECKSUM:
            computed = sum(memoryview(self.data)[data.start : data.end]) & 0xFFFF
            if computed != int.from_bytes(stored, "little"):
                self.notes.add(f"The checksum of TNEF attribute 0x{tag:08X} is wrong.")

    # ---- property lists

    def properties(self, part: Range, what: str) -> tuple[list[Found], int]:
        """One list of properties, and where it ends; `what` names its owner in sentences."""
        found: list[Found] = []
        if part.size < _U32.size:
            if part.size:
                self.notes.add(f"The property list of {what} is cut off.")
            return found, part.end
        (count,) = _U32.unpack_from(self.data, part.start)
        reader = _ListReader(self.data, part.start + _U32.size, part.end, self._count)
        try:
            for _number in range(count):
                self._count(1)
                item = reader.property()
                if item is not None and self._can_be_named(item.named, what):
                    found.append(item)
        except _Damage as damage:
            self.notes.add(
                f"The property list of {what} announces {count:,} properties; "
                f"{len(found):,} were read: {damage}."
            )
            return found, part.end
        return found, reader.position

    def _count(self, more: int) -> None:
        if self._properties + more > MAX_PROPERTIES:
            raise _Damage("there are too many properties in all")
        self._properties += more

    def _can_be_named(self, named: tuple[str, int | str] | None, what: str) -> bool:
        if named is None or named in self._names:
            return True
        if len(self._names) >= MAX_NAMES:
            self.notes.add(f"A named property of {what} is left out: there are too many names.")
            return False
        self._names.add(named)
        return True


class _ListReader:
    """Reads properties one behind the other."""

    def __init__(self, data: bytes, position: int, end: int, count: Callable[[int], None]) -> None:
        self._data = data
        self.position = position
        self._end = end
        self._count = count

    def property(self) -> Found | None:
        """The next one; None for one without a value."""
        kind, prop_id = self._take(_TAG)
        named = self._name() if prop_id >= _FIRST_NAMED else None
        if kind in _EMPTY:
            return None
        base = kind & ~_MULTIVALUED
        if base not in _FIXED and base not in _SIZED:
            raise _Damage(f"property 0x{prop_id:04X} has the unknown type 0x{kind:04X}")
        if kind & _MULTIVALUED:
            return Found(prop_id, kind, named, self._many(base))
        self._count(_IN_STREAM if base in _SIZED else 0)
        return Found(prop_id, kind, named, self._one(base))

    def _name(self) -> tuple[str, int | str]:
        guid = format_guid(self._bytes(GUID_SIZE))
        if not self._number():
            return guid, self._number()
        text = self._padded(self._number())
        return guid, text.decode("utf-16-le", "replace").split("\0", 1)[0]

    def _one(self, kind: int) -> Value | Object:
        if kind in _FIXED:
            return self._fixed(kind)
        count = self._number()
        if count != 1:
            raise _Damage(f"a single value is stored as {count:,}")
        if kind == _OBJECT:
            return self._object()
        return _text(kind, self._padded(self._number()))

    def _many(self, kind: int) -> list[Value]:
        count = self._number()
        read: Callable[[int], Value] = self._fixed if kind in _FIXED else self._item
        least = _FIXED[kind].size if kind in _FIXED else _U32.size
        if count > (self._end - self.position) // least:
            raise _Damage(f"{count:,} values cannot be true")
        self._count(count)
        self._count(count * _IN_STREAM if kind in _SIZED else _IN_STREAM)
        return [read(kind) for _number in range(count)]

    def _fixed(self, kind: int) -> Value:
        if kind == _CLSID:
            return uuid.UUID(bytes_le=self._bytes(GUID_SIZE))
        return self._take(_FIXED[kind])[0]

    def _item(self, kind: int) -> bytes:
        """One of many texts or binaries; in a .msg file such texts keep their terminator."""
        stored = self._padded(self._number())
        return _text(kind, stored) + _TERMINATORS.get(kind, b"")

    def _object(self) -> Object:
        size = self._number()
        start = self.position
        self._skip(size)
        if size < GUID_SIZE:
            raise _Damage("an object is too short to say what it is")
        interface = format_guid(self._data[start : start + GUID_SIZE])
        return Object(interface, Range(start + GUID_SIZE, start + size))

    # ---- bytes

    def _take(self, layout: struct.Struct) -> tuple[int, ...]:
        if self._end - self.position < layout.size:
            raise _Damage("it ends too early")
        values = layout.unpack_from(self._data, self.position)
        self.position += layout.size
        return values

    def _number(self) -> int:
        return self._take(_U32)[0]

    def _bytes(self, size: int) -> bytes:
        start = self.position
        if size > self._end - start:
            raise _Damage("it ends too early")
        self.position = start + size
        return self._data[start : self.position]

    def _padded(self, size: int) -> bytes:
        start = self.position
        self._skip(size)
        return self._data[start : start + size]

    def _skip(self, size: int) -> None:
        """Past bytes and what fills them up to a multiple of 4; the last fill may be missing."""
        if size > self._end - self.position:
            raise _Damage("it ends too early")
        self.position = min(self.position + size + -size % 4, self._end)


def _text(kind: int, stored: bytes) -> bytes:
    """The bytes of a text without terminators; other bytes as they are."""
    if kind == _STRING8:
        return stored.rstrip(b"\0")
    if kind != _UNICODE:
        return stored
    text = stored[: len(stored) & ~1].rstrip(b"\0")
    return text + bytes(len(text) % 2)
