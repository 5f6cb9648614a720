"""The lifecycle dock: ages, filter, and the ways between an object in the tree and its row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from msginspector.gui.main_window import MainWindow


@pytest.fixture
def busy(opened, node_at) -> MainWindow:
    """A window with two messages, a table, and an attachment that is selected."""
    window = opened("attachments.msg", "contact.msg")
    for kind, path in (("recipient_table", "/recipients"), ("attachment", "/attachments/1")):
        window.tree_dock.select(node_at(kind, path))
    return window


def column(window: MainWindow, key: str) -> list[str]:
    """What the table of objects says in a column, top to bottom."""
    table = window.tracked_dock.table
    number = table.source.column(key)
    return [table.proxy.index(row, number).data() for row in range(table.proxy.rowCount())]


def current(window: MainWindow) -> str:
    row = window.tracked_dock.table.current_object()
    return row.label  # type: ignore[attr-defined, no-any-return]


def filter_objects(window: MainWindow, text: str) -> None:
    window.actions_["filter-objects"].trigger()
    window.tracked_dock.sift.line.setText(text)
    window.tracked_dock.model.finish()


def test_a_row_says_by_which_step_its_object_was_closed(busy, close_session) -> None:
    assert set(column(busy, "step")) == {""}
    close_session()
    steps = [int(text) for text in column(busy, "step")]
    assert sorted(steps) == list(range(1, len(steps) + 1))
    assert steps[0] == len(steps)  # the session goes last
    assert set(column(busy, "state")) == {"closed"}


def test_ages_grow_while_they_can_be_seen_and_end_with_their_objects(
    busy, close_session, monkeypatch
) -> None:
    dock = busy.tracked_dock
    assert dock._ages.isActive()
    later = dock.model.rows[0].born + 125
    monkeypatch.setattr("msginspector.gui.models.tracked.now", lambda: later)
    assert column(busy, "age")[0] == "2 min"
    monkeypatch.undo()
    close_session()
    ended = column(busy, "age")
    assert all(text.endswith("s") for text in ended)
    monkeypatch.setattr("msginspector.gui.models.tracked.now", lambda: later)
    assert column(busy, "age") == ended
    dock.hide()
    assert not dock._ages.isActive()


class Paints(QObject):
    """The parts of a widget that are painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.parts: list[QRect] = []
        widget.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.parts.append(event.rect())
        return False


def test_a_second_later_only_the_column_of_ages_is_painted(busy, qtbot) -> None:
    dock = busy.tracked_dock
    busy.resize(1440, 900)
    QApplication.processEvents()
    paints = Paints(dock.table.viewport())
    dock._repaint_ages()
    qtbot.waitUntil(lambda: bool(paints.parts))
    width = dock.table.columnWidth(dock.model.column("age"))
    assert all(part.width() <= width for part in paints.parts)


def test_the_filter_is_there_when_somebody_asks_and_goes_without_a_trace(busy) -> None:
    dock = busy.tracked_dock
    every = column(busy, "id")
    assert not dock.sift.isVisible()
    filter_objects(busy, "kind:attachment")
    assert dock.sift.line.hasFocus()
    assert column(busy, "object") == ["Attachment  packing list.csv"]
    assert dock.sift.count.text() == f"1 of {len(every)}"
    QTest.keyClick(dock.sift.line, Qt.Key.Key_Escape)
    assert not dock.sift.isVisible()
    assert dock.table.hasFocus()
    assert column(busy, "id") == every


def test_rows_come_and_go_as_objects_change_while_the_filter_holds(busy, close_session) -> None:
    filter_objects(busy, "state:released")
    assert column(busy, "id") == []
    assert "No row matches" in busy.tracked_dock.table._note
    busy.actions_["release"].trigger()
    busy.bench.ledger.flush()
    assert column(busy, "object") == ["Attachment  packing list.csv"]
    close_session()
    assert column(busy, "id") == []
    busy.tracked_dock.sift.line.setText("step:1")
    busy.tracked_dock.model.finish()
    assert column(busy, "step") == ["1"]


def test_down_leads_from_the_filter_into_the_rows(busy) -> None:
    filter_objects(busy, "attachment")
    QTest.keyClick(busy.tracked_dock.sift.line, Qt.Key.Key_Down)
    assert busy.tracked_dock.table.hasFocus()
    assert busy.tracked_dock.table.current_object() is not None


def test_a_key_leads_from_the_tree_to_the_row_and_another_one_back(busy) -> None:
    chosen = busy.node
    assert busy.actions_["show-tracked"].isEnabled()
    busy.actions_["show-tracked"].trigger()
    assert busy.tracked_dock.table.hasFocus()
    assert current(busy) == "packing list.csv"
    busy.tree_dock.select(busy.bench.tree.sessions()[0])
    busy.actions_["show-in-tree"].trigger()
    assert busy.node is chosen
    assert busy.tree_dock.view.hasFocus()


