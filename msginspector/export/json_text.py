"""JSON text of any depth and length, in pieces.

The standard encoder recurses; messages nest deeper than Python's stack. This one keeps its own
stack. Output is UTF-8 safe: lone surrogates are written as \\uXXXX, key order is kept.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from typing import TextIO

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_FLUSH: Final = 1 << 16


def write_json(document: object, out: TextIO) -> None:
    """Write a document as indented JSON and a final newline.

    Dictionaries, lists, tuples and iterators of these, strings, numbers, booleans, None.
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
            yield end if first else "\n" + "  " * len(stack) + end
            first = False
            continue
        prefix, value = entry
        yield ("" if first else ",") + "\n" + "  " * len(stack) + prefix
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
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", encoded)
