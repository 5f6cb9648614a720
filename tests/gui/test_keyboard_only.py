"""Everything by real keys: the main job, every menu, context menus, the way of the tabulator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.screen import Screen, Window, needs_a_screen, real_screen

pytestmark = needs_a_screen

PAPERS = "Papers for delivery 20417, message"
TRIES = 8
PALLET = "pallet.png, attachment"


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with real_screen() as made:
        yield made


def open_by_keys(window: Window, file: Path) -> None:
    """Ctrl+O, the path, Return."""
    window.keys("ctrl+o")
    window.focus("text", "File name:")
    window.type(str(file))
    window.keys("Return")


def open_menu(window: Window, letter: str, item: str) -> None:
    """Alt and a letter, until the menu is there with the focus on its first item.

    While assistive technology listens, Qt may hand on the stroke of Alt only after the menu has
    come, which ends the menu at once: then the keys are pressed again.
    """
    for _ in range(TRIES):
        window.keys(f"alt+{letter}")
        if window.has_focus("menu item", item):
            return
    pytest.fail(f"Alt+{letter} opens no menu with {item}")


def test_the_main_job_is_done_without_a_mouse(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    with screen.window(tmp_path) as window:
        open_by_keys(window, samples / "attachments.msg")
        window.row(f"{PAPERS}, open", "SELECTED", "EXPANDED")
        window.focus("table cell", f"{PAPERS}, .*")
        window.keys("Down", "Down", "Right")
        window.row("Attachments, attachment table, open, 7", "SELECTED", "EXPANDED")

        window.keys("ctrl+f")
        window.focus("text", "Filter the tree")
        window.type("PALLET")
        window.no_row("Recipients, .*")
        window.keys("Escape")
        window.row("Recipients, .*")
        window.focus("tree", "Sessions and messages")
        window.keys("Down", "Down", "Down")
        window.row(f"{PALLET}, open", "SELECTED")

        window.keys("ctrl+shift+plus")
        window.match("label", "Lifecycle  ·  8 objects  ·  9 references.*")
        window.keys("ctrl+shift+minus", "ctrl+shift+minus")
        window.row(f"{PALLET}, released", "SELECTED")

        window.keys("ctrl+w")
        window.row("Session 1, session, closed, 0 open", "SELECTED")
        window.keys("ctrl+shift+n")
        window.row("Session 2, session, open, .*")
        window.row(f"{PAPERS}, open", "SELECTED")
        window.keys("Home")
        window.row("Session 1, session, closed, 0 open", "SELECTED")
        window.keys("ctrl+Delete")
        window.no_row("Session 1, .*")
        window.row("Session 2, session, open, .*", "SELECTED")


def test_every_plus_and_minus_key_counts_references_and_sizes_text(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    """A stroke that fits two shortcuts of an action does nothing in Qt: only real keys show it."""
    with screen.window(tmp_path, samples / "attachments.msg") as window:
        small = window.row(f"{PAPERS}, open", "SELECTED", "FOCUSED")
        strokes = ("ctrl+shift+plus", "ctrl+plus", "ctrl+KP_Add", "ctrl+shift+KP_Add")
        for references, stroke in enumerate(strokes, 4):
            window.keys(stroke)
            window.match("label", f"Lifecycle  ·  3 objects  ·  {references} references.*")
        window.keys("ctrl+shift+minus")
        window.match("label", "Lifecycle  ·  3 objects  ·  6 references.*")
        window.keys("ctrl+shift+KP_Subtract")
        window.match("label", "Lifecycle  ·  3 objects  ·  5 references.*")
        window.keys("ctrl+alt+plus")
        window.taller(small, f"{PAPERS}, open")


def test_every_menu_opens_by_its_letter_and_leaves_by_escape(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    first = {
        "File": "Open…", "Session": "New session", "Object": r"Open again \(\+1\)",
        "View": "Back|Lookup…", "Help": "Keyboard shortcuts…",
    }  # fmt: skip
    with screen.window(tmp_path, samples / "attachments.msg") as window:
        window.row(f"{PAPERS}, open", "SELECTED", "FOCUSED")
        for menu, item in first.items():
            open_menu(window, menu[0].lower(), item)
            window.keys("Escape")
            window.focus("menu item", menu)
            window.keys("Escape")
            window.focus("tree", "Sessions and messages")


@pytest.mark.parametrize("key", ["Menu", "shift+F10"])
def test_the_keys_of_context_menus_work_at_the_current_row(
    screen: Screen, samples: Path, tmp_path: Path, key: str
) -> None:
    with screen.window(tmp_path, samples / "attachments.msg") as window:
        row = window.row(f"{PAPERS}, open", "SELECTED", "FOCUSED")
        window.keys(key)
        first = window.popup("Open again (+1)")
        assert row.place is not None
        assert first.place is not None
        _, top, _, height = row.place
        assert top < first.place[1] < top + 2 * height
        window.keys("Down", "Return")
        window.match("label", "Lifecycle  ·  3 objects  ·  4 references.*")


@pytest.mark.parametrize("key", ["Menu", "shift+F10"])
def test_the_rows_of_tables_have_their_menus_by_key(
    screen: Screen, samples: Path, tmp_path: Path, key: str
) -> None:
    with screen.window(tmp_path, samples / "attachments.msg") as window:
        window.row(f"{PAPERS}, open", "SELECTED", "FOCUSED")
        window.keys("ctrl+alt+f")
        window.focus("text", "Filter properties")
        window.keys("Tab", "Down", key)
        window.popup("Copy tag")
        window.keys("Escape", "ctrl+j", "Home", "Down", "Down", key)
        window.popup("Release (−1)")
        window.keys("Escape")


def test_the_tabulator_goes_round_the_window(screen: Screen, samples: Path, tmp_path: Path) -> None:
    with screen.window(tmp_path, samples / "attachments.msg") as window:
        window.row(f"{PAPERS}, open", "SELECTED", "FOCUSED")
        window.keys("ctrl+f")
        window.focus("text", "Filter the tree")
        way = [window.tab() for _ in range(8)]
    assert way == [
        ("tree", "Sessions and messages"), ("page tab list", "Summary"),
        ("push button", "Subject: PidTagSubject"),
        ("push button", "Filter the lifecycle"), ("table", "Tracked objects"),
        ("check box", "Views of the story: Ownership"), (way[6][0], "Ownership diagram"),
        ("text", "Filter the tree"),
    ]  # fmt: skip
