"""Days of series, against an independent oracle: the rules of iCalendar as dateutil works them out.

[MS-OXCICAL] 2.1.3.2.2 says which rule of iCalendar a pattern is.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.classes import hijri
from msginspector.analysis.classes.occurrences import (
    MOST_COUNTED,
    Rule,
    between,
    can_tell,
    days_of,
    last_day,
    phase_fits,
)

EPOCH = date(1601, 1, 1)
DAY = 1440
WEEKDAYS = (rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA)
FIRST = 12  # compared from the start of a series

starts = st.dates(date(1990, 1, 1), date(2050, 12, 31))
masks = st.integers(1, 0x7F)


def minutes(day: date) -> int:
    return (day - EPOCH).days * DAY


def months_first(start: date, period: int) -> int:
    """FirstDateTime of a monthly series ([MS-OXOCAL] 2.2.1.44.1.1)."""
    index = ((start.year - 1601) * 12 + start.month - 1) % period
    return minutes(date(1601 + index // 12, index % 12 + 1, 1))


def weeks_first(start: date, week_start: int, period: int) -> int:
    """FirstDateTime of a weekly series."""
    ahead = (start.isoweekday() - week_start) % 7
    return minutes(start - timedelta(days=ahead)) % (period * 7 * DAY)


def told(start: date, **rule: Any) -> list[date]:
    """The first days by the rule of iCalendar."""
    noon = datetime(start.year, start.month, start.day)
    return [day.date() for day in rrule.rrule(dtstart=noon, count=FIRST, **rule)]


def names(mask: int) -> list[Any]:
    return [WEEKDAYS[bit] for bit in range(7) if mask >> bit & 1]


def first_days(rule: Rule) -> list[date]:
    return list(islice(days_of(rule), FIRST))


@given(starts, st.integers(1, 400))
def test_a_daily_pattern_falls_on_the_days_of_the_oracle(start: date, every: int) -> None:
    rule = Rule(0, every * DAY, start, minutes(start) % (every * DAY))
    assert phase_fits(rule)
    assert first_days(rule) == told(start, freq=rrule.DAILY, interval=every)


@given(starts, st.integers(1, 60), masks, st.integers(0, 6))
def test_a_weekly_pattern_falls_on_the_days_of_the_oracle(
    start: date, every: int, mask: int, week_start: int
) -> None:
    first = weeks_first(start, week_start, every)
    rule = Rule(1, every, start, first, days=mask, week_start=week_start)
    assert phase_fits(rule)
    assert first_days(rule) == told(
        start, freq=rrule.WEEKLY, interval=every, byweekday=names(mask), wkst=WEEKDAYS[week_start]
    )


@given(starts, st.integers(1, 40), st.integers(1, 31))
def test_a_monthly_pattern_falls_on_the_days_of_the_oracle(
    start: date, every: int, day: int
) -> None:
    rule = Rule(2, every, start, months_first(start, every), day=day)
    assert phase_fits(rule)
    # a day a month does not have is its last one
    days = list(range(min(day, 28), day + 1))
    assert first_days(rule) == told(
        start, freq=rrule.MONTHLY, interval=every, bymonthday=days, bysetpos=-1
    )


@given(starts, st.integers(1, 40))
def test_the_end_of_a_month_is_that_of_the_oracle(start: date, every: int) -> None:
    rule = Rule(4, every, start, months_first(start, every))
    assert first_days(rule) == told(start, freq=rrule.MONTHLY, interval=every, bymonthday=-1)


@given(starts, st.integers(1, 40), masks, st.integers(1, 5))
def test_the_nth_weekday_of_a_month_is_that_of_the_oracle(
    start: date, every: int, mask: int, nth: int
) -> None:
    rule = Rule(3, every, start, months_first(start, every), days=mask, nth=nth)
    position = -1 if nth == 5 else nth
    assert first_days(rule) == told(
        start, freq=rrule.MONTHLY, interval=every, byweekday=names(mask), bysetpos=position
    )


@given(starts, st.integers(1, 3), st.integers(1, 31))
def test_a_yearly_pattern_is_a_monthly_one_of_twelve_months(
    start: date, years: int, day: int
) -> None:
    rule = Rule(2, 12 * years, start, months_first(start, 12 * years), day=day)
    days = list(range(min(day, 28), day + 1))
    assert first_days(rule) == told(
        start, freq=rrule.YEARLY, interval=years, bymonth=start.month, bymonthday=days, bysetpos=-1
    )


@given(starts, st.integers(1, 5), masks, st.integers(0, 5000), st.integers(0, 400))
def test_the_days_between_two_dates_are_those_of_the_whole_series(
    start: date, every: int, mask: int, ahead: int, length: int
) -> None:
    rule = Rule(1, every, start, weeks_first(start, 0, every), days=mask)
    begin = start + timedelta(days=ahead)
    end = begin + timedelta(days=length)
    whole = [day for day in islice(days_of(rule), 40_000) if begin <= day <= end]
    assert between(rule, begin, end) == whole


@given(starts, st.integers(1, 300), masks)
def test_a_series_ends_after_its_count(start: date, count: int, mask: int) -> None:
    rule = Rule(1, 1, start, weeks_first(start, 0, 1), days=mask, count=count)
    every = between(rule, start, date(2099, 12, 31))
    assert len(every) == count
    assert every[-1] == last_day(rule)


def test_a_series_ends_on_its_last_date() -> None:
    rule = Rule(0, DAY, date(2022, 12, 1), until=date(2022, 12, 7))
    assert between(rule, date(2022, 1, 1), date(2023, 12, 31)) == [
        date(2022, 12, day) for day in range(1, 8)
    ]


def test_a_series_of_no_times_has_no_days() -> None:
    assert between(Rule(0, DAY, date(2022, 12, 1), count=0), EPOCH, date(2030, 1, 1)) == []


def test_a_count_too_large_to_count_leaves_the_end_to_the_end_date() -> None:
    rule = Rule(0, DAY, date(2022, 1, 1), count=MOST_COUNTED + 1, until=date(2022, 1, 3))
    assert last_day(rule) == date(2022, 1, 3)


def test_periods_count_from_the_start_where_the_first_date_cannot_be() -> None:
    # a week that begins on no first day of a week
    rule = Rule(1, 2, date(2023, 1, 6), first=3 * DAY + 7, days=0x20)
    assert not phase_fits(rule)
    assert first_days(rule)[:2] == [date(2023, 1, 6), date(2023, 1, 20)]


def test_periods_count_from_the_first_date_where_it_says_another_week() -> None:
    shifted = weeks_first(date(2023, 1, 6), 0, 2) + 7 * DAY
    rule = Rule(1, 2, date(2023, 1, 6), first=shifted, days=0x20)
    assert not phase_fits(rule)
    assert first_days(rule)[:2] == [date(2023, 1, 13), date(2023, 1, 27)]


@pytest.mark.parametrize(
    "rule",
    [
        Rule(0, 0, EPOCH),
        Rule(0, 90, EPOCH),
        Rule(1, 1, EPOCH),
        Rule(1, 1, EPOCH, days=0x80),
        Rule(2, 1, EPOCH),
        Rule(3, 1, EPOCH, days=1),
        Rule(3, 1, EPOCH, days=1, nth=6),
        Rule(7, 1, EPOCH, days=1, nth=1, day=1),
        Rule(10, 0, EPOCH, day=1),
        Rule(11, 1, EPOCH),
    ],
)
def test_an_impossible_pattern_has_no_days(rule: Rule) -> None:
    assert not can_tell(rule)
    assert list(days_of(rule)) == []
    assert phase_fits(rule)


words = st.integers(0, 0xFFFFFFFF)


@given(st.integers(0, 20), words, st.dates(EPOCH), words, words, words, words, words, words)
def test_any_numbers_end_within_the_calendar(
    kind: int, period: int, start: date, first: int, days: int, day: int, nth: int, dow: int,
    count: int,
) -> None:  # fmt: skip
    rule = Rule(kind, period, start, first, days, day, nth, dow % 7, count)
    found = list(islice(days_of(rule), 50))
    assert found == sorted(set(found))
    assert all(one >= start for one in found)
    phase_fits(rule)
    last_day(rule)


@given(st.integers(-2000, 60_000))
def test_months_of_the_hijri_calendar_follow_each_other(month: int) -> None:
    first, after = hijri.first_of(month), hijri.first_of(month + 1)
    assert (after - first).days == hijri.days_in(month)
    assert hijri.days_in(month) in (29, 30)
    assert hijri.month_of(first) == (month, 1)
    assert hijri.month_of(after - timedelta(days=1)) == (month, hijri.days_in(month))


@pytest.mark.parametrize(
    ("year", "month", "day", "there"),
    [
        (1, 1, 1, date(622, 7, 19)),  # the epoch, 16 July of the Julian calendar
        (1445, 9, 1, date(2024, 3, 11)),
        (1446, 1, 1, date(2024, 7, 8)),
        (1400, 1, 1, date(1979, 11, 21)),
    ],
)
def test_known_days_of_the_hijri_calendar(year: int, month: int, day: int, there: date) -> None:
    assert hijri.month_of(there) == ((year - 1) * 12 + month - 1, day)


def test_eleven_years_of_thirty_have_a_day_more() -> None:
    years = [hijri.first_of(12 * year) for year in range(31)]
    lengths = [(after - first).days for first, after in pairwise(years)]
    long = [number for number, length in enumerate(lengths, 1) if length == 355]
    assert long == [2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29]
    assert sum(lengths) == 10_631


def test_a_hijri_pattern_falls_on_the_same_day_of_its_months() -> None:
    rule = Rule(10, 12, date(2024, 3, 11), day=1)  # 1 Ramadan 1445, every year
    assert [hijri.month_of(day) for day in islice(days_of(rule), 3)] == [
        (1444 * 12 + 8, 1),
        (1445 * 12 + 8, 1),
        (1446 * 12 + 8, 1),
    ]
