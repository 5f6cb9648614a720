"""A small model of the rules of message sessions, for the random tests.

It is written from the rules and not from the program: plain lists, recursion, no threads. It says
what every call must tell (`told`), which objects there must be and in which state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(eq=False)
class Thing:
    """A tracked object. `top` is the top-level message it belongs to; `fault` makes closing it
    fail, and `failed` says that the step that closed it did."""

    id: int
    kind: str
    parent: Thing | None
    key: object = None
    top: Thing | None = None
    state: str = "open"
    references: int = 1
    step: int | None = None
    fault: bool = False
    failed: bool = False
    opened: list[Thing] = field(default_factory=list)
    # of top-level messages
    storage: Thing | None = None
    callback: str | None = None  # None, "fine" or "raises"
    ended: bool = False
    # of sessions
    order: list[Thing] | None = None
    visited: int = 0

    def family(self) -> Iterator[Thing]:
        """It and everything opened from it, at any depth."""
        yield self
        for child in self.opened:
            yield from child.family()


Line = tuple[object, ...]


class Model:
    """Sessions and independent messages; `told` collects what observers must hear."""

    def __init__(self) -> None:
        self.sessions: list[Thing] = []
        self.independent: list[Thing] = []
        self.told: list[Line] = []
        self._last = 0

    # -- opening ------------------------------------------------------------------------------

    def open_session(self) -> Thing:
        session = self._new("session", None)
        self.sessions.append(session)
        return session

    def open_top(self, session: Thing | None, callback: str | None, *, own: bool) -> Thing:
        """A top-level message; `own` brings a storage of its own, opened just before it."""
        storage = self._new("storage", session) if own else None
        message = self._new("message", session)
        message.top, message.storage, message.callback = message, storage, callback
        if storage is not None:
            storage.top = message
        if session is None:
            self.independent.append(message)
        return message

    def open(self, parent: Thing, kind: str, key: object) -> Thing:
        """Open again what is open: one more reference. Else a new object with a new id."""
        for child in parent.opened:
            if child.key == key and child.state == "open":
                self.add_reference(child)
                return child
        child = self._new(kind, parent, key)
        child.top = parent.top
        return child

    def may_open(self, thing: Thing) -> bool:
        """Only on an open object, and in no session that is closing."""
        return thing.state == "open" and not self.is_closing(thing)

    def add_reference(self, thing: Thing) -> None:
        thing.references += 1
        self._tell("opened", thing, again=True)

    # -- release ------------------------------------------------------------------------------

    def release(self, thing: Thing) -> int:
        if thing.state in ("released", "closed") or thing.references == 0:
            return 0
        is_own_storage = thing.top is not None and thing.top.storage is thing
        if is_own_storage and thing.references == 1:  # that one is the message's
            return 1
        thing.references -= 1
        if thing.references == 0 and not self.is_closing(thing):
            thing.state = "released"
        self._tell("released", thing)
        left = thing.references
        if not self.is_closing(thing):
            self._last_release(thing.top)
        return left

    def _last_release(self, message: Thing | None) -> None:
        """Once the message and all opened from it are released: callback, storage, and the end."""
        assert message is not None
        storage = message.storage
        kept = storage is not None and storage.references > 1
        if message.ended or kept or any(thing.state == "open" for thing in message.family()):
            return
        message.ended = True
        self._call_back(message)
        if storage is not None:
            storage.references, storage.state = 0, "released"
            self._tell("released", storage)
        if message.parent is None:
            for thing in [*reversed_family(message), *([storage] if storage else [])]:
                thing.state, thing.references = "closed", 0
                self._tell("closed", thing)

    def _call_back(self, message: Thing) -> None:
        """on_release, exactly once."""
        if message.callback is None:
            return
        raises, message.callback = message.callback == "raises", None
        self.told.append(("on_release", message.id))
        if raises:
            self._fail(message)

    def _fail(self, thing: Thing) -> None:
        thing.failed = thing.failed or thing.step is not None
        self._tell("failed", thing)

    # -- closing ------------------------------------------------------------------------------

    def step(self, session: Thing) -> bool:
        """One visit of the cascade; False when there was nothing left."""
        if session.order is None:
            session.order = list(reversed_family(session))
        if session.visited == len(session.order):
            return False
        thing = session.order[session.visited]
        session.visited += 1
        thing.state, thing.step = "closing", session.visited
        self._tell("closing", thing)
        if thing.fault:
            self._fail(thing)
        thing.state, thing.references = "closed", 0
        self._tell("closed", thing)
        if thing.top is thing:
            self._call_back(thing)
        return True

    def close(self, session: Thing) -> None:
        while self.step(session):
            pass

    def is_closing(self, thing: Thing) -> bool:
        """The cascade of its session has begun."""
        session = self.session_of(thing)
        return session is not None and session.order is not None

    # -- looking ------------------------------------------------------------------------------

    def session_of(self, thing: Thing) -> Thing | None:
        while thing.parent is not None:
            thing = thing.parent
        return thing if thing.kind == "session" else None

    def tracked(self, session: Thing) -> list[Thing]:
        """Everything on the books of a session, in the order of opening."""
        return sorted(session.family(), key=lambda thing: thing.id)

    # -- inside -------------------------------------------------------------------------------

    def _new(self, kind: str, parent: Thing | None, key: object = None) -> Thing:
        self._last += 1
        thing = Thing(self._last, kind, parent, key)
        if parent is not None:
            parent.opened.append(thing)
        self._tell("opened", thing)
        return thing

    def _tell(self, event: str, thing: Thing, *, again: bool = False) -> None:
        parent = thing.parent.id if thing.parent else None
        state, step = thing.state, thing.step
        self.told.append(
            (event, thing.id, thing.kind, parent, thing.references, state, again, step)
        )


def reversed_family(thing: Thing) -> Iterator[Thing]:
    """Parents after everything opened from them, siblings in reverse order of opening."""
    for child in reversed(thing.opened):
        yield from reversed_family(child)
    yield thing
