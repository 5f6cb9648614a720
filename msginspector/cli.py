"""`msginspect`: the engine without a window. Imports neither Qt nor extract-msg.

Exit codes: 0 fine; 1 the answer is "no" (nothing found, error findings in `check`, a fault in
`session`, a warning or error finding with `--strict`); 2 usage; 3 an input could not be read as a
message (the others still were). 3 wins over 1. Messages to people go to standard error.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from msginspector import __version__, cli_text
from msginspector.errors import InputError, InspectorError, MapiError
from msginspector.export import documents
from msginspector.export.json_text import write_json
from msginspector.findings import ERROR, WARNING
from msginspector.session import Event, Message, MessageSession, TeardownStep, Workspace
from msginspector.session.open_all import open_all

FINE: Final = 0
NO: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 3

COMING: Final = (
    "body", "compare", "decode", "dump", "export", "extract", "find", "headers", "structures",
)  # fmt: skip


@dataclass
class Run:
    """One run of the console: its options, and how it went."""

    options: argparse.Namespace
    unreadable: bool = False
    no: bool = False
    documents: list[dict[str, object]] = field(default_factory=list)

    def tell(self, text: str) -> None:
        """A message to the person, on standard error."""
        if not self.options.quiet:
            print(cli_text.shown(text), file=sys.stderr)

    def failed(self, file: str, error: InputError) -> None:
        """An input that could not be read: said, entered in the document, remembered."""
        self.unreadable = True
        self.tell(f"{file}: {error.text} {error.hint}".rstrip())
        self.documents.append(documents.failed(file, error))

    def judge(self, severities: set[str]) -> None:
        """`--strict`: a warning or an error is a no."""
        if self.options.strict and severities & {WARNING, ERROR}:
            self.no = True

    @property
    def code(self) -> int:
        """The exit code."""
        if self.unreadable:
            return UNREADABLE
        return NO if self.no else FINE


# -- the commands -----------------------------------------------------------------------------


def _each_message(run: Run) -> Iterator[tuple[str, Message]]:
    """Open the files one after the other in one session; each is released when it was used."""
    with Workspace() as workspace, workspace.open_session() as session:
        for file in run.options.files:
            try:
                message = session.open_file(file)
                yield file, message
                run.judge({finding.severity for finding in message.findings()})
            except InputError as error:
                run.failed(file, error)
            else:
                message.release()


def tree(run: Run) -> None:
    """The tree of each file; embedded messages are listed without opening them."""
    for file, message in _each_message(run):
        root = documents.tree_document(message)
        if run.options.json:
            run.documents.append(documents.input_document(file, None, root=root))
        else:
            cli_text.print_tree(file, root)
    _print_inputs(run)


def props(run: Run) -> None:
    """The properties of one file, or of one object in it."""
    raw = None if run.options.raw else documents.RAW_BYTES
    for file, message in _each_message(run):
        try:
            rows = list(documents.property_documents(message, run.options.object, raw))
        except MapiError as error:
            run.no = True
            run.tell(f"{file}: {error.text}")
            rows = []
        if run.options.json:
            run.documents.append(documents.input_document(file, None, properties=rows))
        else:
            cli_text.print_properties(file, rows)
    _print_inputs(run)


def check(run: Run) -> None:
    """The findings of each file; an error among them is a no."""
    for file, message in _each_message(run):
        findings = message.findings()
        if any(finding.severity == ERROR for finding in findings):
            run.no = True
        if run.options.json:
            rows = [finding.to_dict() for finding in findings]
            run.documents.append(documents.input_document(file, None, findings=rows))
        else:
            cli_text.print_findings(file, findings)
    _print_inputs(run)


def session(run: Run) -> None:
    """Open a session, open things in it, close it, and print every event."""
    events: list[Event] = []
    with Workspace() as workspace:
        workspace.subscribe(events.append)
        opened = workspace.open_session()
        for file in run.options.files:
            try:
                _open_in(opened, file, run)
                _show(events, run)
            except InputError as error:
                run.failed(file, error)
            except MapiError as error:
                run.no = True
                run.tell(f"{file}: {error.text}")
                run.documents.append(documents.failed(file, error))
        _inject_faults(opened, run)
        _close(opened, events, run)
        report = opened.report
        run.no = run.no or bool(report.faults)
    entry = {
        "id": opened.id,
        "events": [event.to_dict() for event in events],
        "report": report.to_dict(),
    }
    if run.options.json:
        _print(documents.envelope("session", inputs=run.documents, sessions=[entry]))
    else:
        cli_text.print_report(report)


def _open_in(opened: MessageSession, file: str, run: Run) -> None:
    message = opened.open_file(file)
    if run.options.open_all:
        for _ in open_all(message):
            pass
    if run.options.strict:
        run.judge({finding.severity for finding in message.findings()})
    run.documents.append(documents.input_document(file, None))


def _inject_faults(opened: MessageSession, run: Run) -> None:
    for path in run.options.fault:
        hits = [copy.id for copy in opened.tracked() if copy.path == path]
        for number in hits:
            opened.inject_fault(number)
        if not hits:
            run.no = True
            run.tell(f"--fault {path}: nothing with that path is open.")


def _show(events: list[Event], run: Run) -> None:
    """Print the events that came since the last time; a document gets them all at the end."""
    if run.options.json:
        return
    for event in events:
        cli_text.print_event(event)
    events.clear()


def _close(opened: MessageSession, events: list[Event], run: Run) -> None:
    pause = run.options.step and sys.stdin is not None and sys.stdin.isatty()
    steps: Iterator[TeardownStep] = iter(opened.close_steps())
    while next(steps, None) is not None:
        _show(events, run)
        if pause:
            run.tell("Enter for the next step")
            sys.stdin.readline()
    opened.close()
    _show(events, run)


def lookup(run: Run) -> None:
    """What a tag, name, GUID, flag or error code means; both ways."""
    from msginspector.mapi.lookup import lookup as look_up

    matches = [match.to_dict() for match in look_up(" ".join(run.options.text))]
    run.no = not matches
    if run.options.json:
        _print(documents.envelope("lookup", matches=matches))
    else:
        cli_text.print_matches(matches)
    if not matches:
        run.tell(f"Nothing is known as “{' '.join(run.options.text)}”.")


def coming(run: Run) -> None:
    """A command of the design that is not built yet."""
    run.tell(f"msginspect: “{run.options.command}” is not there yet in version {__version__}.")


def _print_inputs(run: Run) -> None:
    if run.options.json:
        _print(documents.envelope(run.options.command, inputs=run.documents))


def _print(document: dict[str, object]) -> None:
    write_json(document, sys.stdout)


# -- the command line -------------------------------------------------------------------------

COMMANDS: Final[dict[str, Callable[[Run], None]]] = {
    "tree": tree,
    "props": props,
    "check": check,
    "session": session,
    "lookup": lookup,
}


def parser() -> argparse.ArgumentParser:
    """The command line, as a parser; it is also what the manual is made from."""
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument("--json", action="store_true", help="print a JSON document")
    everywhere.add_argument(
        "--quiet", action="store_true", help="print no messages on standard error"
    )
    everywhere.add_argument(
        "--strict", action="store_true", help="a warning or error finding exits with 1"
    )
    top = argparse.ArgumentParser(
        prog="msginspect", description="Look into Outlook message files (.msg, .oft)."
    )
    top.add_argument("--version", action="version", version=f"msginspect {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str) -> argparse.ArgumentParser:
        text = (COMMANDS[name].__doc__ or "").strip()
        return commands.add_parser(name, parents=[everywhere], help=text, description=text)

    for name in ("tree", "check"):
        command(name).add_argument("files", nargs="+", metavar="FILE")
    _props_arguments(command("props"))
    _session_arguments(command("session"))
    command("lookup").add_argument("text", nargs="+", metavar="TEXT", help="what to look up")
    for name in COMING:
        later = commands.add_parser(name, parents=[everywhere], help="not there yet")
        later.add_argument("rest", nargs=argparse.REMAINDER)
    return top


def _props_arguments(props_parser: argparse.ArgumentParser) -> None:
    props_parser.add_argument("files", nargs="+", metavar="FILE")
    props_parser.add_argument("--object", metavar="PATH", help="only this object, / for the root")
    props_parser.add_argument(
        "--raw", action="store_true", help="all stored bytes instead of the first 64"
    )


def _session_arguments(session_parser: argparse.ArgumentParser) -> None:
    session_parser.add_argument("files", nargs="*", metavar="FILE")
    session_parser.add_argument(
        "--open-all", action="store_true", help="open everything that can be opened"
    )
    session_parser.add_argument(
        "--step", action="store_true", help="close step by step, waiting for Enter"
    )
    session_parser.add_argument(
        "--fault", action="append", default=[], metavar="PATH",
        help="make closing that object fail (may be given several times)",
    )  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    _prepare_output()
    try:
        options = parser().parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    run = Run(options)
    if options.command not in COMMANDS:
        coming(run)
        return USAGE
    try:
        COMMANDS[options.command](run)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except KeyboardInterrupt:
        return 130
    except InspectorError as error:
        run.tell(f"msginspect: {error.text} {error.hint}".rstrip())
        return NO
    return run.code


def _prepare_output() -> None:
    """UTF-8 whatever the locale says; what UTF-8 cannot write is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """The reader went away (`| head`): keep the interpreter from complaining about it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
