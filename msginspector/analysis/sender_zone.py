"""The time zone a mail was sent in, as its own Date header says it ([RFC 5322] 3.3).

Nothing is guessed: without transport headers, or without a numeric zone in them, there is none.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.session import PropertyRow

TRANSPORT_HEADERS: Final = (0x007D001F, 0x007D001E)
_DATE: Final = re.compile(r"^Date:[^\r\n]*?([+-])(\d\d)([0-5]\d)\b", re.IGNORECASE | re.MULTILINE)
_MOST_HOURS: Final = 23


def sender_zone(row: PropertyRow) -> timezone | None:
    """The zone of the sender of the message a property belongs to; None where it is unknown."""
    for tag in TRANSPORT_HEADERS:
        headers = row.of_message(tag)
        value = None if headers is None else headers.value
        if isinstance(value, str):
            return zone_of_headers(value)
    return None


def zone_of_headers(headers: str) -> timezone | None:
    """The zone of the first Date header; None for "-0000", which means that nobody knows."""
    found = _DATE.search(headers)
    if found is None:
        return None
    sign, hours, minutes = found[1], int(found[2]), int(found[3])
    if hours > _MOST_HOURS or (sign == "-" and not hours and not minutes):
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)
