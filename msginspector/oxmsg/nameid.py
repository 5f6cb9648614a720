"""Named properties of a message file: which name an id from 0x8000 on stands for.

[MS-OXMSG] 2.2.3: the storage `__nameid_version1.0`, at the top level only, holds a stream of
GUIDs (0002), of entries of 8 bytes (0003) and of names (0004), all little-endian, names UTF-16.
An entry holds the numeric id, or the offset of the name; then the kind (bit 0) and the GUID index
(15 bits), and the property index (16 bits). The hash streams are only checked, in `nameid_check`.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.mapi.guids import GUID_SIZE, PS_MAPI, PS_PUBLIC_STRINGS, format_guid, guid_name
from msginspector.mapi.named import named_info
from msginspector.mapi.tags import FIRST_NAMED_ID
from msginspector.mapi.text import ELLIPSIS
from msginspector.memo import Memo
from msginspector.oxmsg.names import NAMEID, STREAM_KEYS, stream_name

if TYPE_CHECKING:
    from msginspector.storage import CompoundFile

GUID_STREAM: Final = 0x00020102
ENTRY_STREAM: Final = 0x00030102
STRING_STREAM: Final = 0x00040102
ENTRY_SIZE: Final = 8
MAX_ENTRIES: Final = 0x8000
"""There are no more property ids from 0x8000 on."""
MAX_NAME: Final = 1024
"""Characters of a name that are read. MAPI sends its size in one byte ([MS-OXCDATA] 2.6.1)."""
CACHED_NAME: Final = 128
"""Characters of a name that is remembered when its file is closed."""
_KEPT_NAMES: Final = 4096
"""Names of one set that are remembered."""

_ENTRY: Final = struct.Struct("<IHH")
_LENGTH: Final = struct.Struct("<I")
_WELL_KNOWN: Final = {1: PS_MAPI, 2: PS_PUBLIC_STRINGS}


class NamedProperty(NamedTuple):
    """What identifies a named property: its set, and a numeric id or a name."""

    guid: str
    """Property set, upper case with braces; "" when the file does not say."""
    set: str
    """The set's name, "" when it is unknown."""
    lid: int | None
    """Numeric id, None if it has a name."""
    name: str | None
    """String name, None if it has a numeric id."""

    @property
    def key(self) -> int | str:
        """The numeric id or the name."""
        return self.lid if self.lid is not None else self.name or ""


def _short(key: int | str) -> bool:
    """Whether a named property is remembered when its file is closed; nobody's names are long."""
    return isinstance(key, int) or len(key) <= CACHED_NAME


@lru_cache(maxsize=4096)
def _named(guid: str, lid: int | None, name: str | None) -> NamedProperty:
    return NamedProperty(guid, guid_name(guid) if guid else "", lid, name)


@lru_cache(maxsize=4096)
def _known(guid: str, key: int | str) -> tuple[str, tuple[str, ...]]:
    """The canonical name of a named property, else its string name, and its other names."""
    info = named_info(guid, key) if _short(key) else None
    if info is not None:
        return info.name, info.names
    return key if isinstance(key, str) else "", ()


@lru_cache(maxsize=64)
def _numeric_names(guid: str) -> Memo[int, str]:
    """The canonical names of a set by numeric id; "" for an unknown one."""
    return Memo(lambda lid: _known(guid, lid)[0], _KEPT_NAMES)


