"""Series out of their bytes: the examples of [MS-OXOCAL] 4.1.1, exceptions, months."""

from __future__ import annotations

import struct
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.classes.months import MonthPlan, YearMonth
from msginspector.analysis.classes.series import (
    AWAY,
    CANCELLED,
    CHANGED,
    MOVED,
    REGULAR,
    Occurrence,
    Series,
    last_day_of,
    series_of,
    span,
)
from msginspector.structures.registry import structure
from tests.analysis.classes.building import Change, Pattern, minutes

GOLDEN = Path(__file__).parents[2] / "structures" / "golden"
SUNDAY_WEEKS = 0x21C0  # FirstDateTime of the weekly examples
MON, FRI = 0x02, 0x20


def series(data: bytes, name: str = "APPOINTMENTRECURRENCEPATTERN") -> Series:
    known = structure(name)
    assert known is not None
    found = series_of(known.decode(data))
    assert found is not None
    return found


def golden(name: str) -> Series:
    return series(bytes.fromhex((GOLDEN / f"{name}.hex").read_text("ascii")))


def days(found: Series, begin: date, end: date) -> list[tuple[date, str]]:
    return [(one.start.date(), one.kind) for one in found.between(begin, end)]


def weekly(start: date, mask: int, **more: object) -> Pattern:
    first = minutes(start - timedelta(days=start.isoweekday() % 7)) % 10080
    specific = struct.pack("<I", mask)
    return Pattern(start, 0x200B, 1, 1, specific, first, **more)  # type: ignore[arg-type]


def test_the_weekly_example_takes_place_on_its_twelve_days() -> None:
    # [MS-OXOCAL] 4.1.1.2: Monday, Thursday, Friday from 26 March 2007, twelve times, one moved
    found = golden("APPOINTMENTRECURRENCEPATTERN-1")
    listed = found.between(date(2007, 1, 1), date(2007, 12, 31))
    assert [one.start.date() for one in listed] == [
        date(2007, 3, 26), date(2007, 3, 29), date(2007, 3, 30),
        date(2007, 4, 2), date(2007, 4, 5), date(2007, 4, 6),
        date(2007, 4, 9), date(2007, 4, 12), date(2007, 4, 13),
        date(2007, 4, 16), date(2007, 4, 19), date(2007, 4, 20),
    ]  # fmt: skip
    [changed] = [one for one in listed if one.kind != REGULAR]
    assert (changed.kind, changed.start) == (MOVED, datetime(2007, 4, 16, 11))
    assert changed.words == (
        "Monday 2007-04-16 11:00–11:30, moved from 2007-04-16 10:00, "
        "Simple Recurrence with exceptions, 34/4141"
    )


def test_months_of_the_hebrew_calendar_are_not_guessed() -> None:
    # [MS-OXOCAL] 4.1.1.3
    found = golden("APPOINTMENTRECURRENCEPATTERN-2")
    assert not found.is_known
    assert "cannot be worked out" in found.note
    # the first of 3 Nisan, and the one whose colour was changed
    assert days(found, date(2008, 1, 1), date(2030, 1, 1)) == [
        (date(2008, 4, 8), REGULAR),
        (date(2011, 4, 7), CHANGED),
    ]


def test_a_deleted_day_is_cancelled_and_a_moved_one_leaves_its_place() -> None:
    start = date(2023, 1, 6)
    moved = Change(datetime(2023, 1, 9, 12), datetime(2023, 1, 9, 13), datetime(2023, 1, 13, 10))
    pattern = weekly(start, FRI, deleted=[date(2023, 1, 20)], changes=[moved])
    assert days(series(pattern.whole()), date(2023, 1, 1), date(2023, 1, 31)) == [
        (date(2023, 1, 6), REGULAR),
        (date(2023, 1, 9), MOVED),
        (date(2023, 1, 13), AWAY),
        (date(2023, 1, 20), CANCELLED),
        (date(2023, 1, 27), REGULAR),
    ]


def test_what_was_changed_at_the_same_time_has_not_moved() -> None:
    at = datetime(2023, 1, 13, 10)
    renamed = Change(at, at + timedelta(minutes=30), at, "Другое имя")
    found = series(weekly(date(2023, 1, 6), FRI, changes=[renamed]).whole())
    [one] = found.between(date(2023, 1, 13), date(2023, 1, 13))
    assert (one.kind, one.subject) == (CHANGED, "Другое имя")


def test_an_exception_may_lie_before_the_first_day_of_the_pattern() -> None:
    early = Change(datetime(2022, 12, 1, 9), datetime(2022, 12, 1, 10), datetime(2023, 1, 6, 10))
    plan = MonthPlan("", series(weekly(date(2023, 1, 6), FRI, changes=[early]).whole()), None)
    assert plan.first == YearMonth(2022, 12)


def test_a_series_without_end_has_no_last_month() -> None:
    plan = MonthPlan("", series(weekly(date(2023, 1, 6), FRI).whole()), None)
    assert (plan.first, plan.last) == (YearMonth(2023, 1), None)
    assert plan.month(YearMonth(4000, 2)).count == 4


