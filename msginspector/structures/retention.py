"""Retention and archiving: the tag, and from when on it counts ([MS-OXCMSG] 2.2.1.60)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor

_ARCHIVE_TAG: Final = 0x3018


def retention_tag(cursor: Cursor) -> None:
    """PidTagArchiveTag or PidTagPolicyTag ([MS-OXCMSG] 2.2.1.60.1, 2.2.1.60.2): a tag's GUID."""
    archives = cursor.context.tag >> 16 == _ARCHIVE_TAG
    cursor.summary(cursor.guid("Archive tag" if archives else "Retention tag"))


def start_date_etc(cursor: Cursor) -> None:
    """PidTagStartDateEtc ([MS-OXCMSG] 2.2.1.60.4), 12 bytes, little-endian.

    The default retention period in days, and the time in UTC from which the age is counted.
    """
    days = cursor.u32("Default retention period", text=lambda value: f"{value} d")
    start = cursor.filetime("Start date")
    counted = f"{start.to_datetime()} UTC" if start.to_datetime() else str(start)
    cursor.summary(f"age counted from {counted}; {days} days by default")


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "RETENTIONTAG": retention_tag,
    "STARTDATEETC": start_date_etc,
}
