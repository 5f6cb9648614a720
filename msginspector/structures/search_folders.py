"""What a search folder looks for, and where ([MS-OXOSRCH] 2.2.1.2.8). Little-endian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_lists import entry_list
from msginspector.structures.property_values import property_row
from msginspector.structures.restrictions import STORED, restriction

SFST_BINARY: Final = 0x04
SFST_MRES: Final = 0x08
SFST_FILTERSTREAM: Final = 0x10
LONG_TEXT: Final = 255
"""A length that says: the length follows in 2 bytes."""
_STORAGE_TYPE: Final = 0x6846
"""PR_WB_SF_STORAGE_TYPE, whose flags these are."""


def search_folder(cursor: Cursor) -> None:
    """PidTagSearchFolderDefinition ([MS-OXOSRCH] 2.2.1.2.8)."""
    cursor.u32("Version")
    flags = cursor.u32("Flags", _STORAGE_TYPE)
    cursor.u32("NumericSearch")
    text = _text(cursor, "TextSearch")
    _skipped(cursor, 1)
    cursor.u32("DeepSearch")
    folders = _text(cursor, "FolderList1")
    with cursor.window("FolderList2", cursor.u32("FolderList2Length")):
        if cursor.remaining:
            entry_list(cursor)
    if flags & SFST_BINARY:
        _addresses(cursor)
    _skipped(cursor, 2)
    found = _restriction(cursor) if flags & SFST_MRES else ""
    if flags & SFST_FILTERSTREAM and cursor.remaining > 4:
        cursor.binary("AdvancedSearch", cursor.remaining - 4)
    _skipped(cursor, 3)
    cursor.summary(found or " in ".join(filter(None, (text, folders))))


def _text(cursor: Cursor, label: str) -> str:
    """Text after its length in characters of UTF-16: one byte, or 255 and two more."""
    length = cursor.u8(f"{label}Length")
    if length == LONG_TEXT:
        length = cursor.u16(f"{label}LengthExtended")
    return cursor.utf16(label, 2 * length) if length else ""


def _skipped(cursor: Cursor, number: int) -> None:
    """Bytes after their length that a reader passes over."""
    size = cursor.u32(f"SkipLen{number}")
    if size:
        cursor.binary(f"SkipBytes{number}", size)


def _addresses(cursor: Cursor) -> None:
    """AddressList ([MS-OXOSRCH] 2.2.1.2.8.1): the properties of each address."""

    def address(_: int) -> None:
        count = cursor.u32("PropertyCount")
        cursor.u32("Pad")
        property_row(cursor, count)

    cursor.each("Addresses", cursor.u32("AddressCount"), 8, address)


def _restriction(cursor: Cursor) -> str:
    with cursor.group("Restriction") as part:
        part.text = restriction(cursor, STORED)
    return part.text


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"SEARCHFOLDERDEFINITION": search_folder}
