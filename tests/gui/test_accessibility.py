"""For people who do not see the window or do not use a mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QTabWidget,
    QToolButton,
)


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
