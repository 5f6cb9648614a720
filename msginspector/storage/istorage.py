"""A stand-in for IStorage: an open storage of a compound file with a declared access mode.

The mode is what the caller says it is, as in `StgOpenStorage`; only reading is ever done, whatever
it says. Whether a mode is acceptable is for the session to judge.
"""

from __future__ import annotations

import os
from typing import Final

from msginspector.storage.compound import CompoundFile
from msginspector.storage.handles import FilePool

STGM_READ: Final = 0x0
STGM_WRITE: Final = 0x1
STGM_READWRITE: Final = 0x2
STGM_SHARE_DENY_WRITE: Final = 0x20
STGM_TRANSACTED: Final = 0x10000


class Storage:
    """An open storage. `container` is the compound file, `index` the storage's entry in it."""

    def __init__(
        self, container: CompoundFile, index: int = 0, mode: int = STGM_READ, label: str = ""
    ) -> None:
        self.container = container
        self.index = index
        self.mode = mode
        self.label = label
        self._closed = False

    def __repr__(self) -> str:
        state = "closed" if self.closed else "open"
        return f"<Storage {self.label!r} {state}>"

    @property
    def closed(self) -> bool:
        """Whether `close` was called, or what it reads from was closed."""
        return self._closed or self.container.source.closed

    def close(self) -> None:
        """Free the storage, and the file if this is its root; closing twice is harmless."""
        self._closed = True
        if self.index == 0:
            self.container.forget()
            self.container.source.close()


def open_storage(
    path: str | os.PathLike[str], mode: int = STGM_READ, pool: FilePool | None = None
) -> Storage:
    """Open the root storage of a compound file.

    Raises InputError if the file cannot be opened or is no compound file.
    """
    source = (pool or FilePool()).open(path)
    try:
        return Storage(CompoundFile(source), 0, mode, os.path.basename(source.path))
    except BaseException:
        source.close()
        raise
