"""A fresh process that runs one task: reads lists of paths, answers with lists of seconds."""

from __future__ import annotations

import gc
import json
import math
import sys
import time
import warnings

from benchmarks.subjects import NotMeant, Task, load

RUNS = 3
"""Runs over a file, one after the other; each opens it anew."""


def measure(task: Task, path: str) -> dict[str, object]:
    """Seconds the best of some runs over `path` takes, or the error the first one ends in.

    A file the task is not about has neither.
    """
    best = math.inf
    for _ in range(RUNS):
        gc.collect()
        begun = time.perf_counter()
        try:
            seen = task(path)
        except NotMeant:
            return {"not_meant": True}
        except Exception as error:  # noqa: BLE001 - whatever another reader raises is a result here
            return {"error": f"{type(error).__name__}: {error}"[:200]}
        best = min(best, time.perf_counter() - begun)
    return {"seconds": best, "seen": seen}


def main() -> None:
    """Answers each line of standard input, a JSON list, with one line of JSON."""
    warnings.simplefilter("ignore")
    answers, sys.stdout = sys.stdout, sys.stderr  # a reader that prints must not disturb answers
    task = load(sys.argv[1])
    gc.collect()
    gc.freeze()  # collecting between runs then touches what the runs left, not the imports
    for line in sys.stdin:
        found = [measure(task, path) for path in json.loads(line)]
        answers.write(json.dumps(found) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
