"""Rows of a table as text to paste elsewhere: aligned text, TSV, JSON, Markdown.

A cell is one line here; what would begin a formula in a spreadsheet does not (see `formula_safe`).
Nothing but strings and plain documents is known of a row.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from msginspector.export.json_text import write_json

WIDEST: Final = 60
"""Columns of aligned text give their cells this many characters; longer ones go beyond."""
JSON_LIMIT: Final = 16 << 20
"""Characters of JSON that are made; rows without room are counted."""

_BREAKS: Final = re.compile(r"\s*[\t\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+\s*")
_FORMULA: Final = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER: Final = re.compile(r"[+-]?[0-9][0-9  ]*(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?")
_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|~])")
_DOUBLE: Final = ("F", "W")


@dataclass(frozen=True, slots=True)
class Rows:
    """The header of each column, the cells of each row, and on demand each row as a document."""

    headers: Sequence[str]
    cells: Sequence[Sequence[str]]
    documents: Callable[[], Iterable[object]]


@dataclass(frozen=True, slots=True)
class RowFormat:
    """One way to write rows; `title` is what a menu says."""

    name: str
    title: str
    write: Callable[[Rows], str]


def one_line(text: str) -> str:
    """The text without tabulators and breaks, which would end a cell or a row."""
    return _BREAKS.sub(" ", text)


def formula_safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: with an apostrophe before it.

    Spreadsheets take what begins with =, +, -, @ for one, in wide letters too, after blanks too;
    plain numbers are left alone.
    """
    begun = text.lstrip()
    if begun.startswith(_FORMULA) and not _NUMBER.fullmatch(begun):
        return f"'{text}"
    return text


def tsv(rows: Rows) -> str:
    """A line a row, a tabulator between cells, no header; see `formula_safe`."""
    lines = ([formula_safe(one_line(cell)) for cell in row] for row in rows.cells)
    return "\n".join("\t".join(line) for line in lines)


def plain(rows: Rows) -> str:
    """The header and a line a row, in columns of blanks."""
    lines = [[one_line(cell) for cell in row] for row in (rows.headers, *rows.cells)]
    widths = [
        min(WIDEST, max(_width(cell) for cell in column)) for column in zip(*lines, strict=True)
    ]
    padded = (
        [cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True)]
        for line in lines
    )
    return "\n".join("  ".join(line).rstrip() for line in padded)


def markdown(rows: Rows) -> str:
    """A table in Markdown; what has a meaning there, pipes first, is escaped."""
    lines = [[_escaped(cell) for cell in row] for row in (rows.headers, *rows.cells)]
    lines.insert(1, ["---"] * len(rows.headers))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def json(rows: Rows) -> str:
    """A list of the rows as documents; `{"omitted": n}` counts those beyond `JSON_LIMIT`."""
    made: list[str] = []
    length = omitted = 0
    for document in rows.documents():
        if length > JSON_LIMIT:
            omitted += 1
            continue
        made.append(_json(document))
        length += len(made[-1])
    if omitted:
        made.append(_json({"omitted": omitted}))
    return f"[{','.join(made)}\n]" if made else "[]"


def _json(document: object) -> str:
    text = io.StringIO()
    write_json(document, text)
    return "\n" + text.getvalue().rstrip("\n")


def _escaped(cell: str) -> str:
    return _MARKDOWN.sub(r"\\\1", one_line(cell))


def _width(text: str) -> int:
    """How many columns of a fixed-width font the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(char) else 1 + (unicodedata.east_asian_width(char) in _DOUBLE)
        for char in text
    )


TSV: Final = RowFormat("tsv", "TSV (for spreadsheets)", tsv)
FORMATS: Final = (
    RowFormat("text", "Text", plain),
    TSV,
    RowFormat("json", "JSON", json),
    RowFormat("markdown", "Markdown", markdown),
)
