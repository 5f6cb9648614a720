"""Time zones in appointments: PidLidTimeZoneStruct and the time zone definitions, in words too.

[MS-OXOCAL] 2.2.1.39 and 2.2.1.41 to 2.2.1.43. Biases are minutes to add to local time for UTC.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.recurrence import MONTHS, ORDINALS, WEEKDAYS

RULE_SIZE: Final = 66
_HEADER_LEAST: Final = 6
_EVERY_YEAR: Final = 1601
_LAST_YEAR: Final = 9999
_LAST_WEEK: Final = 5
_LAST_DAY: Final = 31
_FIELDS: Final = (
    "wMonth", "wDayOfWeek", "wDay", "wHour", "wMinute", "wSecond", "wMilliseconds",
)  # fmt: skip
_EFFECTIVE: Final = 0x0002
_RULE_UNUSED: Final = 14


@dataclass(frozen=True, slots=True)
class Moment:
    """A SYSTEMTIME; with year 0 it recurs: `day` 1 to 5 says which week of the month."""

    year: int
    month: int
    weekday: int
    day: int
    hour: int
    minute: int
    second: int
    milliseconds: int

    @property
    def words(self) -> str:
        """ "second Sunday of March 02:00", "2010-03-14 02:00", "" for no date."""
        if not 1 <= self.month <= len(MONTHS):
            return ""
        clock = f"{self.hour:02}:{self.minute:02}" + (f":{self.second:02}" if self.second else "")
        if self.year:
            return f"{self.year:04}-{self.month:02}-{self.day:02} {clock}"
        week = ORDINALS.get(self.day, f"{self.day}th")
        weekday = WEEKDAYS[self.weekday] if self.weekday < len(WEEKDAYS) else "?"
        return f"{week} {weekday} of {MONTHS[self.month - 1]} {clock}"

    def impossible(self) -> Iterator[str]:
        """What no date can be, in words: [MS-DTYP] 2.3.13, [MS-OXOCAL] 2.2.1.39.

        A month of 0 is no date, whatever the rest says.
        """
        if not self.month:
            return
        last = _LAST_WEEK if not self.year else _LAST_DAY
        if 0 < self.year < _EVERY_YEAR or self.year > _LAST_YEAR:
            yield f"wYear {self.year} is neither 0 nor a year from {_EVERY_YEAR} to {_LAST_YEAR}"
        if self.year and 1 <= self.month <= len(MONTHS):
            last = monthrange(max(1, self.year), self.month)[1]
        least = (1, 0, 1, 0, 0, 0, 0)
        most = (len(MONTHS), len(WEEKDAYS) - 1, last, 23, 59, 59, 999)
        found = (self.month, self.weekday, self.day, self.hour, self.minute, self.second,
                 self.milliseconds)  # fmt: skip
        for name, number, low, high in zip(_FIELDS, found, least, most, strict=True):
            if not low <= number <= high:
                yield f"{name} {number} is not from {low} to {high}"


@dataclass(frozen=True, slots=True)
class Biases:
    """Minutes to add to local time for UTC; the other two are added to the first."""

    bias: int
    standard: int
    daylight: int


def system_time(cursor: Cursor, label: str) -> Moment:
    """SYSTEMTIME, 16 bytes ([MS-DTYP] 2.3.13), shown in words; all zero is no date."""
    with cursor.group(label) as part:
        moment = Moment(
            cursor.u16("wYear"),
            cursor.u16("wMonth", text=show.one_of(dict(enumerate(MONTHS, 1)))),
            cursor.u16("wDayOfWeek", text=show.one_of(dict(enumerate(WEEKDAYS)))),
            cursor.u16("wDay"),
            cursor.u16("wHour"),
            cursor.u16("wMinute"),
            cursor.u16("wSecond"),
            cursor.u16("wMilliseconds"),
        )
        part.text = moment.words or "no date"
        for wrong in moment.impossible():
            cursor.damage(wrong)
    return moment


def time_zone(cursor: Cursor) -> None:
    """PidLidTimeZoneStruct ([MS-OXOCAL] 2.2.1.39), 48 bytes, little-endian; biases in minutes."""
    biases = _biases(cursor)
    cursor.u16("wStandardYear")
    standard = system_time(cursor, "stStandardDate")
    cursor.u16("wDaylightYear")
    daylight = system_time(cursor, "stDaylightDate")
    cursor.summary(words(biases, standard, daylight))


def time_zone_definition(cursor: Cursor) -> None:
    """A time zone with rules by year ([MS-OXOCAL] 2.2.1.41 to 2.2.1.43), little-endian."""
    cursor.u8("Major Version")
    cursor.u8("Minor Version")
    header = cursor.u16("cbHeader")
    begin = cursor.position
    cursor.u16("Reserved")
    name = cursor.utf16("KeyName", 2 * cursor.u16("cchKeyName"))
    count = cursor.u16("cRules")
    _rest_of_header(cursor, header, cursor.position - begin)
    said = ""
    for number in range(cursor.possible("TZRule", count, RULE_SIZE)):
        with cursor.group(f"TZRule[{number}]") as part:
            effective, part.text = _rule(cursor)
        said = part.text if effective or not said else said
    cursor.summary(f"{name}: {said}" if said else name)


def words(biases: Biases, standard: Moment, daylight: Moment) -> str:
    """The rule as a sentence: "UTC-5, daylight time +1 h from … to …"."""
    normal = -(biases.bias + biases.standard)
    summer = -(biases.bias + biases.daylight)
    if not (standard.words and daylight.words):
        return f"{_utc(normal)}, no daylight time"
    change = _hours(summer - normal)
    return f"{_utc(normal)}, daylight time {change} from {daylight.words} to {standard.words}"


def _rule(cursor: Cursor) -> tuple[bool, str]:
    """Read a TZRule (2.2.1.41.1); gives whether it is the effective one, and its words."""
    cursor.u8("Major Version")
    cursor.u8("Minor Version")
    cursor.u16("Reserved")
    effective = bool(cursor.u16("TZRule flags", "set:flagTZRule") & _EFFECTIVE)
    year = cursor.u16("wYear")
    cursor.binary("X", _RULE_UNUSED)
    biases = _biases(cursor)
    standard = system_time(cursor, "stStandardDate")
    daylight = system_time(cursor, "stDaylightDate")
    since = "" if year <= _EVERY_YEAR else f"from {year} on "
    return effective, since + words(biases, standard, daylight)


def _rest_of_header(cursor: Cursor, announced: int, read: int) -> None:
    """What a longer header has behind the fields known here; a shorter one is said."""
    if announced < read:
        cursor.damage(f"cbHeader is {announced}, the fields of the header take {read} bytes")
    elif _HEADER_LEAST <= read < announced <= read + cursor.remaining:
        cursor.binary("Further header fields", announced - read)


def _biases(cursor: Cursor) -> Biases:
    return Biases(
        cursor.i32("lBias", text=_minutes),
        cursor.i32("lStandardBias", text=_minutes),
        cursor.i32("lDaylightBias", text=_minutes),
    )


def _minutes(minutes: int) -> str:
    return f"{minutes} min"


def _utc(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    after = f":{rest:02}" if rest else ""
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{after}" if minutes else "UTC"


def _hours(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    if not rest:
        return f"{sign}{hours} h"
    return f"{sign}{abs(minutes)} min"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "TIMEZONE": time_zone,
    "TIMEZONEDEFINITION": time_zone_definition,
}
