"""The window on real messages: opening, selecting, releasing, filtering, failing calmly."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
)

from msginspector.gui import ledger
from msginspector.gui.main_window import MainWindow
from msginspector.gui.opening import message_files
from msginspector.gui.views.empty_state import EmptyState
from msginspector.gui.views.recent_menu import RecentMenu
from msginspector.gui.workbench import Workbench


def tracked(window: MainWindow) -> list[tuple[str, str, str, int]]:
    """Kind, path, state and references of everything tracked but the session and its storages."""
    return [
        (row.kind, row.path, row.state, row.references)
        for row in window.bench.ledger.rows.values()
        if row.kind not in ("session", "storage")
    ]


def drop(window: MainWindow, *paths: Path) -> QDropEvent:
    """A drop of files on the middle of the window, entering first as a real one does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = window.rect().center()
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, _NO_KEYS
    enter = QDragEnterEvent(place, copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(place), copy, data, left, none)
    QApplication.sendEvent(window, event)
    return event


_NO_KEYS = Qt.KeyboardModifier.NoModifier


# -- before anything is open -----------------------------------------------------------------


def test_an_empty_window_says_what_to_do(window: MainWindow) -> None:
    empty = window.findChild(EmptyState)
    assert empty.isVisible()
    texts = [button.text() for button in empty.findChildren(QAbstractButton) if button.isVisible()]
    assert texts == ["Open…", "Open folder…", "Open samples"]


def test_a_new_session_is_selected_and_can_be_closed_empty(window, close_session) -> None:
    window.actions_["new-session"].trigger()
    assert window.node.label == "Session 1"
    close_session()
    assert window.presenter.session_page.report_header.text().startswith("Session 1 closed")


# -- opening ---------------------------------------------------------------------------------


def test_files_open_in_one_session_and_the_first_is_shown(opened) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    (session,) = window.bench.tree.sessions()
    assert [node.label for node in session.children] == ["RE: Export stops at item 1,204",
                                                         "Carla Nunes"]  # fmt: skip
    assert window.node is session.children[0]
    assert window.page.card.title.full_text() == "RE: Export stops at item 1,204"
    assert window.page.properties.model.rowCount() > 30


def test_later_files_go_to_the_open_session(opened) -> None:
    opened("plain-mail.msg")
    window = opened("contact.msg")
    assert len(window.bench.tree.sessions()) == 1


def test_a_file_already_there_is_selected_and_not_opened_again(opened) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    before = len(window.bench.ledger.rows)
    opened("contact.msg")
    assert len(window.bench.ledger.rows) == before
    assert window.node.label == "Carla Nunes"


def test_after_closing_files_go_to_a_new_session(opened, close_session) -> None:
    opened("plain-mail.msg")
    close_session()
    window = opened("contact.msg")
    assert [node.label for node in window.bench.tree.sessions()] == ["Session 1", "Session 2"]


def test_a_folder_is_searched_for_messages_at_any_depth(tmp_path: Path, samples: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("b.msg", "deep/A.MSG", "deep/er/c.oft", "deep/notes.txt"):
        shutil.copy(samples / "plain-mail.msg", tmp_path / name)
    found = [Path(path).relative_to(tmp_path).as_posix() for path in message_files([tmp_path])]
    assert found == ["b.msg", "deep/A.MSG", "deep/er/c.oft"]


def test_a_drop_of_files_and_a_folder_opens_them(window, qtbot, samples, tmp_path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    shutil.copy(samples / "task.msg", folder / "task.msg")
    with qtbot.waitSignal(window.bench.batch_done):
        event = drop(window, samples / "plain-mail.msg", samples / "contact.msg", folder)
    assert event.isAccepted()
    assert len(window.bench.tree.messages(window.bench.tree.sessions()[0].session)) == 3


def test_a_drop_of_a_web_address_is_refused(window: MainWindow) -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://contoso.example/a.msg")])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, _NO_KEYS)  # fmt: skip
    QApplication.sendEvent(window, event)
    assert not event.isAccepted()


def test_while_files_are_over_the_window_it_says_where_they_will_go(window, samples) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(samples / "task.msg"))])
    event = QDragEnterEvent(QPoint(9, 9), Qt.DropAction.CopyAction, data,
                            Qt.MouseButton.LeftButton, _NO_KEYS)  # fmt: skip
    QApplication.sendEvent(window, event)
    assert window._drop_hint.isVisible()
    assert "a new session" in window._drop_hint._text


def test_without_a_session_a_message_stands_under_no_session(window, qtbot, samples) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.bench.open_paths([str(samples / "plain-mail.msg")], None)
    (group,) = window.bench.tree.sessions()
    assert group.label == "No session"
    assert tracked(window) == [("message", "/", "open", 1)]


def test_opened_files_are_remembered_as_recent(opened, samples: Path) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    assert window.settings.strings("recent") == [
        str(samples / "contact.msg"), str(samples / "plain-mail.msg"),
    ]  # fmt: skip


