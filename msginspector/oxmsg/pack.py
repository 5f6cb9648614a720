"""Python values to the bytes of a .msg file: property values and the named property mapping.

Follows [MS-OXMSG] 2.1 (where each kind of value lies), 2.2.3 (named property mapping storage)
and [MS-OXCDATA] 2.11 (the types). All numbers are little-endian. It is the writing half only:
nothing here reads a file, and nothing here knows the container (`writer.py` does).
"""

from __future__ import annotations

import struct
import uuid
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

MULTIVALUED: Final = 0x1000

PT_OBJECT: Final = 0x000D
PT_STRING8: Final = 0x001E
PT_UNICODE: Final = 0x001F
PT_BINARY: Final = 0x0102
PT_CLSID: Final = 0x0048
PT_SYSTIME: Final = 0x0040
PT_BOOLEAN: Final = 0x000B
PT_CURRENCY: Final = 0x0006

PS_MAPI: Final = "{00020328-0000-0000-C000-000000000046}"
PS_PUBLIC_STRINGS: Final = "{00020329-0000-0000-C000-000000000046}"

# type -> format of a value that lies in the property entry ([MS-OXCDATA] 2.11.1)
FIXED: Final[dict[int, str]] = {
    0x0002: "<h",
    0x0003: "<i",
    0x0004: "<f",
    0x0005: "<d",
    PT_CURRENCY: "<q",
    0x0007: "<d",
    0x000A: "<I",
    PT_BOOLEAN: "<H",
    0x0014: "<q",
    PT_SYSTIME: "<Q",
}

# type -> how much larger than its stream the entry calls the value ([MS-OXMSG] 2.4.2.2)
TERMINATOR: Final[dict[int, int]] = {PT_UNICODE: 2, PT_STRING8: 1}

_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_HASH_STREAMS: Final = 0x1F

Value = bool | int | float | str | bytes | datetime | uuid.UUID
AnyValue = Value | Sequence[Value]


def filetime(moment: datetime) -> int:
    """Ticks of 100 ns since 1601-01-01 UTC; `moment` must know its time zone."""
    delta = moment - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 10_000_000 + delta.microseconds * 10


def guid_bytes(guid: str | uuid.UUID) -> bytes:
    """The 16 bytes of a GUID as files store it; raises ValueError for other text."""
    return (guid if isinstance(guid, uuid.UUID) else uuid.UUID(guid)).bytes_le


def fixed_bytes(kind: int, value: Value) -> bytes:
    """One value of a fixed type in its natural width; raises KeyError for other types."""
    number = filetime(value) if isinstance(value, datetime) else value
    if kind == 0x0003 and isinstance(number, int) and number > 0x7FFFFFFF:
        number -= 1 << 32
    return struct.pack(FIXED[kind], number)


def stream_bytes(kind: int, value: Value, codepage: str, *, terminated: bool = False) -> bytes:
    """One value of a type that lies in a stream: text, binary or GUID.

    `codepage` is Python's name of the code page of string8 text; bytes are taken as they are.
    """
    if isinstance(value, bytes):
        return value
    if kind == PT_CLSID:
        return guid_bytes(str(value))
    if kind == PT_UNICODE:
        return str(value).encode("utf-16-le", "surrogatepass") + b"\0\0" * terminated
    if kind == PT_STRING8:
        return str(value).encode(codepage) + b"\0" * terminated
    raise TypeError(f"type 0x{kind:04X} takes bytes, not {type(value).__name__}")


@dataclass(frozen=True, slots=True)
class Packed:
    """A value ready for its places: the last 8 bytes of the entry, and the streams by suffix.

    The suffix is "" for the value's own stream and "-NNNNNNNN" for an item's ([MS-OXMSG] 2.1.4.2).
    """

    entry: bytes
    streams: tuple[tuple[str, bytes], ...] = ()


def pack_value(kind: int, value: AnyValue, codepage: str = "cp1252") -> Packed:
    """Any value but PtypObject; raises KeyError or TypeError for a type that does not fit."""
    if kind & MULTIVALUED:
        if isinstance(value, (str, bytes)) or not isinstance(value, Sequence):
            raise TypeError(f"type 0x{kind:04X} takes a sequence of values")
        return _pack_many(kind & ~MULTIVALUED, value, codepage)
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        raise TypeError(f"type 0x{kind:04X} takes one value")
    if kind in FIXED:
        return Packed(fixed_bytes(kind, value).ljust(8, b"\0"))
    data = stream_bytes(kind, value, codepage)
    return Packed(_size_entry(len(data) + TERMINATOR.get(kind, 0)), (("", data),))


