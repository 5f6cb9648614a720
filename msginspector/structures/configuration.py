"""Settings that roam with a mailbox: dictionaries and XML, views, and rights to protected mail.

[MS-OXOCFG] 2.2.2.2, 2.2.2.3, 2.2.5.1 and 2.2.6.1; [MS-OXORMMS] 2.2.1.1. XML is shown tag by tag
(`markup.py`); a licence is described, not opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.named import named_info
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_name
from msginspector.mapi.types import type_name
from msginspector.structures import show
from msginspector.structures.cursor import Bits, Cursor
from msginspector.structures.markup import Piece, pieces, read_elements

_VALUE_TYPES: Final = {"3": "Boolean", "9": "32-bit integer", "18": "string"}
"""Numbers before values and keys ([MS-OXOCFG] 2.2.5.1)."""
_SHOWN: Final = 5

_SORTED: Final = {0: "ascending", 2: "descending"}
_BY_CONVERSATION: Final = 0xFFFFFFFF
_COLUMN_FLAGS: Final = {
    0x00000001: "VCDF_RIGHT_JUSTIFY", 0x00000002: "VCDF_CENTER_JUSTIFY",
    0x00000004: "VCDF_NO_CUSTOM", 0x00000008: "VCDF_BITMAP", 0x00000010: "VCDF_EXTENDED_PROPERTY",
    0x00000020: "VCDF_NOT_SORTABLE", 0x00000040: "VCDF_SORTDESCENDING",
    0x00000080: "VCDF_EXTENDTORIGHT", 0x00000100: "VCDF_MOVEABLE", 0x00000200: "VCDF_COLUMNSDLG",
    0x00000400: "VCDF_SORTDLG", 0x00000800: "VCDF_GROUPDLG", 0x00001000: "VCDF_NAMEDPROP",
    0x00002000: "VCDF_RCOLUMNSDLG", 0x00004000: "VCDF_MULTIVALUED", 0x00008000: "VCDF_OPTIONAL",
}  # fmt: skip
_NAMED: Final = 0x00001000
_BY_STRING: Final = 1
_LEAST_COLUMN: Final = 36
_DEFLATE: Final = 8
_ZLIB_HEADER: Final = 2
_ZLIB_CHECKSUM: Final = 4


def dictionary(cursor: Cursor) -> None:
    """PidTagRoamingDictionary: names and values as XML in UTF-8, [MS-OXOCFG] 2.2.5.1.

    An entry is <e k="type-name" v="type-value"/>. Absent where a message has no dictionary.
    """
    entries: list[str] = []
    versions: list[str] = []

    def seen(piece: Piece) -> str | None:
        if piece.name == "Info":
            versions.append(piece.attributes.get("version", ""))
        if piece.name != "e" or "k" not in piece.attributes:
            return None
        entries.append(_entry(piece.attributes))
        return entries[-1]

    _markup(cursor, seen)
    shown = "; ".join(entries[:_SHOWN]) + ("; …" if len(entries) > _SHOWN else "")
    version = f" of {versions[0]}" if versions and versions[0] else ""
    word = "setting" if len(entries) == 1 else "settings"
    cursor.summary(f"{len(entries)} {word}{version}{': ' if shown else ''}{shown}")


def _entry(attributes: dict[str, str]) -> str:
    _, _, key = attributes["k"].partition("-")
    kind, _, value = attributes.get("v", "").partition("-")
    return f"{key} = {value} ({_VALUE_TYPES.get(kind, f'type {kind}')})"


def roaming_xml(cursor: Cursor) -> None:
    """PidTagRoamingXmlStream: settings such as categories as XML in UTF-8, [MS-OXOCFG] 2.2.2.3.

    Absent where a message has none.
    """
    names: dict[str, int] = {}

    def seen(piece: Piece) -> str | None:
        names[piece.name] = names.get(piece.name, 0) + 1
        return None

    _markup(cursor, seen)
    shown = [f"{count} × {name}" if count > 1 else name for name, count in names.items()]
    cursor.summary(f"XML of {', '.join(shown[:_SHOWN])}" if shown else "no XML")


def _markup(cursor: Cursor, seen: Callable[[Piece], str | None]) -> None:
    waiting = iter(pieces(cursor))
    while cursor.remaining:
        before = cursor.position
        read_elements(cursor, waiting, seen)
        if cursor.position == before:
            break
    cursor.rest("Further markup")


def view_descriptor(cursor: Cursor) -> None:
    """PidTagViewDescriptorBinary: the columns of a view of a folder, [MS-OXOCFG] 2.2.6.1.

    Little-endian; widths in pixels. The titles of the columns are in PidTagViewDescriptorStrings.
    Absent on messages that define no view.
    """
    cursor.binary("Reserved1", 8)
    cursor.u32("Version")
    order = cursor.u32("ulFlags", text=show.one_of(_SORTED))
    cursor.u32("Pres")
    count = cursor.u32("Cvcd")
    by = cursor.u32("ivcdSort", text=_sort_column)
    groups = cursor.u32("cCat")
    cursor.u32("ulCatSort")
    cursor.binary("Reserved2", 24)
    names: list[str] = []
    for number in range(cursor.possible("ColumnPacket", count, _LEAST_COLUMN)):
        with cursor.group(f"ColumnPacket[{number}]") as part:
            name, part.text = _column(cursor)
            names.append(name)
    if cursor.remaining:
        cursor.rest("RestrictionInfo")
    said = [f"{len(names)} columns: {', '.join(names)}"]
    if by < len(names):
        said.append(f"sorted by {names[by]}, {_SORTED.get(order, 'in an unknown order')}")
    elif by == _BY_CONVERSATION:
        said.append("arranged by conversation")
    said += [f"grouped by {groups} columns"] if groups else []
    cursor.summary("; ".join(said))


def _sort_column(value: int) -> str:
    return "by conversation" if value == _BY_CONVERSATION else f"column {value}"


def _column(cursor: Cursor) -> tuple[str, str]:
    """ColumnPacket ([MS-OXOCFG] 2.2.6.1.1): the name of the property, and what is said of it."""
    kind = cursor.u16("PropertyType", text=type_name)
    prop_id = cursor.u16("PropertyID")
    width = cursor.u32("Cx", text=lambda value: f"{value} pixels")
    cursor.u32("Reserved1")
    set_flags = cursor.u32("Flags", text=show.any_of(_COLUMN_FLAGS))
    cursor.binary("Reserved2", 12)
    by_string = cursor.u32("Kind", text=show.one_of({0: "MNID_ID", 1: "MNID_STRING"}))
    key = cursor.u32("ID")
    name = _plain_name(prop_id, kind)
    if set_flags & _NAMED:
        name = _named(cursor, by_string, key) or name
    return name, f"{name} {type_name(kind)}, {width} pixels wide"


def _plain_name(prop_id: int, kind: int) -> str:
    name = tag_name(prop_id << 16 | kind) if prop_id < FIRST_NAMED_ID else ""
    return name or f"0x{prop_id:04X}"


def _named(cursor: Cursor, by_string: int, key: int) -> str:
    guid = cursor.guid("Guid")
    if by_string != _BY_STRING:
        info = named_info(guid, key & 0xFFFF)
        return info.name if info else ""
    name = cursor.utf16("Buffer", cursor.u32("BufferLength")).rstrip("\0")
    return show.utf16(name.encode("utf-16-le", "surrogatepass"))


def rights_license(cursor: Cursor) -> None:
    """PidNameRightsManagementLicense: the use license of protected mail, [MS-OXORMMS] 2.2.1.1.

    Compressed with ZLIB (RFC 1950), big-endian checksum. It is bound to one user and machine: it
    is said what it is, and not opened. Absent where none is kept with the message.
    """
    stored = cursor.peek(_ZLIB_HEADER)
    zlib = len(stored) == _ZLIB_HEADER and stored[0] & 0x0F == _DEFLATE
    if not zlib or int.from_bytes(stored, "big") % 31 or cursor.remaining < 6:
        cursor.rest("Data of an unknown form")
        cursor.summary("of a rights-managed message; not compressed as [MS-OXORMMS] has it")
        return
    cursor.bits("CMF", 1, (Bits("CM", 0, 4), Bits("CINFO", 4, 4)))
    cursor.bits("FLG", 1, (Bits("FCHECK", 0, 5), Bits("FDICT", 5, 1), Bits("FLEVEL", 6, 2)))
    size = cursor.remaining - _ZLIB_CHECKSUM
    cursor.binary("Compressed license", size, "bound to a user and a machine: not opened")
    cursor.number("ADLER32", _ZLIB_CHECKSUM, big_endian=True)
    cursor.summary(f"use license of a rights-managed message, {size} bytes compressed; not opened")


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "DICTIONARY": dictionary,
    "ROAMINGXML": roaming_xml,
    "VIEWDESCRIPTOR": view_descriptor,
    "RIGHTSLICENSE": rights_license,
}
