"""The months of a calendar an appointment lies in: which days, and what is on them.

Weeks begin on the day the series says, else on Monday. A month is worked out when it is asked for.
"""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from msginspector.analysis.classes.series import last_day_of

if TYPE_CHECKING:
    from msginspector.analysis.classes.series import Occurrence, Series

MOST_A_DAY: Final = 20
"""Occurrences kept for one day."""
FIRST_YEAR: Final = 1601
LAST_YEAR: Final = 4500
_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August",
                  "September", "October", "November", "December")  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class YearMonth:
    """A month of a year."""

    year: int
    month: int

    @property
    def words(self) -> str:
        """ "January 2023"."""
        return f"{_MONTHS[self.month - 1]} {self.year}"

    def moved(self, months: int) -> YearMonth:
        """The month so many months later, inside the years of the calendar."""
        index = self.year * 12 + self.month - 1 + months
        index = max(FIRST_YEAR * 12, min(LAST_YEAR * 12 + 11, index))
        return YearMonth(index // 12, index % 12 + 1)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the picture and what is on it; days around the month are `outside`."""

    date: date
    outside: bool
    items: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven days."""

    month: YearMonth
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def count(self) -> int:
        """How many occurrences begin in it and take place."""
        days = (day for week in self.weeks for day in week if not day.outside)
        return sum(
            one.is_real and one.start.date() == day.date for day in days for one in day.items
        )


@dataclass(frozen=True, slots=True)
class MonthPlan:
    """What lies in which month."""

    zone: str
    """Whose clocks the times are on, "" where nobody says."""
    series: Series | None
    single: Occurrence | None
    note: str = ""
    """What a reader of the days should know; "" for nothing."""

    @property
    def first(self) -> YearMonth:
        """The month of the first occurrence."""
        return _month_of(self._first_day())

    @property
    def last(self) -> YearMonth | None:
        """The month of the last one; None for a series without end."""
        day = self.series.last_day() if self.series else self._last_single()
        return None if day is None else _month_of(day)

    @property
    def week_start(self) -> int:
        """The first day of a week, 0 for Monday."""
        return (self.series.rule.week_start - 1) % 7 if self.series else 0

    def month(self, month: YearMonth) -> Month:
        """A month with what is on its days."""
        calendar = Calendar(self.week_start)
        weeks = calendar.monthdatescalendar(month.year, month.month)
        items = self._between(weeks[0][0], weeks[-1][-1])
        by_day = _by_day(items, weeks[0][0], weeks[-1][-1])
        made = (
            tuple(Day(day, day.month != month.month, tuple(by_day.get(day, ()))) for day in week)
            for week in weeks
        )
        return Month(month, tuple(made))

    def _first_day(self) -> date:
        if self.series is not None:
            return self.series.first_day()
        return self.single.start.date() if self.single else date(FIRST_YEAR, 1, 1)

    def _last_single(self) -> date | None:
        return None if self.single is None else last_day_of(self.single)

    def _between(self, begin: date, end: date) -> list[Occurrence]:
        if self.series is not None:
            return self.series.between(begin, end)
        return [self.single] if self.single else []


def _by_day(items: list[Occurrence], begin: date, end: date) -> dict[date, list[Occurrence]]:
    """What is on each day; something longer is on each of its days."""
    found: dict[date, list[Occurrence]] = {}
    for one in items:
        day = max(one.start.date(), begin)
        while day <= min(last_day_of(one), end):
            there = found.setdefault(day, [])
            if len(there) < MOST_A_DAY:
                there.append(one)
            day += timedelta(days=1)
    return found


def _month_of(day: date) -> YearMonth:
    year = max(FIRST_YEAR, min(LAST_YEAR, day.year))
    return YearMonth(year, day.month)
