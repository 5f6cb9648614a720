"""A series of appointments or tasks out of its decoded structure: rule, exceptions, occurrences.

AppointmentRecurrencePattern and RecurrencePattern ([MS-OXOCAL] 2.2.1.44.5 and 2.2.1.44.1). Times
are on the clocks of the appointment's time zone. A deleted date that is the old date of an
exception is no cancellation: the exception stands for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes import occurrences
from msginspector.analysis.classes.forms import day_words, shortened
from msginspector.analysis.classes.occurrences import Rule
from msginspector.mapi.text import visible
from msginspector.structures.recurrence import NEVER, NO_DATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.structures.nodes import Node

REGULAR: Final = "as planned"
CHANGED: Final = "changed"
MOVED: Final = "moved"
AWAY: Final = "moved away"
CANCELLED: Final = "cancelled"
KINDS: Final = (REGULAR, CHANGED, MOVED, AWAY, CANCELLED)

_EPOCH: Final = datetime(1601, 1, 1)
_BY_COUNT: Final = 0x2022
_BY_DATE: Final = 0x2021
_MOST_MINUTES: Final = 62 * 1440
"""Longest time after midnight an occurrence is taken to begin or end."""
_NAME_LIMIT: Final = 200
_SUBJECT, _LOCATION = 0x0001, 0x0010


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time of a series, or a place in it where there is none any more."""

    start: datetime
    end: datetime
    kind: str = REGULAR
    original: datetime | None = None
    """When it would have been; for `AWAY` when it takes place now."""
    subject: str = ""
    location: str = ""

    @property
    def is_real(self) -> bool:
        """It takes place."""
        return self.kind not in (AWAY, CANCELLED)

    @property
    def words(self) -> str:
        """When, and what is special about it."""
        said = [f"{day_words(self.start)} {span(self.start, self.end)}"]
        if self.kind == MOVED and self.original:
            said.append(f"moved from {self.original:%Y-%m-%d %H:%M}")
        elif self.kind == AWAY and self.original:
            said = [f"{day_words(self.start)}: moved to {self.original:%Y-%m-%d %H:%M}"]
        elif self.kind != REGULAR:
            said.append(self.kind)
        return ", ".join([*said, *(text for text in (self.subject, self.location) if text)])


@dataclass(frozen=True, slots=True)
class ExceptionInfo:
    """An occurrence that was changed ([MS-OXOCAL] 2.2.1.44.2 and 2.2.1.44.4)."""

    start: datetime
    end: datetime
    original: datetime
    subject: str
    location: str
    words: str

    @property
    def kind(self) -> str:
        """Whether it begins at another time than planned."""
        return MOVED if self.start != self.original else CHANGED

    @property
    def occurrence(self) -> Occurrence:
        """The time it takes place."""
        return Occurrence(
            self.start, self.end, self.kind, self.original, self.subject, self.location
        )


@dataclass(frozen=True, slots=True)
class Series:
    """A rule, the times of day, and what does not follow the rule."""

    rule: Rule
    begins: timedelta
    """After midnight."""
    ends: timedelta
    deleted: tuple[date, ...] = ()
    exceptions: tuple[ExceptionInfo, ...] = ()
    slides: bool = False
    """The next one counts from when the one before is done: days are not known ahead."""

    @property
    def is_known(self) -> bool:
        """Its days can be worked out."""
        return occurrences.can_tell(self.rule) and not self.slides

    @property
    def note(self) -> str:
        """What a reader of its days should know; "" for nothing."""
        if self.slides:
            return "The next one counts from when the one before is done: only the first is shown."
        if not self.is_known:
            return "Its days cannot be worked out: the first one and changed ones are shown."
        if occurrences.is_hijri(self.rule):
            return "By the tabular Hijri calendar, which may differ by a day or two."
        return ""

    @property
    def cancelled(self) -> tuple[date, ...]:
        """Deleted dates that no exception stands for."""
        moved = {change.original.date() for change in self.exceptions}
        return tuple(day for day in self.deleted if day not in moved)

    def first_day(self) -> date:
        """The day of the first one that takes place or took place; the start of the rule else."""
        days = [next(occurrences.days_of(self.rule), self.rule.start)]
        return min([*days, *(change.start.date() for change in self.exceptions)])

    def last_day(self) -> date | None:
        """The last day anything is on; None for a series without end."""
        last = occurrences.last_day(self.rule) if self.is_known else self.rule.start
        return last and max([last, *(change.start.date() for change in self.exceptions)])

    def between(self, begin: date, end: date) -> list[Occurrence]:
        """What lies, at least in part, on the days from `begin` to `end`, in order of time."""
        earlier = begin - min(timedelta(days=self.ends.days), begin - date.min)
        gone = {*self.deleted, *(change.original.date() for change in self.exceptions)}
        days = self._days(earlier, end)
        found = [self._on(day) for day in days if day not in gone]
        found.extend(self._cancelled_on(day) for day in self.cancelled if begin <= day <= end)
        for change in self.exceptions:
            found.append(change.occurrence)
            if change.kind == MOVED and change.original.date() != change.start.date():
                away = change.original, change.original, AWAY, change.start
                found.append(Occurrence(*away))
        inside = (one for one in found if touches(one, begin, end))
        return sorted(inside, key=lambda one: (one.start, one.end, one.kind))

    def _days(self, begin: date, end: date) -> list[date]:
        if self.is_known:
            return occurrences.between(self.rule, begin, end)
        return [self.rule.start] if begin <= self.rule.start <= end else []

    def _on(self, day: date) -> Occurrence:
        return Occurrence(_after(day, self.begins), _after(day, self.ends))

    def _cancelled_on(self, day: date) -> Occurrence:
        return Occurrence(_after(day, self.begins), _after(day, self.ends), CANCELLED)


