"""The main job by the mouse: open, browse, filter, open again, release, close, reopen, remove."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.screen import Screen, Seen, Window, needs_a_screen, real_screen

pytestmark = needs_a_screen

ARROW_PX = 9  # from the left edge of a row's cell to the middle of its arrow
PALLET = "pallet.png, attachment"
PAPERS = "Papers for delivery 20417, message"


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with real_screen() as made:
        yield made


def unfold(window: Window, row: Seen) -> None:
    """Click on the arrow of a row of the tree."""
    assert row.place is not None
    window.click_at(row.place[0] - ARROW_PX, row.middle[1])


def choose(window: Window, row: Seen, action: str) -> None:
    """Click on a row with the right button, and on an action of the menu that comes."""
    window.click(row, button=3)
    window.click(window.popup(action))


def open_by_dialog(window: Window, name: str) -> None:
    """File > Open…, a file of the folder the dialog shows first, and the button of the dialog."""
    window.click(window.find("menu item", "File"))
    window.click(window.find("menu item", "Open…"))
    dialog = window.match("dialog", "Open messages.*", states=["ACTIVE"])
    files = window.find("tree", "Files", dialog.node)
    window.click(window.find("table cell", name, files.node))
    window.click(window.find("push button", "Open", dialog.node, states=["ENABLED"]))


def test_a_message_is_opened_browsed_filtered_and_its_attachment_released(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    shutil.copy(samples / "attachments.msg", tmp_path)
    with screen.window(tmp_path) as window:
        open_by_dialog(window, "attachments.msg")
        window.row(f"{PAPERS}, open", "SELECTED", "EXPANDED")
        unfold(window, window.row("Attachments, attachment table, listed, 7"))
        window.click(window.row(f"{PALLET}, listed"))
        window.row(f"{PALLET}, open", "SELECTED")
        window.find("label", "pallet.png")  # the title of the page

        line = window.find("text", "Filter the tree")
        window.click(line)
        window.type("PALLET")
        window.no_row("Recipients, .*")
        assert window.rows()[-1] == f"{PALLET}, open"
        window.click(window.find("push button", "Clear the filter", line.node))
        window.row("Recipients, .*")

        choose(window, window.row(f"{PALLET}, open"), "Open again (+1)")
        tracked = window.find("table", "Tracked objects").node
        window.find("table cell", "Refs: 2", tracked)
        choose(window, window.row(f"{PALLET}, open"), "Release (−1)")
        window.eyes.ask("gone", top=tracked, role="table cell", name="Refs: 2", wait=30)
        window.row(f"{PALLET}, open")
        choose(window, window.row(f"{PALLET}, open"), "Release (−1)")
        window.row(f"{PALLET}, released")


def test_a_session_is_closed_reopened_and_removed(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    with screen.window(tmp_path, samples / "attachments.msg", samples / "task.msg") as window:
        window.row(f"{PAPERS}, open", "SELECTED")
        window.click(window.find("push button", "Close session"))
        window.row("Session 1, session, closed, 0 open", "SELECTED")
        window.row(f"{PAPERS}, closed")
        report = window.find("table", "Teardown report").node
        window.find("table cell", "Step: 5", report)

        window.click(window.find("push button", "Reopen"))
        window.row("Session 2, session, open, .*")
        window.row(f"{PAPERS}, open", "SELECTED")
        window.click(window.row("Session 1, session, closed, 0 open"))
        window.find("table cell", "Step: 5", window.find("table", "Teardown report").node)
        window.click(window.find("push button", "Remove"))
        window.no_row("Session 1, .*")
        window.row("Session 2, session, open, .*", "SELECTED")
