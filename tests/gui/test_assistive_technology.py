"""The window by assistive technology alone: no mouse, no key, no look at the screen.

Another program (atspi_reader.py) finds the window on the accessibility bus, reads what it says of
itself, and uses the actions it offers. So do screen readers and voice control.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.screen import Screen, Window, needs_a_screen, real_screen

pytestmark = needs_a_screen

PAPERS = "Papers for delivery 20417, message"
# Whoever comes to one of these has to be told what it is.
CONTROLS = {
    "check box", "combo box", "document frame", "menu item", "page tab", "progress bar",
    "push button", "radio button", "slider", "spin button", "table", "table cell",
    "table column header", "text", "tree",
}  # fmt: skip


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with real_screen() as made:
        yield made


def press(window: Window, role: str, name: str, inside: int = 0) -> None:
    """Do what pressing a control does, through its action."""
    assert window.eyes.ask("act", node=window.find(role, name, inside).node, action="Press")


def choose(window: Window, menu: str, item: str) -> None:
    """Do an action of a menu without opening the menu."""
    found = window.find("menu item", menu)
    there = window.find("menu item", item, found.node, hidden=True)
    assert window.eyes.ask("act", node=there.node, action="Press")


def test_a_session_is_read_filtered_and_closed_by_its_names_and_actions(
    screen: Screen, tmp_path: Path
) -> None:
    with screen.window(tmp_path) as window:
        choose(window, "File", "Open samples")
        window.row(f"{PAPERS}, .*")
        window.row("Session 1, session, open, .*", "EXPANDED")

        line = window.find("text", "Filter the tree")
        assert window.eyes.ask("write", node=line.node, text="papers for")
        window.no_row("RE: .*")
        papers = window.row(f"{PAPERS}, open")
        assert window.eyes.ask("act", node=papers.node, action="Toggle")
        window.row(f"{PAPERS}, open", "SELECTED")

        tabs = window.match("page tab list", ".*")
        press(window, "page tab", "Properties", tabs.node)
        table = window.find("table", "Properties")
        window.find("table column header", "Value", table.node)
        value = window.find("table cell", "Value: Papers for delivery 20417", table.node)
        assert window.eyes.ask("act", node=value.node, action="Toggle")
        shown = window.find("text", "Value as text")
        window.reads(shown, "Papers for delivery 20417")
        window.described("document frame", "Bytes of the value", "00000000  50 00 61 00 .*")

        press(window, "push button", "Close session")
        window.row("Session 1, session, closed, 0 open", "SELECTED")
        window.row(f"{PAPERS}, closed")
        window.find("table cell", "Result: closed")


def test_everything_a_person_can_come_to_has_a_name(
    screen: Screen, samples: Path, tmp_path: Path
) -> None:
    with screen.window(tmp_path, samples / "damaged.msg", samples / "attachments.msg") as window:
        window.row(".*, message, open.*", "SELECTED")
        line = window.find("text", "Filter the tree")
        assert window.eyes.ask("write", node=line.node, text="a")
        tabs = [name for _, name, _ in window.everything("page tab")]
        assert len(tabs) > 5
        nameless = {name: nameless_on(window, name) for name in tabs}
    assert {name: found for name, found in nameless.items() if found} == {}


def nameless_on(window: Window, tab: str) -> list[tuple[str, str, str]]:
    """Controls without a name while a tab of the page is on show: role, "", name of the parent."""
    press(window, "page tab", tab)
    window.find("page tab", tab, states=["SELECTED"])
    return [seen for seen in window.everything(*CONTROLS) if not seen[1]]