def test_the_way_to_a_row_leads_past_a_filter_and_into_a_hidden_dock(busy) -> None:
    filter_objects(busy, "kind:session")
    busy.tracked_dock.hide()
    busy.actions_["show-tracked"].trigger()
    assert busy.tracked_dock.isVisible()
    assert current(busy) == "packing list.csv"


def test_a_property_leads_to_the_row_of_its_object_and_a_listed_one_to_none(busy, node_at) -> None:
    message = node_at("message", "/")
    busy.tree_dock.expand(message)
    properties = next(n for n in message.children if n.kind == "properties")
    busy.tree_dock.select(properties)
    busy.actions_["show-tracked"].trigger()
    assert current(busy) == message.label
    recipients = node_at("recipient_table", "/recipients")
    busy.tree_dock.expand(recipients)
    busy.tree_dock.select(recipients.children[0])
    assert not busy.actions_["show-tracked"].isEnabled()


def test_an_object_the_tree_does_not_show_leads_to_what_it_was_opened_from(busy) -> None:
    row = next(r for r in busy.bench.ledger.rows.values() if r.kind == "attachment")
    stream = busy.bench.handle(row).open_stream()
    busy.bench.ledger.flush()
    busy.tree_dock.select(busy.bench.tree.sessions()[0])
    assert busy.tracked_dock.select(stream.id)
    busy.actions_["show-in-tree"].trigger()
    assert busy.node.label == "packing list.csv"
    stream.release()


def test_menus_offer_the_way_that_leads_on(busy) -> None:
    busy.actions_.update(busy.facts())

    def offered(kind: str) -> set[str]:
        return {action.objectName() for action in busy.menus.menu(kind, None).actions()}

    assert "show-tracked" in offered("node")
    assert "show-in-tree" not in offered("node")
    assert "show-in-tree" in offered("tracked")
    assert "show-tracked" not in offered("tracked")
    assert {"release", "open-again"} <= offered("node") & offered("tracked")
    assert "show-in-tree" in offered("story")


def test_the_event_with_the_keyboard_leads_to_its_object(busy) -> None:
    view = busy.story_dock.view("events")
    busy.story_dock.show_view("events")
    events = view.model.rows
    place = next(n for n, event in enumerate(events) if event.kind == "recipient_table")
    view.table.select_row(place)
    view.table.setFocus()
    busy.actions_["show-in-tree"].trigger()
    assert busy.node.kind == "recipient_table"


def test_events_are_filtered_and_those_that_come_are_too(busy, close_session) -> None:
    busy.story_dock.show_view("events")
    view = busy.story_dock.view("events")
    before = view.facts()
    busy.actions_["filter-story"].trigger()
    view.sift.line.setText("event:closing")
    view.model.finish()
    assert view.model.rowCount() == 0
    assert view.facts() == before  # the header counts all of them
    close_session()
    view.model.finish()
    assert {event.event for event in view.model.rows} == {"closing"}
    busy.actions_["filter-story"].trigger()  # it has the keyboard: let go
    assert not view.sift.isVisible()
    assert view.model.rowCount() == view.model.total


def test_a_mistake_in_the_filter_is_said_below_it(busy) -> None:
    filter_objects(busy, "state:open")
    before = column(busy, "id")
    busy.tracked_dock.sift.line.setText("state:open and (")
    assert busy.tracked_dock.sift.note.isVisible()
    assert column(busy, "id") == before


def test_columns_nobody_has_changed_fit_the_next_window_too(opened) -> None:
    window = opened("attachments.msg")
    table = window.tracked_dock.table
    window.resize(1100, 800)
    QApplication.processEvents()
    narrow = table.columnWidth(table.source.column("object"))
    assert table.saveState().isEmpty()
    window.resize(1900, 900)
    window.layout_.size_docks()
    QApplication.processEvents()
    assert table.columnWidth(table.source.column("object")) > narrow


def test_columns_that_were_changed_are_as_at_first_again(opened) -> None:
    table = opened("attachments.msg").tracked_dock.table
    first = table.saveState()
    shown = table.columns_on_show()
    header = table.horizontalHeader()
    header.moveSection(1, 3)
    table.setColumnHidden(table.source.column("age"), True)
    table.setColumnWidth(1, 300)
    header.setSortIndicator(2, Qt.SortOrder.DescendingOrder)
    changed = table.saveState()
    assert table.restoreState(first)
    assert table.columns_on_show() == shown
    assert table.columnWidth(1) < 300
    assert header.sortIndicatorSection() == -1
    assert table.restoreState(changed)
    assert table.columns_on_show() != shown
    assert table.columnWidth(1) == 300


def test_a_column_that_is_shown_makes_no_scroll_bar(opened) -> None:
    window = opened("attachments.msg")
    window.resize(1440, 900)
    window.layout_.size_docks()
    QApplication.processEvents()
    table = window.tracked_dock.table
    menu = table.fill_columns_menu(QMenu(table))
    next(one for one in menu.actions() if one.text() == "Session").trigger()
    QApplication.processEvents()
    assert not table.isColumnHidden(table.source.column("session"))
    assert not table.horizontalScrollBar().isVisible()
