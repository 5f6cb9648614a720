"""The ownership diagram, as one view of the story: who was opened from whom, in which state.

Until something has been opened there is only a sentence: the sheet is made with the first object.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from msginspector.gui import texts, theme
from msginspector.gui.stage.story_view import StoryView
from msginspector.stage.ownership import Ownership

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.stage.diagram_canvas import DiagramCanvas
    from msginspector.session import Event
    from msginspector.stage.cells import Cell

FOLLOWED_MOST: Final = 12
"""So many events at once are somebody's doing: cells glide to their places, and what the last one
is about comes into view. Where more happens nobody could follow, and nothing glides."""


class DiagramView(StoryView):
    """Feeds an `Ownership` and shows it while it is on show itself."""

    def __init__(self, colors: theme.Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = colors
        self.ownership = Ownership()
        self.canvas: DiagramCanvas | None = None
        self._is_refreshing = False
        self._wanted: int | None = None  # what is to be brought into view
        self.hint = QLabel(self.tr("What is opened from what is drawn here."), self)
        self.hint.setObjectName("dim")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint.setMinimumHeight(1)  # a dock gives way to the page
        self.column.addWidget(self.hint)

    # -- the story ------------------------------------------------------------------------------

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """Show what these rows say now."""
        self.ownership.add(rows)
        if events and len(events) <= FOLLOWED_MOST:
            self._wanted = events[-1].id
        self._changed(glides=len(events) <= FOLLOWED_MOST)

    def show_rows(self, rows: Sequence[TrackedRow]) -> None:
        """Show these objects only."""
        self.ownership.reset(rows)
        self._changed()

    def reset(self, rows: Sequence[TrackedRow]) -> None:
        """Some closed objects were taken off the window: these are left."""
        self.show_rows(rows)

    def show_moment(self, rows: Sequence[TrackedRow], every: bool) -> None:
        """A replay shows these objects as they were."""
        if every:
            self.ownership.reset(rows)
        else:
            self.ownership.add(rows)
            self._wanted = rows[-1].id if rows else None
        self._changed()

    def show_leaks(self, numbers: Collection[int]) -> None:
        """These messages are leaked: they stand apart."""
        self.ownership.mark_leaked(numbers)
        self._changed()

    def follow(self, number: int) -> None:
        """Bring the object that the teardown visits next into view."""
        self._wanted = number
        self._refresh()

    def pointed(self) -> int | None:
        """The object of the current cell; of a group, what is being closed, or its first."""
        cell = None if self.canvas is None else self.canvas.current
        if cell is None or not cell.members:
            return None
        return (cell.now or cell.members[0]).id

    def facts(self) -> tuple[str, ...]:
        """How many objects there are."""
        number = len(self.ownership)
        return (texts.count(number, self.tr("object"), self.tr("objects")),) if number else ()

    def stops(self) -> tuple[QWidget, ...]:
        """The sheet, once there is something on it."""
        return () if self.canvas is None else (self.canvas,)

    # -- inside ---------------------------------------------------------------------------------

    def _changed(self, *, glides: bool = True) -> None:
        self.facts_changed.emit()
        self._refresh(glides=glides)

    def _refresh(self, *, glides: bool = True) -> None:
        """Show the cells as they are, if they can be seen."""
        if not self.isVisible():
            return
        if self.canvas is None and len(self.ownership):
            self.canvas = self._make_canvas()
        if self.canvas is None or self._is_refreshing:
            return
        self._is_refreshing = True  # what is shown may change how much room there is
        self.hint.setVisible(not len(self.ownership))
        self.canvas.setVisible(bool(len(self.ownership)))
        self.ownership.limit_to(self.canvas.room())
        self.canvas.refresh(self.ownership.take_touched(), glides=glides)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.canvas.show_object(wanted)
        self._is_refreshing = False

    def _make_canvas(self) -> DiagramCanvas:
        from msginspector.gui.stage.diagram_canvas import DiagramCanvas

        canvas = DiagramCanvas(self.ownership, self._theme, self)
        canvas.chosen.connect(self.object_wanted)
        canvas.toggled.connect(self.toggle)
        canvas.moved.connect(canvas.read_out)
        canvas.menu_wanted.connect(self.menu_wanted)
        canvas.resized.connect(self._refresh)
        self.column.addWidget(canvas)
        self.hint.hide()
        self.column.activate()  # how many cells there are is a matter of its size
        return canvas

    def toggle(self, cell: Cell) -> None:
        """Unfold a group, or fold it."""
        self.ownership.toggle(cell)
        self._refresh()
        if self.canvas is not None:
            self.canvas.show_current()  # it has made room for what was in it

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()
