"""The older attributes of TNEF as properties: [MS-OXTNEF] 2.1.3.3 and 2.3.3.

Which attribute is which property is a table, `resources/tables/tnef_attributes.tsv`. An attribute
with data that makes no sense gives nothing, and a sentence says so.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from msginspector import resources
from msginspector.inputs.made import Notes, quoted
from msginspector.inputs.one_off import SMTP, Person
from msginspector.mapi import codepages
from msginspector.oxmsg.pack import Value

FALLBACK_CODEPAGE: Final = 1252

Pairs = Iterator[tuple[int, Value]]
"""Properties: tags and values."""

_DATE: Final = struct.Struct("<7H")
_FIRST_YEAR: Final = 1601
"""Where FILETIME begins."""
_TRIPLE: Final = struct.Struct("<4H")
_ONE_OFF: Final = 4
"""trpidOneOff: the only kind of sender attFrom may have."""
_RENDERING: Final = struct.Struct("<HIHHI")
_OLE: Final = 2
_MAC_BINARY: Final = 1
_MAC_ENCODING: Final = bytes.fromhex("2a864886f714030b01")
_ATTACH_METHOD: Final = 0x37050003
_ATTACH_ENCODING: Final = 0x37020102
_BY_VALUE: Final = 1
_OLE_METHOD: Final = 6
_IMPORTANCE: Final = {1: 2, 2: 1, 3: 0}
"""attPriority counts from high to low, PidTagImportance from low to high (2.3.3.2)."""
_STATUS: Final = ((0x20, 0x01), (0x04, 0x04), (0x80, 0x10), (0x02, 0x08))
"""Bits of attMessageStatus and of PidTagMessageFlags that mean the same."""
_STATUS_MODIFIED: Final = 0x01
_UNMODIFIED: Final = 0x02
_SENDER: Final = (0x0C1A001F, 0x0C1E001F, 0x0C1F001F, 0x0C190102, 0x0C1D0102)
_SENT_FOR: Final = (0x0042001F, 0x0064001F, 0x0065001F, 0x00410102, 0x003B0102)
_RECEIVED_FOR: Final = (0x0044001F, 0x0077001F, 0x0078001F, 0x00430102, 0x00520102)
_RESPONSE: Final = "IPM.SCHEDULE.MEETING.RESP"


class Row(NamedTuple):
    """What an attribute is called, how its data is read, and the property it is."""

    name: str
    kind: str
    tag: int


@lru_cache(maxsize=1)
def rows() -> dict[int, Row]:
    """Every attribute by its identifier."""
    return {
        int(row["id"], 16): Row(row["name"], row["kind"], int(row["tag"] or "0", 16))
        for row in resources.table("tnef_attributes")
    }


def attribute_name(tag: int) -> str:
    """Its name; its identifier where it has none."""
    row = rows().get(tag)
    return row.name if row else f"0x{tag:08X}"


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {row["tnef"].lower(): row["mapi"] for row in resources.table("tnef_classes")}


def message_class(stored: str) -> str:
    """The message class of today for the name TNEF uses ([MS-OXTNEF] 2.1.3.3.5)."""
    return _classes().get(stored.lower(), stored)


@dataclass(frozen=True, slots=True)
class Context:
    """What reading an attribute needs to know of its message."""

    codepage: int
    message_class: str
    notes: Notes

    def text(self, stored: bytes) -> str:
        """Text up to its terminator."""
        plain = stored.split(b"\0", 1)[0]
        try:
            return codepages.decode(plain, self.codepage, "replace")
        except LookupError:
            return codepages.decode(plain, FALLBACK_CODEPAGE, "replace")


def properties_of(row: Row, stored: bytes, context: Context) -> list[tuple[int, Value]]:
    """The properties an attribute stands for, in order; [] when its data makes no sense."""
    try:
        return list(_READERS[row.kind](row, stored, context))
    except (ValueError, struct.error):
        shown = stored[:16].hex(" ").upper()
        context.notes.add(f"{row.name} makes no sense and is left out: {shown or 'no bytes'}.")
        return []


def _text(row: Row, stored: bytes, context: Context) -> Pairs:
    yield row.tag, stored.split(b"\0", 1)[0]


def _class(row: Row, stored: bytes, context: Context) -> Pairs:
    yield row.tag & ~0xFFFF | 0x001F, message_class(context.text(stored))


def _bytes(row: Row, stored: bytes, context: Context) -> Pairs:
    yield row.tag, stored


def _hex(row: Row, stored: bytes, context: Context) -> Pairs:
    """A key, written in hexadecimal digits."""
    yield row.tag, bytes.fromhex(stored.split(b"\0", 1)[0].decode("ascii"))


def _date(row: Row, stored: bytes, context: Context) -> Pairs:
    year, month, day, hour, minute, second, _weekday = _DATE.unpack_from(stored)
    if (year, month, day) == (0, 0, 0):
        return
    if year < _FIRST_YEAR:
        raise ValueError(year)
    yield row.tag, datetime(year, month, day, hour, minute, second, tzinfo=UTC)


def _number(row: Row, stored: bytes, context: Context) -> Pairs:
    yield row.tag, struct.unpack_from("<i", stored)[0]


def _flag(row: Row, stored: bytes, context: Context) -> Pairs:
    yield row.tag, bool(struct.unpack_from("<H", stored)[0])


def _priority(row: Row, stored: bytes, context: Context) -> Pairs:
    stated = struct.unpack_from("<H", stored)[0]
    if stated not in _IMPORTANCE:
        raise ValueError(stated)
    yield row.tag, _IMPORTANCE[stated]


def _status(row: Row, stored: bytes, context: Context) -> Pairs:
    """Flags of one byte; what is stored in more is zero."""
    if not stored:
        raise ValueError(stored)
    flags = 0 if stored[0] & _STATUS_MODIFIED else _UNMODIFIED
    yield row.tag, flags | sum(new for old, new in _STATUS if stored[0] & old)


def _sender(row: Row, stored: bytes, context: Context) -> Pairs:
    """attFrom: a TRP structure, then name and "TYPE:ADDRESS"."""
    kind, _whole, name_size, address_size = _TRIPLE.unpack_from(stored)
    if kind != _ONE_OFF:
        raise ValueError(kind)
    start = _TRIPLE.size
    name = stored[start : start + name_size]
    address = stored[start + name_size : start + name_size + address_size]
    return _person(_SENDER, name, address, context)


def _owner(row: Row, stored: bytes, context: Context) -> Pairs:
    """attOwner: of a response the one it goes to, else the organizer (2.1.3.3.16)."""
    responds = context.message_class.upper().startswith(_RESPONSE)
    return _counted(_RECEIVED_FOR if responds else _SENT_FOR, stored, context)


def _represented(row: Row, stored: bytes, context: Context) -> Pairs:
    return _counted(_SENT_FOR, stored, context)


def _counted(tags: tuple[int, ...], stored: bytes, context: Context) -> Pairs:
    """Name and address, each behind its size."""
    size = struct.unpack_from("<H", stored)[0]
    name, rest = stored[2 : 2 + size], stored[2 + size :]
    size = struct.unpack_from("<H", rest)[0]
    return _person(tags, name, rest[2 : 2 + size], context)


def _person(tags: tuple[int, ...], name: bytes, address: bytes, context: Context) -> Pairs:
    kind, colon, place = context.text(address).partition(":")
    if not colon:
        kind, place = SMTP, kind
        context.notes.add(f"The address {quoted(place)} says no type; SMTP is taken.")
    person = Person(context.text(name), place, kind)
    values = (person.name, person.type, place, person.entry_id(), person.search_key())
    return zip(tags, values, strict=True)


def _rendering(row: Row, stored: bytes, context: Context) -> Pairs:
    """attAttachRenddata: where the attachment stands, and of which sort it is."""
    kind, position, _width, _height, flags = _RENDERING.unpack_from(stored)
    yield _ATTACH_METHOD, _OLE_METHOD if kind == _OLE else _BY_VALUE
    yield row.tag, position
    if flags & _MAC_BINARY:
        yield _ATTACH_ENCODING, _MAC_ENCODING


def _codepage(row: Row, stored: bytes, context: Context) -> Pairs:
    yield row.tag, struct.unpack_from("<I", stored)[0]


_READERS: Final[dict[str, Callable[[Row, bytes, Context], Pairs]]] = {
    "text": _text, "class": _class, "bytes": _bytes, "data": _bytes, "hex": _hex, "date": _date,
    "number": _number, "flag": _flag, "priority": _priority, "status": _status, "sender": _sender,
    "owner": _owner, "represented": _represented, "rendering": _rendering, "codepage": _codepage,
}  # fmt: skip
"""How the data of an attribute is read, by the word for it in the table."""
