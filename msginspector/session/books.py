"""The books: which objects are open, their references, and the rules of opening and release.

One `Books` serves one session, or one message opened without a session. It knows nothing of files
or handles: those who open objects pass what is to be done when one is freed. Closing a session is
the matter of `cascade.py`.

Every public method holds the books' one lock. Events are emitted under it, so they come in step
order, and emitting is the last thing a change does: an observer that calls back finds the books
in order. `on_release` is the caller's code and runs without the lock, because it may wait for
threads that use the books.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msginspector.session import calls, endings
from msginspector.session.cascade import Cascade
from msginspector.session.events import Event
from msginspector.session.record import Record, Snapshot, closing_order, snapshot
from msginspector.session.states import Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from msginspector.session.events import EventLog
    from msginspector.session.record import Group

INDEPENDENT = "no session"


class Books:
    """The tracked objects of one session (`root` set) or of one independent message.

    `next_id` gives ids that are unique in the workspace, `clock` seconds that never run backwards.
    """

    def __init__(
        self, log: EventLog, clock: Callable[[], float], next_id: Callable[[], int]
    ) -> None:
        self.lock = threading.RLock()
        self.root: Record | None = None
        self.started = clock()
        self.clock = clock
        self.abandoned_at: float | None = None
        self.cascade = Cascade(self)
        self._log = log
        self._next_id = next_id
        self._tops: list[Record] = []
        self._records: dict[int, Record] = {}
        self._all_closed = False

    # -- what there is ------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The session's label, for messages to people."""
        return self.root.label if self.root else INDEPENDENT

    @property
    def closing(self) -> bool:
        """The cascade has begun and is not over."""
        return self.cascade.begun and not self.cascade.over

    @property
    def closed(self) -> bool:
        """Everything on these books is closed."""
        return self._all_closed or self.cascade.over

    def __len__(self) -> int:
        """How many objects are on the books."""
        return len(self._records)

    def record(self, number: int) -> Record | None:
        """The record of that id, None where these books have none."""
        return self._records.get(number)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Copies of every record, in the order of opening."""
        with self.lock:
            return tuple(snapshot(record, self.started) for record in self._records.values())

    def leaks(self) -> tuple[Snapshot, ...]:
        """The independent message that nobody can release any more, if this is one."""
        with self.lock:
            if self.closed or self.root is not None:
                return ()
            over = self.abandoned_at is not None
            return tuple(
                snapshot(record, self.started)
                for record in self._tops
                if record.kind is Kind.MESSAGE and (over or (record.group and record.group.dropped))
            )

    def roots(self) -> list[Record]:
        """Where closing begins: the session, or an independent message and its storage."""
        return [self.root] if self.root else self._tops

    # -- opening ------------------------------------------------------------------------------

    def open_root(self, label: str, call: str) -> Record:
        """Enter the session itself."""
        with self.lock:
            self.root = Record(
                self._next_id(), Kind.SESSION, None,
                label=label, path="", call=call, opened_at=self.started,
            )  # fmt: skip
            self._records[self.root.id] = self.root
            self.emit(self.root, "opened")
            return self.root

    def check_open(self) -> None:
        """Raise InvalidObjectError unless objects can be opened."""
        if self.cascade.begun:
            raise endings.not_to_be_opened(self)

    def open_top(self, group: Group, kind: Kind, label: str, path: str, call: str) -> Record:
        """Enter a top-level message, or the storage that is opened just before it."""
        with self.lock:
            self.check_open()
            record = self._enter(kind, self.root, group, label=label, path=path, call=call)
            if self.root is None:
                self._tops.append(record)
            if kind is Kind.MESSAGE:
                group.message = record
                group.in_use = 1
            else:
                group.storage = record
            self.emit(record, "opened")
            return record

    def open_child(
        self, parent: Record, kind: Kind, key: object, *,
        label: str, path: str, call: str, detail: int | None = None,
    ) -> Record:  # fmt: skip
        """Open a sub-object, or take one more reference of the one that is open already."""
        with self.lock:
            self.check(parent)
            self.check_open()
            record = parent.open_child(key)
            if record is not None:
                record.references += 1
                self.emit(record, "opened", reopened=True, call=call)
                return record
            group = parent.group
            record = self._enter(
                kind, parent, group, label=label, path=path, call=call, key=key, detail=detail
            )
            if group is not None:
                group.enter(record)
                group.in_use += 1
            self.emit(record, "opened")
            return record

    def _enter(
        self, kind: Kind, parent: Record | None, group: Group | None, *,
        label: str, path: str, call: str, key: object = None, detail: int | None = None,
    ) -> Record:  # fmt: skip
        record = Record(
            self._next_id(), kind, parent,
            label=label, path=path, call=call, opened_at=self.clock(),
            group=group, key=key, detail=detail,
        )  # fmt: skip
        if parent is not None:
            parent.add_child(record)
        self._records[record.id] = record
        return record

    # -- using --------------------------------------------------------------------------------

    def check(self, record: Record) -> None:
        """Raise InvalidObjectError unless the object can be used.

        During the closing cascade an object stays usable until its own step.
        """
        if record.state is not State.OPEN or self.abandoned_at is not None:
            raise endings.ended(self, record)

    def check_reading(self, record: Record) -> None:
        """Like `check`, and cancel a running read as soon as the session starts to close."""
        self.check(record)
        if self.cascade.begun:
            raise endings.cancelled(self, record)

    # -- references ---------------------------------------------------------------------------

    def add_reference(self, record: Record) -> int:
        """Take one more reference of an open object; the new count."""
        with self.lock:
            self.check(record)
            self.check_open()
            record.references += 1
            count = record.references
            if record.group is not None and record is record.group.storage:
                record.group.in_use += 1
            self.emit(record, "opened", reopened=True, call=calls.ADD_REFERENCE)
            return count

    def release(self, record: Record) -> int:
        """Give back one reference; the count left, 0 for an object that is released or closed.

        At zero the object is released and unusable at once. While the session closes, the count
        is lowered and nothing else happens: the cascade will visit the object anyway. The first
        reference of a file's own storage is its message's and is not given back here.
        """
        with self.lock:
            group = record.group
            if group is None or record.state in (State.RELEASED, State.CLOSED):
                return 0 if record is not self.root else record.references
            storage = record is group.storage
            if record.references == (1 if storage else 0):
                return record.references
            left = record.references - 1
            if (storage or left == 0) and not self.cascade.begun:
                group.in_use -= 1
            ended = group.in_use == 0 and not self.cascade.begun
            self._take_reference(record)
        if ended:
            self._end(group)
        return left

    def _take_reference(self, record: Record) -> None:
        record.references -= 1
        if record.references == 0 and not self.cascade.begun:
            record.state = State.RELEASED
            record.released_at = self.clock()
        self.emit(record, "released", call=calls.RELEASE)

    def _end(self, group: Group) -> None:
        """The last release of a message and of everything opened from it: free its storage.

        Without a session that is the end of the whole group: everything in it becomes closed.
        """
        self.call_on_release(group)
        with self.lock:
            if self.cascade.begun:  # on_release closed the session: the cascade does the rest
                return
            if group.storage is not None:
                self._take_reference(group.storage)
            fault = self.free(group)
            holder = group.storage or group.message
            if fault is not None and holder is not None:
                self.fail(holder, fault, calls.RELEASE)
            if self.root is None:
                self._all_closed = True
                for record in closing_order(self._tops):
                    self.close_record(record, calls.RELEASE)

    # -- ending; `cascade` uses these too -----------------------------------------------------

    def close_record(self, record: Record, call: str) -> None:
        """The end of one object."""
        record.references = 0
        record.state = State.CLOSED
        record.closed_at = self.clock()
        record.attributes = None
        record.open_children = None
        self.emit(record, "closed", call=call)

    def call_on_release(self, group: Group) -> None:
        """Run the caller's MSGCALLRELEASE once; if it raises, that is a fault and not a stop.

        To be called without the lock.
        """
        with self.lock:
            callback, message = group.on_release, group.message
            group.on_release = None
        if callback is None or message is None:
            return
        try:
            callback(group.caller_data, group.message_handle())
        except Exception as error:  # noqa: BLE001 - the caller's code; recorded as a fault
            text = f"on_release raised {type(error).__name__}: {error}"
            self.fail(message, text, calls.CALL_RELEASE)

    def fail(self, record: Record, fault: str, call: str) -> None:
        """Enter a fault of an object; it does not stop anything."""
        with self.lock:
            record.fault = f"{record.fault}; {fault}" if record.fault else fault
            self.emit(record, "failed", call=call)

    def free(self, group: Group) -> str | None:
        """Free the group's content once; the fault as a sentence, None when all went well."""
        if group.freed:
            return None
        group.freed = True
        try:
            group.content.free()
        except Exception as error:  # noqa: BLE001 - a fault in a child never stops the cascade
            return f"freeing the storage failed: {error}"
        return None

    def abandon(self) -> None:
        """The workspace ends: give back what an unreleased independent message still holds."""
        with self.lock:
            if self.closed or self.abandoned_at is not None:
                return
            self.abandoned_at = self.clock()
            for record in self._tops:
                if record.group is not None:
                    self.free(record.group)

    # -- events -------------------------------------------------------------------------------

    def emit(
        self, record: Record, event: str, *, reopened: bool = False, call: str | None = None
    ) -> None:
        """Log an event of the object as it is now, and tell the observers."""
        group = record.group
        t = round(self.clock() - self.started, 6)

        def make(seq: int) -> Event:
            return Event(
                seq, event, record.step, record.kind.value, record.id,
                record.parent.id if record.parent else None,
                self.root.id if self.root else None,
                group.file if group else None, record.path, record.label,
                record.references, reopened, record.state.value,
                record.call if call is None else call, t,
            )  # fmt: skip

        self._log.add(make)
