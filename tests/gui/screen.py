"""A real screen of the tests' own, and a window on it that is used as a person uses it.

The screen is an Xvfb with a window manager and a bus of assistive technology. The window is the
program itself in a process of its own, started as a user starts it. It is worked with the mouse and
the keyboard of xdotool alone, and seen through AT-SPI alone (see atspi_reader.py): nothing in the
program knows of the test. Every wait is for something to be seen, and has a deadline.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 30.0
MOMENT = 1.5

PROGRAMS = ("Xvfb", "openbox", "xdotool", "dbus-daemon")
READER = "/usr/bin/python3"  # the bindings of AT-SPI are packages of the system
BINDINGS = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
LAUNCHERS = tuple(f"/usr/{place}/at-spi-bus-launcher" for place in ("libexec", "lib/at-spi2-core"))

needs_a_screen = [
    pytest.mark.screen,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X is a matter of Linux"),
]


def missing() -> list[str]:
    """What has to be installed before there can be such a screen."""
    absent = [name for name in PROGRAMS if shutil.which(name) is None]
    if not any(map(os.path.exists, LAUNCHERS)):
        absent.append("at-spi2-core")
    asked = [READER, "-c", BINDINGS]
    if not os.path.exists(READER) or subprocess.run(asked, capture_output=True).returncode:
        absent.append("python3-gi and gir1.2-atspi-2.0")
    return absent


@contextmanager
def real_screen() -> Iterator[Screen]:
    """A screen with a window manager and assistive technology; skips loudly without them."""
    absent = missing()
    if absent:
        pytest.skip(f"NOT TESTED: a real screen needs {', '.join(absent)}")
    with ExitStack() as stack:
        display = _started(stack, ["Xvfb", "-noreset", "-screen", "0", "1280x800x24", "-displayfd"])
        bus = _started(stack, ["dbus-daemon", "--session", "--nofork", "--print-address"])
        unwanted = ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_SESSION_TYPE")
        kept = {name: value for name, value in os.environ.items() if name not in unwanted}
        environment = kept | {
            "DISPLAY": f":{display}", "DBUS_SESSION_BUS_ADDRESS": bus, "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1", "QT_LOGGING_RULES": "*=false",
            "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8",
        }  # fmt: skip
        launcher = next(filter(os.path.exists, LAUNCHERS))
        for command in (["openbox"], [launcher, "--launch-immediately"]):
            stack.callback(_end, subprocess.Popen(
                command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ))  # fmt: skip
        _wait_for_the_window_manager(environment)
        yield Screen(environment)


def _started(stack: ExitStack, command: Sequence[str]) -> str:
    """Start a server that writes where it is to the descriptor its last option names; what it says.

    The option is followed by the descriptor; dbus-daemon takes `--print-address=N`.
    """
    readable, writable = os.pipe()
    *first, option = command
    last = [f"{option}={writable}"] if option.startswith("--") else [option, str(writable)]
    server = subprocess.Popen(
        [*first, *last], pass_fds=[writable], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(_end, server)
    os.close(writable)
    with os.fdopen(readable) as said:
        return said.readline().strip()


def _wait_for_the_window_manager(environment: dict[str, str]) -> None:
    """It says how many desktops there are; a window that came before it would not be active."""
    end = time.monotonic() + PATIENCE
    asked = ["xdotool", "get_num_desktops"]
    while subprocess.run(asked, env=environment, capture_output=True).returncode:
        assert time.monotonic() < end, "the window manager does not come"


def _end(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    process.wait(PATIENCE)


@dataclass
class Screen:
    """Where programs are started and hands are moved."""

    environment: dict[str, str]

    @contextmanager
    def window(self, folder: Path, *files: Path) -> Iterator[Window]:
        """The window of the program, with these files on its command line.

        Its settings are kept in `folder`, so that it does not know the user's.
        """
        command = [sys.executable, "-m", "msginspector.gui", *map(str, files)]
        environment = self.environment | {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
        with ExitStack() as stack:
            program = subprocess.Popen(
                command, cwd=folder, env=environment, stderr=subprocess.PIPE, text=True
            )
            stack.callback(_stop, program)
            eyes = stack.enter_context(Eyes.opened(self.environment))
            yield Window(self, eyes, program).ready()

    def do(self, *words: str) -> None:
        """Move the mouse or press keys, in the words of xdotool."""
        subprocess.run(["xdotool", *words], env=self.environment, check=True, timeout=PATIENCE)


def _stop(program: subprocess.Popen[str]) -> None:
    """End the program; it must not have complained."""
    died = program.poll()
    program.terminate()
    _, complaints = program.communicate(timeout=PATIENCE)
    assert died in (None, 0), complaints
    assert "Traceback" not in complaints, complaints


@dataclass
class Eyes:
    """The other end of atspi_reader.py."""

    _process: subprocess.Popen[str]

    @classmethod
    @contextmanager
    def opened(cls, environment: dict[str, str]) -> Iterator[Eyes]:
        command = [READER, "-W", "ignore", str(HERE / "atspi_reader.py")]
        clean = {name: value for name, value in environment.items() if name != "PYTHONPATH"}
        process = subprocess.Popen(
            command, env=clean, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        try:
            yield cls(process)
        finally:
            process.kill()
            process.communicate()

    def ask(self, what: str, **more: object) -> Any:
        """The answer to one question; fails the test where there is none."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self._process.stdin.flush()
        ready, _, _ = select.select([self._process.stdout], [], [], 2 * PATIENCE)
        assert ready, f"no answer to {what} {more}"
        answer = json.loads(self._process.stdout.readline())
        assert "ok" in answer, answer.get("failed")
        return answer["ok"]


