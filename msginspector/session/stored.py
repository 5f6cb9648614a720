"""What lies in the storage of a listed object: the bytes of an attachment, storages as they are.

For copying and for looking into OLE objects ([MS-OXMSG] 2.2.2.1): names, sizes, classes and bytes
below one directory entry, served like rows while their owner lives. What the bytes mean is not
known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from msginspector.oxmsg.names import STORAGE_KINDS
from msginspector.storage.directory import STORAGE, STREAM

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from msginspector.oxmsg import OxObject
    from msginspector.session.rows import ObjectRow, Owner
    from msginspector.storage import CompoundFile

T = TypeVar("T")

PIECE: Final = 1 << 18
"""Bytes that are read at a time: a slice that no window notices."""


@dataclass(frozen=True, slots=True)
class StoredItem:
    """A storage or stream below the place that is looked at."""

    index: int
    """Its number in the directory."""
    names: tuple[str, ...]
    """Its own name and those of the storages around it, outermost first; () is the place itself."""
    is_stream: bool
    size: int
    """Bytes that exist of a stream; 0 of a storage."""
    declared: int
    """Bytes the directory says it has."""
    clsid: bytes
    """The 16 bytes of the class of a storage."""
    created: int
    """100 ns since 1601 UTC, 0 when not set."""
    modified: int
    """The same, of the last change."""

    @property
    def path(self) -> str:
        """The names joined by "/"."""
        return "/".join(self.names)


class Stored:
    """A storage, or a stream, and everything in it."""

    __slots__ = ("_container", "_owner", "index")

    def __init__(self, owner: Owner, container: CompoundFile, index: int) -> None:
        self._owner = owner
        self._container = container
        self.index = index
        """Its number in the directory."""

    @property
    def file_size(self) -> int:
        """Bytes of the whole file it lies in."""
        return self._served(lambda: self._container.source.size)

    def walk(self) -> Iterator[StoredItem]:
        """The place itself, then what lies in it, storages before their contents."""
        waiting: list[tuple[int, tuple[str, ...]]] = [(self.index, ())]
        while waiting:
            index, names = waiting.pop()
            yield self._item(index, names)
            members = self._container.children(index)
            waiting += [(members[name], (*names, name)) for name in sorted(members, reverse=True)]

    def find(self, *names: str) -> StoredItem | None:
        """What has these names, from here on, in any case ([MS-CFB] 2.6.4); None for nothing."""
        index = self.index
        found: tuple[str, ...] = ()
        for wanted in names:
            members = self._container.children(index)
            name = wanted if wanted in members else None
            if name is None:
                folded = wanted.upper()
                name = next((other for other in members if other.upper() == folded), None)
            if name is None:
                return None
            index, found = members[name], (*found, name)
        return self._item(index, found)

    def read(self, index: int, offset: int, size: int) -> bytes:
        """Bytes of a stream; fewer where it ends, and where its chain is damaged."""
        return self._served(lambda: self._container.read(index, offset, size))

    def pieces(self, index: int, piece: int = PIECE) -> Iterator[bytes]:
        """The bytes of a stream in order; cancelled when the session starts to close."""
        check = self._owner.check_of_a_read()
        offset = 0
        while True:
            check()
            data = self._container.read(index, offset, piece)
            self._owner.check_unchanged()
            if not data:
                return
            yield data
            offset += len(data)

    def _item(self, index: int, names: tuple[str, ...]) -> StoredItem:
        return self._served(lambda: _item(self._container, index, names))

    def _served(self, read: Callable[[], T]) -> T:
        value = self._owner.served(read)
        self._owner.check_unchanged()
        return value


def stored_data(row: ObjectRow) -> Stored | None:
    """What an attachment holds: a stream of bytes, or the storage of a message or OLE object."""
    return _stored(row, _data_of)


def stored_object(row: ObjectRow) -> Stored:
    """The storage of the object itself."""
    found = _stored(row, lambda behind: behind.index)
    assert found is not None
    return found


def stored_names(row: ObjectRow) -> Stored | None:
    """The named properties of the whole file ([MS-OXMSG] 2.2.3); None where they are missing."""
    return _stored(row, _names_of)


def _stored(row: ObjectRow, find: Callable[[OxObject], int | None]) -> Stored | None:
    behind = row._behind
    index = row.read(lambda: find(behind))
    return None if index is None else Stored(row.owner, behind.file.container, index)


def _item(container: CompoundFile, index: int, names: tuple[str, ...]) -> StoredItem:
    is_stream = container.kind(index) == STREAM
    return StoredItem(
        index,
        names,
        is_stream,
        container.stored(index) if is_stream else 0,
        container.size(index) if is_stream else 0,
        container.clsid(index),
        container.created(index),
        container.modified(index),
    )


def _data_of(behind: OxObject) -> int | None:
    storage = behind.data_storage
    return behind.data_stream if storage is None else storage


def _names_of(behind: OxObject) -> int | None:
    container = behind.file.container
    members = container.children(0)
    found = (n for name, n in members.items() if STORAGE_KINDS[name] == "nameid")
    return next((n for n in found if container.kind(n) == STORAGE), None)
