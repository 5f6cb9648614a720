"""The lifecycle dock: every tracked object; while a session closes, the teardown's controls."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from msginspector.gui import texts
from msginspector.gui.models.tracked import HIDDEN, TrackedModel
from msginspector.gui.stage.note_line import NoteLine
from msginspector.gui.stage.sift_row import SiftRow
from msginspector.gui.views.panel_dock import PanelDock
from msginspector.gui.views.tables import SortedTable
from msginspector.gui.workers import Ticker

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.stage.teardown import Teardown
    from msginspector.gui.theme import Theme

NOTE_SHARE: Final = 3  # a third of the height of the dock, at most, is for the note

_said = QCoreApplication.translate  # titles are said before there is an object to ask


class TrackedDock(PanelDock):
    """Every tracked object with its state; while a session closes, the teardown's controls."""

    def __init__(self, colors: Theme, controls: Iterable[QAction], parent: QWidget) -> None:
        super().__init__("dock-tracked", _said("TrackedDock", "Lifecycle"), parent)
        self.model = TrackedModel(self)
        self.table = SortedTable(self.tr("Tracked objects"), self.model, colors, self)
        self.table.dress(hidden=HIDDEN)
        self.table.setMinimumHeight(1)  # a dock gives way to the page
        self.note = NoteLine(self)
        self.column.addWidget(self.note)
        self.sift = SiftRow((self.tr("object"), self.tr("objects")), self.table, self.model, self)
        self.column.addWidget(self.sift)
        self.column.addWidget(self.table)
        self._ages = Ticker(self._repaint_ages, self)
        self._controls = self.header.add_actions(controls, words=True)
        self._teardown: Teardown | None = None
        self._facts: tuple[str, ...] = ()
        self._replayed = ""
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
        if self._teardown is None and not self._replayed:
            self.header.set_facts(*self._facts)

    def show_replay(self, title: str) -> None:
        """The header while a session is replayed; "" for none is."""
        self._replayed = title
        self.header.set_facts(*((title,) if title else self._facts))

    def show_teardown(self, teardown: Teardown | None) -> None:
        """The header while a session closes; None for nothing closes."""
        self._teardown = teardown
        self._show_controls(teardown is not None)
        if teardown is None:
            self.header.set_facts(*self._facts)
            return
        self.header.set_facts(
            self.tr("Closing {0}").format(teardown.session.label),
            self.tr("{0} of {1}").format(
                texts.grouped(teardown.done), texts.grouped(teardown.total)
            ),
            "" if teardown.running or not teardown.done else self.tr("held"),
        )

    def follow(self, number: int) -> None:
        """Bring the row of an object into view."""
        row = self.model.row_of(number)
        if row is not None:
            index = self.table.proxy.mapFromSource(self.model.index(row, 0))
            self.table.scrollTo(index)

    def select(self, number: int) -> bool:
        """Make the row of an object the current one, though the filter hid it; whether it is."""
        if not self.model.has(number):
            return False
        if self.model.row_of(number) is None:
            self.sift.close_row()
        row = self.model.row_of(number)
        if row is not None:
            self.table.select_row(row)
        return row is not None

    def stops(self) -> tuple[QWidget, ...]:
        """What the tabulator visits, in the order of reading; the header's buttons come first."""
        return (self.sift.line, self.table)

    def ask_filter(self) -> None:
        """Let somebody filter, or show every row again."""
        self.show()
        self.sift.toggle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.note.limit_to(event.size().height() // NOTE_SHARE)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ages.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ages.stop()

    def _repaint_ages(self) -> None:
        """Ages grow: only the cells that can be seen are painted anew, and no row has changed."""
        column = self.model.column("age")
        if self.model.rowCount() and not self.table.isColumnHidden(column):
            left, width = self.table.columnViewportPosition(column), self.table.columnWidth(column)
            self.table.viewport().update(left, 0, width, self.table.viewport().height())

    def _show_controls(self, on: bool) -> None:
        if not on and QApplication.focusWidget() in self._controls:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        for button in self._controls:
            button.setVisible(on)
