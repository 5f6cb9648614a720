"""Sources of compound files that are no files: a stream of another one, and bytes made in memory.

`ranges` of a source says where its bytes lie in the file on disk.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msginspector.storage.handles import BytesSource

if TYPE_CHECKING:
    from msginspector.storage.chains import Run
    from msginspector.storage.compound import CompoundFile
    from msginspector.storage.handles import FileIdentity


class StreamSource:
    """A stream of a compound file, read by range: nothing of it is kept in memory.

    `ranges` says where the bytes of the compound file's own ranges lie in the file on disk.
    """

    def __init__(
        self,
        container: CompoundFile,
        index: int,
        label: str,
        ranges: Callable[[list[Run]], list[Run]],
    ) -> None:
        self.path = label
        self.size = container.stored(index)
        self.closed = False
        self._container = container
        self._index = index
        self._outer = ranges

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the range; fewer only at the end."""
        return self._container.read(self._index, offset, size) if offset >= 0 and size > 0 else b""

    def ranges(self, runs: list[Run]) -> list[Run]:
        """Where these ranges of the stream lie in the file on disk."""
        found: list[Run] = []
        for offset, length in runs:
            found += self._container.ranges(self._index, offset, length)
        return self._outer(found)

    def change(self) -> str | None:
        """Always None: the file it lies in is watched."""
        return None

    def close(self) -> None:
        """The file stays open; this source is not read any more."""
        self.closed = True


class MadeSource(BytesSource):
    """Bytes that this program made, of the file that `identity` tells, or of a part of one."""

    def __init__(self, data: bytes, label: str, identity: FileIdentity | None = None) -> None:
        super().__init__(data, label)
        self.identity = identity

    def ranges(self, _runs: list[Run]) -> list[Run]:
        """Nowhere."""
        return []
