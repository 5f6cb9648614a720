"""Values Python has no exact type for: times of 100 ns, currency, GUIDs, days as numbers.

[MS-OXCDATA] 2.11.1; FILETIME [MS-DTYP] 2.3.3. Everything is little-endian in the file. Time zones
are not applied: FILETIME is UTC, PtypFloatingTime is whatever the writer meant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_EPOCH: Final = datetime(1601, 1, 1)
LAST_TICK: Final = 2650467743999999999
"""9999-12-31T23:59:59.9999999Z."""
_TICKS_A_SECOND: Final = 10_000_000
_FLOATING_EPOCH: Final = datetime(1899, 12, 30)


@dataclass(frozen=True, slots=True, order=True)
class Filetime:
    """A FILETIME: `ticks` of 100 ns since 1601-01-01 UTC, any unsigned 64-bit number."""

    ticks: int

    def __str__(self) -> str:
        return self.iso() or f"{self.ticks} ticks"

    def iso(self) -> str | None:
        """YYYY-MM-DDTHH:MM:SS.fffffffZ; None beyond the year 9999."""
        moment = self.to_datetime()
        if moment is None:
            return None
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{self.ticks % _TICKS_A_SECOND:07d}Z"

    def to_datetime(self) -> datetime | None:
        """The UTC time to the second, without a zone; None beyond the year 9999."""
        if not 0 <= self.ticks <= LAST_TICK:
            return None
        return _EPOCH + timedelta(seconds=self.ticks // _TICKS_A_SECOND)


def currency(units: int) -> str:
    """Ten-thousandths as an exact decimal number, e.g. 15000 -> "1.5000"."""
    sign = "-" if units < 0 else ""
    whole, fraction = divmod(abs(units), 10_000)
    return f"{sign}{whole}.{fraction:04d}"


def floating_time(days: float) -> str:
    """Days since 1899-12-30 as date and time; a number that is no date as itself.

    The fraction is the time of that day whatever the sign: -1.25 is 06:00 on 1899-12-29
    ([MS-OXCDATA] 2.11.1, and the DATE type of Automation).
    """
    if not math.isfinite(days):
        return str(days)
    fraction, whole = math.modf(days)
    try:
        moment = _FLOATING_EPOCH + timedelta(days=whole) + timedelta(days=abs(fraction))
    except OverflowError:
        return str(days)
    return moment.isoformat(timespec="milliseconds")
