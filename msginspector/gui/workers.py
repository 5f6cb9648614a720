"""Work over time beside the window: the single home of timers and of the one thread.

Long work is a generator that yields often; `SliceRunner` advances it for a few milliseconds at a
time, so that the window stays alive and the work can be cancelled between two steps. What cannot be
cut into steps, the decoding of a large value, `Background` runs on a thread, which touches no Qt.
"""

from __future__ import annotations

import gc
import queue
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from msginspector.errors import InspectorError

SLICE_SECONDS: Final = 0.004
COALESCE_MS: Final = 120
TICK_MS: Final = 1000
ASK_MS: Final = 8
# How long one thread lets the other wait. Qt takes turns dozens of times in one event: with the
# usual time the window would wait for hundreds of milliseconds while something is decoded.
TURN_SECONDS: Final = 0.0005
USUAL_TURN_SECONDS: Final = 0.005

Work = Generator[object, None, object]


class Coalescer(QObject):
    """Calls a function once, a moment after the first of many starts."""

    def __init__(
        self, function: Callable[[], object], parent: QObject, wait: int = COALESCE_MS
    ) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._wait = wait
        self._wanted = False  # quicker than asking the timer, for every event of a teardown
        self._timer.timeout.connect(self.stop)
        self._timer.timeout.connect(function)

    def start(self, wait: int | None = None) -> None:
        """Ask for the call, after `wait` ms or the usual time, unless it is under way already."""
        if not self._wanted:
            self._wanted = True
            self._timer.start(self._wait if wait is None else wait)

    def stop(self) -> None:
        """Take the wish back."""
        self._wanted = False
        self._timer.stop()


class Ticker(QTimer):
    """Calls a function once a second between `start` and `stop`."""

    def __init__(self, function: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.setInterval(TICK_MS)
        self.timeout.connect(function)


class SliceRunner(QObject):
    """Runs generators one after the other, in slices of a few milliseconds.

    Work belongs to somebody, the id of a session's node for instance, and can be cancelled for
    that owner alone.
    """

    started = Signal()
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[tuple[Work, object]] = deque()
        self._stepping: Work | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    @property
    def busy(self) -> bool:
        """There is work left."""
        return bool(self._queue)

    def add(self, work: Work, owner: object = None) -> None:
        """Queue a generator for an owner."""
        self._queue.append((work, owner))
        if not self._timer.isActive():
            self._timer.start()
            self.started.emit()

    def cancel(self) -> None:
        """Drop all work; generators are closed, so that their `finally` runs.

        Work that asks for this itself, in one of its steps, is closed after that step.
        """
        self._drop(lambda owner: True)

    def cancel_for(self, owner: object) -> None:
        """Drop the work of one owner, in the same way; that of others goes on."""
        self._drop(lambda other: other == owner)

    def run_slice(self) -> None:
        """Advance for one slice now: short work is over before anything is painted.

        Work that asks for this itself, in one of its steps, goes on first.
        """
        self._slice()

    def drain(self) -> None:
        """Finish all work now; for pictures and for tests without an event loop."""
        while self._queue:
            self._advance()
        self._stop()

    def _drop(self, goes: Callable[[object], bool]) -> None:
        """Drop what goes, and what its end queues for the same owner."""
        while gone := [work for work, owner in self._queue if goes(owner)]:
            self._queue = deque(item for item in self._queue if not goes(item[1]))
            for work in gone:
                if work is not self._stepping:
                    work.close()
        if not self._queue:
            self._stop()

    def _slice(self) -> None:
        if self._stepping is not None:
            return
        end = time.perf_counter() + SLICE_SECONDS
        while self._queue and time.perf_counter() < end:
            self._advance()
        if not self._queue:
            self._stop()

    def _advance(self) -> None:
        work = self._stepping = self._queue[0][0]
        over = False
        try:
            next(work)
        except StopIteration:
            over = True
        finally:
            self._stepping = None
            kept = any(other is work for other, _ in self._queue)
        if not kept:
            work.close()
        elif over:
            self._queue = deque(item for item in self._queue if item[0] is not work)

    def _stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.idle.emit()


class Background(QObject):
    """Runs one function after the other on a thread; its result is told on the event loop.

    A function that is wanted while another one runs waits; of several that wait only the last one
    is run. After `forget` nothing is told of what has been wanted before. Functions must be bounded
    and must not touch Qt.
    """

    done = Signal(object, object)  # key, what the function gave: a result or an InspectorError

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._results: queue.SimpleQueue[tuple[int, object]] = queue.SimpleQueue()
        self._waiting: tuple[object, Callable[[], object]] | None = None
        self._running = False
        self._key: object = None
        self._run_number = self._wanted_number = 0
        self._timer = QTimer(self)
        self._timer.setInterval(ASK_MS)
        self._timer.timeout.connect(self._ask)

    @property
    def busy(self) -> bool:
        """Something is wanted and has not been told yet."""
        return self._waiting is not None or (self._running and self._wanted_number > 0)

    def run(self, key: object, function: Callable[[], object]) -> None:
        """Run this as soon as what runs now is over, instead of whatever waits."""
        self._waiting = key, function
        self._next()

    def forget(self) -> None:
        """Nobody wants any of it any more."""
        self._waiting = None
        self._wanted_number = 0

    def finish(self) -> None:
        """Wait for all that is wanted; for pictures and for tests without an event loop."""
        while self.busy:
            self._take(self._results.get())

    def _next(self) -> None:
        if self._running or self._waiting is None:
            return
        self._key, function = self._waiting
        self._waiting = None
        self._running = True
        self._run_number += 1
        self._wanted_number = number = self._run_number
        results = self._results
        sys.setswitchinterval(TURN_SECONDS)
        threading.Thread(target=_told, args=(results, number, function)).start()
        self._timer.start()

    def _ask(self) -> None:
        """Look whether there is a result."""
        try:
            self._take(self._results.get_nowait())
        except queue.Empty:
            return

    def _take(self, told: tuple[int, object]) -> None:
        """Tell a result; a fault of ours is raised here, where it is seen."""
        number, result = told
        sys.setswitchinterval(USUAL_TURN_SECONDS)
        self._running = False
        self._timer.stop()
        wanted, key = number == self._wanted_number, self._key
        self._wanted_number = 0
        self._next()
        if isinstance(result, Exception) and not isinstance(result, InspectorError):
            raise result
        if wanted:
            self.done.emit(key, result)


def _told(
    results: queue.SimpleQueue[tuple[int, object]], number: int, function: Callable[[], object]
) -> None:
    try:
        results.put((number, function()))
    except Exception as error:  # noqa: BLE001 - it is raised again on the event loop
        results.put((number, error))


class Keeper:
    """Takes what stays out of the garbage collector's sight.

    Looking through the books of thousands of messages again and again takes as long as opening
    them, a fifth of a second at a time. What is out of its sight is never collected, though:
    nothing that is about to go may be alive when `settle` is called, or it stays for good.
    """

    def __init__(self) -> None:
        self._keeps = False

    def settle(self) -> None:
        """Collect what has gone since the last time, and keep the rest."""
        if self._keeps:  # else everything there is would be looked through
            gc.collect()
        gc.freeze()
        self._keeps = True

    def forget(self) -> None:
        """Some of what has been kept is of no use any more: collect it, and keep the rest."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def end(self) -> None:
        """Nothing of what has been kept is of use any more: let the garbage collector see it."""
        gc.unfreeze()
        self._keeps = False
