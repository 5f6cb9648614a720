"""Where the times of a message stand: properties, decoded values, headers, storages, the file."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.fields import FIELD
from msginspector.analysis.headers.hops import read_route
from msginspector.analysis.headers.source import read_header_text
from msginspector.analysis.moments.model import (
    FILE,
    HEADER,
    PROPERTY,
    STORAGE,
    STRUCTURE,
    TICKS,
    Moment,
)
from msginspector.analysis.zone_rules import zone_of_node
from msginspector.inputs.dates import Moment as HeaderMoment
from msginspector.inputs.dates import read_date
from msginspector.mapi import types
from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from msginspector.session import ObjectRow, PropertyRow
    from msginspector.session.file_times import FileTimes

DECODED_BYTES: Final = 64 << 10
"""Bytes of a value that is decoded for the times in it."""
PER_VALUE: Final = 1_000
"""Times of one value that are given."""
_WORDED: Final = "Time counted from the header"
"""A reading of a response level that is worked out only to be compared."""
_APPOINTMENT: Final = "{00062002-0000-0000-C000-000000000046}"
_ZONES: Final = {0x820D: 0x825E, 0x820E: 0x825F}
"""PidLidAppointmentStartWhole and -EndWhole, and the zones they are shown in."""
_CREATION: Final = "Creation Time"
_DATES: Final = frozenset(
    "date resent-date delivery-date expires expiry-date deferred-delivery deferred-until"
    " x-originalarrivaltime nntp-posting-date".split()
)
_SUBMITTED: Final = "Submitted"
MOST_DATES: Final = 1_000
"""Fields of the headers, beside the Received ones, whose dates are read."""
_UNIX_TICKS: Final = 116_444_736_000_000_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def of_properties(row: ObjectRow) -> Iterator[Moment]:
    """The times of one object: its properties and what is decoded of them."""
    for prop in row.properties:
        base = prop.type & ~types.MULTIVALUED
        if base == types.PT_SYSTIME:
            yield from _values(row, prop)
        elif prop.type == types.PT_BINARY and row.kind == "message":
            yield from _decoded(prop)


def _values(row: ObjectRow, prop: PropertyRow) -> Iterator[Moment]:
    value = prop.value
    if isinstance(value, Filetime):
        zone = _own_zone(row, prop)
        yield Moment(_name(prop), value.ticks, PROPERTY, prop.object_path, prop.tag,
                     prop_id=0 if prop.named else prop.id, zone=zone)  # fmt: skip
    elif isinstance(value, list):
        for number, one in enumerate(value[:PER_VALUE]):
            if isinstance(one, Filetime):
                yield Moment(_name(prop), one.ticks, PROPERTY, prop.object_path, prop.tag,
                             f"[{number}]")  # fmt: skip


def _own_zone(row: ObjectRow, prop: PropertyRow) -> tzinfo | None:
    """The zone an appointment begins or ends in."""
    named = prop.named
    if named is None or named.guid != _APPOINTMENT or named.lid not in _ZONES:
        return None
    zone = row.named(_APPOINTMENT, _ZONES[named.lid])
    node = None if zone is None else zone.decode()
    return None if node is None else zone_of_node(node)


def _decoded(prop: PropertyRow) -> Iterator[Moment]:
    if not prop.structures or (prop.size or 0) > DECODED_BYTES:
        return
    node = prop.decode()
    if node is None:
        return
    found = 0
    for part in node.children:
        for one in part.walk():
            ticks = _ticks_of(one.label, one.value)
            if ticks is None or found >= PER_VALUE:
                continue
            found += 1
            note = "The zone of this time is not specified." if one.label == _CREATION else ""
            yield Moment(_name(prop), ticks, STRUCTURE, prop.object_path, prop.tag, part.label,
                         prop_id=0 if prop.named else prop.id, note=note)  # fmt: skip


def _ticks_of(label: str, value: object) -> int | None:
    if isinstance(value, Filetime):
        return None if label == _WORDED or not value.ticks else value.ticks
    if label == _SUBMITTED and isinstance(value, str):
        try:
            return ticks_of(datetime.strptime(value, "%Y-%m-%d %H:%M:%S UTC").replace(tzinfo=UTC))
        except ValueError:
            return None
    return None


def of_headers(row: ObjectRow, problems: list[str]) -> Iterator[Moment]:
    """The dates of the headers: Date and its like, and the Received fields, the oldest first."""
    text = read_header_text(row)
    fields = [one for one in text.fields if one.kind == FIELD and not one.part]
    dated = [one for one in fields if one.key in _DATES]
    for one in dated[:MOST_DATES]:
        said = read_date(one.value)
        if isinstance(said, HeaderMoment):
            source = one.source
            yield _of_header(one.name, said, source.path, source.tag, one.line)
    route = read_route(fields)
    problems += (*(text.problems if fields else ()), *route.problems)
    if len(dated) > MOST_DATES:
        problems.append(f"Only the first {MOST_DATES:,} fields with a date are read.")
    for hop in route.hops:
        if hop.moment is not None:
            source = hop.field.source
            yield _of_header(hop.field.name, hop.moment, source.path, source.tag, hop.field.line)


def _of_header(name: str, said: HeaderMoment, path: str, tag: int, line: int) -> Moment:
    zone = said.time.tzinfo if said.zone_known else None
    return Moment(name, ticks_of(said.time), HEADER, path, tag, f"line {line}" if line else "",
                  zone=zone, note=" ".join(said.problems))  # fmt: skip


def of_files(row: ObjectRow, times: FileTimes) -> Iterator[Moment]:
    """The times of storages, and of the file itself for a message that is one.

    Storages written at the same time are one row: a file of many parts has it for each.
    """
    alike: dict[tuple[str, int], list[str]] = {}
    for one in times.storages:
        for name, ticks in (("created", one.created), ("changed", one.modified)):
            if ticks:
                alike.setdefault((name, ticks), []).append(one.path or "Root Entry")
    for (name, ticks), places in alike.items():
        more = f" and {len(places) - 1} more" if len(places) > 1 else ""
        yield Moment(f"Storage {name}", ticks, STORAGE, row.path, None, places[0] + more)
    if times.changed is not None and not row.storage:
        note = "Copies, downloads and unpacking set it, too."
        yield Moment("File changed", times.changed, FILE, row.path, None, "the disk", note=note)


def objects_of(row: ObjectRow) -> Iterator[ObjectRow]:
    """The message and its rows; embedded messages have times of their own."""
    return chain((row,), row.recipients, row.attachments)


def ticks_of(time: datetime) -> int:
    """Ticks of a time with a zone."""
    gap = time - _EPOCH
    return _UNIX_TICKS + (gap.days * 86_400 + gap.seconds) * TICKS + gap.microseconds * 10


def _name(prop: PropertyRow) -> str:
    return prop.name or f"0x{prop.tag:08X}"
