"""The time zone a message was made in, and which of its properties says so.

The Date header of the transport headers ([RFC 5322] 3.3, 4.3) says it of a mail; an appointment
carries zones with their rules ([MS-OXOCAL] 2.2.1.39 to 2.2.1.43). Nothing is guessed: a message
that says none has none, and PR_CLIENT_SUBMIT_TIME is UTC without a zone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.zone_rules import zone_of_node
from msginspector.inputs.dates import Moment, read_date

if TYPE_CHECKING:
    from datetime import tzinfo

    from msginspector.session import PropertyRow

TRANSPORT_HEADERS: Final = (0x007D001F, 0x007D001E)
APPOINTMENT: Final = "{00062002-0000-0000-C000-000000000046}"
# The zone the start is shown in, the zone of the series, the older form of that one.
ZONE_KEYS: Final = (0x825E, 0x8260, 0x8233)
HEADER_BYTES: Final = 1 << 18
"""As much of the headers as is searched."""

_DATE: Final = re.compile(r"^Date[ \t]*:((?:[^\r\n]|\r?\n[ \t])*+)", re.IGNORECASE | re.MULTILINE)


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


def zone_of_headers(headers: str) -> tzinfo | None:
    """The zone of the first Date header; None for "-0000", which means that nobody knows."""
    found = _DATE.search(headers)
    date = read_date(found[1]) if found is not None else ""
    return date.time.tzinfo if isinstance(date, Moment) and date.zone_known else None
