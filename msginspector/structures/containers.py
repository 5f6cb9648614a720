"""The streams a message file is built of: properties, names of properties, lengths of lists.

[MS-OXMSG] 2.4 (property stream), 2.2.3.1 (streams of named properties) and 2.1.4.2 (lengths).
What the properties of a file are is read elsewhere; here each byte of a stream is shown.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from msginspector.mapi import flags
from msginspector.mapi.guids import GUID_SIZE, PS_MAPI, PS_PUBLIC_STRINGS, format_guid, guid_name
from msginspector.mapi.scalars import Filetime
from msginspector.mapi.scodes import scode_name
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_name
from msginspector.mapi.types import (
    MULTIVALUED,
    PT_APPTIME,
    PT_BOOLEAN,
    PT_CURRENCY,
    PT_DOUBLE,
    PT_ERROR,
    PT_FLOAT,
    PT_LONG,
    PT_LONGLONG,
    PT_MV_BINARY,
    PT_OBJECT,
    PT_SHORT,
    PT_STRING8,
    PT_SYSTIME,
    PT_UNICODE,
    type_info,
    type_name,
)
from msginspector.structures import show
from msginspector.structures.cursor import Bits, Cursor

ENTRY_SIZE: Final = 16
TOP_HEADER: Final = 32
MESSAGE_HEADER: Final = 24
OBJECT_HEADER: Final = 8
"""Sizes of the header: of the message the file is, of one in an attachment, of other objects."""

_FLAGS: Final = {1: "PROPATTR_MANDATORY", 2: "PROPATTR_READABLE", 4: "PROPATTR_WRITABLE"}
_OBJECT_KINDS: Final = {1: "a message", 4: "a storage"}
_SETS: Final = {1: PS_MAPI, 2: PS_PUBLIC_STRINGS}
_GUID_STREAM: Final = 0x00020102
_FIRST_STORED_SET: Final = 3
"""Index of the first GUID of the GUID stream; 1 and 2 stand for sets that are not stored."""
_NAME_ENTRY_SIZE: Final = 8
_FIRST_MAPPING_STREAM: Final = 0x1000
"""Ids of streams from here on map hashed names to ids ([MS-OXMSG] 2.2.3.2)."""


def property_stream(cursor: Cursor) -> None:
    """`__properties_version1.0`: a header and an entry a property, [MS-OXMSG] 2.4; little-endian.

    The header of the message the file is has 32 bytes, that of a message in an attachment 24,
    that of a recipient or attachment 8. Every object has such a stream.
    """
    header = _header_size(cursor)
    counts = _header(cursor, header) if header else ""
    number = 0
    while cursor.remaining >= ENTRY_SIZE:
        with cursor.window(f"Property[{number}]", ENTRY_SIZE) as part:
            part.text = _entry(cursor)
        number += 1
    if cursor.remaining and not cursor.context.missing:
        cursor.damage(f"{cursor.remaining} bytes are left: an entry has {ENTRY_SIZE}")
    said = _counted(number, "property", "properties")
    cursor.summary(f"{said} of {counts or 'a recipient or attachment'}")


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or f'{one}s'}"


def _header_size(cursor: Cursor) -> int:
    """Which of the three headers it is: an entry has 16 bytes, and no property has the id 0."""
    size = cursor.remaining
    if size < OBJECT_HEADER:
        return 0
    if size % ENTRY_SIZE == 0 and size >= TOP_HEADER:
        return TOP_HEADER
    first_id = int.from_bytes(cursor.peek(2, OBJECT_HEADER + 2), "little")
    if first_id or size < MESSAGE_HEADER:
        return OBJECT_HEADER
    if size % ENTRY_SIZE == OBJECT_HEADER or any(cursor.peek(8, MESSAGE_HEADER)):
        return MESSAGE_HEADER
    return TOP_HEADER if size >= TOP_HEADER else MESSAGE_HEADER


def _header(cursor: Cursor, size: int) -> str:
    with cursor.group("Header") as part:
        cursor.binary("Reserved", 8)
        if size == OBJECT_HEADER:
            part.text = "of a recipient or attachment"
            return ""
        cursor.u32("Next Recipient ID")
        cursor.u32("Next Attachment ID")
        recipients = cursor.u32("Recipient Count")
        attachments = cursor.u32("Attachment Count")
        kind = "a message in an attachment"
        if size == TOP_HEADER:
            cursor.binary("Reserved", 8)
            kind = "the message"
        recipients_said = _counted(recipients, "recipient")
        part.text = f"{kind}, {recipients_said}, {_counted(attachments, 'attachment')}"
        return part.text


def _entry(cursor: Cursor) -> str:
    tag = cursor.u32("Property Tag", text=lambda tag: _tag(cursor, tag))
    cursor.u32("Flags", text=show.any_of(_FLAGS))
    info = type_info(tag & 0xFFFF)
    if info is not None and info.fixed and not info.multivalued:
        return f"{_tag(cursor, tag)} = {_fixed(cursor, tag, info.width or 0)}"
    return f"{_tag(cursor, tag)}, {_sized(cursor, tag & 0xFFFF)}"


def _tag(cursor: Cursor, tag: int) -> str:
    """ "PidTagSubject PtypString"; the name a file gives an id from 0x8000 on, if it is known."""
    prop_id = tag >> 16
    name = cursor.context.named(prop_id) if prop_id >= FIRST_NAMED_ID else tag_name(tag)
    return f"{name or f'0x{prop_id:04X}'} {type_name(tag & 0xFFFF)}"


def _fixed(cursor: Cursor, tag: int, width: int) -> str:
    """A value that lies in the entry, and the bytes behind it, which mean nothing."""
    code = tag & 0xFFFF
    if not width:
        cursor.binary("Reserved", 8)
        return "nothing"
    shown: list[str] = []

    def text(value: int) -> str:
        shown.append(_fixed_text(value, width, tag))
        return shown[0]

    cursor.number("Value", width, text=text, signed=code in (PT_SHORT, PT_LONG, PT_LONGLONG))
    if width < 8:
        cursor.binary("Reserved", 8 - width)
    return shown[0]


def _fixed_text(value: int, width: int, tag: int) -> str:
    code = tag & 0xFFFF
    bits = value.to_bytes(width, "little", signed=value < 0)
    if code in (PT_SHORT, PT_LONG) and tag >> 16 < FIRST_NAMED_ID:
        names = " | ".join(name for _, name in flags.describe(tag >> 16, value))
        return names or str(value)
    if code == PT_BOOLEAN:
        return "True" if value else "False"
    if code == PT_ERROR:
        return scode_name(value) or str(value)
    if code == PT_SYSTIME:
        return str(Filetime(value))
    if code == PT_CURRENCY:
        amount = struct.unpack("<q", bits)[0]
        return f"{'-' * (amount < 0)}{abs(amount) // 10000}.{abs(amount) % 10000:04}"
    if code in (PT_FLOAT, PT_DOUBLE, PT_APPTIME):
        return str(struct.unpack("<f" if width == 4 else "<d", bits)[0])
    return str(value)


def _sized(cursor: Cursor, code: int) -> str:
    """A value that lies in a stream of its own: the size the entry gives, which counts more."""
    extra = {PT_UNICODE: 2, PT_STRING8: 1}.get(code, 0)
    size = cursor.u32("Size", text=lambda size: _size(size, extra))
    names = show.one_of(_OBJECT_KINDS) if code == PT_OBJECT else None
    cursor.u32("Reserved", text=names)
    if code == PT_OBJECT:
        return "an object"
    if code & MULTIVALUED:
        return f"a list, {size} bytes of values or lengths"
    return f"{max(size - extra, 0)} bytes"


def _size(size: int, extra: int) -> str:
    if size == 0xFFFFFFFF:
        return "no size: an object"
    return f"{size} bytes, {extra} of them a terminator that is not stored" if extra else str(size)


def named_guids(cursor: Cursor) -> None:
    """The GUIDs of the property sets of a file, [MS-OXMSG] 2.2.3.1.1; fields little-endian.

    Sets are referred to by index: 1 is PS_MAPI, 2 PS_PUBLIC_STRINGS, 3 the first one here.
    """
    number = 0
    while cursor.remaining >= GUID_SIZE:
        cursor.guid(f"GUID[{number}] (index {number + _FIRST_STORED_SET})")
        number += 1
    if cursor.remaining and not cursor.context.missing:
        cursor.damage(f"{cursor.remaining} bytes are left: a GUID has {GUID_SIZE}")
    cursor.summary(_counted(number, "property set"))


def named_entries(cursor: Cursor) -> None:
    """The entry of each named property of a file, [MS-OXMSG] 2.2.3.1.2; little-endian.

    Entry n belongs to the property id 0x8000 + n. The streams that map names to ids (2.2.3.2)
    have the same entries, with the checksum of a name in place of its offset.
    """
    stream = cursor.context.tag >> 16
    mapped = stream >= _FIRST_MAPPING_STREAM
    number = 0
    while cursor.remaining >= _NAME_ENTRY_SIZE:
        with cursor.group(f"Entry[{number}]") as part:
            part.text = _name_entry(cursor, mapped)
        number += 1
    if cursor.remaining and not cursor.context.missing:
        cursor.damage(f"{cursor.remaining} bytes are left: an entry has {_NAME_ENTRY_SIZE}")
    cursor.summary(_counted(number, "named property", "named properties"))


def _name_entry(cursor: Cursor, mapped: bool) -> str:
    string = cursor.peek_number(2, 4) & 1
    other = "CRC-32 of the name" if mapped else "String Offset"
    key = cursor.u32(other if string else "Name Identifier")
    kind, index = cursor.peek_number(2), cursor.peek_number(2, 2)
    prop_id = FIRST_NAMED_ID + index
    cursor.bits(
        "Index and Kind Information",
        4,
        (
            Bits("Property Kind", 0, 1, text=show.one_of({0: "numerical", 1: "string"})),
            Bits("GUID Index", 1, 15, text=lambda index: _set(cursor, index)),
            Bits("Property Index", 16, 16, text=lambda n: f"0x{FIRST_NAMED_ID + n & 0xFFFF:04X}"),
        ),
    )
    name = cursor.context.named(prop_id) if index < FIRST_NAMED_ID else ""
    said = f"{other} 0x{key:X}" if string else f"0x{key:04X}"
    shown = name or f"{said} of {_set(cursor, kind >> 1)}"
    return f"0x{prop_id & 0xFFFF:04X} is {shown}"


def _set(cursor: Cursor, index: int) -> str:
    """The property set with this index, by name when the GUID stream is at hand."""
    if index in _SETS:
        return guid_name(_SETS[index])
    number = index - _FIRST_STORED_SET
    if number < 0:
        return "no set"
    stored = (cursor.context.sibling(_GUID_STREAM) or b"")[GUID_SIZE * number :][:GUID_SIZE]
    if len(stored) < GUID_SIZE:
        return f"GUID[{number}]"
    guid = format_guid(stored)
    return guid_name(guid) or guid


def named_strings(cursor: Cursor) -> None:
    """The names of the string-named properties of a file, [MS-OXMSG] 2.2.3.1.3.

    Each has its length in bytes (little-endian), UTF-16 without a terminator, and zeros up to a
    multiple of four bytes. Entries refer to a name by its offset.
    """
    number = 0
    while cursor.remaining:
        with cursor.group(f"String[{number}]") as part:
            length = cursor.u32("Name Length")
            part.text = cursor.utf16("Name", length)
            padding = -length % 4
            if padding:
                cursor.binary("Padding", min(padding, cursor.remaining))
        number += 1
    cursor.summary(_counted(number, "name"))


def lengths(cursor: Cursor) -> None:
    """The lengths of the items of a list, each in a stream of its own: [MS-OXMSG] 2.1.4.2.

    Little-endian, in bytes. Texts: 4 bytes each, the terminator counts. Bytes: 8 bytes each, the
    second half reserved.
    """
    wide = _wide_lengths(cursor)
    size = 8 if wide else 4
    total = number = 0
    while cursor.remaining >= size:
        with cursor.group(f"Value[{number}]") as part:
            length = cursor.u32("Length")
            if wide:
                cursor.binary("Reserved", 4)
            part.text = f"{length} bytes"
        total += length
        number += 1
    if cursor.remaining and not cursor.context.missing:
        cursor.damage(f"{cursor.remaining} bytes are left: a length has {size}")
    cursor.summary(f"{_counted(number, 'value')}, {total} bytes in all")


def _wide_lengths(cursor: Cursor) -> bool:
    """By the type of the list; without it, by the reserved halves, which are zero."""
    if cursor.context.tag & 0xFFFF:
        return cursor.context.tag & 0xFFFF == PT_MV_BINARY
    stored = cursor.peek(cursor.remaining)
    halves = struct.iter_unpack("<II", stored[: len(stored) // 8 * 8])
    return len(stored) % 8 == 0 and all(not reserved for _, reserved in halves)


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "PROPERTYSTREAM": property_stream,
    "NAMEDGUIDSTREAM": named_guids,
    "NAMEDENTRYSTREAM": named_entries,
    "NAMEDSTRINGSTREAM": named_strings,
    "LENGTHSTREAM": lengths,
}
