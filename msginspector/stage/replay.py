"""A recording of events that can be played forwards and backwards.

At each position every object has the state that the events up to it left; before its opening it is
`listed`. What was open before the first event, because a log keeps the newest events only, is what
its own first event tells that it was. A move touches one object, however long the recording is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from msginspector.session import Event

LISTED: Final = "listed"
OPEN: Final = "open"
RELEASED: Final = "released"
CLOSED: Final = "closed"
CLOSING: Final = "closing"
STORAGE: Final = "/storage"


class _Moment(NamedTuple):
    """What changes of an object from event to event."""

    state: str
    references: int
    step: int | None
    failed: bool
    closed_at: float | None


_BEFORE: Final = _Moment(LISTED, 0, None, False, None)


class ReplayRow:
    """A tracked object at the position of the recording; the fields of rows in views.

    `born` and `ended` are seconds of the session: of what is not closed yet, those of the position.
    """

    __slots__ = (
        "_closed_at", "_now", "born", "call", "failed", "file", "id", "kind", "label", "parent",
        "path", "references", "session", "state", "step", "t", "top", "up_next",
    )  # fmt: skip

    def __init__(
        self, event: Event, top: int, moment: _Moment, born: float, now: Callable[[], float]
    ) -> None:
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
        self.born = born
        self._now = now
        self.up_next = False
        self.set(moment)

    @property
    def ended(self) -> float:
        """When it was closed, or how far the recording is: it has lived until then."""
        return self._now() if self._closed_at is None else self._closed_at

    @property
    def shown_state(self) -> str:
        """The state for people: what is visited now, and its session, show as closing."""
        return CLOSING if self.up_next and self.state != CLOSED else self.state

    def set(self, moment: _Moment) -> None:
        """Be as the object was then."""
        self.state, self.references, self.step, self.failed, self._closed_at = moment


class Recording:
    """Events, oldest first, and a position among them: 0 is before the first."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = tuple(events)
        self.position = 0
        self._rows: dict[int, ReplayRow] = {}
        self._moments: list[tuple[_Moment, _Moment]] = []
        self._last: ReplayRow | None = None
        first = {event.id: event for event in reversed(self.events)}
        last = {number: _before(event) for number, event in first.items()}
        for number in sorted(first):  # they are numbered as they are opened
            self._enter(first[number], last[number])
        for event in self.events:
            before = last[event.id]
            after = last[event.id] = _after(before, event)
            self._moments.append((before, after))

    def __len__(self) -> int:
        return len(self.events)

    @property
    def rows(self) -> tuple[ReplayRow, ...]:
        """Every object, in the order of opening, as it is at the position."""
        return tuple(self._rows.values())

    @property
    def event(self) -> Event | None:
        """The event that has happened last at the position; None before the first."""
        return self.events[self.position - 1] if self.position else None

    def forward(self) -> ReplayRow | None:
        """One event on: the object it changed; None at the end."""
        if self.position == len(self.events):
            return None
        event, (_before, after) = self.events[self.position], self._moments[self.position]
        self.position += 1
        return self._put(event.id, after)

    def back(self) -> ReplayRow | None:
        """One event back: the object it had changed; None at the beginning."""
        if not self.position:
            return None
        self.position -= 1
        event, (before, _after) = self.events[self.position], self._moments[self.position]
        return self._put(event.id, before)

    def go(self, position: int) -> tuple[ReplayRow, ...]:
        """Go to a position, which is kept within the recording; the objects that differ then."""
        changed: dict[int, ReplayRow] = {}
        wanted = max(0, min(position, len(self.events)))
        while self.position != wanted:
            row = self.forward() if self.position < wanted else self.back()
            assert row is not None
            changed[row.id] = row
        return tuple(changed.values())

    def _now(self) -> float:
        return self.event.t if self.event is not None else 0.0

    def _enter(self, event: Event, moment: _Moment) -> None:
        parent = self._rows.get(event.parent) if event.parent is not None else None
        top = event.id if parent is None or parent.kind == "session" else parent.top
        born = event.t if moment is _BEFORE else self.events[0].t
        row = self._rows[event.id] = ReplayRow(event, top, moment, born, self._now)
        before = self._last
        if (
            before is not None
            and _is_top(row)
            and (before.file, before.path) == (row.file, STORAGE)
        ):
            before.top = row.id  # the storage of a file is opened just before its message
        self._last = row

    def _put(self, number: int, moment: _Moment) -> ReplayRow:
        row = self._rows[number]
        row.set(moment)
        return row


def _before(event: Event) -> _Moment:
    """What an object was before its first event that is known."""
    if event.event == "opened":
        if not event.reopened:
            return _BEFORE
        return _Moment(OPEN, event.references - 1, None, False, None)
    if event.event == "released":
        state = CLOSING if event.state == CLOSING else OPEN
        return _Moment(state, event.references + 1, event.step, False, None)
    if event.event == "failed":
        closed_at = event.t if event.state == CLOSED else None
        return _Moment(event.state, event.references, event.step, False, closed_at)
    if event.event == "closed" and event.step is not None:
        return _Moment(CLOSING, event.references, event.step, False, None)
    return _Moment(OPEN if event.references else RELEASED, event.references, None, False, None)


def _after(before: _Moment, event: Event) -> _Moment:
    """What an object is after an event; a step that closes it stays with it."""
    step = before.step if event.step is None else event.step
    closed_at = before.closed_at
    if event.state == CLOSED and closed_at is None:
        closed_at = event.t  # a callback may fail long after
    return _Moment(
        event.state, event.references, step, before.failed or event.event == "failed", closed_at
    )


def _is_top(row: ReplayRow) -> bool:
    return row.kind == "message" and row.path == "/"


def of_session(events: Sequence[Event], session: int) -> tuple[Event, ...]:
    """The events of one session."""
    return tuple(event for event in events if session in (event.session, event.id))
