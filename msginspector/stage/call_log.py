"""The log of API calls: what the caller did, one entry a call, told from the events alone.

Opening a file is one call of this package and two of MAPI; a whole cascade is one CloseIMsgSession,
whose entry grows. What the model does by itself, the freeing of a file's storage after the last
release, belongs to the call that caused it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from msginspector.stage import statements
from msginspector.stage.statements import Names, Statement, is_own_storage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from msginspector.session import Event

LIMIT: Final = 100_000
"""Calls that are kept."""


@dataclass(frozen=True, slots=True)
class Call:
    """One API call: `number` from 1, both languages, the events it caused, and how it ended.

    `object_id` is what was opened, released or closed; `session` None outside of any. `declares`
    is the C of the variables it needs.
    """

    number: int
    c: str
    python: str
    first_seq: int
    last_seq: int
    result: str
    object_id: int
    session: int | None
    failed: bool = False
    declares: str = ""


@dataclass(slots=True)
class _Closing:
    """The cascade of one session so far."""

    place: int
    last: Event
    closed: int = 0
    faults: int = 0


class CallLog:
    """The newest calls; `dropped` counts those that are no longer kept."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.dropped = 0
        self._calls: deque[Call] = deque()
        self._limit = limit
        self._names = Names()
        self._closings: dict[int, _Closing] = {}
        self._grown: dict[int, _Closing] = {}
        self._tops: dict[int, int] = {}
        self._releases: dict[int, int] = {}  # top-level message -> the last release in it
        self._storage: Event | None = None

    def __len__(self) -> int:
        return len(self._calls)

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every call that is kept, oldest first."""
        return tuple(self._calls)

    def add(self, events: Iterable[Event]) -> list[Call]:
        """Take in events; the calls that are new or have changed, each once, as they are now."""
        touched: dict[int, None] = {}
        for event in events:
            number = self._take(event)
            if number is not None:
                touched[number] = None
        self._enter_steps()
        first = self._calls[0].number if self._calls else 0
        return [self._calls[number - first] for number in touched if number >= first]

    def _take(self, event: Event) -> int | None:
        """The number of the call an event belongs to."""
        if event.id not in self._tops:
            self._tops[event.id] = self._top(event)
        if event.step is not None:
            return self._take_step(event)
        if event.event == "opened":
            return self._take_opening(event)
        if event.event == "released" and not _is_own_release(event):
            said = statements.release(event, self._names)
            number = self._enter(event, said, f"returns {event.references}")
            self._releases[self._tops[event.id]] = number
            return number
        return self._extend(event)

    def _top(self, event: Event) -> int:
        """The top-level message an object belongs to; one is numbered right after its storage."""
        if is_own_storage(event):
            return event.id + 1
        is_top = event.parent is None or event.path == "/"
        return event.id if is_top else self._tops.get(event.parent or 0, event.id)

    def _take_opening(self, event: Event) -> int | None:
        if event.reopened:
            said = statements.again(event, self._names)
            return self._enter(event, said, _opened(event))
        if is_own_storage(event):
            self._storage = event
            self._names.add(event)
            return None  # its message follows, with both
        declares = statements.declaration(event, self._names)
        storage = self._storage_before(event)
        if storage is None:
            return self._enter(
                event, statements.opening(event, self._names), _opened(event), declares
            )
        both = statements.opening(storage, self._names).c
        said = statements.opening(event, self._names, self._names.add(storage))
        declares = f"{statements.declaration(storage, self._names)}\n{declares}"
        number = self._enter(event, Statement(f"{both}\n{said.c}", said.python), _opened(event),
                             declares)  # fmt: skip
        self._calls[-1] = replace(self._calls[-1], first_seq=storage.seq)
        return number

    def _storage_before(self, event: Event) -> Event | None:
        storage, self._storage = self._storage, None
        if storage is None or event.kind != "message" or event.path != "/":
            return None
        same = (storage.session, storage.file) == (event.session, event.file)
        return storage if same else None

    def _take_step(self, event: Event) -> int:
        assert event.session is not None or event.kind == "session"
        session = event.id if event.kind == "session" else event.session or 0
        closing = self._closings.get(session)
        if closing is None:
            number = self._enter(event, statements.close(event, self._names), "")
            closing = self._closings[session] = _Closing(number, event)
        self._grown[session] = closing
        closing.last = event
        closing.closed += event.event == "closed"
        closing.faults += event.event == "failed"
        if event.kind == "session" and event.event == "closed":
            del self._closings[session]
        return closing.place

    def _enter_steps(self) -> None:
        """What has been closed since the last time: a step changes its call, a batch enters it."""
        for closing in self._grown.values():
            self._change(closing.place, closing.last, _closed(closing), bool(closing.faults))
        self._grown.clear()

    def _extend(self, event: Event) -> int | None:
        """What follows from a release without a call of its own: closing, callbacks, faults.

        Callbacks and observers may have made other calls since.
        """
        number = self._releases.get(self._tops[event.id], 0)
        place = number - 1 - self.dropped
        if place < 0:
            return None
        call = self._calls[place]
        result = f"{call.result}; {event.fault}" if event.event == "failed" else call.result
        self._change(number, event, result, call.failed or event.event == "failed")
        return number

    def _enter(self, event: Event, said: Statement, result: str, declares: str = "") -> int:
        number = self.dropped + len(self._calls) + 1
        self._calls.append(
            Call(number, said.c, said.python, event.seq, event.seq, result, event.id,
                 event.id if event.kind == "session" else event.session, False, declares)
        )  # fmt: skip
        if len(self._calls) > self._limit:
            self._calls.popleft()
            self.dropped += 1
        return number

    def _change(self, number: int, event: Event, result: str, failed: bool) -> None:
        place = number - 1 - self.dropped
        if place >= 0:
            self._calls[place] = replace(
                self._calls[place], last_seq=event.seq, result=result, failed=failed
            )


def _is_own_release(event: Event) -> bool:
    """The model frees a file's storage when the last release has happened; nobody else can."""
    return is_own_storage(event) and not event.references


