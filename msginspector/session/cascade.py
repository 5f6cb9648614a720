"""The closing cascade of one session: CloseIMsgSession, one object at a time.

It visits every tracked object once: a parent after everything opened from it, siblings youngest
first, the session last. A fault in one of them is recorded and the cascade goes on. Threads that
want to step while another one does wait for it; a call from inside a step does nothing.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from msginspector.session import calls
from msginspector.session.record import closing_order
from msginspector.session.states import State
from msginspector.session.teardown import TeardownReport, TeardownStep

if TYPE_CHECKING:
    from msginspector.session.books import Books
    from msginspector.session.record import Record


class Cascade:
    """The teardown of `books`: not begun, running, or over."""

    def __init__(self, books: Books) -> None:
        self.began_at: float | None = None
        self._books = books
        self._order: list[Record] = []
        self._next = 0
        self._steps: list[TeardownStep] = []
        self._stepping: int | None = None
        self._idle = threading.Condition(books.lock)
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
        """Close the next object; None when there is none left, or from inside a step."""
        record = self._claim()
        if record is None:
            return None
        try:
            return self._visit(record)
        finally:
            with self._idle:
                self._stepping = None
                self._idle.notify_all()

    def report(self) -> TeardownReport:
        """The cascade so far; once it is over, the same report for ever."""
        with self._books.lock:
            if self._report is not None:
                return self._report
            report = self._make_report()
            if report.complete:
                self._report = report
            return report

    def _claim(self) -> Record | None:
        """The record that the calling thread is to visit."""
        with self._idle:
            if self.stepping:
                return None
            while self._stepping is not None:
                self._idle.wait()
            self._begin()
            if self._next == len(self._order):
                return None
            self._stepping = threading.get_ident()
            self._next += 1
            return self._order[self._next - 1]

    def _begin(self) -> None:
        if self.began_at is None:
            self.began_at = self._books.clock()
            self._order = list(closing_order(self._books.roots()))

    def _visit(self, record: Record) -> TeardownStep:
        found = self._close(record)
        group = record.group
        try:
            if group is not None and group.message is record:
                self._books.call_on_release(group)
        finally:
            step = self._enter_step(record, found)
        return step

    def _close(self, record: Record) -> int:
        """Close one object, whatever fails; the references found."""
        books = self._books
        call = calls.close_session(books.label)
        with books.lock:
            found = record.references
            record.step = self._next
            record.state = State.CLOSING
            books.emit(record, "closing", call=call)
            fault = self._closing_fault(record)
            if fault is not None:
                books.fail(record, fault, call)
            books.close_record(record, call)
            return found

    def _closing_fault(self, record: Record) -> str | None:
        """Give back what the object holds; the fault as a sentence, None when all went well."""
        group = record.group
        fault = record.fails
        if group is not None and record is (group.storage or group.message):
            fault = self._books.free(group) or fault
        return fault

    def _enter_step(self, record: Record, found: int) -> TeardownStep:
        with self._books.lock:
            step = TeardownStep(
                step=record.step or 0, id=record.id, kind=record.kind.value, label=record.label,
                file=record.group.file if record.group else None, path=record.path,
                references=found, fault=record.fault,
            )  # fmt: skip
            self._steps.append(step)
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
