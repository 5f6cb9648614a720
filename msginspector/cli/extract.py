"""`extract`: attachments and embedded messages as new files in a folder.

Nothing is ever replaced: a name that is taken gets a number. What cannot be saved is said, with
the reason, and is a no. With several files each gets a folder of its own, and with `--all-levels`
each embedded message another one, named like the message; all lie side by side, however deep the
messages do.
"""

from __future__ import annotations

import os
from collections import deque
from typing import TYPE_CHECKING

from msginspector.analysis.attachments.looks import look_at
from msginspector.analysis.attachments.safe_names import key, numbered, safe_name, split
from msginspector.cli import inputs
from msginspector.cli.inputs import Look
from msginspector.cli.text import shown
from msginspector.export.attachment_files import Refused, Report, Room, Written, save_all

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from msginspector.cli.run import Reading, Run
    from msginspector.export.attachment_files import Progress
    from msginspector.session import Message, ObjectRow

ATTACHMENT = "attachment"


def extract(run: Run) -> None:
    """Save the attachments of each file, or of one object in it."""
    try:
        os.makedirs(run.options.out, exist_ok=True)
    except OSError as error:
        run.misuse(f"{run.options.out} is no folder files can be saved in: {error.strerror}.")
        return
    look = Look("attachments", _documents, _lines)
    inputs.look(run, look, out=os.path.abspath(run.options.out))


def _documents(run: Run, message: Message) -> Iterator[dict[str, object]]:
    for row, outcome in _outcomes(run, message):
        document = {"written": isinstance(outcome, Written), **outcome.to_dict()}
        yield document | {
            "dangers": [
                {"code": one.code, "level": one.level, "text": one.text, "source": one.source}
                for one in look_at(row).dangers
            ]
        }


def _lines(run: Run, message: Message, _reading: Reading) -> Iterator[str]:
    counted = 0
    for row, outcome in _outcomes(run, message):
        counted += 1
        if isinstance(outcome, Written):
            yield f"  {outcome.path}  {outcome.size:>10}  {outcome.sha256}  {shown(outcome.file)}"
            if outcome.note:
                yield f"    note: {shown(outcome.note)}"
        else:
            name = f"{shown(outcome.name)}: " if outcome.name else ""
            yield f"  {outcome.path}  not saved: {name}{shown(outcome.text)}"
        for one in look_at(row).dangers:
            yield f"    {one.level}: {shown(one.text)} [{shown(one.source)}]"
    if not counted:
        yield "  no attachments"


def _outcomes(run: Run, message: Message) -> Iterator[tuple[ObjectRow, Written | Refused]]:
    """Save everything, one message after the other; messages inside wait for their turn."""
    base = _folder_of(run, message)
    rows = _wanted(run, message)
    room = Room.of(rows)
    taken = {key(name) for name in os.listdir(base)}
    waiting: deque[tuple[str, tuple[ObjectRow, ...]]] = deque([(base, rows)])
    while waiting:
        folder, rows = waiting.popleft()
        os.makedirs(folder, exist_ok=True)
        report = _finished(save_all(rows, folder, room))
        outcomes: dict[str, Written | Refused] = {one.path: one for one in report.written}
        outcomes |= {one.path: one for one in report.refused}
        run.no = run.no or bool(report.refused)
        for row in rows:
            outcome = outcomes[row.path]
            yield row, outcome
            inside = row.embedded if run.options.all_levels else None
            if inside is not None and inside.attachments:
                name = numbered(_stem(outcome, row), taken)
                taken.add(key(name))
                waiting.append((os.path.join(base, name), inside.attachments))


def _finished(steps: Generator[Progress, None, Report]) -> Report:
    while True:
        try:
            next(steps)
        except StopIteration as over:
            report: Report = over.value
            return report


def _folder_of(run: Run, message: Message) -> str:
    """The folder of an input: its own below the one asked for where there are several."""
    out: str = os.path.abspath(run.options.out)
    if len(run.options.files) == 1:
        return out
    stem = split(safe_name(os.path.basename(message.file or ""), "message").name)[0]
    folder = os.path.join(out, numbered(stem, os.listdir(out)))
    os.makedirs(folder)
    return folder


def _wanted(run: Run, message: Message) -> tuple[ObjectRow, ...]:
    """One attachment, or those of a message; raises MAPI_E_NOT_FOUND for no such object."""
    path = run.options.object
    chosen = message.object("/" if path is None else path)
    return (chosen,) if chosen.kind == ATTACHMENT else tuple(chosen.attachments)


def _stem(outcome: Written | Refused, row: ObjectRow) -> str:
    if isinstance(outcome, Written):
        return split(os.path.basename(outcome.file))[0]
    return safe_name(row.label, "message").name
