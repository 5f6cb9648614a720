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

LIMIT: Final = 256  # even: two neighbours become one
SPANS: Final = 64
_NONE, _OPEN, _RELEASED, _CLOSED = range(4)
_STATES: Final = {"open": _OPEN, "released": _RELEASED, "closed": _CLOSED}
_BITS: Final = 2
_MASK: Final = 3


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
        self._numbers = [0, 0, 0, 0]  # of objects by state, since the first event
        self._references = 0
        self._most = 0
        self._before = Counts()  # what there was before the first event
        self._known: dict[int, int] = {}  # state and references of what is not closed, in one
        self._points: list[Point] = []
        self._each = 1  # events a whole point stands for
        self._first = 0  # the events that are no point yet: number of the first,
        self._last: Event | None = None  # the last,
        self._waiting = 0  # how many
        self._closings: dict[int, Closing] = {}

    @property
    def now(self) -> Counts:
        """The counts after the last event."""
        return self._counts().plus(self._before)

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
            self.total += 1
            if event.event != "failed" or event.state != "closed":  # which it may follow
                self._count(event)
            if event.step is not None:
                self._follow_closing(event)
            if not self._waiting:
                self._first = event.seq
            self._waiting += 1
            self._last = event
            if self._waiting == self._each:
                self._end_point()

    def add_silent(self, objects: Iterable[Counted]) -> None:
        """Take in objects that none of the events is about: they were there all the time."""
        for one in objects:
            self._were(_STATES.get(one.state, _NONE), one.references)

    def points(self) -> list[Point]:
        """Few points, oldest first; the last one is the last event."""
        points = list(self._points)
        if self._waiting and self._last is not None:
            points.append(Point(self._first, self._last, self._counts()))
        if not any(self._before):
            return points
        return [point._replace(counts=point.counts.plus(self._before)) for point in points]

    # -- counting -------------------------------------------------------------------------------

    def _counts(self) -> Counts:
        _, opened, released, closed = self._numbers
        return Counts(opened, released, closed, self._references)

    def _count(self, event: Event) -> None:
        number = event.id
        known = self._known.get(number)
        if known is None:
            known = self._found(event)
        before = after = known & _MASK
        self._references += event.references - (known >> _BITS)
        if event.event == "closed":
            after = _CLOSED
            self._known.pop(number, None)
        else:
            after = _STATES.get(event.state, before)
            self._known[number] = event.references << _BITS | after
        if after != before:
            self._numbers[before] -= 1
            self._numbers[after] += 1
            self._most = max(self._most, self._numbers[_OPEN])

    def _found(self, event: Event) -> int:
        """State and references before the first event of an object that is known."""
        left = event.references
        if event.event == "opened":
            if not event.reopened:
                return _NONE
            state, left = _OPEN, left - 1
        elif event.event == "released":
            state, left = _OPEN, left + 1
        else:
            state = _OPEN if left else _RELEASED
        self._were(state, left)  # at every point: what follows counts from there
        return left << _BITS | state

    def _were(self, state: int, references: int) -> None:
        was = Counts(state == _OPEN, state == _RELEASED, state == _CLOSED, references)
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

    def _end_point(self) -> None:
        """The events that wait become a point; two neighbours become one where there are many."""
        assert self._last is not None
        points = self._points
        points.append(Point(self._first, self._last, self._counts()))
        self._waiting = 0
        if len(points) == self._limit:
            pairs = zip(points[::2], points[1::2], strict=True)
            points[:] = [Point(one.first, two.event, two.counts) for one, two in pairs]
            self._each *= 2


def point_at(points: Sequence[Point], seq: int) -> int:
    """The place of the point that stands for the event of that number, or of the nearest one."""
    if not points:
        raise ValueError("there are no points")
    return min(bisect_left(points, seq, key=lambda point: point.event.seq), len(points) - 1)
