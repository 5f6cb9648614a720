"""Text made of lines, as headers and calendars have it: a part a line, folded ones put together.

RFC 5322 2.2.3 and RFC 5545 3.1: a line that begins with a space or a tab goes on with the one
before. Values are shown as they stand; encoded words and parameters are not taken apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor

UTF_8: Final = 65001
MAX_LINES: Final = 5000
"""Lines that become parts; what follows is one part."""
_NAME: Final = re.compile(rb"([A-Za-z0-9_-]{1,100})[:;]")
_FOLDED: Final = (b" ", b"\t")


@dataclass(frozen=True, slots=True)
class Line:
    """A line before it is read: its name, and the sizes of its physical lines without their ends.

    `name` is "" for a line without one, such as a boundary or an empty line.
    """

    name: str
    sizes: tuple[tuple[int, int], ...]


def lines(cursor: Cursor) -> list[Line]:
    """The lines of the rest of the window, at most `MAX_LINES`; nothing is read."""
    found: list[tuple[str, list[tuple[int, int]]]] = []
    for stored in cursor.peek(cursor.remaining).splitlines(keepends=True):
        text = stored.rstrip(b"\r\n")
        sizes = len(text), len(stored) - len(text)
        if found and text.startswith(_FOLDED):
            found[-1][1].append(sizes)
            continue
        if len(found) == MAX_LINES:
            break
        name = _NAME.match(text)
        found.append((name[1].decode("ascii") if name else "", [sizes]))
    return [Line(name, tuple(sizes)) for name, sizes in found]


def read_line(cursor: Cursor, line: Line, keep_space: bool = True) -> str:
    """Read the line as a part of its own; gives the value behind the name, unfolded.

    The space a continued line begins with belongs to the text in headers, not in calendars.
    """
    with cursor.group(line.name or "Line") as part:
        texts: list[bytes] = []
        for size, end in line.sizes:
            text = cursor.peek(size)
            texts.append(text[1:] if texts and not keep_space else text)
            if size:
                cursor.string8("Text", size, UTF_8)
            if end:
                cursor.binary("Line end", end)
        # Lines are folded by their bytes, sometimes inside a character (RFC 5545 3.1).
        whole = show.string8(b"".join(texts), UTF_8)
        value = whole[len(line.name) + 1 if line.name else 0 :]
        part.text = visible(value.strip(), one_line=True)
    return value.strip()
