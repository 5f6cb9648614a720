"""Regular expressions: from text to a tree.

What can be written is what a program with linear time can answer: letters, `.`, classes, groups,
`|`, `* + ? {m,n}` (with `?` behind them, which changes nothing), `^ $ \\A \\Z \\b \\B`, escapes.
References to groups and looking around are refused with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector.errors import QueryError

MOST_REPEATS: Final = 400
DEEPEST: Final = 50
ENDLESS: Final = -1

CharTest = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Chars:
    """One character that passes; `holds` gets it in each of its `forms`."""

    holds: CharTest


@dataclass(frozen=True, slots=True)
class Assertion:
    """A place between characters: one of `^ $ A Z b B`."""

    kind: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of its parts."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part `least` to `most` times; `most` may be `ENDLESS`."""

    part: Part
    least: int
    most: int


Part = Chars | Assertion | Sequence | Choice | Repeat

_NOTHING: Final = Sequence(())
_CONTROLS: Final = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_HEX_WIDTHS: Final = {"x": 2, "u": 4}


def is_word(char: str) -> bool:
    """A letter, digit or underline."""
    return char.isalnum() or char == "_"


_CLASSES: Final[dict[str, CharTest]] = {
    "d": str.isdecimal,
    "w": is_word,
    "s": str.isspace,
    "D": lambda char: not char.isdecimal(),
    "W": lambda char: not is_word(char),
    "S": lambda char: not char.isspace(),
}


def read_pattern(source: str, offset: int = 0) -> Part:
    """The tree of an expression that begins at `offset` of a query.

    Raises QueryError with the place in the query.
    """
    reader = _Reader(source, offset)
    part = reader.choice(0)
    if not reader.at_end:
        raise reader.mistake("A “)” closes no group.", reader.place, 1, "Write \\) for the sign.")
    return part


