"""The closing cascade of one session: CloseIMsgSession, one object at a time.

It visits every tracked object once: a parent after everything opened from it, siblings youngest
first, the session last. A fault in one of them is recorded and the cascade goes on.

Threads that want to step while another one does wait for it, unless somebody may be waiting for
them: a call from inside a step or an observer never waits. In the same cascade it does nothing;
`finish` of another one is left to the thread that is in a step there.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msginspector.session import calls
from msginspector.session.here import here
from msginspector.session.record import closing_order
from msginspector.session.states import State
from msginspector.session.teardown import TeardownReport, TeardownStep

if TYPE_CHECKING:
    from msginspector.session.books import Books
    from msginspector.session.record import Record


class _Visit:
    """What one step finds: the references, and the faults of this step alone."""

    __slots__ = ("faults", "found", "record")

    def __init__(self, record: Record) -> None:
        self.record = record
        self.found = 0
        self.faults: list[str] = []


class Cascade:
    """The teardown of `books`: not begun, running, or over."""

    def __init__(self, books: Books) -> None:
        self.began_at: float | None = None
        self._books = books
        self._order: list[Record] = []
        self._next = 0
        self._steps: list[TeardownStep] = []
        self._stepping: int | None = None
        self._hurried = False
        self._call = ""
        self._idle = threading.Condition(books.lock.raw)
        self._report: TeardownReport | None = None

    def __len__(self) -> int:
        """How many objects the whole cascade visits."""
        return len(self._order) if self.begun else len(self._books)

    @property
    def begun(self) -> bool:
        """The first step was taken: nothing can be opened any more."""
        return self.began_at is not None

    @property
    def over(self) -> bool:
        """The session itself is closed."""
        root = self._books.root
        return root is not None and root.state is State.CLOSED

    @property
    def stepping(self) -> bool:
        """The calling thread is inside a step: an observer, a callback."""
        return self._stepping == threading.get_ident()

    def advance(self) -> TeardownStep | None:
        """Close the next object; None when there is none left, or when it must not wait."""
        try:
            record = self._claim()
            return None if record is None else self._visit(record)
        finally:
            if self._hurried:
                self.finish()

    def finish(self) -> None:
        """Close everything that is left, or leave that to the thread that it must not wait for.

        What ends the program is raised when all is closed.
        """
        raised: BaseException | None = None
        while (record := self._claim(hurry=True)) is not None:
            try:
                self._visit(record)
            except BaseException as error:  # noqa: BLE001 - raised below
                raised = raised or error
        if raised is not None:
            raise raised

    def report(self) -> TeardownReport:
        """The cascade so far; once it is over, the same report for ever."""
        with self._books.lock:
            if self._report is not None:
                return self._report
            report = self._make_report()
            if report.complete:
                self._report = report
            return report

    def _claim(self, *, hurry: bool = False) -> Record | None:
        """The record that the calling thread is to visit."""
        with self._idle:
            if self.stepping:
                return None
            while self._stepping is not None:
                if here.inside:
                    self._hurried = self._hurried or hurry
                    return None
                self._idle.wait()
            self._begin()
            if self._next == len(self._order):
                return None
            self._stepping = threading.get_ident()
            record = self._order[self._next]
            self._next += 1
            record.step = self._next
            return record

    def _begin(self) -> None:
        if self.began_at is None:
            self.began_at = self._books.clock()
            self._call = calls.close_session(self._books.label)
            self._order = list(closing_order(self._books.roots()))

    def _visit(self, record: Record) -> TeardownStep:
        """One step, from end to end whatever is raised in it."""
        here.steps += 1
        visit = _Visit(record)
        try:
            self._announce(visit)
        finally:
            try:
                self._close(visit)
            finally:
                try:
                    self._call_back(visit)
                finally:
                    step = self._enter_step(visit)
        return step

    def _announce(self, visit: _Visit) -> None:
        record = visit.record
        with self._books.lock:
            visit.found = record.references
            record.state = State.CLOSING
            self._books.emit(record, "closing", call=self._call, step=record.step)

    def _close(self, visit: _Visit) -> None:
        books, record, call = self._books, visit.record, self._call
        with books.lock:
            try:
                visit.faults += self._let_go(record)
                if visit.faults:
                    books.fail(record, "; ".join(visit.faults), call, record.step)
            finally:
                books.close_record(record, call, record.step)

    def _let_go(self, record: Record) -> list[str]:
        """Give back what the object holds; the faults as sentences."""
        group = record.group
        fault = None
        if group is not None and record is (group.storage or group.message):
            fault = self._books.free(group)
        return [text for text in (record.fails, fault) if text is not None]

    def _call_back(self, visit: _Visit) -> None:
        group = visit.record.group
        if group is not None and group.message is visit.record:
            self._books.call_on_release(group, visit.faults, visit.record.step)

    def _enter_step(self, visit: _Visit) -> TeardownStep:
        """The end of a step: it is in the report, and others may take the next one."""
        record = visit.record
        with self._idle:
            step = TeardownStep(
                step=record.step or 0, id=record.id, kind=record.kind.value, label=record.label,
                file=record.group.file if record.group else None, path=record.path,
                references=visit.found, fault="; ".join(visit.faults) or None,
            )  # fmt: skip
            self._steps.append(step)
            self._stepping = None
            here.steps -= 1
            self._idle.notify_all()
            return step

    def _make_report(self) -> TeardownReport:
        books = self._books
        began = self.began_at if self.began_at is not None else books.clock()
        complete = self.over and len(self._steps) == len(self._order)
        ended = books.root.closed_at if complete and books.root else None
        return TeardownReport(
            session=books.root.id if books.root else 0,
            label=books.label,
            steps=tuple(self._steps),
            complete=complete,
            started_at=began - books.started,
            duration=(ended if ended is not None else books.clock()) - began,
        )
