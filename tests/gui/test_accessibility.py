"""For people who do not see the window or do not use a mouse."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QItemSelectionModel, QPoint, Qt
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
from msginspector.gui.views.chrome import Chip


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
    """Headers and scroll buttons are named by their owners."""
    name = type(widget).__name__
    if name in ("QHeaderView", "QTableCornerButton", "QAbstractButton"):
        return True
    homes = ("QTabBar", "QToolBar", "QMenuBar")
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


def test_what_assistive_technology_selects_is_shown(opened, node_at, qtbot) -> None:
    """It selects rows without making them current, and the window shows what is current."""
    window = opened("attachments.msg")
    tab = window.page.properties
    select = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    window.page.show_tab("properties")
    tab.table.selectionModel().select(tab.table.model().index(1, 0), select)
    qtbot.waitUntil(lambda: tab.value.text.toPlainText() == "Papers for delivery 20417")
    table = node_at("attachment_table", "/attachments")
    tree = window.tree_dock.view
    tree.selectionModel().select(tree.model().index_of(table), select)
    qtbot.waitUntil(lambda: window.node is table)


def test_several_rows_can_be_selected_without_the_mouse(opened, qtbot) -> None:
    window = opened("attachments.msg")
    window.page.show_tab("properties")
    table = window.page.properties.table
    for _ in range(2):
        qtbot.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyRelease(table, Qt.Key.Key_Shift)  # else Qt takes it for held in the tests to come
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0, 1, 2]
    assert table.currentIndex().row() == 2


def test_what_paints_itself_says_what_it_is(opened) -> None:
    window = opened("attachments.msg")
    window.page.show_tab("properties")
    window.page.properties.select(0)
    value = window.page.properties.value
    seen = QAccessible.queryAccessibleInterface(value.hex)
    assert seen.role() == QAccessible.Role.Document
    assert seen.text(QAccessible.Text.Name) == "Bytes of the value"
    assert seen.text(QAccessible.Text.Description).startswith("00000000  49 00 50 00 4D 00")
    chips = window.page.findChildren(Chip)
    told = [QAccessible.queryAccessibleInterface(chip) for chip in chips]
    assert {one.role() for one in told} == {QAccessible.Role.StaticText}
    assert "IPM.Note" in [one.text(QAccessible.Text.Name) for one in told]
