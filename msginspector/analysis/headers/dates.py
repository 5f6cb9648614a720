"""Dates of header fields (RFC 5322 3.3 and 4.3) and why one cannot be read.

Comments are passed over, years of two digits and zones by name are read as RFC 5322 says. Nothing
is guessed: what does not fit the grammar has a sentence instead of a time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from msginspector.analysis.headers.tokens import COMMENT, QUOTED, tokens

DATE_LIMIT: Final = 400
"""Characters a date is looked for in."""

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS: Final = "mon tue wed thu fri sat sun".split()
_ZONES: Final = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
_DATE: Final = re.compile(
    r"(?:([A-Za-z]{2,9})\.?,?\s{1,9})?(\d{1,2})[\s-]{1,9}([A-Za-z]{3,9})\.?[\s-]{1,9}(\d{2,5})\s{1,9}"
    r"(\d{1,2})\s{0,9}:\s{0,9}(\d{1,2})(?:\s{0,9}:\s{0,9}(\d{1,2})(?:\.(\d{1,9}))?)?\s{0,9}(.*)"
)
_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})$")


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a header states it."""

    time: datetime
    """With its zone; UTC where the zone is not known."""
    text: str
    """As it is written."""
    zone: str
    """The zone as it is written, "" for none."""
    zone_known: bool
    """False for `-0000` and for no zone or an unknown one: read as UTC (RFC 5322 3.3, 4.3)."""
    problems: tuple[str, ...] = ()

    @property
    def utc(self) -> datetime:
        """The same moment in UTC."""
        return self.time.astimezone(UTC)


def read_date(value: str) -> Moment | str:
    """The moment a date stands for, or the sentence why it cannot be read."""
    shown = value.strip()
    if not shown:
        return "There is no date."
    words = [one for one in tokens(shown[:DATE_LIMIT]) if one.kind not in (COMMENT, QUOTED)]
    plain = " ".join(one.text for one in words)
    comments = [one.text for one in tokens(shown[:DATE_LIMIT]) if one.kind == COMMENT]
    found = _DATE.fullmatch(plain)
    if found is None:
        return "The date is not written as RFC 5322 says."
    return _moment(found, shown, comments)


def _moment(found: re.Match[str], text: str, comments: list[str]) -> Moment | str:
    month = found[3][:3].lower()
    if month not in _MONTHS:
        return f"“{found[3]}” is no month."
    zone, offset, known, problems = _zone(found[9].strip(), comments)
    try:
        time = datetime(
            _year(found[4]), _MONTHS.index(month) + 1, int(found[2]), int(found[5]), int(found[6]),
            _second(found[7] or "0"), int((found[8] or "0").ljust(6, "0")[:6]),
            timezone(timedelta(minutes=offset)),
        )  # fmt: skip
        time.astimezone(UTC)
    except (ValueError, OverflowError):
        return "There is no such day or time."
    return Moment(time, text, zone, known, (*problems, *_weekday(found[1], time)))


def _second(text: str) -> int:
    """RFC 5322 3.3: 60 is a leap second, which `datetime` does not know."""
    return 59 if text == "60" else int(text)


def _year(text: str) -> int:
    """RFC 5322 4.3: two digits below 50 are of this century, other two or three add 1900."""
    year = int(text)
    if len(text) == 2 and year < 50:
        return year + 2000
    return year + 1900 if len(text) < 4 else year


def _zone(text: str, comments: list[str]) -> tuple[str, int, bool, tuple[str, ...]]:
    """The zone as written, its minutes east of UTC, whether it is known, and what is odd."""
    if not text and comments and comments[0].lower() in _ZONES:  # X-OriginalArrivalTime: … (UTC)
        return comments[0], _ZONES[comments[0].lower()], True, ()
    word = text.partition(" ")[0]
    found = _OFFSET.match(word)
    if found is not None:
        minutes = int(found[2]) * 60 + int(found[3])
        if int(found[3]) > 59 or minutes >= 24 * 60:
            return word, 0, False, (f"“{word}” is no zone; the time is read as UTC.",)
        return word, -minutes if found[1] == "-" else minutes, word != "-0000", ()
    if word.lower() in _ZONES:
        return word, _ZONES[word.lower()], True, ()
    if not word:
        return "", 0, False, ("There is no zone; the time is read as UTC.",)
    return word, 0, False, (f"The zone “{word}” is not known; the time is read as UTC.",)


def _weekday(word: str | None, time: datetime) -> tuple[str, ...]:
    if not word or word[:3].lower() not in _DAYS or _DAYS[time.weekday()] == word[:3].lower():
        return ()
    return (f"That day was no “{word}”.",)
