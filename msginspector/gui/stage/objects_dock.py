"""The lifecycle dock: every tracked object; while a session closes, the teardown's controls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from msginspector.gui import texts
from msginspector.gui.models.tracked import TrackedModel
from msginspector.gui.views.panel_dock import PanelDock
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.theme import Theme
    from msginspector.gui.workers import Teardown


_said = QCoreApplication.translate  # titles are said before there is an object to ask


class TrackedDock(PanelDock):
    """Every tracked object with its state; while a session closes, the teardown's controls."""

    def __init__(self, colors: Theme, controls: Iterable[QAction], parent: QWidget) -> None:
        super().__init__("dock-tracked", _said("TrackedDock", "Lifecycle"), parent)
        self.model = TrackedModel(self)
        self.table = SortedTable(self.tr("Tracked objects"), self.model, colors, self)
        self.table.dress(hidden=("path",))
        self.table.setMinimumHeight(1)  # a dock gives way to the page
        self.column.addWidget(self.table)
        self._controls = self.header.add_actions(controls, words=True)
        self._teardown: Teardown | None = None
        self._facts: tuple[str, ...] = ()
        self._show_controls(False)

    def merge(self, rows: Sequence[TrackedRow]) -> None:
        """Take in rows that are new or have changed."""
        self.model.merge(rows)

    def set_facts(self, objects: int, references: int, handles: int) -> None:
        """The header while nothing closes."""
        self._facts = (
            self.tr("Lifecycle"),
            texts.count(objects, "object"),
            texts.count(references, "reference"),
            texts.count(handles, "file handle"),
        )
        if self._teardown is None:
            self.header.set_facts(*self._facts)

    def show_teardown(self, teardown: Teardown | None) -> None:
        """The header while a session closes; None for nothing closes."""
        self._teardown = teardown
        self._show_controls(teardown is not None)
        if teardown is None:
            self.header.set_facts(*self._facts)
            return
        self.header.set_facts(
            self.tr("Closing {0}").format(teardown.session.label),
            self.tr("{0} of {1}").format(teardown.done, teardown.total),
            "" if teardown.running or not teardown.done else self.tr("held"),
        )

    def follow(self, number: int) -> None:
        """Bring the row of an object into view."""
        row = self.model.row_of(number)
        if row is not None:
            index = self.table.proxy.mapFromSource(self.model.index(row, 0))
            self.table.scrollTo(index)

    def _show_controls(self, on: bool) -> None:
        for button in self._controls:
            button.setVisible(on)
