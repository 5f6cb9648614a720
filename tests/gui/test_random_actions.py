"""Anything in any order: what the window knows is what the sessions say, and nothing stays open.

After each action the rows of the window are compared with the books of the session layer; at the
end, whatever is under way, the window is closed, and no descriptor and no thread may be left.
"""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from msginspector.gui import ledger
from msginspector.gui.actions import ACTIONS
from msginspector.gui.main_window import MainWindow
from msginspector.gui.models.nodes import Node
from msginspector.session import Event
from msginspector.stage.script import experiments

STEPS = 160
WAITS_FOR_SOMEBODY = ("…",)  # the texts of actions that ask for something end with this
LEFT_OUT = {"quit", "about", "open-samples"}

ALONE = [
    spec.id
    for spec in ACTIONS
    if spec.id not in LEFT_OUT and not spec.text.endswith(WAITS_FOR_SOMEBODY)
]
OFTEN = [
    "close-session",
    "teardown-step",
    "teardown-step",
    "teardown-pause",
    "teardown-finish",
    "open-again",
    "release",
    "release",
    "reopen",
    "remove",
    "reload",
    "new-session",
]
LESSON = ["lesson-next", "lesson-next", "lesson-next", "lesson-next", "lesson-restart"]


class Player:
    """Does something to a window, at random but the same for the same seed."""

    def __init__(self, window: MainWindow, files: list[Path], seed: int) -> None:
        self.window = window
        self.random = random.Random(seed)
        self.files = files
        self.done: list[str] = []
        self.events: list[Event] = []
        window.bench.workspace.subscribe(self.events.append)

    def act(self) -> None:
        """One action, and perhaps time for what it began."""
        choices: list[tuple[int, Callable[[], str]]] = [
            (6, self._select), (6, self._trigger_often), (3, self._trigger_any), (3, self._drop),
            (2, self._open), (1, self._open_alone), (2, self._cancel), (2, self._look),
            (1, self._choose_lesson), (5, self._play_lesson),
        ]  # fmt: skip
        weights = [weight for weight, _ in choices]
        action = self.random.choices([act for _, act in choices], weights)[0]
        self.done.append(action())
        for _ in range(self.random.choice((0, 0, 1, 4))):
            QApplication.processEvents()
        if self.random.random() < 0.3:
            self.window.bench.runner.drain()

    def nodes(self) -> list[Node]:
        """Every node that is listed in the tree."""
        found: list[Node] = []
        waiting = list(self.window.bench.tree.sessions())
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(node.children or ())
        return found

    def _some_files(self) -> list[str]:
        return [str(path) for path in self.random.sample(self.files, self.random.randint(1, 4))]

    def _select(self) -> str:
        nodes = self.nodes()
        if not nodes:
            return "nothing to select"
        node = self.random.choice(nodes)
        self.window.bench.tree.list_children(node)
        self.window.tree_dock.select(node)
        return f"select {node.kind} {node.path}"

    def _trigger_often(self) -> str:
        return self._trigger(self.random.choice(OFTEN))

    def _trigger_any(self) -> str:
        return self._trigger(self.random.choice(ALONE))

    def _trigger(self, name: str) -> str:
        self.window.actions_[name].trigger()  # does nothing where it is not enabled
        return name

    def _choose_lesson(self) -> str:
        number = self.random.randrange(len(experiments()))
        self.window.stage.lessons.open(number)
        return f"lesson {number}"

    def _play_lesson(self) -> str:
        return self._trigger(self.random.choice(LESSON))

    def _open(self) -> str:
        self.window.open_paths(self._some_files())
        return "open"

    def _open_alone(self) -> str:
        self.window.bench.open_paths(self._some_files(), None)
        return "open without session"

    def _drop(self) -> str:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(path) for path in self._some_files()])
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        where, copy = QPointF(5, 5), Qt.DropAction.CopyAction
        enter = QDragEnterEvent(where.toPoint(), copy, data, buttons, keys)
        QApplication.sendEvent(self.window, enter)
        if self.random.random() < 0.2:
            return "drag in"
        QApplication.sendEvent(self.window, QDropEvent(where, copy, data, buttons, keys))
        return "drop"

    def _cancel(self) -> str:
        self.window.bench.runner.cancel()
        return "cancel"

    def _look(self) -> str:
        story = self.window.story_dock
        name = self.random.choice(story.switch.offered())
        story.show_view(name)
        return f"look at {name}"


def books(window: MainWindow) -> dict[int, tuple[str, int]]:
    """State and references of every object the session layer tracks."""
    found = {
        copy.id: (copy.state, copy.references)
        for session in window.bench.sessions
        for copy in session.tracked()
    }
    for group in window.bench.workspace.independent():
        found |= {copy.id: (copy.state, copy.references) for copy in group}
    return found


def rows(window: MainWindow) -> dict[int, tuple[str, int]]:
    """The same as the window knows it; messages without a session leave the books when closed."""
    window.bench.ledger.flush()
    return {
        row.id: (row.state, row.references)
        for row in window.bench.ledger.rows.values()
        if row.session is not None or row.kind == ledger.SESSION or row.state != ledger.CLOSED
    }


def open_files(folder: Path) -> list[str]:
    """Descriptors of this process that lead into a folder."""
    found = []
    for name in os.listdir("/proc/self/fd"):
        try:
            found.append(os.readlink(f"/proc/self/fd/{name}"))
        except OSError:
            continue
    return [path for path in found if path.startswith(str(folder))]


@pytest.fixture
def files(samples: Path, tmp_path: Path) -> list[Path]:
    folder = tmp_path / "mails"
    shutil.copytree(samples, folder)
    (folder / "no message.txt").write_text("hello")
    (folder / "empty.msg").write_bytes(b"")
    return sorted(folder.iterdir())


@pytest.mark.parametrize("seed", range(6))
def test_anything_in_any_order(window: MainWindow, files: list[Path], seed: int) -> None:
    threads = threading.active_count()
    player = Player(window, files, seed)
    for _ in range(STEPS):
        player.act()
        assert rows(window) == books(window), player.done[-5:]
    assert [event.seq for event in player.events] == list(range(1, len(player.events) + 1))
    workspace = window.bench.workspace
    window.close()
    assert all(session.closed for session in workspace.sessions)
    assert workspace.independent() == ()
    assert workspace.pool.open_handles == 0
    QApplication.processEvents()
    assert threading.active_count() <= threads
    if os.path.isdir("/proc/self/fd"):
        assert open_files(files[0].parent) == []
