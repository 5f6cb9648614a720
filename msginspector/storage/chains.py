"""Chains of sectors ([MS-CFB] 2.3, 2.4) as runs of neighbours, and the ranges they map to.

The table that is followed, FAT or mini FAT, may be damaged: a chain is cut where it leaves the
table, meets a sector a second time, or has as many sectors as its stream needs. It is therefore
never longer than its table. Sector contents are not read here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Final

from msginspector.storage.header import END, FREE

Run = tuple[int, int]
"""First byte and number of bytes."""

COMPLETE: Final = ""


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

    def __init__(self, runs: list[Run], defect: str = COMPLETE) -> None:
        self.runs = runs
        """(offset below, bytes), in logical order."""
        self.defect = defect
        self._starts = list(accumulate((size for _, size in runs), initial=0))
        self.length: int = self._starts.pop()
        """Bytes that can be read."""

    def ranges(self, offset: int, size: int) -> list[Run]:
        """The ranges below that hold `size` bytes from `offset`; fewer at the end of the chain."""
        size = min(size, self.length - offset)
        if size <= 0 or offset < 0:
            return []
        index = bisect_right(self._starts, offset) - 1
        found: list[Run] = []
        skip = offset - self._starts[index]
        while size > 0:
            place, length = self.runs[index]
            take = min(length - skip, size)
            found.append((place + skip, take))
            size -= take
            skip = 0
            index += 1
        return found


def byte_runs(runs: list[Run], shift: int, base: int, size: int, limit: int) -> list[Run]:
    """Sector runs as byte runs of `size` bytes in all.

    Sectors are `1 << shift` bytes, sector 0 begins at `base`; nothing reaches beyond `limit`.
    """
    found: list[Run] = []
    for first, count in runs:
        place = base + (first << shift)
        length = min(count << shift, size, limit - place)
        if length <= 0:
            break
        found.append((place, length))
        size -= length
    return found


def free_table(count: int) -> bytes:
    """`count` table entries that say "free"."""
    return FREE.to_bytes(4, "little") * count
