"""Results kept by argument, for what a listing asks thousands of times.

As `functools.lru_cache`, which costs three times as much: no order is kept, so a full one is
emptied. The function must be pure and its results small.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")


class Memo(dict[K, V]):
    """A function as a dictionary: `memo[argument]` is its result, worked out at most once.

    At most `limit` results are kept. Safe to use from several threads.
    """

    def __init__(self, function: Callable[[K], V], limit: int) -> None:
        super().__init__()
        self._function = function
        self._limit = limit

    def __missing__(self, key: K) -> V:
        if len(self) >= self._limit:
            self.clear()
        value = self[key] = self._function(key)
        return value
