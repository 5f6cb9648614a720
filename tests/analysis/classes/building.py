"""Items for tests, made as the specifications lay them out, and opened."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from msginspector.analysis.classes.views import ClassView
from msginspector.oxmsg.writer import MessageWriter
from tests.builders.messages import fill

APPOINTMENT: Final = "{00062002-0000-0000-C000-000000000046}"
MEETING: Final = "{6ED8DA90-450B-101B-98DA-00AA003F1305}"
COMMON: Final = "{00062008-0000-0000-C000-000000000046}"
TASK: Final = "{00062003-0000-0000-C000-000000000046}"
ADDRESS: Final = "{00062004-0000-0000-C000-000000000046}"
LOG: Final = "{0006200A-0000-0000-C000-000000000046}"
NOTE: Final = "{0006200E-0000-0000-C000-000000000046}"
PUBLIC: Final = "{00020329-0000-0000-C000-000000000046}"

LONG, DOUBLE, TRUTH, TEXT, TIME, BYTES = 0x0003, 0x0005, 0x000B, 0x001F, 0x0040, 0x0102
TEXTS, MANY_BYTES = 0x101F, 0x1102
EXCEPTION_CLASS: Final = "IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}"
EPOCH: Final = datetime(1601, 1, 1)
NEVER: Final = 0x5AE980DF

Named = Mapping[tuple[str, int | str], tuple[int, Any]]


def item(
    message_class: str, tags: Mapping[int, Any] | None = None, named: Named | None = None,
    subject: str = "An item",
) -> MessageWriter:  # fmt: skip
    """A message of a class with these properties, by tag and by set and key."""
    message = fill(MessageWriter(), subject, message_class)
    give(message, tags, named)
    return message


def give(
    message: MessageWriter, tags: Mapping[int, Any] | None = None, named: Named | None = None
) -> None:
    """Sets properties."""
    message.set_all(dict(tags or {}))
    for (guid, key), (kind, value) in (named or {}).items():
        message.set_named(guid, key, kind, value)


def utc(text: str) -> datetime:
    """A moment: "2024-03-12 13:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def minutes(moment: datetime | date) -> int:
    """Minutes since 1601 of a time on clocks, or of the midnight of a day."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    return int((moment - EPOCH).total_seconds()) // 60


@dataclass(frozen=True)
class Change:
    """An exception of a series."""

    start: datetime
    end: datetime
    original: datetime
    subject: str = ""


@dataclass(frozen=True)
class Pattern:
    """The fields of an AppointmentRecurrencePattern; only days and weeks have a `specific`."""

    start: date
    frequency: int = 0x200A
    kind: int = 0
    period: int = 1440
    specific: bytes = b""
    first: int = 0
    calendar: int = 0
    sliding: int = 0
    end: int = 0x2023
    count: int = 10
    until: int = NEVER
    week_start: int = 0
    deleted: Sequence[date] = ()
    changes: Sequence[Change] = field(default=())

    def bare(self) -> bytes:
        """As a RecurrencePattern ([MS-OXOCAL] 2.2.1.44.1)."""
        gone = sorted({minutes(day) for day in self.deleted})
        gone = sorted({*gone, *(minutes(one.original.date()) for one in self.changes)})
        changed = sorted(minutes(one.start.date()) for one in self.changes)
        head = struct.pack("<5H", 0x3004, 0x3004, self.frequency, self.kind, self.calendar)
        head += struct.pack("<3I", self.first, self.period, self.sliding) + self.specific
        head += struct.pack("<3I", self.end, self.count, self.week_start)
        head += struct.pack(f"<I{len(gone)}I", len(gone), *gone)
        head += struct.pack(f"<I{len(changed)}I", len(changed), *changed)
        return head + struct.pack("<2I", minutes(self.start), self.until)

    def whole(self, begins: int = 600, ends: int = 630) -> bytes:
        """As an AppointmentRecurrencePattern (2.2.1.44.5), at these minutes after midnight."""
        tail = struct.pack("<4IH", 0x3006, 0x3009, begins, ends, len(self.changes))
        infos = b"".join(_info(one) for one in self.changes)
        extended = b"".join(_extended(one) for one in self.changes)
        return self.bare() + tail + infos + bytes(4) + extended + bytes(4)


def _times(one: Change) -> bytes:
    return struct.pack("<3I", *(minutes(at) for at in (one.start, one.end, one.original)))


def _info(one: Change) -> bytes:
    """ExceptionInfo (2.2.1.44.2)."""
    text = one.subject.encode("ascii", "replace")
    lengths = struct.pack("<2H", len(text) + 1, len(text)) if text else b""
    return _times(one) + struct.pack("<H", bool(text)) + lengths + text


def _extended(one: Change) -> bytes:
    """ExtendedException (2.2.1.44.4)."""
    head = struct.pack("<3I", 4, 0, 0)
    if not one.subject:
        return head
    text = one.subject.encode("utf-16-le")
    return head + _times(one) + struct.pack("<H", len(text) // 2) + text + bytes(4)


def one_off(name: str, address: str, kind: str = "SMTP") -> bytes:
    """A one-off entry id with UTF-16 text ([MS-OXCDATA] 2.2.5.1)."""
    head = bytes(4) + bytes.fromhex("812B1FA4BEA310199D6E00DD010F5402") + bytes.fromhex("00000180")
    return head + b"".join(f"{text}\0".encode("utf-16-le") for text in (name, kind, address))


def said(view: ClassView | None) -> dict[str, str]:
    """What a view says: "section: label" -> text."""
    assert view is not None
    return {
        f"{section.title}: {fact.label}": fact.text
        for section in view.sections
        for fact in section.facts
    }


def cells(view: ClassView | None, title: str) -> list[tuple[str, ...]]:
    """The rows of a table by its title, its columns first."""
    assert view is not None
    [table] = [one for section in view.sections for one in section.tables if one.title == title]
    return [table.columns, *(line.cells for line in table.lines)]
