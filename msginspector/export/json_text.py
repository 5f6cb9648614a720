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
from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import Final, Protocol

# Unicode's general categories Cc, Cf, Cs, Zl, Zp above ASCII's control characters.
_INVISIBLE: Final = re.compile(
    "[\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f]"
)
_FLUSH: Final = 1 << 16
_INDENTED: Final = 64
"""Deeper levels are not indented further: nesting must not make text of it."""


class Members:
    """An object whose members are made while it is written: an iterator of keys and values."""

    def __init__(self, members: Iterable[tuple[str, object]]) -> None:
        self.members = members


class Writer(Protocol):
    """Anything text can be written to."""

    def write(self, text: str, /) -> object:
        """Take the text."""


def write_json(document: object, out: Writer) -> None:
    """Write a document as indented JSON and a final newline.

    Dictionaries, lists, tuples, `Members` and iterators of these, strings, numbers, booleans, None.
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
    stack: list[tuple[Iterator[tuple[str, object]], str]] = []
    opened = _open(document)
    if opened is None:
        yield _scalar(document)
        return
    items, start, end = opened
    stack.append((items, end))
    yield start
    first = True
    while stack:
        items, end = stack[-1]
        entry = next(items, None)
        if entry is None:
            stack.pop()
            yield end if first else _indent(stack) + end
            first = False
            continue
        prefix, value = entry
        yield ("" if first else ",") + _indent(stack) + prefix
        opened = _open(value)
        if opened is None:
            yield _scalar(value)
            first = False
        else:
            items, start, end = opened
            stack.append((items, end))
            yield start
            first = True


def _open(value: object) -> tuple[Iterator[tuple[str, object]], str, str] | None:
    """Entries, opening and closing bracket of a container; None for a scalar."""
    if isinstance(value, Members):
        return ((_string(key) + ": ", v) for key, v in value.members), "{", "}"
    if isinstance(value, Mapping):
        return ((_string(str(k)) + ": ", v) for k, v in value.items()), "{", "}"
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        return None
    return (("", item) for item in value), "[", "]"


def _scalar(value: object) -> str:
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, float) and not math.isfinite(value):
        raise TypeError(f"JSON has no {value}")
    return json.dumps(value)


def _string(text: str) -> str:
    encoded = json.dumps(text, ensure_ascii=False)
    return encoded if encoded.isascii() and "\x7f" not in encoded else _INVISIBLE.sub(_u, encoded)


def _u(match: re.Match[str]) -> str:
    """The character as \\uXXXX, or as two of them above 0xFFFF."""
    return json.dumps(match[0])[1:-1] if match[0] != "\x7f" else "\\u007f"


def _indent(stack: Sized) -> str:
    return "\n" + "  " * min(len(stack), _INDENTED)
