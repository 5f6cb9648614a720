"""From a syntax tree to a predicate over rows of a vocabulary.

What a value means is checked here, once: numbers, tags, types, times, regular expressions.
"""

from __future__ import annotations

import difflib
import operator
import re
from collections.abc import Callable, Generator, Iterator
from typing import Any, Final

from msginspector.analysis.query.automaton import Automaton, TooCostlyError
from msginspector.analysis.query.literals import as_number, as_ticks
from msginspector.analysis.query.nodes import (
    EVERYTHING,
    And,
    Bytes,
    Condition,
    Node,
    Not,
    Or,
    Pattern,
    Text,
)
from msginspector.analysis.query.parser import parse
from msginspector.analysis.query.vocabulary import Field, Kind, Vocabulary
from msginspector.errors import QueryError
from msginspector.mapi.types import types

Predicate = Callable[[Any], bool]
TextTest = Callable[[str], bool]

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {
    ":": operator.eq, "=": operator.eq, "!=": operator.ne,
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
SLICE: Final = 1 << 15
"""Characters a regular expression goes through in one step of a search that waits."""
_ORDERS: Final = frozenset({"<", "<=", ">", ">="})
_STREAM: Final = re.compile(r"__substg1\.0_([0-9a-f]{8})(?![0-9a-f])", re.IGNORECASE)
_NAME: Final = re.compile(r"\*?[a-z_][a-z0-9_*]*", re.IGNORECASE)
_TAG: Final = re.compile(r"(?:0x)?([0-9a-f]{1,8})(\*?)", re.I)
_HEX_BITS: Final = {len("0xFFFFFFFF"): 32, len("0x") + 16: 64}
"""Of integers, by the length of their hex text."""
_TYPE_CODE: Final = re.compile(r"(?:0x)?([0-9a-f]{4})", re.I)


class Pending(Exception):  # noqa: N818 - it puts an answer off, it is no error
    """An answer that needs work in steps: once it is done, the same question is answered."""

    def __init__(self, work: Iterator[None]) -> None:
        super().__init__()
        self.work = work


class Search:
    """A regular expression in texts, and the answers of a long search in steps."""

    def __init__(self, node: Pattern) -> None:
        self.at = node.at
        self.automaton = Automaton(node.source, node.at.offset)
        self.answers: dict[str, bool] | None = None  # None: nobody waits, all is done at once

    def holds(self, text: str) -> bool:
        """Whether the expression occurs in the text; raises Pending for a long one."""
        if self.answers is not None and len(text) > SLICE:
            if text not in self.answers:
                raise Pending(self._steps(text, self.answers))
            return self.answers[text]
        try:
            return self.automaton.search(text)
        except TooCostlyError:
            raise self._too_costly() from None

    def _steps(self, text: str, answers: dict[str, bool]) -> Iterator[None]:
        try:
            state = self.automaton.begin()
            for start in range(0, len(text), SLICE):
                end = start + SLICE
                state = self.automaton.went_on(state, text[start:end], last=end >= len(text))
                yield
        except TooCostlyError:
            raise self._too_costly() from None
        answers[text] = self.automaton.is_found(state)

    def _too_costly(self) -> QueryError:
        return QueryError(
            "The regular expression takes too many steps on these values.", *self.at,
            "Make it simpler, or ask for fewer values before it.",
        )  # fmt: skip


class Query:
    """A query that is understood; `matches` answers it for a row.

    `matches` raises QueryError when a regular expression needs too many steps; `refill` allows
    them again, for another look at all rows.
    """

    def __init__(self, text: str, node: Node, vocabulary: Vocabulary) -> None:
        self.text = text
        self.node = node
        self._patterns: list[Search] = []
        self._holds = _Compiler(vocabulary, self._patterns).compile(node)

    @property
    def is_empty(self) -> bool:
        """Nothing is asked: everything matches."""
        return self.node == EVERYTHING

    def matches(self, row: Any) -> bool:
        """Whether the query holds for a row."""
        return self._holds(row)

    def refill(self) -> None:
        """Allow regular expressions their steps once more."""
        for pattern in self._patterns:
            pattern.automaton.refill()

    def steps(self, row: Any) -> Generator[None, None, bool]:
        """The answer for a row that may be slow to read, in steps of at most a few milliseconds.

        The row may raise `Pending`, too.
        """
        self.refill()
        for pattern in self._patterns:
            pattern.answers = {}
        while True:
            try:
                return self._holds(row)
            except Pending as pending:
                work = pending.work
            yield from work

    def needles(self) -> tuple[str, ...]:
        """Texts that what was found is likely to contain, folded; for showing where."""
        found: list[str] = []
        waiting = [self.node]
        while waiting:
            node = waiting.pop()
            if isinstance(node, Text):
                found.append(node.text.casefold())
            elif isinstance(node, Condition) and isinstance(node.value, Text):
                found.append(node.value.text.strip("*").casefold())
            elif isinstance(node, And | Or):
                waiting += reversed(node.parts)
        return tuple(needle for needle in found if needle)


def compile_query(text: str, vocabulary: Vocabulary) -> Query:
    """A query over rows of a vocabulary; raises QueryError with the place of a mistake."""
    return Query(text, parse(text, vocabulary.names, vocabulary.hex_fields), vocabulary)


class _Compiler:
    def __init__(self, vocabulary: Vocabulary, patterns: list[Search]) -> None:
        self._vocabulary = vocabulary
        self._patterns = patterns

    def compile(self, node: Node) -> Predicate:
        """The predicate of a node; the depth of nodes is bounded where they are read."""
        if isinstance(node, And | Or):
            return self._joined(node)
        if isinstance(node, Not):
            inner = self.compile(node.inner)
            return lambda row: not inner(row)
        if isinstance(node, Text):
            needle, folded = node.text.casefold(), self._vocabulary.folded
            return lambda row: needle in folded(row)
        if isinstance(node, Pattern):
            return self._anywhere(node)
        if isinstance(node, Bytes):
            data, has_bytes = node.data, self._vocabulary.has_bytes
            return lambda row: has_bytes(row, data)
        return self._test(node)

    def _joined(self, node: And | Or) -> Predicate:
        parts = tuple(map(self.compile, node.parts))
        if isinstance(node, And):
            return lambda row: all(part(row) for part in parts)
        return lambda row: any(part(row) for part in parts)

    def _anywhere(self, node: Pattern) -> Predicate:
        """An expression in any text of a row."""
        found, whole = self._search(node), self._vocabulary.whole
        return lambda row: found(whole(row))

    def _search(self, node: Pattern) -> TextTest:
        search = Search(node)
        self._patterns.append(search)
        return search.holds

    def _test(self, test: Condition) -> Predicate:
        field = self._vocabulary.by_name[test.name]
        if isinstance(test.value, Pattern):
            return self._texts(test, field, self._search(test.value))
        maker = _MAKERS.get(field.kind)
        if maker is not None:
            return maker(test, test.value, field)
        if test.operator in _ORDERS:
            return _number_or_time(test, test.value, field)
        equals = test.operator in ("=", "!=")
        by_text = self._texts(test, field, _text_test(test.value, whole=equals))
        number = as_number(test.value.text)
        if number is None or not (equals or _is_hex(test.value.text)):
            return by_text
        return _either_number(test, test.value, field, number, by_text)

    def _texts(self, test: Condition, field: Field, holds: TextTest) -> Predicate:
        read, wanted = field.texts, test.operator != "!="
        if test.operator in _ORDERS:
            raise QueryError(
                "A regular expression cannot be compared.", *test.at, f"Write “{test.name}:”."
            )
        return lambda row: any(holds(text) for text in read(row)) is wanted


def _text_test(value: Text, *, whole: bool) -> TextTest:
    """A text that contains the value, or is the value; `*` stands for anything."""
    needle = value.text.casefold()
    if "*" in needle and not value.literal:
        return _wildcards(needle)
    if whole:
        return lambda text: text.casefold() == needle
    return lambda text: needle in text.casefold()


def _wildcards(pattern: str) -> TextTest:
    """The whole text is the parts between the stars, in order."""
    first, *middle, last = pattern.split("*")

    def holds(text: str) -> bool:
        folded = text.casefold()
        end = len(folded) - len(last)
        if not folded.startswith(first) or not folded.endswith(last) or end < len(first):
            return False
        place = len(first)
        for part in middle:
            place = folded.find(part, place, end)
            if place < 0:
                return False
            place += len(part)
        return True

    return holds


def _either_number(
    test: Condition, value: Text, field: Field, number: float, by_text: Predicate
) -> Predicate:
    """A number of a field that may be a number or a text: `value=16` finds 0x10, too.

    With `:` a text that contains it counts, too.
    """
    read, positive, part = field.number, test.operator != "!=", test.operator == ":"
    wanted = {number, _signed(value.text, number)}

    def holds(row: Any) -> bool:
        found = read(row)
        if found is None:
            return by_text(row)
        return (found in wanted) is positive or (part and by_text(row))

    return holds


def _is_hex(text: str) -> bool:
    return text[:2].casefold() == "0x"


def _signed(text: str, number: float) -> float:
    """What the bits of a number are with a sign, where its hex text says how many they are."""
    bits = _HEX_BITS.get(len(text)) if _is_hex(text) else None
    return number - (1 << bits) if bits and number >= 1 << bits - 1 else number


def _number_or_time(test: Condition, value: Text, field: Field) -> Predicate:
    is_time = as_number(value.text) is None and as_ticks(value.text) is not None
    return _time(test, value, field) if is_time else _number(test, value, field)


def _number(test: Condition, value: Text, field: Field) -> Predicate:
    wanted = as_number(value.text)
    if wanted is None:
        raise QueryError(
            f"“{value.text}” is no number.", *value.at, f"For example {field.name}>1000, or 10k."
        )
    compare, read = _COMPARE[test.operator], field.number

    def holds(row: Any) -> bool:
        found = read(row)
        return found is not None and compare(found, wanted)

    return holds


def _time(test: Condition, value: Text, field: Field) -> Predicate:
    wanted = as_ticks(value.text)
    if wanted is None:
        raise QueryError(
            f"“{value.text}” is no time.", *value.at,
            f"For example {field.name}>=2024-03-01, or 2024-03-01T12:30; in UTC.",
        )  # fmt: skip
    first, last = wanted
    read = field.ticks
    tests: dict[str, Callable[[int], bool]] = {
        "<": lambda found: found < first, "<=": lambda found: found <= last,
        ">": lambda found: found > last, ">=": lambda found: found >= first,
        "!=": lambda found: not first <= found <= last,
    }  # fmt: skip
    tests[":"] = tests["="] = lambda found: first <= found <= last
    holds = tests[test.operator]

    def passes(row: Any) -> bool:
        found = read(row)
        return found is not None and holds(found)

    return passes


def _tag(test: Condition, value: Text, field: Field) -> Predicate:
    """A tag in full, its id alone, or how it begins: `0x0037001F`, `0x0037`, `0x003*`."""
    found = _TAG.fullmatch(value.text.replace(" ", ""))
    if found is None:
        raise QueryError(f"“{value.text}” is no tag.", *value.at, _instead(value.text))
    digits, star = found[1].upper(), found[2]
    number = field.number
    if test.operator in _ORDERS:
        compare, wanted = _COMPARE[test.operator], int(digits.ljust(8, "0"), 16)
        return lambda row: compare(number(row), wanted)
    if len(digits) != 8 and not star and len(digits) > 4:
        raise QueryError(
            "A tag has four hex digits, or eight with its type.", *value.at,
            f"tag:0x{digits}* finds tags that begin so.",
        )  # fmt: skip
    start = digits if star or len(digits) == 8 else digits.zfill(4)
    positive = test.operator != "!="
    return lambda row: f"{number(row) or 0:08X}".startswith(start) is positive


def _instead(text: str) -> str:
    """What somebody meant who wrote no tag: the name of a stream, or of a property."""
    stream = _STREAM.match(text)
    if stream is not None:
        return f"The value of tag:0x{stream[1].upper()} lies in that stream."
    if _NAME.fullmatch(text):
        return f"Names are asked for with name:{text}"
    return "For example tag:0x0037001F, tag:0037, or tag:0x003*."


def _type(test: Condition, value: Text, field: Field) -> Predicate:
    """A type by any of its names, by its code, or by a part of its names."""
    if test.operator in _ORDERS:
        raise QueryError("Types cannot be compared.", *test.at, "Write “type:”.")
    wanted = frozenset(_types(value))
    positive, read = test.operator != "!=", field.number
    return lambda row: (read(row) in wanted) is positive


def _types(value: Text) -> list[int]:
    text = value.text.casefold()
    code = _TYPE_CODE.fullmatch(text)
    if code is not None:
        return [int(code[1], 16)]
    names = {
        info.code: [name.casefold() for name in (info.name, info.pt_name, *info.other_names)]
        for info in types().values()
    }
    exact = [code for code, own in names.items() if text in own or f"ptyp{text}" in own]
    holds = _text_test(value, whole=False)
    found = exact or [code for code, own in names.items() if any(map(holds, own))]
    if not found:
        every = [info.name for info in types().values()]
        near = difflib.get_close_matches(value.text, every, 1, 0.5)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise QueryError(
            f"There is no type “{value.text}”.", *value.at,
            f"{hint}For example PtypString, PT_LONG, or 001F.",
        )  # fmt: skip
    return found


Maker = Callable[[Condition, Text, Field], Predicate]
_MAKERS: Final[dict[Kind, Maker]] = {
    Kind.NUMBER: _number,
    Kind.TIME: _time,
    Kind.TAG: _tag,
    Kind.TYPE: _type,
}