class NamedPropertyMap:
    """The mapping of one file. Looks up on demand; an entry that makes no sense gives None."""

    def __init__(self, container: CompoundFile) -> None:
        self.storage = container.children(0).get(NAMEID)
        self._container = container
        self._children = None if self.storage is None else container.children(self.storage)
        self._entries = self._stream(ENTRY_STREAM, MAX_ENTRIES * ENTRY_SIZE)
        self._guids = self._stream(GUID_STREAM, MAX_ENTRIES * GUID_SIZE)
        self._strings = self._stream(STRING_STREAM, container.source.size)
        self._moved: dict[int, int] | None = None
        self._rows = list(_ENTRY.iter_unpack(self._entries))
        self._numeric: dict[int, Memo[int, str]] = {}
        """Names by numeric id, by the field of an entry that holds kind and GUID index."""
        self._guid_texts: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._entries) // ENTRY_SIZE

    def by_id(self, prop_id: int) -> NamedProperty | None:
        """The named property with this id (0x8000 and up), None if the file maps it to nothing."""
        position = self._position(prop_id - FIRST_NAMED_ID)
        return None if position is None else self.at(position)

    def name(self, prop_id: int) -> str:
        """The canonical name of an id, else its string name, else ""."""
        index = prop_id - FIRST_NAMED_ID
        if 0 <= index < len(self._rows):
            lid, kind, position = self._rows[index]
            names = self._numeric.get(kind)
            if names is not None and position == index:
                return names[lid]
        return self._slow_name(prop_id)

    def names(self, prop_id: int) -> tuple[str, ...]:
        """The other names of an id."""
        named = self.by_id(prop_id)
        if named is None:
            return ()
        return (_known if _short(named.key) else _known.__wrapped__)(named.guid, named.key)[1]

    def ids(self, guid: str, key: int | str) -> list[int]:
        """The ids the file gives a set and numeric id or name: one, unless a writer erred."""
        positions = [
            position
            for position, (number, kind, _) in enumerate(self._rows)
            if (kind & 1 if isinstance(key, str) else number == key and not kind & 1)
        ]
        named = ((position, self.at(position)) for position in positions)
        return [
            FIRST_NAMED_ID + self._rows[position][2]
            for position, found in named
            if found is not None and (found.guid, found.key) == (guid, key)
        ]

    def at(self, position: int) -> NamedProperty | None:
        """The named property of the entry at `position`, None if it makes no sense."""
        key, kind, _ = self.entry(position)
        guid = self.guid(kind >> 1)
        if guid is None:
            return None
        if not kind & 1:
            return _named(guid, key, None)
        name = self.string(key)
        if name is None:
            return None
        return (_named if _short(name) else _named.__wrapped__)(guid, None, name)

    def entry(self, position: int) -> tuple[int, int, int]:
        """Numeric id or string offset, kind and GUID index, property index of an entry."""
        found: tuple[int, int, int] = _ENTRY.unpack_from(self._entries, position * ENTRY_SIZE)
        return found

    def guid(self, index: int) -> str | None:
        """The GUID with an index of an entry: 1 and 2 are known, 3 is the first of the stream.

        None if the stream is too short; 0 means no set at all, "".
        """
        found = self._guid_texts.get(index)
        if found is None:
            data = self._guids[(index - 3) * GUID_SIZE : (index - 2) * GUID_SIZE]
            if index >= 3 and len(data) != GUID_SIZE:
                return None
            found = format_guid(data) if index >= 3 else _WELL_KNOWN.get(index, "")
            self._guid_texts[index] = found
        return found

    def string(self, offset: int) -> str | None:
        """The name at an offset of the string stream, None if there is none.

        Of one longer than `MAX_NAME` the beginning and "…".
        """
        length = self.string_length(offset)
        if length is None:
            return None
        start = offset + _LENGTH.size
        data = self._strings[start : start + 2 * min(length, MAX_NAME)]
        name = data.decode("utf-16-le", "surrogatepass")
        return name if length <= MAX_NAME else name + ELLIPSIS

    def string_length(self, offset: int) -> int | None:
        """The length of a name in UTF-16 units, None if it or its offset leads outside."""
        strings = self._strings
        if offset + _LENGTH.size > len(strings):
            return None
        length: int = _LENGTH.unpack_from(strings, offset)[0]
        if length & 1 or offset + _LENGTH.size + length > len(strings):
            return None
        return length >> 1

    def stream_size(self, tag: int) -> int | None:
        """Declared size of one of the streams, None if it is missing."""
        index = self.stream_index(tag)
        return None if index is None else self._container.size(index)

    def stream_index(self, tag: int) -> int | None:
        """The directory entry of one of the streams, None if it is missing."""
        if self._children is None:
            return None
        index = self._children.get(stream_name(tag))
        return self.streams().get(tag) if index is None else index

    def streams(self) -> dict[int, int]:
        """Streams of the storage by the number in their name, whatever its case."""
        children = self._children or {}
        return {STREAM_KEYS[name]: index for name, index in children.items()}

    def _stream(self, tag: int, limit: int) -> bytes:
        index = self.stream_index(tag)
        data = b"" if index is None else self._container.read(index, 0, limit)
        return data[: len(data) - len(data) % ENTRY_SIZE] if tag == ENTRY_STREAM else data

    def _position(self, property_index: int) -> int | None:
        """Where the entry with a property index is: at that position, unless a writer erred."""
        count = len(self)
        if 0 <= property_index < count and self.entry(property_index)[2] == property_index:
            return property_index
        if self._moved is None:
            self._moved = {self.entry(i)[2]: i for i in reversed(range(count))}
        return self._moved.get(property_index)

    def _slow_name(self, prop_id: int) -> str:
        """As `name`; what is learnt about the entry's set makes the next ones of it quick."""
        named = self.by_id(prop_id)
        if named is None:
            return ""
        if named.lid is not None and named.guid:
            kind = self.entry(self._position(prop_id - FIRST_NAMED_ID) or 0)[1]
            self._numeric[kind] = _numeric_names(named.guid)
        return (_known if _short(named.key) else _known.__wrapped__)(named.guid, named.key)[0]
