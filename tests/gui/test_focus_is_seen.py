"""Who uses the keyboard sees where it is: a part with the keyboard differs from one without."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QToolBar, QToolButton, QWidget

from msginspector.gui.layout import SIZE
from msginspector.gui.main_window import MainWindow
from msginspector.gui.theme import DARK, LIGHT, SCHEMES
from tests.gui.looks import contrast

TABBED = Qt.FocusReason.TabFocusReason


def picture(widget: QWidget) -> QImage:
    """A part as it is seen in its window, on whatever is behind it."""
    QApplication.processEvents()
    window = widget.window()
    return window.grab(QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())).toImage()


def part(window: MainWindow, name: str) -> QWidget:
    """A part of the window that takes the keyboard, brought on show."""
    window.resize(SIZE)
    page = window.page
    page.show_tab("summary" if name == "source of a fact" else "properties")
    bar = window.findChild(QToolBar, "toolbar")
    value = page.properties.value
    if name in ("decoded value", "view of the value"):
        page.properties.select_tag(0x340D0003)
    value.bytes.toggle.setChecked(name == "readings")
    if name in window.story_dock.switch.offered():
        window.story_dock.show_view(name)
    return {
        "tree": window.tree_dock.view, "filter of the tree": window.tree_dock.filter,
        "tabs": page.tabs.tabBar(), "table": page.properties.table,
        "text": value.text, "bytes": value.hex, "decoded value": value.tree,
        "view of the value": value.views.switch.button("decoded"),
        "place of the bytes": value.bytes.facts.links()[0], "readings": value.bytes.inspector.list,
        "tracked objects": window.tracked_dock.table,
        "events": window.story_dock.view("events").table,
        "totals": window.story_dock.view("totals").chart,
        "source of a fact": next(iter(page.summary.view.sources()), None),
        "button": bar.findChild(QToolButton, "open"),
    }[name]  # fmt: skip


PARTS = ("tree", "filter of the tree", "tabs", "table", "text", "bytes", "decoded value",
         "view of the value", "place of the bytes", "readings", "tracked objects", "events",
         "totals", "source of a fact", "button")  # fmt: skip


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", PARTS)
def test_a_part_with_the_keyboard_looks_different(opened, scheme: str, name: str) -> None:
    window = opened("attachments.msg")
    window.theme.choose(scheme)
    widget = part(window, name)
    window.menuBar().setFocus(TABBED)
    without = picture(widget)
    widget.setFocus(TABBED)
    with_it = picture(widget)
    assert widget.hasFocus()
    changed = {
        (without.pixelColor(x, y).name(), with_it.pixelColor(x, y).name())
        for x in range(without.width())
        for y in range(without.height())
        if without.pixel(x, y) != with_it.pixel(x, y)
    }
    assert changed
    # WCAG 2.2, 2.4.13: what marks the keyboard differs by 3 : 1 from what was there before
    assert max(contrast(before, after) for before, after in changed) >= 3


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_a_row_keeps_its_colour_when_the_keyboard_goes_elsewhere(opened, scheme: str) -> None:
    window = opened("attachments.msg")
    window.theme.choose(scheme)
    view = window.tree_dock.view
    window.menuBar().setFocus(TABBED)
    middle = view.visualRect(view.currentIndex()).center().y()
    image = picture(view.viewport())
    assert image.pixelColor(2, middle).name() == window.theme.tokens.selection


def test_a_table_without_rows_shows_the_keyboard_too(window) -> None:
    window.story_dock.show_view("events")
    table = window.story_dock.view("events").table
    window.menuBar().setFocus(TABBED)
    without = picture(table)
    table.setFocus(TABBED)
    assert picture(table) != without


@pytest.mark.parametrize("scheme", [name for name in SCHEMES if name not in (LIGHT, DARK)])
def test_in_high_contrast_a_frame_shows_what_is_selected(opened, scheme: str) -> None:
    window = opened("attachments.msg")
    window.theme.choose(scheme)
    window.page.show_tab("properties")
    window.menuBar().setFocus(TABBED)
    table = window.page.properties.table
    rect = table.visualRect(table.currentIndex())
    image = picture(table.viewport())
    assert image.pixelColor(rect.center().x(), rect.top()).name() == window.theme.tokens.frame
