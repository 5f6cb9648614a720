"""Real drag and drop: another program's XDND drag over a real X screen onto the window.

The screen is an Xvfb with a window manager of the test's own; the mouse is moved by xdotool.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PROGRAMS = ("Xvfb", "openbox", "xdotool")
PATIENCE = 30.0
SOON = 5.0
TRIES = 6

pytestmark = [
    pytest.mark.screen,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X is a matter of Linux"),
]


class Program:
    """A child process whose standard output is read line by line."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command, env=environment, cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def hears(self, word: str) -> bool:
        """Whether a line that begins with `word` comes soon."""
        try:
            self.wait_for(word, SOON)
        except queue.Empty:
            return False
        return True

    def wait_for(self, word: str, patience: float = PATIENCE) -> str:
        """The rest of the first coming line that begins with `word`."""
        end = time.monotonic() + patience
        while True:
            line = self._lines.get(timeout=max(0.01, end - time.monotonic()))
            if line.startswith(word):
                return line.removeprefix(word).strip()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)


@pytest.fixture(scope="module")
def screen() -> Iterator[dict[str, str]]:
    """The environment of programs on a real screen with a window manager."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        pytest.skip(f"NOT TESTED: real drag and drop needs {', '.join(missing)}")
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    with ExitStack() as stack:
        readable, writable = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writable), "-screen", "0", "1280x800x24"],
            pass_fds=[writable], stderr=subprocess.DEVNULL,
        )  # fmt: skip
        stack.callback(_end, server)
        os.close(writable)
        with os.fdopen(readable) as number:
            display = f":{number.readline().strip()}"
        environment = kept | {
            "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT),
            "QT_LOGGING_RULES": "*=false",
        }  # fmt: skip
        manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
        stack.callback(_end, manager)
        yield environment


@pytest.fixture
def window(screen: dict[str, str]) -> Iterator[tuple[Program, tuple[int, int]]]:
    """The window of the program, and the middle of its page on the screen."""
    program = Program([sys.executable, str(HERE / "xdnd_target.py")], screen)
    try:
        x, y = json.loads(program.wait_for("READY"))
        yield program, (x, y)
    finally:
        program.stop()


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(PATIENCE)


def _move(screen: dict[str, str], *steps: str) -> None:
    subprocess.run(["xdotool", *" ".join(steps).split()], env=screen, check=True,
                   timeout=PATIENCE)  # fmt: skip


def drop(
    screen: dict[str, str], window: tuple[Program, tuple[int, int]], paths: list[Path]
) -> list[list[str]]:
    """Drag the files from another program onto the window; the files that are open then.

    On a busy machine the button may come up between two answers of the window: nothing is dropped
    then, and a person drags again.
    """
    program, target = window
    for _ in range(TRIES):
        source = Program([sys.executable, str(HERE / "xdnd_source.py"), *map(str, paths)], screen)
        try:
            action = _drag(screen, source, target)
            if action == "CopyAction":
                opened: list[list[str]] = json.loads(program.wait_for("OPENED"))
                return opened
            assert action == "IgnoreAction"
        finally:
            source.stop()
    pytest.fail("nothing can be dropped")


def _drag(screen: dict[str, str], source: Program, target: tuple[int, int]) -> str:
    """Drag from a program to a point of the screen; the action the program is told."""
    x, y = json.loads(source.wait_for("READY"))
    tx, ty = target
    begin = [f"mousemove {x} {y}", "sleep 0.2", "mousedown 1"]
    begin += [f"sleep 0.05 mousemove {x + step} {y + step}" for step in range(2, 22, 4)]
    _move(screen, *begin)
    for _ in range(TRIES):
        if source.hears("DRAGGING"):
            break
        _move(screen, "mouseup 1", *begin)  # a busy machine had not mapped the window yet
    way = (f"sleep 0.05 mousemove {tx + step} {ty}" for step in (40, 30, 20, 10, 0))
    _move(screen, *way)
    source.wait_for("TAKEN")  # as a person waits for the mark of the window under the mouse
    _move(screen, f"mousemove {tx + 2} {ty}", "sleep 0.2", "mouseup 1")
    return source.wait_for("DROPPED")


def test_two_files_and_a_folder_dropped_on_the_window_open_in_one_session(
    screen: dict[str, str],
    window: tuple[Program, tuple[int, int]],
    samples: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "a folder"
    (folder / "inside").mkdir(parents=True)
    shutil.copy(samples / "task.msg", folder / "task.msg")
    shutil.copy(samples / "contact.msg", folder / "inside" / "contact.oft")
    (folder / "readme.txt").write_text("no message", encoding="utf-8")
    dragged = [samples / "plain-mail.msg", samples / "nested-three-deep.msg", folder]
    assert drop(screen, window, dragged) == [
        ["plain-mail.msg", "nested-three-deep.msg", "task.msg", "contact.oft"]
    ]


def test_a_second_drop_goes_to_the_same_session_and_opens_nothing_twice(
    screen: dict[str, str], window: tuple[Program, tuple[int, int]], samples: Path
) -> None:
    assert drop(screen, window, [samples / "plain-mail.msg"]) == [["plain-mail.msg"]]
    both = [samples / "plain-mail.msg", samples / "task.msg"]
    assert drop(screen, window, both) == [["plain-mail.msg", "task.msg"]]
