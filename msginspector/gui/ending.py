"""The system asks the program to end: Ctrl+C in a terminal, a log-out. It ends as by its menu.

Python runs handlers of signals between its own instructions only, and Qt waits outside of them; so
the number of a signal goes into a pipe that Qt watches. Windows has no such pipes: there Ctrl+C
ends the program at once.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier

SIGNALS: Final = ("SIGINT", "SIGTERM", "SIGHUP")


class Ending(QObject):
    """Calls `end` when the system asks, until the program is over."""

    def __init__(self, end: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._end = end
        if os.name == "nt":
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            return
        self._asked, into = os.pipe()
        os.set_blocking(into, False)
        signal.set_wakeup_fd(into, warn_on_full_buffer=False)
        for name in SIGNALS:
            signal.signal(getattr(signal, name), _once)
        self._watch = QSocketNotifier(self._asked, QSocketNotifier.Type.Read, self)
        self._watch.activated.connect(self._called)

    def _called(self) -> None:
        os.read(self._asked, 1)
        self._end()


def _once(number: int, _frame: object) -> None:
    """Nothing is raised in what runs just now; asked again, the program ends at once."""
    signal.signal(number, signal.SIG_DFL)
