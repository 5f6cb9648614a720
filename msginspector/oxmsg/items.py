"""Which streams hold the items of lists of variable values ([MS-OXMSG] 2.1.4.2).

The stream of lengths says how many items there are, and may say anything. What is listed is
bounded by the streams that exist: more missing items than that are not worth a place in a list.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.oxmsg.names import item_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from msginspector.storage import CompoundFile

MAX_MISSING: Final = 64
"""Missing items that are listed, besides as many as there are items."""
_LONG: Final = 256
_TAG: Final = 0xFFFFFFFF


class ItemList(NamedTuple):
    """The items of one list."""

    claimed: int
    """Items the stream of lengths has room for."""
    indexes: tuple[int | None, ...]
    """Directory entries of the first items, in order; None for a missing one."""
    size: int
    """Bytes of these items that are stored."""

    @property
    def present(self) -> list[int]:
        """The directory entries, without the missing ones."""
        return [index for index in self.indexes if index is not None]


NO_ITEMS: Final = ItemList(0, (), 0)


class ItemLists:
    """The lists of one object, by tag. Long ones are kept: any number of entries may ask."""

    __slots__ = ("_container", "_counts", "_kept", "_streams")

    def __init__(self, container: CompoundFile, streams: Mapping[int, int]) -> None:
        self._container = container
        self._streams = streams
        self._counts = Counter(key & _TAG for key in streams if key > _TAG)
        self._kept: dict[int, ItemList] = {}

    def of(self, tag: int, length_width: int) -> ItemList:
        """The items of the list with this tag; `length_width`: bytes of an item's length."""
        found = self._kept.get(tag)
        if found is None:
            found = self._find(tag, length_width)
            if len(found.indexes) > _LONG:
                self._kept[tag] = found
        return found

    def _find(self, tag: int, length_width: int) -> ItemList:
        container, streams = self._container, self._streams
        lengths = streams.get(tag)
        if lengths is None:
            return NO_ITEMS
        claimed = container.stored(lengths) // length_width
        indexes: list[int | None] = []
        size = 0
        missing = MAX_MISSING + self._counts[tag]
        for item in range(claimed):
            index = streams.get(item_key(tag, item))
            if index is not None:
                size += container.stored(index)
            elif missing:
                missing -= 1
            else:
                break
            indexes.append(index)
        return ItemList(claimed, tuple(indexes), size)
