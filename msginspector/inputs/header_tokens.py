"""The words of a structured header value: atoms, quoted strings, literals, comments, semicolons.

RFC 5322 3.2: comments nest, and a backslash takes the meaning of the next character away. What does
not end (a comment, a quote) ends with the value. One pass; nesting is counted, never recursed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

TOKEN_LIMIT: Final = 5_000
"""Tokens of a value that are read."""
FIELD_TOKENS: Final = 500
"""The same of a field a server adds: there may be many of them, and each is short."""
VALUE_LIMIT: Final = 1 << 16
"""Characters of a value that are read."""

ATOM: Final = "atom"
QUOTED: Final = "quoted"
COMMENT: Final = "comment"
SEMICOLON: Final = ";"

_START: Final = re.compile(r'[ \t\r\n]*+(?:([^\s()";]++)|(;)|(")|(\()|(\)))')
_IN_QUOTES: Final = re.compile(r'(?:[^"\\]|\\.)*+', re.DOTALL)
_IN_COMMENT: Final = re.compile(r"(?:[^()\\]|\\.)*+([()\\]?)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a value."""

    kind: str
    text: str
    """Without its quotes or outer brackets; comments inside a comment keep theirs."""
    start: int
    end: int


def tokens(value: str, limit: int = TOKEN_LIMIT) -> list[Token]:
    """The words of a value in order, `limit` at most; `[1.2.3.4]` and `<a@b>` are atoms."""
    value = value[:VALUE_LIMIT]
    found: list[Token] = []
    at = 0
    while len(found) < limit:
        start = _START.match(value, at)
        if start is None:
            break
        token = _token(value, start)
        at = token.end
        if token.kind:
            found.append(token)
    return found


def without_comments(value: str) -> str:
    """A structured value without its comments, and without the blanks around what is left."""
    found = [one for one in tokens(value) if one.kind == COMMENT]
    at, kept = 0, []
    for one in found:
        kept.append(value[at : one.start])
        at = one.end
    return "".join((*kept, value[at:])).strip()


def _token(value: str, start: re.Match[str]) -> Token:
    if start[1] is not None:
        return Token(ATOM, start[1], start.start(1), start.end())
    if start[2] is not None:
        return Token(SEMICOLON, ";", start.start(2), start.end())
    if start[3] is not None:
        return _quoted(value, start.end())
    if start[4] is not None:
        return _comment(value, start.end())
    return Token("", ")", start.start(5), start.end())  # closes nothing


def _quoted(value: str, at: int) -> Token:
    inside = _IN_QUOTES.match(value, at)
    end = inside.end() if inside else at
    return Token(QUOTED, _plain(value[at:end]), at - 1, min(end + 1, len(value)))


def _comment(value: str, at: int) -> Token:
    """The comment whose bracket opens before `at`; one that never closes ends with the value."""
    depth, end = 1, at
    while depth and end < len(value):
        found = _IN_COMMENT.match(value, end)
        end = found.end() if found else len(value)
        mark = found[1] if found else ""
        depth += {"(": 1, ")": -1}.get(mark, 0)
    inner = value[at : end - 1] if not depth else value[at:end]
    return Token(COMMENT, _plain(inner), at - 1, end)


def _plain(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text
