"""The event log, as one view of the story."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from msginspector.gui import texts
from msginspector.gui.models.events import EventsModel
from msginspector.gui.stage.sift_row import SiftRow
from msginspector.gui.stage.story_view import StoryView
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.layout import Part
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.theme import Theme
    from msginspector.session import Event


class EventsView(StoryView):
    """The newest events, oldest first; it follows its end unless a reader has scrolled away."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.model = EventsModel(self)
        self.table = SortedTable(self.tr("Event log"), self.model, colors, self)
        self.table.dress(hidden=("references", "session", "path"))
        self.table.setMinimumHeight(1)  # a dock gives way to the page
        self.table.chosen.connect(lambda event: self.object_wanted.emit(event.id))
        nouns = (self.tr("event"), self.tr("events"))
        self.sift: SiftRow = SiftRow(nouns, self.table, self.model, self)
        self.column.addWidget(self.sift)
        self.column.addWidget(self.table)

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """Append events."""
        bar = self.table.verticalScrollBar()
        at_end = bar.value() >= bar.maximum() - 1
        self.model.add(events)
        self.facts_changed.emit()
        if at_end:
            self.table.scrollToBottom()

    def facts(self) -> tuple[str, ...]:
        """How many there are, and how many are no longer kept."""
        dropped = self.model.dropped
        return (
            texts.count(self.model.total, "event"),
            self.tr("{0} older ones dropped").format(texts.grouped(dropped)) if dropped else "",
        )

    def pointed(self) -> int | None:
        """The object of the current event."""
        event = self.table.current_object()
        return None if event is None else event.id  # type: ignore[attr-defined]

    def limit_to(self, number: int) -> None:
        """Keep that many."""
        self.model.limit_to(number)

    def tables(self) -> tuple[SortedTable, ...]:
        """The log."""
        return (self.table,)

    def stops(self) -> tuple[QWidget, ...]:
        """Filter, log."""
        return (self.sift.line, self.table)

    def parts(self) -> dict[str, Part]:
        """Its columns."""
        return {"columns/events": self.table}
