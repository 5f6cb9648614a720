"""Values that are one number, GUID or text, with what they mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.guids import GUID_SIZE
from msginspector.structures.cursor import Cursor
from msginspector.structures.recurrence import date
from msginspector.structures.replication import COUNTER_SIZE


def minutes_since_1601(cursor: Cursor) -> None:
    """Minutes since 1601-01-01 UTC, 4 bytes, little-endian.

    [MS-OXOSRCH] 2.2.1.2.4 and 2.2.1.2.5, [MS-OXOPFFB] 2.2.1.2.9 and 2.2.1.2.10.
    """
    cursor.summary(f"{date(cursor.u32('Minutes', text=date))} UTC")


def number_in_halves(cursor: Cursor) -> None:
    """A number of 8 bytes, little-endian, e.g. PidTagRuleId ([MS-OXORULE] 2.2.1.3.1.1)."""
    low = cursor.u32("LowPart")
    high = cursor.u32("HighPart")
    number = high << 32 | low
    cursor.derived("Number", number)
    cursor.summary(f"0x{high:08X}:0x{low:08X} = {number}")


def folder_or_message_id(cursor: Cursor) -> None:
    """FID or MID ([MS-OXCDATA] 2.2.1.1 and 2.2.1.2): a replica id and a counter, big-endian."""
    replica = cursor.u16("ReplicaId")
    counter = cursor.number("GlobalCounter", COUNTER_SIZE, big_endian=True)
    cursor.summary(f"{replica:X}-{counter:X}")


def guid(cursor: Cursor) -> None:
    """A GUID ([MS-DTYP] 2.3.4.2), as [MS-OXOTASK] 2.2.2.2.32 and [MS-OXSHARE] 2.2.2.12 have it."""
    cursor.summary(cursor.guid("GUID"))


def tnef_key(cursor: Cursor) -> None:
    """PidTagTnefCorrelationKey ([MS-OXCMSG] 2.2.1.29), ASCII with its terminator.

    Ties a TNEF attachment to its message: [MS-OXCMAIL] 2.1.3.2.26 takes the Internet message id.
    """
    key = cursor.string8z("Key")
    same = (cursor.context.sibling(_MESSAGE_ID) or b"").decode("utf-16-le", "replace")
    if same:
        equal = key == same.rstrip("\0")
        cursor.derived("Compared with PidTagInternetMessageId", equal, "same" if equal else "other")
    cursor.summary(key)


_MESSAGE_ID: Final = 0x1035001F


def guids(cursor: Cursor) -> None:
    """A list of GUIDs without a count ([MS-DTYP] 2.3.4.2), as PidTagAbProviders has it."""
    count = cursor.remaining // GUID_SIZE
    for number in range(count):
        cursor.guid(f"GUID[{number}]")
    cursor.derived("Count", count)


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "LONGRTIME": minutes_since_1601,
    "PTI8": number_in_halves,
    "SFIDMID": folder_or_message_id,
    "GUID": guid,
    "GUIDLIST": guids,
    "TNEFKEY": tnef_key,
}
