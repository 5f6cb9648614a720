"""How an appointment or a task recurs: RecurrencePattern ([MS-OXOCAL] 2.2.1.44.1).

Dates are minutes since 1601-01-01 in the time zone of the appointment. Says the pattern in words;
works out no instances.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msginspector.mapi import flags
from msginspector.structures import show
from msginspector.structures.cursor import Cursor

NEVER: Final = 0x5AE980DF
"""EndDate of a series without end: 4500-12-31 23:59."""
NO_DATE: Final = 0x5AE980E0
"""A date that is not set, one minute later."""

MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August",
                 "September", "October", "November", "December")  # fmt: skip
WEEKDAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
ORDINALS: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "last"}

_DAY, _WEEK, _MONTH, _MONTH_NTH, _MONTH_END = 0, 1, 2, 3, 4
_HIJRI: Final = 10
"""From here on the patterns are those of months in the Hijri calendar."""
_MONTHLY: Final = frozenset({2, 4, 10, 12})
_MONTHLY_NTH: Final = frozenset({3, 11})
_END_BY_DATE, _END_BY_COUNT = 0x2021, 0x2022
_ENDLESS: Final = frozenset({0x2023, 0xFFFFFFFF})
_DAILY: Final = 0x200A
_MINUTES_A_DAY: Final = 1440
_GROUPS: Final = {0x7F: "day", 0x3E: "weekday", 0x41: "weekend day"}
# What the table of flags has no names for ([MS-OXOCAL] 2.2.1.44.1, CalendarType).
_CALENDARS: Final = {0x01: "CAL_GREGORIAN", 0x11: "CAL_LUNAR_ETO_CHN", 0x12: "CAL_LUNAR_ETO_KOR",
                     0x13: "CAL_LUNAR_ROKUYOU", 0x17: "CAL_UMALQURA"}  # fmt: skip
_GREGORIAN: Final = frozenset({0, 1, 2, 9, 10, 11, 12})
_HIJRI_CALENDARS: Final = frozenset({6, 0x17})


@dataclass(slots=True)
class Pattern:
    """The fields a sentence about a recurrence needs."""

    frequency: int = 0
    kind: int = 0
    calendar: int = 0
    first: int = 0
    period: int = 0
    sliding: bool = False
    days: int = 0
    """Bits of weekdays, Sunday lowest."""
    day: int = 0
    nth: int = 0
    end: int = 0
    count: int = 0
    deleted: int = 0
    modified: int = 0
    start: int = 0
    until: int = 0


def recurrence_pattern(cursor: Cursor) -> None:
    """RecurrencePattern ([MS-OXOCAL] 2.2.1.44.1), little-endian, as PidLidTaskRecurrence has it.

    Dates are minutes since 1601-01-01, local; a Period is minutes, weeks or months, by PatternType.
    """
    pattern = read_pattern(cursor)
    cursor.summary(words(pattern))


def read_pattern(cursor: Cursor) -> Pattern:
    """Read the fields of a RecurrencePattern."""
    pattern = Pattern()
    cursor.u16("ReaderVersion")
    cursor.u16("WriterVersion")
    pattern.frequency = cursor.u16("RecurFrequency", "set:flagRecurFrequency")
    pattern.kind = cursor.u16("PatternType", "set:flagPatternType")
    pattern.calendar = cursor.u16("CalendarType", text=_calendar)
    pattern.first = cursor.minutes("FirstDateTime")
    pattern.period = cursor.u32("Period", text=lambda value: _period(pattern.kind, value))
    pattern.sliding = bool(cursor.u32("SlidingFlag"))
    _read_specific(cursor, pattern)
    pattern.end = cursor.u32("EndType", "set:flagEndType")
    pattern.count = cursor.u32("OccurrenceCount")
    cursor.u32("FirstDOW", "set:flagFirstDOW")
    pattern.deleted = cursor.u32("DeletedInstanceCount")
    _dates(cursor, "DeletedInstanceDates", pattern.deleted)
    pattern.modified = cursor.u32("ModifiedInstanceCount")
    _dates(cursor, "ModifiedInstanceDates", pattern.modified)
    if 0 < pattern.modified <= pattern.deleted:
        gone = _gone(pattern)
        cursor.derived("Deleted and not modified", gone, f"{gone}: modified ones count as deleted")
    pattern.start = cursor.minutes("StartDate")
    pattern.until = cursor.u32("EndDate", text=date)
    return pattern


def date(minutes: int) -> str:
    """A date and time, or which of the two values without a date it is."""
    if minutes == NEVER:
        return f"never: {show.minutes(minutes)}"
    return f"none: {show.minutes(minutes)}" if minutes == NO_DATE else show.minutes(minutes)


def words(pattern: Pattern) -> str:
    """The pattern as a sentence: "every 2 weeks on Thursday from 2010-10-28, 18 times, until …"."""
    said = f"{_rhythm(pattern)}{_calendar_words(pattern)} from {show.minutes(pattern.start)[:10]}"
    if pattern.sliding:
        said += ", counted from when the one before is done"
    said += _ending(pattern)
    counts = ((_gone(pattern), "deleted"), (pattern.modified, "modified"))
    changes = ", ".join(f"{count} {what}" for count, what in counts if count)
    return f"{said}; {changes}" if changes else said


def _gone(pattern: Pattern) -> int:
    """Instances that do not take place: the old date of a modified one is listed as deleted, too.

    All that are listed, where fewer are than were modified, which cannot be.
    """
    listed = pattern.deleted
    return listed - pattern.modified if pattern.modified <= listed else listed


def _read_specific(cursor: Cursor, pattern: Pattern) -> None:
    if pattern.kind == _DAY:
        return
    if pattern.kind not in _MONTHLY | _MONTHLY_NTH | {_WEEK}:
        cursor.damage(f"PatternType 0x{pattern.kind:04X} is none of [MS-OXOCAL] 2.2.1.44.1")
        return
    with cursor.group("PatternTypeSpecific") as part:
        if pattern.kind == _WEEK:
            pattern.days = cursor.u32("WeekRecurrencePattern", "set:flagDOW")
        elif pattern.kind in _MONTHLY:
            pattern.day = cursor.u32("Day")
        else:
            pattern.days = cursor.u32("DayOfWeek", "set:flagDOW")
            pattern.nth = cursor.u32("N", "set:flagN")
        part.text = _which(pattern)


def _dates(cursor: Cursor, label: str, count: int) -> None:
    if not count:
        return
    with cursor.group(label):
        for number in range(cursor.possible(label, count, 4)):
            cursor.minutes(f"{label}[{number}]")


def _rhythm(pattern: Pattern) -> str:
    """How often and on which days."""
    period = pattern.period
    if pattern.kind == _DAY:
        days, rest = divmod(period, _MINUTES_A_DAY)
        return _every(period, "minute") if rest or not days else _every(days, "day")
    if pattern.kind == _WEEK:
        if pattern.frequency == _DAILY and pattern.days == 0x3E and period == 1:
            return "every weekday"
        return f"{_every(period, 'week')} {_which(pattern)}"
    if pattern.kind in _MONTHLY | _MONTHLY_NTH:
        years, rest = divmod(period, 12)
        if rest or not years:
            return f"{_every(period, 'month')} {_which(pattern)}"
        return f"{_every(years, 'year')} {_which(pattern)}{_month(pattern)}"
    return f"by the unknown pattern 0x{pattern.kind:04X}"


def _which(pattern: Pattern) -> str:
    """Which days of the week or month: "on Thursday", "on the last weekday", "on day 15"."""
    if pattern.kind == _WEEK:
        return f"on {_weekdays(pattern.days, ', ')}"
    if pattern.kind in _MONTHLY_NTH:
        nth = ORDINALS.get(pattern.nth, f"{pattern.nth}th")
        return f"on the {nth} {_GROUPS.get(pattern.days) or _weekdays(pattern.days, ' or ')}"
    if pattern.kind in (_MONTH_END, _MONTH_END + 8):
        return "on the last day"
    return f"on day {pattern.day}"


def _weekdays(days: int, between: str) -> str:
    return between.join(name for bit, name in enumerate(WEEKDAYS) if days >> bit & 1) or "no day"


def _every(count: int, unit: str) -> str:
    return f"every {unit}" if count == 1 else f"every {count} {unit}s"


def _month(pattern: Pattern) -> str:
    """The month of a yearly pattern, which FirstDateTime tells; "" in other calendars."""
    if pattern.kind >= _HIJRI or pattern.calendar not in _GREGORIAN:
        return ""
    return f" of {MONTHS[int(show.minutes(pattern.first)[5:7]) - 1]}"


def _calendar_words(pattern: Pattern) -> str:
    if pattern.kind >= _HIJRI or pattern.calendar in _HIJRI_CALENDARS:
        return " of the Hijri calendar"
    other = pattern.calendar not in _GREGORIAN
    return f" of the calendar {_calendar(pattern.calendar)}" if other else ""


def _ending(pattern: Pattern) -> str:
    if pattern.end in _ENDLESS:
        return ", without end"
    if pattern.end not in (_END_BY_DATE, _END_BY_COUNT):
        return f", with the unknown end 0x{pattern.end:08X}"
    times = f", {pattern.count} time{'' if pattern.count == 1 else 's'}"
    dated = pattern.until not in (NEVER, NO_DATE)
    return times + (f", until {show.minutes(pattern.until)[:10]}" if dated else "")


def _calendar(value: int) -> str:
    named = " | ".join(name for _, name in flags.describe("set:flagCalendarType", value))
    return _CALENDARS.get(value) or named


def _period(kind: int, value: int) -> str:
    unit = "min" if kind == _DAY else "weeks" if kind == _WEEK else "months"
    return f"{value} {unit}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"RECURRENCEPATTERN": recurrence_pattern}
