"""Header fields of Internet mail: split, unfolded, decoded; parameters and addresses.

RFC 5322 2.2 and 3.2 to 3.4, RFC 2231 (parameters), RFC 6532 (UTF-8). Read leniently, as mail
programs do, and linear in the bytes: the readers of the standard library for parameters and
addresses are quadratic or recursive on hostile values, so what they do is done here with patterns
that look at each character a bounded number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from msginspector.inputs.dates import Moment, read_date, trace_date
from msginspector.inputs.encoded import decode_text, decode_words, plain_text
from msginspector.inputs.header_tokens import FIELD_TOKENS, tokens
from msginspector.inputs.one_off import Person

MAX_FIELDS: Final = 10_000
"""Fields of one header block."""
MAX_VALUE: Final = 1 << 20
"""Characters of a value that are decoded."""
MAX_PEOPLE: Final = 20_000
"""Addresses of one value."""

_NAME: Final = re.compile(rb"([!-9;-~]++)[ \t]*+:")
_FIELD_END: Final = re.compile(rb"\n(?![ \t])")
_EMPTY_LINE: Final = re.compile(rb"\r?\n")
_PARAMETER: Final = re.compile(
    r";[ \t\r\n]*+(?:\([^()]{0,200}\)[ \t\r\n]*+)?"
    r'([^\s=;*"]{1,80})(?:\*(\d{1,4}))?(\*)?[ \t]*+=[ \t]*+'
    r'("(?:[^"\\]|\\.)*+"?|[^;]*+)',
    re.DOTALL,
)
_ESCAPE: Final = re.compile(r"\\(.)", re.DOTALL)
_AROUND: Final = re.compile(r"(?<![ \t\r\n])[ \t\r\n]*+([.@])[ \t\r\n]*+")
_WORD_END: Final = re.compile(r"[ \t\r\n(]")
_MAX_PARAMETERS: Final = 200
FIRST_TIME: Final = datetime(1601, 1, 1, tzinfo=UTC)
_TOKEN: Final = re.compile(
    r'[ \t\r\n]++|"(?:[^"\\]|\\.)*+"?|[()<>,:;]|(?:@\[[^\s\[\],]*+\]|[^\s()<>,:;"\\]|\\.)++|.',
    re.DOTALL,
)
_COMMENT: Final = re.compile(r"[()]|(?:[^()\\]|\\.)++|.", re.DOTALL)
"""A token inside a comment, where a quotation mark is a sign like others."""


class Field(NamedTuple):
    """One header field."""

    name: str
    """As it is written."""
    value: str
    """Unfolded; bytes beyond ASCII are read as UTF-8, else as Windows-1252."""

    @property
    def key(self) -> str:
        """The name in lower case."""
        return self.name.lower()

    @property
    def text(self) -> str:
        """The value with its encoded words decoded."""
        return decode_words(self.value)


@dataclass(frozen=True, slots=True)
class Block:
    """The header fields of one part."""

    fields: tuple[Field, ...]
    end: int
    """Where the fields end: before the empty line."""
    body: int
    """Where the content begins."""
    problems: tuple[str, ...]


def read_fields(data: bytes, start: int, limit: int, room: int = MAX_FIELDS) -> Block:
    """The header block that begins at `start`; at most `room` fields, up to `limit`."""
    found: list[Field] = []
    position = start
    while position < limit:
        name = _NAME.match(data, position, limit)
        if name is None:
            break
        if len(found) >= min(room, MAX_FIELDS):
            return _overfull(data, found, position)
        end = _FIELD_END.search(data, name.end(), limit)
        position = end.end() if end else limit
        found.append(Field(name[1].decode("ascii"), _value(data[name.end() : position])))
    blank = _EMPTY_LINE.match(data, position)
    if blank is not None:
        return Block(tuple(found), position, blank.end(), ())
    if position >= len(data):
        return Block(tuple(found), position, position, ())
    problem = "No empty line ends a header; the first line that is no field begins the content."
    return Block(tuple(found), position, position, (problem,) if found else ())


def _overfull(data: bytes, found: list[Field], position: int) -> Block:
    problem = f"Only the first {len(found):,} fields of a header were read."
    ends = [at for at in (data.find(b"\n\n", position), data.find(b"\n\r\n", position)) if at >= 0]
    end = min(ends, default=len(data) - 1) + 1
    blank = _EMPTY_LINE.match(data, end)
    return Block(tuple(found), end, blank.end() if blank else end, (problem,))


def _value(stored: bytes) -> str:
    return plain_text(stored.replace(b"\r\n", b"").replace(b"\n", b"")).strip(" \t\r")


# -- parameters (RFC 2045 5.1, RFC 2231)


def content_type(value: str) -> tuple[str, dict[str, str]]:
    """The media type in lower case and its parameters; text/plain for what is no type."""
    kind = value.partition(";")[0].partition("(")[0].strip().lower()
    main, slash, sub = kind.partition("/")
    good = bool(main and slash and sub) and " " not in kind
    return kind if good else "text/plain", parameters(value)


def parameters(value: str) -> dict[str, str]:
    """The parameters by lower-case name, continuations joined and character sets read."""
    sections: dict[str, dict[int, tuple[bool, str]]] = {}
    for number, found in enumerate(_PARAMETER.finditer(value[:MAX_VALUE])):
        if number >= _MAX_PARAMETERS:
            break
        text = found[4].strip()
        if text.startswith('"'):
            text = _ESCAPE.sub(r"\1", text[1:].removesuffix('"'))
        elif found[1].lower() == "boundary":  # a name may have blanks, and brackets; it may not
            text = _WORD_END.split(text, maxsplit=1)[0]
        home = sections.setdefault(found[1].lower(), {})
        home.setdefault(int(found[2] or 0) if found[2] else -1 + bool(found[3]),
                        (found[3] is not None, text))  # fmt: skip
    return {name: _joined(name, parts) for name, parts in sections.items()}


def _joined(name: str, parts: dict[int, tuple[bool, str]]) -> str:
    """The value of a parameter. One that RFC 2231 encodes counts before a plain one.

    Senders put encoded words into names; a boundary may look like one and stands for itself.
    """
    order = sorted(number for number in parts if number >= 0)
    if not order:
        return parts[-1][1] if name == "boundary" else decode_words(parts[-1][1])
    charset, stored = "", b""
    for number in order:
        encoded, text = parts[number]
        if encoded and number == order[0] and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        stored += unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace")
    return decode_text(stored, charset)


# -- addresses (RFC 5322 3.4)


def people(value: str) -> list[Person]:
    """The addresses of a value, in order; of groups the members. Names are decoded.

    Obsolete routes are left out; a comment behind an address is the name of one without.
    """
    reader = _AddressReader()
    value, place = value[:MAX_VALUE], 0
    while len(reader.people) < MAX_PEOPLE:
        found = (_COMMENT if reader.in_comment else _TOKEN).match(value, place)
        if found is None:
            break
        reader.token(found.group())
        place = found.end()
    reader.finish()
    return reader.people


class _AddressReader:
    """Takes the tokens of an address list; nesting of comments is counted."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self._depth = 0
        self._clear()

    def _clear(self) -> None:
        self._words: list[str] = []
        self._comment: list[str] = []
        self._angle: list[str] | None = None
        self._inside = False

    @property
    def in_comment(self) -> bool:
        """Whether what follows belongs to a comment."""
        return self._depth > 0

    def token(self, text: str) -> None:
        """One token: white space, a quoted text, a sign, or a word."""
        if text == "(" or (text == ")" and self._depth):
            self._depth += 1 if text == "(" else -1
        elif self._depth:
            self._comment.append(text)
        elif self._inside:
            self._in_angle(text)
        elif text == "<":
            if self._angle is not None:  # a second address without a comma: somebody else's
                self.finish()
            self._inside, self._angle = True, []
        elif text in ",;":
            self.finish()
        elif text == ":":
            self._clear()  # the name of a group
        else:
            self._words.append(text)

    def _in_angle(self, text: str) -> None:
        if text == ">":
            self._inside = False
        elif text == ":" and self._angle is not None and "".join(self._angle).startswith("@"):
            self._angle = []  # a route: <@relay,@relay:address>
        elif self._angle is not None:
            self._angle.append(text)

    def finish(self) -> None:
        """The end of an address."""
        name = _phrase(self._words)
        comment = decode_words(_ESCAPE.sub(r"\1", "".join(self._comment)).strip())
        if self._angle is not None:
            address = _joined_words(self._angle)
            if address or name:
                self.people.append(Person(name or comment, address))
        elif name:
            plain = _joined_words(self._words)
            bare = plain if "@" in plain else ""
            self.people.append(Person(comment if bare else name, bare))
        self._clear()


