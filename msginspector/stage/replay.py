"""A recording of events that can be played forwards and backwards.

At each position every object has the state that the events up to it left; before its opening it is
`listed`. A move touches one object, however long the recording is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from msginspector.session import Event

LISTED: Final = "listed"
CLOSED: Final = "closed"
CLOSING: Final = "closing"
STORAGE: Final = "/storage"


class _Moment(NamedTuple):
    """What changes of an object from event to event."""

    state: str
    references: int
    step: int | None
    failed: bool


_BEFORE: Final = _Moment(LISTED, 0, None, False)


class ReplayRow:
    """A tracked object at the position of the recording; the fields of rows in views.

    `born` and `ended` are seconds of the session: of what is not closed yet, those of the position.
    """

    __slots__ = (
        "_closed_at", "_now", "born", "call", "failed", "file", "id", "kind", "label", "parent",
        "path", "references", "session", "state", "step", "t", "top", "up_next",
    )  # fmt: skip

    def __init__(self, event: Event, top: int, now: Callable[[], float]) -> None:
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
        self.born = event.t
        self._closed_at: float | None = None
        self._now = now
        self.up_next = False
        self.state, self.references, self.step, self.failed = _BEFORE

    @property
    def ended(self) -> float:
        """When it was closed, or how far the recording is: it has lived until then."""
        return self._now() if self._closed_at is None else self._closed_at

    @property
    def shown_state(self) -> str:
        """The state for people: what is visited now, and its session, show as closing."""
        return CLOSING if self.up_next and self.state != CLOSED else self.state

    def set(self, moment: _Moment, t: float) -> None:
        """Be as the object was then; `t` is when it became so."""
        self.state, self.references, self.step, self.failed = moment
        self._closed_at = t if moment.state == CLOSED else None


class Recording:
    """Events, oldest first, and a position among them: 0 is before the first."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = tuple(events)
        self.position = 0
        self._rows: dict[int, ReplayRow] = {}
        self._moments: list[tuple[_Moment, _Moment]] = []
        self._last: ReplayRow | None = None
        last: dict[int, _Moment] = {}
        for event in self.events:
            if event.id not in self._rows:
                self._enter(event)
            before = last.get(event.id, _BEFORE)
            failed = before.failed or event.event == "failed"
            after = _Moment(event.state, event.references, event.step, failed)
            last[event.id] = after
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
        return self._put(event, after)

    def back(self) -> ReplayRow | None:
        """One event back: the object it had changed; None at the beginning."""
        if not self.position:
            return None
        self.position -= 1
        event, (before, _after) = self.events[self.position], self._moments[self.position]
        return self._put(event, before)

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

    def _enter(self, event: Event) -> None:
        parent = self._rows.get(event.parent) if event.parent is not None else None
        top = event.id if parent is None or parent.kind == "session" else parent.top
        row = self._rows[event.id] = ReplayRow(event, top, self._now)
        before = self._last
        if (
            before is not None
            and _is_top(row)
            and (before.file, before.path) == (row.file, STORAGE)
        ):
            before.top = row.id  # the storage of a file is opened just before its message
        self._last = row

    def _put(self, event: Event, moment: _Moment) -> ReplayRow:
        row = self._rows[event.id]
        row.set(moment, event.t)
        return row


def _is_top(row: ReplayRow) -> bool:
    return row.kind == "message" and row.path == "/"


def of_session(events: Sequence[Event], session: int) -> tuple[Event, ...]:
    """The events of one session."""
    return tuple(event for event in events if session in (event.session, event.id))
