"""The sectors of a compound file: DIFAT, FAT and mini FAT ([MS-CFB] 2.3 to 2.5).

All tables are bounded by the number of sectors the file really has, whatever the header says. A
part of a table that cannot be read counts as free sectors and is a finding.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from msginspector.findings import Finding
from msginspector.storage.chains import (
    Chain,
    Run,
    breaks,
    byte_runs,
    follow,
    free_table,
    reaches,
)
from msginspector.storage.header import LAST_REGULAR, MINI_SHIFT, Header

if TYPE_CHECKING:
    from msginspector.storage.pages import PageCache

RANGE_LOCK: Final = 0x7FFFFF00
"""Version 4: the sector at this offset belongs to no stream ([MS-CFB] 2.8)."""
MINI_SIZE: Final = 1 << MINI_SHIFT
LARGE: Final = 1 << 20
"""Bytes of a stream from which on it is worth asking whether it lies in one piece."""
_BATCH: Final = 2048
"""Sectors handled between two steps."""


class Sectors:
    """FAT, mini FAT and the mini stream, and the chains they make."""

    def __init__(self, header: Header, pages: PageCache) -> None:
        self.shift = header.shift
        self.size = 1 << header.shift
        self.header = header
        self.pages = pages
        self.findings: list[Finding] = []
        self.end = pages.source.size
        self.count = max(0, -(-(self.end - self.size) >> self.shift))
        """Sectors of the file, the last one perhaps cut short."""
        self.whole = True
        """Whether the tables are all there and no sector they use lies beyond the end."""
        self._listed: list[int] = []
        self.fat = array("I")
        self.mini_fat = array("I")
        self.mini_stream = Chain([])
        self._breaks: array[int] | None = None
        self._reaches: array[int] | None = None
        lock = (RANGE_LOCK >> self.shift) - 1
        self._lock = lock if header.version == 4 and lock < self.count else None

    def load(self) -> Iterator[None]:
        """Read the FAT in steps."""
        if (self.end - self.size) & (self.size - 1) and self.count:
            self.whole = False
            self._note("MSG0102", "The file's length is not a whole number of sectors.")
        sectors = yield from self._fat_sectors()
        used_beyond = yield from self._read_table(self.fat, sectors, self.count)
        # Of the mini FAT this says nothing: some writers fill its last sector with zeros.
        self.whole = self.whole and not used_beyond

    def load_mini(self, start: int, size: int) -> Iterator[None]:
        """Read the mini FAT; the root entry says where the mini stream starts and its size."""
        self.mini_stream = self.chain(start, size) if size else Chain([])
        self.whole = self.whole and not self.mini_stream.defect
        limit = -(-self.mini_stream.length >> MINI_SHIFT)
        if not limit:
            return
        need = -(-limit * 4 >> self.shift)
        runs, _ = follow(self.fat, self.header.mini_fat, need)
        sectors = [first + step for first, count in runs for step in range(count)]
        if len(sectors) < need:
            self.whole = False
            self._note("MSG0106", "The mini FAT is shorter than the mini stream needs.")
        yield from self._read_table(self.mini_fat, sectors, limit)

    @property
    def listed(self) -> list[int]:
        """Numbers of the FAT sectors as header and DIFAT list them, as far as they were needed."""
        return self._listed

    @property
    def lock(self) -> int | None:
        """The range lock sector, None where the file has none."""
        return self._lock

    def difat_sectors(self) -> Iterator[int]:
        """The sectors of the DIFAT chain, whether or not they were needed; each once."""
        seen: set[int] = set()
        number = self.header.difat
        while number < self.count and number not in seen:
            seen.add(number)
            yield number
            last = self.pages.read(self._place(number) + self.size - 4, 4)
            number = int.from_bytes(last.ljust(4, b"\xff"), "little")

    def chain(self, start: int, size: int) -> Chain:
        """The place in the file of a stream of whole sectors; `size` in bytes."""
        if size >= LARGE and self._lock is None and self._unbroken(start, size):
            return Chain([(self._place(start), size)])
        runs, defect = follow(self.fat, start, -(-size >> self.shift))
        if self._lock is not None:
            runs = _without(runs, self._lock)
        places = byte_runs(runs, self.shift, self.size, size, self.end)
        return self._checked(places, size, defect)

    def mini_chain(self, start: int, size: int) -> Chain:
        """The place of a small stream, as offsets in the mini stream."""
        runs, defect = follow(self.mini_fat, start, -(-size >> MINI_SHIFT))
        places = byte_runs(runs, MINI_SHIFT, 0, size, self.mini_stream.length)
        return self._checked(places, size, defect)

    def stored(self, start: int, size: int) -> int:
        """Bytes of a stream of whole sectors that can be read, at most `size`.

        Costs little where the stream lies in one piece; else, once a file, a look at every sector.
        """
        if self._lock is not None:
            return self.chain(start, size).length
        if self._unbroken(start, size):
            return size
        if self._reaches is None:
            self._reaches = reaches(self.fat, self.shift, self.end - self.size)
        return min(size, self._reaches[start]) if start < self.count else 0

    def _unbroken(self, start: int, size: int) -> bool:
        """The file has all of a stream of whole sectors, and it lies in one piece."""
        if self._breaks is None:
            self._breaks = breaks(self.fat)
        last = start + ((size - 1) >> self.shift)
        place = bisect_left(self._breaks, start)
        whole = place == len(self._breaks) or self._breaks[place] >= last
        return whole and self.size + (start << self.shift) + size <= self.end

    def mini_stored(self, start: int, size: int) -> int:
        """Bytes of a small stream that can be read, at most `size`."""
        if (start << MINI_SHIFT) + size <= self.mini_stream.length:
            table = self.mini_fat
            last = start + ((size - 1) >> MINI_SHIFT)
            while start < last and table[start] == start + 1:
                start += 1
            if start == last:
                return size
            start = last - ((size - 1) >> MINI_SHIFT)
        return self.mini_chain(start, size).length

    def mini_places(self, start: int, total: int, offset: int, size: int) -> list[Run]:
        """The places in the mini stream of a part of a small stream of `total` bytes."""
        table = self.mini_fat
        sector = start
        last = start + ((total - 1) >> MINI_SHIFT)
        if last < len(table):
            while sector < last and table[sector] == sector + 1:
                sector += 1
            if sector == last:  # nearly all are in one piece
                return [((start << MINI_SHIFT) + offset, size)]
        runs, _ = follow(table, start, (total + MINI_SIZE - 1) >> MINI_SHIFT)
        chain = Chain(byte_runs(runs, MINI_SHIFT, 0, total, self.mini_stream.length))
        return chain.ranges(offset, size)

    def small_ranges(self, start: int, total: int, offset: int, size: int) -> list[Run]:
        """The file ranges of a part of a small stream of `total` bytes."""
        below = self.mini_stream.ranges
        places = self.mini_places(start, total, offset, size)
        return [run for place, length in places for run in below(place, length)]

    def table_chain(self, start: int) -> Chain:
        """A chain of unknown length, from `start` to its end: the directory."""
        runs, defect = follow(self.fat, start, self.count)
        size = sum([count for _, count in runs]) << self.shift
        places = byte_runs(runs, self.shift, self.size, size, self.end)
        return Chain(places, "" if defect == "end" else defect)

    def _checked(self, places: list[Run], size: int, defect: str) -> Chain:
        chain = Chain(places, defect)
        if not defect and chain.length < size:
            chain.defect = "cut"
        return chain

    def _fat_sectors(self) -> Generator[None, None, list[int]]:
        """Numbers of the FAT sectors in order; only as many as the file's sectors need."""
        per_sector = self.size // 4
        need = -(-self.count // per_sector)
        listed = list(self.header.fat_sectors)
        if need > len(listed):
            yield from self._follow_difat(listed, need)
        self._listed = listed
        # A file that was cut has more FAT sectors listed than it needs.
        if need < len(listed) and listed[need] <= LAST_REGULAR:
            self.whole = False
        return listed[:need]

    def check_counts(self) -> None:
        """Note whether the FAT is as long as the header says and as the file needs."""
        stated, need = self.header.fat_count, -(-self.count // (self.size // 4))
        used = sum(number <= LAST_REGULAR for number in self._listed)
        if used != stated and len(self._listed) >= stated:
            self._note("MSG0104", f"The header counts {stated} FAT sectors, {used} are listed.")
        if used < need:
            text = f"The FAT needs {need} sectors for this file and has {used}."
            self._note("MSG0105", text)

    def _follow_difat(self, listed: list[int], need: int) -> Iterator[None]:
        """Add the FAT sector numbers of the DIFAT chain, until there are `need`."""
        entries = struct.Struct(f"<{self.size // 4}I")
        seen: set[int] = set()
        number = self.header.difat
        while len(listed) < need and number < self.count and number not in seen:
            seen.add(number)
            data = self.pages.read(self._place(number), self.size)
            *more, number = entries.unpack(data.ljust(self.size, b"\xff"))
            listed += more
            if len(seen) % _BATCH == 0:
                yield
        if len(listed) < need:
            self._note("MSG0107", "The DIFAT chain ends early, loops or leaves the file.")

    def _read_table(
        self, table: array[int], sectors: list[int], limit: int
    ) -> Generator[None, None, bool]:
        """Fill a table with `limit` entries out of sectors; what cannot be read is free.

        The generator returns whether any entry beyond these is in use.
        """
        missing = False
        for first, count in _coalesced(sectors):
            data = b""
            if first < self.count:
                data = self.pages.read(self._place(first), count << self.shift)
            absent = (count << self.shift) - len(data)
            if absent:
                missing = True
                data = data[: len(data) & ~3] + free_table((absent + 3) >> 2)
            table.frombytes(data)
            yield
        if len(table) < limit:
            self.whole = False
            table.frombytes(free_table(limit - len(table)))
        used = table[limit:].tobytes() != free_table(len(table) - limit)
        del table[limit:]
        if sys.byteorder == "big":
            table.byteswap()
        if missing:
            self.whole = False
            self._note("MSG0105", "A sector of the FAT or mini FAT lies outside the file.")
        return used

    def _place(self, sector: int) -> int:
        return (sector + 1) << self.shift

    def _note(self, code: str, text: str) -> None:
        self.findings.append(Finding(code, "/", "", None, text))


def _coalesced(sectors: list[int]) -> Iterator[Run]:
    """Neighbouring sectors of the list as (first, count), at most `_BATCH` at a time."""
    index = 0
    while index < len(sectors):
        first = sectors[index]
        count = 1
        while (
            count < _BATCH
            and index + count < len(sectors)
            and sectors[index + count] == first + count
        ):
            count += 1
        yield first, count
        index += count


def _without(runs: list[Run], sector: int) -> list[Run]:
    """Runs of sectors without this one."""
    found: list[Run] = []
    for first, count in runs:
        if first <= sector < first + count:
            parts = ((first, sector - first), (sector + 1, first + count - sector - 1))
            found += [part for part in parts if part[1]]
        else:
            found.append((first, count))
    return found
