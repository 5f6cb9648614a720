"""Context menus: which of them a place opens, and the object its actions work on meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from msginspector.gui.presenter import SESSION_KINDS

if TYPE_CHECKING:
    from typing import TypeAlias

    from msginspector.gui.actions import Actions
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.views.storage_tree import StorageTree
    from msginspector.gui.views.tables import SortedTable
    from msginspector.gui.views.tree_panel import TreeDock

    Table: TypeAlias = SortedTable | StorageTree

MENU_KEYS: Final = "Shift+F10"
"""What opens context menus on keyboards without a menu key; Qt knows it on Windows only."""

KINDS: Final = {
    "session": ("session", "node"),
    "node": ("object", "node"),
    "tracked": ("object", "tracked"),
}
"""Places that have the actions of several context menus."""


class ContextMenus:
    """The context menus of one window, built from its action table.

    `update` is called when `target` has changed, before a menu asks which actions are enabled.
    """

    def __init__(self, actions: Actions, update: Callable[[], None], parent: QWidget) -> None:
        self.target: TrackedRow | None = None
        self._actions = actions
        self._update = update
        self._parent = parent
        self._menu: QMenu | None = None
        self._columns: QMenu | None = None
        self._formats: QMenu | None = None
        QShortcut(QKeySequence(MENU_KEYS), parent, ask_for_menu)

    def watch_tree(self, dock: TreeDock) -> None:
        """Sessions and objects in the tree have menus of their own."""
        dock.menu_wanted.connect(self._tree_menu)

    def watch_table(self, table: Table, kind: str = "") -> None:
        """The rows of a table have the menu of a kind, and can be copied; columns are chosen."""
        self._ask(table, lambda position: self._popup(position, kind, table))

    def watch_tracked(self, table: SortedTable, known: Callable[[int], TrackedRow | None]) -> None:
        """The rows of a table of tracked objects: the actions work on the row, not on the tree.

        They work on it as it is `known` now: a replay shows it as it was.
        """

        def menu(position: QPoint) -> None:
            shown: TrackedRow | None = table.current_object()  # type: ignore[assignment]
            self.ask_for(None if shown is None else known(shown.id), position, table)

        self._ask(table, menu)

    def ask_for(self, row: TrackedRow | None, position: QPoint, table: Table | None = None) -> None:
        """The menu of a tracked object at a place on the screen."""
        self.target = row
        self._update()
        self._popup(position, "tracked", table)
        self.target = None
        self._update()

    def _ask(self, table: Table, menu: Callable[[QPoint], None]) -> None:
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(
            lambda position: menu(table.viewport().mapToGlobal(position))
        )

    def _tree_menu(self, node: Node, position: QPoint) -> None:
        self._popup(position, "session" if node.kind in SESSION_KINDS else "node")

    def menu(self, kind: str, table: Table | None) -> QMenu:
        """The menu of a kind as it is now; for a table with the choice of its columns."""
        # One menu for good: Qt has no words for the actions of a deleted menu in any other one.
        menu = self._menu = self._menu or QMenu(self._parent)
        menu.clear()
        for made in (self._columns, self._formats):
            if made is not None:
                made.deleteLater()
        self._actions.context_menu(menu, *KINDS.get(kind, (kind,)))
        self._columns = self._formats = None
        if table is not None:
            self._columns = self._add_columns(menu, table)
        return menu

    def _popup(self, position: QPoint, kind: str, table: Table | None = None) -> None:
        menu = self.menu(kind, table)
        if menu.actions():
            menu.exec(position)

    def _add_columns(self, menu: QMenu, table: Table) -> QMenu:
        """The choice of columns is here as well as on the header, which no key leads to."""
        if not menu.actions():
            menu.addAction(_said("Copy rows"), table.copy)
        self._formats = table.fill_formats_menu(menu.addMenu(_said("Copy as")))
        menu.addSeparator()
        return table.fill_columns_menu(menu.addMenu(_said("Columns")))


def ask_for_menu() -> None:
    """Ask the widget that has the focus for its menu, as Qt does for the menu key."""
    widget = QApplication.focusWidget()
    if widget is not None:
        cursor = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        place = QRectF(cursor).center().toPoint()
        reason = QContextMenuEvent.Reason.Keyboard
        event = QContextMenuEvent(reason, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)


def _said(text: str) -> str:
    return QCoreApplication.translate("Menu", text)
