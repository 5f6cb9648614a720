"""JSON text of any depth and length, in pieces.

The standard encoder recurses; messages nest deeper than Python's stack. This one keeps its own
stack, and takes iterators, so that a document need not exist as a whole. Output is safe in UTF-8
and on a terminal: what is invisible (lone surrogates, control, bidirectional and zero-width
characters) is written as \\uXXXX. Key order is kept.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Final, NamedTuple, Protocol

# Unicode's general categories Cc, Cf, Cs, Zl, Zp above ASCII's control characters.
_INVISIBLE: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
_CONSTANTS: Final[Mapping[bool | None, str]] = {None: "null", True: "true", False: "false"}
_FLUSH: Final = 1 << 16
_PIECE: Final = 1 << 16
"""Characters that are escaped together: replacing many in a long text takes much memory."""
_INDENTED: Final = 64
"""Deeper levels are not indented further: nesting must not make text of it."""


class Members:
    """An object whose members are made while it is written: an iterator of keys and values."""

    def __init__(self, members: Iterable[tuple[str, object]]) -> None:
        self.members = members


class Text:
    """A long string that is written piece by piece."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.pieces = pieces


class Writer(Protocol):
    """Anything text can be written to."""

    def write(self, text: str, /) -> object:
        """Take the text."""


def write_json(document: object, out: Writer) -> None:
    """Write a document as indented JSON and a final newline.

    Dictionaries, lists, tuples, `Members`, `Text` and iterators of these, strings, numbers,
    booleans, None.
    Raises TypeError for anything else.
    """
    pieces: list[str] = []
    length = 0
    for piece in json_pieces(document):
        pieces.append(piece)
        length += len(piece)
        if length > _FLUSH:
            out.write("".join(pieces))
            pieces.clear()
            length = 0
    out.write("".join(pieces) + "\n")


def json_pieces(document: object) -> Iterator[str]:
    """The document's JSON text in small pieces."""
    waiting: list[_Level] = []
    level = _Level(iter([("", document)]), "", "", "")
    separator = ""
    while True:
        for prefix, value in level.items:
            if isinstance(value, Text) or (isinstance(value, str) and len(value) > _PIECE):
                yield f'{separator}{level.indent}{prefix}"'
                yield from (_string(piece)[1:-1] for piece in _pieces(value))
                yield '"'
                separator = ","
                continue
            text = _scalar(value)
            if text is None:
                break
            yield f"{separator}{level.indent}{prefix}{text}"
            separator = ","
        else:
            yield level.end if not separator else level.outdent + level.end
            if not waiting:
                return
            level = waiting.pop()
            separator = ","
            continue
        items, start, end = _open(value)
        yield f"{separator}{level.indent}{prefix}{start}"
        waiting.append(level)
        separator = ""
        level = _Level(items, end, _indent(len(waiting)), _indent(len(waiting) - 1))


class _Level(NamedTuple):
    """A container that is being written."""

    items: Iterator[tuple[str, object]]
    end: str
    indent: str
    outdent: str


def _open(value: object) -> tuple[Iterator[tuple[str, object]], str, str]:
    """Entries, opening and closing bracket of a container."""
    if isinstance(value, Members):
        return ((_key(key), item) for key, item in value.members), "{", "}"
    if isinstance(value, Mapping):
        return ((_key(str(key)), item) for key, item in value.items()), "{", "}"
    if isinstance(value, Iterable) and not isinstance(value, bytes):
        return (("", item) for item in value), "[", "]"
    raise TypeError(f"JSON has no {type(value).__name__}")


def _scalar(value: object) -> str | None:
    """The text of what holds nothing else; None for a container."""
    if isinstance(value, str):
        return _string(value)
    if value is None or value is True or value is False:
        return _CONSTANTS[value]
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise TypeError(f"JSON has no {value}")
        return float.__repr__(value)
    return None


def _pieces(text: Text | str) -> Iterable[str]:
    if isinstance(text, Text):
        return text.pieces
    return (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))


def _string(text: str) -> str:
    encoded = encode_basestring(text)
    return encoded if encoded.isascii() and "\x7f" not in encoded else _INVISIBLE.sub(_u, encoded)


@lru_cache(maxsize=256)
def _key(key: str) -> str:
    return _string(key) + ": "


def _u(match: re.Match[str]) -> str:
    """The character as \\uXXXX, or as two of them above 0xFFFF."""
    return json.dumps(match[0])[1:-1] if match[0] != "\x7f" else "\\u007f"


def _indent(depth: int) -> str:
    """A new line, as far in as what lies `depth` containers deep."""
    return "\n" + "  " * min(depth, _INDENTED)
