"""Tags, text and comments of HTML one after the other, in one pass that is linear in its length.

It follows the tokenizer of the HTML standard (13.2.5) as far as mail needs it. Nothing is looked
for twice: what is never closed reaches to the end, as it does in a browser. The parser of the
standard library is quadratic there (minutes for 100,000 unclosed tags). No tree is built here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from enum import IntEnum
from html.entities import html5
from typing import Final, NamedTuple


class Kind(IntEnum):
    """What a token is."""

    TEXT = 0
    START = 1
    END = 2
    COMMENT = 3
    RAW = 4
    """What stands between <script> and </script> and the like; `name` is the element."""
    BROKEN = 5
    """A tag that the end of the source cuts off, with all that it swallows."""


class Token(NamedTuple):
    """A piece of the source, from `start` up to `end`, in characters."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    """Of an element, in lower case."""
    attributes: dict[str, str] = {}  # noqa: RUF012 - nobody changes it


RAW_ELEMENTS: Final = frozenset(
    "script style xmp iframe noembed noframes title textarea plaintext".split()
)
NAME_LIMIT: Final = 64
VALUE_LIMIT: Final = 1 << 20
"""Characters of an attribute's value that are kept."""
ATTRIBUTES: Final = 256
"""Attributes of one tag that are kept."""

_MARKUP: Final = re.compile(r"<(?=[A-Za-z!?/])")
_BARE: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]{0,40})\s?>")
_NAME: Final = re.compile(r"[A-Za-z][^\s/>]*+", re.ASCII)
_ATTRIBUTE: Final = re.compile(
    r"[\s/]*+(?:(>)|([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:([\"'])|([^\s>\"'][^\s>]*+)|(?=>)))?+)",
    re.ASCII,
)
_REFERENCE: Final = re.compile(
    r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,7}|[A-Za-z][A-Za-z0-9]{1,31});?"
)


def tokens(source: str, end: int | None = None, start: int = 0) -> Iterator[Token]:
    """The tokens of `source` from `start` up to `end`; together they cover it, without gaps."""
    limit = len(source) if end is None else min(end, len(source))
    place = start
    while place < limit:
        found = _MARKUP.search(source, place, limit)
        if found is None:
            yield Token(Kind.TEXT, place, limit)
            return
        if found.start() > place:
            yield Token(Kind.TEXT, place, found.start())
        token = _markup(source, found.start(), limit)
        yield token
        place = token.end
        if token.kind is Kind.START and token.name in RAW_ELEMENTS and place < limit:
            raw = Token(Kind.RAW, place, _raw_end(source, token.name, place, limit), token.name)
            yield raw
            place = raw.end


def unescaped(text: str) -> str:
    """`text` with its character references replaced; numbers of many digits stay as they are."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def unescaped_value(text: str) -> str:
    """The same for the value of an attribute (13.2.5.73).

    A name without its semicolon is none before `=`, a letter or a digit: `?a=1&copy=2` stays.
    """
    if "&" not in text:
        return text
    return _REFERENCE.sub(_value_of, text)


def _value_of(found: re.Match[str]) -> str:
    reference, name = found[0], found[0][1:]
    if name.startswith("#"):
        return html.unescape(reference)
    if not name.endswith(";"):
        following = found.string[found.end() : found.end() + 1]
        if following == "=" or (following.isascii() and following.isalnum()):
            return reference
    return html5.get(name, reference)


def _markup(source: str, start: int, limit: int) -> Token:
    bare = _BARE.match(source, start, limit)
    if bare is not None:
        kind = Kind.END if bare[1] else Kind.START
        return Token(kind, start, bare.end(), bare[2].lower())
    following = source[start + 1]
    if following == "!" or following == "?":
        return Token(Kind.COMMENT, start, _comment_end(source, start, limit))
    if following != "/":
        return _tag(source, start, start + 1, limit, Kind.START)
    named = source[start + 2 : start + 3]
    if named.isascii() and named.isalpha():
        return _tag(source, start, start + 2, limit, Kind.END)
    if named and start + 2 < limit:
        return Token(Kind.COMMENT, start, _after(source, ">", start + 2, limit))
    return Token(Kind.TEXT, start, min(start + 2, limit))


def _comment_end(source: str, start: int, limit: int) -> int:
    """Behind a comment; `<!-->` and `<!--->` are whole, one that is never closed takes the rest."""
    if not source.startswith("<!--", start):
        return _after(source, ">", start + 2, limit)
    for short in (">", "->"):
        if source.startswith(short, start + 4):
            return start + 4 + len(short)
    return _after(source, "-->", start + 4, limit)


def _after(source: str, what: str, place: int, limit: int) -> int:
    found = source.find(what, place, limit)
    return limit if found < 0 else found + len(what)


def _raw_end(source: str, name: str, place: int, limit: int) -> int:
    if name == "plaintext":
        return limit
    found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, place, limit)
    return limit if found is None else found.start()


def _tag(source: str, start: int, place: int, limit: int, kind: Kind) -> Token:
    name = _NAME.match(source, place, limit)
    assert name is not None  # the caller has seen a letter
    attributes: dict[str, str] = {}
    place = name.end()
    while True:
        found = _ATTRIBUTE.match(source, place, limit)
        if found is None:
            return Token(Kind.BROKEN, start, limit, _cut(name[0]))
        place = found.end()
        if found[1]:
            return Token(kind, start, place, _cut(name[0]), attributes)
        value, quote = found[4] or "", found[3]
        if quote:
            close = source.find(quote, place, limit)
            if close < 0:
                return Token(Kind.BROKEN, start, limit, _cut(name[0]))
            value, place = source[place : min(close, place + VALUE_LIMIT)], close + 1
        if len(attributes) < ATTRIBUTES:
            attributes.setdefault(_cut(found[2]), unescaped_value(value[:VALUE_LIMIT]))


def _cut(name: str) -> str:
    return name[:NAME_LIMIT].lower()
