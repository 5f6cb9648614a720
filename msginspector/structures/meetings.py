"""Which meeting: PidLidGlobalObjectId, and the tombstones of meetings a delegate declined.

[MS-OXOCAL] 2.2.1.27, 2.2.1.28 and 2.2.12.5; ids of other programs [MS-OXCICAL] 2.1.3.1.1.20.26.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.scalars import Filetime
from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor

GLOBAL_OBJECT_ID: Final = bytes.fromhex("040000008200E00074C5B7101A82E008")
THIRD_PARTY: Final = b"vCal-Uid\1\0\0\0"
TOMBSTONE: Final = 0xBEDEAFCD
_LEAST_RECORD: Final = 14


def global_object_id(cursor: Cursor) -> str:
    """PidLidGlobalObjectId ([MS-OXOCAL] 2.2.1.27), little-endian but for the year; says whose.

    The year, month and day are those of the instance an exception replaces, 0 for none. The
    creation time is a FILETIME, hence in UTC ([MS-DTYP] 2.3.3), but not in all real files: in some
    of Outlook it is 9 hours ahead of the other times, local time in Japan. It is shown without a
    zone. Ids of other programs may have 0 there and their UID as Data.
    """
    known = cursor.peek(16) == GLOBAL_OBJECT_ID
    stored = show.stored(cursor.peek(16))
    cursor.binary(
        "Byte Array ID", 16, f"{'s_rgbSPlus' if known else 'Unknown GUID, no global id'}: {stored}"
    )
    year = cursor.number("YH YL", 2, big_endian=True)
    month = cursor.u8("M", "set:flagGlobalObjectIdMonth")
    day = cursor.u8("D")
    created = _creation_time(cursor)
    with cursor.group("X") as part:
        low = cursor.u32("Low part")
        high = cursor.u32("High part")
        part.text = f"0x{high:08X}:0x{low:08X}" if low or high else "all zero"
    uid = _data(cursor, cursor.u32("Size"))
    if uid:
        said = f'UID "{uid}"'
    else:
        said = (
            f"made {created.to_datetime() or created}, zone unknown" if created.ticks else "no time"
        )
    instance = f", the instance of {year:04}-{month:02}-{day:02}" if year or month or day else ""
    return said + instance


def _creation_time(cursor: Cursor) -> Filetime:
    """A FILETIME, low half first, said without a zone: see `global_object_id`."""
    with cursor.group("Creation Time") as part:
        low = cursor.u32("dwLowDateTime")
        created = Filetime(cursor.u32("dwHighDateTime") << 32 | low)
        part.value = (created.iso() or str(created.ticks)).removesuffix("Z")
        part.text = f"{str(created).removesuffix('Z')} (0x{created.ticks:016X})"
    if created.ticks:
        cursor.derived(
            "Zone of Creation Time", None, "UTC by its type, but Outlook has written local time too"
        )
    return created


def tombstone(cursor: Cursor) -> None:
    """PidTagScheduleInfoAppointmentTombstone ([MS-OXOCAL] 2.2.12.5), little-endian.

    Times are minutes since 1601-01-01 UTC. Real values hold more records than RecordsCount says:
    they are read up to the end.
    """
    if cursor.u32("Identifier") != TOMBSTONE:
        cursor.damage(f"Identifier is not 0x{TOMBSTONE:08X}")
    cursor.u32("HeaderSize")
    cursor.u32("Version")
    announced = cursor.u32("RecordsCount")
    cursor.u32("RecordsSize")
    found = 0
    for number in range(cursor.remaining // _LEAST_RECORD):
        if cursor.remaining < _LEAST_RECORD:
            break
        with cursor.group(f"Record[{number}]") as part:
            part.text = _record(cursor)
        found = number + 1
    note = "" if found == announced else f", RecordsCount says {announced}"
    cursor.derived("Records found", found, f"{found}{note}")
    cursor.summary(f"{found} meeting{'' if found == 1 else 's'} declined")


def _record(cursor: Cursor) -> str:
    """A Record (2.2.12.5.1); gives when and by whom."""
    start = show.minutes(cursor.minutes("StartTime"))
    end = show.minutes(cursor.minutes("EndTime"))
    with cursor.window("GlobalObjectId", cursor.u32("GlobalObjectIdSize")) as part:
        part.text = global_object_id(cursor)
    user = cursor.string8("Username", cursor.u16("UsernameSize"))
    return visible(f"{start} to {end} UTC, by {user}")


def _data(cursor: Cursor, size: int) -> str:
    """The Data of an id; gives the UID of another program, if it is one."""
    if cursor.peek(len(THIRD_PARTY)) != THIRD_PARTY or size < len(THIRD_PARTY):
        if size:
            cursor.binary("Data", size)
        return ""
    with cursor.window("Data", size) as part:
        cursor.string8("vCal-Uid", 8)
        cursor.u32("Version")
        part.text = visible(cursor.string8z("UID"))
    return part.text


def _global_object_id(cursor: Cursor) -> None:
    """PidLidGlobalObjectId or PidLidCleanGlobalObjectId ([MS-OXOCAL] 2.2.1.27 and 2.2.1.28)."""
    cursor.summary(global_object_id(cursor))


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "GLOBALOBJECTID": _global_object_id,
    "TOMBSTONE": tombstone,
}
