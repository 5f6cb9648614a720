"""The action table: what menus, toolbar and context menus are built from."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton

from msginspector.gui import icons
from msginspector.gui.actions import ACTIONS, TOOLBAR
from msginspector.gui.body_commands import BODY_COMMANDS
from msginspector.gui.byte_commands import BYTE_COMMANDS
from msginspector.gui.commands import Commands
from msginspector.gui.main_window import MainWindow
from msginspector.gui.theme import Theme
from msginspector.gui.views.shortcuts import ShortcutsDialog
from tests.conftest import ROOT

FACTS = {
    "", "can_close_session", "is_closed", "has_report", "can_replay", "is_open_object",
    "can_open_again", "can_reload",
    "has_object", "has_rows", "has_property", "has_properties", "has_file", "can_go_back",
    "has_pins", "has_attachment", "can_go_forward", "has_samples", "has_session", "has_tracked",
    "is_tracked", "is_playing", "is_replaying", "is_in_session",
    "has_lesson", "has_next_line",
}  # fmt: skip


def test_every_action_has_its_own_id() -> None:
    ids = [spec.id for spec in ACTIONS]
    assert sorted(set(ids)) == sorted(ids)


def test_no_two_actions_share_a_shortcut(qapp) -> None:
    used = [
        keys.toString()
        for spec in ACTIONS
        if spec.shortcut
        for keys in QKeySequence.listFromString(spec.shortcut)
    ]
    assert all(used)
    assert sorted(set(used)) == sorted(used)


@pytest.mark.parametrize("spec", ACTIONS, ids=lambda spec: spec.id)
def test_every_action_has_an_icon_a_tip_a_handler_and_a_known_condition(spec) -> None:
    assert spec.icon in icons.NAMES
    assert spec.tip
    assert callable(getattr(Commands, spec.handler))
    assert spec.when in FACTS


def test_every_action_of_the_toolbar_is_in_the_table() -> None:
    ids = {spec.id for spec in ACTIONS}
    assert {name for name in TOOLBAR if name not in ("", "*")} <= ids


def test_every_action_stands_in_a_menu(window: MainWindow) -> None:
    in_menus = {
        action.objectName()
        for menu in window.menuBar().findChildren(QMenu)
        for action in menu.actions()
    }
    assert {spec.id for spec in ACTIONS} <= in_menus


def test_only_close_session_is_red(window: MainWindow) -> None:
    bar = window.findChild(QToolBar, "toolbar")
    names = [button.objectName() for button in bar.findChildren(QToolButton)]
    assert names.count("close-session") == 1


def test_nothing_can_be_closed_or_released_before_something_is_open(window: MainWindow) -> None:
    for name in ("close-session", "release", "open-again", "back", "copy-report"):
        assert not window.actions_[name].isEnabled(), name
    for name in ("open", "open-folder", "new-session", "theme"):
        assert window.actions_[name].isEnabled(), name


def test_a_context_menu_offers_only_what_can_be_done_now(opened) -> None:
    window = opened("plain-mail.msg")
    menu = window.actions_.context_menu(QMenu(window), "object")
    offered = {action.objectName() for action in menu.actions() if action.objectName()}
    assert offered == {"open-again", "release", "reload", "checksum", "copy-path",
                       "fail-closing"}  # fmt: skip


def test_the_page_of_keys_lists_every_action_and_finds_one_by_its_keys(window) -> None:
    window.actions_["shortcuts"].trigger()
    dialog = window.findChild(ShortcutsDialog)
    tips = [one.tip for one in (*ACTIONS, *BODY_COMMANDS, *BYTE_COMMANDS)]
    assert [line.tip for line in dialog.list.table.source.rows] == tips
    dialog.list.filter.setText("ctrl+w")
    assert dialog.list.table.proxy.index(0, 0).data() == "Close session"
    dialog.close()


def test_the_guide_of_the_window_names_every_key() -> None:
    guide = (ROOT / "docs" / "window.md").read_text(encoding="utf-8")
    missing = [
        spec.id
        for spec in ACTIONS
        if spec.shortcut
        and f"| {spec.text.rstrip('…')} | `{spec.shortcut.split('; ')[0]}` |" not in guide
    ]
    assert missing == []


def test_what_is_checked_is_framed_in_its_menu(window: MainWindow, theme: Theme) -> None:
    actions = [window.actions_[name] for name in ("speed-full", "speed-slow", "speed-step")]
    menus = window.menuBar().findChildren(QMenu)
    menu = next(menu for menu in menus if actions[0] in menu.actions())
    menu.aboutToShow.emit()  # icons come with the menu
    frame = theme.color("accent").rgb()

    def framed() -> list[bool]:
        picture = menu.grab().toImage()
        rows = [picture.copy(menu.actionGeometry(action)) for action in actions]
        return [
            any(row.pixel(x, y) == frame for x in range(40) for y in range(row.height()))
            for row in rows
        ]

    assert framed() == [True, False, False]
    actions[1].trigger()
    assert framed() == [False, True, False]
