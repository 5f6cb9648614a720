"""`session`: opens a session, opens things in it, closes it, and prints every event as it comes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from msginspector.cli import text
from msginspector.errors import InspectorError
from msginspector.export import documents
from msginspector.export.json_text import Members, write_json
from msginspector.session import Workspace
from msginspector.session.open_all import open_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from msginspector.cli.run import Run
    from msginspector.session import Event, MessageSession, TeardownReport


class Play:
    """One session from its opening to its end; the events are made while somebody reads them."""

    def __init__(self, run: Run, workspace: Workspace) -> None:
        self.inputs: list[dict[str, object]] = []
        self.unprinted = 0
        self._run = run
        self._arrived: list[Event] = []
        workspace.subscribe(self._arrived.append)
        self.session: MessageSession = workspace.open_session()
        self._doing = self._acts()

    def events(self) -> Iterator[Event]:
        """Every event in order; the session goes on when there is no room to print them."""
        for _ in self._doing:
            for event in self._arrived:
                if self._run.out.left:
                    yield event
                else:
                    self.unprinted += 1
            self._arrived.clear()

    def finish(self) -> None:
        """Do what is left, although nobody reads the events any more."""
        for _ in self._doing:
            self._arrived.clear()

    def _acts(self) -> Iterator[None]:
        """What the command does, in small acts."""
        for file in self._run.options.files:
            yield from self._open(file)
        self._inject_faults()
        for _ in self.session.close_steps():
            yield
            self._pause()
        self.session.close()
        yield
        self._run.no = self._run.no or bool(self.session.report.faults)

    def _open(self, file: str) -> Iterator[None]:
        """Open a file, and with `--open-all` everything in it; a refusal ends neither the rest."""
        refused: InspectorError | None = None
        try:
            message = self.session.open_file(file)
            yield
            if self._run.options.open_all:
                yield from (None for _ in open_all(message))
            if self._run.options.strict:
                self._run.judge({finding.severity for finding in message.findings()})
        except InspectorError as error:
            refused = error
            self._run.failed(file, error)
        self.inputs.append(documents.input_document(file, refused))
        yield

    def _inject_faults(self) -> None:
        for path in self._run.options.fault:
            hits = [copy.id for copy in self.session.tracked() if copy.path == path]
            for number in hits:
                self.session.inject_fault(number)
            if not hits:
                self._run.no = True
                self._run.tell(f"--fault {path}: nothing with that path is open.")

    def _pause(self) -> None:
        """`--step` waits for Enter, where somebody sits at the keyboard."""
        if self._run.options.step and sys.stdin is not None and sys.stdin.isatty():
            self._run.tell("Enter for the next step")
            sys.stdin.readline()


def play(run: Run) -> None:
    """Open a session, open things in it, close it, and print every event."""
    if run.options.report is not None and not _report_fits(run):
        return
    with Workspace() as workspace:
        game = Play(run, workspace)
        try:
            _print(run, game)
        except OSError:  # the report is wanted all the same
            game.finish()
            raise
        finally:
            if run.options.report is not None and game.session.closed:
                _save_report(run, game.session.report, workspace.log.events())
        if game.unprinted:
            run.tell(f"{game.unprinted} events were not printed; there is a limit (--limit).")


def _print(run: Run, game: Play) -> None:
    """Print every event, and how the session ended."""
    if run.options.json:
        entries = [Members(_entry(game))]
        write_json(documents.envelope("session", sessions=entries, inputs=game.inputs), run.out)
        return
    for event in game.events():
        run.out.line(text.event_line(event))
    for line in text.report_lines(game.session.report):
        run.out.line(line)


def _report_fits(run: Run) -> bool:
    from msginspector.export.session_report import FORMS

    fits = os.path.splitext(run.options.report)[1].lower() in FORMS
    if not fits:
        run.misuse(f"--report takes a file that ends in {', '.join(FORMS)}.")
    return fits


def _save_report(run: Run, report: TeardownReport, events: Sequence[Event]) -> None:
    """Write the report to a new file; what is there already is never replaced."""
    from msginspector.export.byte_file import save_steps
    from msginspector.export.session_report import pieces, record

    path = run.options.report
    ending = os.path.splitext(path)[1].lower()
    try:
        for _ in save_steps(path, pieces(record(report, events), ending)):
            pass
    except FileExistsError as error:
        run.no = True
        there = error.filename2 or error.filename or path
        name = "that name" if there == path else f"the name {there}"
        run.tell(f"--report {path}: there is a file of {name}; it was not replaced.")
    except OSError as error:
        run.no = True
        run.tell(f"--report {path}: the file cannot be written: {error.strerror}.")


def _entry(game: Play) -> Iterator[tuple[str, Any]]:
    yield "id", game.session.id
    yield "events", (event.to_dict() for event in game.events())
    yield "report", game.session.report.to_dict()
    if game.unprinted:
        yield "unprinted", game.unprinted
