"""Filters: tree, page and value always speak of the same thing, and a filter opens nothing."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from msginspector.gui.main_window import MainWindow


@pytest.fixture
def at_attachment(opened, node_at) -> MainWindow:
    """A window with the second attachment selected, and so opened."""
    window = opened("attachments.msg", "contact.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/1"))
    return window


def shown_property(window: MainWindow) -> str:
    """The property whose value is on show, "" for none."""
    title = window.page.properties.value.header.text()
    return title.partition("  ·  ")[0] if "  ·  " in title else ""


def test_a_filter_that_hides_what_is_selected_selects_nothing_and_the_page_says_so(
    at_attachment,
) -> None:
    window = at_attachment
    before = len(window.bench.ledger.rows)
    window.tree_dock.filter.setText("carla")
    assert window.tree_dock.current() is None
    assert not window.tree_dock.view.selectionModel().hasSelection()
    assert window.node is None
    assert "hidden by the filter of the tree" in window.page.note.text()
    assert window.page.card.title.full_text() == "packing list.csv"
    assert window.page.properties.model.rowCount() == 0
    assert not window.actions_["release"].isEnabled()
    assert len(window.bench.ledger.rows) == before


@pytest.mark.parametrize("text", ["", "packing", "papers"])
def test_what_a_filter_hid_is_selected_again_when_the_filter_lets_it(at_attachment, text) -> None:
    window = at_attachment
    hidden = window.node
    before = len(window.bench.ledger.rows)
    window.tree_dock.filter.setText("carla")
    window.tree_dock.filter.setText("carla n")
    window.tree_dock.filter.setText(text)
    assert window.tree_dock.current() is hidden
    assert window.node is hidden
    assert window.page.properties.model.rowCount() > 0
    assert len(window.bench.ledger.rows) == before


def test_a_released_object_that_comes_back_from_a_filter_is_not_opened(at_attachment) -> None:
    window = at_attachment
    window.actions_["release"].trigger()
    before = len(window.bench.ledger.rows)
    window.tree_dock.filter.setText("carla")
    window.tree_dock.filter.clear()
    assert "was released" in window.page.note.text()
    assert len(window.bench.ledger.rows) == before


def test_a_filter_that_shows_what_is_selected_leaves_it_selected(at_attachment) -> None:
    window = at_attachment
    chosen = window.node
    window.tree_dock.filter.setText("packing")
    assert window.tree_dock.current() is chosen
    assert window.page.properties.model.rowCount() > 0


def test_selecting_something_else_forgets_what_a_filter_hid(at_attachment) -> None:
    window = at_attachment
    window.tree_dock.filter.setText("carla")
    other = window.bench.tree.sessions()[0].children[1]
    window.tree_dock.select(other)
    window.tree_dock.filter.clear()
    assert window.tree_dock.current() is other
    assert window.page.card.title.full_text() == "Carla Nunes"


def test_session_actions_mean_the_session_of_what_a_filter_hides(at_attachment, qtbot) -> None:
    window = at_attachment
    first = window.bench.tree.sessions()[0]
    window.actions_["new-session"].trigger()
    window.tree_dock.select(first.children[0])
    window.tree_dock.filter.setText("no such label")
    assert window.session_node() is first


def test_a_closed_and_removed_session_leaves_nothing_hidden_behind(
    at_attachment, close_session
) -> None:
    window = at_attachment
    window.tree_dock.filter.setText("no such label")
    close_session()
    window.actions_["remove"].trigger()
    window.tree_dock.filter.clear()
    assert window.tree_dock.hidden is None
    assert window.node is None


def test_removing_a_session_opens_nothing_in_its_neighbour(opened, node_at, close_session) -> None:
    window = opened("attachments.msg")
    attachments = node_at("attachment_table", "/attachments")
    for node in (attachments.parent, attachments):
        window.tree_dock.expand(node)
    window.actions_["new-session"].trigger()
    close_session()
    before = len(window.bench.ledger.rows)
    window.actions_["remove"].trigger()
    assert window.node is window.bench.tree.sessions()[0]
    assert len(window.bench.ledger.rows) == before - 1


def test_a_property_that_its_filter_hides_gives_way_to_the_first_that_matches(opened) -> None:
    tab = opened("plain-mail.msg").page.properties
    tab.select(3)
    tab.filter.setText("PidTagSenderName")
    assert tab.current.name == "PidTagSenderName"
    assert shown_property(tab.window()) == "PidTagSenderName"


def test_the_property_somebody_chose_comes_back_when_its_filter_lets_it(opened) -> None:
    window = opened("plain-mail.msg")
    tab = window.page.properties
    tab.select(3)
    chosen = tab.current
    for text in ("PidTagSenderName", "no such property", ""):
        tab.filter.setText(text)
    assert tab.current is chosen
    assert shown_property(window) == chosen.title


def test_where_no_property_matches_no_value_is_shown_and_that_is_said(opened) -> None:
    window = opened("plain-mail.msg")
    tab = window.page.properties
    tab.filter.setText("no such property")
    assert tab.current is None
    assert shown_property(window) == ""
    assert tab.value.hex.size_in_bytes == 0
    assert tab.value.text.placeholderText() == "No property matches the filter."
    assert not window.actions_["copy-value"].isEnabled()


def test_another_message_under_the_same_filter_shows_its_own_first_match(opened) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    window.page.properties.filter.setText("PidTagSubject")
    window.tree_dock.select(window.bench.tree.sessions()[0].children[1])
    assert shown_property(window) == "PidTagSubject"
    assert window.page.properties.value.text.toPlainText() == "Carla Nunes"


def test_the_tree_follows_from_property_to_property(opened, node_at, qtbot) -> None:
    window = opened("plain-mail.msg")
    group = next(node for node in node_at("message", "/").children if node.kind == "properties")
    window.tree_dock.expand(group)
    window.tree_dock.select(group.children[2])
    qtbot.keyClick(window.page.properties.table, Qt.Key.Key_Down)
    assert window.node is group.children[3]
    assert window.page.properties.current.title == group.children[3].label
    assert shown_property(window) == group.children[3].label


def test_a_filter_says_how_many_rows_it_found_and_where_it_looked(opened) -> None:
    dock = opened("attachments.msg", "contact.msg").tree_dock
    assert dock.found.isHidden()
    dock.filter.setText("recip")
    assert dock.found.isVisible()
    assert dock.found.full_text() == "1 row matches among what has been listed"
    dock.filter.setText("nothing has these words")
    assert dock.found.full_text() == "Nothing matches among what has been listed"
    dock.filter.clear()
    assert dock.found.isHidden()


def test_escape_clears_the_filter_and_down_leads_into_the_tree(opened, qtbot) -> None:
    window = opened("attachments.msg", "contact.msg")
    window.activateWindow()
    dock, node = window.tree_dock, window.node
    dock.filter.setFocus()
    qtbot.keyClicks(dock.filter, "papers")
    qtbot.keyClick(dock.filter, Qt.Key.Key_Down)
    assert dock.view.hasFocus()
    assert window.node is node
    dock.filter.setFocus()
    qtbot.keyClick(dock.filter, Qt.Key.Key_Escape)
    assert dock.filter.text() == ""
    assert dock.view.hasFocus()
    assert window.node is node


def test_lists_have_a_filter_of_their_own_over_all_their_columns(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("attachment_table", "/attachments"))
    page = window.page
    window.actions_["filter-page"].trigger()
    page.filter.setText("text/csv")
    assert [page.table.proxy.index(0, 1).data()] == ["packing list.csv"]
    assert page.table.proxy.rowCount() == 1
    page.filter.setText("nothing like it")
    assert page.table.proxy.rowCount() == 0
    page.filter.clear()
    assert page.table.proxy.rowCount() == 7
