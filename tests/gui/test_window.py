"""The window itself: what it offers empty, its docks and menus, what it remembers."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable

from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QMenu,
)

from msginspector.gui.layout import SIZE
from msginspector.gui.main_window import MainWindow
from msginspector.gui.views.empty_state import EmptyState
from msginspector.gui.workbench import Workbench


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


def test_the_docks_close_and_come_back(window: MainWindow) -> None:
    toggle = window.story_dock.toggleViewAction()
    toggle.trigger()
    assert not window.story_dock.isVisible()
    window.actions_["reset-layout"].trigger()
    assert window.story_dock.isVisible()


def test_reset_layout_puts_columns_and_splitters_back(opened) -> None:
    window = opened("plain-mail.msg")
    tab, tracked = window.page.properties, window.tracked_dock.table
    tables = (tab.table, tracked, window.story_dock.view("events").table)
    before = [[table.columnWidth(n) for n in range(3)] for table in tables]
    split = tab.splitter.sizes()
    for table in tables:
        table.setColumnWidth(1, 61)
        table.setColumnHidden(2, True)
    tab.table.horizontalHeader().moveSection(0, 3)
    tab.table.setColumnHidden(tab.model.column("names"), False)
    tab.splitter.setSizes([150, 500])
    window.actions_["reset-layout"].trigger()
    assert [[table.columnWidth(n) for n in range(3)] for table in tables] == before
    assert not any(table.isColumnHidden(2) for table in tables)
    assert tab.table.horizontalHeader().visualIndex(0) == 0
    assert tab.table.isColumnHidden(tab.model.column("names"))
    assert tab.splitter.sizes() == split


def test_columns_of_a_page_that_was_not_shown_yet_are_reset_too(
    qtbot, theme, settings, opened
) -> None:
    window = opened("plain-mail.msg")
    window.page.properties.table.setColumnWidth(0, 333)
    window.close()
    again = MainWindow(Workbench(), theme, settings)
    qtbot.addWidget(again)
    again.layout_.restore()
    again.actions_["reset-layout"].trigger()
    assert again.page.properties.table.columnWidth(0) != 333


def test_on_a_screen_smaller_than_designed_the_window_starts_maximised(
    qtbot, theme, settings
) -> None:
    made = MainWindow(Workbench(), theme, settings)
    qtbot.addWidget(made)
    assert made.screen().availableSize().width() < SIZE.width()
    made.layout_.fit_screen()
    assert made.isMaximized()


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


def test_the_status_bar_answers_which_file_how_large_and_how_much_is_open(
    opened, close_session
) -> None:
    window = opened("damaged.msg", "attachments.msg")
    name, _size, *rest = window.status.file.full_text().strip().split("  ·  ")
    assert (name, rest) == ("damaged.msg", ["read-only", "unchanged"])
    assert "2 messages" in window.status.totals.text()
    assert "finding" in window.status.totals.text()
    close_session()
    assert "0 messages" in window.status.totals.text()
    assert "finding" not in window.status.totals.text()


def test_the_status_bar_says_that_it_counts_what_the_badge_counts(opened) -> None:
    window = opened("damaged.msg")
    message = window.bench.tree.sessions()[0].children[0]
    grave = [one for one in window.bench.findings(message) if one.severity != "info"]
    assert len(grave) < len(window.bench.findings(message))
    assert f"{len(grave)} grave findings" in window.status.totals.text()


def test_the_status_bar_tells_findings_that_are_counted_after_the_last_event(
    opened, window, samples
) -> None:
    opened("plain-mail.msg")
    window.open_paths([str(samples / "damaged.msg")])
    window.bench.runner.drain()
    window.bench.ledger.flush()
    grave = window.bench.grave_findings
    assert grave
    window.bench.grave_findings = 0
    window.status.refresh(None)
    window.bench.grave_findings = grave
    window.bench.count_findings(window.bench.tree.sessions()[0].children[:1])
    window.bench.runner.drain()
    assert f"{grave} grave findings" in window.status.totals.text()


def test_the_checksum_of_a_file_is_that_of_its_bytes(opened, qtbot, samples) -> None:
    window = opened("attachments.msg")
    expected = hashlib.sha256((samples / "attachments.msg").read_bytes()).hexdigest()
    with qtbot.waitSignal(window.bench.checksums.done):
        window.actions_["checksum"].trigger()
    assert QApplication.clipboard().text() == expected
    assert f"SHA-256 {expected[:8]}…{expected[-8:]}" in window.status.file.full_text()


def test_a_file_that_went_away_has_no_checksum_and_the_window_says_why(
    window, qtbot, samples, tmp_path
) -> None:
    path = tmp_path / "gone.msg"
    shutil.copy(samples / "task.msg", path)
    with qtbot.waitSignal(window.bench.batch_done):
        window.open_paths([str(path)])
    path.write_bytes(b"something else")
    with qtbot.waitSignal(window.bench.problem):
        window.actions_["checksum"].trigger()
    assert "There is no checksum of" in window.message_bar.headline()


def test_columns_are_chosen_from_the_menu_of_a_row_where_keys_can_reach_it(opened) -> None:
    window = opened("attachments.msg")
    table = window.story_dock.view("events").table
    menu = window.menus.menu("", table)
    texts = [action.text() for action in menu.actions() if action.text()]
    assert texts == ["Copy rows", "Copy as", "Columns"]
    (columns,) = [action.menu() for action in menu.actions() if action.text() == "Columns"]
    session = next(action for action in columns.actions() if action.text() == "Session")
    assert table.isColumnHidden(table.source.column("session"))
    session.trigger()
    assert not table.isColumnHidden(table.source.column("session"))
    assert not columns.actions()[0].isEnabled()
