"""The program: parses the command line, runs one command, gives the exit code."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING, Final

from msginspector import __version__
from msginspector.cli import inputs
from msginspector.cli.arguments import parser
from msginspector.cli.run import FAULT, INTERRUPTED, NO, OUTPUT_FAILED, USAGE, Output, Run
from msginspector.errors import InspectorError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence
    from typing import TextIO


def session(run: Run) -> None:
    """The command `session`, loaded when it is asked for."""
    from msginspector.cli.session import play

    play(run)


def lookup(run: Run) -> None:
    """The command `lookup`, loaded when it is asked for."""
    from msginspector.cli.lookup import look

    look(run)


def props(run: Run) -> None:
    """The command `props`; its filter is understood before a file is opened."""
    from msginspector.cli.find import filtered_props

    filtered_props(run) if run.options.filter.strip() else inputs.props(run)


def find(run: Run) -> None:
    """The command `find`, loaded when it is asked for."""
    from msginspector.cli.find import find_in_files

    find_in_files(run)


def body(run: Run) -> None:
    """The command `body`, loaded when it is asked for."""
    from msginspector.cli.body import show_body

    show_body(run)


def headers(run: Run) -> None:
    """The command `headers`, loaded when it is asked for."""
    from msginspector.cli.headers import show_headers

    show_headers(run)


def times(run: Run) -> None:
    """The command `times`, loaded when it is asked for."""
    from msginspector.cli.times import show_times

    show_times(run)


def seal(run: Run) -> None:
    """The command `seal`, loaded when it is asked for."""
    from msginspector.cli.seal import show_seal

    show_seal(run)


def extract(run: Run) -> None:
    """The command `extract`, loaded when it is asked for."""
    from msginspector.cli.extract import extract as save

    save(run)


def script(run: Run) -> None:
    """The command `script`, loaded when it is asked for."""
    from msginspector.cli.script import play_scripts

    play_scripts(run)


def decode(run: Run) -> None:
    """The command `decode`, loaded when it is asked for."""
    from msginspector.cli.decode import decode_bytes

    decode_bytes(run)


def structures(run: Run) -> None:
    """The command `structures`, loaded when it is asked for."""
    from msginspector.cli.decode import list_structures

    list_structures(run)


COMMANDS: Final[dict[str, Callable[[Run], None]]] = {
    "tree": inputs.tree,
    "props": props,
    "check": inputs.check,
    "find": find,
    "body": body,
    "headers": headers,
    "times": times,
    "seal": seal,
    "extract": extract,
    "session": session,
    "script": script,
    "lookup": lookup,
    "decode": decode,
    "structures": structures,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code (see `run`)."""
    _prepare_output()
    try:
        options = parser().parse_args(arguments)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    if sys.stdout is None:
        return _no_output(options)
    run = Run(options, Output(sys.stdout, options.limit))
    command = COMMANDS.get(options.command)
    if command is None:
        run.tell(f"msginspect: “{options.command}” is not there yet in version {__version__}.")
        return USAGE
    return _guarded(run, command)


def _guarded(run: Run, command: Callable[[Run], None]) -> int:
    """Run a command; whatever happens ends in an exit code and at most one sentence."""
    try:
        command(run)
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        run.tell(f"msginspect: the output could not be written: {error.strerror}.")
        _drop_output()
        return OUTPUT_FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except InspectorError as error:
        run.tell(f"msginspect: {error.text} {error.hint}".rstrip())
        return NO
    except Exception as error:  # noqa: BLE001 - the last resort: never a traceback for a user
        return _own_fault(run, error)
    return run.code


def _own_fault(run: Run, error: Exception) -> int:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else "?"
    run.tell(
        f"msginspect: a fault of this program, please report it: "
        f"{type(error).__name__}: {error} ({place})"
    )
    return FAULT


def _no_output(options: argparse.Namespace) -> int:
    Run(options, Output(io.StringIO(), 0)).tell("msginspect: there is no standard output.")
    return OUTPUT_FAILED


def _prepare_output() -> None:
    """UTF-8 whatever the locale says; what UTF-8 cannot write is shown as an escape."""
    streams: tuple[TextIO | None, ...] = (sys.stdout, sys.stderr)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Nobody reads on (`| head`), or nothing can be written: the rest goes nowhere, silently."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
