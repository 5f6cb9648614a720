"""Recurrences as the examples of [MS-OXOCAL] 4.1.1 and the rules of 2.2.1.44 have them."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta

import pytest

from msginspector.structures import Node
from tests.structures.asking import damages, decoded, part

DAILY, WEEKLY, MONTHLY, YEARLY = 0x200A, 0x200B, 0x200C, 0x200D
NEVER = 0x5AE980DF
END_BY_DATE, END_BY_COUNT, NO_END = 0x2021, 0x2022, 0x2023

WEEKLY_PLAIN = (
    "043004300B2001000000C0210000010000000000000032000000222000000C0000000000000000000000000000"
    "008020BC0C20ADBC0C0630000009300000580200007602000000000000000000000000"
)
WEEKLY_CHANGED = (
    "043004300B2001000000C0210000010000000000000032000000222000000C0000000000000001000000A096BC0C"
    "01000000A096BC0C8020BC0C20ADBC0C0630000009300000580200007602000001003499BC0C5299BC0CF898BC0C"
    "11002200210053696D706C6520526563757272656E6365207769746820657863657074696F6E7308000700"
    "33342F34313431000000000400000000000000000000003499BC0C5299BC0CF898BC0C2100530069006D0070006C00"
    "6500200052006500630075007200720065006E006300650020007700690074006800200065007800630065007000"
    "740069006F006E0073000700330034002F0034003100340031000000000000000000"
)
DAILY_DELETED = (
    "043004300A2000000000A0050000E010000000000000212000000A0000000000000002000000A0C1DC0C80D2DC0C"
    "00000000207EDC0C0016DD0C0630000009300000E0010000FE01000000000000000000000000"
)
YEARLY_HEBREW = (
    "043004300D200200080080750A000C0000000000000003000000232000000A0000000000000001000000207EDC0C"
    "01000000207EDC0C6074C40CDF80E95A0630000009300000E0010000FE01000001000080DC0C1E80DC0C0080DC0C"
    "24023C000000010000000000000004000000000000000000000000000000"
)


def minutes(year: int, month: int, day: int) -> int:
    return int((datetime(year, month, day) - datetime(1601, 1, 1)) / timedelta(minutes=1))


def pattern(
    frequency: int, kind: int, period: int, specific: bytes = b"", *, calendar: int = 0,
    first: int = 0, sliding: int = 0, end: int = NO_END, count: int = 10, until: int = NEVER,
) -> Node:  # fmt: skip
    """A decoded RecurrencePattern that begins on 2024-03-01."""
    head = struct.pack("<5H3I", 0x3004, 0x3004, frequency, kind, calendar, first, period, sliding)
    tail = struct.pack("<7I", end, count, 0, 0, 0, minutes(2024, 3, 1), until)
    return decoded("RECURRENCEPATTERN", head + specific + tail)


def test_the_weekly_example_is_said_in_words() -> None:
    node = decoded("APPOINTMENTRECURRENCEPATTERN", WEEKLY_PLAIN)
    assert not damages(node)
    assert node.summary == (
        "every week on Monday, Thursday, Friday from 2007-03-26, 12 times, until 2007-04-20; "
        "10:00 to 10:30"
    )


def test_the_weekly_example_with_an_exception_has_its_texts_twice() -> None:
    node = decoded("APPOINTMENTRECURRENCEPATTERN", WEEKLY_CHANGED)
    assert not damages(node)
    first, extended = part(node, "ExceptionInfo[0]"), part(node, "ExtendedException[0]")
    assert part(first, "Subject").value == "Simple Recurrence with exceptions"
    assert part(extended, "WideCharSubject").value == "Simple Recurrence with exceptions"
    assert part(extended, "WideCharLocation").value == "34/4141"
    assert first.text == (
        "2007-04-16 11:00 to 11:30, instead of 2007-04-16 10:00; changed: subject, location"
    )
    assert "; 1 modified;" in node.summary
    assert "deleted" not in node.summary
    assert part(node, "Deleted and not modified").value == 0


def test_the_daily_example_counts_its_period_in_minutes() -> None:
    node = decoded("APPOINTMENTRECURRENCEPATTERN", DAILY_DELETED)
    assert not damages(node)
    assert node.summary == (
        "every 3 days from 2011-04-07, 10 times, until 2011-05-04; 2 deleted; 08:00 to 08:30"
    )
    assert part(node, "DeletedInstanceDates[1]").text.startswith("2011-04-22 00:00")


def test_the_yearly_hebrew_example_never_ends() -> None:
    node = decoded("APPOINTMENTRECURRENCEPATTERN", YEARLY_HEBREW)
    assert not damages(node)
    assert node.summary.startswith(
        "every year on day 3 of the calendar CAL_HEBREW from 2008-04-08, without end; 1 modified"
    )
    assert part(node, "EndDate").text.startswith("never: 4500-12-31 23:59")
    exception = part(node, "ExceptionInfo[0]")
    assert part(exception, "ReminderDelta").text.startswith("60 min")
    assert part(exception, "BusyStatus").text.startswith("olTentative")


@pytest.mark.parametrize(
    ("node", "said"),
    [
        (pattern(DAILY, 0, 1440), "every day from 2024-03-01, without end"),
        (pattern(DAILY, 1, 1, struct.pack("<I", 0x3E)), "every weekday from"),
        (pattern(WEEKLY, 1, 2, struct.pack("<I", 0x41)), "every 2 weeks on Sunday, Saturday from"),
        (pattern(MONTHLY, 2, 1, struct.pack("<I", 15)), "every month on day 15 from"),
        (pattern(MONTHLY, 4, 3, struct.pack("<I", 31)), "every 3 months on the last day from"),
        (pattern(MONTHLY, 3, 1, struct.pack("<2I", 4, 2)), "every month on the second Tuesday"),
        (pattern(MONTHLY, 3, 1, struct.pack("<2I", 0x3E, 5)), "every month on the last weekday"),
        (
            pattern(YEARLY, 3, 12, struct.pack("<2I", 0x20, 5), first=minutes(1601, 11, 1)),
            "every year on the last Friday of November from",
        ),
        (
            pattern(YEARLY, 2, 24, struct.pack("<I", 9), first=minutes(1601, 6, 1)),
            "every 2 years on day 9 of June from",
        ),
        (pattern(MONTHLY, 10, 1, struct.pack("<I", 5)), "on day 5 of the Hijri calendar from"),
        (pattern(YEARLY, 11, 12, struct.pack("<2I", 2, 1)), "first Monday of the Hijri calendar"),
        (pattern(MONTHLY, 12, 1, struct.pack("<I", 30)), "on the last day of the Hijri calendar"),
        (
            pattern(YEARLY, 2, 12, struct.pack("<I", 5), calendar=0x17),
            "day 5 of the Hijri calendar",
        ),
    ],
)
def test_each_type_of_pattern_is_said_in_words(node: Node, said: str) -> None:
    assert said in node.summary
    assert not damages(node)


@pytest.mark.parametrize(
    ("end", "until", "said"),
    [
        (END_BY_DATE, minutes(2025, 3, 1), ", 4 times, until 2025-03-01"),
        (END_BY_COUNT, NEVER, ", 4 times"),
        (NO_END, NEVER, ", without end"),
        (0xFFFFFFFF, NEVER, ", without end"),
        (7, NEVER, ", with the unknown end 0x00000007"),
    ],
)
def test_each_type_of_end_is_said_in_words(end: int, until: int, said: str) -> None:
    assert pattern(DAILY, 0, 1440, end=end, count=4, until=until).summary.endswith(said)


def test_a_task_may_count_from_when_the_one_before_is_done() -> None:
    said = pattern(DAILY, 0, 1440, sliding=1).summary
    assert (
        said == "every day from 2024-03-01, counted from when the one before is done, without end"
    )


def test_calendars_the_flag_table_does_not_know_have_names() -> None:
    node = pattern(DAILY, 0, 1440, calendar=0x17)
    assert part(node, "CalendarType").text == "CAL_UMALQURA (0x0017)"


def test_an_unknown_pattern_type_is_said() -> None:
    node = pattern(DAILY, 7, 1)
    assert damages(node) == ["PatternType 0x0007 is none of [MS-OXOCAL] 2.2.1.44.1"]


def test_a_count_of_dates_that_cannot_be_is_said() -> None:
    head = struct.pack("<5H3I", 0x3004, 0x3004, DAILY, 0, 0, 0, 1440, 0)
    node = decoded("RECURRENCEPATTERN", head + struct.pack("<4I", NO_END, 10, 0, 0xFFFFFFFF))
    assert "4294967295 are announced, there is room for 0" in damages(node)[0]


def exception(flags: int, fields: bytes, extended: bytes, writer: int = 0x3009) -> Node:
    """A daily series with one exception of these flags and fields."""
    at = struct.pack("<3I", minutes(2024, 3, 2), minutes(2024, 3, 2) + 90, minutes(2024, 3, 1))
    head = struct.pack("<5H3I", 0x3004, 0x3004, DAILY, 0, 0, 0, 1440, 0)
    dates = struct.pack("<5I", 1, minutes(2024, 3, 1), 1, minutes(2024, 3, 2), minutes(2024, 3, 1))
    body = head + struct.pack("<3I", NO_END, 10, 0) + dates + struct.pack("<I", NEVER)
    times = struct.pack("<4IH", 0x3006, writer, 0, 1440, 1)
    info = at + struct.pack("<H", flags) + fields
    blocks = struct.pack("<I", 0) + extended + struct.pack("<I", 0)
    return decoded("APPOINTMENTRECURRENCEPATTERN", body + times + info + blocks)


def test_every_override_flag_has_its_field_in_order() -> None:
    fields = (
        struct.pack("<2H", 2, 1) + b"S" + struct.pack("<3I", 5, 15, 1) + struct.pack("<2H", 2, 1)
        + b"L" + struct.pack("<4I", 3, 1, 1, 7)
    )  # fmt: skip
    at = struct.pack("<3I", 0, 0, 0)
    texts = struct.pack("<H", 1) + b"s\0" + struct.pack("<H", 1) + b"l\0"
    extended = struct.pack("<3I", 4, 0x10, 0) + at + texts + struct.pack("<I", 0)
    node = exception(0x3FF, fields, extended)
    assert not damages(node)
    info = part(node, "ExceptionInfo[0]")
    assert [one.label for one in info.children][4:] == [
        "SubjectLength", "SubjectLength2", "Subject", "MeetingType", "ReminderDelta", "ReminderSet",
        "LocationLength", "LocationLength2", "Location", "BusyStatus", "Attachment", "SubType",
        "AppointmentColor",
    ]  # fmt: skip
    assert part(info, "MeetingType").text.startswith("asfMeeting | asfCancelled")
    assert part(info, "SubType").text.startswith("all-day")
    assert part(node, "ExtendedException[0]").text == '"s", "l"'
    assert part(node, "ChangeHighlightValue").text.startswith("BIT_CH_SUBJECT")


def test_an_older_writer_has_no_change_highlight() -> None:
    node = exception(0x200, b"", struct.pack("<I", 0), writer=0x3008)
    assert not damages(node)
    assert "ChangeHighlight" not in {one.label for one in node.walk()}


def test_reserved_blocks_are_kept() -> None:
    extended = struct.pack("<2I", 6, 0) + b"\7\7" + struct.pack("<I", 3) + b"abc"
    node = exception(0x200, b"", extended)
    assert not damages(node)
    assert part(node, "Reserved").value == b"\7\7"
    assert part(node, "ReservedBlockEE1").value == b"abc"


def test_zeros_behind_the_structure_are_no_damage() -> None:
    node = decoded("APPOINTMENTRECURRENCEPATTERN", WEEKLY_PLAIN + "00000000")
    assert part(node, "Zeros beyond the structure").size == 4
    assert not damages(node)
