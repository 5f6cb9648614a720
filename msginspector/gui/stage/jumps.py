"""From an object in the tree to its row in the lifecycle, and from any row of it to the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from msginspector.gui.ledger import SESSION

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.main_window import MainWindow


class Jumps:
    """The two ways between the tree and the docks of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def row(self) -> TrackedRow | None:
        """The tracked object of the selected node: its own, else that of what it belongs to."""
        node, bench = self._window.node, self._window.bench
        if node is None:
            return None
        if node.kind == SESSION:
            return bench.ledger.rows.get(node.top)
        return bench.tracked(node) or bench.owner(node)

    def has_row(self) -> bool:
        """The selected node has a row that can be shown: a replay has those of one session."""
        row = self.row()
        return row is not None and self._window.stage.objects.model.has(row.id)

    def to_row(self) -> None:
        """Show the row of the selected node, with the keyboard on it."""
        row, objects = self.row(), self._window.stage.objects
        if row is not None:
            objects.show()
            objects.raise_()
            if objects.select(row.id):
                objects.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def pointed(self) -> int | None:
        """The object of the row that a menu is open for, or that the keyboard is on."""
        window = self._window
        if window.menus.target is not None:
            return window.menus.target.id
        focus, story = QApplication.focusWidget(), window.stage.story
        if focus is not None and story.isAncestorOf(focus):
            return story.pointed()
        row = window.stage.objects.table.current_object()
        return None if row is None else row.id  # type: ignore[attr-defined]

    def to_tree(self) -> None:
        """Select the node of that object, with the keyboard in the tree."""
        number = self.pointed()
        if number is not None and self._window.ways.to_tracked(number):
            self._window.tree_dock.show()
            self._window.tree_dock.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