def _joined_words(words: list[str]) -> str:
    """An address without the blanks that may stand around its dots and its @ (RFC 5322 4.4)."""
    return _AROUND.sub(r"\1", "".join(words)).strip()


def phrase(value: str) -> str:
    """A phrase as it is meant: quotes taken off, then decoded (RFC 5322 3.2.5, RFC 2047 6.1)."""
    return _phrase(_TOKEN.findall(value.strip()))


def _phrase(words: list[str]) -> str:
    """The words of a name: quotes taken off, encoded words decoded."""
    plain = [
        _ESCAPE.sub(r"\1", word[1:].removesuffix('"')) if word.startswith('"') else word
        for word in words
    ]
    return decode_words("".join(plain)).strip()


# -- dates (RFC 5322 3.3)


def moment(value: str) -> datetime | None:
    """The time in UTC that a value states; without a zone it is read as UTC.

    None for none, and for one before 1601, where FILETIME begins.
    """
    return _representable(read_date(value))


def received_at(value: str) -> datetime | None:
    """The time in UTC of a Received field; None for none, and for one before 1601."""
    return _representable(trace_date(value, tokens(value, FIELD_TOKENS))[1])


def _representable(found: Moment | str | None) -> datetime | None:
    return found.utc if isinstance(found, Moment) and found.utc >= FIRST_TIME else None
