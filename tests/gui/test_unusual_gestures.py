"""Gestures that once did nothing, or too much."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from msginspector.gui import ledger
from msginspector.gui.ledger import Key
from msginspector.gui.workers import SliceRunner


def _click(qtbot, window, node) -> None:
    dock = window.tree_dock
    place = dock.view.visualRect(dock.model.index_of(node))
    qtbot.mouseClick(dock.view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())


def test_a_click_on_the_current_released_object_opens_a_new_one(opened, node_at, qtbot) -> None:
    window = opened("attachments.msg")
    attachment = node_at("attachment", "/attachments/0")
    window.tree_dock.select(attachment)
    window.actions_["release"].trigger()
    _click(qtbot, window, attachment)
    assert window.bench.tracked(attachment).state == ledger.OPEN
    assert window.page.properties.model.rowCount() > 0


def test_the_storage_of_an_independent_message_offers_no_release(window, qtbot, samples) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.bench.open_paths([str(samples / "plain-mail.msg")], None)
    message = window.bench.tree.messages(None)[0]
    window.tree_dock.select(window.bench.tree.find(Key(message.top, ledger.STORAGE, "/storage")))
    assert not window.actions_["release"].isEnabled()
    window.commands.release_object()
    assert window.bench.ledger.is_usable(message.top)


def test_a_session_shows_as_closing_from_its_first_step_to_its_last(opened) -> None:
    window = opened("attachments.msg", "contact.msg")
    node = window.bench.tree.sessions()[0]
    window.actions_["close-session"].trigger()
    window.actions_["teardown-step"].trigger()
    assert window.bench.tree.state(node) == ledger.CLOSING
    window.actions_["teardown-finish"].trigger()
    assert window.bench.tree.state(node) == ledger.CLOSED


def test_work_that_cancels_all_work_ends_after_its_step(qapp) -> None:
    runner, done = SliceRunner(), []

    def work():
        try:
            runner.cancel()
            done.append("step")
            yield None
            done.append("more")
        finally:
            done.append("end")

    runner.add(work())
    runner.drain()
    assert done == ["step", "end"]
    assert not runner.busy


def test_tab_reaches_every_part_of_the_window_and_comes_back(opened, qtbot) -> None:
    window = opened("plain-mail.msg")
    window.story_dock.show_view("events")
    window.activateWindow()
    window.tree_dock.filter.setFocus()
    seen: list[object] = []
    while QApplication.focusWidget() not in seen:
        seen.append(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert len(seen) < 60
    tab = window.page.properties
    wanted = {
        "tree filter": window.tree_dock.filter,
        "tree": window.tree_dock.view,
        "tabs": window.page.tabs.tabBar(),
        "property filter": tab.filter,
        "properties": tab.table,
        "value": tab.value.text,
        "bytes": tab.value.hex,
        "tracked objects": window.tracked_dock.table,
        "events": window.story_dock.view("events").table,
    }
    assert [name for name, widget in wanted.items() if widget not in seen] == []
    order = [seen.index(widget) for widget in wanted.values()]
    assert order == sorted(order)
    assert QApplication.focusWidget() is window.tree_dock.filter
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert QApplication.focusWidget() is window.story_dock.view("events").table


def test_every_row_below_a_message_is_painted_anew_when_it_closes(opened, node_at) -> None:
    window = opened("attachments.msg")
    tree = window.bench.tree
    message = node_at("message", "/")
    for child in list(message.children or ()):
        tree.list_children(child)
    painted: set[int] = set()

    def note(first, last, _roles=()) -> None:
        painted.update(
            first.siblingAtRow(row).internalId() for row in range(first.row(), last.row() + 1)
        )

    tree.dataChanged.connect(note)
    window.actions_["close-session"].trigger()
    window.actions_["teardown-finish"].trigger()
    window.bench.ledger.flush()
    below = [message]
    for node in below:
        below += node.children or ()
    assert len(below) > 20
    assert {node.id for node in below} <= painted


def test_work_that_asks_for_a_slice_in_one_of_its_steps_goes_on_first(qapp) -> None:
    runner, done = SliceRunner(), []

    def second() -> Iterator[None]:
        done.append("second")
        yield

    def first() -> Iterator[None]:
        runner.add(second())
        runner.run_slice()
        done.append("first")
        yield

    runner.add(first())
    runner.drain()
    assert done == ["first", "second"]


def test_a_property_that_cannot_be_listed_any_more_is_not_selected(opened) -> None:
    window = opened("plain-mail.msg")
    tab = window.page.properties
    tab.blank()
    tab.select(3)
    assert tab.current is None
