"""What can be done while something closes or plays, and what a menu's actions work on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from msginspector.gui import icons
from msginspector.gui.main_window import MainWindow


@pytest.fixture
def two(opened, window: MainWindow, samples, qtbot) -> MainWindow:
    """A window with a closed session, and one that closes step by step, held at its first step."""
    opened("plain-mail.msg")
    window.actions_["close-session"].trigger()
    window.closing.finish()
    window.actions_["new-session"].trigger()
    opened("nested-three-deep.msg", "attachments.msg")
    window.actions_["speed-step"].trigger()
    window.actions_["close-session"].trigger()
    return window


def enabled(window: MainWindow, *names: str) -> list[str]:
    return [name for name in names if window.actions_[name].isEnabled()]


def message_of(window: MainWindow, session: int, number: int = 0):
    return window.bench.tree.sessions()[session].children[number]


def test_no_replay_is_offered_while_a_session_closes(two) -> None:
    two.tree_dock.select(two.bench.tree.sessions()[0])
    assert enabled(two, "replay", "save-report", "copy-report") == ["save-report", "copy-report"]
    two.closing.finish()
    assert enabled(two, "replay") == ["replay"]


def test_what_opens_is_not_offered_in_a_session_that_closes(two) -> None:
    two.tree_dock.select(message_of(two, 1))
    two.actions_["teardown-step"].trigger()
    assert enabled(two, "open-again", "reload", "release", "checksum") == ["release", "checksum"]
    two.actions_["release"].trigger()
    assert enabled(two, "open-again", "reload", "release", "checksum") == ["checksum"]
    assert not two.message_bar.isVisible()


@pytest.fixture
def menu_of(window: MainWindow):
    """Opens the menu of a tracked object's row and chooses from it; gives what it offers."""
    offered: list[str] = []

    def answer(choice: str) -> None:
        menu = QApplication.activePopupWidget()
        offered[:] = [action.objectName() for action in menu.actions() if action.objectName()]
        if choice:
            window.actions_[choice].trigger()
        menu.close()

    def ask(number: int, choice: str = "") -> list[str]:
        window.bench.ledger.flush()
        assert window.tracked_dock.select(number)
        table = window.tracked_dock.table
        QTimer.singleShot(0, lambda: answer(choice))
        table.customContextMenuRequested.emit(table.visualRect(table.currentIndex()).center())
        return offered

    return ask


def test_the_menu_of_a_row_works_on_its_object_not_on_what_the_tree_has(
    opened, window, menu_of
) -> None:
    opened("plain-mail.msg", "attachments.msg")
    first, second = message_of(window, 0), message_of(window, 0, 1)
    window.tree_dock.select(first)
    menu_of(second.top, "reload")
    window.bench.runner.drain()
    states = {row.id: row.state for row in window.bench.ledger.rows.values()}
    assert (states[first.top], states[second.top]) == ("open", "released")


def test_the_path_that_a_row_copies_is_its_own(opened, window, menu_of, node_at) -> None:
    opened("attachments.msg")
    node = node_at("attachment", "/attachments/0")
    window.tree_dock.select(node)
    number = window.bench.tracked(node).id
    window.tree_dock.select(message_of(window, 0))
    menu_of(number, "copy-path")
    assert QApplication.clipboard().text() == "/attachments/0"


def test_a_row_of_a_closed_session_is_taken_off_and_what_is_selected_stays(two, menu_of) -> None:
    two.closing.finish()
    here = message_of(two, 1)
    two.tree_dock.select(here)
    gone = two.bench.tree.sessions()[0]
    menu_of(gone.children[0].top, "remove")
    assert gone not in two.bench.tree.sessions()
    assert two.node is here


def test_in_a_replay_nothing_is_offered_that_only_was_possible_then(two, menu_of) -> None:
    two.closing.finish()
    two.actions_["replay"].trigger()
    two.stage.replaying.go(3)
    two.stage.replaying.hold()
    shown = two.tracked_dock.model.rows[2]
    assert shown.state == "open"
    offered = menu_of(shown.id)
    assert "show-in-tree" in offered
    assert not {"open-again", "release", "fail-closing", "reload"} & set(offered)


