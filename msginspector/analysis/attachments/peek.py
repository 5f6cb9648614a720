"""The bytes of an attachment by range, for those who look at a few of them.

A `Peek` is also what a compound file can be read from; nothing is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from msginspector.session.stored import Stored


class Peek(Protocol):
    """Bytes somewhere."""

    @property
    def size(self) -> int:
        """How many there are."""

    def read(self, offset: int, size: int) -> bytes:
        """Some of them; fewer at the end."""


class StoredPeek:
    """A stream of a message file; a `storage.Source` too."""

    def __init__(self, stored: Stored, index: int, size: int, path: str = "") -> None:
        self._stored = stored
        self._index = index
        self.size = size
        self.path = path
        self.closed = False

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the stream; fewer at its end, and where its chain is damaged."""
        return self._stored.read(self._index, offset, size)

    def change(self) -> str | None:
        """None: the message refuses to be read once its file has changed."""
        return None

    def close(self) -> None:
        """Nothing is held."""
