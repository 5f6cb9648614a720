"""JSON shown value by value, each with its bytes.

RFC 8259, UTF-8. A scanner of tokens: numbers stay text, duplicate names stay, nothing is built.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures.cursor import Cursor

UTF_8: Final = 65001
MAX_VALUES: Final = 20_000
_SPACE: Final = rb"[ \t\r\n]*+"
_TOKEN: Final = re.compile(
    _SPACE + rb"(?:([\[\]{},:])|\"((?:[^\"\\]|\\.)*+)\"|([^\s\[\]{},:\"]++))" + _SPACE, re.S
)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.S)
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}

Members = dict[str, str]
"""The names and texts of the plain members of one object."""


class JsonReader:
    """Reads a JSON text; tells each object that is read to `seen`, the innermost first."""

    def __init__(self, cursor: Cursor, seen: Callable[[Members], str]) -> None:
        self._cursor = cursor
        self._seen = seen
        self._text = cursor.peek(cursor.remaining)
        self._start = cursor.position
        self._count = 0

    def value(self, label: str) -> str:
        """The next value as a part; gives its text, "" for an object or a list."""
        self._count += 1
        if self._count > MAX_VALUES:
            raise self._cursor.stop(f"only the first {MAX_VALUES} values are decoded")
        mark, string, plain = self._token()
        if mark == b"{":
            self._object(label)
        elif mark == b"[":
            self._list(label)
        elif mark:
            raise self._cursor.stop("a value is missing")
        else:
            return self._leaf(label, _unescaped(plain if string is None else string))
        return ""

    def _object(self, label: str) -> None:
        members: Members = {}
        with self._cursor.group(label) as part:
            self._read("Begin")
            while not self._at(b"}"):
                name = self._name()
                members[name] = self.value(visible(name, 60, one_line=True) or "(no name)")
                self._comma(b"}")
            self._read("End")
            part.text = visible(self._seen(members), one_line=True)

    def _list(self, label: str) -> None:
        with self._cursor.group(label) as part:
            self._read("Begin")
            number = 0
            while not self._at(b"]"):
                self.value(f"[{number}]")
                number += 1
                self._comma(b"]")
            self._read("End")
            part.text = f"{number} {'item' if number == 1 else 'items'}"

    def _name(self) -> str:
        string = self._token()[1]
        if string is None:
            raise self._cursor.stop("a name is missing")
        self._read("Name")
        if not self._at(b":"):
            raise self._cursor.stop("a colon is missing")
        self._read("Colon")
        return _unescaped(string)

    def _comma(self, end: bytes) -> None:
        if self._at(b","):
            self._read("Comma")
        elif not self._at(end):
            raise self._cursor.stop("a comma is missing")

    def _leaf(self, label: str, text: str) -> str:
        with self._cursor.group(label) as part:
            self._read("Text")
            part.value, part.text = text, visible(text, one_line=True)
        return text

    def _read(self, label: str) -> None:
        found = self._match()
        self._cursor.string8(label, found.end() - found.start(), UTF_8)

    def _at(self, mark: bytes) -> bool:
        return self._token()[0] == mark

    def _token(self) -> tuple[bytes, bytes | None, bytes]:
        """The next token without reading it: a mark, the inside of a string, or anything else."""
        mark, string, plain = self._match().groups()
        return mark or b"", string, plain or b""

    def _match(self) -> re.Match[bytes]:
        found = _TOKEN.match(self._text, self._cursor.position - self._start)
        if found is None:
            raise self._cursor.stop("this is no JSON")
        return found


def _unescaped(stored: bytes) -> str:
    text = stored.decode("utf-8", "replace")
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    # Two escapes of one character outside the basic plane become that character.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return _ESCAPES.get(found[2], found[2])
