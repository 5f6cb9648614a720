"""Ways to what a window can show: from a row, a search hit, a source, or back in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.gui import ledger
from msginspector.gui.history import History
from msginspector.gui.ledger import Key
from msginspector.gui.tabs import PROPERTIES, SUMMARY

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.main_window import MainWindow
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.searching import Hit

ROW_KINDS: Final = (ledger.ATTACHMENT, ledger.MESSAGE, "recipient", "orphan")


class Ways:
    """Each selects a node in the tree of one window; what is not there any more changes nothing."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.history = History()

    def back_or_on(self, step: int) -> None:
        """Back (-1) or forward (+1) in the history of selections."""
        node = None
        while node is None and self.history.can_go(step):
            node = self._window.bench.tree.node_by_id(self.history.go(step))
        with self.history.paused():
            self._select(node)

    def forget_gone(self) -> None:
        """Something was taken off the tree: the history does not lead there any more."""
        tree = self._window.bench.tree
        self.history.keep(lambda number: tree.node_by_id(number) is not None)

    def to_hit(self, hit: Hit) -> None:
        """The object a search found something in, and the property that was found."""
        window = self._window
        found = self._select(self._find(hit.top, hit.kind, hit.path))
        if found and window.presenter.has_properties:
            window.page.show_tab(PROPERTIES)
            window.page.properties.select(hit.number)

    def to_tracked(self, number: int) -> bool:
        """A tracked object by its id, or the nearest one above it that the tree shows."""
        rows = self._window.bench.ledger.rows
        row, found = rows.get(number), False
        while row is not None and not found:
            found = self._select(self.node_of(row))
            row = rows.get(row.parent) if row.parent is not None else None
        return found

    def to_object(self, path: str) -> None:
        """An object of the message on show."""
        here = self._window.node
        if here is None:
            return
        found = (self._find(here.top, kind, path) for kind in ROW_KINDS)
        if self._select(next((node for node in found if node is not None), None)):
            self._window.tree_dock.view.setFocus()  # the row is gone with its table

    def to_property(self, path: str | None, tag: int) -> None:
        """A property of an object of the message on show, with 0 the object itself.

        None is the object on show.
        """
        window = self._window
        if path is not None and window.node is not None and window.node.owner_path != path:
            self.to_object(path)
        if tag:
            window.page.show_property(tag)
        else:
            window.page.show_tab(SUMMARY)

    def node_of(self, row: TrackedRow) -> Node | None:
        """The node of a tracked object, None where the tree has none."""
        if row.kind == ledger.SESSION:
            return self._window.bench.tree.session_node(row.id)
        return self._find(row.top, row.kind, row.path)

    def _find(self, top: int, kind: str, path: str) -> Node | None:
        return self._window.bench.tree.find(Key(top, kind, path))

    def _select(self, node: Node | None) -> bool:
        if node is not None:
            self._window.tree_dock.select(node)
        return node is not None
