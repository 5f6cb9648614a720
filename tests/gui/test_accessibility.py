"""For people who do not see the window or do not use a mouse."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
    QWidget,
)

from msginspector.gui import context_menus


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


def test_a_context_menu_says_what_it_offers_each_time_it_comes_up(
    opened, node_at, monkeypatch
) -> None:
    window = opened("plain-mail.msg")
    message = node_at("message", "/")
    said: list[list[str]] = []

    class Menu(QMenu):
        def exec(self, _place: QPoint) -> None:
            said.append(spoken(self))

    monkeypatch.setattr(context_menus, "QMenu", Menu)
    for _ in range(2):
        window.tree_dock.menu_wanted.emit(message, QPoint(40, 40))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert said[0] == said[1]
    assert "Open again (+1)" in said[0]


def spoken(widget: QWidget) -> list[str]:
    """The names of the parts of a widget; those that are dead are left out."""
    seen = QAccessible.queryAccessibleInterface(widget)
    parts = [seen.child(number) for number in range(seen.childCount())]
    return [part.text(QAccessible.Text.Name) for part in parts if part and part.isValid()]
