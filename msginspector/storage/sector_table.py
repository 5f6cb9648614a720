"""Sectors, or mini sectors, and which chains claim them ([MS-CFB] 2.3, 2.4).

Of a sector a byte says what it is, and a number whose it is; each is counted once. The work is
bounded by the number of sectors, however many chains claim the same ones: after that the rest is
left out, which `SectorTable.complete` says. Which chains there are, `sector_map` knows.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Generator, Iterable, Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from msginspector.storage.chains import block_breaks, free_table
from msginspector.storage.header import END, FREE, LAST_REGULAR

NOBODY: Final = 0xFFFFFFFF
"""The owner of a sector that no chain claims."""
SYSTEM: Final = 0xFFFFFF00
"""Owners from here on are the container itself; the kind is added."""
_PIECE: Final = 1 << 15
_STEP: Final = 128
"""Runs or blocks of the tables between two steps."""


class Kind(IntEnum):
    """What a sector is."""

    UNREFERENCED = 0
    """In use by the FAT, but no chain of anybody has it."""
    FREE = 1
    STREAM = 2
    MINI_STREAM = 3
    """A part of the container of all small streams."""
    DIRECTORY = 4
    MINI_FAT = 5
    FAT = 6
    DIFAT = 7
    RANGE_LOCK = 8
    CROSSED = 9
    """Two chains claim it."""


class Use(NamedTuple):
    """The chain of one stream."""

    sectors: int
    """Sectors it has, of those it needs."""
    runs: int
    """Pieces of neighbouring sectors they are in."""
    needed: int
    """Sectors its size asks for."""
    spare: int
    """Sectors that are chained behind those it needs."""
    crossed: int
    """Sectors that another chain claims, too: those found after the other chain."""
    defect: str
    """"" for none; "end", "outside" (a free or impossible sector), "beyond" (of the file's end)
    or "cycle"."""
    mini: bool
    """These are mini sectors."""
    low: int
    """The lowest sector, `NOBODY` for none."""
    high: int
    """The highest sector, 0 for none."""

    @property
    def missing(self) -> int:
        """Sectors its size asks for, and its chain does not have."""
        return self.needed - self.sectors


NO_USE: Final = Use(0, 0, 0, 0, 0, "", False, NOBODY, 0)


class SectorRun(NamedTuple):
    """Neighbouring sectors of one kind and owner."""

    first: int
    sectors: int
    kind: Kind
    owner: int


class SectorTable:
    """The sectors of the file, or the mini sectors of the mini stream.

    Owners are directory entries, 0 (the root) of the mini stream; `NOBODY`, or for the container's
    own tables numbers that are no entry.
    """

    def __init__(self, table: array[int], sector_size: int, length: int) -> None:
        self.count = len(table)
        self.sector_size = sector_size
        self.length = length
        """Bytes of all sectors together; the last one may be cut short."""
        self.kinds = bytearray(self.count)
        """A `Kind` a sector."""
        self.owners = array("I", free_table(self.count))
        """Who claimed a sector first."""
        self.last: array[int] | None = None
        """Who claimed it last; None while no two chains meet."""
        self._table = table
        self._ends = array("I")
        self._tails: list[tuple[Kind, int, int]] = []
        self._budget = 2 * self.count + 1000

    @property
    def complete(self) -> bool:
        """Every chain was followed: not too many claim the same sectors."""
        return self._budget >= 0

    def kind(self, number: int) -> Kind:
        """What a sector is."""
        return Kind(self.kinds[number])

    def claims(self, number: int) -> tuple[int, ...]:
        """The directory entries whose chains have a sector, at most two."""
        found = [self.owners[number]]
        if self.last is not None and self.kinds[number] == Kind.CROSSED:
            found.append(self.last[number])
        return tuple(owner for owner in found if owner < SYSTEM)

    def first_kind(self, number: int) -> Kind:
        """What a sector is, of one that two chains claim: for the first of them."""
        kind, owner = self.kind(number), self.owners[number]
        if kind is not Kind.CROSSED:
            return kind
        if owner >= SYSTEM:
            return Kind(owner - SYSTEM)
        return Kind.STREAM if owner else Kind.MINI_STREAM

    def has(self, first: int, count: int, owner: int) -> bool:
        """Whether a directory entry claims one of these sectors."""
        end = first + count
        if owner in self.owners[first:end]:
            return True
        return self.last is not None and owner in self.last[first:end]

    def totals(self) -> dict[Kind, int]:
        """Sectors of each kind."""
        return {kind: self.kinds.count(kind) for kind in Kind}

    def byte_totals(self) -> dict[Kind, int]:
        """Bytes of each kind; together as many as `length`."""
        found = {kind: count * self.sector_size for kind, count in self.totals().items()}
        if self.count:
            found[self.kind(self.count - 1)] -= self.count * self.sector_size - self.length
        return found

    def runs(self) -> Iterator[SectorRun]:
        """The sectors in order, as few runs as possible."""
        first = 0
        while first < self.count:
            kind, owner = self.kinds[first], self.owners[first]
            end = first + 1
            while end < self.count and self.kinds[end] == kind and self.owners[end] == owner:
                end += 1
            yield SectorRun(first, end - first, Kind(kind), owner)
            first = end

    # -- making one

    def find_ends(self) -> Iterator[None]:
        """Find the sectors that do not lead to the next one, in steps."""
        for number, block in enumerate(block_breaks(self._table)):
            self._ends.extend(block)
            if number % _STEP == 0:
                yield

    def follow(self, kind: Kind, owner: int, start: int, needed: int) -> Generator[None, None, Use]:
        """Claim `needed` sectors from `start` on, in steps."""
        walk = _Walk(self, kind, owner)
        sector, runs = start, 0
        while walk.found < needed and sector < self.count and not walk.closed and self.complete:
            wanted, before = min(self._run(sector), needed - walk.found), walk.found
            yield from walk.take(sector, wanted)
            runs += walk.found > before
            sector = self._table[sector + wanted - 1]
            if runs % _STEP == 0:
                yield
        defect = ""
        if walk.found < needed:
            defect = "cycle" if walk.closed else _defect(sector)
        elif sector < self.count:
            self._tails.append((kind, owner, sector))
        return Use(walk.found, runs, needed, 0, walk.crossed, defect, False, walk.low, walk.high)

    def follow_to_end(self, kind: Kind, start: int) -> Iterator[None]:
        """Claim a chain of unknown length for the container itself."""
        yield from self.follow(kind, SYSTEM + kind, start, self.count)

    def claim_each(self, kind: Kind, sectors: Iterable[int]) -> Iterator[None]:
        """Claim single sectors for the container itself."""
        walk = _Walk(self, kind, SYSTEM + kind)
        for done, sector in enumerate(sectors):
            if sector < self.count and self.complete:
                yield from walk.take(sector, 1)
            if done % _STEP == 0:
                yield

    def claim_tails(self) -> Generator[None, None, dict[int, int]]:
        """Claim what is chained behind the sectors that streams need, as far as nobody has it.

        Returns how many each stream has.
        """
        found: dict[int, int] = {}
        for kind, owner, start in self._tails:
            sector = start
            while sector < self.count and not self.kinds[sector]:
                run = self._run(sector)
                taken = self._unclaimed(sector, run)
                self.claim(kind, owner, sector, taken)
                found[owner] = found.get(owner, 0) + taken
                sector = self._table[sector + run - 1] if taken == run else self.count
                yield
        self._tails.clear()
        return found

    def settle(self) -> Iterator[None]:
        """Say of the sectors nobody claims which of them are free."""
        place = self.kinds.find(0)
        while place >= 0:
            part = self._table[place : place + _STEP]
            for number, following in enumerate(part, place):
                if following == FREE and not self.kinds[number]:
                    self.kinds[number] = Kind.FREE
            yield
            place = self.kinds.find(0, place + len(part))

    def claim(self, kind: Kind, owner: int, first: int, count: int) -> None:
        """Give sectors that nobody has to an owner."""
        self.kinds[first : first + count] = bytes((kind,)) * count
        self.owners[first : first + count] = array("I", (owner,)) * count

    def claim_again(self, owner: int, sector: int) -> bool:
        """Claim a sector somebody has; False when that is the same owner."""
        if self.owners[sector] == owner:
            return False
        if self.last is None:
            self.last = array("I", free_table(self.count))
        if self.last[sector] == owner:
            return False
        self.last[sector] = owner
        self.kinds[sector] = Kind.CROSSED
        self._budget -= 1
        return True

    def _run(self, sector: int) -> int:
        """How many sectors follow one another from this one on."""
        place = bisect_left(self._ends, sector)
        end = self._ends[place] if place < len(self._ends) else self.count - 1
        return end - sector + 1

    def _unclaimed(self, first: int, count: int) -> int:
        """How many of these sectors, from the first on, nobody has."""
        claimed = self.kinds[first : first + count].lstrip(b"\0")
        return count - len(claimed)


class _Walk:
    """Claims the sectors of one chain, until it comes back to one it has."""

    __slots__ = ("_kind", "_owner", "_table", "closed", "crossed", "found", "high", "low")

    def __init__(self, table: SectorTable, kind: Kind, owner: int) -> None:
        self._table = table
        self._kind = kind
        self._owner = owner
        self.found = self.crossed = self.high = 0
        self.low = NOBODY
        self.closed = False
        """It runs in a circle."""

    def take(self, first: int, count: int) -> Iterator[None]:
        """Claim neighbouring sectors, in steps."""
        for start in range(first, first + count, _PIECE):
            part = min(_PIECE, first + count - start)
            if self._table.kinds.count(0, start, start + part) == part:
                self._table.claim(self._kind, self._owner, start, part)
                taken = part
            else:
                taken = yield from self._take_each(start, part)
            if taken:
                self.found += taken
                self.low, self.high = min(self.low, start), max(self.high, start + taken - 1)
            if taken < part:
                self.closed = True
                return
            if count > _PIECE:
                yield

    def _take_each(self, first: int, count: int) -> Generator[None, None, int]:
        table = self._table
        for done, sector in enumerate(range(first, first + count)):
            kind = table.kinds[sector]
            if not kind:
                table.claim(self._kind, self._owner, sector, 1)
            elif kind != Kind.RANGE_LOCK:
                if not table.claim_again(self._owner, sector):
                    return done
                self.crossed += 1
            if done % _STEP == _STEP - 1:
                yield
        return count


def _defect(sector: int) -> str:
    """Why a chain ends before its time, by the number it ends with."""
    if sector == END:
        return "end"
    return "beyond" if sector <= LAST_REGULAR else "outside"
