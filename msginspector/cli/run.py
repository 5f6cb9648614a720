"""One run of the console: its options, its output, and how it went.

Exit codes: 0 fine; 1 the answer is "no" (nothing found, error findings in `check`, a fault in
`session`, a warning or error finding with `--strict`); 2 usage; 3 an input could not be read as a
message (the others still were). 3 wins over 1. Beyond these, as other programs do: 70 a fault of
this program, 74 the output could not be written, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.cli.text import shown
from msginspector.errors import InputError
from msginspector.findings import ERROR, WARNING, Finding

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator
    from typing import TextIO, TypeVar

    from msginspector.errors import InspectorError

    T = TypeVar("T")

FINE: Final = 0
NO: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 3
FAULT: Final = 70
OUTPUT_FAILED: Final = 74
INTERRUPTED: Final = 130

FULL: Final = "There is more; what one run prints is limited (--limit)."


class OutputFull(Exception):  # noqa: N818 - it ends a listing, it is no error
    """What one run may print has been printed."""


class Output:
    """Standard output, counted: one run prints a bounded amount."""

    def __init__(self, stream: TextIO, limit: int) -> None:
        self._stream = stream
        self._left = limit

    @property
    def left(self) -> int:
        """Bytes of UTF-8 that may still be printed; 0 when there is no more room."""
        return max(self._left, 0)

    @property
    def terminal(self) -> bool:
        """Whether a person reads along."""
        return self._stream.isatty()

    @property
    def takes_bytes(self) -> bool:
        """Whether it is a file or a pipe, for which bytes need not be text."""
        return not self.terminal and hasattr(self._stream, "buffer")

    def write(self, text: str) -> int:
        """Print text; it is never cut in the middle."""
        self._left -= len(text) if text.isascii() else len(text.encode("utf-8", "replace"))
        return self._stream.write(text)

    def write_bytes(self, data: bytes) -> None:
        """Print bytes as they are, after what was printed before."""
        self._left -= len(data)
        self._stream.flush()
        self._stream.buffer.write(data)

    def line(self, text: str) -> None:
        """Print text and a line end."""
        self.write(text + "\n")


@dataclass
class Run:
    """One run: `options` of the command line, and where it prints."""

    options: argparse.Namespace
    out: Output
    unreadable: bool = False
    no: bool = False
    misused: bool = False
    _full: bool = False

    def tell(self, text: str) -> None:
        """A message to the person, on standard error if there is one that takes it."""
        if not self.options.quiet and sys.stderr is not None:
            with contextlib.suppress(OSError):  # who reads no messages still wants the output
                print(shown(text), file=sys.stderr, flush=True)

    def failed(self, file: str, error: InspectorError) -> None:
        """An input that could not be read, or lacks what was asked for: said and remembered."""
        if isinstance(error, InputError):
            self.unreadable = True
        else:
            self.no = True
        self.tell(f"{file}: {error.text} {error.hint}".rstrip())

    def misuse(self, text: str) -> None:
        """The command line asks for what makes no sense: said, and exit code 2."""
        self.misused = True
        self.tell(f"msginspect: {text}")

    def tell_full(self, before: str = "") -> None:
        """There is no more room; said once, not of every file that follows."""
        if not self._full:
            self._full = True
            self.tell(before + FULL)

    def judge(self, severities: set[str]) -> None:
        """`--strict`: a warning or an error is a no."""
        if self.options.strict and severities & {WARNING, ERROR}:
            self.no = True

    @property
    def code(self) -> int:
        """The exit code."""
        if self.misused:
            return USAGE
        if self.unreadable:
            return UNREADABLE
        return NO if self.no else FINE


class Reading:
    """The reading of one input that could be opened: rows until its end, or until it fails.

    What ends it early becomes a finding in `notes`, so that what was read before is kept.
    """

    def __init__(self, run: Run, file: str) -> None:
        self.notes: list[Finding] = []
        self._run = run
        self.file = file

    def rows(self, source: Iterable[T]) -> Iterator[T]:
        """The rows, while they can be read and there is room for them."""
        try:
            for row in source:
                if not self._run.out.left:
                    raise OutputFull
                yield row
        except InputError as error:
            self._run.failed(self.file, error)
            self._note("MSG0502", error.text)
        except OutputFull:
            self._full()

    def _full(self) -> None:
        """Said once, although a tree is cut where it is made and where it is printed."""
        if not self.notes:
            self._run.tell_full(f"{self.file}: ")
            self._note("MSG0503", FULL)

    def _note(self, code: str, text: str) -> None:
        self.notes.append(Finding(code, "/", "", None, text))
        self._run.judge({self.notes[-1].severity})
