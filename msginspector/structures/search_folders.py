"""What a search folder looks for, and where ([MS-OXOSRCH] 2.2.1.2.8). Little-endian.

An age is a number with its unit in the upper half; which half comes first the document leaves
open, so both are understood.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_lists import entry_list
from msginspector.structures.property_values import counted, property_row, recipient
from msginspector.structures.restrictions import STORED, restriction

SFST_NUMBER: Final = 0x01
SFST_BINARY: Final = 0x04
SFST_MRES: Final = 0x08
SFST_FILTERSTREAM: Final = 0x10
LONG_TEXT: Final = 255
"""A length that says: the length follows in 2 bytes."""
_UNITS: Final = ("days", "weeks", "months")
_STORAGE_TYPE: Final = 0x6846
"""PR_WB_SF_STORAGE_TYPE, whose flags these are."""


def search_folder(cursor: Cursor) -> None:
    """PidTagSearchFolderDefinition ([MS-OXOSRCH] 2.2.1.2.8); no bytes are no definition."""
    if not cursor.remaining:
        return
    cursor.u32("Version")
    flags = cursor.u32("Flags", _STORAGE_TYPE)
    number = cursor.u32("NumericSearch", text=_age if flags & SFST_NUMBER else None)
    text = _text(cursor, "TextSearch")
    _skipped(cursor, 1)
    cursor.u32("DeepSearch", text=lambda value: "with subfolders" if value else "no subfolders")
    folders = _text(cursor, "FolderList1")
    with cursor.window("FolderList2", cursor.u32("FolderList2Length")):
        if cursor.remaining:
            entry_list(cursor)
    addresses = _addresses(cursor) if flags & SFST_BINARY else ""
    _skipped(cursor, 2)
    found = _restriction(cursor) if flags & SFST_MRES else ""
    if flags & SFST_FILTERSTREAM:
        _advanced(cursor)
    _skipped(cursor, 3)
    words = (f'"{text}"' if text else "", _age(number) if flags & SFST_NUMBER else "", addresses)
    where = f"in {folders}" if folders else ""
    cursor.summary(found or " ".join(filter(None, (*words, where))) or "everything")


def _age(number: int) -> str:
    """An age in days, weeks or months, or a size: without a unit it may be both."""
    swapped = int.from_bytes(number.to_bytes(4, "little"), "big")
    for value in (number, swapped):
        if value >> 16 < len(_UNITS):
            unit = _UNITS[value >> 16] if value >> 16 else "(days, or a size)"
            return f"{value & 0xFFFF} {unit}"
    return str(number)


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


def _addresses(cursor: Cursor) -> str:
    """AddressList ([MS-OXOSRCH] 2.2.1.2.8.1): the properties of each address."""
    names = []
    for number in range(cursor.possible("Addresses", cursor.u32("AddressCount"), 8)):
        with cursor.group(f"Addresses[{number}]") as part:
            count = cursor.u32("PropertyCount")
            cursor.u32("Pad")
            part.text = recipient(property_row(cursor, count))
        names.append(part.text)
    return counted(names, "address", "addresses")


def _advanced(cursor: Cursor) -> None:
    """AdvancedSearch: its size in 8 bytes, the low half first, and data of the application."""
    with cursor.group("AdvancedSearch"):
        cursor.binary("Data", cursor.u64("Size"))


def _restriction(cursor: Cursor) -> str:
    with cursor.group("Restriction") as part:
        part.text = restriction(cursor, STORED)
    return part.text


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"SEARCHFOLDERDEFINITION": search_folder}