class _Reader:
    def __init__(self, source: str, offset: int) -> None:
        self._source = source
        self._offset = offset
        self.place = 0

    @property
    def at_end(self) -> bool:
        return self.place >= len(self._source)

    def mistake(self, text: str, place: int, length: int, hint: str = "") -> QueryError:
        length = min(length, len(self._source) - place)
        return QueryError(text, self._offset + place, length, hint)

    def choice(self, depth: int) -> Part:
        if depth > DEEPEST:
            raise self.mistake("The groups are too deep.", self.place, 1)
        parts = [self._sequence(depth)]
        while self._take("|"):
            parts.append(self._sequence(depth))
        return parts[0] if len(parts) == 1 else Choice(tuple(parts))

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while not self.at_end and self._peek() not in "|)":
            parts.append(self._repeated(self._one(depth)))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _one(self, depth: int) -> Part:
        start = self.place
        char = self._next()
        if char == "(":
            return self._group(start, depth)
        if char == "[":
            return self._class(start)
        if char == "\\":
            return self._escape(start)
        if char == ".":
            return Chars(lambda other: other != "\n")
        if char in "^$":
            return Assertion(char)
        if char in "*+?":
            raise self.mistake(
                f"“{char}” has nothing to repeat.", start, 1, f"Write \\{char} for the sign."
            )
        return _literal(char)

    def _group(self, start: int, depth: int) -> Part:
        if self._take("?") and not self._take(":"):
            raise self.mistake(
                "Only plain groups can be used: ( ) or (?: ).", start, 3,
                "References and looking around would take unbounded time.",
            )  # fmt: skip
        part = self.choice(depth + 1)
        if not self._take(")"):
            raise self.mistake("A “(” in the expression is not closed.", start, 1)
        return part

    def _repeated(self, part: Part) -> Part:
        start = self.place
        bounds = self._bounds()
        while bounds is not None:
            self._take("?")
            least, most = bounds
            if ENDLESS < most < least:
                raise self.mistake("The range runs backwards.", start, self.place - start)
            if max(least, most) > MOST_REPEATS:
                raise self.mistake(
                    f"A part can be repeated up to {MOST_REPEATS} times.",
                    start, self.place - start,
                )  # fmt: skip
            part = Repeat(part, least, most)
            bounds = self._bounds()
        return part

    def _bounds(self) -> tuple[int, int] | None:
        known = {"*": (0, ENDLESS), "+": (1, ENDLESS), "?": (0, 1)}
        if self.at_end:
            return None
        if self._peek() in known:
            return known[self._next()]
        return self._braces() if self._peek() == "{" else None

    def _braces(self) -> tuple[int, int] | None:
        """`{m}`, `{m,}`, `{,n}`, `{m,n}`; other braces stand for themselves."""
        end = self._source.find("}", self.place)
        least, comma, most = self._source[self.place + 1 : max(end, 0)].partition(",")
        numbers = [number for number in (least, most) if number]
        fits = all(number.isascii() and number.isdecimal() for number in numbers)
        if end < 0 or not numbers or not fits:
            return None
        self.place = end + 1
        low = int(least[:9] or 0)
        return low, (int(most[:9]) if most else ENDLESS) if comma else low

    def _escape(self, start: int) -> Part:
        if self.at_end:
            raise self.mistake("A “\\” stands at the end.", start, 1, "Write \\\\ for the sign.")
        if self._peek() in "AZbB":
            return Assertion(self._next())
        if self._peek() in "123456789":
            raise self.mistake(
                "References to groups cannot be used.", start, 2,
                "They would take unbounded time.",
            )  # fmt: skip
        return Chars(self._escaped(start))

    def _escaped(self, start: int) -> CharTest:
        char = self._next()
        if char in _CLASSES:
            return _CLASSES[char]
        return _is(self._character(char, start))

    def _character(self, char: str, start: int) -> str:
        """The character that an escape stands for."""
        if char in _CONTROLS:
            return _CONTROLS[char]
        width = _HEX_WIDTHS.get(char)
        if width is None:
            if char.isascii() and char.isalnum():
                raise self.mistake(f"“\\{char}” means nothing.", start, 2)
            return char
        digits = self._source[self.place : self.place + width]
        try:
            code = int(digits if len(digits) == width and digits.isalnum() else "-", 16)
        except ValueError:
            text = f"{width} hex digits follow “\\{char}”."
            raise self.mistake(text, start, 2) from None
        self.place += width
        return chr(code)

    def _class(self, start: int) -> Part:
        inverted = self._take("^")
        tests: list[CharTest] = []
        while self.at_end or self._peek() != "]" or not tests:
            if self.at_end:
                raise self.mistake("A “[” is not closed.", start, 1, "Write \\[ for the sign.")
            tests.append(self._member())
        self.place += 1
        found = tuple(tests)
        if inverted:
            return Chars(_Inverted(found))
        return Chars(lambda char: any(test(char) for test in found))

    def _member(self) -> CharTest:
        start = self.place
        low = self._next()
        if low == "\\":
            if self.at_end:
                raise self.mistake("A “\\” stands at the end.", start, 1)
            char = self._next()
            if char in _CLASSES:
                return _CLASSES[char]
            low = self._character(char, start)
        if self._source[self.place : self.place + 1] != "-" or self._source[
            self.place + 1 : self.place + 2
        ] in ("]", ""):
            return _is(low)
        self.place += 1
        high = self._next()
        if high == "\\" and not self.at_end:
            high = self._character(self._next(), self.place - 2)
        if high < low:
            raise self.mistake("The range runs backwards.", start, self.place - start)
        return lambda char: low <= char <= high

    def _peek(self) -> str:
        return self._source[self.place]

    def _next(self) -> str:
        self.place += 1
        return self._source[self.place - 1]

    def _take(self, char: str) -> bool:
        if self.at_end or self._peek() != char:
            return False
        self.place += 1
        return True


@dataclass(frozen=True, slots=True)
class _Inverted:
    """`[^…]`: no form of the character passes one of these."""

    tests: tuple[CharTest, ...]

    def __call__(self, char: str) -> bool:
        return not any(test(form) for form in forms(char) for test in self.tests)


@lru_cache(maxsize=1 << 12)
def forms(char: str) -> tuple[str, ...]:
    """A character and every other one that differs from it only in case, as Python's `re` has it.

    For “k” that is the sign for Kelvin, too, for “i” the dotless and the dotted one, for a
    small sigma the form it has at the end of a word.
    """
    if char.lower() == char.upper():
        return (char,)
    same = re.findall(re.escape(char), _cased(), re.IGNORECASE)
    return tuple(dict.fromkeys((char, *same)))


@lru_cache(maxsize=1)
def _cased() -> str:
    """Every character that has another case."""
    every = map(chr, range(_LAST_CASED))
    return "".join(char for char in every if char.lower() != char or char.upper() != char)


_LAST_CASED: Final = 0x20000
"""The planes beyond hold ideographs and signs without case."""


def passes(chars: Chars, char: str) -> bool:
    """The character passes in one of its cases; in a class that excludes, in all of them."""
    if isinstance(chars.holds, _Inverted):
        return chars.holds(char)
    return any(chars.holds(form) for form in forms(char))


def _is(wanted: str) -> CharTest:
    return lambda char: char == wanted


def _literal(char: str) -> Chars:
    return Chars(_is(char))
