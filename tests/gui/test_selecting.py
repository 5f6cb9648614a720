"""Selecting opens and shows: objects, tables, properties, findings."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from msginspector.gui import ledger
from tests.gui.looks import tracked


def test_selecting_an_attachment_opens_it_once(opened, node_at) -> None:
    window = opened("attachments.msg")
    for _ in range(2):
        window.tree_dock.select(node_at("attachment", "/attachments/1"))
        window.tree_dock.select(node_at("attachment", "/attachments/0"))
    assert tracked(window) == [
        ("message", "/", "open", 1),
        ("attachment", "/attachments/1", "open", 1),
        ("attachment", "/attachments/0", "open", 1),
    ]


def test_selecting_a_table_opens_it_and_lists_its_rows(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at(ledger.ATTACHMENT_TABLE, "/attachments"))
    assert ("attachment_table", "/attachments", "open", 1) in tracked(window)
    table = window.page.table_of("attachments")
    assert table.isVisible()
    assert [line.label for line in table.source.rows][:2] == ["notes.txt", "packing list.csv"]


def test_selecting_an_embedded_message_opens_all_on_the_way_to_it(opened, node_at) -> None:
    window = opened("nested-three-deep.msg")
    deep = "/attachments/0/message/attachments/0/message"
    window.tree_dock.select(node_at("message", deep))
    assert [(kind, path) for kind, path, _, _ in tracked(window)] == [
        ("message", "/"),
        ("attachment", "/attachments/0"),
        ("message", "/attachments/0/message"),
        ("attachment", "/attachments/0/message/attachments/0"),
        ("message", deep),
    ]
    assert window.page.properties.model.rowCount() > 10


@pytest.mark.parametrize("kind", ["recipient", "properties", "property"])
def test_selecting_what_has_no_lifetime_opens_nothing(opened, node_at, kind: str) -> None:
    window = opened("plain-mail.msg")
    message = node_at("message", "/")
    group = next(node for node in message.children if node.kind == "properties")
    window.bench.tree.list_children(group)
    nodes = {"properties": group, "property": group.children[3]}
    window.tree_dock.select(nodes.get(kind) or node_at("recipient", "/recipients/0"))
    assert tracked(window) == [("message", "/", "open", 1)]


def test_selecting_a_property_in_the_tree_selects_its_row_and_shows_its_bytes(
    opened, node_at
) -> None:
    window = opened("plain-mail.msg")
    group = next(n for n in node_at("message", "/").children if n.kind == "properties")
    window.bench.tree.list_children(group)
    subject = next(node for node in group.children if node.label == "PidTagSubject")
    window.tree_dock.select(subject)
    value = window.page.properties.value
    assert window.page.properties.current.name == "PidTagSubject"
    assert value.text.toPlainText() == "RE: Export stops at item 1,204"
    assert value.hex.row_text(0).startswith("00000000  52 00 45 00 3A 00 20 00")
    assert value.fact("Stream") == "__substg1.0_0037001F"


def test_the_bytes_shown_stand_in_the_file_where_the_panel_says(opened, samples: Path) -> None:
    window = opened("plain-mail.msg")
    data = (samples / "plain-mail.msg").read_bytes()
    tab = window.page.properties
    checked = 0
    for number, line in enumerate(tab.model.rows):
        tab.select(number)
        shown = tab.value.hex.selected_hex
        tab.value.hex.select(0, tab.value.hex.size_in_bytes)
        ranges = line.row.source.ranges
        stored = b"".join(data[start : start + length] for start, length in ranges)
        assert bytes.fromhex(shown()) == stored
        checked += bool(stored)
    assert checked > 20


def test_filtering_and_sorting_keep_the_selected_property(opened) -> None:
    window = opened("plain-mail.msg")
    tab = window.page.properties
    tab.select(1)
    chosen = tab.current
    tab.filter.setText("subject")
    assert tab.current is chosen
    assert tab.count.text() == f"{tab.table.proxy.rowCount()} of {tab.model.rowCount()}"
    tab.table.sortByColumn(tab.model.column("tag"), Qt.SortOrder.AscendingOrder)
    assert tab.current is chosen


def test_findings_have_a_tab_where_there_are_some_and_none_where_not(opened, node_at) -> None:
    window = opened("damaged.msg", "plain-mail.msg")
    damaged, plain = window.bench.tree.sessions()[0].children
    window.tree_dock.select(damaged)
    place = window.page.tabs.indexOf(window.page.tab_of("findings").parentWidget())
    assert window.page.tabs.isTabVisible(place)
    window.page.tabs.setCurrentIndex(place)
    assert window.page.findings.source.rowCount() == len(window.bench.findings(damaged)) > 5
    window.tree_dock.select(plain)
    assert not window.page.tabs.isTabVisible(place)


def test_back_and_forward_walk_through_what_was_selected(opened, node_at) -> None:
    window = opened("attachments.msg")
    first = window.node
    second = node_at("attachment", "/attachments/0")
    window.tree_dock.select(second)
    window.actions_["back"].trigger()
    assert window.node is first
    window.actions_["forward"].trigger()
    assert window.node is second


def test_a_row_of_a_table_leads_to_its_object(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at(ledger.ATTACHMENT_TABLE, "/attachments"))
    table = window.page.table_of("attachments")
    table.activated.emit(table.proxy.index(1, 0))
    assert window.node.path == "/attachments/1"


def test_a_tracked_object_leads_to_its_place_in_the_tree(opened, node_at) -> None:
    window = opened("attachments.msg", "contact.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    number = window.bench.tracked(window.node).id
    window.tree_dock.select(window.bench.tree.sessions()[0])
    window.bench.ledger.flush()
    window.tracked_dock.table.chosen.emit(window.bench.ledger.rows[number])
    assert window.node.path == "/attachments/0"


def test_a_file_deleted_while_its_tables_are_shown_is_told_in_the_cells(
    window, qtbot, samples, tmp_path
) -> None:
    path = tmp_path / "mail.msg"
    shutil.copy(samples / "attachments.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path)])
    qtbot.waitUntil(lambda: not window.bench.runner.busy)
    top = window.node.top
    tables = {ledger.RECIPIENT_TABLE: "recipients", ledger.ATTACHMENT_TABLE: "attachments"}
    for kind, name in tables.items():
        window.tree_dock.select(window.bench.tree.find(ledger.Key(top, kind, f"/{name}")))
    path.write_bytes(b"something else altogether")
    window.page.table_of("attachments").viewport().repaint()
    window.tree_dock.select(window.bench.tree.sessions()[0].children[0])
    tab = window.page.properties
    for number in range(tab.model.rowCount()):
        tab.select(number)
    assert window.grab().width() > 0


def test_the_first_message_of_many_is_shown_while_the_others_open(window, qtbot, samples) -> None:
    seen: list[str] = []
    window.bench.opened.connect(lambda _nodes: seen.append(window.node and window.node.label))
    with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
        window.open_paths([str(samples)])
    assert seen[-1] == window.bench.tree.sessions()[0].children[0].label


def test_who_looks_elsewhere_meanwhile_is_not_called_back(window, qtbot, samples) -> None:
    def look_elsewhere(_nodes) -> None:
        window.tree_dock.select(window.bench.tree.sessions()[0])

    window.bench.opened.connect(look_elsewhere)
    with qtbot.waitSignal(window.bench.batch_done, timeout=10_000):
        window.open_paths([str(samples)])
    assert window.node is window.bench.tree.sessions()[0]


def test_an_attachment_of_file_data_says_how_large_its_data_is(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("attachment_table", "/attachments"))
    lines = window.page.table_of("attachments").source.rows
    stored = {line.label: line.size for line in lines}
    data = window.bench.top(window.node.top).object("/attachments/1").properties
    assert stored["packing list.csv"] == next(p.size for p in data if p.id == 0x3701)


def test_rows_of_any_table_are_copied_as_lines(opened, node_at, qtbot) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("recipient_table", "/recipients"))
    window.page.tab_of("recipients").finish()
    table = window.page.table_of("recipients")
    window.page.filter.setText("path:recipients")
    table.selectAll()
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    first, second = QApplication.clipboard().text().split("\n")
    assert first.split("\t")[:3] == ["To", "Ben Lindqvist", "ben.lindqvist@contoso.example"]
    assert "Ada Okafor" in second
    window.actions_["copy-row"].trigger()
    assert QApplication.clipboard().text() == f"{first}\n{second}"


def test_a_row_of_any_list_leads_to_its_object_in_the_tree(opened, node_at, close_session) -> None:
    window = opened("attachments.msg", "contact.msg")
    _, contact = window.bench.tree.sessions()[0].children
    attachment = node_at("attachment", "/attachments/1")
    window.tree_dock.select(attachment)

    def choose(table, row: int) -> None:
        table.chosen.emit(table.source.rows[row])

    choose(window.story_dock.view("events").table, len(window.bench.ledger.rows) - 1)
    assert window.node is attachment
    choose(window.tracked_dock.table, 0)
    assert window.node is window.bench.tree.sessions()[0]
    choose(window.presenter.session_page.messages, 1)
    assert window.node is contact
    close_session()
    choose(window.presenter.session_page.steps, 0)
    assert window.node is contact  # the youngest goes first


def test_a_property_is_selected_straight_from_another_message(opened, node_at) -> None:
    window = opened("nested-three-deep.msg", "attachments.msg")
    tree = window.bench.tree
    _, papers = tree.sessions()[0].children
    inner = node_at("message", "/attachments/0/message/attachments/0/message")
    for owner in (inner, papers, inner):
        tree.list_children(owner)
        group = next(child for child in owner.children if child.label == "Properties")
        tree.list_children(group)
        leaf = group.children[-1]
        window.tree_dock.select(leaf)
        assert window.node is leaf
        assert window.page.properties.current.title == leaf.label
