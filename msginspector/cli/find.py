"""`find`: the properties a query finds in files; `props --filter`: those of one listing.

A query that cannot be understood is said with a mark under the place, before a file is opened.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from msginspector.analysis.query.find import found
from msginspector.analysis.query.matching import Query, compile_query
from msginspector.analysis.query.properties import PROPERTIES
from msginspector.cli import inputs
from msginspector.cli.inputs import Look
from msginspector.cli.text import property_line, shown, value_text
from msginspector.errors import QueryError
from msginspector.export.documents import property_document

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from msginspector.analysis.query.find import Found
    from msginspector.cli.run import Reading, Run
    from msginspector.session import Message, ObjectRow

LONGEST_LINE: Final = 400
"""Characters of a query that are shown with a mistake in it."""


def find_in_files(run: Run) -> None:
    """What the query finds in any object of each file: file, object, property, text."""
    _asked(run, run.options.query, lambda query: _find(run, query))


def filtered_props(run: Run) -> None:
    """The properties of each file, or of one object, that the filter lets through."""
    _asked(run, run.options.filter, lambda query: _props(run, query))


def _asked(run: Run, text: str, answer: Callable[[Query], None]) -> None:
    try:
        query = compile_query(text, PROPERTIES)
    except QueryError as error:
        _complain(run, text, error)
    else:
        answer(query)


def _all(run: Run, query: Query, objects: Iterable[ObjectRow]) -> Iterator[Found]:
    """What is found, until an expression takes too many steps: what was found before is kept."""
    try:
        yield from found(objects, query)
    except QueryError as error:
        _complain(run, query.text, error)


def _complain(run: Run, text: str, error: QueryError) -> None:
    """The query, of a long one a part, a caret under each character of the mistake, what to do."""
    run.misuse(f"{error.text} {error.hint}".rstrip())
    first = 0 if len(text) <= LONGEST_LINE else max(0, error.offset - LONGEST_LINE // 2)
    line = text[first : first + LONGEST_LINE]
    start, end = error.offset - first, error.offset - first + error.length
    run.tell(f"  {line}")
    run.tell(f"  {' ' * _width(line[:start])}{'^' * max(1, _width(line[start:end]))}")


def _width(text: str) -> int:
    """Columns of a terminal."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in shown(text)
    )


def _find(run: Run, query: Query) -> None:
    counted = 0

    def finds(message: Message) -> Iterator[Found]:
        nonlocal counted
        for one in _all(run, query, message.walk()):
            counted += 1
            yield one

    def rows(run: Run, message: Message) -> Iterator[dict[str, object]]:
        return (property_document(one.row, one.path) for one in finds(message))

    def lines(_run: Run, message: Message, reading: Reading) -> Iterator[str]:
        return (_line(reading.file, one) for one in finds(message))

    inputs.look(run, Look("matches", rows, lines, named=False), query=query.text)
    if not counted:
        run.no = True
        run.tell(f"Nothing was found for {query.text}")


def _line(file: str, one: Found) -> str:
    name = one.row.name or f"0x{one.row.tag:08X}"
    return f"{shown(file)}  {shown(one.path)}  {shown(name)}  {value_text(one.row)}"


def _props(run: Run, query: Query) -> None:
    def rows(run: Run, message: Message) -> Iterator[dict[str, object]]:
        for one in _all(run, query, inputs.chosen(run, message)):
            yield property_document(one.row, one.path, inputs.raw_bytes(run))

    def lines(run: Run, message: Message, _reading: Reading) -> Iterator[str]:
        path = None
        for one in _all(run, query, inputs.chosen(run, message)):
            if one.path != path:
                path = one.path
                yield f"  {path}"
            yield property_line(one.row)

    inputs.look(run, Look("properties", rows, lines), filter=query.text)