def _opened(event: Event) -> str:
    return f"S_OK, {event.references} reference{'' if event.references == 1 else 's'}"


def _closed(closing: _Closing) -> str:
    said = f"{closing.closed} object{'' if closing.closed == 1 else 's'} closed"
    faults = f", {closing.faults} fault{'' if closing.faults == 1 else 's'}"
    return said + (faults if closing.faults else "")


PROGRAM: Final = '''\
"""Does what was done in the window, and prints every event."""

import sys

from msginspector.session import Workspace
from msginspector.storage import open_storage

if hasattr(sys.stdout, "reconfigure"):  # labels may have what a console cannot show
    sys.stdout.reconfigure(errors="backslashreplace")
workspace = Workspace()
workspace.subscribe(print)

{calls}

for leak in workspace.close():
    print("leaked:", leak.kind, leak.label)
'''

C_PROGRAM: Final = """\
/* What was done in the window, as a MAPI program would do it. Results are not looked at. */
#include <windows.h>
#include <mapix.h>
#include <mapiutil.h>
#include <imessage.h>

HRESULT hr;
{declarations}

{calls}
"""


_LOST: Final = "What was called before number {} is not known any more, nor what it opened."


def program(calls: Sequence[Call]) -> str:
    """A whole Python program of these calls, ready to run."""
    lines = [call.python for call in calls if call.python]
    if calls and calls[0].number > 1:
        lines.insert(0, f"# {_LOST.format(calls[0].number)}")
    return PROGRAM.format(calls="\n".join(lines))


def c_program(calls: Sequence[Call]) -> str:
    """The same in C, with its variables; it is to be read, and compiles inside a function."""
    lines = [call.c for call in calls if call.c]
    if calls and calls[0].number > 1:
        lines.insert(0, f"/* {_LOST.format(calls[0].number)} */")
    return C_PROGRAM.format(
        declarations="\n".join(call.declares for call in calls if call.declares),
        calls="\n".join(lines),
    )
