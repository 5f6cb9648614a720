"""A new compound file ([MS-CFB] version 3) as a row of bytes, made while it is written.

Everything but the contents of the streams is laid out first, so that no stream is ever held: the
file of a stream of 300 MB costs a few MB. The same entries give the same bytes. Existing files are
neither read nor changed here.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from msginspector.storage.header import NO_ENTRY

SECTOR: Final = 512
MINI: Final = 64
CUTOFF: Final = 4096
LARGEST: Final = 0x7FFFFFFF
"""Bytes of one stream, and of the file: version 3 has no more ([MS-CFB] 2.6.3)."""

_SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_DIFAT_SECTOR: Final = 0xFFFFFFFC
_FAT_SECTOR: Final = 0xFFFFFFFD
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_IN_HEADER: Final = 109
_PER_SECTOR: Final = SECTOR // 4
_ENTRY: Final = struct.Struct("<64sHBBIII16sIQQIQ")
_BLACK: Final = 1
_RED: Final = 0
_STORAGE: Final = 1
_STREAM: Final = 2
_ROOT: Final = 5
_LONGEST_NAME: Final = 31
_NOT_IN_NAMES: Final = frozenset("/\\:!")

Pieces = Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class NewEntry:
    """A storage or stream of the new file."""

    names: tuple[str, ...]
    """Its own name behind those of the storages around it; () is the root."""
    size: int | None = None
    """Bytes of a stream; None of a storage."""
    pieces: Pieces = tuple
    """Gives the bytes of a stream in order; what is missing becomes zeros, what is over is left."""
    clsid: bytes = bytes(16)
    created: int = 0
    """100 ns since 1601 UTC."""
    modified: int = 0


def stream_entry(names: tuple[str, ...], data: bytes) -> NewEntry:
    """A stream of bytes that are there already."""
    return NewEntry(names, len(data), lambda: (data,))


def compound_pieces(entries: Sequence[NewEntry]) -> Iterator[bytes]:
    """The file of these entries in pieces; the root and every storage come before what they hold.

    Raises ValueError for entries in another order, for names [MS-CFB] 2.6.1 does not allow, and
    for more than `LARGEST` bytes; nothing has been given then.
    """
    _check(entries)
    return _Layout(entries).pieces()


def compound_size(entries: Sequence[NewEntry]) -> int:
    """Bytes of that file; raises ValueError as `compound_pieces` does."""
    _check(entries)
    return _Layout(entries).size


def _check(entries: Sequence[NewEntry]) -> None:
    if not entries or entries[0].names:
        raise ValueError("the first entry is not the root")
    storages = {entries[0].names}
    for entry in entries[1:]:
        if not entry.names or entry.names[:-1] not in storages:
            raise ValueError(f"there is no storage for {entry.names!r}")
        name = entry.names[-1]
        if not 1 <= len(_wide(name)) // 2 <= _LONGEST_NAME or _NOT_IN_NAMES & set(name):
            raise ValueError(f"{name!r} cannot be the name of a stream")
        if entry.size is None:
            storages.add(entry.names)
    if sum(_whole(entry.size or 0, SECTOR) for entry in entries) > LARGEST:
        raise ValueError(f"a compound file of version 3 has at most {LARGEST} bytes")


class _Layout:
    """Where everything lies: directory, mini FAT, mini stream, large streams, FAT, DIFAT."""

    def __init__(self, entries: Sequence[NewEntry]) -> None:
        self._entries = entries
        self._small = [n for n, e in enumerate(entries) if e.size and e.size < CUTOFF]
        self._large = [n for n, e in enumerate(entries) if e.size and e.size >= CUTOFF]
        self._starts = dict.fromkeys(range(len(entries)), _END)
        self._chains: list[int] = []  # lengths in sectors, in their order
        self._data = 0  # sectors of all of them
        self._directory = self._place(_whole(len(entries) * 128, SECTOR))
        minis = self._place_small()
        self._mini_fat = self._place(_whole(minis * 4, SECTOR))
        self._mini_size = minis * MINI
        self._starts[0] = self._place(_whole(self._mini_size, SECTOR))
        for number in self._large:
            self._starts[number] = self._place(_whole(entries[number].size or 0, SECTOR))
        self._fat, self._difat = _tables(self._data)

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return SECTOR * (1 + self._data + self._fat + self._difat)

    def pieces(self) -> Iterator[bytes]:
        """The file, in order."""
        yield self._header()
        yield _filled(self._directory_bytes(), SECTOR, _FREE_ENTRY)
        yield _filled(self._mini_fat_bytes(), SECTOR, b"\xff")
        for number in self._small:
            yield from _exactly(self._entries[number], MINI)
        yield bytes(-self._mini_size % SECTOR)
        for number in self._large:
            yield from _exactly(self._entries[number], SECTOR)
        yield _filled(self._fat_bytes(), SECTOR, b"\xff")
        yield self._difat_bytes()

    def _place(self, size: int) -> int:
        """The first sector of a chain of that many bytes; none for no bytes."""
        if not size:
            return _END
        start, self._data = self._data, self._data + size // SECTOR
        self._chains.append(size // SECTOR)
        return start

    def _place_small(self) -> int:
        """Place the small streams in the mini stream; gives its length in mini sectors."""
        place = 0
        for number in self._small:
            self._starts[number] = place
            place += _whole(self._entries[number].size or 0, MINI) // MINI
        return place

    def _header(self) -> bytes:
        """[MS-CFB] 2.2."""
        first_fat = self._data
        numbers = range(first_fat, first_fat + min(self._fat, _IN_HEADER))
        difat = array("I", [*numbers, *[_FREE] * (_IN_HEADER - len(numbers))])
        return (
            _SIGNATURE
            + bytes(16)
            + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
            + struct.pack("<II", 0, self._fat)
            + struct.pack("<III", self._directory, 0, CUTOFF)
            + struct.pack("<II", self._mini_fat, self._mini_fat_sectors)
            + struct.pack("<II", first_fat + self._fat if self._difat else _END, self._difat)
            + _little(difat)
        )

    @property
    def _mini_fat_sectors(self) -> int:
        return _whole(self._mini_size // MINI * 4, SECTOR) // SECTOR

    def _directory_bytes(self) -> bytes:
        """[MS-CFB] 2.6: siblings in a balanced tree."""
        links = _trees(self._entries)
        parts = []
        for number, entry in enumerate(self._entries):
            name = _wide(entry.names[-1] if entry.names else "Root Entry")
            left, right, child, colour = links[number]
            kind = (_STORAGE if entry.size is None else _STREAM) if number else _ROOT
            size = (entry.size or 0) if number else self._mini_size
            start = self._starts[number] if kind != _STORAGE else 0
            parts.append(
                _ENTRY.pack(
                    name, len(name) + 2, kind, colour, left, right, child, entry.clsid, 0,
                    entry.created if kind != _STREAM else 0,
                    entry.modified if kind != _STREAM else 0,
                    start, size,
                )
            )  # fmt: skip
        return b"".join(parts)

    def _mini_fat_bytes(self) -> bytes:
        sizes = (_whole(self._entries[n].size or 0, MINI) // MINI for n in self._small)
        return _little(_chained(sizes))

    def _fat_bytes(self) -> bytes:
        table = _chained(self._chains)
        table.extend([_FAT_SECTOR] * self._fat + [_DIFAT_SECTOR] * self._difat)
        return _little(table)

    def _difat_bytes(self) -> bytes:
        """[MS-CFB] 2.5: the FAT sectors the header has no room for."""
        rest = list(range(self._data + _IN_HEADER, self._data + self._fat))
        first = self._data + self._fat
        sectors = []
        for number in range(self._difat):
            part = rest[number * 127 : (number + 1) * 127]
            part += [_FREE] * (127 - len(part))
            part.append(first + number + 1 if number + 1 < self._difat else _END)
            sectors.append(_little(array("I", part)))
        return b"".join(sectors)


_FREE_ENTRY: Final = bytes(68) + b"\xff" * 12 + bytes(48)


def _tables(data: int) -> tuple[int, int]:
    """Sectors of the FAT and of the DIFAT of a file with that many other sectors."""
    fat = difat = 0
    while True:
        needed = -(-(data + fat + difat) // _PER_SECTOR)
        extra = -(-max(0, needed - _IN_HEADER) // (_PER_SECTOR - 1))
        if (needed, extra) == (fat, difat):
            return fat, difat
        fat, difat = needed, extra


def _chained(lengths: Iterable[int]) -> array[int]:
    """A table of chains that lie one after the other, each in one piece."""
    table = array("I")
    for length in lengths:
        start = len(table)
        table.extend(range(start + 1, start + length))
        table.append(_END)
    return table


def _trees(entries: Sequence[NewEntry]) -> list[tuple[int, int, int, int]]:
    """Left, right, child and colour of each entry."""
    members: dict[tuple[str, ...], list[int]] = {}
    for number, entry in enumerate(entries[1:], 1):
        members.setdefault(entry.names[:-1], []).append(number)
    left = [NO_ENTRY] * len(entries)
    right, child = left[:], left[:]
    colours = [_BLACK] * len(entries)
    numbers = {entry.names: number for number, entry in enumerate(entries) if entry.size is None}
    for names, found in members.items():
        found.sort(key=lambda number: _order(entries[number].names[-1]))
        child[numbers[names]] = _tree(found, left, right, colours)
    return list(zip(left, right, child, colours, strict=True))


def _tree(found: list[int], left: list[int], right: list[int], colours: list[int]) -> int:
    """Link sorted siblings as a balanced tree whose lowest, unfilled level is red."""
    lowest = len(found).bit_length() - 1
    unfilled = len(found) + 1 & len(found) != 0
    waiting = [(0, len(found), 0, left, -1)]
    while waiting:
        low, high, depth, side, parent = waiting.pop()
        if low >= high:
            continue
        middle = (low + high) // 2
        here = found[middle]
        if parent >= 0:
            side[parent] = here
        if depth == lowest and unfilled:
            colours[here] = _RED
        waiting.append((low, middle, depth + 1, left, here))
        waiting.append((middle + 1, high, depth + 1, right, here))
    return found[len(found) // 2]


def _order(name: str) -> tuple[int, str]:
    """[MS-CFB] 2.6.4: shorter names first, then by their upper-case letters."""
    return len(_wide(name)), name.upper()


def _exactly(entry: NewEntry, unit: int) -> Iterator[bytes]:
    """The bytes of a stream and what fills its last sector."""
    left = entry.size or 0
    for piece in entry.pieces():
        if not left:
            break
        part = piece[:left]
        left -= len(part)
        yield part
    while left:
        part = bytes(min(left, 1 << 16))
        left -= len(part)
        yield part
    yield bytes(-(entry.size or 0) % unit)


def _filled(data: bytes, unit: int, filler: bytes) -> bytes:
    missing = -len(data) % unit
    return data + filler * (missing // len(filler))


def _whole(size: int, unit: int) -> int:
    return size + -size % unit


def _wide(name: str) -> bytes:
    return name.encode("utf-16-le", "surrogatepass")


def _little(table: array[int]) -> bytes:
    if sys.byteorder == "big":
        table = table[:]
        table.byteswap()
    return table.tobytes()
