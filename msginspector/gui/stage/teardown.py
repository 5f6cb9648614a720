"""The teardown of one session over time: the pace at which somebody watches it."""

from __future__ import annotations

import gc
import time
from math import ceil
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from msginspector.gui.workers import SLICE_SECONDS

if TYPE_CHECKING:
    from msginspector.session import MessageSession

FULL: Final = "full"
SLOW: Final = "slow"
STEP: Final = "step"
SPEEDS: Final = (FULL, SLOW, STEP)

TICK_MS: Final = {FULL: 40, SLOW: 900, STEP: 40}
FULL_SECONDS: Final = 0.8


class Teardown(QObject):
    """Closes one session step by step, at full speed, slowly, or whenever somebody asks for a step.

    At full speed few objects go one a tick, many several a tick, in slices as short as those of
    other work, so that the whole takes about `FULL_SECONDS`. It is shown once a tick.
    """

    progressed = Signal(object, object)  # steps done, steps in all
    finished = Signal(object)  # the TeardownReport

    def __init__(
        self, session: MessageSession, parent: QObject | None = None, speed: str = FULL
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._speed = speed
        self._steps = session.close_steps()
        self._done = self._due = self._shown = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS[speed])
        self._timer.timeout.connect(self._tick)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._slice)

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

        Until the session is taken off the window the garbage collector leaves alone what exists
        now: looking through the books of ten thousand messages once would hold the window for a
        fifth of a second.
        """
        gc.freeze()
        if self._speed != STEP:
            self._timer.start()
        self._show()

    def set_speed(self, speed: str) -> None:
        """Go on at another speed; step by step, it is held."""
        self._speed = speed
        self._timer.setInterval(TICK_MS[speed])
        if speed == STEP:
            self._hold()
        else:
            self._timer.start()
        self._show()

    def pause(self) -> None:
        """Hold it, or let it run on."""
        if self._timer.isActive():
            self._hold()
        else:
            self._timer.start()
        self._show()

    def step(self, number: int = 1) -> None:
        """Hold it, and close that many objects."""
        self._hold()
        self._advance(number)
        self._show()

    def finish(self) -> None:
        """Close all that is left at once."""
        self._advance(self.total)
        self._show()

    def _hold(self) -> None:
        self._timer.stop()
        self._slices.stop()
        self._due = self._done

    def _tick(self) -> None:
        """Some more are due; those of the last tick are shown."""
        if self._shown < self._done:
            self._show()
        self._due = min(self.total, max(self._due, self._done) + self._steps_a_tick())
        self._slices.start()

    def _steps_a_tick(self) -> int:
        if self._speed != FULL:
            return 1
        return max(1, ceil(self.total * TICK_MS[FULL] / (FULL_SECONDS * 1000)))

    def _slice(self) -> None:
        self._advance(self._due - self._done, SLICE_SECONDS)
        if self._done >= self._due:
            self._slices.stop()
            if self._shown < self._done:
                self._show()

    def _advance(self, number: int, budget: float = float("inf")) -> None:
        end = time.perf_counter() + budget
        for _ in range(number):
            if next(self._steps, None) is None:
                self._done = self.total  # somebody else has closed the rest
                break
            self._done += 1
            if time.perf_counter() > end:
                break

    def _show(self) -> None:
        """Say how far it is, and when it is over."""
        self._shown = self._done
        self.progressed.emit(self._done, self.total)
        if self._done >= self.total:
            self._hold()
            self.finished.emit(self.session.report)
