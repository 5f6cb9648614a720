"""Forms of facts: how the value of a property is put into words.

`class_facts.tsv` says which property has which form, `class_values.tsv` what numbers are called.
A form gives "" for what needs no saying: an empty value, "none", a flag that is not set. A value
of another type than the form expects is shown as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msginspector import resources
from msginspector.analysis.classes.reader import moment_of, number_of
from msginspector.mapi.flags import table_key
from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from datetime import datetime

    from msginspector.analysis.classes.reader import Key, Reader
    from msginspector.session import PropertyRow

Form = Callable[["Reader", "PropertyRow"], str]

TEXT_LIMIT: Final = 2000
LIST_LIMIT: Final = 50
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_QUIET: Final = frozenset({"none", "not said", "not assigned", "no request of several recipients"})
_MINUTES_A_DAY: Final = 1440
_HUNDRED: Final = 100
_SENDER_ADDRESSES: Final = (0x5D01, 0x5D02, 0x0C1F, 0x0065)


def form_of(name: str) -> Form:
    """A form by its name in the table; LookupError for an unknown one."""
    return FORMS[name]


def duration(minutes: int) -> str:
    """Minutes as "45 min", "1 h 30 min", "2 days"; a negative number as it is."""
    if (minutes < _MINUTES_A_DAY and minutes % 60 == minutes) or minutes < 0:
        return f"{minutes} min"
    days, rest = divmod(minutes, _MINUTES_A_DAY)
    hours, left = divmod(rest, 60)
    parts = [f"{days} day{'' if days == 1 else 's'}" if days else "",
             f"{hours} h" if hours else "", f"{left} min" if left else ""]  # fmt: skip
    return " ".join(part for part in parts if part)


def day_words(moment: datetime) -> str:
    """A day with its name: "Friday 2023-01-13"."""
    return f"{WEEKDAYS[moment.weekday()]} {moment:%Y-%m-%d}"


def known_words(key: str, value: int) -> str:
    """What a number of a property is called, by the key of the table; "" for an unknown one."""
    return _values().get((key, "value"), {}).get(value & 0xFFFFFFFF, "")


def property_key(prop: PropertyRow) -> str:
    """A property as tables write it."""
    named = prop.named
    return table_key(prop.id if named is None else (named.guid, named.key))


def shortened(text: str, limit: int = TEXT_LIMIT) -> str:
    """Text of a bounded length."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def lines_of(text: str) -> str:
    """Text of several lines, bounded, without the space around it and its carriage returns."""
    return shortened(text.replace("\r\n", "\n").strip())


def _text(_reader: Reader, prop: PropertyRow) -> str:
    return lines_of(prop.text)


def _words(_reader: Reader, prop: PropertyRow) -> str:
    number = number_of(prop)
    if number is None:
        return prop.text
    words = known_words(property_key(prop), number)
    return "" if words in _QUIET else words or f"{number}, which has no name"


def _unusual(reader: Reader, prop: PropertyRow) -> str:
    words = _words(reader, prop)
    return "" if words == "normal" else words


def _flags(_reader: Reader, prop: PropertyRow) -> str:
    number = number_of(prop)
    if number is None:
        return prop.text
    number &= 0xFFFFFFFF
    said = []
    for bits, name in sorted(_values().get((property_key(prop), "flag"), {}).items()):
        if number & bits:
            said.append(name)
            number &= ~bits
    return ", ".join([*said, f"0x{number:X}"] if number else said)


def _yes(_reader: Reader, prop: PropertyRow) -> str:
    return "yes" if prop.value is True else ""


def _no(_reader: Reader, prop: PropertyRow) -> str:
    return "no" if prop.value is False else ""


def _number(_reader: Reader, prop: PropertyRow) -> str:
    number = number_of(prop)
    return prop.text if number is None else str(number) if number else ""


def _minutes(_reader: Reader, prop: PropertyRow) -> str:
    number = number_of(prop)
    return prop.text if number is None else duration(number) if number else ""


def _percent(_reader: Reader, prop: PropertyRow) -> str:
    value = prop.value
    if not isinstance(value, float) or not 0 <= value <= _HUNDRED:
        return prop.text
    return f"{value * _HUNDRED:.4g} %"


def _time(reader: Reader, prop: PropertyRow) -> str:
    """A moment, as the clock shows it."""
    if not isinstance(prop.value, Filetime):
        return prop.text
    if moment_of(prop) is None and prop.value.to_datetime() is not None:
        return ""  # the time for none
    return reader.clock.text(prop.value, prop) or prop.text


def _date(_reader: Reader, prop: PropertyRow) -> str:
    """A day that is stored as its midnight, of no zone."""
    moment = moment_of(prop)
    if moment is None:
        return "" if isinstance(prop.value, Filetime) else prop.text
    return day_words(moment) + (f" {moment:%H:%M}" if moment.hour or moment.minute else "")


def _birthday(reader: Reader, prop: PropertyRow) -> str:
    """The local day where there is one, else the moment its midnight was."""
    return _time(reader, prop) if prop.named is None else _date(reader, prop)


def _list(_reader: Reader, prop: PropertyRow) -> str:
    texts = [text for text in prop.texts(TEXT_LIMIT * 4) if text.strip()]
    more = len(texts) - LIST_LIMIT
    said = ", ".join(texts[:LIST_LIMIT])
    return shortened(f"{said} and {more} more" if more > 0 else said)


def _structure(_reader: Reader, prop: PropertyRow) -> str:
    node = prop.decode() if isinstance(prop.value, bytes) else None
    size = prop.size or 0
    return shortened(node.summary) if node and node.summary else f"{size:,} bytes"


def _person(reader: Reader, prop: PropertyRow) -> str:
    return named_person(prop.text, internet_address(reader, _SENDER_ADDRESSES))


def internet_address(reader: Reader, keys: Sequence[Key]) -> str:
    """The first of these that is an Internet address: names of Exchange are long and say little."""
    return next((one for one in map(reader.text, keys) if "@" in one), "")


def bare_name(name: str, address: str) -> str:
    """A display name without the address Outlook writes behind it, once or twice."""
    written = f"({address})"
    for _ in range(2 if address else 0):
        if name != written:
            name = name.removesuffix(written).rstrip()
    return name


def named_person(name: str, address: str) -> str:
    """A name with its address, as mail programs write it."""
    return f"{name} <{address}>" if name and address and name != address else name or address


@lru_cache(maxsize=1)
def _values() -> dict[tuple[str, str], dict[int, str]]:
    """Property and kind of row -> number -> its words."""
    found: dict[tuple[str, str], dict[int, str]] = {}
    for row in resources.table("class_values"):
        named = found.setdefault((row["property"], row["kind"]), {})
        named[int(row["value"], 0)] = row["words"]
    return found


FORMS: Final[dict[str, Form]] = {
    "text": _text,
    "words": _words,
    "unusual": _unusual,
    "flags": _flags,
    "yes": _yes,
    "no": _no,
    "number": _number,
    "minutes": _minutes,
    "percent": _percent,
    "time": _time,
    "date": _date,
    "birthday": _birthday,
    "list": _list,
    "structure": _structure,
    "person": _person,
}
