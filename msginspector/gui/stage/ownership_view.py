"""The ownership diagram, as a view of the story: sessions, what they track, and in which state.

Events change states box by box; only what is opened or taken off makes a new drawing, a moment
later, however many objects came at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget

from msginspector.gui import texts
from msginspector.gui.models.tracked import KIND_ICONS
from msginspector.gui.stage.ownership_canvas import Canvas
from msginspector.gui.stage.ownership_items import Face
from msginspector.gui.stage.story_view import StoryView
from msginspector.gui.workers import Coalescer
from msginspector.stage.drawing import NO_SESSION, Box, Drawing, Key, draw, state_of

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.theme import Theme
    from msginspector.session import Event

DRAW_MS: Final = 60
ROWS_A_MS: Final = 10
"""A new drawing of many objects takes milliseconds: it waits a hundred times as long."""

PLURALS: Final = {
    "session": "sessions",
    "message": "messages",
    "recipient_table": "recipient tables",
    "attachment_table": "attachment tables",
    "attachment": "attachments",
    "stream": "streams",
    "storage": "storages",
}


class OwnershipView(StoryView):
    """Keeps the rows it was told of, and draws them when they can be seen."""

    def __init__(self, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: dict[int, TrackedRow] = {}
        self._states: dict[int, str] = {}
        self._counts: dict[Key, Counter[str]] = {}
        self._drawing = Drawing()
        self._boxes: dict[Key, Box] = {}
        self._faulty: set[Key] = set()
        self._opened_up: set[Key] = set()
        self._stale = False
        self._drawer = Coalescer(self._draw, self, DRAW_MS)
        self.canvas = Canvas(colors, self)
        self.canvas.chosen.connect(self._choose)
        self._nothing = QLabel(self.tr("What is opened appears here, with who opened it."), self)
        self._nothing.setObjectName("dim")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self.canvas)
        self.column.addWidget(self._stack)
        colors.changed.connect(self._draw_anew)

    # -- what it is told --------------------------------------------------------------------------

    def take(self, events: Sequence[Event], rows: Sequence[TrackedRow]) -> None:
        """Rows that are new or have changed."""
        fresh = False
        for row in rows:
            if row.id not in self._rows:
                fresh = True
            self._rows[row.id] = row
        if fresh:
            self._plan()
        elif not self._stale:
            self._show(rows)

    def reset(self, rows: Sequence[TrackedRow]) -> None:
        """Only these rows are left."""
        self._rows = {row.id: row for row in rows}
        self._plan()

    def show_moment(self, rows: Sequence[TrackedRow], every: bool) -> None:
        """A replay shows these objects as they were."""
        if every:
            self._rows = {row.id: row for row in rows}
            self._draw()
        else:
            self._show(rows)

    def follow(self, number: int) -> None:
        """Bring an object into view."""
        box = self._drawing.box_of.get(number)
        if box is not None:
            self.canvas.follow(box.key)

    def pointed(self) -> int | None:
        """The object the keyboard is on; of a group its newest."""
        box = self._boxes.get(self.canvas.current) if self.canvas.current is not None else None
        return box.members[-1] if box is not None and box.members else None

    def facts(self) -> tuple[str, ...]:
        """How many objects."""
        return (texts.count(len(self._rows), "object"),)

    def stops(self) -> tuple[QWidget, ...]:
        """The canvas."""
        return (self.canvas,)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drawer.stop()

    # -- inside -----------------------------------------------------------------------------------

    def _plan(self) -> None:
        """A new drawing is due."""
        self._stale = True
        self.facts_changed.emit()
        if self.isVisible():
            self._drawer.start(max(DRAW_MS, len(self._rows) // ROWS_A_MS))

    def _draw_anew(self) -> None:
        """Boxes have another size."""
        self.canvas.show_drawing(Drawing(), self._face)
        self._plan()

    def _draw(self) -> None:
        self._drawer.stop()
        self._stale = False
        drawing = self._drawing = draw(list(self._rows.values()), frozenset(self._opened_up))
        self._boxes = {box.key: box for box in drawing.boxes}
        self._states = {number: row.shown_state for number, row in self._rows.items()}
        self._counts = {
            box.key: Counter(self._states[number] for number in box.members)
            for box in drawing.boxes
        }
        self._faulty = {
            drawing.box_of[number].key for number, row in self._rows.items() if row.failed
        }
        self._stack.setCurrentIndex(1 if drawing.boxes else 0)
        self.canvas.show_drawing(drawing, self._face)
        self.facts_changed.emit()

    def _show(self, rows: Sequence[TrackedRow]) -> None:
        """States and references have changed: the boxes of these rows look different."""
        touched: dict[Key, None] = {}
        for row in rows:
            box = self._drawing.box_of.get(row.id)
            if box is None:
                continue
            before, now = self._states[row.id], row.shown_state
            if before != now:
                counts = self._counts[box.key]
                counts[before] -= 1
                counts[now] += 1
                self._states[row.id] = now
            if row.failed:
                self._faulty.add(box.key)
            touched[box.key] = None
        self.canvas.show_faces({key: self._face(key) for key in touched})

    def _face(self, key: Key) -> Face:
        box = self._boxes[key]
        if not box.members:
            return Face(self.tr("No session"), "listed", "no-session")
        row = self._rows[box.members[0]]
        icon = KIND_ICONS[row.kind]
        if not box.is_group:
            return Face(row.label, row.shown_state, icon, row.references, row.failed)
        counts = self._counts[key]
        total, gone = len(box.members), counts["closed"]
        what = f"{texts.grouped(total)} {self.tr(PLURALS[row.kind])}"
        if 0 < gone < total:
            what = self.tr("{0} of {1}").format(texts.grouped(total - gone), what)
        state = state_of(state for state, number in counts.items() if number > 0)
        failed = key in self._faulty
        return Face(what, state, icon, failed=failed, is_group=True, gone=gone / total)

    def _choose(self, key: Key) -> None:
        """Go to an object; a group is opened up, or put together again."""
        box = self._boxes.get(key)
        if box is None or not box.members:
            return
        if box.is_group and key not in self._opened_up:
            self._opened_up.add(key)
            self._draw()
        elif key in self._opened_up:
            self._opened_up.discard(key)
            self._draw()
        elif box.key[0] != NO_SESSION:
            self.object_wanted.emit(box.members[-1])
