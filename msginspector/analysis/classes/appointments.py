"""Appointments, meetings and changed occurrences: [MS-OXOCAL] 2.2.

Times are stored in UTC and shown on the clocks of the zone the appointment names, and as the
window's clock shows them. A series is shown as its pattern in words, with what does not follow it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes import attendees, facts, forms
from msginspector.analysis.classes.months import MonthPlan
from msginspector.analysis.classes.occurrences import phase_fits
from msginspector.analysis.classes.reader import (
    APPOINTMENT,
    COMMON,
    MEETING,
    Key,
    Reader,
    moment_of,
    number_of,
)
from msginspector.analysis.classes.series import (
    MOVED,
    ExceptionInfo,
    Occurrence,
    Series,
    series_of,
    span,
)
from msginspector.analysis.classes.views import ClassView, Line, Source, Table
from msginspector.analysis.zone_rules import zone_of_node

if TYPE_CHECKING:
    from msginspector.analysis.classes.dispatch import KnownClass
    from msginspector.session import ObjectRow, PropertyRow

MOST_CHANGES: Final = 500
CHANGES: Final = "Changed and cancelled"

_START: Final[tuple[Key, ...]] = ((APPOINTMENT, 0x820D), (COMMON, 0x8516), 0x0060)
_END: Final[tuple[Key, ...]] = ((APPOINTMENT, 0x820E), (COMMON, 0x8517), 0x0061)
_ALL_DAY: Final = (APPOINTMENT, 0x8215)
_RECUR: Final = (APPOINTMENT, 0x8216)
_ZONE_START, _ZONE_END, _ZONE_SERIES, _ZONE_OLD = (
    (APPOINTMENT, lid) for lid in (0x825E, 0x825F, 0x8260, 0x8233)
)
_REMINDER_SET, _REMINDER_AT = (COMMON, 0x8503), (COMMON, 0x8560)
_GLOBAL_ID: Final = (MEETING, 0x0003)
_EXCEPTION_START, _EXCEPTION_REPLACES = 0x7FFB, 0x7FF9
_SENDER_ADDRESSES: Final = (0x5D02, 0x0065, 0x5D01, 0x0C1F)
_DEFAULT_REMINDER: Final = 0x5AE980E1
_NO_PHASE: Final = "FirstDateTime does not fit StartDate: days count from the former"


def view(reader: Reader, known: KnownClass) -> ClassView:
    """The view of an appointment, a meeting message or a changed occurrence."""
    item = Appointment(reader)
    people = attendees.table(reader)
    tables = {"When": item.changes(), "People": () if people is None else (people,)}
    return ClassView(
        known.kind,
        known.title,
        known.specification,
        facts.sections(reader, known.kind, item.makers(), tables),
        item.month(),
    )


class Appointment:
    """One appointment: its zones, its series, and the facts only it has."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    @cached_property
    def series(self) -> Series | None:
        """The series, None where it does not recur."""
        node = self._reader.node(_RECUR)
        return None if node is None else series_of(node)

    def makers(self) -> dict[str, facts.Maker]:
        """The forms of its own, by name."""
        return {
            "start": self._at_start,
            "end": self._end,
            "all_day": self._all_day,
            "recurrence": self._recurrence,
            "zone": _decoded,
            "replaced": self._at_start,
            "old_start": self._at_start,
            "old_end": self._at_end,
            "proposed_start": self._at_start,
            "proposed_end": self._at_end,
            "reminder": self._reminder,
            "organizer": self._organizer,
            "no_proposals": lambda prop: "must not be proposed" if prop.value is True else "",
            "sequence": _sequence,
            "clean_id": self._clean_id,
            "owner_number": _owner_number,
        }

    def changes(self) -> tuple[Table, ...]:
        """The table of what does not follow the pattern."""
        series, source = self.series, self._reader.source(self._reader.find(_RECUR))
        if series is None:
            return ()
        lines = [*self._changed(series, source), *_cancelled(series, source)]
        if not lines:
            return ()
        lines.sort(key=lambda line: line.cells[0])
        columns = ("Planned", "Takes place", "What", "Changed", "Subject", "Location")
        kept = [at for at in range(len(columns)) if any(line.cells[at] for line in lines)]
        shown = (
            replace(line, cells=tuple(line.cells[at] for at in kept))
            for line in lines[:MOST_CHANGES]
        )
        more = max(len(lines) - MOST_CHANGES, 0)
        return (Table(CHANGES, tuple(columns[at] for at in kept), tuple(shown), more),)

    def month(self) -> MonthPlan | None:
        """The months it lies in; None where nobody knows when it is."""
        series = self.series
        zone = self._zone(_ZONE_SERIES, _ZONE_OLD, _ZONE_START)
        if series is not None:
            return MonthPlan(_zone_name(zone), series, None, series.note)
        single = self._single()
        zone = self._zone(_ZONE_START, _ZONE_SERIES, _ZONE_OLD)
        return None if single is None else MonthPlan(_zone_name(zone) or "UTC", None, single)

    # -- times ----------------------------------------------------------------------------

    def _zone(self, *keys: Key) -> tzinfo | None:
        """The zone the first of these properties says; None where none does."""
        nodes = (self._reader.node(key) for key in keys)
        zones = (zone_of_node(node) for node in nodes if node is not None)
        return next((zone for zone in zones if zone is not None), None)

    @cached_property
    def _start_zone(self) -> tzinfo | None:
        return self._zone(_ZONE_START, _ZONE_SERIES, _ZONE_OLD)

    @cached_property
    def _end_zone(self) -> tzinfo | None:
        return self._zone(_ZONE_END, _ZONE_START, _ZONE_SERIES, _ZONE_OLD)

    def _there(self, moment: datetime, zone: tzinfo | None) -> datetime | None:
        """A moment on the clocks of a zone; None where no zone is said."""
        return None if zone is None else _in_zone(moment, zone)

    def _at_start(self, prop: PropertyRow) -> str:
        """A moment on the clocks of the start, and as the clock of the window shows it."""
        return self._moment(prop, self._start_zone)

    def _at_end(self, prop: PropertyRow) -> str:
        return self._moment(prop, self._end_zone)

    def _moment(self, prop: PropertyRow, zone: tzinfo | None) -> str:
        moment = moment_of(prop)
        if moment is None:
            return ""
        there = self._there(moment, zone)
        said = self._reader.clock.text(prop.value, prop)
        if there is None:
            return said
        clock = "" if self._is_all_day and there.time() == time() else f" {there:%H:%M}"
        name = _zone_name(zone) or _offset(there)
        return f"{forms.day_words(there)}{clock}, {name}  ({said})"

    @property
    def _is_all_day(self) -> bool:
        return self._reader.truth(_ALL_DAY)

    def _end(self, prop: PropertyRow) -> str:
        """The end; that of something that lasts whole days is the midnight after them."""
        said = self._at_end(prop)
        return f"before {said}" if said and self._is_all_day else said

    def _all_day(self, prop: PropertyRow) -> str:
        if prop.value is not True:
            return ""
        single = self._single()
        if single is None or self._start_zone is None:
            return "yes"
        whole = single.start.time() == time() == single.end.time()
        return "yes" if whole else "yes, though it does not last from midnight to midnight"

    def _single(self) -> Occurrence | None:
        """When it is, on the clocks of its zone, in UTC where it has none."""
        start, end = self._reader.moment(*_START), self._reader.moment(*_END)
        if start is None:
            return None
        begin = self._there(start, self._start_zone) or start
        finish = (self._there(end, self._start_zone) or end) if end else begin
        begin, finish = begin.replace(tzinfo=None), finish.replace(tzinfo=None)
        subject = forms.shortened(self._reader.row.label, 200)
        return Occurrence(begin, max(begin, finish), subject=subject)

    # -- facts of its own -----------------------------------------------------------------

    def _recurrence(self, prop: PropertyRow) -> str:
        said, series = _decoded(prop), self.series
        wrong = series is not None and not phase_fits(series.rule)
        return f"{said}; {_NO_PHASE}" if said and wrong else said

    def _reminder(self, prop: PropertyRow) -> str:
        minutes = number_of(prop)
        if minutes is None or not self._reader.truth(_REMINDER_SET):
            return ""
        if minutes == _DEFAULT_REMINDER:
            return "as long before the start as the program does by itself"
        said = "at the start" if not minutes else f"{forms.duration(minutes)} before the start"
        at = self._reader.find(_REMINDER_AT)
        shown = "" if at is None or moment_of(at) is None else self._at_start(at)
        return f"{said}; next on {shown}" if shown else said

    def _organizer(self, prop: PropertyRow) -> str:
        address = forms.internet_address(self._reader, _SENDER_ADDRESSES)
        return forms.named_person(prop.text, address)

    def _clean_id(self, prop: PropertyRow) -> str:
        whole = self._reader.find(_GLOBAL_ID)
        if whole is not None and whole.value == prop.value:
            return "the same"
        return _decoded(prop)

    # -- what does not follow the pattern -------------------------------------------------

    def _changed(self, series: Series, source: Source | None) -> Iterator[Line]:
        places = _attached(self._reader.row) if series.exceptions else {}
        for change in series.exceptions:
            cells = (
                f"{change.original:%Y-%m-%d %H:%M}",
                f"{forms.day_words(change.start)} {span(change.start, change.end)}",
                change.kind,
                _what_changed(change),
                change.subject,
                change.location,
            )
            path = places.get(change.start) or places.get(change.original)
            yield Line(cells, Source(path, 0) if path else source, change.kind)


