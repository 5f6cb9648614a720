"""Ids of objects and of changes for replication.

[MS-OXCFXICS] 2.2.1.2 and 2.2.2, [MS-OXCDATA] 2.2.1.
The counters in them are big-endian, as Exchange counts them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor

GUID_SIZE: Final = 16
GID_SIZE: Final = 22
"""A database GUID and a counter of 6 bytes."""
COUNTER_SIZE: Final = 6
_LONGEST_LOCAL_ID: Final = 8


def xid(cursor: Cursor) -> str:
    """XID ([MS-OXCFXICS] 2.2.2.2): a namespace GUID and 1 to 8 bytes; gives it in short."""
    namespace = cursor.guid("NamespaceGuid")
    size = cursor.remaining
    if not 1 <= size <= _LONGEST_LOCAL_ID:
        cursor.damage(f"LocalId has {size} bytes, not 1 to {_LONGEST_LOCAL_ID}")
    local = cursor.rest("LocalId")
    if size <= _LONGEST_LOCAL_ID:
        cursor.derived("LocalId as a number", int.from_bytes(local, "big"))
    return f"{namespace} {local[:_LONGEST_LOCAL_ID].hex().upper()}"


def predecessor_change_list(cursor: Cursor) -> None:
    """PredecessorChangeList ([MS-OXCFXICS] 2.2.2.3): XIDs, each after its size in a byte."""
    count = 0
    for number in range(cursor.remaining):
        if not cursor.remaining:
            break
        with cursor.group(f"SizedXid[{number}]") as part:
            with cursor.window("XID", cursor.u8("XidSize")) as inner:
                inner.text = xid(cursor)
            part.text = inner.text
        count = number + 1
    cursor.derived("Count", count)
    cursor.summary(f"{count} replica{'' if count == 1 else 's'}")


def source_key(cursor: Cursor) -> None:
    """PidTagSourceKey ([MS-OXCFXICS] 2.2.1.2.5): a GID ([MS-OXCDATA] 2.2.1.3), or another's id.

    A GID is the GUID of the database and a counter, big-endian. Empty at the root of a download.
    """
    size = cursor.remaining
    if size == GID_SIZE:
        database = cursor.guid("DatabaseGuid")
        counter = cursor.number("GlobalCounter", COUNTER_SIZE, big_endian=True)
        cursor.summary(f"{database} {counter:0{2 * COUNTER_SIZE}X}")
    elif GUID_SIZE < size <= GUID_SIZE + _LONGEST_LOCAL_ID:
        cursor.summary(xid(cursor))
    else:
        cursor.rest("Id of another store")


def _xid(cursor: Cursor) -> None:
    """PidTagChangeKey ([MS-OXCFXICS] 2.2.1.2.7): the XID of the last change."""
    cursor.summary(xid(cursor))


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "XID": _xid,
    "PCL": predecessor_change_list,
    "SOURCEKEY": source_key,
}
