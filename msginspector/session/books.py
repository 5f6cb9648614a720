"""The books: which objects are open, their references, and the rules of opening and release.

One `Books` serves one session, or one message opened without a session. It knows nothing of files
or handles: those who open objects pass what is to be done when one is freed. Closing a session is
the matter of `cascade.py`.

All books of a workspace have one lock. Whatever a call changes, it changes under the lock in one
go; observers hear of it, and `on_release` runs, without the lock. So the caller's code finds the
books in order, may make any call, and keeps no other thread from its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.session import calls, endings
from msginspector.session.cascade import Cascade
from msginspector.session.events import Event
from msginspector.session.record import Record, Snapshot, closing_order, snapshot
from msginspector.session.states import Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from msginspector.session.books_lock import BooksLock
    from msginspector.session.events import EventLog
    from msginspector.session.record import Group

INDEPENDENT = "no session"


class Books:
    """The tracked objects of one session (`root` set) or of one independent message.

    `lock` and `log` are the workspace's; `next_id` gives ids that are unique in it, `clock`
    seconds that never run backwards. `leave` is told when an independent message has closed.
    """

    def __init__(
        self,
        lock: BooksLock,
        log: EventLog,
        clock: Callable[[], float],
        next_id: Callable[[], int],
        leave: Callable[[Books], None],
    ) -> None:
        self.lock = lock
        self.root: Record | None = None
        self.started = clock()
        self.clock = clock
        self.abandoned_at: float | None = None
        self.cascade = Cascade(self)
        self._log = log
        self._next_id = next_id
        self._leave = leave
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
            return self._unclosed(dropped=True)

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
        if self.abandoned_at is not None:
            raise endings.workspace_over()

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
        if record.state is not State.OPEN:
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
        group = record.group
        if group is None:
            return record.references
        try:
            with self.lock:
                return self._give_back(record, group)
        finally:
            if group.in_use == 0:
                self._end(group)

    def _give_back(self, record: Record, group: Group) -> int:
        if record.state in (State.RELEASED, State.CLOSED):
            return 0
        storage = record is group.storage
        if record.references == (1 if storage else 0):
            return record.references
        left = record.references - 1
        if (storage or left == 0) and not self.cascade.begun:
            group.in_use -= 1
        self._take_reference(record)
        return left

    def _take_reference(self, record: Record) -> None:
        record.references -= 1
        if record.references == 0 and not self.cascade.begun:
            record.state = State.RELEASED
            record.released_at = self.clock()
        self.emit(record, "released", call=calls.RELEASE)

    def _end(self, group: Group) -> None:
        """The last release of a message and of everything opened from it: free its storage.

        Not if somebody has taken a reference of the storage meanwhile: then it was not the last.
        """
        with self.lock:
            if group.in_use or group.ended or self.cascade.begun:
                return
            group.ended = True
        try:
            self.call_on_release(group, [])
        finally:
            with self.lock:
                if not self.cascade.begun:  # else on_release closed the session
                    self._free_released(group)

    def _free_released(self, group: Group) -> None:
        """Without a session that is the end of the whole group: everything in it is closed."""
        try:
            if group.storage is not None:
                self._take_reference(group.storage)
            fault = self.free(group)
            holder = group.storage or group.message
            if fault is not None and holder is not None:
                self.fail(holder, fault, calls.RELEASE)
        finally:
            if self.root is None:
                for record in closing_order(self._tops):
                    self.close_record(record, calls.RELEASE)
                self._all_closed = True
                self._leave(self)

    # -- ending; `cascade` uses these too -----------------------------------------------------

    def close_record(self, record: Record, call: str, step: int | None = None) -> None:
        """The end of one object. To be called with the lock, like all that follows."""
        self._close_silently(record)
        self.emit(record, "closed", call=call, step=step)

    def _close_silently(self, record: Record) -> None:
        record.references = 0
        record.state = State.CLOSED
        record.closed_at = self.clock()
        record.attributes = None
        record.open_children = None

    def call_on_release(self, group: Group, faults: list[str], step: int | None = None) -> None:
        """Run the caller's MSGCALLRELEASE once, without the lock.

        If it raises, that is a fault, added to `faults`, and not a stop; what ends the program
        is a fault too, and raised on.
        """
        with self.lock:
            callback, data, message = group.on_release, group.caller_data, group.message
            group.on_release = group.caller_data = None
        if callback is None or message is None:
            return
        try:
            callback(data, group.message_handle())
        except BaseException as error:
            fault = f"on_release raised {type(error).__name__}: {error}"
            faults.append(fault)
            with self.lock:
                self.fail(message, fault, calls.CALL_RELEASE, step)
            if not isinstance(error, Exception):
                raise

    def fail(self, record: Record, fault: str, call: str, step: int | None = None) -> None:
        """Enter a fault of an object; it does not stop anything."""
        record.fault = f"{record.fault}; {fault}" if record.fault else fault
        self.emit(record, "failed", call=call, step=step, fault=fault)

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

    def abandon(self) -> tuple[Snapshot, ...]:
        """The workspace ends: the message as it is, if it leaks, and the end of its whole group.

        Nobody has closed it, so nobody hears of that, and its callback never runs: that is what a
        leak is. A message whose last release is under way on another thread is no leak.
        """
        with self.lock:
            if self.closed or self.abandoned_at is not None:
                return ()
            self.abandoned_at = self.clock()
            leaks = self._unclosed(dropped=False)
            if leaks:
                for record in closing_order(self._tops):
                    self._close_silently(record)
                self._all_closed = True
                self._drop(self._tops[-1].group)
            return leaks

    def _drop(self, group: Group | None) -> None:
        if group is not None:
            group.on_release = group.caller_data = None
            self.free(group)

    def _unclosed(self, *, dropped: bool) -> tuple[Snapshot, ...]:
        """The independent message that is in use; `dropped`: only if no handle of it is left."""
        if self.closed or self.root is not None:
            return ()
        return tuple(
            snapshot(record, self.started)
            for record in self._tops
            if record.kind is Kind.MESSAGE and record.group and record.group.in_use
            if record.group.dropped or not dropped
        )

    # -- events -------------------------------------------------------------------------------

    def emit(
        self, record: Record, event: str, *,
        reopened: bool = False, call: str | None = None, step: int | None = None,
        fault: str | None = None,
    ) -> None:  # fmt: skip
        """Log an event of the object as it is now; giving the lock back tells the observers."""
        group = record.group
        t = round(self.clock() - self.started, 6)

        def make(seq: int) -> Event:
            return Event(
                seq, event, step, record.kind._value_, record.id,
                record.parent.id if record.parent else None,
                self.root.id if self.root else None,
                group.file if group else None, record.path, record.label,
                record.references, reopened, record.state._value_,
                record.call if call is None else call, t, fault,
            )  # fmt: skip

        self._log.add(make)