def _cancelled(series: Series, source: Source | None) -> Iterator[Line]:
    for day in series.cancelled:
        at = datetime.combine(day, time()) + min(series.begins, timedelta(hours=23, minutes=59))
        yield Line((f"{at:%Y-%m-%d %H:%M}", "", "cancelled", "", "", ""), source, "cancelled")


def _what_changed(change: ExceptionInfo) -> str:
    """The fields that differ: what the structure lists, and the times."""
    listed = change.words.removeprefix("changed: ").replace("times only", "")
    times = "time" if change.kind == MOVED else ""
    return ", ".join(text for text in (times, listed) if text)


def _attached(row: ObjectRow) -> dict[datetime, str]:
    """The attachments that hold changed occurrences, by their times.

    PidTagExceptionStartTime is on the clocks of the zone; PidTagExceptionReplaceTime is said to be
    in UTC, and in files of Outlook it is on those clocks, too ([MS-OXOCAL] 2.2.10.1).
    """
    found: dict[datetime, str] = {}
    for attachment in row.attachments[:MOST_CHANGES]:
        if attachment.data_kind == "message":
            reader = Reader(attachment)
            for key in (_EXCEPTION_REPLACES, _EXCEPTION_START):
                moment = reader.moment(key)
                if moment is not None:
                    found[moment] = f"{attachment.path}/message"
    return found


def _decoded(prop: PropertyRow) -> str:
    """A binary value in words; "" for what is none."""
    node = prop.decode() if isinstance(prop.value, bytes) else None
    return "" if node is None else node.summary


def _sequence(prop: PropertyRow) -> str:
    number = number_of(prop)
    if number is None:
        return prop.text
    return f"number {number}" if number else ""


def _owner_number(prop: PropertyRow) -> str:
    number = number_of(prop)
    return prop.text if number is None else f"0x{number & 0xFFFFFFFF:08X}" if number else ""


def _in_zone(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        return moment.replace(tzinfo=UTC).astimezone(zone)
    except (OverflowError, ValueError):
        return None


def _zone_name(zone: tzinfo | None) -> str:
    """What a zone is called; "" where it has no name."""
    return "" if zone is None else zone.tzname(None) or ""


def _offset(there: datetime) -> str:
    """The distance to UTC: "UTC+09:00"."""
    offset = there.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"
