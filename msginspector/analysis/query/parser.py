"""Reads a query: from text to a syntax tree, or a `QueryError` at the exact place of a mistake.

    query   = either
    either  = all { "or" all }
    all     = one { [ "and" ] one }
    one     = ( "not" | "-" ) one | "(" either ")" | test | "/" regex "/" | word | '"' text '"'
    test    = field ( ":" | "=" | "!=" | "<" | "<=" | ">" | ">=" ) value

What is no syntax is a word, so that text from a message can be pasted: `RE:`, `a/b`, `photo(1)`,
`-5`, `/attachments/0`. A field that is nearly one of the vocabulary's is a mistake, any other
`word:` is a word.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from msginspector.analysis.query.nodes import (
    EVERYTHING,
    And,
    Bytes,
    Condition,
    Node,
    Not,
    Or,
    Pattern,
    Span,
    Text,
)
from msginspector.errors import QueryError

LONGEST: Final = 10_000
DEEPEST: Final = 100
_NEAR: Final = 0.8  # how alike a word must be to a field to be taken for one that is misspelt

_SPACE: Final = re.compile(r"\s*")
_OPERATOR: Final = re.compile(r"(?i:(and|or|not))(?=[\s()\"]|$)")
_TEST: Final = re.compile(r"([A-Za-z]+)(?:(:)(?:(!=|<=|>=|<|>|=)\s*)?|\s*(!=|<=|>=|<|>|=)\s*)")
_MINUS: Final = re.compile(r"-(?=[^\W\d]|[\"(/])")
_PATH: Final = re.compile(r"/((recipients|attachments|orphans|storage)(/\w+)*)?(?=[\s)]|$)")
_ADDRESS: Final = re.compile(r"/\w+(=|/\w)")
_REGEX: Final = re.compile(r"/((?:[^/\\]|\\.)+)/i?(?=[\s()]|$)", re.DOTALL)
_LETTERS: Final = re.compile(r"/(?:[^/\\]|\\.)+/([a-z]{1,5})(?=[\s()]|$)", re.DOTALL)
_FLAGS: Final = frozenset(("g", "m", "s", "u", "x", "y", "gi", "ig", "im", "mi", "is", "si"))
"""What other programs let follow a regular expression; more letters are the rest of a path."""
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_HEX_QUOTED: Final = re.compile(r'"([^"]*)"')
_HEX: Final = re.compile(r"[^\s()\"]+(?:\s+[0-9A-Fa-f]{2}(?=[\s()]|$))*")
_HEX_NOISE: Final = re.compile(r"0[xX]|[\s,:.-]+")

QUOTE_HINT: Final = "In quotation marks it is searched for as it is."


def parse(text: str, fields: Mapping[str, str], hex_fields: Collection[str] = ("hex",)) -> Node:
    """The syntax tree of a query; a query of nothing is `EVERYTHING`.

    `fields` gives the name of a field for each of the names, in lower case, it can be written
    with. Values of `hex_fields` are bytes.
    """
    if len(text) > LONGEST:
        raise QueryError(
            f"A query has {LONGEST:,} characters at most.", LONGEST, len(text) - LONGEST
        )
    return _Parser(text, fields, hex_fields).query()


class _Parser:
    def __init__(self, text: str, fields: Mapping[str, str], hex_fields: Collection[str]) -> None:
        self._text = text
        self._fields = fields
        self._hex_fields = hex_fields
        self._place = 0
        self._depth = 0
        self._open: list[int] = []  # places of parentheses that are open

    def query(self) -> Node:
        self._skip()
        if self._at_end():
            return EVERYTHING
        return self._either()

    # -- operators ----------------------------------------------------------------------------

    def _either(self) -> Node:
        start = self._place
        parts = [self._all()]
        while self._operator("or"):
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(_flat(Or, parts)), self._since(start))

    def _all(self) -> Node:
        start = self._place
        parts = [self._one()]
        while not self._ends_all():
            self._operator("and")
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else And(tuple(_flat(And, parts)), self._since(start))

    def _ends_all(self) -> bool:
        if self._at_end() or (self._open and self._peek() == ")"):
            return True
        found = _OPERATOR.match(self._text, self._place)
        return found is not None and found[1].casefold() == "or"

    def _one(self) -> Node:
        start = self._place
        self._expect_one()
        if self._operator("not") or self._match(_MINUS):
            with self._deeper(start):
                inner = self._one()
            return Not(inner, self._since(start))
        if self._peek() == "(":
            with self._deeper(start):
                return self._group()
        return self._simple()

    @contextmanager
    def _deeper(self, start: int) -> Iterator[None]:
        if self._depth >= DEEPEST:
            raise QueryError("This is too deep.", start, 1)
        self._depth += 1
        yield
        self._depth -= 1

    def _expect_one(self) -> None:
        """Something must follow here."""
        if self._at_end():
            if self._open:
                text, at = "A “(” is not closed.", self._open[-1]
                raise QueryError(text, at, 1, "Close it with “)”.", incomplete=True)
            raise self._unfinished("Something has to follow.")
        found = _OPERATOR.match(self._text, self._place)
        if found is not None and found[1].casefold() != "not":
            raise self._mistake(f"“{found[1]}” has nothing before it.", len(found[1]), QUOTE_HINT)
        if self._peek() == ")":
            raise self._mistake("Nothing is open that “)” could close.", 1, QUOTE_HINT)

    def _group(self) -> Node:
        start = self._place
        self._open.append(start)
        self._place += 1
        self._skip()
        if not self._at_end() and self._peek() == ")":
            self._place += 1
            raise QueryError("There is nothing in the parentheses.", start, self._place - start,
                             QUOTE_HINT)  # fmt: skip
        node = self._either()
        if self._at_end():
            raise QueryError(
                "A “(” is not closed.", start, 1, "Close it with “)”.", incomplete=True
            )
        self._open.pop()
        self._place += 1
        self._skip()
        return node

    def _operator(self, word: str) -> bool:
        found = _OPERATOR.match(self._text, self._place)
        if found is None or found[1].casefold() != word:
            return False
        self._place = found.end()
        self._skip()
        return True

    # -- words and tests ----------------------------------------------------------------------

    def _simple(self) -> Node:
        start = self._place
        found = _TEST.match(self._text, start)
        if found is not None:
            test = self._test(found)
            if test is not None:
                return test
        pattern = self._pattern()
        if pattern is not None:
            return pattern
        text, _quoted = self._plain()
        return Text(text, at=self._since(start))

    def _test(self, found: re.Match[str]) -> Node | None:
        """A test of a field; None where it is a word that only looks like one."""
        start, name = found.start(), found[1].casefold()
        field = self._fields.get(name)
        if field is None:
            self._refuse_near(found)
            return None
        self._place = found.end()
        if field in self._hex_fields:
            return self._bytes(found)
        return Condition(field, found[3] or found[4] or ":", self._value(found), self._since(start))

    def _refuse_near(self, found: re.Match[str]) -> None:
        name = found[1].casefold()
        near = [field for field in self._fields if sorted(field) == sorted(name)]
        near += difflib.get_close_matches(name, self._fields, 1, _NEAR)
        if near:
            raise QueryError(
                f"There is no field “{found[1]}” here.", found.start(), len(found[1]),
                f"Did you mean “{near[0]}:”? {QUOTE_HINT}",
            )  # fmt: skip

    def _value(self, found: re.Match[str]) -> Text | Pattern:
        start = self._place
        self._expect_value(found)
        pattern = self._pattern()
        if pattern is not None:
            return pattern
        text, quoted = self._plain()
        return Text(text, quoted and "*" in text, self._since(start))

    def _expect_value(self, found: re.Match[str]) -> None:
        if self._at_end() or self._peek().isspace():
            raise QueryError(
                f"What “{found[1]}” should be has to follow, without a space.",
                found.start(), len(found[0].rstrip()), QUOTE_HINT,
                incomplete=not self._text[self._place :].strip(),
            )  # fmt: skip

    def _pattern(self) -> Pattern | None:
        """A regular expression; None for words, paths and addresses that begin with a slash."""
        start = self._place
        if self._at_end() or self._peek() != "/" or _PATH.match(self._text, start):
            return None
        found = _REGEX.match(self._text, start)
        if found is not None:
            self._place = found.end()
            self._skip()
            return Pattern(found[1], Span(start + 1, len(found[1])))
        self._refuse_letters()
        if _ADDRESS.match(self._text, start):
            return None
        raise QueryError(
            "The regular expression is not closed.", start, len(self._text) - start,
            f"Close it with “/”, and write \\/ for a slash in it. {QUOTE_HINT}", incomplete=True,
        )  # fmt: skip

    def _refuse_letters(self) -> None:
        """Letters behind an expression, as other programs have them, mean nothing here."""
        found = _LETTERS.match(self._text, self._place)
        if found is not None and (found[1] in _FLAGS or not _ADDRESS.match(found[0])):
            raise QueryError(
                f"“{found[1]}” cannot follow a regular expression.", found.start(1), len(found[1]),
                f"Write {found[0][: -len(found[1])]} alone: case never counts, and ^ and $ hold "
                f"in every line. {QUOTE_HINT}",
            )  # fmt: skip

    def _plain(self) -> tuple[str, bool]:
        """A word, or a text in quotation marks; and which of them it was."""
        start = self._place
        if self._peek() != '"':
            self._place = self._end_of_word()
            text = self._text[start : self._place]
            if not text:
                raise self._mistake("Nothing is there to search for.", 1, QUOTE_HINT)
            self._skip()
            return text, False
        found = self._quoted(_QUOTED)
        text = re.sub(r"\\(.)", r"\1", found, flags=re.DOTALL)
        if not text:
            raise QueryError("Nothing is in the quotation marks.", start, 2)
        return text, True

    def _quoted(self, form: re.Pattern[str]) -> str:
        start = self._place
        found = form.match(self._text, start)
        if found is None:
            raise QueryError(
                "The quotation mark is not closed.", start, len(self._text) - start,
                "Close it with another, and write \\\" for the sign.", incomplete=True,
            )  # fmt: skip
        self._place = found.end()
        self._skip()
        return found[1]

    def _end_of_word(self) -> int:
        """A word ends at a space, and at what closes a group that is open."""
        depth = 0
        for place in range(self._place, len(self._text)):
            char = self._text[place]
            if char.isspace() or (char == ")" and not depth and self._open):
                return place
            depth += (char == "(") - (char == ")" and depth > 0)
        return len(self._text)

    def _bytes(self, found: re.Match[str]) -> Bytes:
        start = self._place
        if found[3] or found[4]:
            raise QueryError(f"Bytes are searched for with “{found[1]}:”.", found.start(),
                             found.end() - found.start())  # fmt: skip
        self._expect_value(found)
        if self._peek() == '"':
            digits = self._quoted(_HEX_QUOTED)
        else:
            match = self._match(_HEX)
            digits = match[0] if match else ""
        return Bytes(self._from_hex(digits, start), self._since(found.start()))

    def _from_hex(self, digits: str, start: int) -> bytes:
        joined = _HEX_NOISE.sub("", digits)
        length = max(len(self._text[start : self._place].rstrip()), 1)
        try:
            data = bytes.fromhex(joined)
        except ValueError:
            incomplete = len(joined) == 1 or (not joined.strip("0123456789abcdefABCDEF"))
            raise QueryError(
                "This is not hex text: two digits for each byte.", start, length,
                "For example hex:DE AD, or hex:DEAD.", incomplete=incomplete,
            ) from None  # fmt: skip
        if not data:
            raise QueryError("At least one byte has to follow.", start, length)
        return data

    # -- places -------------------------------------------------------------------------------

    def _match(self, form: re.Pattern[str]) -> re.Match[str] | None:
        found = form.match(self._text, self._place)
        if found is not None:
            self._place = found.end()
            self._skip()
        return found

    def _skip(self) -> None:
        found = _SPACE.match(self._text, self._place)
        self._place = found.end() if found else self._place

    def _at_end(self) -> bool:
        return self._place >= len(self._text)

    def _peek(self) -> str:
        return self._text[self._place]

    def _since(self, start: int) -> Span:
        return Span(start, len(self._text[start : self._place].rstrip()))

    def _mistake(self, text: str, length: int, hint: str = "") -> QueryError:
        return QueryError(text, self._place, length, hint)

    def _unfinished(self, text: str) -> QueryError:
        """At the end of the text: the last word is its place."""
        before = self._text.rstrip()
        start = max(before.rfind(" "), before.rfind("(")) + 1
        return QueryError(text, start, len(before) - start, QUOTE_HINT, incomplete=True)


def _flat(kind: type[And] | type[Or], parts: list[Node]) -> list[Node]:
    """Parts that are of the same kind, by their parts: `(a b) c` says what `a b c` says."""
    found: list[Node] = []
    for part in parts:
        found += part.parts if isinstance(part, And | Or) and isinstance(part, kind) else (part,)
    return found
