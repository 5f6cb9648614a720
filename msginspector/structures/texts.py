"""Values that hold text in another form: compressed RTF, headers of MIME, a calendar.

RTF is not decompressed here: what the header says of it is shown and compared.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Final

from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.lines import Line, lines, read_line

COMPRESSED: Final = 0x75465A4C
UNCOMPRESSED: Final = 0x414C454D
_AFTER_SIZE: Final = 12
"""Bytes of the header which COMPSIZE counts: all but itself."""
_ALL_ONES: Final = 0xFFFFFFFF
_SHOWN_TYPES: Final = 6
_SUBJECTS: Final = ("VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")


def rtf_header(cursor: Cursor) -> None:
    """PidTagRtfCompressed: the header and the contents, [MS-OXRTFCP] 2.1.3.1; little-endian.

    Sizes in bytes. The checksum of [MS-OXRTFCP] 2.1.3.2 is CRC-32 begun with 0 and not inverted.
    Absent where a message has no RTF body.
    """
    size = cursor.u32("COMPSIZE")
    raw = cursor.u32("RAWSIZE")
    names = {COMPRESSED: "LZFu: compressed", UNCOMPRESSED: "MELA: not compressed"}
    kind = cursor.u32("COMPTYPE", text=show.one_of(names))
    stated = cursor.u32("CRC")
    length = size - _AFTER_SIZE
    there = cursor.remaining + cursor.context.missing
    if length > there or length < 0:
        cursor.damage(f"COMPSIZE says {length} bytes of contents, {there} are left")
    contents = cursor.rest("CONTENTS") if length < 0 else _contents(cursor, length)
    cursor.rest("Data after the contents")
    if kind == COMPRESSED:
        _checksum(cursor, contents, stated, whole=not cursor.context.missing)
        stored = len(contents) if length < 0 else min(length, there)
        share = f", {100 * stored // raw} % of it stored" if raw else ""
        cursor.summary(f"{raw} bytes of RTF{share}")
    elif kind == UNCOMPRESSED:
        cursor.summary(f"{raw} bytes of RTF, not compressed")
    else:
        cursor.summary("no compressed RTF: an unknown COMPTYPE")


def _checksum(cursor: Cursor, contents: bytes, stated: int, *, whole: bool) -> None:
    """Compare the checksums; of a value that is too long to be decoded whole there is none."""
    label = "Checksum of CONTENTS"
    if not whole:
        cursor.derived(label, None, "not worked out: not all of them are decoded")
        return
    worked_out = zlib.crc32(contents, _ALL_ONES) ^ _ALL_ONES
    same = "agrees" if worked_out == stated else "does not agree with CRC"
    cursor.derived(label, worked_out, f"0x{worked_out:08X} {same}")


def _contents(cursor: Cursor, length: int) -> bytes:
    length = min(length, cursor.remaining)
    return cursor.binary("CONTENTS", length) if length else b""


def mime_skeleton(cursor: Cursor) -> None:
    """PidTagMimeSkeleton: the headers of a MIME message and its parts, [MS-OXCMSG] 2.2.1.28.

    Text in lines; the contents of the parts are left out. Absent where a message did not come as
    MIME, or the server did not keep its form.
    """
    types: list[str] = []
    fields = 0
    for line in lines(cursor):
        value = read_line(cursor, line)
        fields += bool(line.name)
        if line.name.lower() == "content-type":
            types.append(value.partition(";")[0].strip())
    cursor.rest("Further lines")
    shown = ", ".join(types[:_SHOWN_TYPES]) + (", …" if len(types) > _SHOWN_TYPES else "")
    cursor.summary(f"{fields} header fields; parts: {shown or 'none named'}")


def calendar(cursor: Cursor) -> None:
    """PidLidInboundICalStream: a meeting as it came in, as iCalendar, [MS-OXCICAL] 2.1.3.4.1.

    Text of RFC 5545 in UTF-8; times as they stand in it. Absent where the message did not come as
    iCalendar, or all of it could be kept in properties.
    """
    found: dict[str, str] = {}
    _components(cursor, iter(lines(cursor)), found)
    cursor.rest("Further lines")
    cursor.summary(_event(found))


def _components(cursor: Cursor, waiting: Iterator[Line], found: dict[str, str]) -> None:
    """Lines up to the end of the present component; what begins inside is a part of its own."""
    for line in waiting:
        name = line.name.upper()
        if name == "BEGIN":
            _component(cursor, line, waiting, found)
            continue
        value = read_line(cursor, line, keep_space=False)
        found.setdefault(name, value)
        if name == "END":
            return


def _component(cursor: Cursor, first: Line, waiting: Iterator[Line], found: dict[str, str]) -> None:
    ahead = len(first.name) + 1
    kind = cursor.peek(min(first.sizes[0][0] - ahead, 100), ahead)
    label = kind.decode("ascii", "replace").strip().upper() or "Component"
    own: dict[str, str] = {}
    with cursor.group(label if label.isprintable() else "Component") as part:
        read_line(cursor, first)
        _components(cursor, waiting, own)
        part.text = _event(own)
    # What a time zone or an alarm says is not what the calendar is about.
    if label in _SUBJECTS:
        for name, value in own.items():
            found.setdefault(name, value)


def _event(found: dict[str, str]) -> str:
    """ "REQUEST "Budget" from 20240102T090000Z by mailto:a@example.org"."""
    parts = (
        ("METHOD", "{}"),
        ("SUMMARY", '"{}"'),
        ("DTSTART", "from {}"),
        ("DTEND", "to {}"),
        ("ORGANIZER", "by {}"),
        ("TZID", "{}"),
    )
    said = [form.format(_last(found[name])) for name, form in parts if name in found]
    return " ".join(said)


def _last(value: str) -> str:
    """The value behind parameters: "TZID=Europe/Rome:20240102T090000" without the zone."""
    before, colon, after = value.partition(":")
    return after if colon and "=" in before else value


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "RTFHEADER": rtf_header,
    "MIMESKELETON": mime_skeleton,
    "ICALENDAR": calendar,
}
