"""How times of a message are shown: in UTC, in the zone of this computer, in the zone the sender of
the message was in, or in any other one.

Always to the second and always with the zone; a value shown whole keeps its 100 ns elsewhere.
What it needs is imported when a time is shown: an empty window needs none.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.session import PropertyRow

UTC_NAME: Final = "UTC"
LOCAL_NAME: Final = "local"
SENDER_NAME: Final = "sender"


def zone_names() -> list[str]:
    """UTC, local time, the sender's, and every zone this computer knows; Windows may know none."""
    from zoneinfo import available_timezones

    return [UTC_NAME, LOCAL_NAME, SENDER_NAME, *sorted(available_timezones() - {UTC_NAME})]


def zone_of(name: str) -> tzinfo | None:
    """The zone of that name, None for local time; UTC for a name this computer does not know."""
    if name in (LOCAL_NAME, UTC_NAME, SENDER_NAME):
        return None if name == LOCAL_NAME else UTC
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


class Clock:
    """Shows times in the zone that was chosen."""

    def __init__(self, zone: str = UTC_NAME) -> None:
        self.choose(zone)

    def choose(self, zone: str) -> None:
        """Show times in this zone from now on."""
        self._zone = zone_of(zone)
        self._of_sender = zone == SENDER_NAME

    @property
    def is_utc(self) -> bool:
        """Times are shown as files store them."""
        return self._zone is UTC and not self._of_sender

    def text(self, value: object, row: PropertyRow | None = None) -> str:
        """A FILETIME as `2026-03-18 09:14:07 +01:00`; "" for what is none, or beyond year 9999.

        In the zone of the sender, which the message of `row` says, with what says so; in UTC where
        it says none.
        """
        if not self._of_sender or row is None:
            return time_in(value, self._zone)
        from msginspector.analysis.sender_zone import said_zone

        said = said_zone(row)
        if said is None or not (text := time_in(value, said.zone)):
            return time_in(value, self._zone)
        return f"{text} ({said.words})"


def time_in(value: object, zone: tzinfo | None) -> str:
    """The same in any zone, None for local time."""
    from msginspector.mapi.scalars import Filetime

    moment = value.to_datetime() if isinstance(value, Filetime) else None
    return "" if moment is None else _said(moment.replace(tzinfo=UTC), zone)


def _said(moment: datetime, zone: tzinfo | None) -> str:
    try:
        there = moment.astimezone(zone)
    except (OverflowError, OSError, ValueError):  # no computer's zones reach that far
        there = moment
    offset = there.strftime("%z")
    said = "UTC" if there.tzinfo is UTC else f"{offset[:3]}:{offset[3:5]}"
    return f"{there:%Y-%m-%d %H:%M:%S} {said}"
