"""Lifecycle events: plain copies of what happened, in order, and the log that keeps them.

Observers get `Event` values, never live objects, on the thread that made the call and in step
order. The log keeps the newest `LOG_LIMIT` events and counts what it dropped.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

LOG_LIMIT: Final = 100_000

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Event:
    """One event; the fields are those of the JSON documents.

    `step` counts teardown visits from 1 (None outside a teardown), `references` is the count
    found (`closing`) or left, `t` the seconds since the session, or without one the message, was
    opened. `session` and `parent` are ids; None where there is none.
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

    def to_dict(self) -> dict[str, object]:
        """The `event` object of the JSON documents; `reopened` only where it is true."""
        document: dict[str, object] = {name: getattr(self, name) for name in self.__slots__}
        if not self.reopened:
            del document["reopened"]
        return document


class EventLog:
    """The newest events of a workspace and those who want to hear of them."""

    def __init__(self, limit: int = LOG_LIMIT) -> None:
        self._events: deque[Event] = deque(maxlen=limit)
        self._numbers = itertools.count(1)
        self._observers: tuple[Callable[[Event], None], ...] = ()
        self._lock = threading.Lock()
        self._telling = threading.local()
        self._faulty: set[int] = set()
        self._total = 0

    @property
    def total(self) -> int:
        """How many events there have been."""
        return self._total

    @property
    def dropped(self) -> int:
        """How many of them the log no longer holds."""
        return self._total - len(self._events)

    def events(self) -> tuple[Event, ...]:
        """The events still held, oldest first."""
        with self._lock:
            return tuple(self._events)

    def subscribe(self, observer: Callable[[Event], None]) -> Callable[[], None]:
        """Call `observer` with every coming event; the returned function ends that.

        It is called on the thread that made the call behind the event and must not wait for
        another thread, which may in turn be waiting for the books.
        """
        with self._lock:
            self._observers = (*self._observers, observer)

        def unsubscribe() -> None:
            with self._lock:
                self._observers = tuple(o for o in self._observers if o is not observer)

        return unsubscribe

    def add(self, make: Callable[[int], Event]) -> Event:
        """Number and keep the event that `make` builds from its number, and tell the observers."""
        with self._lock:
            event = make(next(self._numbers))
            self._events.append(event)
            self._total += 1
        if self._observers:
            self._tell_all(event)
        return event

    def _tell_all(self, event: Event) -> None:
        """Tell every observer, in the order of the events.

        An observer may make a call that is an event itself: the others hear of that only after
        they have heard of the first.
        """
        waiting: deque[Event] | None = getattr(self._telling, "waiting", None)
        if waiting is not None:
            waiting.append(event)
            return
        self._telling.waiting = waiting = deque((event,))
        try:
            while waiting:
                event = waiting.popleft()
                for observer in self._observers:
                    self._tell(observer, event)
        finally:
            self._telling.waiting = None

    def _tell(self, observer: Callable[[Event], None], event: Event) -> None:
        """A faulty observer must not stop a cascade: its first fault is logged."""
        try:
            observer(event)
        except Exception:
            if id(observer) not in self._faulty:
                self._faulty.add(id(observer))
                _logger.exception("an observer of lifecycle events failed")
