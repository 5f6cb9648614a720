"""Header fields of an Internet message, split out of their text: order, places, raw and unfolded.

RFC 5322 2.2 and 3.6.8, and its obsolete forms (4.5): white space before the colon is read. A line
that is no field is kept as what it is, and the fields after it are read on. What follows the first
empty line (some servers store the headers of the parts there) is kept apart by a part number.
Time and memory are linear in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from msginspector.inputs.encoded import decode_value

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT_LIMIT: Final = 8 << 20
"""Characters of header text that are read."""
FIELD_LIMIT: Final = 20_000
"""Fields that are read."""
LINE_LIMIT: Final = 200_000
"""Lines that are read."""

FIELD: Final = "field"
NO_HEADER: Final = "not a header"

_LINE: Final = re.compile(r"\r\n|\n|\r")
_NAME: Final = re.compile(r"[!-9;-~]++")


@dataclass(frozen=True, slots=True)
class Source:
    """The property a field comes from."""

    path: str
    """The object's path in the tree."""
    tag: int
    name: str
    """PR_TRANSPORT_MESSAGE_HEADERS, or the name of a named property."""


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field as it stands, or a line that is none."""

    index: int
    """Its number, from 0; lines that are no fields are counted too."""
    kind: str
    """FIELD or NO_HEADER."""
    name: str
    """As it is written; "" where the line is no field."""
    raw: str
    """Every character of it, with the breaks inside, without the last one."""
    value: str
    """What follows the colon, unfolded: line breaks taken out, outer white space too."""
    decoded: str
    """The value with its encoded words and parameters decoded; without any, the value."""
    line: int
    """The line it begins in, from 1."""
    lines: int
    """The lines it takes."""
    offset: int
    """Characters before it in the text."""
    part: int
    """0 in the headers of the message; counts up with the empty lines after them."""
    source: Source
    problems: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name in lower case: names are compared without regard to case."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together, before they are understood."""

    start: int
    end: int
    line: int
    lines: int
    part: int


def split_fields(text: str, source: Source) -> Iterator[HeaderField]:
    """The fields of a header text, in order; lines that are no fields stay in their places."""
    for index, block in enumerate(_blocks(text)):
        yield _field(index, text[block.start : block.end], block, source)


def named_field(index: int, name: str, value: str, source: Source) -> HeaderField:
    """A field that a property of its own holds: no text, so no place in one."""
    unfolded = unfold(value).strip(" \t")
    found = decode_value(name, unfolded)
    return HeaderField(
        index, FIELD, name, value, unfolded, found.text, 0, 0, 0, 0, source, found.problems
    )


def unfold(text: str) -> str:
    """RFC 5322 2.2.3: the text without its line breaks."""
    return _LINE.sub("", text)


def line_starts(text: str) -> list[int]:
    """The offset of each line of the text."""
    return [0, *(found.end() for found in _LINE.finditer(text))]


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line, its break not counted."""
    start = 0
    for found in _LINE.finditer(text):
        yield start, found.start()
        start = found.end()
    if start < len(text):
        yield start, len(text)


def _blocks(text: str) -> Iterator[_Block]:
    """The lines of the text, folded ones joined; empty ones end a part."""
    block: _Block | None = None
    part, any_yet = 0, False
    for number, (start, end) in enumerate(islice(_lines(text), LINE_LIMIT), 1):
        if block is not None and start < end and text[start] in " \t":
            block = _Block(block.start, end, block.line, block.lines + 1, part)
            continue
        if block is not None:
            yield block
            block = None
        if start == end:
            part += any_yet
            any_yet = False
            continue
        any_yet = True
        block = _Block(start, end, number, 1, part)
    if block is not None:
        yield block


def _field(index: int, raw: str, block: _Block, source: Source) -> HeaderField:
    name = _NAME.match(raw)
    end = 0 if name is None else _colon(raw, name.end())
    if name is None or not end:
        return _no_field(index, raw, block, source)
    value = unfold(raw[end:]).strip(" \t")
    found = decode_value(name[0], value)
    problems = found.problems
    if end - 1 > name.end():
        problems = ("There is white space between the name and the colon.", *problems)
    return HeaderField(
        index, FIELD, name[0], raw, value, found.text,
        block.line, block.lines, block.start, block.part, source, problems,
    )  # fmt: skip


def _colon(raw: str, at: int) -> int:
    """The place after the colon of a name that ends at `at`; 0 where there is none."""
    while at < len(raw) and raw[at] in " \t":
        at += 1
    return at + 1 if raw[at : at + 1] == ":" else 0


def _no_field(index: int, raw: str, block: _Block, source: Source) -> HeaderField:
    value = unfold(raw)
    problems = () if block.part else (_why_not(raw),)
    return HeaderField(
        index, NO_HEADER, "", raw, value, value,
        block.line, block.lines, block.start, block.part, source, problems,
    )  # fmt: skip


def _why_not(raw: str) -> str:
    if raw.startswith("From "):
        return "This is the envelope line of a mailbox file, not a header."
    if raw[0] in " \t":
        return "This continues a line that is not there."
    if raw.startswith(":"):
        return "There is no name before the colon."
    if ":" not in raw:
        return "There is no colon, so this is not a header."
    return "What stands before the colon is not the name of a header."
