"""Times of certificates and signatures: UTCTime and GeneralizedTime (RFC 5280 4.1.2.5)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from msginspector.analysis.sealed.asn1 import GENERALIZED_TIME, UTC_TIME, Value

_REST: Final = r"(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:[.,]\d{1,9})?(Z|[+-]\d{4})?"
_SHAPES: Final = {
    UTC_TIME: re.compile(r"(\d\d)" + _REST),
    GENERALIZED_TIME: re.compile(r"(\d{4})" + _REST),
}


def time_of(value: Value) -> datetime | None:
    """The moment in UTC, to the second; None for what is no time.

    Years of two digits are 1950 to 2049.
    """
    shape = _SHAPES.get(value.tag)
    found = shape.fullmatch(value.text) if shape is not None else None
    if found is None:
        return None
    year = int(found[1])
    if value.tag == UTC_TIME:
        year += 1900 if year >= 50 else 2000
    try:
        month, day, hour, minute, second = (int(found[n] or 0) for n in range(2, 7))
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return moment - _offset(found[7] or "Z")
    except (ValueError, OverflowError):
        return None


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta()
    minutes = int(zone[1:3]) * 60 + int(zone[3:5])
    return timedelta(minutes=-minutes if zone[0] == "-" else minutes)


def said(moment: datetime | None) -> str:
    """ "2026-03-18 09:14:07 UTC"; "" for none."""
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"
