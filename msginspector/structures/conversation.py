"""Conversations: PidTagConversationIndex and PidTagConversationId ([MS-OXOMSG] 2.2.1.2, 2.2.1.3).

What real messages hold, each compared with the time it was sent:

* Two layouts of the header. [MS-OXOMSG] 2.2.1.3 has a reserved byte 0x01 and the 5 highest bytes
  of the FILETIME, which begin with 0x01 too ("01 01 xx"). Its note on product behaviour names the
  other, of Outlook: the highest byte of the FILETIME, 0x01, is left out, so that the header begins
  with its 6 highest bytes ("01 xx").
* The time of a response level is counted from the level before it, the first from the header.
  Counted from the header, as 2.2.1.3 words it, later answers would precede earlier ones.
* Below a header "01 01 xx" the first level is counted from the header read as "01 xx", a time in
  1831. The difference no longer fits: whole multiples of 2^54 ticks (57 years) are lost.
* A message that came without an index gets one made of other data, often beginning with 01 00 or
  01 02: its time is none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from msginspector.mapi.scalars import Filetime
from msginspector.structures import show
from msginspector.structures.cursor import Bits, Cursor

LEVEL_SIZE: Final = 5
HEADER_SIZE: Final = 22
RESERVED: Final = 1
NO_TIME_PREFIX: Final = b"\1\0\0\0\0\0"
"""What conversation actions have in place of a time ([MS-OXOCFG] 2.2.8.8, IndexPrefix)."""
PLAUSIBLE: Final = range(119_600_064_000_000_000, 157_469_184_000_000_000)
"""Ticks from 1980 to 2100. Outside, and by that layout, a header holds no time."""
WRAP: Final = 1 << 54
"""A difference with Delta Code 1 is known modulo so many ticks."""

_DOUBTFUL: Final = 365 * 864_000_000_000
_SHORT_SHIFT: Final = 18
_LONG_SHIFT: Final = 23
_CLASSIC: Final = "01 xx: the 6 highest bytes of the FILETIME, their first left out as Reserved"
_MODERN: Final = "01 01 xx: Reserved, then the 5 highest bytes of the FILETIME"
_SENT: Final = (
    (0x00390040, "PidTagClientSubmitTime"),
    (0x0E060040, "PidTagMessageDeliveryTime"),
)
_INDEX: Final = 0x00710102
_TRACKING: Final = 0x3016000B
_TOPIC: Final = 0x0070001F
_TOPIC_8: Final = 0x0070001E
_TOPIC_CHARACTERS: Final = 255
_UNITS: Final = ((315_576_000_000_000, "years"), (864_000_000_000, "d"), (36_000_000_000, "h"),
                 (600_000_000, "min"))  # fmt: skip


@dataclass(slots=True)
class _Thread:
    """The times so far, in ticks; None where the header holds no time."""

    modern: bool
    header: int | None
    base: int
    """The header as the program that added the first level read it."""
    last: int
    """The newest time; nothing without a header."""
    levels: int = 0


def conversation_index(cursor: Cursor) -> None:
    """PidTagConversationIndex ([MS-OXOMSG] 2.2.1.3): where a message stands in its conversation.

    A header of 22 bytes and 5 bytes a response level, big-endian; times are FILETIMEs, UTC. Empty
    means nothing is known.
    """
    if not cursor.remaining:
        return
    with cursor.group("Conversation Index Header") as part:
        thread = _header(cursor)
        part.text = _said(thread.header)
    count = cursor.remaining // LEVEL_SIZE
    for number in range(count):
        with cursor.group(f"ResponseLevel[{number}]") as part:
            part.text = _level(cursor, thread)
    doubt = _compare(cursor, thread)
    responses = "1 response" if count == 1 else f"{count} responses"
    ending = f", the last {_said(thread.last)}" if thread.levels else ""
    cursor.summary(f"conversation begun {_said(thread.header)}; {responses}{ending}{doubt}")


def conversation_id(cursor: Cursor) -> None:
    """PidTagConversationId ([MS-OXOMSG] 2.2.1.2), 16 bytes: which conversation it belongs to.

    The GUID of the index, or a hash of the topic; which of them is worked out where the message
    has both. The bytes are shown in the order of the GUID in the index, big-endian.
    """
    if not cursor.remaining:
        return
    stored = cursor.peek(16)
    cursor.guid("ConversationId", big_endian=True)
    index = cursor.context.sibling(_INDEX) or b""
    if stored == index[6:HEADER_SIZE]:
        origin = "the GUID of PidTagConversationIndex"
    elif stored == _topic_hash(cursor):
        origin = "the MD5 hash of PidTagConversationTopic in upper case"
    else:
        origin = ""
    if origin:
        cursor.derived("Origin", None, origin)
    expected = _expected(cursor, index)
    if expected and origin != expected:
        cursor.derived("Conflict", None, f"[MS-OXOMSG] 2.2.1.2 wants {expected} here")
    cursor.summary(f"{stored.hex().upper()}{' = ' if origin else ''}{origin}")


def _header(cursor: Cursor) -> _Thread:
    begin = cursor.peek(6)
    classic = int.from_bytes(begin, "big") << 16
    modern = int.from_bytes(begin[1:], "big") << 24
    is_modern = begin[1:2] == b"\1"
    header = modern if is_modern else classic
    cursor.u8("Reserved")
    cursor.number("Current FILETIME high part", 4 if is_modern else 3, big_endian=True)
    cursor.number("Current FILETIME low part", 1 if is_modern else 2, big_endian=True)
    if header in PLAUSIBLE:
        cursor.derived("Layout", None, _MODERN if is_modern else _CLASSIC)
        cursor.derived("Time", Filetime(header), show.filetime(Filetime(header)))
        cursor.derived("dwHighDateTime", header >> 32, f"0x{header >> 32:08X}")
        cursor.derived("dwLowDateTime", header & 0xFFFFFFFF, f"0x{header & 0xFFFFFFFF:08X}")
        known: int | None = header
    else:
        if begin == NO_TIME_PREFIX:
            cursor.derived("Layout", None, "01 00 00 00 00 00: without a time")
        else:
            _no_time(cursor, classic, modern)
        known = None
    cursor.guid("GUID", big_endian=True)
    return _Thread(is_modern, known, classic, header)


def _no_time(cursor: Cursor, classic: int, modern: int) -> None:
    readings = f"01 xx {Filetime(classic)}, as 01 01 xx {Filetime(modern)}"
    cursor.derived("Layout", None, f"no plausible time: read as {readings}")


def _level(cursor: Cursor, thread: _Thread) -> str:
    """Read a response level; gives its time, or the difference where that cannot be known."""
    stored = cursor.number("DC and Time Delta", 4, big_endian=True)
    cursor.bits("Random", 1, (Bits("Random number", 4, 4), Bits("Sequence count", 0, 4)))
    code, delta = stored >> 31, stored & 0x7FFFFFFF
    shift = _LONG_SHIFT if code else _SHORT_SHIFT
    cursor.derived("Delta Code", code, f"{code}: without the {shift} lowest bits")
    cursor.derived("Time Delta", delta, show.number(delta, 4, ""))
    difference = delta << shift
    cursor.derived("Time difference", difference, f"{duration(difference)} ({difference} ticks)")
    if thread.header is None:
        return f"{duration(difference)} later"
    time = _time(thread, thread.header, code, difference)
    cursor.derived("Time", Filetime(time), show.filetime(Filetime(time)))
    if thread.levels and not thread.modern:
        worded = Filetime(thread.header + difference)
        cursor.derived("Time counted from the header", worded, show.filetime(worded))
    gap = time - thread.last
    thread.last = time
    thread.levels += 1
    return f"{_said(time)}, {duration(gap)} later"


def _time(thread: _Thread, header: int, code: int, difference: int) -> int:
    if thread.levels or not (thread.modern and code):
        return thread.last + difference
    time = thread.base + difference
    return time + (header - time + WRAP - 1) // WRAP * WRAP


def _compare(cursor: Cursor, thread: _Thread) -> str:
    """Say how far the newest time is from the one the message was sent at; gives a doubt, or ""."""
    for tag, name in _SENT:
        stored = cursor.context.sibling(tag)
        if thread.header is not None and stored is not None and len(stored) == 8:
            gap = thread.last - int.from_bytes(stored, "little")
            said = f"{duration(abs(gap))} {'after' if gap > 0 else 'before'}"
            cursor.derived(f"Compared with {name}", gap, f"{said} it")
            return f" ({said} it was sent)" if abs(gap) > _DOUBTFUL else ""
    return ""


def _said(ticks: int | None) -> str:
    """A time to the second, for people."""
    moment = None if ticks is None else Filetime(ticks).to_datetime()
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC" if moment else "at no known time"


def duration(ticks: int) -> str:
    """A span of time in its two biggest units: "2 d 3 h", "12 min 26.5 s"."""
    parts = []
    rest = ticks
    for size, unit in _UNITS:
        count, left = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit.removesuffix('s') if count == 1 else unit}")
            rest = left
        elif parts:
            break
        if len(parts) == 2:
            return " ".join(parts)
    if not parts or parts[-1].endswith("min"):
        parts.append(f"{rest / 10_000_000:.3g} s")
    return " ".join(parts)


def _expected(cursor: Cursor, index: bytes) -> str:
    """What the rule of 2.2.1.2 takes the id from; "" when the properties for it are not there."""
    tracked = any(cursor.context.sibling(_TRACKING) or b"")
    if tracked and len(index) >= HEADER_SIZE and index[0] == RESERVED:
        return "the GUID of PidTagConversationIndex"
    return "the MD5 hash of PidTagConversationTopic in upper case" if _topic(cursor) else ""


def _topic(cursor: Cursor) -> str:
    stored = cursor.context.sibling(_TOPIC)
    if stored is not None:
        text = show.utf16(stored)
    else:
        text = show.string8(cursor.context.sibling(_TOPIC_8) or b"", cursor.context.codepage)
    return text.partition("\0")[0][:_TOPIC_CHARACTERS]


def _topic_hash(cursor: Cursor) -> bytes | None:
    topic = _topic(cursor)
    capitals = "".join(one.upper() if len(one.upper()) == 1 else one for one in topic)
    hashed = hashlib.md5(capitals.encode("utf-16-le", "surrogatepass"), usedforsecurity=False)
    return hashed.digest() if topic else None


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "CONVERSATIONINDEX": conversation_index,
    "CONVERSATIONID": conversation_id,
}
