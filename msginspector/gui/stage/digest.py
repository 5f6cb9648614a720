"""Many events, a bite at a time: a view built late hears of all of them, and stays alive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.session import Event


class Digest(QObject):
    """Hands events on to `eat` in their order: few at once, more than a bite in slices."""

    def __init__(
        self, eat: Callable[[Sequence[Event]], object], bite: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._eat, self._bite = eat, bite
        self._left: list[Event] = []
        self._done = 0  # of what is left
        self._runner = SliceRunner(self)

    @property
    def busy(self) -> bool:
        """Some events have not been handed on yet."""
        return bool(self._left)

    def add(self, events: Sequence[Event]) -> None:
        """More events; what a slice manages is handed on now."""
        if not self._left and len(events) <= self._bite:
            self._eat(events)
            return
        self._left += events
        if not self._runner.busy:
            self._runner.add(self._eating())
            self._runner.run_slice()

    def finish(self) -> None:
        """Hand on all that is left; for pictures and for tests without an event loop."""
        self._runner.drain()

    def _eating(self) -> Work:
        while self._done < len(self._left):
            bite = self._left[self._done : self._done + self._bite]
            self._done += len(bite)
            self._eat(bite)
            yield None
        self._left, self._done = [], 0
        return None
