"""Time zones with daylight time as appointments carry them, worked out for any moment.

[MS-OXOCAL] 2.2.1.39 (one rule) and 2.2.1.41 (a rule from a year on). Biases are minutes to add to
local time for UTC. The structures are decoded by `structures.time_zones`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from msginspector.structures.nodes import Node

_MOST_MINUTES: Final = 24 * 60 - 1
_LAST_WEEK: Final = 5
_RULE: Final = "TZRule["


@dataclass(frozen=True, slots=True)
class Change:
    """When the clocks change, a SYSTEMTIME: with year 0 every year, in week `day` of the month."""

    year: int
    month: int
    weekday: int
    day: int
    hour: int
    minute: int

    def in_year(self, year: int) -> datetime | None:
        """The moment on the clocks of that place; None where there is none in that year."""
        try:
            if self.year:
                return datetime(self.year, self.month, self.day, self.hour, self.minute)
            first = datetime(year, self.month, 1, self.hour, self.minute)
            # Weekdays count from Sunday there, from Monday here.
            ahead = (self.weekday - 1 - first.weekday()) % 7
            days = ahead + 7 * (min(self.day, _LAST_WEEK) - 1)
            there = first + timedelta(days=days)
            return there if there.month == self.month else there - timedelta(days=7)
        except (ValueError, OverflowError):
            return None


@dataclass(frozen=True, slots=True)
class Rule:
    """What holds from a year on; `standard` and `daylight` say when that time begins."""

    since: int
    standard_minutes: int
    daylight_minutes: int
    standard: Change
    daylight: Change

    def offset(self, moment: datetime) -> timedelta:
        """The distance to UTC at a moment in UTC."""
        normal = timedelta(minutes=-self.standard_minutes)
        summer = timedelta(minutes=-self.daylight_minutes)
        year = (moment + normal).year
        begin, end = self.daylight.in_year(year), self.standard.in_year(year)
        if begin is None or end is None or not (self.daylight.month and self.standard.month):
            return normal
        there = moment.replace(tzinfo=None)
        from_, to = begin - normal, end - summer  # each on the clocks it ends
        inside = from_ <= there < to if from_ < to else not to <= there < from_
        return summer if inside else normal


class RuleZone(tzinfo):
    """A zone of such rules. A time brought into it has the offset of its moment, for good."""

    def __init__(self, name: str, rules: Sequence[Rule]) -> None:
        self.name = name
        self._rules = sorted(rules, key=lambda rule: rule.since)

    def at(self, moment: datetime) -> timezone:
        """The offset at a moment in UTC."""
        held = [rule for rule in self._rules if rule.since <= moment.year]
        return timezone((held[-1] if held else self._rules[0]).offset(moment))

    def fromutc(self, moment: datetime) -> datetime:
        """See `tzinfo.fromutc`."""
        zone = self.at(moment)
        return moment.replace(tzinfo=zone) + zone.utcoffset(None)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        """Of a time on clocks: near a change of clocks that of the time before."""
        return None if moment is None else self.at(moment).utcoffset(None)

    def tzname(self, _moment: datetime | None) -> str:
        """The name in the structure, "" where it has none."""
        return self.name

    def dst(self, _moment: datetime | None) -> None:
        """Not told apart."""


def zone_of_node(node: Node) -> RuleZone | None:
    """The zone a decoded TIMEZONE or TIMEZONEDEFINITION says; None for a damaged one."""
    parts = [part for part in node.children if part.label.startswith(_RULE)] or [node]
    try:
        rules = [_rule(part) for part in parts]
    except (KeyError, TypeError, ValueError):
        return None
    name = next((part.text for part in node.children if part.label == "KeyName"), "")
    return RuleZone(name, rules)


def _rule(node: Node) -> Rule:
    """The rule of a node; KeyError where a field is missing, ValueError for an impossible bias."""
    value = {part.label: part for part in node.children}
    bias = _number(value["lBias"])
    standard, daylight = (bias + _number(value[key]) for key in ("lStandardBias", "lDaylightBias"))
    if max(abs(standard), abs(daylight)) > _MOST_MINUTES:
        raise ValueError("no zone is a day away from UTC")
    since = _number(value["wYear"]) if "wYear" in value else 0
    changes = (_change(value[key]) for key in ("stStandardDate", "stDaylightDate"))
    return Rule(since, standard, daylight, *changes)


def _change(node: Node) -> Change:
    value = {part.label: _number(part) for part in node.children}
    fields = ("wYear", "wMonth", "wDayOfWeek", "wDay", "wHour", "wMinute")
    return Change(*(value[field] for field in fields))


def _number(node: Node) -> int:
    found: Any = node.value
    if not isinstance(found, int):
        raise TypeError(node.label)
    return found
