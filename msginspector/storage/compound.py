"""A compound file ([MS-CFB], versions 3 and 4) read by range.

Opening reads header, FAT and directory, nothing else. Streams are read when somebody asks, in any
order and from any number of threads. No stream ever gives more bytes than the file has, and a
stream whose chain is damaged gives what can be read. The order and colours of the directory's
trees are not checked.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from msginspector.errors import InputError
from msginspector.findings import Finding
from msginspector.storage import check
from msginspector.storage.directory import (
    ENTRY_SIZE,
    FREE_ENTRY,
    ROOT,
    STORAGE,
    STREAM,
    Directory,
)
from msginspector.storage.header import (
    CUTOFF,
    HEADER_SIZE,
    SIGNATURE,
    Header,
    parse_header,
)
from msginspector.storage.kinds import HEAD, not_compound
from msginspector.storage.pages import PageCache
from msginspector.storage.sectors import Sectors

if TYPE_CHECKING:
    from msginspector.storage.chains import Chain, Run
    from msginspector.storage.handles import Source

__all__ = ["FREE_ENTRY", "ROOT", "STORAGE", "STREAM", "CompoundFile"]

CHUNK: Final = 1 << 20
MINI_KEPT: Final = 1 << 19
"""A mini stream of at most this many bytes is kept until `forget`."""
_KEPT_CHAINS: Final = 8


class CompoundFile(Directory):
    """A compound file; entries are addressed by their index in the directory, the root is 0.

    Raises InputError for what is no compound file (each kind has its own sentence) and for one
    whose directory cannot be read (DAMAGED_CONTAINER). Anything else is in `findings`.
    """

    def __init__(self, source: Source) -> None:
        for _ in self._load(source):
            pass

    @classmethod
    def steps(cls, source: Source) -> Generator[None, None, CompoundFile]:
        """Open in slices of about a millisecond; the generator returns the CompoundFile."""
        compound = cls.__new__(cls)
        yield from compound._load(source)
        return compound

    def _load(self, source: Source) -> Iterator[None]:
        self.source = source
        self._chains: dict[tuple[int, int], Chain] = {}
        self._mini: bytes | None = None
        self._pages = PageCache(source)
        self._header, self._notes = self._read_header()
        self._sectors = Sectors(self._header, self._pages)
        yield from self._sectors.load()
        place = self._sectors.table_chain(self._header.directory)
        self._directory_chain = place
        data = self._join(place.ranges(0, place.length))
        Directory.__init__(self, data, self._header.version)
        if not self.count:
            text = "The compound file is damaged: its directory cannot be read."
            raise InputError("DAMAGED_CONTAINER", text, source.path)
        yield
        yield from self._sectors.load_mini(self.start(0), self.size(0))
        self.plain = min(CUTOFF - 1, self._sectors.mini_stream.length) if self.whole else 0
        """Streams of at most this many bytes are as long as the directory says."""
        yield from self._list_storages()

    # -- what the file is

    @property
    def version(self) -> int:
        """3 (sectors of 512 bytes) or 4 (sectors of 4096 bytes)."""
        return self._header.version

    @property
    def sectors(self) -> Sectors:
        """FAT, mini FAT and mini stream."""
        return self._sectors

    @property
    def sector_size(self) -> int:
        """Bytes in a sector."""
        return self._sectors.size

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What is wrong with the container; follows every chain once, reads no stream."""
        self._sectors.check_counts()
        own = [*self._notes, *self._sectors.findings]
        if self._directory_chain.defect:
            text = (
                f"The directory's chain of sectors {check.DEFECTS[self._directory_chain.defect]}."
            )
            own.append(Finding("MSG0103", "/", "", None, text))
        return (*own, *check.check_streams(self, self._sectors))

    @property
    def whole(self) -> bool:
        """Whether the file ends where its tables say it does, and they are all there."""
        return self._sectors.whole

    @property
    def damaged(self) -> bool:
        """Whether a part of the directory is missing or cannot be reached."""
        return bool(self._directory_chain.defect or self.complaints)

    # -- streams

    def read(self, index: int, offset: int = 0, size: int | None = None) -> bytes:
        """Bytes of a stream; fewer where it ends, and where its chain is damaged."""
        total = self.size(index)
        left = total - offset
        if left <= 0:
            return b""
        if 0 <= offset < total < CUTOFF and index:
            mini = self._mini if self._mini is not None else self._load_mini()
            if mini:
                size = left if size is None or size > left else max(size, 0)
                places = self._sectors.mini_places(self.start(index), total, offset, size)
                if len(places) == 1:
                    begin, length = places[0]
                    return mini[begin : begin + length]
                return b"".join([mini[place : place + length] for place, length in places])
        return self._join(self.ranges(index, offset, size))

    def stored(self, index: int) -> int:
        """Bytes of a stream that exist: its size, less where its chain of sectors ends early."""
        if index == 0:
            return self._sectors.mini_stream.length
        size, sectors = self.sizes[index], self._sectors
        if not size:
            return 0
        follow = sectors.mini_stored if size < CUTOFF else sectors.stored
        return follow(self.start(index), size)

    def length(self, index: int) -> int:
        """Bytes of a stream, without following its chain where there is no reason to.

        Its size as the directory has it; what exists (`stored`) where the file does not look
        whole, or is smaller than the stream is said to be.
        """
        size = self.sizes[index]
        if size <= self.plain or (self.whole and CUTOFF <= size <= self.source.size):
            return size
        return self.stored(index)

    def ranges(self, index: int, offset: int = 0, size: int | None = None) -> list[Run]:
        """The file ranges (file offset, length) that hold a part of a stream, in order."""
        if self.kind(index) == STORAGE:
            return []
        total = self.size(index)
        size = total - offset if size is None else min(size, total - offset)
        if size <= 0 or offset < 0:
            return []
        if total >= CUTOFF or index == 0:
            return self._chain(index, total).ranges(offset, size)
        return self._sectors.small_ranges(self.start(index), total, offset, size)

    def file_offset(self, index: int, offset: int) -> int | None:
        """Where a byte of a stream lies in the file; None if it does not exist."""
        found = self.ranges(index, offset, 1)
        return found[0][0] if found else None

    def slices(self, index: int, chunk: int = CHUNK) -> Iterator[bytes]:
        """The bytes of a stream in pieces of `chunk` bytes."""
        offset = 0
        while data := self.read(index, offset, chunk):
            yield data
            offset += len(data)

    def forget(self) -> None:
        """Drop what was kept only to make listing fast."""
        self._pages.forget()
        self._chains = {}
        self._mini = None

    # -- inside

    def _load_mini(self) -> bytes:
        """The whole mini stream, unless it is large: nearly all streams of a message lie in it."""
        chain = self._sectors.mini_stream
        self._mini = b"" if chain.length > MINI_KEPT else self._join(chain.ranges(0, chain.length))
        return self._mini

    def _read_header(self) -> tuple[Header, list[Finding]]:
        head = self._pages.read(0, min(HEADER_SIZE, self.source.size) or HEADER_SIZE)
        if not head.startswith(SIGNATURE):
            head = self.source.read(0, HEAD)
            raise not_compound(head, self.source.size, self.source.path)
        if len(head) < HEADER_SIZE:
            text = "The compound file is cut short: not even its header is complete."
            raise InputError("DAMAGED_CONTAINER", text, self.source.path)
        return parse_header(head)

    def _chain(self, index: int, size: int) -> Chain:
        """The chain of a stream of whole sectors; the last few are kept."""
        if index == 0:
            return self._sectors.mini_stream
        place = self.start(index), size  # streams of a damaged file may share it
        chain = self._chains.get(place)
        if chain is None:
            chain = self._sectors.chain(*place)
            if len(self._chains) >= _KEPT_CHAINS:
                self._chains = {}
            self._chains[place] = chain
        return chain

    def _join(self, ranges: list[Run]) -> bytes:
        if len(ranges) == 1:
            return self._pages.read(*ranges[0])
        return self._pages.join(ranges)

    def entry_offset(self, index: int) -> int | None:
        """Where the directory entry itself lies in the file."""
        found = self._directory_chain.ranges(index * ENTRY_SIZE, ENTRY_SIZE)
        return found[0][0] if found else None
