"""The books: which objects are open, their references, and the rules of release and closing.

One `Books` serves one session, or one message opened without a session. It knows nothing of files
or handles: those who open objects pass what is to be done when one is freed. Every public method
holds the books' one lock; events are emitted under it, so they come in step order.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msginspector.errors import InvalidObjectError
from msginspector.session.events import Event
from msginspector.session.record import Record, Snapshot, closing_order, snapshot
from msginspector.session.states import KIND_TITLES, Kind, State
from msginspector.session.teardown import TeardownReport, TeardownStep

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
        self._log = log
        self._clock = clock
        self._next_id = next_id
        self._tops: list[Record] = []
        self._records: dict[int, Record] = {}
        self._order: list[Record] | None = None
        self._steps: list[TeardownStep] = []
        self._closing_at = 0.0
        self._closed_at: float | None = None
        self._stepping: int | None = None

    # -- what there is ------------------------------------------------------------------------

    @property
    def label(self) -> str:
        """The session's label, for messages to people."""
        return self.root.label if self.root else INDEPENDENT

    @property
    def closing(self) -> bool:
        """The cascade has begun and is not over."""
        return self._order is not None and self._closed_at is None

    @property
    def closed(self) -> bool:
        """The cascade is over."""
        return self._closed_at is not None

    @property
    def stepping(self) -> bool:
        """The calling thread is inside a step of the cascade: an observer, a callback."""
        return self._stepping == threading.get_ident()

    def __len__(self) -> int:
        """How many objects are on the books."""
        return len(self._records)

    def records(self) -> list[Record]:
        """Every record in the order of opening."""
        with self.lock:
            return list(self._records.values())

    def record(self, number: int) -> Record | None:
        """The record of that id, None where these books have none."""
        return self._records.get(number)

    def snapshots(self) -> tuple[Snapshot, ...]:
        """Copies of every record, in the order of opening."""
        with self.lock:
            return tuple(snapshot(record, self.started) for record in self._records.values())

    def _roots(self) -> list[Record]:
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
            self._emit(self.root, "opened")
            return self.root

    def check_open(self) -> None:
        """Raise InvalidObjectError unless objects can be opened."""
        if self._order is None:
            return
        word = "closed" if self.closed else "closing"
        raise self._invalid(
            self.root, f"{self.label} is {word}: nothing can be opened in it", self._closed_at
        )

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
                self._emit(record, "opened", reopened=True, call=call)
                return record
            group = parent.group
            record = self._enter(
                kind, parent, group, label=label, path=path, call=call, key=key, detail=detail
            )
            if group is not None:
                group.in_use += 1
            return record

    def _enter(
        self, kind: Kind, parent: Record | None, group: Group | None, *,
        label: str, path: str, call: str, key: object = None, detail: int | None = None,
    ) -> Record:  # fmt: skip
        record = Record(
            self._next_id(), kind, parent,
            label=label, path=path, call=call, opened_at=self._clock(),
            group=group, key=key, detail=detail,
        )  # fmt: skip
        if parent is not None:
            parent.add_child(record)
        if group is not None:
            group.enter(record)
        self._records[record.id] = record
        self._emit(record, "opened")
        return record

    # -- using --------------------------------------------------------------------------------

    def check(self, record: Record) -> None:
        """Raise InvalidObjectError unless the object can be used.

        During the closing cascade an object stays usable until its own step.
        """
        if record.state is not State.OPEN:
            raise self._invalid(record, *self._story(record))

    def check_reading(self, record: Record) -> None:
        """Like `check`, and cancel a running read as soon as the session starts to close."""
        self.check(record)
        if self._order is not None:
            raise self._invalid(
                record, f"the read was cancelled: {self.label} is closing", self._closing_at
            )

    def _story(self, record: Record) -> tuple[str, float | None]:
        """How the object ended, as a clause, and when."""
        name = f"{KIND_TITLES[record.kind]} “{record.label}” (object {record.id})"
        if record.state is State.RELEASED:
            when = record.released_at
            return f"{name} was released{self._after(when)} and can no longer be used", when
        when = record.closed_at
        by = f" by step {record.step} of closing {self.label}" if record.step else ""
        return f"{name} was closed{by}{self._after(when)}", when

    def _after(self, when: float | None) -> str:
        if when is None:
            return ""
        since = self.label if self.root else "the message"
        return f" {when - self.started:.3f} s after {since} was opened"

    def _invalid(self, record: Record | None, text: str, when: float | None) -> InvalidObjectError:
        return InvalidObjectError(
            text[0].upper() + text[1:] + ".",
            object_label=record.label if record else self.label,
            session_label=self.label,
            when=None if when is None else when - self.started,
            step=record.step if record else None,
        )

    # -- references ---------------------------------------------------------------------------

    def add_reference(self, record: Record, call: str) -> int:
        """Take one more reference of an open object; the new count."""
        with self.lock:
            self.check(record)
            self.check_open()
            record.references += 1
            self._emit(record, "opened", reopened=True, call=call)
            return record.references

    def release(self, record: Record) -> int:
        """Give back one reference; the count left, 0 for an object that is released or closed.

        At zero the object is released and unusable at once. While the session closes, the count
        is lowered and nothing else happens: the cascade will visit the object anyway. The last
        reference of a message's own storage is the message's and is not given back here.
        """
        with self.lock:
            if record.state is not State.OPEN:
                return 0
            if record is self.root:
                return record.references
            if self._order is not None:
                record.references = max(0, record.references - 1)
                return record.references
            if record.kind is Kind.STORAGE and record.key is None and record.references == 1:
                return 1
            self._take_reference(record)
            if record.references == 0 and record.group is not None:
                record.group.in_use -= 1
                self._last_release(record.group)
            return record.references

    def _take_reference(self, record: Record) -> None:
        record.references -= 1
        if record.references == 0:
            record.state = State.RELEASED
            record.released_at = self._clock()
        self._emit(record, "released", call="IUnknown::Release()")

    def _last_release(self, group: Group) -> None:
        """Free the group when its message and every sub-object are released.

        Without a session that is its end: everything in it becomes closed.
        """
        if group.in_use or group.message is None:
            return
        self._call_on_release(group)
        if group.storage is not None and group.storage.state is State.OPEN:
            group.storage.references = 1
            self._take_reference(group.storage)
        self._free_early(group, group.storage or group.message)
        if self.root is None:
            for record in closing_order(self._tops):
                self._close_record(record, "IUnknown::Release()")
            self._closed_at = self._clock()

    # -- closing ------------------------------------------------------------------------------

    @property
    def cascade_length(self) -> int:
        """How many objects the cascade visits; 0 before it has begun."""
        return len(self._order or ())

    def begin_closing(self) -> None:
        """Fix the order of the cascade; from now on nothing can be opened."""
        with self.lock:
            if self._order is None:
                self._order = list(closing_order(self._roots()))
                self._closing_at = self._clock()

    def advance(self) -> TeardownStep | None:
        """Close the next object of the cascade; None when there is none left.

        A call from inside a step (an observer, a callback) does nothing.
        """
        with self.lock:
            if self.stepping:
                return None
            self.begin_closing()
            order = self._order or []
            if len(self._steps) == len(order):
                return None
            self._stepping = threading.get_ident()
            try:
                return self._visit(order[len(self._steps)])
            finally:
                self._stepping = None

    def report(self) -> TeardownReport:
        """The cascade so far, and the whole of it once it is over."""
        with self.lock:
            end = self._closed_at if self._closed_at is not None else self._clock()
            return TeardownReport(
                session=self.root.id if self.root else 0,
                label=self.label,
                steps=tuple(self._steps),
                complete=self.closed,
                started_at=self._closing_at - self.started,
                duration=end - self._closing_at,
            )

    def _visit(self, record: Record) -> TeardownStep:
        found = record.references
        record.step = len(self._steps) + 1
        record.state = State.CLOSING
        call = f"CloseIMsgSession({self.label})"
        self._emit(record, "closing", call=call)
        fault = self._closing_fault(record)
        if fault is not None:
            record.fault = fault
            self._emit(record, "failed", call=call)
        self._close_record(record, call)
        group = record.group
        if group is not None and group.message is record:
            self._call_on_release(group)
        if record is self.root:
            self._closed_at = record.closed_at
        step = TeardownStep(
            step=record.step, id=record.id, kind=record.kind.value, label=record.label,
            file=group.file if group else None, path=record.path,
            references=found, fault=record.fault,
        )  # fmt: skip
        self._steps.append(step)
        return step

    def _closing_fault(self, record: Record) -> str | None:
        """Give back what the object holds; the fault as a sentence, None when all went well."""
        group = record.group
        fault = record.fails
        if group is not None and record is (group.storage or group.message):
            fault = self._free(group) or fault
        return fault

    def _close_record(self, record: Record, call: str) -> None:
        record.references = 0
        record.state = State.CLOSED
        record.closed_at = self._clock()
        record.attributes = None
        record.open_children = None
        self._emit(record, "closed", call=call)

    def _call_on_release(self, group: Group) -> None:
        """Run the caller's MSGCALLRELEASE once; if it raises, that is a fault and not a stop."""
        callback, message = group.on_release, group.message
        group.on_release = None
        if callback is None or message is None:
            return
        try:
            callback(group.caller_data, group.message_handle())
        except Exception as error:  # noqa: BLE001 - the caller's code; recorded as a fault
            message.fault = f"on_release raised {type(error).__name__}: {error}"
            self._emit(message, "failed", call="MSGCALLRELEASE(ulCallerData, lpMessage)")

    def _free_early(self, group: Group, record: Record) -> None:
        """Free the content at the last release, before any cascade."""
        fault = self._free(group)
        if fault is not None:
            record.fault = fault
            self._emit(record, "failed", call="IUnknown::Release()")

    def _free(self, group: Group) -> str | None:
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
            for record in self._tops:
                if record.group is not None:
                    self._free(record.group)

    # -- events -------------------------------------------------------------------------------

    def _emit(
        self, record: Record, event: str, *, reopened: bool = False, call: str | None = None
    ) -> None:
        group = record.group
        t = round(self._clock() - self.started, 6)

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
