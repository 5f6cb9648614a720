"""What each sector of a compound file is, and whose it is ([MS-CFB] 2.1 to 2.6, 2.8).

Every chain is followed once. Sectors and bytes add up: each sector is counted once, and with the
header they are the file. No stream is read.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from msginspector.storage.directory import STREAM as STREAM_ENTRY
from msginspector.storage.header import CUTOFF, LAST_REGULAR, MINI_SHIFT
from msginspector.storage.sector_table import NO_USE, SYSTEM, Kind, SectorTable, Use

if TYPE_CHECKING:
    from msginspector.storage.compound import CompoundFile

_STEP: Final = 128
"""Streams between two steps."""


class SectorMap:
    """All sectors of a file, its mini sectors, and the chains of its streams."""

    def __init__(self, container: CompoundFile) -> None:
        sectors = container.sectors
        self.header_size = min(sectors.size, sectors.end)
        """Bytes before sector 0: the header, in version 4 filled up to a sector."""
        self.file = SectorTable(sectors.fat, sectors.size, sectors.end - self.header_size)
        self.mini = SectorTable(sectors.mini_fat, 1 << MINI_SHIFT, sectors.mini_stream.length)
        self.uses: dict[int, Use] = {}
        """The chains of streams, by directory entry; 0 is that of the mini stream."""

    @classmethod
    def steps(cls, container: CompoundFile) -> Generator[None, None, SectorMap]:
        """Make one in slices of about a millisecond."""
        made = cls(container)
        yield from made._fill(container)
        return made

    @property
    def complete(self) -> bool:
        """Every chain was followed to its end."""
        return self.file.complete and self.mini.complete

    def beyond(self, mini: bool) -> int:
        """Sectors that chains look for beyond the end of the file, or of the mini stream."""
        return sum(
            use.missing for use in self.uses.values() if use.defect == "beyond" and use.mini is mini
        )

    def offset(self, sector: int) -> int:
        """Where a sector of the file begins, in bytes."""
        return (sector + 1) * self.file.sector_size

    def use(self, index: int) -> Use:
        """The chain of a directory entry; of one without sectors `NO_USE`."""
        return self.uses.get(index, NO_USE)

    def _fill(self, container: CompoundFile) -> Iterator[None]:
        sectors, file, mini = container.sectors, self.file, self.mini
        yield from file.find_ends()
        yield from mini.find_ends()
        if sectors.lock is not None:
            file.claim(Kind.RANGE_LOCK, SYSTEM + Kind.RANGE_LOCK, sectors.lock, 1)
        yield from file.claim_each(Kind.FAT, (n for n in sectors.listed if n <= LAST_REGULAR))
        yield from file.claim_each(Kind.DIFAT, sectors.difat_sectors())
        yield from file.follow_to_end(Kind.DIRECTORY, sectors.header.directory)
        yield from file.follow_to_end(Kind.MINI_FAT, sectors.header.mini_fat)
        yield from self._follow_streams(container)
        for table in (file, mini):
            spare = yield from table.claim_tails()
            for owner, count in spare.items():
                self.uses[owner] = self.uses[owner]._replace(spare=count)
            yield from table.settle()

    def _follow_streams(self, container: CompoundFile) -> Iterator[None]:
        """The mini stream, then all streams; those that belong to no storage last."""
        shift = container.sectors.shift
        size, sizes = container.size(0), container.sizes
        if size:
            needed = -(-size >> shift)
            use = yield from self.file.follow(Kind.MINI_STREAM, 0, container.start(0), needed)
            self.uses[0] = use
        lost = set(container.orphans)
        streams = [n for n in range(1, container.count) if container.kind(n) == STREAM_ENTRY]
        for index in [*(n for n in streams if n not in lost), *(n for n in streams if n in lost)]:
            size = sizes[index]
            if not size:
                continue
            small = size < CUTOFF
            table, unit = (self.mini, MINI_SHIFT) if small else (self.file, shift)
            needed = -(-size >> unit)
            use = yield from table.follow(Kind.STREAM, index, container.start(index), needed)
            self.uses[index] = use._replace(mini=small)
            if index % _STEP == 0:
                yield


def sector_map(container: CompoundFile) -> SectorMap:
    """The map of a file, made at once."""
    steps = SectorMap.steps(container)
    while True:
        try:
            next(steps)
        except StopIteration as done:
            made: SectorMap = done.value
            return made