def test_recent_files_stand_in_their_menu_and_open_from_it(opened, qtbot, close_session) -> None:
    window = opened("plain-mail.msg", "contact.msg")
    close_session()
    menu = window.findChild(RecentMenu)
    menu.fill()
    assert [action.text() for action in menu.actions()] == ["contact.msg", "plain-mail.msg"]
    with qtbot.waitSignal(window.bench.batch_done):
        menu.actions()[0].trigger()
    assert window.node.label == "Carla Nunes"


# -- failing calmly --------------------------------------------------------------------------


@pytest.fixture
def bad_files(tmp_path: Path) -> list[Path]:
    contents = {"empty.msg": b"", "text.msg": b"hello there\n", "mail.eml": b"From: a@b.example\n"}
    for name, data in contents.items():
        (tmp_path / name).write_bytes(data)
    return [*(tmp_path / name for name in contents), tmp_path / "gone.msg"]


def test_what_is_no_message_is_told_in_one_bar_and_the_rest_opens(
    window, qtbot, samples, bad_files
) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([*map(str, bad_files), str(samples / "plain-mail.msg")])
    bar = window.message_bar
    assert bar.isVisible()
    assert [problem.code for problem in bar.problems] == [
        "MSG0905", "MSG0906", "MSG0907", "MSG0901",
    ]  # fmt: skip
    assert bar.headline() == "“empty.msg” was not opened, and 3 other problems"
    assert len(window.bench.tree.sessions()[0].children) == 1
    assert "Traceback" not in bar.details()


def test_every_problem_says_what_where_why_and_what_now(window, qtbot, bad_files) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path) for path in bad_files])
    for problem in window.message_bar.problems:
        assert problem.what
        assert problem.where
        assert problem.why.endswith(".")
        assert problem.hint.endswith(".")


def test_copy_details_puts_every_problem_on_the_clipboard(window, qtbot, bad_files) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path) for path in bad_files])
    window.message_bar.copy_details()
    text = QGuiApplication.clipboard().text()
    assert all(str(path) in text for path in bad_files)


def test_dismissing_the_bar_forgets_the_problems(window, qtbot, bad_files) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(bad_files[0])])
    window.message_bar.dismiss()
    assert not window.message_bar.isVisible()
    assert window.message_bar.problems == ()


def test_an_empty_folder_is_told_too(window, qtbot, tmp_path) -> None:
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(tmp_path)])
    assert window.message_bar.explanation().startswith("There is no .msg or .oft file there.")


def test_a_file_deleted_after_opening_is_told_and_nothing_breaks(
    window, qtbot, samples, tmp_path
) -> None:
    copies = [tmp_path / f"{number}.msg" for number in range(20)]
    for copy in copies:
        shutil.copy(samples / "plain-mail.msg", copy)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(copy) for copy in copies])
    qtbot.waitUntil(lambda: not window.bench.runner.busy)
    for copy in copies:
        copy.unlink()
    for node in window.bench.tree.sessions()[0].children:
        window.tree_dock.select(node)
    assert window.grab().width() > 0


# -- selecting -------------------------------------------------------------------------------


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
    table = window.page.lists["attachments"]
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
    place = window.page.tabs.indexOf(window.page.findings)
    assert window.page.tabs.isTabVisible(place)
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
    table = window.page.lists["attachments"]
    table.activated.emit(table.proxy.index(1, 0))
    assert window.node.path == "/attachments/1"


