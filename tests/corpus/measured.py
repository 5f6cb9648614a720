"""A process of its own that runs the console over one file and tells its time and memory.

    python -m tests.corpus.measured FILE   →   {"seconds", "grown", "codes", "documents"}

`grown` is how far the peak of resident memory rose over the idle process, in bytes. Output is
counted and its first characters kept; the documents themselves are parsed by nobody.
"""

from __future__ import annotations

import contextlib
import io
import json
import resource
import sys
import time
from typing import Any

COMMANDS = (["tree"], ["props"], ["check"], ["session", "--open-all"])
KIBIBYTE = 1024


class Counting(io.TextIOBase):
    """A text stream that forgets all but the number of characters."""

    length = 0

    def write(self, text: str) -> int:
        """Counts."""
        self.length += len(text)
        return len(text)

    def writable(self) -> bool:
        """It takes everything."""
        return True


def peak() -> int:
    """Highest resident memory so far, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBIBYTE


def main() -> None:
    """Runs every command over the file named in the arguments."""
    from msginspector import cli

    answers, errors = sys.stdout, io.StringIO()
    with contextlib.redirect_stdout(Counting()):  # type: ignore[type-var]
        cli.main(["lookup", "PidTagSubject"])  # tables are loaded: this is the idle process
    before, begun = peak(), time.perf_counter()
    runs: list[dict[str, Any]] = []
    for command in COMMANDS:
        out = Counting()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):  # type: ignore[type-var]
            code = cli.main([*command, "--json", sys.argv[1]])
        runs.append({"command": command[0], "code": code, "written": out.length})
    document = {
        "seconds": time.perf_counter() - begun,
        "grown": peak() - before,
        "runs": runs,
        "errors": errors.getvalue()[:2000],
    }
    answers.write(json.dumps(document))


if __name__ == "__main__":
    main()
