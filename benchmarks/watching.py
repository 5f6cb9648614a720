"""How scenes watch the window: ticks, paints, waiting, memory; and the window they play in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from msginspector.gui.main_window import MainWindow

Measures = dict[str, float]

DEADLINE_SECONDS = 60.0


class Heartbeat:
    """A timer in the event loop: the time between two of its beats is how long a tick took.

    Both by the clock and by the processor's time of this process, which leaves out what else the
    machine was doing meanwhile.
    """

    def __init__(self, milliseconds: int = 0) -> None:
        from PySide6.QtCore import QTimer

        self._last = self._now()
        self._gaps: list[tuple[float, float]] = []
        self._timer = QTimer()
        self._timer.setInterval(milliseconds)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter() * 1000, time.process_time() * 1000

    def _beat(self) -> None:
        now, last = self._now(), self._last
        self._gaps.append((now[0] - last[0], now[1] - last[1]))
        self._last = now

    def stop(self, name: str) -> Measures:
        """The 99th percentile and the longest of all ticks so far."""
        self._timer.stop()
        self._beat()
        found = {}
        for clock, gaps in zip(("tick", "cpu_tick"), zip(*self._gaps, strict=True), strict=True):
            found[f"{name}_{clock}_p99"] = percentile(gaps, 99)
            found[f"{name}_{clock}_max"] = max(gaps)
        return found


class Painted:
    """Counts how often a widget has been painted while a condition holds."""

    def __init__(self, widget: QWidget, holds: Callable[[], bool] = lambda: True) -> None:
        from PySide6.QtCore import QEvent, QObject

        class Filter(QObject):
            def eventFilter(_, _watched: QObject, event: QEvent) -> bool:  # noqa: N805, N802
                if event.type() == QEvent.Type.Paint and holds():
                    self.count += 1
                return False

        self.count = 0
        self._filter = Filter(widget)
        widget.installEventFilter(self._filter)


def percentile(values: Sequence[float], share: int) -> float:
    """The value that `share` percent of all values do not exceed."""
    return sorted(values)[max(0, -(-len(values) * share // 100) - 1)]


def once(*signals: object) -> list[object]:
    """A list that is empty until one of the signals has been emitted."""
    said: list[object] = []
    for signal in signals:
        signal.connect(lambda *_: said.append(True))  # type: ignore[attr-defined]
    return said


def wait(app: QApplication, done: Callable[[], bool], *, idle: bool = False) -> None:
    """Run the event loop until it is so; `idle` lets it sleep where nothing is to be done."""
    from PySide6.QtCore import QEventLoop

    end = time.perf_counter() + DEADLINE_SECONDS
    everything = QEventLoop.ProcessEventsFlag.AllEvents
    flags = everything | QEventLoop.ProcessEventsFlag.WaitForMoreEvents if idle else everything
    while not done():
        app.processEvents(flags)
        if time.perf_counter() > end:
            raise TimeoutError("the window did not get there")


def resident(field: str) -> float:
    """A line of /proc/self/status in megabytes; 0 where there is no such file."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


@contextmanager
def shown() -> Iterator[tuple[QApplication, MainWindow]]:
    """The window, shown, idle, and ready for what comes."""
    from msginspector.gui import launch
    from msginspector.gui.warm_up import warm_up_later

    app = launch.application()
    with launch.scratch_settings() as settings:
        window = launch.make_window(app, settings)
        window.show()
        until_painted(app, window)
        warm_up_later(window)
        wait(app, lambda: window.bench.runner.busy)
        wait(app, lambda: not window.bench.runner.busy)
        yield app, window
        window.close()


def until_painted(app: QApplication, window: QWidget) -> None:
    painted = Painted(window)
    wait(app, lambda: painted.count > 0)
