"""Real drag out: attachments dragged from the window into a file manager arrive as files.

The file manager is pcmanfm, another program on the same screen; xdotool moves the mouse. What is in
the folder afterwards is all the test believes.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from msginspector.export.attachment_files import SavedForm, saved_form
from msginspector.session import Workspace
from tests.gui.screen import PATIENCE, Screen, Window, needs_a_screen, real_screen

pytestmark = needs_a_screen

MANAGER = "pcmanfm"
MIDDLE = (1120, 620)  # of the files in the window of the file manager


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    if shutil.which(MANAGER) is None:
        pytest.skip(f"NOT TESTED: dragging files out needs {MANAGER}")
    with real_screen() as made:
        yield made


@contextmanager
def file_manager(screen: Screen, home: Path, folder: Path) -> Iterator[str]:
    """A window of the file manager on a folder, in the lower right; its number."""
    environment = screen.environment | {"XDG_CONFIG_HOME": str(home / "config"), "HOME": str(home)}
    program = subprocess.Popen(
        [MANAGER, "--new-win", str(folder)], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        found = wait(lambda: _search(screen, folder.name))
        screen.do("windowsize", "--sync", found, "460", "380")
        screen.do("windowmove", "--sync", found, "800", "380")
        yield found
    finally:
        program.terminate()
        program.wait(PATIENCE)


def _search(screen: Screen, name: str) -> str:
    asked = ["xdotool", "search", "--onlyvisible", "--name", f"^{re.escape(name)}$"]
    told = subprocess.run(asked, env=screen.environment, capture_output=True, text=True)
    return told.stdout.split()[0] if told.stdout.split() else ""


def wait(look):  # type: ignore[no-untyped-def]
    """What `look` gives as soon as it gives something."""
    end = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < end, "it does not come"
        time.sleep(0.05)
    return found


def drag(screen: Screen, start: tuple[int, int], onto: str) -> None:
    """Press, move away, move over the files of the file manager, let go.

    The press raises the window it is in; the other one is brought up before the mouse is there.
    """
    (x, y), (tx, ty) = start, MIDDLE
    words = [f"mousemove {x} {y} sleep 0.2 mousedown 1 sleep 0.1"]
    words += [f"mousemove {x + step} {y + step} sleep 0.05" for step in range(3, 30, 4)]
    words += [f"windowraise {onto} sleep 0.2"]
    words += [f"mousemove {tx + step} {ty} sleep 0.1" for step in (40, 30, 20, 10, 0)]
    screen.do(*" ".join([*words, "sleep 0.3 mouseup 1"]).split())


def digests(folder: Path) -> dict[str, str]:
    """The files of a folder that are whole: names and checksums."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if not path.name.endswith((".part", "~"))
    }


def expected(file: Path, *names: str) -> dict[str, str]:
    """The attachments of a file with these names, as they are saved."""
    found = {}
    with Workspace() as workspace:
        for row in workspace.open_session().open_file(file).attachments:
            form = saved_form(row)
            if isinstance(form, SavedForm) and form.name in names:
                found[form.name] = hashlib.sha256(b"".join(form.pieces())).hexdigest()
    assert set(found) == set(names)
    return found


def shown_list(window: Window) -> int:
    """Select the attachments in the tree, and make room: the list of them."""
    window.click(window.row("Attachments, attachment table, .*"))
    return window.find("table", "Attachments").node


def test_an_attachment_dragged_into_a_file_manager_arrives(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    target = tmp_path / "arrived here"
    target.mkdir()
    mail = samples / "attachments.msg"
    with screen.window(tmp_path, mail) as window:
        table = shown_list(window)
        cell = window.find("table cell", "Name: pallet.png", table)
        with file_manager(screen, tmp_path, target) as manager:
            drag(screen, cell.middle, manager)
            wanted = expected(mail, "pallet.png")
            wait(lambda: digests(target) == wanted)
    assert not [name for name in os.listdir(target) if name.endswith(".part")]


def test_several_selected_attachments_are_dragged_together(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    target = tmp_path / "arrived together"
    target.mkdir()
    mail = samples / "attachments.msg"
    with screen.window(tmp_path, mail) as window:
        table = shown_list(window)
        first = window.find("table cell", "Name: pallet.png", table)
        second = window.match("table cell", "Name: packing.*", table)
        window.click(first)
        screen.do("keydown", "ctrl")
        window.click(second)
        screen.do("keyup", "ctrl")
        name = second.name.removeprefix("Name: ")
        with file_manager(screen, tmp_path, target) as manager:
            drag(screen, first.middle, manager)
            wanted = expected(mail, "pallet.png", name)
            wait(lambda: digests(target) == wanted)
