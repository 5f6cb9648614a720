"""The nickname cache: the addresses Outlook offers while one is typed (MAPI, Autocomplete Stream).

Rows of properties as they lay in memory: each value has 8 bytes of its own, larger ones follow.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor
from msginspector.structures.property_values import NICKNAME, property_row

_ROW_SIZE: Final = 4
_NAMES: Final = ("PidTagDisplayName", "PidTagEmailAddress", "PidTagSmtpAddress")


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
    for number in range(count):
        with cursor.group(f"Row[{number}]") as part:
            part.text = _name(property_row(cursor, cursor.u32("cValues"), NICKNAME))
    size = cursor.u32("ExtraInfoSize")
    if size > cursor.remaining:
        cursor.damage(f"{size} bytes are announced, {cursor.remaining} are left")
    elif size:
        cursor.binary("ExtraInfo", size)
    cursor.binary("Metadata2", 8)
    cursor.summary(f"{count} address{'' if count == 1 else 'es'}")


def _name(values: list[str]) -> str:
    known = dict(value.split(" = ", 1) for value in values if " = " in value)
    return " ".join(known[name] for name in _NAMES if name in known)


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"NICKNAMECACHE": nickname_cache}