def touches(one: Occurrence, begin: date, end: date) -> bool:
    """It lies on one of the days from `begin` to `end`."""
    return one.start.date() <= end and last_day_of(one) >= begin


def last_day_of(one: Occurrence) -> date:
    """The last day an occurrence is on; one that ends at midnight ends the day before."""
    if one.end <= one.start:
        return one.start.date()
    return (one.end - timedelta(microseconds=1)).date()


def span(start: datetime, end: datetime) -> str:
    """From when to when, without the day it begins on: "12:00-13:00", "all day"."""
    midnight = time()
    if start.time() == midnight == end.time() and end > start:
        days = (end - start).days
        return "all day" if days == 1 else f"all day for {days} days"
    if end == start:
        return f"{start:%H:%M}"
    same = end.date() == start.date()
    return f"{start:%H:%M}–{end:%H:%M}" if same else f"{start:%H:%M} to {end:%Y-%m-%d %H:%M}"


def series_of(node: Node) -> Series | None:
    """The series a decoded value says; None where too little of it could be read."""
    parts = _named(node)
    pattern = parts.get("RecurrencePattern", node)
    fields = _named(pattern)
    rule = _rule(fields)
    if rule is None:
        return None
    begins = timedelta(minutes=min(_number(parts, "StartTimeOffset"), _MOST_MINUTES))
    ends = timedelta(minutes=min(_number(parts, "EndTimeOffset"), _MOST_MINUTES))
    deleted = [_day(child) for child in _children(fields.get("DeletedInstanceDates"))]
    return Series(
        rule,
        begins,
        max(begins, ends),
        tuple(sorted({day for day in deleted if day is not None})),
        tuple(_exceptions(node)),
        bool(_number(fields, "SlidingFlag")),
    )


def _rule(fields: dict[str, Node]) -> Rule | None:
    start = _day(fields.get("StartDate"))
    if start is None or "PatternType" not in fields:
        return None
    specific = _named(fields.get("PatternTypeSpecific"))
    until = _number(fields, "EndDate")
    end = _number(fields, "EndType")
    endless = until in (NEVER, NO_DATE) or end not in (_BY_DATE, _BY_COUNT)
    rule = Rule(
        kind=_number(fields, "PatternType"),
        period=_number(fields, "Period"),
        start=start,
        first=_number(fields, "FirstDateTime"),
        days=_number(specific, "WeekRecurrencePattern") or _number(specific, "DayOfWeek"),
        day=_number(specific, "Day"),
        nth=_number(specific, "N"),
        week_start=_number(fields, "FirstDOW") % 7,
        count=_number(fields, "OccurrenceCount") if end == _BY_COUNT else None,
        until=None if endless else _day(fields.get("EndDate")),
        calendar=_number(fields, "CalendarType"),
    )
    return _dated(rule)


def _dated(rule: Rule) -> Rule:
    """The rule with its end as a date, so that nobody counts again."""
    if rule.count is None:
        return rule
    last = occurrences.last_day(rule) if rule.count else rule.start - timedelta(days=1)
    return replace(rule, count=None, until=last)


def _exceptions(node: Node) -> Iterator[ExceptionInfo]:
    """Each ExceptionInfo with the Unicode text of its ExtendedException."""
    extended = {
        part.label.removeprefix("ExtendedException"): part
        for part in node.children
        if part.label.startswith("ExtendedException[")
    }
    for part in node.children:
        if part.label.startswith("ExceptionInfo["):
            number = part.label.removeprefix("ExceptionInfo")
            change = _exception(_named(part), _named(extended.get(number)), part.text)
            if change is not None:
                yield change


def _exception(fields: dict[str, Node], wide: dict[str, Node], words: str) -> ExceptionInfo | None:
    start, end, original = (_moment(fields.get(label)) for label in _MOMENTS)
    if start is None or end is None or original is None:
        return None
    subject = _text(wide.get("WideCharSubject")) or _text(fields.get("Subject"))
    location = _text(wide.get("WideCharLocation")) or _text(fields.get("Location"))
    return ExceptionInfo(start, end, original, subject, location, words.partition("; ")[2])


_MOMENTS: Final = ("StartDateTime", "EndDateTime", "OriginalStartTime")


def _named(node: Node | None) -> dict[str, Node]:
    """The parts of a node by their labels."""
    return {} if node is None else {part.label: part for part in node.children}


def _children(node: Node | None) -> tuple[Node, ...]:
    return () if node is None else node.children


def _number(fields: dict[str, Node], label: str) -> int:
    """The number of a field; 0 where it is missing."""
    node = fields.get(label)
    return node.value if node is not None and isinstance(node.value, int) else 0


def _text(node: Node | None) -> str:
    value = None if node is None else node.value
    return shortened(visible(value, one_line=True), _NAME_LIMIT) if isinstance(value, str) else ""


def _moment(node: Node | None) -> datetime | None:
    """Minutes since 1601 as a time on the clocks of the zone."""
    if node is None or not isinstance(node.value, int):
        return None
    return _EPOCH + timedelta(minutes=node.value)


def _day(node: Node | None) -> date | None:
    moment = _moment(node)
    return None if moment is None else moment.date()


def _after(day: date, distance: timedelta) -> datetime:
    """A time after the midnight a day begins with; the end of the calendar at most."""
    midnight = datetime.combine(day, time())
    return midnight + min(distance, datetime.max - midnight)
