"""The commands that look into files: `tree`, `props`, `check`.

The files are opened one after the other in one session and released when they were looked at.
Documents and text are made and printed row by row, so that memory does not grow with them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msginspector.cli import text
from msginspector.cli.run import OutputFull, Reading, Run
from msginspector.errors import InspectorError
from msginspector.export import documents
from msginspector.export.json_text import Members, write_json
from msginspector.findings import ERROR
from msginspector.session import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from msginspector.findings import Finding
    from msginspector.session import Message, MessageSession, ObjectRow


@dataclass(frozen=True, slots=True)
class Look:
    """What a command shows of a message: `rows` for the document's `key`, or `lines` for people.

    Both are made lazily; what cannot be answered at all raises when they are called.
    `shape` makes the value of the key out of the rows.
    """

    key: str
    rows: Callable[[Run, Message], Iterable[dict[str, object]]]
    lines: Callable[[Run, Message, Reading], Iterable[str]]
    shape: Callable[[Iterator[dict[str, object]]], object] = iter
    named: bool = True  # the file has a line of its own before its lines


def tree(run: Run) -> None:
    """The tree of each file; embedded messages are listed without opening them."""
    look(run, Look("root", _objects, _tree_lines, documents.nested))


def props(run: Run) -> None:
    """The properties of each file, or of one object in it."""
    look(run, Look("properties", _properties, _property_lines))


def check(run: Run) -> None:
    """The findings of each file; an error among them is a no."""
    look(run, Look("findings", _findings, _finding_lines))


def look(run: Run, look: Look, **members: object) -> None:
    """Show every file of the command line; `members` are further ones of the document."""
    with Workspace() as workspace, workspace.open_session() as session:
        if run.options.json:
            entries = (Members(_entry(run, look, session, f)) for f in run.options.files)
            write_json(documents.envelope(run.options.command, **members, inputs=entries), run.out)
            return
        for file in run.options.files:
            _print(run, look, session, file)


def _entry(run: Run, look: Look, session: MessageSession, file: str) -> Iterator[tuple[str, Any]]:
    """The members of one input of the document."""
    yield "file", file
    try:
        message = session.open_file(file)
        rows = look.rows(run, message)
    except InspectorError as error:
        run.failed(file, error)
        yield "error", error.to_dict()
        return
    yield "error", None
    reading = Reading(run, file)
    yield look.key, look.shape(reading.rows(rows))
    if reading.notes:
        yield "incomplete", [note.to_dict() for note in reading.notes]
    _leave(run, message)


def _print(run: Run, look: Look, session: MessageSession, file: str) -> None:
    try:
        message = session.open_file(file)
        reading = Reading(run, file)
        lines = look.lines(run, message, reading)
    except InspectorError as error:
        run.failed(file, error)
        return
    if look.named:
        run.out.line(text.shown(file))
    for line in reading.rows(lines):
        run.out.line(line)
    _leave(run, message)


def _leave(run: Run, message: Message) -> None:
    if run.options.strict:
        run.judge({finding.severity for finding in message.findings()})
    message.release()


# -- tree -------------------------------------------------------------------------------------


def _objects(run: Run, message: Message) -> Iterator[dict[str, object]]:
    """The objects, while all of them have room: they are kept until the tree is complete."""
    counts = Counter(finding.path for finding in message.findings())
    left = run.out.left
    for row in message.walk():
        document = documents.object_document(row, counts)
        left -= _printed_size(row)
        if left < 0:
            raise OutputFull
        yield document


def _printed_size(row: ObjectRow) -> int:
    """About how many characters an object takes in the document; deep ones are indented."""
    return 300 + 12 * 8 * min(row.path.count("/"), 8) + len(row.path) + len(row.storage)


def _tree_lines(run: Run, message: Message, reading: Reading) -> Iterator[str]:
    return text.tree_lines(documents.nested(reading.rows(_objects(run, message))))


# -- props ------------------------------------------------------------------------------------


def chosen(run: Run, message: Message) -> Iterable[ObjectRow]:
    """The objects asked for; raises MAPI_E_NOT_FOUND for one that does not exist."""
    path = run.options.object
    return message.walk() if path is None else [message.object(path)]


def raw_bytes(run: Run) -> int:
    """Bytes of a value to give; all of it, two characters each, while there is room."""
    room = run.out.left // 2 if run.options.raw else 0
    return max(room, documents.RAW_BYTES)


def _properties(run: Run, message: Message) -> Iterator[dict[str, object]]:
    return documents.property_documents(chosen(run, message), lambda: raw_bytes(run))


def _property_lines(run: Run, message: Message, _: Reading) -> Iterator[str]:
    return text.property_lines(chosen(run, message))


# -- check ------------------------------------------------------------------------------------


def _judged(run: Run, message: Message) -> tuple[Finding, ...]:
    findings = message.findings()
    run.no = run.no or any(finding.severity == ERROR for finding in findings)
    return findings


def _findings(run: Run, message: Message) -> Iterator[dict[str, object]]:
    return (finding.to_dict() for finding in _judged(run, message))


def _finding_lines(run: Run, message: Message, _: Reading) -> Iterator[str]:
    return text.finding_lines(_judged(run, message))
