"""Numbers that tell of recipients, in words: kinds of objects, answers, flags, reports.

[MS-OXOAB] 2.2.3.10 to 2.2.3.12 (types of objects), [MS-OXOCAL] 2.2.4.10 (recipients of meetings),
[MS-OXOMSG] 2.2.3.1 and [MS-OXCMAIL] 2.1.3.6 (reports).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.people.model import PersonFact, Source
from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from msginspector.session import PropertyRow

DISPLAY_TYPE: Final = 0x3900
DISPLAY_TYPE_EX: Final = 0x3905
OBJECT_TYPE: Final = 0x0FFE
TRACK_STATUS: Final = 0x5FFF
RECIPIENT_FLAGS: Final = 0x5FFD
ORGANIZER: Final = 0x2

_KINDS: Final = {
    0: "user", 1: "distribution list", 2: "public folder", 3: "agent", 4: "organization",
    5: "personal distribution list", 6: "remote user", 7: "room", 8: "equipment",
    9: "security group",
}  # fmt: skip
_OBJECTS: Final = {
    1: "store", 2: "address book", 3: "folder", 4: "address book container", 5: "message",
    6: "user", 7: "attachment", 8: "distribution list",
}  # fmt: skip
_ANSWERS: Final = {
    1: "organizer", 2: "tentative", 3: "accepted", 4: "declined", 5: "no answer",
}  # fmt: skip
_FLAGS: Final = (
    (0x001, "can be sent to"),
    (0x002, "organizer"),
    (0x010, "answered an exception of the series"),
    (0x020, "left out of an exception of the series"),
    (0x100, "invited in the first place"),
)
_REMOTE: Final = 0x80000000
_MOST: Final = 400
"""Characters of a text."""


def object_kind(props: Mapping[int, PropertyRow]) -> str:
    """User, list, room and so on; what another organization says of it goes before ours."""
    number = _number(props, DISPLAY_TYPE_EX)
    if number is not None:
        remote, own = number >> 8 & 0xFF, number & 0xFF
        kind = remote if number & _REMOTE else own
        said = _KINDS.get(kind, f"0x{kind:02X}")
        return f"{said} of another forest" if number & _REMOTE else said
    number = _number(props, DISPLAY_TYPE)
    if number is not None:
        return _KINDS.get(number, f"0x{number:X}")
    number = _number(props, OBJECT_TYPE)
    return "" if number is None else _OBJECTS.get(number, f"0x{number:X}")


def response(props: Mapping[int, PropertyRow]) -> str:
    """How somebody answered an invitation; "" where nothing says so."""
    status = _number(props, TRACK_STATUS)
    if status:
        return _ANSWERS.get(status, f"0x{status:X}")
    flags = _number(props, RECIPIENT_FLAGS)
    return "organizer" if flags and flags & ORGANIZER else ""


def facts(props: Mapping[int, PropertyRow]) -> tuple[PersonFact, ...]:
    """What else the properties of a recipient say, in words."""
    return tuple(_facts(props))


def _facts(props: Mapping[int, PropertyRow]) -> Iterator[PersonFact]:
    for number, label, say in _TELLERS:
        prop = props.get(number)
        if prop is None:
            continue
        value = prop.value
        text = say(value)
        if text:
            time = value if isinstance(value, Filetime) else None
            yield PersonFact(label, text, source_of(prop), time)


def source_of(prop: PropertyRow, part: str = "") -> Source:
    """The property as a source."""
    return Source(prop.object_path, prop.tag, prop.name or f"0x{prop.tag:08X}", part)


def _number(props: Mapping[int, PropertyRow], prop_id: int) -> int | None:
    prop = props.get(prop_id)
    value = None if prop is None else prop.value
    return value & 0xFFFFFFFF if isinstance(value, int) and not isinstance(value, bool) else None


def _named(names: Mapping[int, str]) -> Callable[[object], str]:
    return lambda value: names.get(value, f"0x{value:X}") if isinstance(value, int) else ""


def _flags(value: object) -> str:
    if not isinstance(value, int):
        return ""
    found = [words for bit, words in _FLAGS if value & bit]
    left = value & ~sum(bit for bit, _ in _FLAGS) & 0xFFFFFFFF
    return ", ".join([*found, *([f"0x{left:X}"] if left else [])]) or "cannot be sent to"


def _display_type_ex(value: object) -> str:
    if not isinstance(value, int):
        return ""
    own = _KINDS.get(value & 0xFF, f"0x{value & 0xFF:02X}")
    remote = _KINDS.get(value >> 8 & 0xFF, f"0x{value >> 8 & 0xFF:02X}")
    parts = [own, f"{remote} in its own forest" if value & _REMOTE else ""]
    parts.append("can be given rights" if value & 0x40000000 else "")
    return ", ".join(part for part in parts if part)


def _time(value: object) -> str:
    return str(value) if isinstance(value, Filetime) and value.ticks else ""


def _text(value: object) -> str:
    return value[:_MOST].strip("\0 ") if isinstance(value, str) else ""


def _yes(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else ""


def _if_yes(value: object) -> str:
    return "yes" if value is True else ""


def _plain(value: object) -> str:
    return str(value) if isinstance(value, int) else ""


def _rich(value: object) -> str:
    return {True: "yes (TNEF)", False: "no"}.get(value, "") if isinstance(value, bool) else ""


_TELLERS: Final[tuple[tuple[int, str, Callable[[object], str]], ...]] = (
    (DISPLAY_TYPE_EX, "Kind", _display_type_ex),
    (DISPLAY_TYPE, "Kind, older property", _named(_KINDS)),
    (OBJECT_TYPE, "Object", _named(_OBJECTS)),
    (TRACK_STATUS, "Answer", lambda v: _ANSWERS.get(v, "none") if isinstance(v, int) else ""),
    (0x5FFB, "Answered", _time),
    (0x5FE1, "Proposed another time", _if_yes),
    (0x5FE3, "Proposed start", _time),
    (0x5FE4, "Proposed end", _time),
    (RECIPIENT_FLAGS, "Flags", _flags),
    (0x5FDE, "State of the resource", _plain),
    (0x0E0F, "Handed over", _yes),
    (0x3A40, "Gets rich text", _rich),
    (0x0C08, "Failure reports asked for", _yes),
    (0x0C06, "Non-receipt reports asked for", _yes),
    (0x0C04, "Reason of failure", _plain),
    (0x0C05, "Diagnosis of failure", _plain),
    (0x0C20, "Status of failure", _plain),
    (0x0C21, "Server that refused", _text),
    (0x0C1B, "About the failure", _text),
    (0x1001, "Report", _text),
    (0x0010, "Delivered", _time),
    (0x002A, "Read", _time),
    (0x0032, "Reported", _time),
    (0x3A00, "Account", _text),
    (0x5FDF, "Order", _plain),
)
"""Property, what it is called, how it is said; "" leaves it out."""
