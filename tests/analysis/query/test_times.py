"""Times in queries: how much of a time is said is how long it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from msginspector.analysis.query.literals import as_ticks

SECOND = 10_000_000
HOUR, DAY = 3600 * SECOND, 86_400 * SECOND


def since_1601(year: int, month: int, day: int) -> int:
    begun = datetime(year, month, day, tzinfo=UTC) - datetime(1601, 1, 1, tzinfo=UTC)
    return begun.days * DAY


MARCH_1 = since_1601(2024, 3, 1)
NOON = MARCH_1 + 12 * HOUR


@pytest.mark.parametrize(
    ("text", "first", "length"),
    [
        ("2024", since_1601(2024, 1, 1), 366 * DAY),
        ("2023", since_1601(2023, 1, 1), 365 * DAY),
        ("2024-02", since_1601(2024, 2, 1), 29 * DAY),
        ("2024-12", since_1601(2024, 12, 1), 31 * DAY),
        ("2024-03-01", MARCH_1, DAY),
        ("2024-03-01T12", NOON, HOUR),
        ("2024-03-01T12Z", NOON, HOUR),
        ("2024-03-01T12:30", NOON + 1800 * SECOND, 60 * SECOND),
        ("2024-03-01 12:30Z", NOON + 1800 * SECOND, 60 * SECOND),
        ("2024-03-01T13:30+01:00", NOON + 1800 * SECOND, 60 * SECOND),
        ("2024-03-01T07:00-0530", NOON + 1800 * SECOND, 60 * SECOND),
        ("2024-03-01t12:00:15z", NOON + 15 * SECOND, SECOND),
        ("2024-03-01T12:00:15.5", NOON + 155 * SECOND // 10, SECOND // 10),
        ("2024-03-01T12:00:15.1234567Z", NOON + 151_234_567, 1),
        ("9999", since_1601(9999, 1, 1), 365 * DAY),
        ("9999-12-31T23-23:00", since_1601(9999, 12, 31) + 46 * HOUR, HOUR),
        ("0001", since_1601(1, 1, 1), 365 * DAY),
    ],
)
def test_what_is_said_is_how_long_it_is(text: str, first: int, length: int) -> None:
    assert as_ticks(text) == (first, first + length - 1)


@pytest.mark.parametrize(
    "text",
    ["", "0000", "24", "2024-3", "2024-00", "2024-13", "2023-02-29", "2024-03-01T", "2024-03-01T24",
     "2024-03-01T12:60", "2024-03-01T12:30:15.", "2024-03-01T12:30:15.12345678", "2024Z",
     "2024-03-01Z", "20240301", "2024-W05", "٢٠٢٤"],
)  # fmt: skip
def test_what_is_no_time(text: str) -> None:
    assert as_ticks(text) is None
