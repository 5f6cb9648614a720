"""The time zone a message was made in, and which of its properties says so.

The Date header of the transport headers ([RFC 5322] 3.3, 4.3) says it of a mail; an appointment
carries zones with their rules ([MS-OXOCAL] 2.2.1.39 to 2.2.1.43). Nothing is guessed: a message
that says none has none, and PR_CLIENT_SUBMIT_TIME is UTC without a zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Final

from msginspector.analysis.zone_rules import zone_of_node

if TYPE_CHECKING:
    from msginspector.session import PropertyRow

TRANSPORT_HEADERS: Final = (0x007D001F, 0x007D001E)
APPOINTMENT: Final = "{00062002-0000-0000-C000-000000000046}"
# The zone the start is shown in, the zone of the series, the older form of that one.
ZONE_KEYS: Final = (0x825E, 0x8260, 0x8233)
HEADER_BYTES: Final = 1 << 18
"""As much of the headers as is searched."""

_DATE: Final = re.compile(
    r"^Date:(?:[^\r\n]|\r?\n[ \t])*?(?:([+-])(\d\d)([0-5]\d)|[ \t](GMT|UT|[ECMP][SD]T))\b",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_HOURS: Final = 23
# [RFC 5322] 4.3: hours of the zones that had names
_NAMED: Final = {"GMT": 0, "UT": 0, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6,
                 "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone, what it is called ("" for a plain offset), and what says so."""

    zone: tzinfo
    name: str
    source: str

    @property
    def words(self) -> str:
        """Its name and what says so."""
        return f"{self.name}, {self.source}" if self.name else self.source


def sender_zone(row: PropertyRow) -> tzinfo | None:
    """The zone of the sender of the message a property belongs to; None where it is unknown."""
    found = said_zone(row)
    return None if found is None else found.zone


def said_zone(row: PropertyRow) -> Zone | None:
    """The zone the message of a property says, with its source; None where it says none."""
    for tag in TRANSPORT_HEADERS:
        headers = row.of_message(tag)
        zone = zone_of_headers("".join(headers.texts(HEADER_BYTES)[:1])) if headers else None
        if zone is not None:
            return Zone(zone, "", "the Date header")
    for key in ZONE_KEYS:
        prop = row.named_of_message(APPOINTMENT, key)
        node = None if prop is None else prop.decode()
        rules = None if node is None else zone_of_node(node)
        if prop is not None and rules is not None:
            return Zone(rules, rules.name, prop.name)
    return None


def zone_of_headers(headers: str) -> timezone | None:
    """The zone of the first Date header; None for "-0000", which means that nobody knows."""
    found = _DATE.search(headers)
    if found is None:
        return None
    if found[4]:
        return timezone(timedelta(hours=_NAMED[found[4].upper()]))
    sign, hours, minutes = found[1], int(found[2]), int(found[3])
    if hours > _MOST_HOURS or (sign == "-" and not hours and not minutes):
        return None
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if sign == "-" else offset)
