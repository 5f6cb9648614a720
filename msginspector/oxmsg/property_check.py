"""Checks of one property against the directory: [MS-OXMSG] 2.1.2 to 2.1.4 and 2.4.2.

No value is read, apart from the lengths of a list of variable values.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msginspector.findings import Finding
from msginspector.mapi import types
from msginspector.mapi.scalars import LAST_TICK
from msginspector.mapi.tags import FIRST_NAMED_ID
from msginspector.oxmsg.names import stream_name
from msginspector.oxmsg.shapes import Place

if TYPE_CHECKING:
    from msginspector.oxmsg.properties import Property

MAX_ITEMS: Final = 16
"""Items of one list whose lengths are told one by one."""
EMBEDDED: Final = 1
OLE_STORAGE: Final = 4
_ATTACH_DATA: Final = 0x3701
_LENGTHS: Final = {4: "<I", 8: "<I4x"}


def check(prop: Property) -> Iterator[Finding]:
    """Findings about a property's entry, and whether its streams fit it."""
    place = prop.shape.place
    if prop.id >= FIRST_NAMED_ID and prop.named is None:
        yield _note(prop, "MSG0304", f"Nothing says what property 0x{prop.id:04X} is.")
    if place is Place.UNKNOWN:
        yield _note(prop, "MSG0209", f"The type of 0x{prop.tag:08X} is unknown.")
    elif place is Place.ENTRY:
        yield from _check_entry(prop)
    elif place is Place.OBJECT:
        yield from _check_object(prop)
    elif prop.stream_index is None:
        text = f"The stream {stream_name(prop.tag)} of the property is missing."
        yield _note(prop, "MSG0201", text)
    elif place is Place.ITEMS:
        yield from _check_items(prop)
    else:
        yield from _check_stream(prop)


def _check_entry(prop: Property) -> Iterator[Finding]:
    base = prop.shape.base
    if base == types.PT_BOOLEAN and prop.number & 0xFF > 1:
        yield _note(prop, "MSG0405", f"A boolean has the value {prop.number & 0xFF}.")
    elif base == types.PT_SYSTIME and prop.number > LAST_TICK:
        yield _note(prop, "MSG0408", f"The time of {prop.number} ticks lies after the year 9999.")


def _check_object(prop: Property) -> Iterator[Finding]:
    owner = prop.owner
    if prop.stream_index is None:
        text = f"The storage {stream_name(prop.tag)} of the property is missing."
        yield _note(prop, "MSG0201", text)
        return
    if prop.id != _ATTACH_DATA or owner.data_kind is None:
        return
    stated = prop.reserved & 0xFFFF
    kinds = {EMBEDDED: "message", OLE_STORAGE: "storage"}
    if stated in kinds and kinds[stated] != owner.data_kind:
        text = f"The entry says it holds a {kinds[stated]}, it holds a {owner.data_kind}."
        yield _note(prop, "MSG0217", text)


def _check_stream(prop: Property) -> Iterator[Finding]:
    cut = cut_short(prop, prop.stream_index)
    if cut:
        yield cut
        return  # what is left says nothing about the rest
    size, declared = prop.size or 0, prop.declared_size
    shape = prop.shape
    if declared is not None and declared != size + shape.terminator:
        if shape.terminator and declared == size:
            text = f"Size is {declared} and does not count a terminator."
            yield _note(prop, "MSG0218", text)
        else:
            wanted = f"{size} + {shape.terminator}" if shape.terminator else f"{size}"
            text = f"Size is {declared}, the stream has {wanted} bytes."
            yield _note(prop, "MSG0203", text)
    width = shape.width
    if width is None:
        return
    if shape.place is Place.LIST and size % width:
        text = f"{size} bytes are no whole number of values of {width} bytes."
        yield _note(prop, "MSG0407", text)
    elif shape.place is Place.STREAM and size != width:
        yield _note(prop, "MSG0407", f"The value has {size} bytes instead of {width}.")


def _check_items(prop: Property) -> Iterator[Finding]:
    shape = prop.shape
    container = prop.owner.file.container
    index = prop.stream_index
    assert index is not None
    cut = cut_short(prop, index)
    size = container.size(index)
    if cut:
        yield cut
    elif prop.declared_size != size:
        text = f"Size is {prop.declared_size}, the stream of lengths has {size} bytes."
        yield _note(prop, "MSG0203", text)
    if size % shape.length_width:
        text = f"The stream of lengths has {size} bytes, {shape.length_width} an item."
        yield _note(prop, "MSG0407", text)
    indexes = prop.items.indexes
    data = container.read(index, 0, len(indexes) * shape.length_width)
    lengths = struct.iter_unpack(_LENGTHS[shape.length_width], data)
    wrong = [
        (item, stream, length)
        for item, (stream, (length,)) in enumerate(zip(indexes, lengths, strict=True))
        if stream is not None and not container.stored(stream) == container.size(stream) == length
    ]
    for item, stream, length in wrong[:MAX_ITEMS]:
        yield cut_short(prop, stream) or _wrong_length(prop, item, stream, length)
    if len(wrong) > MAX_ITEMS:
        text = f"{len(wrong) - MAX_ITEMS} more items do not have the length that is stated."
        yield _note(prop, "MSG0404", text)
    yield from _check_missing(prop)


def _wrong_length(prop: Property, item: int, stream: int, length: int) -> Finding:
    found = prop.owner.file.container.size(stream)
    text = f"Item {item} has {found} bytes, the stream of lengths says {length}."
    return _note(prop, "MSG0404", text)


def _check_missing(prop: Property) -> Iterator[Finding]:
    """One finding about all items without a stream, and one about those that are not listed."""
    items = prop.items
    missing = [item for item, index in enumerate(items.indexes) if index is None]
    if len(missing) == 1:
        yield _note(prop, "MSG0201", f"The stream of item {missing[0]} of the list is missing.")
    elif missing:
        text = f"The streams of {len(missing)} items of the list are missing, from {missing[0]} on."
        yield _note(prop, "MSG0201", text)
    listed = len(items.indexes)
    if listed < items.claimed:
        text = f"Only {listed} of {items.claimed} items are listed: too many are missing."
        yield _note(prop, "MSG0403", text)


def cut_short(prop: Property, index: int | None) -> Finding | None:
    """The finding about a stream that is shorter than its directory entry says, else None."""
    container = prop.owner.file.container
    if index is None or container.stored(index) >= container.size(index):
        return None
    size, stored = container.size(index), container.stored(index)
    return _note(prop, "MSG0219", f"The directory says {size} bytes, {stored} of them exist.")


def _note(prop: Property, code: str, text: str) -> Finding:
    return Finding(code, prop.owner.path, prop.owner.property_path, prop.entry_offset, text)
