"""A time in a message: the number as it is stored, where it stands, and what is odd about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from datetime import tzinfo

PROPERTY: Final = "property"
STRUCTURE: Final = "structure"
HEADER: Final = "header"
STORAGE: Final = "storage"
FILE: Final = "file"

TICKS: Final = 10_000_000
"""Ticks of 100 ns in a second."""
DAY: Final = 86_400 * TICKS
_NEVER: Final = 915_151_392_000_000_000
_UNSET: Final = range(_NEVER - 2 * DAY, _NEVER + 2 * DAY)
"""About 4501-01-01, in any zone: what Outlook writes for none."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One time."""

    name: str
    """What it is the time of: the name of a property, a header field, "created", "changed"."""
    ticks: int
    """100 ns since 1601-01-01 UTC; unsigned."""
    kind: str
    """PROPERTY, STRUCTURE, HEADER, STORAGE or FILE."""
    path: str
    """The object that has it."""
    tag: int | None
    """The property; None for a storage and the file."""
    part: str = ""
    """What of the property: "ResponseLevel[2]", "line 5"; of a storage its path."""
    prop_id: int = 0
    """The 16-bit id of the property it is the value of; 0 for anything else, and named ones."""
    zone: tzinfo | None = None
    """The zone it was written in, where it has one of its own."""
    note: str = ""
    """What has to be known to read it."""
    marks: tuple[str, ...] = ()
    """What does not fit, a sentence each."""

    @property
    def filetime(self) -> Filetime:
        """The value."""
        return Filetime(self.ticks)

    @property
    def none(self) -> str:
        """Why it stands for no time; "" where it is one."""
        if self.ticks == 0:
            return "The number is 0, which is no time."
        if self.ticks in _UNSET:
            return "Outlook writes 4501-01-01 where there is no time."
        if self.filetime.to_datetime() is None:
            return "The number is beyond the year 9999."
        return ""


@dataclass(frozen=True, slots=True)
class Check:
    """Times that contradict each other."""

    rule: str
    """A key of `rules.RULES`."""
    sentence: str
    moments: tuple[int, ...]
    """Their places in `Moments.moments`."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Every time of a message, the oldest first; those that are none come last."""

    moments: tuple[Moment, ...]
    checks: tuple[Check, ...]
    zone: tzinfo | None
    """The zone of the sender; None where nothing says it."""
    zone_words: str
    """What says that zone."""
    problems: tuple[str, ...] = ()
    """What was left out."""
