"""`seal`: what of a message is signed, encrypted, protected or a report, and whether it holds.

Signatures are verified offline. The answer is no when one does not hold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.sealed import verdicts
from msginspector.analysis.sealed.seal import read_seal
from msginspector.analysis.sealed.words import CERTIFICATES
from msginspector.cli import inputs
from msginspector.cli.inputs import Look
from msginspector.cli.text import shown
from msginspector.export.seal_documents import seal_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.analysis.classes.views import Section
    from msginspector.analysis.sealed.verdicts import Seal
    from msginspector.cli.run import Reading, Run
    from msginspector.session import Message

NONE: Final = "neither signed nor encrypted, no report, nothing shared"
_LABEL: Final = 20


def show_seal(run: Run) -> None:
    """The seal of each message, or of one message in it."""
    inputs.look(run, Look("seal", _rows, _lines, _only))


def _only(rows: Iterator[dict[str, object]]) -> object:
    return next(rows, None)


def _read(run: Run, message: Message) -> Seal | None:
    found = read_seal(message.object(run.options.object))
    if found is not None and found.verdict.state == verdicts.INVALID:
        run.no = True
    return found


def _rows(run: Run, message: Message) -> Iterator[dict[str, object]]:
    found = _read(run, message)
    return iter([] if found is None else [seal_document(found)])


def _lines(run: Run, message: Message, _reading: Reading) -> Iterator[str]:
    found = _read(run, message)
    return iter([f"  {NONE}"]) if found is None else _seal(found)


def _seal(seal: Seal) -> Iterator[str]:
    verdict = seal.verdict
    yield f"  {verdict.word.upper()}  {shown(verdict.reason)}"
    for section in seal.sections:
        if section.facts or section.title != CERTIFICATES:  # each has a section of its own
            yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"  {shown(section.title)}"
    for fact in section.facts:
        yield f"    {shown(fact.label):<{_LABEL}} {shown(fact.text)}"
    for table in section.tables:
        yield from (f"    {shown('  '.join(line.cells))}" for line in table.lines)
        if table.more:
            yield f"    and {table.more:,} more"
