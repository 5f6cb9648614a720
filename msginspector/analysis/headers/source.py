"""Where the headers of a message are stored, and their fields.

[MS-OXOMSG] 2.2.1.61: PidTagTransportMessageHeaders is the text of the headers as they were
received. Where it is missing, the fields that were kept as named properties of the set
PS_INTERNET_HEADERS ([MS-OXCMAIL] 2.2.3.2.29) are given, and named as such.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TYPE_CHECKING, Final

from msginspector.analysis.headers.fields import (
    FIELD_LIMIT,
    LINE_LIMIT,
    TEXT_LIMIT,
    HeaderField,
    Source,
    line_starts,
    named_field,
    split_fields,
)
from msginspector.mapi.types import PT_UNICODE

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

TRANSPORT_HEADERS: Final = 0x007D
PS_INTERNET_HEADERS: Final = "{00020386-0000-0000-C000-000000000046}"

TRANSPORT: Final = "transport"
NAMED: Final = "named"
NONE: Final = ""

_FIRST_NAMED: Final = 0x8000
_BREAK: Final = re.compile(rb"\r\n|\n|\r")
SLICE_FIELDS: Final = 100
"""Fields that are read at a time."""
NAMED_LIMIT: Final = 2_000
"""Named properties that are taken as fields."""


@dataclass(frozen=True, slots=True)
class HeaderText:
    """The fields of a message and where they are stored."""

    origin: str
    """TRANSPORT, NAMED or NONE."""
    source: Source | None
    """The property that holds the whole text; None for named ones and for none."""
    text: str
    fields: tuple[HeaderField, ...]
    problems: tuple[str, ...]

    line_offsets: tuple[int, ...] = ()
    """Where each line begins in the bytes of the property; () where that cannot be told."""

    def byte_offset(self, field: HeaderField) -> int | None:
        """Where a field begins in the bytes of the property; None for a named property."""
        place = field.line - 1
        return self.line_offsets[place] if 0 <= place < len(self.line_offsets) else None


def has_headers(row: ObjectRow) -> bool:
    """Whether a message has the property of headers, or a named one in its place."""
    if row.first(TRANSPORT_HEADERS) is not None:
        return True
    named = (prop.named for prop in row.properties if prop.id >= _FIRST_NAMED)
    return any(one is not None and one.guid == PS_INTERNET_HEADERS for one in named)


def read_header_text(row: ObjectRow) -> HeaderText:
    """The header fields of a message; raises InspectorError only when it has ended."""
    steps = header_text_steps(row)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: HeaderText = end.value
            return found


def header_text_steps(row: ObjectRow) -> Generator[None, None, HeaderText]:
    """The same in slices."""
    prop = row.first(TRANSPORT_HEADERS)
    value = None if prop is None else prop.value
    if prop is not None and isinstance(value, str) and value.strip("\0\r\n\t "):
        return (yield from _transport(prop, value))
    named = tuple(_named(row))
    problems = () if prop is None else ("PR_TRANSPORT_MESSAGE_HEADERS holds no text.",)
    return HeaderText(NAMED if named else NONE, None, "", named, problems)


def _transport(prop: PropertyRow, value: str) -> Generator[None, None, HeaderText]:
    source = Source(prop.object_path, prop.tag, "PR_TRANSPORT_MESSAGE_HEADERS")
    text = value[:TEXT_LIMIT]
    problems = []
    fields: list[HeaderField] = []
    for field in islice(split_fields(text, source), FIELD_LIMIT + 1):
        fields.append(field)
        if not len(fields) % SLICE_FIELDS:
            yield
    if len(value) > TEXT_LIMIT:
        problems.append(f"Only the first {TEXT_LIMIT} characters of the headers are read.")
    if len(fields) > FIELD_LIMIT:
        problems.append(f"Only the first {FIELD_LIMIT} fields are read.")
        fields.pop()
    elif fields and fields[-1].line + fields[-1].lines > LINE_LIMIT:
        problems.append(f"Only the first {LINE_LIMIT} lines of the headers are read.")
    yield
    offsets = _line_offsets(prop, text)
    return HeaderText(TRANSPORT, source, text, tuple(fields), tuple(problems), offsets)


def _line_offsets(prop: PropertyRow, text: str) -> tuple[int, ...]:
    """Line breaks are the same characters in every code page, so the lines of text and bytes agree.

    Counting them is the one way that holds whatever became of the bytes in between.
    """
    raw, _more = prop.raw(2 * TEXT_LIMIT)
    if prop.type != PT_UNICODE:
        found = [0, *(one.end() for one in _BREAK.finditer(raw))]
    else:
        found = _unicode_offsets(raw.decode("utf-16-le", "surrogatepass"))
    return tuple(found[: LINE_LIMIT + 1]) if len(found) >= len(line_starts(text)) else ()


def _unicode_offsets(text: str) -> list[int]:
    starts = line_starts(text)
    if text.isascii() or max(text, default="") <= "\uffff":
        return [2 * start for start in starts]
    found, units = [0], 0
    for start, end in pairwise(starts):
        units += len(text[start:end].encode("utf-16-le", "surrogatepass"))
        found.append(units)
    return found


def _named(row: ObjectRow) -> list[HeaderField]:
    found: list[HeaderField] = []
    for prop in row.properties:
        named = prop.named
        if named is None or named.guid != PS_INTERNET_HEADERS or len(found) >= NAMED_LIMIT:
            continue
        key = str(named.key)
        found.append(
            named_field(len(found), key, _text(prop), Source(prop.object_path, prop.tag, key))
        )
    return found


def _text(prop: PropertyRow) -> str:
    value = prop.value
    return value[:TEXT_LIMIT] if isinstance(value, str) else prop.text