@dataclass
class Seen:
    """A part of the window as assistive technology sees it."""

    node: int
    role: str
    name: str
    description: str
    states: list[str]
    place: list[int] | None
    actions: list[str]

    @property
    def middle(self) -> tuple[int, int]:
        assert self.place is not None
        x, y, width, height = self.place
        return x + width // 2, y + height // 2


@dataclass
class Window:
    """The window of the program: what is seen of it, and what hands do with it."""

    screen: Screen
    eyes: Eyes
    program: subprocess.Popen[str]
    _tree: int = field(default=0)

    # -- seeing ---------------------------------------------------------------------------------

    def ready(self) -> Window:
        """Wait until the window is there and the window manager has made it the active one."""
        self.eyes.ask("attach", pid=self.program.pid, wait=PATIENCE)
        self.find("frame", "msginspector", states=["ACTIVE"])
        self._tree = self.find("tree", "Sessions and messages").node
        return self

    def find(self, role: str, name: str, inside: int = 0, **more: Any) -> Seen:
        """The part of a role with that very name.

        As soon as it shows, or `hidden`, and is in these `states`.
        """
        return self.match(role, re.escape(name), inside, **more)

    def match(self, role: str, name: str, inside: int = 0, **more: Any) -> Seen:
        """The same for a pattern that fits the whole name."""
        asked = {"top": inside, "role": role, "name": name, "wait": PATIENCE, **more}
        return Seen(**self.eyes.ask("find", **asked))

    def row(self, name: str, *states: str) -> Seen:
        """A row of the tree, by a pattern of its whole name: label, kind, state, badges."""
        return self.match("table cell", name, self._tree, states=states)

    def no_row(self, name: str) -> None:
        """Wait until the tree has no such row."""
        self.eyes.ask("gone", top=self._tree, role="table cell", name=name, wait=PATIENCE)

    def rows(self) -> list[str]:
        """The names of the rows of the tree that show."""
        names: list[str] = self.eyes.ask("names", top=self._tree, role="table cell")
        return names

    def everything(self, *roles: str) -> list[tuple[str, str, str]]:
        """Role, name, and name of the parent of every part that shows, of these roles."""
        return [tuple(seen) for seen in self.eyes.ask("everything", top=0, roles=roles)]

    def reads(self, part: Seen, text: str) -> None:
        """Wait until a part has that text."""
        self.eyes.ask("reads", node=part.node, text=text, wait=PATIENCE)

    def described(self, role: str, name: str, description: str) -> None:
        """Wait until a part has a description that fits a pattern."""
        node = self.find(role, name).node
        self.eyes.ask("described", node=node, description=description, wait=PATIENCE)

    def focus(self, role: str, name: str) -> Seen:
        """Wait until the focus is on a part whose whole name fits a pattern."""
        return Seen(**self.eyes.ask("focus", role=role, name=name, wait=PATIENCE))

    def has_focus(self, role: str, name: str) -> bool:
        """The focus comes to such a part within a moment."""
        told: bool = self.eyes.ask("has_focus", role=role, name=name, wait=MOMENT)
        return told

    def popup(self, item: str) -> Seen:
        """Wait for a menu with such an item to come up; the item."""
        return Seen(**self.eyes.ask("popup", item=item, wait=PATIENCE))

    def taller(self, part: Seen, name: str) -> None:
        """Wait until a row of the tree is taller than it was."""
        assert part.place is not None
        top, role = self._tree, "table cell"
        self.eyes.ask("taller", top=top, role=role, name=name, than=part.place[3], wait=PATIENCE)

    def tab(self) -> tuple[str, str]:
        """Press Tab; role and name of what the focus comes to."""
        self.eyes.ask("forget_focus")
        self.keys("Tab")
        seen = Seen(**self.eyes.ask("focus_moved", wait=PATIENCE))
        return seen.role, seen.name

    # -- hands ----------------------------------------------------------------------------------

    def click(self, part: Seen, button: int = 1, *, times: int = 1) -> None:
        """Move the mouse to the middle of a part and click."""
        self.click_at(*part.middle, button=button, times=times)

    def click_at(self, x: int, y: int, button: int = 1, *, times: int = 1) -> None:
        """Move the mouse to a point of the screen and click."""
        again = ["--repeat", str(times)] if times > 1 else []
        self.screen.do("mousemove", str(x), str(y), "click", *again, str(button))

    def keys(self, *names: str) -> None:
        """Press keys one after the other, each a combination in the words of xdotool."""
        self.screen.do("key", *names)

    def type(self, text: str) -> None:
        """Type text."""
        self.screen.do("type", text)
