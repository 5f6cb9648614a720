"""Dates of header fields (RFC 5322 3.3 and 4.3) and why one cannot be read.

Comments are passed over, years of two digits and zones by name are read as RFC 5322 says. Nothing
is guessed: what does not fit the grammar has a sentence instead of a time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

from msginspector.inputs.header_tokens import COMMENT, QUOTED, SEMICOLON, Token, tokens

DATE_LIMIT: Final = 400
"""Characters a date is looked for in."""

_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS: Final = "mon tue wed thu fri sat sun".split()
_ZONES: Final = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
_DAY: Final = r"(?:(?P<weekday>[A-Za-z]{2,9})(?:,\s{0,9}|\.?,?\s{1,9}))?"
_MONTH: Final = r"(?P<month>[A-Za-z]{3,9})\.?"
_TIME: Final = (
    r"(?P<hour>\d{1,2})\s{0,9}:\s{0,9}(?P<minute>\d{1,2})"
    r"(?:\s{0,9}:\s{0,9}(?P<second>\d{1,2})(?:\.(?P<fraction>\d{1,9}))?)?"
)
_DOTTED: Final = r"(?P<hour>\d{1,2})\.(?P<minute>\d{2})(?:\.(?P<second>\d{2}))?(?P<fraction>)?"
_DAY_FIRST: Final = (
    rf"{_DAY}(?P<day>\d{{1,2}})[\s-]{{1,9}}{_MONTH}[\s-]{{1,9}}(?P<year>\d{{2,5}})\s{{1,9}}"
)
_MONTH_FIRST: Final = rf"{_DAY}{_MONTH}\s{{1,9}}(?P<day>\d{{1,2}}),?\s{{1,9}}"
_ZONE: Final = r"\s{0,9}(?P<zone>.*)"
_DATE: Final = re.compile(_DAY_FIRST + _TIME + _ZONE)
_OTHERS: Final = (  # as C's asctime and `date` write it, Americans, and old Europeans
    re.compile(
        rf"{_MONTH_FIRST}{_TIME}\s{{1,9}}(?:(?P<zone>[A-Za-z]{{1,5}}|[+-]\d{{4}})\s{{1,9}})?"
        r"(?P<year>\d{4})"
    ),
    re.compile(rf"{_MONTH_FIRST}(?P<year>\d{{4}}),?\s{{1,9}}{_TIME}{_ZONE}"),
    re.compile(_DAY_FIRST + _DOTTED + _ZONE),
)
_ODD: Final = "The date is not written as RFC 5322 says."
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
    words = tokens(shown[:DATE_LIMIT])
    plain = " ".join(one.text for one in words if one.kind not in (COMMENT, QUOTED))
    comments = [one.text for one in words if one.kind == COMMENT]
    found = _DATE.fullmatch(plain)
    if found is not None:
        return _moment(found, shown, comments)
    other = next(filter(None, (form.fullmatch(plain) for form in _OTHERS)), None)
    if other is None:
        return _ODD
    moment = _moment(other, shown, comments)
    return moment if isinstance(moment, str) else replace(moment, problems=(_ODD, *moment.problems))


def trace_date(value: str, found: Sequence[Token]) -> tuple[int, Moment | None, list[str]]:
    """The date of a Received field (RFC 5321 4.4), which stands behind its last semicolon.

    `found` are the tokens of `value`. The index of that semicolon among them (their number where
    there is none), the date, and what is wrong with it. Semicolons of comments and further words
    behind the date are passed over.
    """
    places = [index for index, one in enumerate(found) if one.kind == SEMICOLON]
    said = "There is no semicolon, so no date."
    for place in reversed(places[-4:]):
        moment = read_date(value[found[place].end :])
        if isinstance(moment, Moment):
            return place, moment, list(moment.problems)
        if place == places[-1]:
            said = moment
    return places[-1] if places else len(found), None, [said]


def _moment(found: re.Match[str], text: str, comments: list[str]) -> Moment | str:
    month = found["month"][:3].lower()
    if month not in _MONTHS:
        return f"“{found['month']}” is no month."
    zone, offset, known, problems = _zone((found["zone"] or "").strip(), comments)
    try:
        time = datetime(
            _year(found["year"]), _MONTHS.index(month) + 1, int(found["day"]),
            int(found["hour"]), int(found["minute"]), _second(found["second"] or "0"),
            int((found["fraction"] or "0").ljust(6, "0")[:6]),
            timezone(timedelta(minutes=offset)),
        )  # fmt: skip
        time.astimezone(UTC)
    except (ValueError, OverflowError):
        return "There is no such day or time."
    return Moment(time, text, zone, known, (*problems, *_weekday(found["weekday"], time)))


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
