"""What the window does as files open: shows the first at once, remembers and checks them all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.settings import Settings
    from msginspector.gui.views.tree_panel import TreeDock
    from msginspector.gui.workbench import Workbench

COUNT_FINDINGS_UP_TO: Final = 500  # messages a batch counts findings for unasked


class Arrivals(QObject):
    """Follows the opening of files. `nothing_came` is called when a batch had no message."""

    batch_over = Signal()

    def __init__(
        self,
        bench: Workbench,
        tree: TreeDock,
        settings: Settings,
        nothing_came: Callable[[], None],
    ) -> None:
        super().__init__(tree)
        self._bench = bench
        self._tree = tree
        self._settings = settings
        self._nothing_came = nothing_came
        self._asked: set[str] = set()
        self._shown = False  # the first of the batch has been; a reader may be elsewhere by now
        bench.opened.connect(self._opened)
        bench.batch_done.connect(self._batch_done)

    def expect(self, paths: Sequence[str]) -> None:
        """Somebody asked for these: folders are remembered, and files once they are open.

        The files in a folder are not: they would leave no room for anything else.
        """
        for path in paths:
            if os.path.isdir(path):
                self._settings.add_recent(path)
            else:
                self._asked.add(path)

    def _opened(self, nodes: Sequence[Node]) -> None:
        for parent in {node.parent for node in nodes if node.parent is not None}:
            if len(parent.children or ()) == len(nodes):
                self._tree.expand(parent)
        if not self._shown and nodes:
            self._show(nodes[0])
        rows = [self._bench.ledger.rows.get(node.top) for node in nodes if self._asked]
        found = [row.file for row in rows if row is not None and row.file in self._asked]
        if found:
            self._asked.difference_update(found)
            self._settings.add_recent(*found)

    def _show(self, node: Node) -> None:
        self._shown = True
        # In this order, so that the rows of the tree are laid out once.
        self._bench.tree.list_children(node)
        self._tree.expand(node)
        self._tree.select(node)

    def _batch_done(self, first: Node | None, _failed: int) -> None:
        if first is None:
            self._nothing_came()
        else:
            if not self._shown:  # it was there already
                self._show(first)
            messages = self._bench.tree.messages(first.session)
            if len(messages) <= COUNT_FINDINGS_UP_TO:
                self._bench.count_findings(messages)
        self._shown = False
        self.batch_over.emit()
