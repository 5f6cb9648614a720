"""The nickname cache: the addresses Outlook offers while one is typed (MAPI, Autocomplete Stream).

Rows of properties as they lay in memory: each value has 8 bytes of its own, larger ones follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor
from msginspector.structures.property_values import NICKNAME, counted, property_row, recipient

MOST_PROPERTIES: Final = 1 << 16
"""Of one row: property ids have 16 bits."""
_ROW_SIZE: Final = 4


def nickname_cache(cursor: Cursor) -> None:
    """Autocomplete stream (MAPI documentation): metadata, version, rows, extra data, metadata.

    A number of rows there is no room for is said, and no row is read.
    """
    cursor.binary("Metadata1", 4)
    cursor.u32("MajorVersion")
    cursor.u32("MinorVersion")
    count = cursor.i32("RowCount")
    if not 0 <= count <= cursor.remaining // _ROW_SIZE:
        cursor.damage(f"{count} rows are announced, {cursor.remaining} bytes are left")
        count = 0
    names = []
    for number in range(count):
        with cursor.group(f"Row[{number}]") as part:
            part.text = _row(cursor)
        names.append(part.text)
    size = cursor.u32("ExtraInfoSize")
    if size > cursor.remaining:
        cursor.damage(f"{size} bytes are announced, {cursor.remaining} are left")
    elif size:
        cursor.binary("ExtraInfo", size)
    cursor.binary("Metadata2", 8)
    cursor.summary(counted(names, "address", "addresses"))


def _row(cursor: Cursor) -> str:
    """The properties of one address; gives whose it is."""
    count = cursor.i32("cValues")
    if not 0 <= count <= MOST_PROPERTIES:
        cursor.damage(f"{count} is no number of properties")
        return ""
    return recipient(property_row(cursor, count, NICKNAME))


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"NICKNAMECACHE": nickname_cache}
