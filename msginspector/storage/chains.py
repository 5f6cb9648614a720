"""Chains of sectors ([MS-CFB] 2.3, 2.4) as runs of neighbours, and the ranges they map to.

The table that is followed, FAT or mini FAT, may be damaged: a chain is cut where it leaves the
table, meets a sector a second time, or has as many sectors as its stream needs. It is therefore
never longer than its table. Sector contents are not read here.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final

from msginspector.storage.header import END, FREE

Run = tuple[int, int]
"""First byte and number of bytes."""

COMPLETE: Final = ""
_BLOCK: Final = 1 << 8
_COUNT: Final = struct.pack("<256I", *range(_BLOCK))


def follow(table: Sequence[int], start: int, need: int) -> tuple[list[Run], str]:
    """The runs (first sector, count) of at most `need` sectors from `start`, and what is wrong.

    The second value is "" when `need` sectors were found, "end" when the chain ended before,
    "outside" when it left the table or met a free sector, "cycle" when it came back.
    """
    total = len(table)
    need = min(need, total)
    runs: list[Run] = []
    sector = start
    backward = False
    while need > 0 and sector < total:
        first = sector
        following = table[sector]
        need -= 1
        while need > 0 and following == sector + 1 and following < total:
            sector = following
            following = table[sector]
            need -= 1
        runs.append((first, sector - first + 1))
        backward = backward or following <= sector
        sector = following
    if backward and _overlap(runs):
        return _cut_at_repetition(runs), "cycle"
    return runs, _ending(sector, need)


def _ending(sector: int, need: int) -> str:
    if need <= 0:
        return COMPLETE
    return "end" if sector == END else "outside"


def _overlap(runs: list[Run]) -> bool:
    """Whether two runs share a sector."""
    reached = -1
    for first, count in sorted(runs):
        if first < reached:
            return True
        reached = first + count
    return False


def _cut_at_repetition(runs: list[Run]) -> list[Run]:
    """The runs up to the first sector that was there before."""
    seen = bytearray(max(first + count for first, count in runs))
    kept: list[Run] = []
    for first, count in runs:
        again = seen.find(1, first, first + count)
        length = count if again < 0 else again - first
        seen[first : first + length] = b"\x01" * length
        if length:
            kept.append((first, length))
        if again >= 0:
            break
    return kept


class Chain:
    """The place of a stream: logical ranges mapped to ranges of what lies below it."""

    __slots__ = ("_starts", "defect", "length", "runs")

    length: int
    """Bytes that can be read."""

    def __init__(self, runs: list[Run], defect: str = COMPLETE) -> None:
        self.runs = runs
        """(offset below, bytes), in logical order."""
        self.defect = defect
        self._starts: list[int] = []
        self.length = sum([size for _, size in runs])

    def ranges(self, offset: int, size: int) -> list[Run]:
        """The ranges below that hold `size` bytes from `offset`; fewer at the end of the chain."""
        if not offset and size >= self.length:
            return self.runs
        size = min(size, self.length - offset)
        if size <= 0 or offset < 0:
            return []
        index, skip = self._find(offset)
        found: list[Run] = []
        while size > 0:
            place, length = self.runs[index]
            take = min(length - skip, size)
            found.append((place + skip, take))
            size -= take
            skip = 0
            index += 1
        return found

    def _find(self, offset: int) -> tuple[int, int]:
        """The run that holds a byte of the stream, and where in it."""
        if offset < self.runs[0][1]:
            return 0, offset
        if not self._starts:
            self._starts = list(accumulate((size for _, size in self.runs), initial=0))
        index = bisect_right(self._starts, offset) - 1
        return index, offset - self._starts[index]


def byte_runs(runs: list[Run], shift: int, base: int, size: int, limit: int) -> list[Run]:
    """Sector runs as byte runs of `size` bytes in all.

    Sectors are `1 << shift` bytes, sector 0 begins at `base`; nothing reaches beyond `limit`, and
    nothing follows what is cut there.
    """
    found: list[Run] = []
    for first, count in runs:
        place = base + (first << shift)
        wanted = min(count << shift, size)
        length = min(wanted, limit - place)
        if length <= 0:
            break
        found.append((place, length))
        if length < wanted:
            break
        size -= length
    return found


def breaks(table: array[int]) -> array[int]:
    """The sectors of a table that do not lead to the next one, in order."""
    found = array("I")
    for block in block_breaks(table):
        found.extend(block)
    return found


def block_breaks(table: array[int]) -> Iterator[Sequence[int]]:
    """The same, 256 sectors at a time.

    Large files are mostly unbroken, so 256 entries at a time are compared with what they would be.
    """
    expected = bytearray(_COUNT)
    for block in range((len(table) >> 8) + 1):
        low, middle, high, _ = block.to_bytes(4, "little")
        expected[1::4] = bytes((low,)) * _BLOCK
        if not low:
            expected[2::4] = bytes((middle,)) * _BLOCK
            expected[3::4] = bytes((high,)) * _BLOCK
        first = (block << 8) - 1 if block else 0
        part = table[first : (block << 8) + _BLOCK - 1]
        data = _little_endian(part)
        skip = 0 if block else 4
        same = data == expected[skip : skip + len(data)]
        yield () if same else [n for n, following in enumerate(part, first) if following != n + 1]


def _little_endian(part: array[int]) -> bytes:
    if sys.byteorder == "big":
        part = part[:]
        part.byteswap()
    return part.tobytes()


def reaches(table: Sequence[int], shift: int, total: int) -> array[int]:
    """Bytes that can be read from each sector on: until its chain ends, breaks off or repeats.

    Sectors are `1 << shift` bytes, all of them together `total`. Every sector is visited once,
    however many chains lead through it.
    """
    count, size = len(table), 1 << shift
    found = array("Q", bytes(8 * count))
    seen = bytearray(count)
    for start in range(count):
        path: list[int] = []
        sector = start
        while sector < count and not seen[sector]:
            seen[sector] = 1
            path.append(sector)
            sector = table[sector] if (sector + 1) << shift <= total else count
        reach = found[sector] if sector < count else 0
        if path and sector < count and not reach:  # back in the path itself
            begin = path.index(sector)
            reach = (len(path) - begin) << shift
            for member in path[begin:]:
                found[member] = reach
            del path[begin:]
        for member in reversed(path):
            reach += min(size, total - (member << shift))
            found[member] = reach
    return found


def free_table(count: int) -> bytes:
    """`count` table entries that say "free"."""
    return FREE.to_bytes(4, "little") * count