# -- names, keyboard, views ----------------------------------------------------------------------


def names_of(part: QWidget) -> list[str]:
    return [button.accessibleName() for button in part.findChildren(QToolButton)
            if button.isVisible()]  # fmt: skip


@pytest.fixture
def replayed(opened, window: MainWindow, close_session) -> MainWindow:
    opened("plain-mail.msg")
    close_session()
    window.actions_["replay"].trigger()
    window.stage.replaying.hold()
    return window


def test_buttons_of_a_replay_say_what_they_do_to_a_replay(replayed) -> None:
    bar = replayed.findChild(QWidget, "replay-bar")
    assert names_of(bar) == ["To the first event", "One event back", "Run on", "One event on",
                             "To the last event", "End the replay"]  # fmt: skip
    replayed.actions_["teardown-pause"].trigger()
    assert names_of(bar)[2] == "Pause the replay"
    replayed.actions_["teardown-finish"].trigger()
    assert replayed.actions_["teardown-finish"].text() == "Finish closing"


def test_pause_says_what_it_does_while_a_teardown_is_held_and_after_it(two) -> None:
    assert names_of(two.tracked_dock.header)[0] == "Run on"
    two.closing.finish()
    assert two.actions_["teardown-pause"].text() == "Pause closing"


def test_the_mark_of_running_on_outlives_another_theme(two) -> None:
    pause, play = two.actions_["teardown-pause"], "play"
    two.actions_["theme"].trigger()
    wanted = icons.icon(two.theme, play).pixmap(16, 16).toImage()
    assert pause.icon().pixmap(16, 16).toImage() == wanted


def test_the_keyboard_stays_with_the_lifecycle_when_its_buttons_go(two) -> None:
    finish = two.tracked_dock.header.findChildren(QToolButton)[2]
    finish.setFocus()
    QTest.keyClick(finish, Qt.Key.Key_Space)
    assert two.closing.teardown is None
    assert two.tracked_dock.table.hasFocus()


def test_the_keyboard_stays_with_the_lifecycle_when_a_replay_ends(replayed) -> None:
    replayed.stage.replaying._bar.slider.setFocus()
    QTest.keyClick(replayed, Qt.Key.Key_F9)
    assert replayed.tracked_dock.table.hasFocus()


def words_are_whole(button: QToolButton) -> bool:
    worded = button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    return not worded or button.width() >= button.sizeHint().width()


@pytest.mark.parametrize("wide", [640, 760, 900, 1040, 1440])
@pytest.mark.parametrize("percent", [100, 200, 300])
def test_buttons_of_a_report_show_whole_words_or_none(
    opened, window: MainWindow, close_session, qtbot, wide: int, percent: int
) -> None:
    opened("plain-mail.msg")
    close_session()
    window.commands._set_text_size(percent)
    window.resize(wide, 700)
    qtbot.waitUntil(lambda: abs(window.width() - wide) < 400)
    QApplication.processEvents()
    header = window.presenter.session_page.report_header
    buttons = header.findChildren(QToolButton)
    assert all(map(words_are_whole, buttons))
    assert all(header.rect().contains(button.geometry()) for button in buttons)
    window.commands._set_text_size(100)


@pytest.mark.parametrize(("wide", "high", "percent"), [(640, 400, 100), (1024, 640, 200)])
def test_in_a_low_window_the_reason_gives_way_and_the_window_stays_as_it_is(
    window: MainWindow, opened, qtbot, wide: int, high: int, percent: int
) -> None:
    window.commands._set_text_size(percent)
    window.resize(wide, high)
    opened("nested-three-deep.msg")
    before = window.height()
    window.actions_["speed-step"].trigger()
    window.actions_["close-session"].trigger()
    QApplication.processEvents()
    dock = window.tracked_dock
    assert window.height() == before
    assert dock.note.height() <= max(dock.height() / 3, dock.note.fontMetrics().height() * 2)
    assert dock.note.text().endswith("…")
    assert dock.note.full_text() == dock.note.toolTip() == dock.note.accessibleName()
    window.closing.finish()
    window.commands._set_text_size(100)