def test_a_tracked_object_leads_to_its_place_in_the_tree(opened, node_at) -> None:
    window = opened("attachments.msg", "contact.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    number = window.bench.tracked(window.node).id
    window.tree_dock.select(window.bench.tree.sessions()[0])
    window.bench.ledger.flush()
    window.tracked_dock.chosen.emit(number)
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
    window.page.lists["attachments"].viewport().repaint()
    window.tree_dock.select(window.bench.tree.sessions()[0].children[0])
    tab = window.page.properties
    for number in range(tab.model.rowCount()):
        tab.select(number)
    assert window.grab().width() > 0


# -- releasing -------------------------------------------------------------------------------


def test_open_again_and_release_count_references(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["open-again"].trigger()
    assert tracked(window)[-1] == ("attachment", "/attachments/0", "open", 2)
    window.actions_["release"].trigger()
    assert tracked(window)[-1] == ("attachment", "/attachments/0", "open", 1)
    assert window.page.properties.model.rowCount() > 0


def test_the_last_release_blanks_the_values_and_says_why(opened, node_at) -> None:
    window = opened("attachments.msg")
    window.tree_dock.select(node_at("attachment", "/attachments/0"))
    window.actions_["release"].trigger()
    tab = window.page.properties
    assert tab.model.rowCount() == 0
    assert tab.value.hex.size_in_bytes == 0
    assert tab.value.text.toPlainText() == ""
    assert "was released" in window.page.note.text()
    assert not window.actions_["release"].isEnabled()


def test_an_open_attachment_outlives_the_release_of_its_message(opened, node_at) -> None:
    window = opened("attachments.msg")
    message, attachment = node_at("message", "/"), node_at("attachment", "/attachments/0")
    window.tree_dock.select(attachment)
    window.bench.release(message)
    assert window.page.properties.model.rowCount() > 0
    assert window.page.properties.value.hex.size_in_bytes > 0
    window.tree_dock.select(message)
    assert "was released" in window.page.note.text()
    window.tree_dock.select(attachment)
    assert window.page.properties.model.rowCount() > 0


def test_selecting_a_released_object_again_opens_a_new_one(opened, node_at) -> None:
    window = opened("attachments.msg")
    attachment = node_at("attachment", "/attachments/0")
    window.tree_dock.select(attachment)
    window.actions_["release"].trigger()
    window.tree_dock.select(node_at("message", "/"))
    window.tree_dock.select(attachment)
    assert [row[1:] for row in tracked(window)[1:]] == [
        ("/attachments/0", "released", 0), ("/attachments/0", "open", 1),
    ]  # fmt: skip
    assert window.page.properties.model.rowCount() > 0


def test_reload_releases_a_message_and_opens_its_file_anew(
    window, qtbot, samples, tmp_path
) -> None:
    path = tmp_path / "mail.msg"
    shutil.copy(samples / "plain-mail.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path)])
    shutil.copy(samples / "contact.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.actions_["reload"].trigger()
    assert [row[2] for row in tracked(window)] == ["released", "open"]
    assert window.node.label == "Carla Nunes"
    assert window.page.card.title.full_text() == "Carla Nunes"


def test_a_changed_file_is_told_in_the_status_bar_and_among_the_findings(
    window, qtbot, samples, tmp_path
) -> None:
    path = tmp_path / "mail.msg"
    shutil.copy(samples / "plain-mail.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path)])
    qtbot.waitUntil(lambda: not window.bench.runner.busy)
    assert window.status.file.full_text().endswith("unchanged")
    with path.open("ab") as file:
        file.write(bytes(512))
    window.tree_dock.select(window.bench.tree.sessions()[0])
    window.tree_dock.select(window.bench.tree.sessions()[0].children[0])
    assert "unchanged" not in window.status.file.full_text()


# -- people who do not see or do not use a mouse ---------------------------------------------


def test_every_control_has_an_accessible_name(opened) -> None:
    window = opened("plain-mail.msg", "damaged.msg")
    kinds = (QAbstractButton, QLineEdit, QAbstractItemView, QPlainTextEdit, QTabWidget)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for kind in kinds
        for widget in window.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)())
        and not widget.objectName().startswith("qt_")
        and not _belongs_to_qt(widget)
    ]
    assert nameless == []


def _belongs_to_qt(widget: object) -> bool:
    """Headers, scroll buttons and clear buttons are named by their owners."""
    name = type(widget).__name__
    if name in ("QHeaderView", "QTableCornerButton", "QLineEditIconButton", "QAbstractButton"):
        return True
    homes = ("QTabBar", "QLineEdit", "QToolBar", "QMenuBar")
    return isinstance(widget, QToolButton) and type(widget.parent()).__name__ in homes


def test_the_tree_is_walked_with_the_keyboard(opened, qtbot) -> None:
    window = opened("plain-mail.msg")
    view = window.tree_dock.view
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(view, key)
    assert window.node.path.startswith("/recipients")


def test_the_docks_close_and_come_back(window: MainWindow) -> None:
    toggle = window.events_dock.toggleViewAction()
    toggle.trigger()
    assert not window.events_dock.isVisible()
    window.actions_["reset-layout"].trigger()
    assert window.events_dock.isVisible()


def test_every_menu_can_be_shown(window: MainWindow) -> None:
    menus = window.menuBar().findChildren(QMenu)
    assert {menu.title() for menu in menus} >= {"&File", "&Session", "&Object", "&View", "&Help"}
    assert all(menu.actions() for menu in menus)


def test_place_and_columns_come_back_the_next_time(qtbot, theme, settings, window) -> None:
    table = window.page.properties.table
    table.setColumnWidth(0, 333)
    window.resize(780, 560)
    window.close()
    again = MainWindow(Workbench(), theme, settings)
    qtbot.addWidget(again)
    again.layout_.restore()
    assert again.page.properties.table.columnWidth(0) == 333
    assert again.size() == window.size()


def test_nothing_is_kept_open_after_the_window_is_closed(opened: Callable[..., MainWindow]) -> None:
    window = opened("plain-mail.msg")
    window.close()
    assert window.bench.workspace.pool.open_handles == 0
    assert all(session.closed for session in window.bench.workspace.sessions)
