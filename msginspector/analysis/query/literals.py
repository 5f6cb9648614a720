"""Numbers and times as they are written in a query."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_UNITS: Final = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30}
_NUMBER: Final = re.compile(r"([+-]?(?:0x[0-9a-f]{1,16}|\d{1,19}(?:\.\d{1,9})?))([kmg]?)i?b?", re.I)
_DATE: Final = re.compile(r"\d{4}(-\d\d(-\d\d.*)?)?$")
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)
_TICKS: Final = 10_000_000


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
    """The first and last tick (100 ns since 1601, UTC) of a year, month, day, minute or second.

    None for what is no time.
    """
    found = _DATE.match(text)
    if found is None:
        return None
    try:
        start = datetime.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 8 else text)
        start = start.replace(tzinfo=UTC) if start.tzinfo is None else start.astimezone(UTC)
        first, after = _ticks(start), _ticks(_after(start, len(text)))
    except (ValueError, OverflowError):
        return None
    return first, after - 1


def _after(start: datetime, length: int) -> datetime:
    """The end of what is said in that many characters: `2024`, `2024-03`, `2024-03-01`, …"""
    if length == len("2024"):
        return start.replace(year=start.year + 1)
    if length == len("2024-03"):
        return (start + timedelta(days=31)).replace(day=1)
    if length == len("2024-03-01"):
        return start + timedelta(days=1)
    return start + timedelta(minutes=1 if length == len("2024-03-01T12:30") else 1 / 60)


def _ticks(moment: datetime) -> int:
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * _TICKS + since.microseconds * 10
