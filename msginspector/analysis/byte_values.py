"""What the bytes at a place would be as numbers, times, GUIDs and texts: the data inspector.

[MS-DTYP] 2.3.3 (FILETIME) and 2.3.4.2 (GUID), [MS-OXCDATA] 2.11.1 (PtypFloatingTime), minutes since
1601 as in [MS-OXOCAL]. Nothing is claimed of what the bytes are: each reading only says what they
would mean.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msginspector.mapi.guids import format_guid, guid_name
from msginspector.mapi.scalars import Filetime, floating_time
from msginspector.mapi.text import visible
from msginspector.structures import show

WINDOW: Final = 64
"""Bytes from the place on that readings look at."""
TEXT_BYTES: Final = 32
NONE: Final = "–"
"""Said where there are too few bytes, or they can be none of this."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What bytes would be as something."""

    key: str
    label: str
    text: str
    size: int
    """Bytes it takes; 0 where they are none of this."""


Order = str  # "little" or "big"
_Meaning = Callable[[bytes, Order], str]


def readings(data: bytes, *, big_endian: bool = False) -> tuple[Reading, ...]:
    """Every reading of the first bytes of `data`, in the order they are shown."""
    order = "big" if big_endian else "little"
    return tuple(
        _reading(key, label, width, meaning, data, order) for key, label, width, meaning in _TABLE
    )


def _reading(
    key: str, label: str, width: int, meaning: _Meaning, data: bytes, order: Order
) -> Reading:
    taken = data[: width or TEXT_BYTES]
    if len(taken) < max(width, 1):
        return Reading(key, label, NONE, 0)
    text = meaning(taken, order)
    return Reading(key, label, text or NONE, len(taken) if text else 0)


def _integer(*, signed: bool) -> _Meaning:
    def meaning(data: bytes, order: Order) -> str:
        if order == "big":
            return str(int.from_bytes(data, "big", signed=signed))
        return str(int.from_bytes(data, "little", signed=signed))

    return meaning


def _real(letter: str) -> _Meaning:
    def meaning(data: bytes, order: Order) -> str:
        (value,) = struct.unpack((">" if order == "big" else "<") + letter, data)
        return f"{value:.9g}" if letter == "f" else repr(value)

    return meaning


def _unsigned(data: bytes, order: Order) -> int:
    return int.from_bytes(data, "big" if order == "big" else "little")


def _filetime(data: bytes, order: Order) -> str:
    return Filetime(_unsigned(data, order)).iso() or ""


def _minutes(data: bytes, order: Order) -> str:
    return show.minutes(_unsigned(data, order))


def _ole_date(data: bytes, order: Order) -> str:
    (days,) = struct.unpack(">d" if order == "big" else "<d", data)
    if not math.isfinite(days) or not 1e-9 <= abs(days) < 3e6:  # dates of other days are noise
        return ""
    return floating_time(days).removesuffix(".000")


def _guid(data: bytes, order: Order) -> str:
    if order == "big":
        data = data[3::-1] + data[5:3:-1] + data[7:5:-1] + data[8:]
    guid = format_guid(data)
    name = guid_name(guid)
    return f"{guid} {name}" if name else guid


def _ascii(data: bytes, _order: Order) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)


def _utf8(data: bytes, _order: Order) -> str:
    return visible(data.decode("utf-8", "replace").partition("\0")[0], TEXT_BYTES, one_line=True)


def _utf16(data: bytes, order: Order) -> str:
    even = data[: len(data) & ~1]
    coding = "utf-16-be" if order == "big" else "utf-16-le"
    text = even.decode(coding, "surrogatepass").partition("\0")[0]
    return visible(text, TEXT_BYTES, one_line=True)


# key, label, bytes (0: as many as a text shows), meaning
_TABLE: Final[tuple[tuple[str, str, int, _Meaning], ...]] = (
    ("int8", "int8", 1, _integer(signed=True)),
    ("uint8", "uint8", 1, _integer(signed=False)),
    ("int16", "int16", 2, _integer(signed=True)),
    ("uint16", "uint16", 2, _integer(signed=False)),
    ("int32", "int32", 4, _integer(signed=True)),
    ("uint32", "uint32", 4, _integer(signed=False)),
    ("int64", "int64", 8, _integer(signed=True)),
    ("uint64", "uint64", 8, _integer(signed=False)),
    ("float", "float", 4, _real("f")),
    ("double", "double", 8, _real("d")),
    ("filetime", "FILETIME", 8, _filetime),
    ("minutes", "Minutes 1601", 4, _minutes),
    ("oledate", "OLE date", 8, _ole_date),
    ("guid", "GUID", 16, _guid),
    ("ascii", "ASCII", 0, _ascii),
    ("utf8", "UTF-8", 0, _utf8),
    ("utf16", "UTF-16", 0, _utf16),
)
