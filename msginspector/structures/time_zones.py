"""Time zones in appointments: PidLidTimeZoneStruct and the time zone definitions.

[MS-OXOCAL] 2.2.1.39 and 2.2.1.41 to 2.2.1.43.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor

SYSTEMTIME_FIELDS: Final = (
    "wYear", "wMonth", "wDayOfWeek", "wDay", "wHour", "wMinute", "wSecond", "wMilliseconds",
)  # fmt: skip


def system_time(cursor: Cursor, label: str) -> None:
    """SYSTEMTIME, 16 bytes ([MS-DTYP] 2.3.13). With wYear 0 wDay says which week of the month."""
    with cursor.group(label):
        for field in SYSTEMTIME_FIELDS:
            cursor.u16(field)


def time_zone(cursor: Cursor) -> None:
    """PidLidTimeZoneStruct ([MS-OXOCAL] 2.2.1.39), 48 bytes, little-endian; biases in minutes."""
    cursor.i32("lBias", text=_bias)
    cursor.i32("lStandardBias", text=_bias)
    cursor.i32("lDaylightBias", text=_bias)
    cursor.u16("wStandardYear")
    system_time(cursor, "stStandardDate")
    cursor.u16("wDaylightYear")
    system_time(cursor, "stDaylightDate")


def _bias(minutes: int) -> str:
    return f"{minutes} min"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"TIMEZONE": time_zone}
