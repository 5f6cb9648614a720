"""Times in zones, in words."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msginspector.analysis.moments.model import Moment
    from msginspector.mapi.scalars import Filetime


def in_zone(time: Filetime, zone: tzinfo | None) -> str:
    """`2026-03-18 09:14:07 +01:00`; None is the zone of this computer; "" beyond year 9999."""
    moment = time.to_datetime()
    if moment is None:
        return ""
    try:
        there = moment.replace(tzinfo=UTC).astimezone(zone)
    except (OverflowError, OSError, ValueError):  # no computer's zones reach that far
        return ""
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M:%S} {offset[:3]}:{offset[3:5]}"


def place(one: Moment) -> str:
    """The object, the tag and the part of its value."""
    tag = "" if one.tag is None else f"0x{one.tag:08X}"
    return " ".join(word for word in (one.path, tag, one.part) if word)
