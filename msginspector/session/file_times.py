"""The times a file keeps of itself: of its storages ([MS-CFB] 2.6.1), and of the file on its disk.

Only the directory is read. Streams have no times ([MS-CFB] 2.6.1), what they hold there is left
out; so are times that are not set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.storage.directory import ROOT, STORAGE

if TYPE_CHECKING:
    from msginspector.oxmsg import OxObject

MOST: Final = 5_000
"""Storages whose times are given."""
_UNIX_EPOCH: Final = 116_444_736_000_000_000


@dataclass(frozen=True, slots=True)
class StorageTimes:
    """The times of one storage, in ticks of 100 ns since 1601 UTC; 0 for one that is not set."""

    path: str
    """Its path, "" of the root."""
    created: int
    modified: int


@dataclass(frozen=True, slots=True)
class FileTimes:
    """The times of the storages of an object, and when the file was last written to."""

    storages: tuple[StorageTimes, ...]
    changed: int | None
    """By the file system of this computer, in ticks; None for what is no file of its own."""
    more: bool
    """There are storages with times beyond `MOST`."""


def file_times_of(obj: OxObject) -> FileTimes:
    """The times of the storage of an object and of those below it."""
    container = obj.file.container
    found: list[StorageTimes] = []
    for index in range(container.count):
        if container.kind(index) not in (STORAGE, ROOT):
            continue
        created, modified = container.created(index), container.modified(index)
        path = container.path(index) if created or modified else ""
        if not (created or modified) or not _is_below(path, obj.storage):
            continue
        if len(found) == MOST:
            return FileTimes(tuple(found), _changed(obj), more=True)
        found.append(StorageTimes(path, created, modified))
    return FileTimes(tuple(found), _changed(obj), more=False)


def _is_below(path: str, top: str) -> bool:
    return not top or path == top or path.startswith(f"{top}/")


def _changed(obj: OxObject) -> int | None:
    identity = getattr(obj.file.container.source, "identity", None)
    return None if identity is None else identity.mtime_ns // 100 + _UNIX_EPOCH
