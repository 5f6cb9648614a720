"""Takes the pictures of the guides: `python packaging/pictures.py [NAME...]`, all without a name.

Each shows the real window on sample messages, light and dark, without a screen, and is written to
`docs/pictures`. Needs the program installed; see docs/contributing.md. Look at what it wrote.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from msginspector.gui import ledger
from msginspector.gui.launch import application, find_node, make_window, scratch_settings
from msginspector.gui.ledger import Key
from msginspector.gui.main_window import MainWindow
from msginspector.gui.stage.teardown import STEP
from msginspector.gui.theme import DARK, LIGHT, STILL
from msginspector.gui.views.node_tree import NodeTree
from msginspector.resources import resource_path
from msginspector.stage.script import experiments

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SETTLED_MS = 400  # for what is filled while nobody waits
NESTED, ATTACHMENTS = "nested-three-deep.msg", "attachments.msg"
INLINE, APPOINTMENT, CONTACT = (
    "html-mail-inline-image.msg", "recurring-appointment.msg", "contact.msg"
)  # fmt: skip
OPEN_TWICE, LINES_PLAYED = 1, 7  # of the second experiment
FOLDER = Path(tempfile.gettempdir(), "mail")


@dataclass(frozen=True)
class Scene:
    """A picture: its size, the samples that are open, and what is done with them."""

    size: tuple[int, int]
    files: tuple[str, ...]
    play: Callable[[MainWindow], None]


def embedded(window: MainWindow) -> None:
    """The message inside of the first one."""
    show(window, "/attachments/0/message")


def inspector(window: MainWindow) -> None:
    """A recurrence taken apart, one field of it selected."""
    show(window, "/properties/PidLidAppointmentRecur")
    settle()
    tree = window.findChild(NodeTree, "node-tree")
    nodes = tree.nodes.nodes.nodes
    tree.setCurrentIndex(
        tree.nodes.index_of(next(n for n, node in enumerate(nodes) if node.label == "PatternType"))
    )


def by_class(window: MainWindow) -> None:
    """The tab of the class of the first message."""
    window.page.show_tab("class")


def experiment(window: MainWindow) -> None:
    """The second experiment, at a question before a line."""
    lessons = window.stage.lessons
    lessons.start(experiments()[OPEN_TWICE], FOLDER)
    for _ in range(LINES_PLAYED):
        lessons.next()
    lessons.toggle_asking()
    lessons.next()


def lecture(window: MainWindow) -> None:
    """A session that closes in front of a class."""
    window.actions_["lecture"].trigger()
    embedded(window)
    window.closing.set_speed(STEP)
    window.commands.close_session()
    window.closing.teardown.step()


def tour(window: MainWindow) -> None:
    """The tour where it points at what is open."""
    window.actions_["tour"].trigger()
    for _ in range(5):
        window.stage.tour.move(1)
        window.bench.runner.drain()


def closing(steps: int) -> Callable[[MainWindow], None]:
    """A session with two messages, that many of its objects closed; -1: all of them."""

    def play(window: MainWindow) -> None:
        session = window.bench.tree.sessions()[0]
        first, second = (child.top for child in session.children)
        open_all(window, first, "/attachments/0", "/attachments/0/message", "/recipients")
        open_all(window, second, "/attachments/0", "/attachments/2")
        window.actions_["open-again"].trigger()
        window.tree_dock.select(session)
        window.closing.set_speed(STEP)
        window.commands.close_session()
        window.closing.teardown.step(window.closing.teardown.total if steps < 0 else steps)

    return play


def totals(window: MainWindow) -> None:
    """The counts of a session that has been closed."""
    closing(-1)(window)
    window.story_dock.show_view("totals")


WIDE, USUAL = (1440, 900), (1280, 800)
SCENES = {
    "window": Scene(WIDE, (NESTED, ATTACHMENTS, INLINE, APPOINTMENT), embedded),
    "inspector": Scene(WIDE, (APPOINTMENT,), inspector),
    "appointment": Scene((1280, 860), (APPOINTMENT,), by_class),
    "contact": Scene((1280, 860), (CONTACT,), by_class),
    "experiment": Scene(USUAL, (), experiment),
    "lecture": Scene(USUAL, (NESTED,), lecture),
    "teardown-begin": Scene(USUAL, (NESTED, ATTACHMENTS), closing(0)),
    "teardown-middle": Scene(USUAL, (NESTED, ATTACHMENTS), closing(6)),
    "teardown-end": Scene(USUAL, (NESTED, ATTACHMENTS), closing(-1)),
    "totals": Scene(USUAL, (NESTED, ATTACHMENTS), totals),
    "tour": Scene(USUAL, (), tour),
}


def show(window: MainWindow, path: str) -> None:
    """Select an object of the first message."""
    window.tree_dock.select(find_node(window, path))


def open_all(window: MainWindow, top: int, *paths: str) -> None:
    """Select objects of a message one after the other, which opens them."""
    kinds = (ledger.MESSAGE, ledger.ATTACHMENT, ledger.RECIPIENT_TABLE)
    for path in paths:
        found = (window.bench.tree.find(Key(top, kind, path)) for kind in kinds)
        window.tree_dock.select(next(node for node in found if node is not None))
        settle(0)


def settle(milliseconds: int = SETTLED_MS) -> None:
    """Let everything be filled, laid out and painted."""
    QTest.qWait(milliseconds)
    QApplication.processEvents()


def take(name: str, scheme: str) -> None:
    """One picture in one theme."""
    scene, app = SCENES[name], application()
    with scratch_settings() as settings:
        settings.put("motion", STILL)
        window = make_window(app, settings, scheme)
        window.resize(*scene.size)
        window.layout_.size_docks()
        window.show()
        settle()
        if scene.files:
            window.open_paths([str(FOLDER / file) for file in scene.files])
            window.bench.runner.drain()
        scene.play(window)
        settle()
        window.grab().save(str(PICTURES / f"{name}-{scheme}.png"))
        window.close()


def main(names: list[str]) -> int:
    """Take the pictures of these names, or all."""
    shutil.copytree(resource_path("samples"), FOLDER)  # what is there already is somebody else's
    try:
        for name in names or SCENES:
            for scheme in (LIGHT, DARK):
                take(name, scheme)
    finally:
        shutil.rmtree(FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
