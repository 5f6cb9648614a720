"""The one lock of a workspace's bookkeeping.

Whoever changes the books holds it; observers hear of the change when it is given back, so their
code runs without it and can wait for nobody who needs it.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from msginspector.session.events import EventLog


class BooksLock:
    """A re-entrant lock; the events logged under it are told once it is free again."""

    __slots__ = ("_depth", "_log", "raw")

    def __init__(self, log: EventLog) -> None:
        self.raw = threading.RLock()
        """The lock itself, for those who wait on a condition and log nothing."""
        self._depth = 0
        self._log = log

    def __enter__(self) -> None:
        self.raw.acquire()
        self._depth += 1

    def __exit__(self, *_reason: object) -> None:
        self._depth -= 1
        outermost = not self._depth
        self.raw.release()
        if outermost and self._log.untold:
            self._log.tell()
