"""Values of fixed size as text."""

from __future__ import annotations

import pytest

from msginspector.mapi.scalars import floating_time


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0.0, "1899-12-30T00:00"),
        (2.0, "1900-01-01T00:00"),
        (5.875, "1900-01-04T21:00"),
        (-0.25, "1899-12-30T06:00"),
        (-1.0, "1899-12-29T00:00"),
        (-1.25, "1899-12-29T06:00"),
        (-2.5, "1899-12-28T12:00"),
    ],
)
def test_the_fraction_of_a_floating_time_is_the_time_of_its_day(days: float, text: str) -> None:
    assert floating_time(days) == f"{text}:00.000"


@pytest.mark.parametrize("days", [float("inf"), 1e300, -1e300, 2958466.0])
def test_a_number_that_is_no_date_is_shown_as_itself(days: float) -> None:
    assert floating_time(days) == str(days)
