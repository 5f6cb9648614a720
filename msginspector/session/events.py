"""Lifecycle events: plain copies of what happened, in order, and the log that keeps them.

Observers get `Event` values, never live objects, on the thread that made the call and in step
order. The log keeps the newest `LOG_LIMIT` events and counts what it dropped.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.session.here import here

if TYPE_CHECKING:
    from collections.abc import Callable

LOG_LIMIT: Final = 100_000

_logger = logging.getLogger(__name__)


class Event(NamedTuple):
    """One event; the fields are those of the JSON documents.

    `step` counts teardown visits from 1 (None outside a teardown), `references` is the count
    found (`closing`) or left, `t` the seconds since the session, or without one the message, was
    opened. `session` and `parent` are ids; None where there is none. `fault` is what went wrong
    (`failed` alone). A tuple, because closing makes two of an object, and a frozen dataclass takes
    six times as long to make.
    """

    seq: int
    event: str
    step: int | None
    kind: str
    id: int
    parent: int | None
    session: int | None
    file: str | None
    path: str
    label: str
    references: int
    reopened: bool
    state: str
    call: str
    t: float
    fault: str | None = None

    def __str__(self) -> str:
        """One line for people, without the time: what happened, to what, the references left."""
        what = "opened again" if self.reopened else self.event
        fault = f": {self.fault}" if self.fault else ""
        return (
            f"{what:<12} {self.kind:<16} #{self.id:<4} references {self.references}"
            f"  {self.label}{fault}"
        )

    def to_dict(self) -> dict[str, object]:
        """The `event` object of the JSON documents; `reopened` and `fault` only where they are."""
        document: dict[str, object] = self._asdict()
        if not self.reopened:
            del document["reopened"]
        if self.fault is None:
            del document["fault"]
        return document


class _Observer:
    """One subscription; whether a fault of it has been logged."""

    __slots__ = ("call", "faulty")

    def __init__(self, call: Callable[[Event], None]) -> None:
        self.call = call
        self.faulty = False


class EventLog:
    """The newest events of a workspace and those who want to hear of them.

    Logging and telling are two things: events are logged under the lock of the books, and told
    without it, by the thread that logged them. Threads take turns, so that every observer hears
    all events one at a time and in the order of their numbers.
    """

    def __init__(self, limit: int = LOG_LIMIT) -> None:
        self._events: deque[Event] = deque(maxlen=limit)
        self._observers: tuple[_Observer, ...] = ()
        self._lock = threading.Lock()
        self._total = 0
        self.untold: deque[tuple[int, Event]] = deque()
        """Thread and event of what is still to be told, in this order."""
        # `count`: how many of them are the calling thread's.
        self._own = threading.local()
        self._turns = threading.Lock()
        self._turn = threading.Condition(self._turns)
        self._waiting = 0
        self._telling: int | None = None

    @property
    def total(self) -> int:
        """How many events there have been."""
        return self._total

    @property
    def dropped(self) -> int:
        """How many of them the log no longer holds."""
        with self._lock:
            return self._total - len(self._events)

    def events(self) -> tuple[Event, ...]:
        """The events still held, oldest first."""
        with self._lock:
            return tuple(self._events)

    def subscribe(self, observer: Callable[[Event], None]) -> Callable[[], None]:
        """Call `observer` with every coming event; the returned function ends that.

        It is called on the thread that made the call behind the event, without any lock, and may
        make any call itself. It must not wait for another thread: that one may be waiting for
        its turn to tell.
        """
        entry = _Observer(observer)
        with self._lock:
            self._observers = (*self._observers, entry)

        def unsubscribe() -> None:
            with self._lock:
                self._observers = tuple(other for other in self._observers if other is not entry)

        return unsubscribe

    def add(self, make: Callable[[int], Event]) -> Event:
        """Number and keep the event that `make` builds from its number; `tell` is to follow."""
        with self._lock:
            self._total += 1
            event = make(self._total)
            self._events.append(event)
            if self._observers:
                self.untold.append((threading.get_ident(), event))
                self._own.count = getattr(self._own, "count", 0) + 1
        return event

    def tell(self) -> None:
        """Tell the observers what the calling thread has logged.

        An observer may make a call that is an event itself: all hear of that only after they have
        heard of the first. What an observer raises to end the program is raised after the last.
        """
        if not getattr(self._own, "count", 0):
            return
        if here.later is not None:
            if self not in here.later:
                here.later.append(self)
            return
        try:
            here.later = deque((self,))
            while here.later:
                here.later.popleft()._tell_own()
        finally:
            here.later = None
        raised, here.raised = here.raised, None
        if raised is not None:
            raise raised

    def _tell_own(self) -> None:
        me = threading.get_ident()
        try:
            while self._own.count:
                event = self._next(me)
                for observer in self._observers:
                    self._tell(observer, event)
        finally:
            with self._turns:
                self._end_turn(me)

    def _next(self, me: int) -> Event:
        """The next event of this thread, which has one, when it is its turn."""
        with self._turns:
            self._end_turn(me)
            while self._telling is not None or self.untold[0][0] != me:
                self._waiting += 1
                try:
                    self._turn.wait()
                finally:
                    self._waiting -= 1
            self._telling = me
            self._own.count -= 1
            return self.untold.popleft()[1]

    def _end_turn(self, me: int) -> None:
        if self._telling == me:
            self._telling = None
            if self._waiting:
                self._turn.notify_all()

    def _tell(self, observer: _Observer, event: Event) -> None:
        """A faulty observer must not stop a cascade: its first fault is logged."""
        try:
            observer.call(event)
        except Exception:
            if not observer.faulty:
                observer.faulty = True
                _logger.exception("an observer of lifecycle events failed")
        except BaseException as error:  # noqa: BLE001 - raised by `tell` when all have heard
            here.raised = here.raised or error
