"""Where the value of a property type lies, and how one value of it is decoded.

[MS-OXMSG] 2.1.2 to 2.1.4: fixed values in the entry of the property stream; variable ones, and
GUIDs, in a stream of their own; lists of fixed values in one stream; lists of variable ones in a
stream of lengths and a stream for each item. [MS-OXCDATA] 2.11.1 says what the bytes mean; all
numbers are little-endian. Unknown types stay opaque bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

from msginspector.mapi import types
from msginspector.mapi.guids import format_guid
from msginspector.mapi.scalars import Filetime, currency, floating_time
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_name
from msginspector.memo import Memo

STRINGS: Final = frozenset((types.PT_STRING8, types.PT_UNICODE))
_NOTHING: Final = frozenset((types.PT_UNSPECIFIED, types.PT_NULL))


class Place(Enum):
    """Where a value lies."""

    ENTRY = "entry"
    STREAM = "stream"
    LIST = "list"
    ITEMS = "items"
    OBJECT = "object"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shape:
    """How values of a type are stored."""

    place: Place
    base: int
    """Type code of one value."""
    width: int | None
    """Bytes of one value, None when it varies."""
    length_width: int
    """Bytes of an item in the stream of lengths: 4 for strings, 8 for binary, else 0."""
    terminator: int
    """Bytes of the terminator of a string: 1 or 2; else 0."""
    type_name: str
    """Name of the type, "0x1234" if it has none."""
    tag_name: str | None = None
    """Name of the property; None where the file says it: ids from 0x8000 on."""


def shape_of_tag(tag: int) -> Shape:
    """How the value of a property is stored, and its name: one look-up a property of a listing."""
    shape = shape_of(tag & 0xFFFF)
    return shape if tag >> 16 >= FIRST_NAMED_ID else replace(shape, tag_name=tag_name(tag))


SHAPES: Final = Memo(shape_of_tag, 16384)
"""`shape_of_tag` by tag."""


@lru_cache(maxsize=256)
def shape_of(code: int) -> Shape:
    """How values of the type with this code are stored; UNKNOWN for a code nobody defined."""
    info = types.type_info(code)
    name = types.type_name(code)
    if info is None or info.code == types.PT_UNSPECIFIED:
        return Shape(Place.UNKNOWN, code, None, 0, 0, name)
    base = info.base
    terminator = {types.PT_STRING8: 1, types.PT_UNICODE: 2}.get(base, 0)
    if info.multivalued:
        if info.width is not None:
            return Shape(Place.LIST, base, info.width, 0, 0, name)
        return Shape(Place.ITEMS, base, None, 4 if terminator else 8, terminator, name)
    if base == types.PT_OBJECT:
        return Shape(Place.OBJECT, base, None, 0, 0, name)
    place = Place.ENTRY if info.fixed else Place.STREAM
    return Shape(place, base, info.width, 0, terminator, name)


def _signed(bits: int) -> Callable[[int], int]:
    sign = 1 << (bits - 1)
    mask = (1 << bits) - 1
    return lambda number: ((number & mask) ^ sign) - sign


def _float32(number: int) -> float:
    value: float = struct.unpack("<f", (number & 0xFFFFFFFF).to_bytes(4, "little"))[0]
    return value


def _float64(number: int) -> float:
    value: float = struct.unpack("<d", number.to_bytes(8, "little"))[0]
    return value


_integer64 = _signed(64)

NUMBERS: Final[Mapping[int, Callable[[int], Any]]] = MappingProxyType(
    {
        types.PT_NULL: lambda _: None,
        types.PT_SHORT: _signed(16),
        types.PT_LONG: _signed(32),
        types.PT_LONGLONG: _integer64,
        types.PT_FLOAT: _float32,
        types.PT_DOUBLE: _float64,
        types.PT_APPTIME: _float64,
        types.PT_CURRENCY: lambda number: currency(_integer64(number)),
        types.PT_ERROR: lambda number: number & 0xFFFFFFFF,
        types.PT_BOOLEAN: lambda number: number & 0xFF != 0,
        types.PT_SYSTIME: Filetime,
    }
)
"""Type code to the decoder of a value from its bytes as an unsigned little-endian number.

Bytes beyond the type's width are ignored: in the entry of a property stream they are garbage."""


def decode_fixed(base: int, data: bytes) -> Any:
    """A value of a type of fixed width from exactly its bytes."""
    if base == types.PT_CLSID:
        return format_guid(data)
    return NUMBERS[base](int.from_bytes(data, "little"))


def show(base: int, value: Any) -> str:
    """A value that is no text, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.hex()
    if base == types.PT_ERROR:
        return f"0x{value:08X}"
    if base == types.PT_APPTIME:
        return floating_time(value)
    return str(value)
