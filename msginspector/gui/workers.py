"""Work over time on the event loop: the single home of timers. There are no threads.

Long work is a generator that yields often; `SliceRunner` advances it for a few milliseconds at a
time, so that the window stays alive and the work can be cancelled between two steps.
"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Callable, Generator
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from msginspector.session import MessageSession

SLICE_SECONDS: Final = 0.004
SETTLE_SECONDS: Final = 0.25
COALESCE_MS: Final = 120
TEARDOWN_TICK_MS: Final = 40
TEARDOWN_SECONDS: Final = 1.4
TICK_BUDGET_SECONDS: Final = 0.012

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
        self._timer.timeout.connect(function)

    def start(self, wait: int | None = None) -> None:
        """Ask for the call, after `wait` ms or the usual time, unless it is under way already."""
        if not self._timer.isActive():
            self._timer.start(self._wait if wait is None else wait)

    def stop(self) -> None:
        """Take the wish back."""
        self._timer.stop()


class SliceRunner(QObject):
    """Runs generators one after the other, in slices of a few milliseconds.

    Every now and then what exists is taken out of the garbage collector's sight: looking through
    the books of thousands of messages again and again takes as long as opening them, a fifth of a
    second at a time. `forget` puts it back.
    """

    started = Signal()
    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[Work] = deque()
        self._settled = 0.0
        self._stepping: Work | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._slice)

    @property
    def busy(self) -> bool:
        """There is work left."""
        return bool(self._queue)

    def add(self, work: Work) -> None:
        """Queue a generator."""
        self._queue.append(work)
        if not self._timer.isActive():
            self._timer.start()
            self.started.emit()

    def cancel(self) -> None:
        """Drop all work; generators are closed, so that their `finally` runs.

        Work that asks for this itself, in one of its steps, is closed after that step.
        """
        while self._queue:
            work = self._queue.popleft()
            if work is not self._stepping:
                work.close()
        self._stop()

    def drain(self) -> None:
        """Finish all work now; for pictures and for tests without an event loop."""
        while self._queue:
            self._advance()
        self._stop()

    def forget(self) -> None:
        """What has been opened is of no use any more: let the garbage collector see it."""
        gc.unfreeze()

    def _settle(self, now: float) -> None:
        if now - self._settled > SETTLE_SECONDS:
            self._settled = now
            gc.collect(1)
            gc.freeze()

    def _slice(self) -> None:
        now = time.perf_counter()
        self._settle(now)
        end = now + SLICE_SECONDS
        while self._queue and time.perf_counter() < end:
            self._advance()
        if not self._queue:
            self._stop()

    def _advance(self) -> None:
        work = self._stepping = self._queue[0]
        try:
            next(work)
        except StopIteration:
            if self._queue and self._queue[0] is work:
                self._queue.popleft()
        else:
            if work not in self._queue:
                self._stepping = None
                work.close()
        finally:
            self._stepping = None

    def _stop(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.idle.emit()


class Teardown(QObject):
    """Closes one session step by step at a pace a viewer can follow, never longer than needed.

    Few objects go one a tick; many go several a tick, so that the whole takes about
    `TEARDOWN_SECONDS`, and no tick works longer than its budget.
    """

    progressed = Signal(object, object)  # steps done, steps in all
    finished = Signal(object)  # the TeardownReport

    def __init__(self, session: MessageSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._steps = session.close_steps()
        self._done = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TEARDOWN_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def total(self) -> int:
        """How many objects there are to close."""
        return len(self._steps)

    @property
    def done(self) -> int:
        """How many are closed."""
        return self._done

    @property
    def running(self) -> bool:
        """It advances by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Let it run.

        Until it is over the garbage collector leaves alone what exists now: looking through the
        books of ten thousand messages once would hold the window for a fifth of a second.
        """
        gc.freeze()
        self._timer.start()
        self.progressed.emit(self._done, self.total)

    def pause(self) -> None:
        """Hold it, or let it run on."""
        if self._timer.isActive():
            self._timer.stop()
        else:
            self._timer.start()
        self.progressed.emit(self._done, self.total)

    def step(self, number: int = 1) -> None:
        """Hold it, and close that many objects."""
        self._timer.stop()
        self._advance(number)

    def finish(self) -> None:
        """Close all that is left at once."""
        self._advance(self.total)

    def _tick(self) -> None:
        ticks = TEARDOWN_SECONDS * 1000 / TEARDOWN_TICK_MS
        self._advance(max(1, ceil(self.total / ticks)), TICK_BUDGET_SECONDS)

    def _advance(self, number: int, budget: float = float("inf")) -> None:
        end = time.perf_counter() + budget
        for _ in range(number):
            if next(self._steps, None) is None:
                break
            self._done += 1
            if time.perf_counter() > end:
                break
        self.progressed.emit(self._done, self.total)
        if self._done >= self.total:
            self._timer.stop()
            gc.unfreeze()
            self.finished.emit(self.session.report)