def test_files_open_in_a_session_of_their_own_once_another_one_is_to_close(two, samples) -> None:
    closing = two.bench.tree.sessions()[1]
    assert two.closing.teardown.done == 0
    two.tree_dock.select(closing.children[0])
    assert enabled(two, "open-again", "reload") == []
    two.open_paths([str(samples / "task.msg")])
    two.bench.runner.drain()
    assert len(closing.children) == 2
    assert [len(node.children) for node in two.bench.tree.sessions()] == [1, 2, 1]
    assert two.node.session == two.bench.tree.sessions()[2].session


def test_no_way_is_offered_to_a_row_that_a_replay_does_not_have(replayed, opened) -> None:
    opened("task.msg")
    assert enabled(replayed, "show-tracked") == []
    replayed.stage.replaying.end()
    assert enabled(replayed, "show-tracked") == ["show-tracked"]


def test_nothing_leads_back_to_what_was_taken_off_the_window(opened, window, close_session) -> None:
    opened("plain-mail.msg", "attachments.msg")
    for node in window.bench.tree.sessions()[0].children:
        window.tree_dock.select(node)
    close_session()
    assert enabled(window, "back") == ["back"]
    window.actions_["remove"].trigger()
    assert enabled(window, "back", "forward") == []


def test_the_table_follows_a_replay(opened, window, close_session, samples, qtbot) -> None:
    opened("plain-mail.msg")
    for _ in range(40):
        window.bench.sessions[0].open_file(samples / "task.msg")
    close_session()
    window.actions_["replay"].trigger()
    window.stage.replaying.hold()
    window.stage.replaying.go(60)
    table = window.tracked_dock.table
    number = window.stage.replaying.recording.event.id
    row = window.tracked_dock.model.row_of(number)
    place = table.visualRect(table.proxy.mapFromSource(window.tracked_dock.model.index(row, 0)))
    assert table.viewport().rect().intersects(place)


def test_a_group_that_unfolds_by_a_key_stays_in_view_and_so_does_what_is_zoomed(
    opened, window, samples, qtbot
) -> None:
    opened("plain-mail.msg")
    for _ in range(300):
        window.bench.sessions[0].open_file(samples / "task.msg")
    window.bench.ledger.flush()
    canvas = window.story_dock.view("ownership").canvas

    def is_seen() -> bool:
        canvas.settle()
        item = canvas._items[canvas._current]
        where = canvas.mapFromScene(item.sceneBoundingRect()).boundingRect()
        return canvas.viewport().rect().intersects(where)

    canvas.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(canvas, key)
    assert canvas.current.is_group
    assert is_seen()
    for key in (Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Plus, Qt.Key.Key_Minus):
        QTest.keyClick(canvas, key)
        assert is_seen()


def test_the_captions_of_a_lecture_are_those_of_the_replay_and_its_keys_too(replayed) -> None:
    replayed.actions_["lecture"].trigger()
    bar = replayed.stage.lecture.bar
    replayed.stage.replaying.go(0)
    assert bar.said()[0] == "Nothing has been opened yet."
    assert {"F7: Run", "F9: End"} <= set(bar.keys.said())
    replayed.actions_["teardown-pause"].trigger()
    assert "F7: Pause" in bar.keys.said()
    replayed.stage.replaying.go(2)
    before = bar.said()
    replayed.actions_["new-session"].trigger()
    assert bar.said() == before
    replayed.actions_["teardown-finish"].trigger()
    assert bar.said()[0] == "Session 2 is open."
    replayed.actions_["lecture"].trigger()
