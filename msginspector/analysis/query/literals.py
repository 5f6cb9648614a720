"""Numbers and times as they are written in a query."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, datetime
from typing import Final

_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_NUMBER: Final = re.compile(r"([+-]?(?:0x[0-9a-f]{1,16}|\d{1,19}(?:\.\d{1,9})?))([kmg]?)i?b?", re.I)
_TIME: Final = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)(?:[T ](?P<hour>\d\d)"
    r"(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,7}))?)?)?"
    r"(?:Z|(?P<sign>[+-])(?P<ahead>\d\d):?(?P<more>[0-5]\d)?)?)?)?)?",
    re.I | re.A,
)
_PARTS: Final = (("year", 0), ("month", 1), ("day", 1), ("hour", 0), ("minute", 0), ("second", 0))
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_TICKS: Final = 10_000_000
_DIGITS: Final = 7
"""Of a fraction of a second."""


def as_number(text: str) -> float | None:
    """A decimal or hex number, with k, M or G behind it for 1024 and its powers; None for none."""
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    digits, unit = found[1], _UNITS[found[2].casefold()]
    if "x" in digits.casefold():
        return int(digits, 16) * unit
    return float(digits) * unit if "." in digits else int(digits) * unit


def as_ticks(text: str) -> tuple[int, int] | None:
    """The first and last tick (100 ns since 1601) of the time that is said, however exactly.

    A year, month, day, hour, minute, second or part of one, UTC unless an offset follows it:
    `2024`, `2024-03`, `2024-03-01`, `2024-03-01T12:30`, `2024-03-01T12:30:15.5+01:00`. None for
    what is no time.
    """
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[part] or least) for part, least in _PARTS)
    try:
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
    fraction = found["fraction"] or ""
    first = _ticks(start) + int(fraction.ljust(_DIGITS, "0")) - _offset(found) * _TICKS
    return first, first + _length(found, start) - 1


def _length(found: re.Match[str], start: datetime) -> int:
    """Ticks of what is said: the last part that is there."""
    if found["fraction"]:
        return _TICKS // int(f"1{'0' * len(found['fraction'])}")
    if found["second"]:
        return _TICKS
    if found["minute"]:
        return 60 * _TICKS
    if found["hour"]:
        return 3600 * _TICKS
    days = 1
    if not found["month"]:
        days = 365 + calendar.isleap(start.year)
    elif not found["day"]:
        days = calendar.monthrange(start.year, start.month)[1]
    return days * 86_400 * _TICKS


def _offset(found: re.Match[str]) -> int:
    """Seconds the zone is ahead of UTC."""
    seconds = int(found["ahead"] or 0) * 3600 + int(found["more"] or 0) * 60
    return -seconds if found["sign"] == "-" else seconds


def _ticks(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * _TICKS
