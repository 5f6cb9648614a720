"""The directory of a compound file ([MS-CFB] 2.6): entries of 128 bytes in one red-black tree
per storage.

The bytes of the directory are kept as they are and looked into; only names and the tree become
objects. The trees are walked without recursion, each entry once, whatever the links say; colours
and the order of names are not used. Entries that no storage reaches are listed as orphans.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import starmap
from types import MappingProxyType
from typing import Final

from msginspector.memo import Memo
from msginspector.storage.header import NO_ENTRY

FREE_ENTRY: Final = 0
STORAGE: Final = 1
STREAM: Final = 2
ROOT: Final = 5
ENTRY_SIZE: Final = 128
MAX_PATH: Final = 1 << 16
"""Characters of a storage path that are given: its end, after "…"."""

_NAME_BYTES: Final = 66  # 64 bytes of name and its length
_TYPE_AT: Final = 66
# indexes of 32-bit fields in an entry, 64-bit size field
_LEFT, _RIGHT, _CHILD = 17, 18, 19
START: Final = 29
_SIZE: Final = 15
_SIZE_LOW: Final = 30
_ENTRY_WORDS: Final = 32
_STEP: Final = 2048
_NAME: Final = struct.Struct(f"{_NAME_BYTES}s{ENTRY_SIZE - _NAME_BYTES}x")
_EMPTY: Final[Mapping[str, int]] = MappingProxyType({})


def decode_name(field: bytes) -> str:
    """The name of an entry from its 66 bytes: UTF-16 with its size in bytes at the end.

    A size that is no legal one is ignored and the name ends at the first zero.
    """
    length = field[64] | field[65] << 8
    if 2 <= length <= 64 and not length & 1:
        return field[: length - 2].decode("utf-16-le", "surrogatepass")
    return field[:64].decode("utf-16-le", "surrogatepass").partition("\0")[0]


_NAMES: Final = Memo(decode_name, 4096)


class Directory:
    """Entries by index, and the tree they form."""

    home: str = ""
    """Storage path of what the compound file lies in, "" for a file of its own."""

    def __init__(self, data: bytes, version: int) -> None:
        self.count = len(data) // ENTRY_SIZE
        self.complaints: list[tuple[str, int, str]] = []
        """What is wrong with the trees: code of the finding, entry, sentence."""
        self.orphans: list[int] = []
        self._data = data[: self.count * ENTRY_SIZE]
        self._words = _words(self._data, "I")
        # Version 3 has sizes of 32 bits; what lies in the high half is garbage.
        low = self._words[_SIZE_LOW::_ENTRY_WORDS].tolist()
        self.sizes: list[int] = low if version == 3 else _words(self._data, "Q")[_SIZE::16].tolist()
        """Size of every entry, as `size` gives it."""
        self._children: dict[int, dict[str, int]] = {}
        self._storages: dict[int, list[int]] = {}
        self._kinds = self._data[_TYPE_AT::ENTRY_SIZE]
        self._parents: list[int | None] = []
        self._duplicates: list[int] = []
        self._links: tuple[list[int], list[int], list[int]] = ([], [], [])
        self._names: list[str] = []

    def name(self, index: int) -> str:
        """The entry's name; the root's is "Root Entry"."""
        place = index * ENTRY_SIZE
        return _NAMES[self._data[place : place + _NAME_BYTES]]

    def kind(self, index: int) -> int:
        """STORAGE, STREAM, ROOT, FREE_ENTRY or a value without a meaning."""
        return self._kinds[index]

    def start(self, index: int) -> int:
        """Number of the first sector."""
        return self._words[index * 32 + START]

    def size(self, index: int) -> int:
        """Declared size of a stream in bytes; 0 for a storage. The root's is the mini stream's."""
        return self.sizes[index]

    def clsid(self, index: int) -> bytes:
        """The 16 bytes of the object class GUID."""
        return self._field(index, 80, 16)

    def created(self, index: int) -> int:
        """Creation time in 100 ns since 1601 UTC, 0 when not set."""
        return int.from_bytes(self._field(index, 100, 8), "little")

    def modified(self, index: int) -> int:
        """Time of the last change in 100 ns since 1601 UTC, 0 when not set."""
        return int.from_bytes(self._field(index, 108, 8), "little")

    def children(self, index: int) -> Mapping[str, int]:
        """Name to index of what a storage holds; empty for anything else."""
        return self._children.get(index, _EMPTY)

    def storages(self, index: int) -> Sequence[int]:
        """The storages among the children, in no particular order."""
        return self._storages.get(index, ())

    def parent(self, index: int) -> int | None:
        """The storage that holds an entry; None for the root and for orphans."""
        return self._parents[index] if index else None

    def path(self, index: int) -> str:
        """Storage path from the root, names joined by "/"; "" for the root.

        The path of what no storage reaches begins with the number of its topmost entry. Of one
        longer than `MAX_PATH` the beginning is left out.
        """
        parts: list[str] = []
        room = MAX_PATH
        while index:
            parent = self._parents[index]
            name = self.name(index)
            if parent is None:
                parts.append(f"(unreachable {index})/{name}")
                break
            room -= len(name) + 1
            if room < 0:
                parts.append("…")
                break
            parts.append(name)
            index = parent
        if self.home:
            parts.append(self.home)
        return "/".join(reversed(parts))

    def find(self, path: str) -> int | None:
        """The entry with this storage path; None if there is none."""
        index = 0
        if self.home:
            if path != self.home and not path.startswith(f"{self.home}/"):
                return None
            path = path[len(self.home) + 1 :]
        for name in path.split("/") if path else ():
            found = self.children(index).get(name)
            if found is None:
                return None
            index = found
        return index

    def _list_storages(self) -> Iterator[None]:
        """Walk the trees in steps."""
        self._parents = [None] * self.count
        self._parents[0] = 0  # nothing may claim the root
        if self.kind(0) != ROOT:
            self._note("MSG0108", 0, f"The first directory entry has type {self.kind(0)}.")
        yield from self._read_columns()
        yield from self._walk(0)
        yield from self._find_orphans()
        self._links = ([], [], [])
        self._names = []

    def _read_columns(self) -> Iterator[None]:
        """Take links and names of all entries out of the bytes, for the walk alone."""
        words, data = self._words, self._data
        self._links = (
            words[_LEFT::_ENTRY_WORDS].tolist(),
            words[_RIGHT::_ENTRY_WORDS].tolist(),
            words[_CHILD::_ENTRY_WORDS].tolist(),
        )
        for start in range(0, len(data), _STEP * ENTRY_SIZE):
            end = min(start + _STEP * ENTRY_SIZE, len(data))
            self._names += starmap(_NAMES.__getitem__, _NAME.iter_unpack(data[start:end]))
            yield

    def _walk(self, top: int) -> Iterator[None]:
        """List the storages below `top`, each entry once.

        Every entry of the file passes through this loop, so it calls nothing it need not.
        """
        kinds, parents, count = self._kinds, self._parents, self.count
        (lefts, rights, downs), names = self._links, self._names
        done = 0
        todo = [top]
        while todo:
            owner = todo.pop()
            members: dict[str, int] = {}
            nodes = [downs[owner]]
            while nodes:
                index = nodes.pop()
                if index >= count or parents[index] is not None or index == top:
                    self._note_bad_link(index, owner)
                    continue
                kind = kinds[index]
                if kind != STREAM:
                    if kind == FREE_ENTRY:
                        continue
                    self._note_storage(index, kind, owner, todo)
                parents[index] = owner
                link = lefts[index]
                if link != NO_ENTRY:
                    nodes.append(link)
                link = rights[index]
                if link != NO_ENTRY:
                    nodes.append(link)
                name = names[index]
                if name in members:
                    self._note_duplicate(name, index, owner)
                else:
                    members[name] = index
            if members:
                self._children[owner] = members
            done += 1 + len(members)
            if done > _STEP:
                done = 0
                yield

    def _note_bad_link(self, index: int, owner: int) -> None:
        """A link leads outside, or to an entry that was reached before."""
        if index == NO_ENTRY:
            return
        if index >= self.count:
            self._note("MSG0109", owner, f"A link leads to entry {index}, which does not exist.")
        else:
            self._note("MSG0110", owner, f"A link leads to entry {index} a second time.")

    def _note_storage(self, index: int, kind: int, owner: int, todo: list[int]) -> None:
        """An entry is no stream: a storage still to be listed, or of an unknown type."""
        if kind == STORAGE:
            self.sizes[index] = 0
            todo.append(index)
            self._storages.setdefault(owner, []).append(index)
        else:
            self._note("MSG0112", index, f"Entry {index} has the unknown type {kind}.")

    def _note_duplicate(self, name: str, index: int, owner: int) -> None:
        self._note("MSG0111", owner, f"Two entries of a storage are named {name!r}.")
        self._duplicates.append(index)

    def _find_orphans(self) -> Iterator[None]:
        """Collect allocated entries that were not reached, and list what they hold."""
        kinds, parents = self._kinds, self._parents
        if parents.count(None) == kinds.count(FREE_ENTRY) and not self._duplicates:
            return  # nothing is lost: what was not reached is free
        lost = [i for i, parent in enumerate(parents) if parent is None and kinds[i]]
        if not lost and not self._duplicates:
            return
        links = {self._words[i * 32 + field] for i in lost for field in (_LEFT, _RIGHT, _CHILD)}
        noted = len(self.complaints)
        # Those nothing links to come first: they are the tops of what was lost.
        for index in sorted(lost, key=lambda entry: entry in links):
            if kinds[index] == STORAGE and index not in self._children:
                yield from self._walk(index)
        del self.complaints[noted:]
        self.orphans = [i for i in lost if parents[i] is None] + self._duplicates

    def _field(self, index: int, place: int, size: int) -> bytes:
        place += index * ENTRY_SIZE
        return self._data[place : place + size]

    def _note(self, code: str, index: int, text: str) -> None:
        if len(self.complaints) < 1000:
            self.complaints.append((code, index, text))


def _words(data: bytes, code: str) -> memoryview[int]:
    """The bytes seen as little-endian numbers."""
    if sys.byteorder == "little":
        return memoryview(data).cast(code)  # type: ignore[call-overload,no-any-return]
    swapped = array(code, data)
    swapped.byteswap()
    return memoryview(swapped)
