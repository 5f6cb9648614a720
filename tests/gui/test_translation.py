"""Every text of ours goes through Qt's translation: headers, actions, menus, titles, badges."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTranslator
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QLineEdit, QMenu, QTabWidget

from msginspector.gui.roles import Role
from msginspector.gui.views.tables import SortedTable


class Marker(QTranslator):
    """A language in which every text stands in guillemets."""

    def translate(self, context: str, text: str, note: str | None = None, n: int = -1) -> str:
        return f"«{text}»"

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def foreign(qapp) -> Iterator[None]:
    marker = Marker()
    QCoreApplication.installTranslator(marker)
    yield
    QCoreApplication.removeTranslator(marker)


@pytest.fixture
def translated(foreign, window, opened, node_at):
    """A window that was built in the foreign language."""
    opened("attachments.msg")
    window.tree_dock.select(node_at("attachment_table", "/attachments"))
    window.tree_dock.select(window.bench.tree.sessions()[0])
    return window


def plain(texts: list[str]) -> list[str]:
    """Those with letters that did not go through translation."""
    return [text for text in texts if any(map(str.isalpha, text)) and "«" not in text]


def test_column_headers_are_translated(translated) -> None:
    headers = [
        table.model().headerData(number, Qt.Orientation.Horizontal)
        for table in translated.findChildren(SortedTable)
        for number in range(table.model().columnCount())
    ]
    assert len(headers) > 40
    assert plain(headers) == []


def test_actions_and_menus_are_translated(translated) -> None:
    ids = [action for action in translated.findChildren(QMenu) if action.title()]
    assert plain([menu.title() for menu in ids]) == []
    actions = [translated.actions_[spec] for spec in translated.actions_._specs]
    said = [action.text() for action in actions]
    said += [action.iconText() for action in actions] + [action.statusTip() for action in actions]
    assert plain(said) == []


def test_titles_tabs_buttons_and_invitations_are_translated(translated) -> None:
    said = [dock.windowTitle() for dock in translated.findChildren(QDockWidget)]
    said += [dock.header.text() for dock in translated.findChildren(QDockWidget)]
    for tabs in translated.findChildren(QTabWidget):
        said += [tabs.tabText(number) for number in range(tabs.count())]
    said += [line.placeholderText() for line in translated.findChildren(QLineEdit)]
    said += [
        button.text()
        for button in translated.findChildren(QAbstractButton)
        if button.isVisible() and not button.objectName().startswith("qt_")
    ]
    assert plain(said) == []


def test_groups_and_badges_of_the_tree_are_translated(translated, close_session) -> None:
    tree = translated.bench.tree
    session = tree.sessions()[0]
    groups = [node.label for node in session.children[0].children]
    assert len(groups) == 4
    assert plain(groups) == []

    def badges() -> list[str]:
        return [text for text, _tone in tree.index_of(session).data(Role.BADGES)]

    assert plain(badges()) == []
    translated.actions_["close-session"].trigger()
    translated.actions_["teardown-step"].trigger()
    assert plain(badges()) == []
    translated.actions_["teardown-finish"].trigger()
