"""Small formatting helpers of the window: sizes, counts, times. No Qt, no data of the field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

SEPARATOR: Final = "  ·  "
ARROW: Final = "→"
CALL_LIMIT: Final = 20  # characters, as many as the longest name of a call has
NOTHING: Final = "–"
_UNITS: Final = ("KB", "MB", "GB", "TB")


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 message`, `3 messages`, with thousands separated by a thin space."""
    noun = singular if number == 1 else plural or singular + "s"
    return f"{grouped(number)} {noun}"


def grouped(number: int) -> str:
    """A number with thousands separated by a narrow no-break space."""
    return f"{number:,}".replace(",", "\u202f")


def size(number: int | None) -> str:
    """A size for people: bytes up to 1023, then KB, MB, GB (1024 each); a dash for None."""
    if number is None:
        return NOTHING
    if number < 1024:
        return count(number, "byte")
    power = min((number.bit_length() - 1) // 10, len(_UNITS))
    value, unit = number / 1024**power, _UNITS[power - 1]
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"


def joined(parts: Iterable[str]) -> str:
    """The non-empty parts with a middle dot between them."""
    return SEPARATOR.join(part for part in parts if part)


def tag(value: int) -> str:
    """A property tag as `0x0071 0102`: id, then type."""
    return f"0x{value >> 16:04X} {value & 0xFFFF:04X}"


def elided(text: str, limit: int) -> str:
    """`text` on one line, cut in the middle when longer than `limit` characters."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    half = (limit - 1) // 2
    return f"{line[:half]}…{line[-half:]}"


def one_line(text: str) -> str:
    """`text` without what would break a table of lines and tabulators."""
    return " ".join(text.split())


def call(text: str) -> str:
    """A MAPI call without its interface; arguments as dots where they would make it long."""
    name, bracket, arguments = text.partition("(")
    bare = name.rpartition("::")[2]
    whole = f"{bare}{bracket}{arguments}"
    return whole if len(whole) <= CALL_LIMIT else f"{bare}(…)"


def duration(seconds: float) -> str:
    """A duration for people: milliseconds below a second, else seconds."""
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def age(seconds: float) -> str:
    """How long something has been there, short enough for a column: `12 s`, `3 min`, `1:03 h`."""
    minutes = int(seconds) // 60
    if not minutes:
        return f"{int(seconds)} s"
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02} h"


def lifetime(seconds: float) -> str:
    """How long something was there, short enough for a column: `0.4 ms`, `739 ms`, `1.2 s`."""
    if seconds < 0.0095:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 59.95 else age(seconds)


def moment(seconds: float) -> str:
    """Seconds since a session opened, to the millisecond."""
    return f"{seconds:.3f}"