def test_a_count_ends_the_series() -> None:
    found = series(weekly(date(2023, 1, 6), FRI | MON, end=0x2022, count=3).whole())
    assert [day for day, _ in days(found, date(2023, 1, 1), date(2024, 1, 1))] == [
        date(2023, 1, 6),
        date(2023, 1, 9),
        date(2023, 1, 13),
    ]
    none = series(weekly(date(2023, 1, 6), FRI, end=0x2022, count=0).whole())
    assert days(none, date(2022, 1, 1), date(2024, 1, 1)) == []


def test_a_regenerating_task_shows_its_first_day_alone() -> None:
    found = series(Pattern(date(2024, 3, 1), sliding=1).bare(), "RECURRENCEPATTERN")
    assert days(found, date(2024, 1, 1), date(2024, 12, 31)) == [(date(2024, 3, 1), REGULAR)]
    assert "done" in found.note


def test_what_ends_the_next_day_is_on_both_days_and_what_ends_at_midnight_is_not() -> None:
    night = series(weekly(date(2024, 3, 1), FRI).whole(22 * 60, 26 * 60))
    month = MonthPlan("", night, None).month(YearMonth(2024, 3))
    on = [day.date.day for week in month.weeks for day in week if day.items and not day.outside]
    assert on == [1, 2, 8, 9, 15, 16, 22, 23, 29, 30]
    assert month.count == 5
    whole = Occurrence(datetime(2024, 3, 1), datetime(2024, 3, 2))
    assert last_day_of(whole) == date(2024, 3, 1)


def test_what_reaches_into_a_range_is_found() -> None:
    night = series(weekly(date(2024, 3, 1), FRI).whole(22 * 60, 26 * 60))
    assert days(night, date(2024, 3, 2), date(2024, 3, 2)) == [(date(2024, 3, 1), REGULAR)]


def test_weeks_begin_on_the_day_the_series_says() -> None:
    for stored, first in ((0, 6), (1, 0), (6, 5)):
        found = series(weekly(date(2024, 3, 1), FRI, week_start=stored).whole())
        month = MonthPlan("", found, None).month(YearMonth(2024, 3))
        assert {week[0].date.weekday() for week in month.weeks} == {first}


def test_the_months_of_a_single_appointment_are_those_it_lasts() -> None:
    one = Occurrence(datetime(2023, 12, 30, 9), datetime(2024, 1, 2))
    plan = MonthPlan("UTC", None, one)
    assert (plan.first, plan.last) == (YearMonth(2023, 12), YearMonth(2024, 1))
    january = plan.month(YearMonth(2024, 1))
    assert [day.date for week in january.weeks for day in week if day.items] == [
        *(date(2024, 1, 1),)
    ]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (datetime(2024, 1, 1), datetime(2024, 1, 2), "all day"),
        (datetime(2024, 1, 1), datetime(2024, 1, 4), "all day for 3 days"),
        (datetime(2024, 1, 1, 9), datetime(2024, 1, 1, 9), "09:00"),
        (datetime(2024, 1, 1, 9), datetime(2024, 1, 1, 9, 30), "09:00–09:30"),
        (datetime(2024, 1, 1, 9), datetime(2024, 1, 2, 9), "09:00 to 2024-01-02 09:00"),
    ],
)
def test_times_are_said_shortly(start: datetime, end: datetime, words: str) -> None:
    assert span(start, end) == words


def test_months_follow_each_other_within_the_calendar() -> None:
    assert YearMonth(2023, 12).moved(1) == YearMonth(2024, 1)
    assert YearMonth(2024, 1).moved(-13) == YearMonth(2022, 12)
    assert YearMonth(1601, 1).moved(-1) == YearMonth(1601, 1)
    assert YearMonth(4500, 12).moved(9) == YearMonth(4500, 12)
    assert YearMonth(2023, 2).words == "February 2023"


@given(
    st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    st.integers(1, 0x7F),
    st.lists(st.integers(0, 30), max_size=4, unique=True),
    st.integers(0, 60),
    st.integers(0, 80),
)
def test_what_takes_place_is_the_rule_without_what_was_deleted(
    start: date, mask: int, deleted: list[int], ahead: int, length: int
) -> None:
    gone = [start + timedelta(days=days) for days in deleted]
    found = series(weekly(start, mask, deleted=gone).whole())
    begin = start + timedelta(days=ahead)
    end = begin + timedelta(days=length)
    every = [begin + timedelta(days=one) for one in range(length + 1)]
    ruled = [day for day in every if mask >> day.isoweekday() % 7 & 1]
    told = found.between(begin, end)
    assert [one.start.date() for one in told if one.is_real] == [
        day for day in ruled if day not in gone
    ]
    cancelled = {one.start.date() for one in told if one.kind == CANCELLED}
    assert cancelled == {day for day in gone if begin <= day <= end}


@given(st.binary(max_size=300), st.integers(0, 0xFFFF))
def test_any_bytes_make_a_series_with_bounded_months_or_none(tail: bytes, kind: int) -> None:
    for data in (tail, struct.pack("<4H", 0x3004, 0x3004, 0x200B, kind % 14) + tail):
        for name in ("APPOINTMENTRECURRENCEPATTERN", "RECURRENCEPATTERN"):
            known = structure(name)
            assert known is not None
            found = series_of(known.decode(data))
            if found is not None:
                plan = MonthPlan("", found, None)
                month = plan.month(plan.first)
                assert 4 <= len(month.weeks) <= 6
                assert plan.last is None or plan.last >= YearMonth(1601, 1)
