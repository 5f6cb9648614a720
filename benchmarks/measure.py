"""Runs the tasks over the files: fresh processes, interleaved, several rounds.

In every round each task gets a new process, which runs over each file (see `worker`). All of them
run over some files before any runs over the next ones, the order turning by one, so that a busy
moment of the machine falls on all alike. A file's time is its best round: what disturbs only ever
adds.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES_A_TURN = 100


@dataclass(slots=True)
class Times:
    """Best seconds of each file a task could read, and the errors of the others."""

    best: dict[str, float] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, answer: dict[str, object]) -> None:
        """Takes one answer of a worker."""
        seconds = answer.get("seconds")
        if isinstance(seconds, float):
            self.best[path] = min(seconds, self.best.get(path, seconds))
        elif "not_meant" not in answer:
            self.errors[path] = str(answer.get("error"))


class Worker:
    """A process that runs one task."""

    def __init__(self, task: str) -> None:
        self.task = task
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", task],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )

    def close(self) -> None:
        """Ends the process; it leaves its loop when its input ends."""
        with self._process:
            pass

    def ask(self, paths: list[str]) -> list[dict[str, object]]:
        """One run over each of some files; a process that died answers with errors."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(paths) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        answers: list[dict[str, object]] = json.loads(line) if line else []
        return answers or [{"error": "the process died"} for _ in paths]


def run(
    tasks: Iterable[str],
    paths: list[Path],
    rounds: int,
    progress: Callable[[str], object] = lambda text: None,
) -> dict[str, Times]:
    """Times of every task over every file."""
    times = {task: Times() for task in tasks}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        _round(times, paths)
    return times


def warm(paths: list[Path]) -> None:
    """Brings the files into the system's cache, which may have dropped them since."""
    for path in paths:
        path.read_bytes()


def _round(times: dict[str, Times], paths: list[Path]) -> None:
    workers = [Worker(task) for task in times]
    names = list(map(str, paths))
    try:
        for turn, start in enumerate(range(0, len(names), FILES_A_TURN)):
            shift = turn % len(workers)
            warm(paths[start : start + FILES_A_TURN])
            for worker in workers[shift:] + workers[:shift]:
                some = names[start : start + FILES_A_TURN]
                for name, answer in zip(some, worker.ask(some), strict=True):
                    times[worker.task].add(name, answer)
    finally:
        for worker in workers:
            worker.close()
