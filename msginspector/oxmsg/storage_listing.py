"""Every directory entry of a message file, with what its name means and what points at it.

Nothing is read but the directory and, when somebody asks for it, property entries and the bytes of
one stream. What no storage reaches is listed with its kind: orphans are in use, free entries not.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.mapi.guids import format_guid
from msginspector.mapi.text import visible
from msginspector.oxmsg import storage_names
from msginspector.oxmsg.names import STORAGE_KINDS, STREAM_KEYS
from msginspector.oxmsg.shapes import Place
from msginspector.oxmsg.storage_names import Meaning
from msginspector.storage.directory import ENTRY_SIZE, FREE_ENTRY, ROOT, STORAGE, STREAM

if TYPE_CHECKING:
    from msginspector.oxmsg.message_file import MessageFile
    from msginspector.oxmsg.objects import OxObject
    from msginspector.storage import CompoundFile

KINDS: Final = {ROOT: "root", STORAGE: "storage", STREAM: "stream", FREE_ENTRY: "free"}
UNKNOWN: Final = "unknown"
NAME_LIMIT: Final = 128
MAX_POINTERS: Final = 64
"""Properties that are told of one stream: a damaged list may name it any number of times."""
_STEP: Final = 64
_LOST: Final = re.compile(r"\(unreachable ([0-9]{1,10})\)/[^/]*")


@dataclass(frozen=True, slots=True)
class StorageEntry:
    """One directory entry."""

    index: int
    """Its number in the directory."""
    name: str
    """Its name, everything invisible escaped."""
    kind: str
    """root, storage, stream, free, or unknown."""
    lost: bool
    """In use, but no storage reaches it by its name."""
    size: int
    """Bytes it says it has; 0 for a storage. The root's is the mini stream's."""
    clsid: str
    """Class of a storage, "" where it has none."""
    created: int
    """100 ns since 1601 UTC, 0 when not set."""
    modified: int
    """The same, of the last change."""
    start: int
    """Number of its first sector, or mini sector."""
    offset: int | None
    """Where the entry itself lies in the file; None beyond the end."""
    meaning: Meaning
    """What its name means where it stands."""


class Pointer(NamedTuple):
    """A property that a stream belongs to."""

    path: str
    """The object's path in the tree."""
    tag: int
    name: str
    """The property's name, "" where it has none."""


