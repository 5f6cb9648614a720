"""What the window knows of the tracked objects: the events of the workspace, kept as plain rows.

The ledger hears every event, updates one row per tracked object, and tells the views in batches:
a teardown of twenty thousand objects must not repaint twenty thousand times. It holds no handles.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Signal

from msginspector.gui.workers import Coalescer

if TYPE_CHECKING:
    from msginspector.session import Event

LISTED: Final = "listed"
OPEN: Final = "open"
RELEASED: Final = "released"
CLOSING: Final = "closing"
CLOSED: Final = "closed"

# kinds of tracked objects, as in events
SESSION: Final = "session"
MESSAGE: Final = "message"
RECIPIENT_TABLE: Final = "recipient_table"
ATTACHMENT_TABLE: Final = "attachment_table"
ATTACHMENT: Final = "attachment"
STREAM: Final = "stream"
STORAGE: Final = "storage"

# state -> theme token
TONES: Final = {
    LISTED: "dim",
    OPEN: "open",
    RELEASED: "released",
    CLOSING: "error",
    CLOSED: "closed",
}


class Key(NamedTuple):
    """A place in a message: id of the top-level message, tracked kind, path."""

    top: int
    kind: str
    path: str


class TrackedRow:
    """One tracked object as the last event left it."""

    __slots__ = (
        "born", "call", "ended", "failed", "file", "id", "kind", "label", "parent", "path",
        "references", "session", "state", "step", "t", "top", "up_next",
    )  # fmt: skip

    def __init__(self, event: Event, top: int, born: float = 0.0) -> None:
        self.id = event.id
        self.kind = event.kind
        self.label = event.label
        self.path = event.path
        self.file = event.file
        self.parent = event.parent
        self.session = event.session
        self.call = event.call
        self.t = event.t
        self.top = top
        self.born = born  # by the ledger's clock, as `ended` is: None until it is closed
        self.ended: float | None = None
        self.state = event.state
        self.references = event.references
        self.step = event.step
        self.failed = False
        self.up_next = False

    @property
    def shown_state(self) -> str:
        """The state for people.

        While a teardown runs, its session shows as closing from the first step to the last, and so
        does the object it visits next.
        """
        return CLOSING if self.up_next and self.state != CLOSED else self.state


class Ledger(QObject):
    """Rows of tracked objects by id and by place, and the events not yet shown.

    `flushed(events, rows)` hands over the new events and the changed rows, oldest first;
    `ended(row)` is emitted at once when an object stops being usable, so that no view asks a row
    for a value it may no longer have.
    """

    flushed = Signal(object, object)
    ended = Signal(object)

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self.clock = clock
        self.rows: dict[int, TrackedRow] = {}
        self.references = 0  # of all rows
        self.open_messages = 0  # top-level ones
        self.lost: set[int] = set()
        """Top-level messages that are open, and that nobody holds any more."""
        self._by_key: dict[Key, TrackedRow] = {}
        self._open: Counter[int | None] = Counter()
        self._pending: list[Event] = []
        self._changed: dict[int, TrackedRow] = {}
        self._last_storage: TrackedRow | None = None
        self._children: dict[int, list[TrackedRow]] = {}
        self._marked: list[TrackedRow] = []
        self._timer = Coalescer(self.flush, self)

    def on_event(self, event: Event) -> None:
        """Take in one event of the workspace."""
        row = self.rows.get(event.id)
        before = row.state if row is not None else ""
        row = self._enter(event) if row is None else row
        self._update(row, event, before)
        self._pending.append(event)
        self._changed[row.id] = row
        self._timer.start()
        if before in (OPEN, CLOSING) and row.state in (RELEASED, CLOSED):
            self.ended.emit(row)

    def flush(self) -> None:
        """Hand over what has happened since the last time."""
        self._timer.stop()
        events, changed = self._pending, self._changed
        if events or changed:
            self._pending, self._changed = [], {}
            self.flushed.emit(events, list(changed.values()))

    def at(self, key: Key) -> TrackedRow | None:
        """The newest tracked object of a place, None where nobody has opened anything."""
        return self._by_key.get(key)

    def state(self, key: Key) -> str:
        """The state of a place: that of its newest object; listed where nobody opened one."""
        row = self._by_key.get(key)
        return LISTED if row is None else row.shown_state

    def is_closed(self, top: int) -> bool:
        """The top-level message, or the session, with that id is closed."""
        row = self.rows.get(top)
        return row is not None and row.state == CLOSED

    def is_usable(self, top: int) -> bool:
        """The top-level message with that id is open, and somebody holds it."""
        row = self.rows.get(top)
        return row is not None and row.state == OPEN and top not in self.lost

    def open_count(self, session: int | None) -> int:
        """How many objects of a session (None: of no session) are open."""
        return self._open[session]

    def total_open(self) -> int:
        """How many objects are open anywhere."""
        return sum(self._open.values())

    def of_session(self, session: int) -> list[TrackedRow]:
        """Every tracked object of a session, in the order of opening."""
        return [row for row in self.rows.values() if session in (row.session, row.id)]

    def in_use_by(self, top: int) -> list[TrackedRow]:
        """What was opened from a message and is open: while it is, the file stays in use."""
        storage = self._by_key.get(Key(top, STORAGE, "/storage"))
        return [
            row
            for row in self.rows.values()
            if row.top == top and row.state == OPEN and row.id != top and row is not storage
        ]

    def mark_next(self, session: int | None) -> TrackedRow | None:
        """Mark a session that closes, and the object its teardown visits next; None marks nothing.

        The order is that of the cascade: parents after what was opened from them, youngest first.
        """
        self._mark(False)
        top = row = None if session is None else self.rows[session]
        while row is not None and (child := self._youngest(row.id)) is not None:
            row = child
        if row is not None and top is not None and row.state != CLOSED:
            self._marked = [top] if row is top else [top, row]
            self._mark(True)
        return row

    def _mark(self, on: bool) -> None:
        for row in self._marked:
            row.up_next = on
            self._changed[row.id] = row
        if not on:
            self._marked = []

    def _youngest(self, parent: int) -> TrackedRow | None:
        children = self._children.get(parent, [])
        while children and children[-1].state == CLOSED:
            children.pop()
        return children[-1] if children else None

    def lose(self, row: TrackedRow) -> None:
        """Nobody holds that independent message any more: it is leaked."""
        if row.id not in self.lost:
            self.lost.add(row.id)
            self._changed[row.id] = row
            self._timer.start()

    def forget_session(self, session: int) -> None:
        """Drop the rows of a closed session that is taken off the window."""
        self._drop({row.id for row in self.of_session(session)})

    def forget_message(self, top: int) -> None:
        """Drop the rows of a closed message that is taken off the window."""
        self._drop({row.id for row in self.rows.values() if row.top == top})

    def _drop(self, gone: set[int]) -> None:
        self.rows = {number: row for number, row in self.rows.items() if number not in gone}
        self._by_key = {key: row for key, row in self._by_key.items() if row.id not in gone}
        for number in gone:
            self._children.pop(number, None)
            self._changed.pop(number, None)

    def _enter(self, event: Event) -> TrackedRow:
        row = TrackedRow(event, self._top_of(event), self.clock())
        self.rows[row.id] = row
        self._by_key[Key(row.top, row.kind, row.path)] = row
        if row.parent is not None:
            self._children.setdefault(row.parent, []).append(row)
        if row.kind == STORAGE and row.top == row.id:
            self._last_storage = row
        elif row.kind == MESSAGE and row.top == row.id:
            self._adopt_storage(row)
        return row

    def _top_of(self, event: Event) -> int:
        parent = self.rows.get(event.parent) if event.parent is not None else None
        return event.id if parent is None or parent.kind == SESSION else parent.top

    def _adopt_storage(self, message: TrackedRow) -> None:
        """The storage of a file is opened just before its message: put it at that message."""
        storage = self._last_storage
        self._last_storage = None
        if storage is None or (storage.session, storage.file) != (message.session, message.file):
            return
        del self._by_key[Key(storage.top, STORAGE, storage.path)]
        storage.top = message.id
        self._by_key[Key(message.id, STORAGE, "/storage")] = storage

    def _update(self, row: TrackedRow, event: Event, before: str) -> None:
        self.references += event.references - (row.references if before else 0)
        row.state = event.state
        row.references = event.references
        row.step = event.step
        row.failed = row.failed or event.event == "failed"
        if event.state == CLOSED and row.ended is None:
            row.ended = self.clock()
        change = (row.state == OPEN) - (before == OPEN)
        if change:
            self._open[row.id if row.kind == SESSION else row.session] += change
            if row.kind == MESSAGE and row.top == row.id:
                self.open_messages += change
