"""Markup of XML shown tag by tag, without an XML parser.

A scanner of a few lines tells tags from text: nothing is expanded, fetched or checked, entities
but the five of XML itself stay as they are written, and declarations are shown, not obeyed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures.cursor import Cursor

UTF_8: Final = 65001
MAX_PIECES: Final = 20_000
"""Tags and texts that become parts; what follows is one part."""
_SPECIAL: Final = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
_MARK: Final = re.compile(rb"<(?:\"[^\"]*+\"|'[^']*+'|[^\"'<>])*+>")
_TAG: Final = re.compile(r"<(/?)([^\s/>\"']+)(.*?)(/?)>", re.S)
# A name begins after a space or a quotation mark: a long one is looked at once.
_ATTRIBUTE: Final = re.compile(r"(?<![^\s\"'])([^\s=\"']++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_ENTITIES: Final = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_DECLARATION: Final = (b"<!", b"<?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A tag, or what stands between two, before it is read."""

    size: int
    name: str
    """The element's name; "" for text, comments and declarations."""
    opens: bool
    closes: bool
    attributes: dict[str, str]


def pieces(cursor: Cursor) -> list[Piece]:
    """The tags and texts of the rest of the window, at most `MAX_PIECES`; nothing is read."""
    stored = cursor.peek(cursor.remaining)
    found: list[Piece] = []
    at = 0
    while at < len(stored) and len(found) < MAX_PIECES:
        end = _end(stored, at)
        found.append(_piece(stored[at:end]))
        at = end
    return found


def _end(stored: bytes, at: int) -> int:
    """Where the tag or text that begins at `at` ends; at the end of all for one without an end.

    What has no end makes the rest one text, so that everything is looked at once.
    """
    start = stored.find(b"<", at)
    if start != at:
        return start if start > at else len(stored)
    for first, last in _SPECIAL:
        if stored.startswith(first, at):
            found = stored.find(last, at + len(first))
            return found + len(last) if found >= 0 else len(stored)
    mark = _MARK.match(stored, at)
    return mark.end() if mark else _declaration_end(stored, at)


def _declaration_end(stored: bytes, at: int) -> int:
    """The end of a declaration that holds others in brackets; the end of all for anything else."""
    found = stored.find(b"]>", at) if stored.startswith(b"<!", at) else -1
    return found + 2 if found >= 0 else len(stored)


def _piece(stored: bytes) -> Piece:
    tag = None
    if stored.startswith(b"<") and not stored.startswith(_DECLARATION):
        tag = _TAG.fullmatch(stored.decode("utf-8", "replace"))
    if tag is None:
        return Piece(len(stored), "", False, False, {})
    slash, name, rest, end = tag.groups()
    pairs = _ATTRIBUTE.findall(rest)
    attributes = {key: _unescaped(double or single) for key, double, single in pairs}
    return Piece(len(stored), name, not slash and not end, bool(slash), attributes)


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return text


def read_elements(
    cursor: Cursor, waiting: Iterator[Piece], seen: Callable[[Piece], str | None]
) -> None:
    """Read pieces up to the end tag of the present element; elements become nested parts.

    `seen` is asked what to say of each tag; None gives its attributes.
    """
    for piece in waiting:
        if piece.opens:
            _element(cursor, piece, waiting, seen)
            continue
        _leaf(cursor, piece, seen)
        if piece.closes:
            return


def _element(
    cursor: Cursor, piece: Piece, waiting: Iterator[Piece], seen: Callable[[Piece], str | None]
) -> None:
    with cursor.group(visible(piece.name, 60, one_line=True)) as part:
        part.text = _leaf(cursor, piece, seen)
        read_elements(cursor, waiting, seen)


def _leaf(cursor: Cursor, piece: Piece, seen: Callable[[Piece], str | None]) -> str:
    """One piece as a field of text; gives what is said of a tag."""
    if not piece.name:
        cursor.string8("Text", piece.size, UTF_8)
        return ""
    said = "" if piece.closes else seen(piece)
    if said is None:
        said = ", ".join(f"{name}: {value}" for name, value in piece.attributes.items())
    shown = visible(said, 500, one_line=True)
    with cursor.group("End tag" if piece.closes else "Tag") as part:
        cursor.string8("Text", piece.size, UTF_8)
        part.text = shown
    return shown
