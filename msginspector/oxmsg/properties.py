"""A property: one 16-byte entry of a property stream ([MS-OXMSG] 2.4.2) and where its value lies.

The entry is wrapped, not interpreted: everything is worked out when it is asked for, and values
are read each time. Bad data never raises; it gives what can be read, and findings.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msginspector.mapi.tags import FIRST_NAMED_ID, tag_info
from msginspector.oxmsg import values
from msginspector.oxmsg.items import NO_ITEMS, ItemList
from msginspector.oxmsg.names import stream_name
from msginspector.oxmsg.property_check import check
from msginspector.oxmsg.shapes import NUMBERS, SHAPES, STRINGS, Place, Shape

if TYPE_CHECKING:
    from msginspector.findings import Finding
    from msginspector.oxmsg.codepages import CodePage
    from msginspector.oxmsg.nameid import NamedProperty
    from msginspector.oxmsg.objects import OxObject

ENTRY_SIZE: Final = 16
ENTRY_VALUE_SIZE: Final = 8
RAW_LIMIT: Final = 64
CHUNK: Final = 1 << 20
MANDATORY: Final = 1
READABLE: Final = 2
WRITEABLE: Final = 4

_ENTRIES: Final = struct.Struct("<IIQ")
_FIRST_NAMED: Final = FIRST_NAMED_ID << 16
# looked up for every property of every message
_ENTRY, _OBJECT, _ITEMS = Place.ENTRY, Place.OBJECT, Place.ITEMS


class EntryPlace(NamedTuple):
    """Where an entry lies."""

    stream: str
    """Storage path of the property stream."""
    offset: int
    """Byte offset in it."""
    file_offset: int | None
    """Byte offset in the file, None if the file ends before."""


class SourcePlace(NamedTuple):
    """Where the bytes of a value lie."""

    stream: str
    """Storage path; of a list of variable values the stream of lengths. "" if missing."""
    offset: int
    """Byte offset in the stream."""
    ranges: list[tuple[int, int]]
    """File ranges (offset, length) that hold the bytes, in order."""


class Property:
    """One property of an object. Attributes never raise because of bad data."""

    __slots__ = ("flags", "number", "owner", "position", "shape", "tag")

    owner: OxObject
    position: int
    """Which entry of the property stream, from 0."""
    tag: int
    """32-bit property tag: id and type."""
    flags: int
    """MANDATORY 1, READABLE 2, WRITEABLE 4."""
    number: int
    """The last 8 bytes of the entry as a number: a value, or Size and Reserved."""
    shape: Shape
    """How its value is stored."""

    @classmethod
    def of_entries(cls, owner: OxObject, entries: bytes) -> list[Property]:
        """The properties of whole entries, in their order.

        A third of listing a message is making these, so it is done without a call for each.
        """
        made: list[Property] = []
        new, keep = cls.__new__, made.append
        for position, entry in enumerate(_ENTRIES.iter_unpack(entries)):
            row = new(cls)
            row.owner = owner
            row.position = position
            row.tag, row.flags, row.number = entry
            row.shape = SHAPES[row.tag]
            keep(row)
        return made

    def __repr__(self) -> str:
        return f"<Property 0x{self.tag:08X} {self.name} of {self.owner.path}>"

    @property
    def id(self) -> int:
        """16-bit property id."""
        return self.tag >> 16

    @property
    def type(self) -> int:
        """16-bit type code."""
        return self.tag & 0xFFFF

    @property
    def type_name(self) -> str:
        """Name of the type, "0x1234" if it has none."""
        return self.shape.type_name

    @property
    def name(self) -> str:
        """Canonical name; of an unknown named property its string name; "" if there is none."""
        name = self.shape.tag_name
        return self.owner.file.named.name(self.tag >> 16) if name is None else name

    @property
    def names(self) -> tuple[str, ...]:
        """Its other names."""
        if self.tag < _FIRST_NAMED:
            info = tag_info(self.tag)
            return info.names if info else ()
        return self.owner.file.named.names(self.tag >> 16)

    @property
    def named(self) -> NamedProperty | None:
        """What the file maps an id from 0x8000 on to; None for other ids and unmapped ones."""
        prop_id = self.tag >> 16
        return None if prop_id < FIRST_NAMED_ID else self.owner.file.named.by_id(prop_id)

    @property
    def size(self) -> int | None:
        """Bytes of the stored value; None for PtypObject, 0 for a missing stream.

        Of a stream its length (`CompoundFile.length`).
        """
        shape = self.shape
        place = shape.place
        if place is _ENTRY:
            return shape.width
        owner = self.owner
        index = (owner.seen_streams or owner.streams).get(self.tag)
        if index is None or place is _ITEMS or place is _OBJECT:
            return self._unusual_size()
        container = owner.file.container
        size = container.sizes[index]
        return size if size <= container.plain else container.length(index)

    @property
    def stored_size(self) -> int | None:
        """As `size`, but exactly what exists, wherever the chain of the stream is damaged."""
        place = self.shape.place
        if place is _ENTRY or place is _OBJECT or place is _ITEMS:
            return self.size
        index = self.owner.streams.get(self.tag)
        return self.size if index is None else self.owner.file.container.stored(index)

    @property
    def declared_size(self) -> int | None:
        """The entry's Size field; None for values that lie in the entry."""
        place = self.shape.place
        return None if place in (Place.ENTRY, Place.UNKNOWN) else self.number & 0xFFFFFFFF

    @property
    def reserved(self) -> int:
        """The entry's Reserved field; means something only for PtypObject."""
        return self.number >> 32

    @property
    def value(self) -> Any:
        """The decoded value, read now; None if it is missing or makes no sense.

        bool, int, float, str, bytes, `Filetime`, or a list of them; currency as a decimal string,
        a GUID as text, error codes unsigned. No more than 64 MB are read.
        """
        shape = self.shape
        if shape.place is _ENTRY:
            return NUMBERS[shape.base](self.number)
        return values.value(self).value

    @property
    def text(self) -> str:
        """The value as text to show: bounded, everything invisible escaped."""
        return values.text(self)

    def texts(self, limit: int) -> list[str]:
        """The value as text to search, an item each of a list; `limit` bytes are read."""
        return values.texts(self, limit)

    @property
    def codepage(self) -> CodePage | None:
        """The code page its bytes are decoded in; None for anything but string8 and HTML bytes."""
        return values.codepage(self)

    @property
    def entry(self) -> EntryPlace:
        """Where the entry lies."""
        offset = self.entry_offset
        index = self.owner.property_stream
        container = self.owner.file.container
        runs = [] if index is None else self.owner.file.in_file(container.ranges(index, offset, 1))
        return EntryPlace(self.owner.property_path, offset, runs[0][0] if runs else None)

    @property
    def entry_offset(self) -> int:
        """Byte offset of the entry in its property stream."""
        return self.owner.header_size + self.position * ENTRY_SIZE

    @property
    def source(self) -> SourcePlace:
        """Where the bytes of the value lie."""
        container = self.owner.file.container
        if not self.in_stream:
            offset = self.entry_offset + 8
            index = self.owner.property_stream
            size = self.size or 0
            ranges = [] if index is None else container.ranges(index, offset, size)
            return SourcePlace(self.owner.property_path, offset, self.owner.file.in_file(ranges))
        index = self.stream_index
        path = "" if index is None else container.path(index)
        return SourcePlace(path, 0, self.owner.file.in_file(self._ranges()))

    @property
    def in_stream(self) -> bool:
        """Whether the value lies outside the entry."""
        place = self.shape.place
        if place is Place.UNKNOWN:
            return self.tag in self.owner.streams
        return place is not Place.ENTRY

    @property
    def stream_index(self) -> int | None:
        """Directory entry of the value's stream, or storage (PtypObject); None if there is none."""
        if self.shape.place is Place.OBJECT:
            return self.owner.data_storage if self.id == 0x3701 else self._inner_storage()
        return self.owner.streams.get(self.tag) if self.in_stream else None

    @property
    def stream_path(self) -> str | None:
        """Storage path of `stream_index`."""
        index = self.stream_index
        return None if index is None else self.owner.file.container.path(index)

    @property
    def items(self) -> ItemList:
        """The items of a list of variable values; no items for anything else."""
        if self.shape.place is not Place.ITEMS:
            return NO_ITEMS
        return self.owner.items.of(self.tag, self.shape.length_width)

    @property
    def entry_findings(self) -> tuple[Finding, ...]:
        """What is wrong with its entry and with where its value lies; no value is read."""
        return tuple(check(self))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with this property, its value included."""
        return (*check(self), *values.value(self).findings)

    def raw(self, limit: int | None = RAW_LIMIT) -> tuple[bytes, bool]:
        """The stored bytes, at most `limit` (None: all, up to 64 MB), and whether there are more.

        Of a list of variable values the bytes of its items, joined.
        """
        return values.raw(self, limit)

    def read_slices(self, chunk: int = CHUNK) -> Iterator[bytes]:
        """The stored bytes in pieces of at most `chunk` bytes, however large they are."""
        container = self.owner.file.container
        if not self.in_stream:
            yield values.raw(self, None)[0]
            return
        stream = self.stream_index
        streams = self.items.present if self.shape.place is Place.ITEMS else [stream]
        for index in streams:
            if index is not None:
                yield from container.slices(index, chunk)

    @property
    def is_string(self) -> bool:
        """Whether it is a string or a list of strings."""
        return self.shape.base in STRINGS

    def _unusual_size(self) -> int | None:
        """The size of what does not lie in one stream."""
        place = self.shape.place
        if place is Place.OBJECT:
            return None
        if place is Place.ITEMS:
            return self.items.size
        return ENTRY_VALUE_SIZE if place is Place.UNKNOWN else 0

    def _ranges(self) -> list[tuple[int, int]]:
        container = self.owner.file.container
        if self.shape.place is Place.ITEMS:
            return [run for index in self.items.present for run in container.ranges(index)]
        index = self.stream_index
        return [] if index is None else container.ranges(index)

    def _inner_storage(self) -> int | None:
        children = self.owner.file.container.children(self.owner.index)
        return children.get(stream_name(self.tag))
