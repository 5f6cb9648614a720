"""The lifecycle docks: tracked objects (with the controls of a teardown) and the event log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDockWidget, QVBoxLayout, QWidget

from msginspector.gui import texts
from msginspector.gui.models.events import EventsModel
from msginspector.gui.models.tracked import TrackedModel
from msginspector.gui.views.chrome import PanelHeader
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.theme import Theme
    from msginspector.gui.workers import Teardown
    from msginspector.session import Event


_said = QCoreApplication.translate  # titles are said before there is an object to ask


class PanelDock(QDockWidget):
    """A dock whose title bar is a panel header, so that it can be dragged by its title."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.header = PanelHeader(title, self)
        self.setTitleBarWidget(self.header)
        body = QWidget(self)
        body.setObjectName("dock-body")
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.setWidget(body)
        self._close = QAction(self.tr("Hide {0}").format(title), self)
        self._close.triggered.connect(self.hide)


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


class EventsDock(PanelDock):
    """The event log."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__("dock-events", _said("EventsDock", "Events"), parent)
        self.model = EventsModel(self)
        self.table = SortedTable(self.tr("Event log"), self.model, colors, self)
        self.table.dress(hidden=("references", "session", "path"))
        self.table.setMinimumHeight(1)  # a dock gives way to the page
        self.column.addWidget(self.table)

    def add(self, events: Sequence[Event]) -> None:
        """Append events; the log follows its end unless a reader has scrolled away."""
        bar = self.table.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        self.model.add(events)
        dropped = self.model.dropped
        self.header.set_facts(
            self.tr("Events"),
            texts.count(len(self.model.rows), "event"),
            self.tr("{0} older ones dropped").format(texts.grouped(dropped)) if dropped else "",
        )
        if at_end:
            self.table.scrollToBottom()
