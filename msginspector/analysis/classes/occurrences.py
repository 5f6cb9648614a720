"""On which days a series takes place: RecurrencePattern worked out ([MS-OXOCAL] 2.2.1.44.1.2).

Days are those of the calendar of the appointment's time zone. A day belongs to the series when its
day, week or month is a whole number of periods from FirstDateTime; where that field cannot be what
2.2.1.44.1.1 makes of StartDate, periods count from StartDate. Everything is bounded: by the years
`date` knows, by `MOST_COUNTED` for series that end after a number of times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice, takewhile
from typing import Final

from msginspector.analysis.classes import hijri

MOST_COUNTED: Final = 20_000
"""Occurrences that are counted to find the last one; beyond that EndDate is believed."""

_EPOCH: Final = date(1601, 1, 1)
_MINUTES_A_DAY: Final = 1440
_DAY, _WEEK = 0, 1
_MONTH, _MONTH_NTH, _MONTH_END = 2, 3, 4
_HIJRI: Final = {10: _MONTH, 11: _MONTH_NTH, 12: _MONTH_END}
_HIJRI_CALENDAR: Final = 6
_SOLAR: Final = frozenset({0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12})
"""Calendars with the months of the Gregorian one: some count other years."""
_LAST: Final = 5
_ALL_DAYS: Final = 0x7F


@dataclass(frozen=True, slots=True)
class Rule:
    """The days of a series. Numbers are those of the structure."""

    kind: int
    """PatternType, those of the Hijri calendar included."""
    period: int
    """Minutes, weeks or months."""
    start: date
    """StartDate: the first occurrence."""
    first: int = 0
    """FirstDateTime, in minutes since 1601-01-01."""
    days: int = 0
    """Bits of weekdays, Sunday lowest."""
    day: int = 0
    """Day of the month; the last one of months that are shorter."""
    nth: int = 0
    """Which of these weekdays in the month; 5 is the last."""
    week_start: int = 0
    """First day of the week, 0 for Sunday."""
    count: int | None = None
    """How many times; None where a date or nothing ends the series."""
    until: date | None = None
    """The last day; None for a series without end."""
    calendar: int = 0
    """CalendarType, which says whose months these are."""


def can_tell(rule: Rule) -> bool:
    """The rule says days at all: a pattern of the specification with possible numbers.

    Months of other calendars than the Gregorian and the Hijri one are not worked out.
    """
    kind = _HIJRI.get(rule.kind, rule.kind)
    if rule.period < 1 or not _knows_months(rule):
        return False
    if kind == _DAY:
        return not rule.period % _MINUTES_A_DAY
    if kind == _WEEK:
        return bool(rule.days & _ALL_DAYS)
    if kind == _MONTH_NTH:
        return bool(rule.days & _ALL_DAYS) and 1 <= rule.nth <= _LAST
    return kind == _MONTH_END or (kind == _MONTH and rule.day >= 1)


def is_hijri(rule: Rule) -> bool:
    """Its months are those of the Hijri calendar."""
    return rule.kind in _HIJRI or (_has_months(rule) and rule.calendar == _HIJRI_CALENDAR)


def days_of(rule: Rule, begin: date | None = None) -> Iterator[date]:
    """The days of the series from `begin` on, in order, as if it had no end; () where unknown."""
    if not can_tell(rule):
        return
    begin = rule.start if begin is None else max(begin, rule.start)
    try:
        steps = _hijri_monthly if is_hijri(rule) else _STEPS[rule.kind]
        yield from (day for day in steps(rule, begin) if day >= begin)
    except (OverflowError, ValueError):  # the end of the calendar
        return


def last_day(rule: Rule) -> date | None:
    """The last day of the series, its exceptions apart; None where it has no end or no days."""
    if rule.count is None or rule.count > MOST_COUNTED:
        return rule.until
    return next(islice(days_of(rule), max(rule.count - 1, 0), None), None)


def between(rule: Rule, begin: date, end: date) -> list[date]:
    """The days of the series from `begin` to `end`, both included."""
    last = last_day(rule)
    end = end if last is None else min(end, last)
    if rule.count == 0:
        return []
    return list(takewhile(lambda day: day <= end, days_of(rule, begin)))


def phase_fits(rule: Rule) -> bool:
    """FirstDateTime is what 2.2.1.44.1.1 makes of StartDate: whole periods lie between them."""
    if not can_tell(rule) or is_hijri(rule):
        return True
    if rule.kind == _DAY:
        return not (_number(rule.start) * _MINUTES_A_DAY - rule.first) % rule.period
    if rule.kind == _WEEK:
        return not (_week(rule, rule.start) * _MINUTES_A_DAY - rule.first) % (rule.period * 10080)
    first = _day_of(rule.first)
    return first is not None and not (_month(rule.start) - _month(first)) % rule.period


# -- each kind of pattern: the days of its periods from `begin` on, perhaps a few before ----------


def _daily(rule: Rule, begin: date) -> Iterator[date]:
    step = rule.period // _MINUTES_A_DAY
    phase = rule.first // _MINUTES_A_DAY if not rule.first % _MINUTES_A_DAY else _number(rule.start)
    number = _number(begin)
    number += (phase - number) % step
    while True:
        yield _EPOCH + timedelta(days=number)
        number += step


def _weekly(rule: Rule, begin: date) -> Iterator[date]:
    step = 7 * rule.period
    start = _week(rule, rule.start)
    first, rest = divmod(rule.first, _MINUTES_A_DAY)
    phase = start if rest or (first - start) % 7 else first
    week = _week(rule, begin)
    week += (phase - week) % step
    wanted = [ahead for ahead in range(7) if rule.days >> (rule.week_start + ahead) % 7 & 1]
    while True:
        yield from (_EPOCH + timedelta(days=week + ahead) for ahead in wanted)
        week += step


def _monthly(rule: Rule, begin: date) -> Iterator[date]:
    first = _day_of(rule.first)
    phase = _month(rule.start if first is None else first)
    month = _month(begin)
    month += (phase - month) % rule.period
    while True:
        opening = date(_EPOCH.year + month // 12, month % 12 + 1, 1)
        yield _day_in(rule, opening, _length(opening))
        month += rule.period


def _hijri_monthly(rule: Rule, begin: date) -> Iterator[date]:
    phase, month = hijri.month_of(rule.start)[0], hijri.month_of(begin)[0]
    month += (phase - month) % rule.period
    while True:
        yield _day_in(rule, hijri.first_of(month), hijri.days_in(month))
        month += rule.period


_STEPS: Final[dict[int, Callable[[Rule, date], Iterator[date]]]] = {
    _DAY: _daily,
    _WEEK: _weekly,
    **dict.fromkeys((_MONTH, _MONTH_NTH, _MONTH_END), _monthly),
}


def _has_months(rule: Rule) -> bool:
    return rule.kind not in (_DAY, _WEEK)


def _knows_months(rule: Rule) -> bool:
    """Its months can be worked out: the Hebrew ones, say, cannot."""
    return not _has_months(rule) or is_hijri(rule) or rule.calendar in _SOLAR


def _day_in(rule: Rule, opening: date, length: int) -> date:
    """The day of a month that begins at `opening`."""
    kind = _HIJRI.get(rule.kind, rule.kind)
    if kind == _MONTH:
        return opening + timedelta(days=min(rule.day, length) - 1)
    if kind == _MONTH_END:
        return opening + timedelta(days=length - 1)
    begins = opening.isoweekday()
    fitting = [ahead for ahead in range(length) if rule.days >> (begins + ahead) % 7 & 1]
    return opening + timedelta(days=fitting[-1 if rule.nth == _LAST else rule.nth - 1])


def _length(opening: date) -> int:
    """The days of a month that begins at `opening`."""
    next_month = opening.month % 12 + 1
    return 31 if next_month == 1 else (opening.replace(month=next_month) - opening).days


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _week(rule: Rule, day: date) -> int:
    """The number of the first day of the week a day lies in."""
    return _number(day) - (day.isoweekday() - rule.week_start) % 7


def _month(day: date) -> int:
    """Months since January 1601."""
    return (day.year - _EPOCH.year) * 12 + day.month - 1


def _day_of(minutes: int) -> date | None:
    try:
        return _EPOCH + timedelta(minutes=minutes)
    except OverflowError:
        return None
