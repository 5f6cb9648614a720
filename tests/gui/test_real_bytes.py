"""Fields and bytes by the mouse, on a real screen: what is clicked here is marked there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.gui.theme import Theme
from msginspector.gui.views.hex_grid import HexGrid, metrics
from tests.gui.screen import Screen, Seen, Window, needs_a_screen, real_screen

pytestmark = needs_a_screen

ZONE_BYTES = 48


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    with real_screen() as made:
        yield made


def selected(window: Window, span: str, size: str) -> None:
    """Wait until the line above the bytes says so."""
    said = f"Bytes  ·  {ZONE_BYTES} bytes  ·  selected {span}"
    window.find("label", f"{said}  ·  {size}" if size else said)


def byte_at(window: Window, offset: int) -> tuple[int, int]:
    """Where a byte stands on the screen, as long as nothing is scrolled."""
    place = window.find("document frame", "Bytes of the value").place
    assert place is not None
    point = HexGrid.of(metrics(), ZONE_BYTES).place(offset, 0)
    return place[0] + point.x(), place[1] + point.y()


def field(window: Window, name: str, *states: str) -> Seen:
    """A field of the decoded value, by a pattern of all it says."""
    tree = window.find("tree", "Decoded value").node
    return window.match("table cell", name, tree, states=states)


def test_fields_and_bytes_are_marked_together(
    theme: Theme, screen: Screen, samples: Path, tmp_path: Path
) -> None:
    """Of the theme only the first size of words is of use: places are measured here with it."""
    with screen.window(tmp_path, samples / "recurring-appointment.msg") as window:
        window.row(".*, message, open.*", "SELECTED")
        window.click(window.find("page tab", "Properties"))
        window.click(window.find("text", "Filter properties"))
        window.type("TimeZoneStruct")
        window.find("table cell", "Name: PidLidTimeZoneStruct", 0, states=["SELECTED"])

        window.click(field(window, "lDaylightBias, .*, bytes 8 to 11"))
        selected(window, "8 – 11", "4 bytes")
        window.click(field(window, "stStandardDate.*, bytes 14 to 29"))
        selected(window, "14 – 29", "16 bytes")

        window.click_at(*byte_at(window, 5))
        selected(window, "5", "")
        field(window, "lStandardBias, .*, bytes 4 to 7", "SELECTED")
        window.click_at(*byte_at(window, 16))
        selected(window, "16", "")
        field(window, "wMonth, .*, bytes 16 to 17", "SELECTED")
