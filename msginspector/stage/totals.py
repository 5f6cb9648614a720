"""Totals over time: how many objects were open, released and closed after each event.

The order of events is the time here: seconds are counted anew in every session. However many
events there are, at most `LIMIT` points are kept; each then stands for several events. What
happened before the first event that is still known is worked out from what the others say of it.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msginspector.session import Event

LIMIT: Final = 512  # even: two neighbours become one
SPANS: Final = 64
_OPEN: Final = "open"
_RELEASED: Final = "released"


class Counted(Protocol):
    """A tracked object as it is now: a row of the window, a snapshot of a session."""

    @property
    def state(self) -> str:
        """As in events: open, released, closing, closed."""

    @property
    def references(self) -> int:
        """How many are out."""


class Counts(NamedTuple):
    """Objects by state, and the references of those that are not closed.

    An object that is being closed counts as what it was until it is closed.
    """

    open: int = 0
    released: int = 0
    closed: int = 0
    references: int = 0

    def plus(self, other: Counts) -> Counts:
        """The sum, number by number."""
        return Counts(*(mine + its for mine, its in zip(self, other, strict=True)))


class Point(NamedTuple):
    """The counts after `event`; it stands for all events from number `first` to that one."""

    first: int
    event: Event
    counts: Counts


@dataclass(slots=True)
class Closing:
    """The events of a session's teardown by their numbers; `last` is None while it runs."""

    session: int
    label: str
    first: int
    last: int | None = None


class Totals:
    """Counts, point by point, of all events it is given in the order of their numbers."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.total = 0
        self._limit = limit
        self._each = 1  # events a whole point stands for
        self._in_last = 0
        self._now = Counts()
        self._most = 0
        self._before = Counts()  # what there was before the first event
        self._points: list[Point] = []
        self._known: dict[int, tuple[str, int]] = {}  # state, references; not closed
        self._closings: dict[int, Closing] = {}

    @property
    def now(self) -> Counts:
        """The counts after the last event."""
        return self._now.plus(self._before)

    @property
    def peak(self) -> int:
        """How many objects were open when most were, in between of two points, too."""
        return self._most + self._before.open

    @property
    def closings(self) -> Sequence[Closing]:
        """The newest teardowns, oldest first."""
        return tuple(self._closings.values())

    def add(self, events: Iterable[Event]) -> None:
        """Take in events that follow those before."""
        for event in events:
            self._count(event)
            if event.step is not None:
                self._follow_closing(event)
            self._enter(event)

    def add_silent(self, objects: Iterable[Counted]) -> None:
        """Take in objects that none of the events is about: they were there all the time."""
        for one in objects:
            self._were(one.state, one.references)

    def points(self) -> list[Point]:
        """At most `limit` points, oldest first."""
        before = self._before
        if not any(before):
            return list(self._points)
        return [point._replace(counts=point.counts.plus(before)) for point in self._points]

    # -- counting -------------------------------------------------------------------------------

    def _count(self, event: Event) -> None:
        if event.event == "failed":  # changes nothing, and may follow `closed`
            return
        number = event.id
        state, references = self._known.get(number) or self._found(event)
        opened, released, closed, held = self._now
        opened -= state == _OPEN
        released -= state == _RELEASED
        held += event.references - references
        if event.event == "closed":
            closed += 1
            self._known.pop(number, None)
        else:
            state = event.state if event.state in (_OPEN, _RELEASED) else state
            opened += state == _OPEN
            released += state == _RELEASED
            self._known[number] = state, event.references
        self._now = Counts(opened, released, closed, held)
        self._most = max(self._most, opened)

    def _found(self, event: Event) -> tuple[str, int]:
        """State and references before the first event of an object that is known."""
        if event.event == "opened" and not event.reopened:
            return "", 0
        left = event.references
        if event.event == "opened":
            state, left = _OPEN, left - 1
        elif event.event == "released":
            state, left = _OPEN, left + 1
        else:
            state = _OPEN if left else _RELEASED
        self._were(state, left)  # at every point: what follows counts from there
        return state, left

    def _were(self, state: str, references: int) -> None:
        was = Counts(state == _OPEN, state == _RELEASED, state == "closed", references)
        self._before = self._before.plus(was)

    def _follow_closing(self, event: Event) -> None:
        if event.session is None:
            return
        closing = self._closings.get(event.session)
        if closing is None:
            closing = Closing(event.session, f"Session {event.session}", event.seq)
            self._closings[event.session] = closing
            if len(self._closings) > SPANS:
                del self._closings[next(iter(self._closings))]
        if event.kind == "session":
            closing.label = event.label
            if event.event == "closed":
                closing.last = event.seq

    # -- points ---------------------------------------------------------------------------------

    def _enter(self, event: Event) -> None:
        self.total += 1
        points = self._points
        if self._in_last in (0, self._each):
            if len(points) == self._limit:
                self._merge()
            points.append(Point(event.seq, event, self._now))
            self._in_last = 1
        else:
            points[-1] = Point(points[-1].first, event, self._now)
            self._in_last += 1

    def _merge(self) -> None:
        """Two neighbours become one: the first one's beginning, the second one's end."""
        pairs = zip(self._points[::2], self._points[1::2], strict=True)
        self._points[:] = [Point(one.first, two.event, two.counts) for one, two in pairs]
        self._each *= 2


def point_at(points: Sequence[Point], seq: int) -> int:
    """The place of the point that stands for the event of that number, or of the nearest one."""
    if not points:
        raise ValueError("there are no points")
    return min(bisect_left(points, seq, key=lambda point: point.event.seq), len(points) - 1)