class StorageListing:
    """The directory of one message file."""

    def __init__(self, file: MessageFile) -> None:
        self.file = file
        self.container: CompoundFile = file.container
        self.count = self.container.count
        self._objects: dict[int, OxObject] = {}
        self._lost = set(self.container.orphans)

    @classmethod
    def steps(cls, file: MessageFile) -> Generator[None, None, StorageListing]:
        """Make one in slices of about a millisecond."""
        made = cls(file)
        for done, item in enumerate(file.walk()):
            made._objects[item.index] = item
            if done % _STEP == 0:
                yield
        return made

    # -- the tree

    def children(self, index: int) -> list[int]:
        """What a storage holds, in the order of the names."""
        name = self.container.name
        return sorted(self.container.children(index).values(), key=lambda n: name(n).casefold())

    @property
    def orphans(self) -> list[int]:
        """Entries in use that belong to no storage, or have the name of another one there."""
        return sorted(self._lost)

    def free(self) -> list[int]:
        """Entries not in use."""
        kind = self.container.kind
        return [n for n in range(self.count) if kind(n) == FREE_ENTRY]

    def parent(self, index: int) -> int | None:
        """The storage that holds an entry; None for the root, orphans and free entries."""
        return None if index in self._lost or not index else self.container.parent(index)

    def find(self, path: str) -> int | None:
        """The entry with a storage path as it is shown anywhere; None if there is none."""
        lost = _LOST.match(path)
        if lost is None:
            return self.container.find(path)
        index = int(lost[1])
        for name in path[lost.end() + 1 :].split("/") if lost.end() < len(path) else ():
            found = self.container.children(index).get(name)
            if found is None:
                return None
            index = found
        return index if index < self.count else None

    def entry(self, index: int) -> StorageEntry:
        """What the directory says of an entry."""
        container = self.container
        clsid = container.clsid(index)
        kind = container.kind(index)
        return StorageEntry(
            index,
            visible(container.name(index), NAME_LIMIT, one_line=True),
            KINDS.get(kind, UNKNOWN),
            index in self._lost,
            container.size(index),
            format_guid(clsid) if any(clsid) else "",
            container.created(index),
            container.modified(index),
            container.start(index),
            container.entry_offset(index),
            self.meaning(index),
        )

    # -- what it means

    def meaning(self, index: int) -> Meaning:
        """What the name of an entry means where it stands."""
        container = self.container
        kind = container.kind(index)
        if not index:
            return Meaning(storage_names.ROOT, "The message")
        if kind == FREE_ENTRY:
            return Meaning("", "")
        parent = container.parent(index)
        among = parent is not None and STORAGE_KINDS[container.name(parent)] == "nameid"
        found = storage_names.meaning_of(
            container.name(index),
            storage=kind == STORAGE,
            among_names=among,
            named=self.file.named.name,
        )
        item = self._objects.get(index)
        return found if item is None else _with_object(found, item)

    def label(self, index: int) -> str:
        """The name of the recipient, attachment or message a storage holds; "" for none."""
        item = self._objects.get(index)
        return "" if item is None else item.label

    def object_path(self, index: int) -> str:
        """The path in the tree of the object whose storage this is; "" where it is none's."""
        item = self._objects.get(index)
        return "" if item is None else item.path

    def pointers(self, index: int) -> list[Pointer]:
        """The properties whose value a stream, or a storage, holds."""
        owner = self._owner(index)
        key = STREAM_KEYS[self.container.name(index)]
        if owner is None or key < 0:
            return []
        tag, item = key & 0xFFFFFFFF, key >> 32
        if self.container.kind(index) == STREAM and owner.streams.get(key) != index:
            return []  # another stream has the same name
        found: list[Pointer] = []
        for prop in owner.properties:
            if prop.tag != tag or not prop.in_stream or len(found) == MAX_POINTERS:
                continue
            if item == 0 or prop.shape.place is Place.ITEMS:
                found.append(Pointer(owner.path, tag, prop.name))
        return found

    def pointed(self, index: int, offset: int) -> list[Pointer]:
        """The property whose entry holds a byte of a property stream."""
        owner = self._owner(index)
        if owner is None or owner.property_stream != index:
            return []
        position = (offset - owner.header_size) // 16
        properties = owner.properties
        if not 0 <= position < len(properties):
            return []
        prop = properties[position]
        return [Pointer(owner.path, prop.tag, prop.name)]

    def entries(self, index: int) -> int | None:
        """How many properties a property stream lists; None for any other stream."""
        owner = self._owner(index)
        if owner is None or owner.property_stream != index:
            return None
        return len(owner.properties)

    def _owner(self, index: int) -> OxObject | None:
        """The object whose storage holds an entry."""
        parent = self.container.parent(index) if index else None
        return None if parent is None else self._objects.get(parent)

    # -- bytes

    def size(self, index: int) -> int:
        """Bytes that can be read of an entry: of a stream its own, else the 128 of the entry."""
        if self.container.kind(index) == STREAM:
            return self.container.stored(index)
        return ENTRY_SIZE if self.container.entry_offset(index) is not None else 0

    def read(self, index: int, offset: int, size: int) -> bytes:
        """Some of these bytes."""
        if self.container.kind(index) == STREAM:
            return self.container.read(index, offset, size)
        place = self.container.entry_offset(index)
        if place is None:
            return b""
        return self.read_file(place + offset, min(size, ENTRY_SIZE - offset))

    def read_file(self, offset: int, size: int) -> bytes:
        """Bytes of the file itself."""
        return self.container.source.read(offset, size) if offset >= 0 and size > 0 else b""

    def ranges(self, index: int, offset: int, size: int) -> list[tuple[int, int]]:
        """The file ranges that hold a part of what `read` gives."""
        if self.container.kind(index) == STREAM:
            return self.container.ranges(index, offset, size)
        place = self.container.entry_offset(index)
        return [] if place is None else [(place + offset, size)]

    def reachable(self) -> Iterator[int]:
        """Every entry below the root, each storage before what it holds."""
        todo = [0]
        while todo:
            index = todo.pop()
            yield index
            todo += reversed(self.children(index))


def _with_object(found: Meaning, item: OxObject) -> Meaning:
    """The meaning of a storage, once the object in it is known."""
    if item.kind == "message" and item.index:
        return found._replace(detail="embedded message")
    if item.kind == "orphan":
        text = f"Orphan {item.number}"
        return (
            found._replace(text=text, detail=found.text)
            if found.text
            else found._replace(text=text)
        )
    if item.index and item.kind in ("recipient", "attachment"):
        return found._replace(text=f"{item.kind.capitalize()} {item.number}")
    return found
