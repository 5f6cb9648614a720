"""A small transient cache of file pages, so that listing a message costs few system calls.

A small file is read in one go; of a larger one pages are kept, the oldest dropped first. Long
ranges (attachment data) go past the cache. `forget` empties it once a listing is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.storage.chains import Run
    from msginspector.storage.handles import Source

WHOLE_FILE: Final = 1 << 17
PAGE: Final = 1 << 15
MAX_PAGES: Final = 32
LONG_RANGE: Final = PAGE


class PageCache:
    """Ranged reads of a source with the last pages kept. Thread-safe."""

    __slots__ = ("_page", "_pages", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._page = source.size if 0 < source.size <= WHOLE_FILE else PAGE
        self._pages: dict[int, bytes] = {}

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the range, fewer only at the end of the source."""
        number, start = divmod(offset, self._page)
        if start + size <= self._page:
            page = self._pages.get(number)
            if page is None:
                page = self._load(number)
            return page[start : start + size]
        if size >= LONG_RANGE:
            return self.source.read(offset, size)
        head = self._page - start
        return self.read(offset, head) + self.read(offset + head, size - head)

    def join(self, ranges: list[Run]) -> bytes:
        """The bytes of all ranges together."""
        page = self._pages.get(0)
        if page is not None and len(page) == self.source.size:
            return b"".join([page[place : place + length] for place, length in ranges])
        return b"".join([self.read(place, length) for place, length in ranges])

    def forget(self) -> None:
        """Drop the pages kept."""
        self._pages = {}

    def _load(self, number: int) -> bytes:
        page = self.source.read(number * self._page, self._page)
        pages = self._pages
        if len(pages) >= MAX_PAGES:
            pages.pop(next(iter(list(pages)[:1]), -1), None)
        pages[number] = page
        return page
