"""The bounded cursor every decoder reads through: reading a field makes the node that shows it.

A decoder is a function that reads fields off a cursor, in order. What it never does: slice bytes,
build nodes, or handle an end that comes too early. A read past the end stops the decoder; the
innermost `window` around it keeps the bytes that are left as a damage node and the decoder of the
next part goes on. Depth, number of nodes and kept bytes are capped by the constants here.

All numbers are little-endian unless a reader's name says otherwise.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from msginspector.mapi import flags
from msginspector.mapi.guids import GUID_SIZE, format_guid, guid_name
from msginspector.mapi.scalars import Filetime
from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.context import NOWHERE, Context
from msginspector.structures.gaps import MAX_KEPT_BYTES, left_out, span, unparsed, without_gaps
from msginspector.structures.nodes import DAMAGE, LEFTOVER, SUMMARY, Node, Value

MAX_DEPTH: Final = 40
"""Nested groups. The deepest real structures, restrictions in search folders, have about ten."""
MAX_NODES: Final = 100_000
Text = Callable[[int], str]
"""Turns a number into its meaning, e.g. minutes into a time."""


class Stop(Exception):  # noqa: N818 - it ends a part, it is no error
    """The decoder cannot go on here. Never leaves this package."""


class Full(Stop):  # the same
    """The cap on nodes is reached: nothing at all is decoded any more."""


@dataclass(slots=True)
class Part:
    """A node that is being read. A decoder may give it a value and a text."""

    label: str
    offset: int
    text: str = ""
    value: Value = None
    children: list[Node] = field(default_factory=list)

    def node(self, end: int) -> Node:
        """The finished part, which was read to `end`."""
        start, end = span(self.children, self.offset, end)
        return Node(self.label, self.value, self.text, start, end - start, tuple(self.children))


@dataclass(frozen=True, slots=True)
class Bits:
    """One bit field: `count` bits from bit `first` (0 is the lowest) of a number."""

    label: str
    first: int
    count: int
    names: flags.Key | None = None
    text: Text | None = None


class Cursor:
    """A place in bytes, and the part of the tree that is being read there."""

    def __init__(self, data: bytes, context: Context = NOWHERE) -> None:
        self.context = context
        self._data = data
        self._position = 0
        self._end = len(data)
        self._cut = len(data) if context.missing else -1  # what is not there is no damage
        self._parts: list[Part] = []
        self._nodes = 0

    # ---- where it is

    @property
    def position(self) -> int:
        """Byte offset of the next byte."""
        return self._position

    @property
    def remaining(self) -> int:
        """Bytes left in the window."""
        return self._end - self._position

    def peek(self, size: int, ahead: int = 0) -> bytes:
        """The next bytes without reading them, from `ahead` bytes on; fewer at the end."""
        start = self._position + ahead
        return self._data[start : min(start + size, self._end)]

    def peek_number(self, width: int, ahead: int = 0) -> int:
        """The next number without reading it; `Stop` when it is not whole."""
        found = self.peek(width, ahead)
        if len(found) < width:
            raise Stop(f"{width} bytes are needed, {self.remaining} are left")
        return int.from_bytes(found, "little")

    # ---- numbers

    def u8(self, label: str, names: flags.Key | None = None, text: Text | None = None) -> int:
        """An unsigned byte; `names` is the key of its named values in `mapi.flags`."""
        return self.number(label, 1, names, text)

    def u16(self, label: str, names: flags.Key | None = None, text: Text | None = None) -> int:
        """An unsigned number of 2 bytes."""
        return self.number(label, 2, names, text)

    def u32(self, label: str, names: flags.Key | None = None, text: Text | None = None) -> int:
        """An unsigned number of 4 bytes."""
        return self.number(label, 4, names, text)

    def u64(self, label: str, names: flags.Key | None = None, text: Text | None = None) -> int:
        """An unsigned number of 8 bytes."""
        return self.number(label, 8, names, text)

    def i32(self, label: str, names: flags.Key | None = None, text: Text | None = None) -> int:
        """A signed number of 4 bytes."""
        return self.number(label, 4, names, text, signed=True)

    def number(
        self,
        label: str,
        width: int,
        names: flags.Key | None = None,
        text: Text | None = None,
        *,
        signed: bool = False,
        big_endian: bool = False,
    ) -> int:
        """A number of `width` bytes, shown with its meaning, in decimal and in hex."""
        start, stored = self._take(label, width)
        value = int.from_bytes(stored, "big" if big_endian else "little", signed=signed)
        meaning = show.meaning(value, names, text)
        self._leaf(label, value, show.number(value, width, meaning), start)
        return value

    def bits(self, label: str, width: int, fields: Sequence[Bits]) -> int:
        """A number of `width` bytes made of bit fields, each a child that shares its bytes."""
        start, stored = self._take(label, width)
        value = int.from_bytes(stored, "little")
        children = []
        for bit in fields:
            part = value >> bit.first & ((1 << bit.count) - 1)
            text = show.number(part, 0, show.meaning(part, bit.names, bit.text))
            children.append(Node(bit.label, part, text, start, width, (), bit.first, bit.count))
        self._count(len(children))
        self._leaf(label, value, show.number(value, width, ""), start, tuple(children))
        return value

    def real(self, label: str, width: int, text: Callable[[float], str] = str) -> float:
        """A floating-point number of 4 or 8 bytes (IEEE 754)."""
        start, stored = self._take(label, width)
        value: float = struct.unpack("<f" if width == 4 else "<d", stored)[0]
        self._leaf(label, value, text(value), start)
        return value

    # ---- bytes, GUIDs, times

    def binary(self, label: str, size: int, text: str = "") -> bytes:
        """`size` bytes as they are."""
        start, stored = self._take(label, size)
        kept = stored if size <= MAX_KEPT_BYTES else None
        self._leaf(label, kept, text or show.stored(stored), start)
        return stored

    def rest(self, label: str) -> bytes:
        """All bytes left in the window; no node when there are none."""
        return self.binary(label, self.remaining) if self.remaining else b""

    def guid(self, label: str, *, big_endian: bool = False) -> str:
        """A GUID in its text form, with the name it is known by ([MS-DTYP] 2.3.4.2)."""
        start, stored = self._take(label, GUID_SIZE)
        if big_endian:
            stored = stored[3::-1] + stored[5:3:-1] + stored[7:5:-1] + stored[8:]
        guid = format_guid(stored)
        name = guid_name(guid)
        self._leaf(label, guid, f"{guid} = {name}" if name else guid, start)
        return guid

    def filetime(self, label: str) -> Filetime:
        """A FILETIME: 100 ns since 1601 UTC, low half first ([MS-DTYP] 2.3.3)."""
        with self.group(label) as part:
            low = self.u32("dwLowDateTime")
            time = Filetime(self.u32("dwHighDateTime") << 32 | low)
            part.value, part.text = time, show.filetime(time)
        return time

    def minutes(self, label: str) -> int:
        """Minutes since 1601-01-01 in 4 bytes; the zone is a matter of the structure."""
        return self.u32(label, text=show.minutes)

    # ---- text

    def utf16(self, label: str, size: int) -> str:
        """UTF-16 of `size` bytes without a terminator; lone surrogates are kept."""
        start, stored = self._take(label, size)
        return self._text(label, show.utf16(stored), start)

    def utf16z(self, label: str) -> str:
        """UTF-16 up to its terminator, which belongs to it; to the end where there is none."""
        start = self._position
        length, found = self._terminated(2)
        self._position = start + length
        text = self._data[start : self._position]
        return self._text(label, show.utf16(text[: -2 if found else None]), start)

    def string8(self, label: str, size: int, codepage: int | None = None) -> str:
        """`size` bytes of 8-bit text in the code page of the context, or another."""
        start, stored = self._take(label, size)
        return self._text(label, self._decode(stored, codepage), start)

    def string8z(self, label: str, codepage: int | None = None) -> str:
        """8-bit text up to its terminator, which belongs to it; to the end where there is none."""
        start = self._position
        length, found = self._terminated(1)
        self._position = start + length
        text = self._data[start : self._position]
        return self._text(label, self._decode(text[: -1 if found else None], codepage), start)

    # ---- parts

    @contextmanager
    def group(self, label: str) -> Iterator[Part]:
        """What is read inside becomes the children of one node."""
        if len(self._parts) >= MAX_DEPTH:
            raise Stop(f"parts are nested more than {MAX_DEPTH} deep")
        self._count()
        part = Part(label, self._position)
        self._parts.append(part)
        try:
            yield part
        finally:
            self._parts.pop()
            node = part.node(self._position)
            if self._parts:
                self._parts[-1].children.append(node)

    @contextmanager
    def window(self, label: str, size: int) -> Iterator[Part]:
        """A group of exactly `size` bytes; what is wrong inside does not reach outside.

        Bytes nobody reads become a node of their own. A size beyond the end is cut, and said.
        """
        outer = self._end
        with self.group(label) as part:
            if size > self.remaining and self._end != self._cut:
                self.damage(f"{size} bytes are announced, {self.remaining} are left")
            self._end = min(outer, self._position + size)
            try:
                yield part
            except Full:
                raise
            except Stop as stop:
                self._unparsed(str(stop))
            finally:
                self._position = self._end
                part.children = without_gaps(part.children, self._data, part.offset, self._end)
                self._end = outer

    @contextmanager
    def elsewhere(self, label: str, offset: int, size: int | None = None) -> Iterator[Part | None]:
        """A part at `offset` of the input, inside the present window; the position stays.

        It reaches to the next part read before it, or `size` bytes. Gives None, with a damage
        node, when the place is outside or belongs to another part of the same parent.
        """
        back, outer = self._position, self._end
        room = self._room(offset, outer)
        if room is None:
            self.damage(f"{label}: offset {offset} is outside or belongs to another part")
            yield None
            return
        self._position, self._end = offset, min(outer, offset + room)
        if size is not None:
            self._end = min(self._end, offset + size)
        try:
            with self.group(label) as part:
                try:
                    yield part
                except Full:
                    raise
                except Stop as stop:
                    self._unparsed(str(stop))
        finally:
            self._position, self._end = back, outer

    def each(self, label: str, count: int, least: int, read: Callable[[int], None]) -> None:
        """Read `count` items, each in a group "label[n]"; `read` is given their number n from 0.

        An item takes at least `least` bytes: a count that cannot be true is said, and ends early.
        """
        for number in range(self.possible(label, count, least)):
            with self.group(f"{label}[{number}]"):
                read(number)

    def possible(self, label: str, count: int, least: int) -> int:
        """How many of `count` items of at least `least` bytes can be true; says when not all."""
        room = self.remaining // least
        if count > room and self._end != self._cut:
            self.damage(f"{label}: {count} are announced, there is room for {room}")
        return min(count, room)

    def derived(self, label: str, value: Value, text: str = "") -> None:
        """Something worked out, not read: it has no bytes."""
        shown = text or ("" if value is None else visible(str(value)))
        self._add(Node(label, value, shown, self._position, 0))

    def summary(self, text: str) -> None:
        """The present part in a few words: a first child without bytes. Said after reading."""
        part = self._parts[-1]
        part.children.insert(0, Node(SUMMARY, None, visible(text), part.offset, 0))
        self._count()

    def damage(self, text: str) -> None:
        """Say what is wrong here."""
        self._add(Node("Damage", None, text, self._position, 0, kind=DAMAGE))

    def stop(self, text: str) -> Stop:
        """What to raise when the rest of the part makes no sense: `raise cursor.stop("…")`."""
        return Stop(text)

    # ---- the whole

    def decode(self, label: str, decoder: Callable[[Cursor], None]) -> Node:
        """The tree `decoder` makes of all bytes. Never raises because of the bytes."""
        root = Part(label, 0)
        self._parts.append(root)
        try:
            decoder(self)
        except Stop as stop:
            self._end = len(self._data)
            self._unparsed(str(stop))
        size, missing = len(self._data), self.context.missing
        root.children = without_gaps(root.children, self._data, 0, size) + left_out(size, missing)
        return root.node(size + missing)

    def _take(self, label: str, size: int) -> tuple[int, bytes]:
        start = self._position
        if size > self._end - start:
            raise Stop(f"{label} needs {size} bytes, {self._end - start} are left")
        self._position = start + size
        return start, self._data[start : self._position]

    def _terminated(self, width: int) -> tuple[int, bool]:
        """Bytes up to and with a terminator of `width` bytes, and whether there is one."""
        end = self._data.find(bytes(width), self._position, self._end)
        while end >= 0 and (end - self._position) % width:
            end = self._data.find(bytes(width), end + 1, self._end)
        if end < 0:
            return self.remaining // width * width, False
        return end - self._position + width, True

    def _decode(self, stored: bytes, codepage: int | None) -> str:
        return show.string8(stored, self.context.codepage if codepage is None else codepage)

    def _text(self, label: str, value: str, start: int) -> str:
        kept = value if len(value) <= MAX_KEPT_BYTES else None
        self._leaf(label, kept, visible(value), start)
        return value

    def _leaf(
        self, label: str, value: Value, text: str, start: int, children: tuple[Node, ...] = ()
    ) -> None:
        self._add(Node(label, value, text, start, self._position - start, children))

    def _add(self, node: Node) -> None:
        self._parts[-1].children.append(node)
        self._count()

    def _count(self, number: int = 1) -> None:
        self._nodes += number
        if self._nodes > MAX_NODES:
            raise Full(f"only the first {MAX_NODES} parts are decoded")

    def _unparsed(self, reason: str) -> None:
        """A damage node for the bytes left in the window; with none left, for the reason."""
        start, stored = self._position, self._data[self._position : self._end]
        self._position = self._end
        kind = LEFTOVER if self._end == self._cut else DAMAGE
        if stored or kind == DAMAGE:
            self._parts[-1].children.append(unparsed(stored, start, reason, kind))

    def _room(self, offset: int, end: int) -> int | None:
        """Bytes from `offset` to the next part of the present parent; None inside one."""
        if not self._parts[-1].offset <= offset < end:
            return None
        for child in self._parts[-1].children:
            if child.offset <= offset < child.end:
                return None
            if child.size and child.offset > offset:
                end = min(end, child.offset)
        return end - offset
