"""Back and forward: the nodes that were selected, as ids, and the place in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

LIMIT: Final = 200


class History:
    """A list of ids with a current one."""

    def __init__(self) -> None:
        self._ids: list[int] = []
        self._at = -1
        self._paused = False

    def add(self, number: int) -> None:
        """Go to a new id; what lay ahead is forgotten."""
        if self._paused or (self._at >= 0 and self._ids[self._at] == number):
            return
        del self._ids[self._at + 1 :]
        self._ids.append(number)
        del self._ids[:-LIMIT]
        self._at = len(self._ids) - 1

    def keep(self, is_there: Callable[[int], bool]) -> None:
        """Forget ids of what is not there any more: nothing leads to it."""
        kept: list[int] = []
        at = -1
        for place, number in enumerate(self._ids):
            if is_there(number) and kept[-1:] != [number]:
                kept.append(number)
            if place == self._at:
                at = len(kept) - 1
        self._ids, self._at = kept, at

    def can_go(self, step: int) -> bool:
        """There is an id that many steps away."""
        return 0 <= self._at + step < len(self._ids)

    def go(self, step: int) -> int:
        """Move, and return the id there."""
        self._at += step
        return self._ids[self._at]

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Selections made meanwhile are not entered."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False
