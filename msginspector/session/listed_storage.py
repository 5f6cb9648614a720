"""The container of a message as it lists it: directory entries, sectors, bytes of any stream.

Listed like rows: nothing is opened, and after the message is released or closed every question
raises InvalidObjectError. What is read from the file is refused once the file has changed.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Final

from msginspector.oxmsg.storage_listing import StorageListing
from msginspector.storage.sector_map import SectorMap
from msginspector.structures.context import Context

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from msginspector.oxmsg import MessageFile
    from msginspector.oxmsg.storage_listing import Pointer, StorageEntry
    from msginspector.session.rows import Owner
    from msginspector.structures.nodes import Node

    T = TypeVar("T")

DECODE_LIMIT: Final = 1 << 20
"""Bytes of a stream that are decoded; longer ones are cut."""


class ListedStorage:
    """See `oxmsg.storage_listing` and `storage.sector_map` for the meanings.

    `count`, `size` and `sectors` are fixed when it is made and stay readable.
    """

    __slots__ = ("_behind", "count", "owner", "sectors", "size", "version")

    def __init__(self, owner: Owner, behind: StorageListing, sectors: SectorMap) -> None:
        self.owner = owner
        self._behind = behind
        self.sectors = sectors
        """What each sector is."""
        self.count = behind.count
        """Directory entries."""
        self.size = behind.container.source.size
        """Bytes of the file."""
        self.version = behind.container.version
        """3 or 4."""

    @classmethod
    def steps(cls, owner: Owner, file: MessageFile) -> Generator[None, None, ListedStorage]:
        """Make one in slices of about a millisecond, the generator returns it."""
        check = owner.check_of_a_read()
        behind = yield from _checked(StorageListing.steps(file), check)
        sectors = yield from _checked(SectorMap.steps(file.container), check)
        owner.check_unchanged()
        return cls(owner, behind, sectors)

    # -- the directory

    def children(self, index: int) -> list[int]:
        """What a storage holds, in the order of the names."""
        return self._listed(lambda: self._behind.children(index))

    def has_children(self, index: int) -> bool:
        """Whether a storage holds anything."""
        return self._listed(lambda: bool(self._behind.container.children(index)))

    def orphans(self) -> list[int]:
        """Entries in use that belong to no storage."""
        return self._listed(lambda: self._behind.orphans)

    def free(self) -> list[int]:
        """Entries not in use."""
        return self._listed(self._behind.free)

    def parent(self, index: int) -> int | None:
        """The storage that holds an entry; None for the root, orphans and free entries."""
        return self._listed(lambda: self._behind.parent(index))

    def find(self, path: str) -> int | None:
        """The entry with a storage path as it is shown anywhere; None if there is none."""
        return self._listed(lambda: self._behind.find(path))

    def path(self, index: int) -> str:
        """The storage path of an entry, "" of the root."""
        return self._listed(lambda: self._behind.container.path(index))

    def entry(self, index: int) -> StorageEntry:
        """What the directory says of an entry, and what its name means."""
        return self._listed(lambda: self._behind.entry(index))

    def label(self, index: int) -> str:
        """The name of the recipient, attachment or message a storage holds; "" for none."""
        return self._read(lambda: self._behind.label(index))

    def object_path(self, index: int) -> str:
        """The path of the object whose storage an entry is; "" where it is none's."""
        return self._listed(lambda: self._behind.object_path(index))

    def pointers(self, index: int) -> list[Pointer]:
        """The properties whose value a stream, or a storage, holds."""
        return self._read(lambda: self._behind.pointers(index))

    def pointed(self, index: int, offset: int) -> list[Pointer]:
        """The property whose entry holds a byte of a property stream."""
        return self._read(lambda: self._behind.pointed(index, offset))

    def entries(self, index: int) -> int | None:
        """How many properties a property stream lists; None for any other stream."""
        return self._read(lambda: self._behind.entries(index))

    # -- bytes

    def length(self, index: int) -> int:
        """Bytes that can be read of an entry: of a stream its own, else the 128 of the entry."""
        return self._listed(lambda: self._behind.size(index))

    def read(self, index: int, offset: int, size: int) -> bytes:
        """Some of these bytes."""
        return self._read(lambda: self._behind.read(index, offset, size))

    def read_file(self, offset: int, size: int) -> bytes:
        """Bytes of the file itself."""
        return self._read(lambda: self._behind.read_file(offset, size))

    def ranges(self, index: int, offset: int, size: int) -> list[tuple[int, int]]:
        """The file ranges that hold a part of what `read` gives."""
        return self._listed(lambda: self._behind.ranges(index, offset, size))

    def ranges_of_mini(self, offset: int, size: int) -> list[tuple[int, int]]:
        """The file ranges that hold a part of the mini stream."""
        return self._listed(lambda: self._behind.container.ranges(0, offset, size))

    def decode(self, index: int) -> Node | None:
        """What the bytes of a stream are as a structure of the container; None for any other."""
        return self._read(lambda: self._decode(index))

    def _decode(self, index: int) -> Node | None:
        meaning = self._behind.meaning(index)
        if not meaning.structure:
            return None
        from msginspector.structures.registry import structure

        found = structure(meaning.structure)
        if found is None:
            return None
        data = self._behind.read(index, 0, DECODE_LIMIT)
        missing = max(self._behind.container.stored(index) - len(data), 0)
        context = Context(tag=meaning.tag, named=self._behind.file.named.name, missing=missing)
        return found.decode(data, context)

    def _listed(self, ask: Callable[[], T]) -> T:
        """What the directory in memory says."""
        self.owner.check()
        return ask()

    def _read(self, ask: Callable[[], T]) -> T:
        """What the file says."""
        value = self.owner.served(ask)
        self.owner.check_unchanged()
        return value


def _checked(
    steps: Generator[None, None, T], check: Callable[[], None]
) -> Generator[None, None, T]:
    """The same steps, each only while the owner can be used."""
    while True:
        check()
        try:
            next(steps)
        except StopIteration as done:
            made: T = done.value
            return made
        yield
