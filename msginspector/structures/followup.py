"""What a message asks of its reader: votes ([MS-OXOMSG] 2.2.1.74), flags ([MS-OXOFLAG] 2.2.1.7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.recurrence import NEVER, NO_DATE, date

VOTING_OPTION: Final = 4
_LEAST_OPTION: Final = 33
_LEAST_EXTRAS: Final = 2
_FLAG_TO_SIZE: Final = 512
_VERB_TYPES: Final = {0: "reply", 1: "reply to all", 2: "forward", 3: "reply to folder",
                      VOTING_OPTION: "voting option"}  # fmt: skip
_SENDING: Final = {1: "send automatically", 2: "ask whether to edit first"}
_START, _DUE, _TITLE, _REMINDER = 0x08, 0x10, 0x20, 0x80


def verb_stream(cursor: Cursor) -> None:
    """PidLidVerbStream ([MS-OXOMSG] 2.2.1.74), little-endian: names as 8-bit text, then as UTF-16.

    Count is the number of options in each of the two arrays. The specification has voting options
    only; the names of the other verb types are those real values give them.
    """
    cursor.u16("Version")
    count = cursor.u32("Count")
    votes: list[str] = []
    for number in range(cursor.possible("VoteOption", count, _LEAST_OPTION)):
        with cursor.group(f"VoteOption[{number}]") as part:
            voting, part.text = _option(cursor)
        if voting:
            votes.append(part.text)
    cursor.u16("Version2")
    names: list[str] = []
    for number in range(cursor.possible("VoteOptionExtras", count, _LEAST_EXTRAS)):
        with cursor.group(f"VoteOptionExtras[{number}]") as part:
            part.text = visible(_counted_wide(cursor, "DisplayName"))
            _counted_wide(cursor, "DisplayNameRepeat")
        names.append(part.text)
    others = f"; {', '.join(names)}" if names else ""
    cursor.summary(f"votes: {', '.join(votes)}" if votes else f"no votes{others}")


def swapped_to_do(cursor: Cursor) -> None:
    """PidTagSwappedToDoData ([MS-OXOFLAG] 2.2.1.7), little-endian: a second set of flag properties.

    dwFlags says which fields are valid. Dates are minutes since 1601-01-01.
    """
    if cursor.u32("ulVersion") != 1:
        cursor.damage("ulVersion is not 1: the specification knows no other")
    valid = cursor.u32("dwFlags", "set:flagToDoSwapFlag")
    cursor.u32("dwToDoItem", 0x0E2B)
    with cursor.window("wszFlagTo", _FLAG_TO_SIZE) as part:
        part.text = visible(cursor.utf16z("Text"))
        cursor.rest("Unused")
    start = cursor.u32("rtmStartDate", text=date)
    due = cursor.u32("rtmDueDate", text=date)
    reminder = cursor.u32("rtmReminder", text=date)
    reminds = cursor.u32("fReminderSet", text=lambda value: "true" if value else "false")
    said = [part.text] if valid & _TITLE and part.text else []
    dates = ((start, _START, "start"), (due, _DUE, "due"))
    said += [f"{what} {show.minutes(value)[:10]}" for value, bit, what in dates
             if valid & bit and value not in (NEVER, NO_DATE)]  # fmt: skip
    if valid & _REMINDER and reminds:
        said.append(f"reminder {show.minutes(reminder)}")
    cursor.summary(", ".join(said) or "nothing set")


def _option(cursor: Cursor) -> tuple[bool, str]:
    """A VoteOption (2.2.1.74.1); gives whether it is a vote, and its name."""
    kind = cursor.u32("VerbType", text=show.one_of(_VERB_TYPES))
    name = _counted(cursor, "DisplayName")
    _counted(cursor, "MsgClsName")
    _counted(cursor, "Internal1String")
    _counted(cursor, "DisplayNameRepeat")
    cursor.u32("Internal2")
    cursor.u8("Internal3")
    cursor.u32("fUseUSHeaders")
    cursor.u32("Internal4")
    cursor.u32("SendBehavior", text=show.one_of(_SENDING))
    cursor.u32("Internal5")
    cursor.u32("ID", None if kind == VOTING_OPTION else 0x1081)
    cursor.u32("Internal6")
    return kind == VOTING_OPTION, visible(name)


def _counted(cursor: Cursor, label: str) -> str:
    size = cursor.u8(_count_label(label))
    return cursor.string8(label, size) if size else ""


def _counted_wide(cursor: Cursor, label: str) -> str:
    count = cursor.u8(_count_label(label))
    return cursor.utf16(label, 2 * count) if count else ""


def _count_label(label: str) -> str:
    """The label of the count: "DisplayNameCountRepeat" for "DisplayNameRepeat"."""
    return f"{label.removesuffix('Repeat')}Count{'Repeat' if label.endswith('Repeat') else ''}"


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "VERBSTREAM": verb_stream,
    "SWAPPEDTODO": swapped_to_do,
}
