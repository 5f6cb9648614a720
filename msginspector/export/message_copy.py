"""An embedded message, or an OLE object, as a compound file of its own ([MS-OXMSG] 2.2, 2.4.1).

Streams and storages are copied as they are, piece by piece. An embedded message gets what only a
top-level one has: the header of 32 bytes instead of 24, the names of properties, which the whole
file shares, and the class of a message. Nothing is repaired: damage is copied too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from msginspector.oxmsg.pack import guid_bytes
from msginspector.oxmsg.writer import CLSID_MESSAGE, NAMES, PROPERTIES
from msginspector.session.stored import Stored, StoredItem, stored_data, stored_names
from msginspector.storage.writing import NewEntry, stream_entry

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

MAX_ENTRIES: Final = 1 << 20
"""Storages and streams that are copied."""
_EMBEDDED_HEADER: Final = 24
_TOP_HEADER: Final = 32
_MUST_EXIST: Final = ("__substg1.0_00020102", "__substg1.0_00030102", "__substg1.0_00040102")
"""Streams of `__nameid_version1.0` ([MS-OXMSG] 2.2.3)."""


def message_entries(row: ObjectRow) -> list[NewEntry]:
    """The message an attachment holds, as the entries of a new .msg file; [] where it has none."""
    data = stored_data(row) if row.data_kind == "message" else None
    if data is None:
        return []
    entries = [NewEntry((), clsid=guid_bytes(CLSID_MESSAGE))]
    items = list(_bounded(data))
    for item in items[1:]:
        name = item.names[0].lower()
        if len(item.names) == 1 and name == PROPERTIES:
            entries.append(_properties(data, item))
        elif name != NAMES:
            entries.append(_copied(data, item))
    return [*entries, *_names(row)]


def storage_entries(row: ObjectRow) -> list[NewEntry]:
    """The storage of an OLE object as the entries of a new compound file; [] where it has none."""
    data = stored_data(row) if row.data_kind == "storage" else None
    return [] if data is None else [_copied(data, item) for item in _bounded(data)]


def cut_short(row: ObjectRow) -> int:
    """Bytes the streams of an attachment should have and do not: their sectors are missing."""
    data = stored_data(row)
    items: Iterable[StoredItem] = () if data is None else _bounded(data)
    return sum(max(0, item.declared - item.size) for item in items)


def _bounded(data: Stored) -> Iterator[StoredItem]:
    for number, item in enumerate(data.walk()):
        if number >= MAX_ENTRIES:
            return
        yield item


def _copied(data: Stored, item: StoredItem, names: tuple[str, ...] | None = None) -> NewEntry:
    return NewEntry(
        item.names if names is None else names,
        item.size if item.is_stream else None,
        partial(data.pieces, item.index),
        item.clsid,
        item.created,
        item.modified,
    )


def _properties(data: Stored, item: StoredItem) -> NewEntry:
    """The property stream with the longer header, whose last 8 bytes are reserved and zero."""
    more = _TOP_HEADER - _EMBEDDED_HEADER

    def pieces() -> Iterator[bytes]:
        yield data.read(item.index, 0, _EMBEDDED_HEADER)
        yield bytes(more)
        place = _EMBEDDED_HEADER
        while piece := data.read(item.index, place, 1 << 18):
            yield piece
            place += len(piece)

    return NewEntry((PROPERTIES,), item.size + more, pieces)


def _names(row: ObjectRow) -> Sequence[NewEntry]:
    """The named properties of the whole file: an embedded message has none of its own."""
    data = stored_names(row)
    if data is None:
        return [NewEntry((NAMES,)), *(stream_entry((NAMES, name), b"") for name in _MUST_EXIST)]
    return [_copied(data, item, (NAMES, *item.names)) for item in _bounded(data)]