def pack_object(reserved: int) -> Packed:
    """The entry of a PtypObject: 1 an embedded message, 4 a storage ([MS-OXMSG] 2.4.2.2)."""
    return Packed(struct.pack("<II", 0xFFFFFFFF, reserved))


def _size_entry(size: int) -> bytes:
    return struct.pack("<II", size, 0)


def _pack_many(kind: int, values: Sequence[Value], codepage: str) -> Packed:
    if kind in FIXED:
        data = b"".join(fixed_bytes(kind, value) for value in values)
        return Packed(_size_entry(len(data)), (("", data),))
    items = [stream_bytes(kind, value, codepage, terminated=True) for value in values]
    if kind == PT_CLSID:
        return Packed(_size_entry(16 * len(items)), (("", b"".join(items)),))
    width = "<Q" if kind == PT_BINARY else "<I"
    lengths = b"".join(struct.pack(width, len(item)) for item in items)
    named = tuple((f"-{number:08X}", item) for number, item in enumerate(items))
    return Packed(_size_entry(len(lengths)), (("", lengths), *named))


def name_hash(name: str) -> int:
    """CRC-32 of a string name as [MS-OXMSG] 2.2.3.2 means it: [MS-OXRTFCP] 3.1.3.2.

    That variant starts at zero and is not complemented at the end; the name is taken as written,
    in UTF-16.
    """
    return zlib.crc32(name.encode("utf-16-le"), 0xFFFFFFFF) ^ 0xFFFFFFFF


class NameTable:
    """The named properties of a file: one table for the message and all inside it.

    `property_id` gives a name its id (0x8000 + index) the first time it is asked for.
    """

    def __init__(self) -> None:
        self._ids: dict[tuple[str, int | str], int] = {}

    def property_id(self, guid: str, key: int | str) -> int:
        """The id of a numerical (LID) or string name in a set; raises OverflowError when full."""
        identity = (str(uuid.UUID(guid)), key)
        if identity not in self._ids and len(self._ids) >= 0x7FFF:
            raise OverflowError("a file holds at most 32,767 named properties")
        return self._ids.setdefault(identity, 0x8000 + len(self._ids))

    def streams(self) -> dict[str, bytes]:
        """The streams of `__nameid_version1.0` by name; the three fixed ones are always there."""
        guids, entries, strings = bytearray(), bytearray(), bytearray()
        hashes: dict[int, bytearray] = {}
        for (guid, key), number in self._ids.items():
            place = self._guid_index(guid, guids) << 1 | isinstance(key, str)
            tail = struct.pack("<HH", place, number - 0x8000)
            first = key if isinstance(key, int) else _append_string(strings, key)
            entries += struct.pack("<I", first) + tail
            code = key if isinstance(key, int) else name_hash(key)
            home = 0x1000 + (code ^ place) % _HASH_STREAMS
            hashes.setdefault(home, bytearray()).extend(struct.pack("<I", code) + tail)
        named = {0x0002: guids, 0x0003: entries, 0x0004: strings} | dict(sorted(hashes.items()))
        return {f"__substg1.0_{number:04X}0102": bytes(data) for number, data in named.items()}

    def _guid_index(self, guid: str, guids: bytearray) -> int:
        """1 and 2 are well known and not listed, 3 is the first of the GUID stream."""
        braced = "{" + guid.upper() + "}"
        if braced in (PS_MAPI, PS_PUBLIC_STRINGS):
            return 1 if braced == PS_MAPI else 2
        raw = guid_bytes(guid)
        listed = [bytes(guids[start : start + 16]) for start in range(0, len(guids), 16)]
        if raw not in listed:
            guids += raw
            listed.append(raw)
        return 3 + listed.index(raw)


def _append_string(strings: bytearray, name: str) -> int:
    """Adds a name to the string stream (length, text, padding to 4) and gives its offset."""
    offset, raw = len(strings), name.encode("utf-16-le")
    strings += struct.pack("<I", len(raw)) + raw
    strings += bytes(-len(strings) % 4)
    return offset
