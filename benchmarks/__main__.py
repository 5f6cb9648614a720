"""`python -m benchmarks [window|decoded] [FOLDER] [--rounds N] [--files N] [--json]`: reports.

With `window` it is the window that is measured, with `decoded` which binary properties are
understood, else the reader. It reports; it judges nothing: the
exit code is 0 whatever the numbers, 2 when there is no file.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys

from benchmarks import decoded, measure, rows, window
from benchmarks.files import VARIABLE, compound_files, corpus_folder

WINDOW = "window"
DECODED = "decoded"
NO_FILES = f"No compound files found. Name a folder, or set {VARIABLE}."


def main(arguments: list[str] | None = None) -> int:
    """Runs every row of `rows.ROWS`, or of `window.ROWS`, in one go."""
    given = sys.argv[1:] if arguments is None else arguments
    subject = given[0] if given[:1] in ([WINDOW], [DECODED]) else ""
    options = _options(given[1:] if subject else given)
    folder = corpus_folder(options.folder)
    paths = compound_files(folder)[: options.files] if folder else []
    if not paths:
        print(NO_FILES, file=sys.stderr)
        return 2
    if subject == DECODED:
        print(decoded.table(decoded.run(paths)))
        return 0
    if subject == WINDOW:
        found_there = window.run(paths, options.rounds, options.load, options.many)
        print(_window_document(found_there) if options.json else window.table(found_there))
        return 0
    times = measure.run(rows.tasks(), paths, options.rounds, _progress)
    results = [found for row in rows.ROWS if (found := rows.result(row, times))]
    print(_document(results, times, len(paths)) if options.json else _table(results, times))
    return 0


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("folder", nargs="?", help=f"folder of real files (else {VARIABLE})")
    parser.add_argument("--rounds", type=int, default=5, help="fresh processes a reader (5)")
    parser.add_argument("--files", type=int, default=None, help="only the first N files")
    parser.add_argument("--json", action="store_true", help="JSON with the times of every file")
    sizes = parser.add_argument_group("only of the window")
    sizes.add_argument("--load", type=int, default=window.LOAD, help="files dropped (1,000)")
    sizes.add_argument("--many", type=int, default=window.MANY, help="of one session (10,000)")
    return parser.parse_args(arguments)


def _progress(text: str) -> None:
    print(text, file=sys.stderr)


def _table(results: list[rows.Result], times: dict[str, measure.Times]) -> str:
    lines = [
        f"{'what':<32}{'against':<18}{'files':>6}  {'of all':<7}{'ours':>10}{'theirs':>10}"
        f"{'faster':>9}{'bar':>7}{'stretch':>9}  verdict"
    ]
    lines += [
        f"{one.name:<32}{one.other:<18}{one.files:>6}  {one.statistic:<7}"
        f"{one.our_ms:>7.2f} ms{one.other_ms:>7.2f} ms{one.ratio:>8.1f}x"
        f"{one.bar:>6.1f}x{one.stretch:>8.1f}x  {one.verdict}"
        for one in results
    ]
    lines += [
        f"{task} could not read {len(known.errors)} files"
        for task, known in times.items()
        if known.errors
    ]
    return "\n".join(lines)


def _window_document(results: list[window.Result]) -> str:
    return json.dumps({"rows": [one.to_dict() for one in results]}, indent=2)


def _document(results: list[rows.Result], times: dict[str, measure.Times], files: int) -> str:
    document = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "files": files,
        "rows": [one.to_dict() for one in results],
        "tasks": {
            task: {"best_seconds": known.best, "errors": known.errors}
            for task, known in times.items()
        },
    }
    return json.dumps(document, indent=2)


if __name__ == "__main__":
    sys.exit(main())
