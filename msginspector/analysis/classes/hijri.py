"""The tabular Hijri calendar: months of 30 and 29 days in turn, eleven leap years in thirty.

The arithmetic form of the calendar, with the epoch of 622-07-16 (Julian) and the leap years most
programs use. Where months begin by sight of the moon they differ from it by a day or two. Recurring
items in this calendar: [MS-OXOCAL] 2.2.1.44.1, PatternType HjMonth, HjMonthNth, HjMonthEnd.
"""

from __future__ import annotations

from datetime import date
from typing import Final

_EPOCH: Final = 227015
"""The first day of all as `date.toordinal` counts: 622-07-19 in the Gregorian calendar."""
_YEAR: Final = 354

MONTHS: Final = (
    "Muharram", "Safar", "Rabi al-Awwal", "Rabi al-Thani", "Jumada al-Ula", "Jumada al-Akhira",
    "Rajab", "Shaban", "Ramadan", "Shawwal", "Dhu al-Qada", "Dhu al-Hijja",
)  # fmt: skip


def month_of(day: date) -> tuple[int, int]:
    """Months since the first of year 1, and the day of the month, from 1.

    Days before the epoch are in months below 0.
    """
    ordinal = day.toordinal()
    month = (ordinal - _EPOCH) * 2 // 59
    while _start(month + 1) <= ordinal:
        month += 1
    while _start(month) > ordinal:
        month -= 1
    return month, ordinal - _start(month) + 1


def days_in(month: int) -> int:
    """How many days a month has, by its number since the first of year 1."""
    return _start(month + 1) - _start(month)


def first_of(month: int) -> date:
    """The first day of a month; ValueError or OverflowError where `date` does not reach."""
    return date.fromordinal(_start(month))


def _start(month: int) -> int:
    """The ordinal of the first day of a month."""
    years, months = divmod(month, 12)
    leaps = (3 + 11 * (years + 1)) // 30  # the years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26, 29
    return _EPOCH + years * _YEAR + leaps + (59 * months + 1) // 2
