"""Reading and decoding the value of a property.

Whatever the bytes are, something comes back: a value, or None with the reason as a finding. One
value never takes more than 64 MB. String terminators are not part of a value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from msginspector.findings import Finding
from msginspector.mapi import types
from msginspector.mapi.scalars import LAST_TICK
from msginspector.mapi.text import ELLIPSIS, LIMIT, visible
from msginspector.oxmsg import codepages
from msginspector.oxmsg.shapes import NUMBERS, Place, decode_fixed, show

if TYPE_CHECKING:
    from msginspector.oxmsg.codepages import CodePage
    from msginspector.oxmsg.properties import Property
    from msginspector.oxmsg.shapes import Shape

VALUE_LIMIT: Final = 64 << 20
"""Bytes of one value that are read."""
TEXT_BYTES: Final = 4 * LIMIT
"""Bytes of a value that are read to show it."""
MAX_ITEMS: Final = 1 << 16
"""Items of a list of fixed values that are decoded."""
ITEM_COST: Final = 8
"""Bytes an item of a list of variable values counts at least towards a limit."""
HEX_BYTES: Final = 64
"""Bytes of a value that are searched as hex text."""
_LIST_SEPARATOR: Final = "; "
_HTML_ID: Final = 0x1013


class Decoded(NamedTuple):
    """A value and what was found while decoding it."""

    value: Any
    findings: tuple[Finding, ...] = ()


def value(prop: Property, limit: int = VALUE_LIMIT) -> Decoded:
    """The value of a property, of which at most `limit` bytes are read."""
    shape = prop.shape
    place = shape.place
    if place is Place.ENTRY:
        return Decoded(NUMBERS[shape.base](prop.number))
    if place is Place.OBJECT:
        return Decoded(None)
    if place is Place.ITEMS:
        return _items(prop, limit)
    if place is Place.UNKNOWN:
        if prop.type & types.MULTIVALUED and not prop.in_stream:
            return Decoded(None)  # what the entry holds is no item of a list
        data, cut = raw(prop, limit)
        return Decoded(data, (_cut(prop, limit),) if cut and limit == VALUE_LIMIT else ())
    index = prop.owner.streams.get(prop.tag)
    if index is None:
        return Decoded(None)  # `property_check` says so
    if place is Place.LIST:
        return _fixed_list(prop, index, limit)
    container = prop.owner.file.container
    data = container.read(index, 0, limit if shape.width is None else shape.width)
    notes: list[Finding] = []
    if len(data) == limit == VALUE_LIMIT and container.size(index) > limit:
        notes.append(_cut(prop, limit))
    decoded = _one(prop, shape, data, notes)
    return Decoded(decoded, tuple(notes))


def text(prop: Property) -> str:
    """The value as text to show, bounded; None gives ""."""
    base = prop.shape.base
    if prop.shape.place is Place.OBJECT:
        return _object_text(prop)
    found = value(prop, TEXT_BYTES).value
    if isinstance(found, list):
        found = _LIST_SEPARATOR.join(str(show(base, item)) for item in found)
    shown = visible(found if isinstance(found, str) else show(base, found))
    more = (prop.size or 0) > TEXT_BYTES and not shown.endswith(ELLIPSIS)
    return shown + ELLIPSIS if more else shown


def texts(prop: Property, limit: int) -> list[str]:
    """The value as text to search, an item each of a list: as it is, nothing escaped.

    At most `limit` bytes are read. PR_HTML is text; of other bytes the first ones in hex.
    """
    if prop.shape.place is Place.OBJECT:
        return [_object_text(prop)]
    page = codepage(prop)
    if page is not None and prop.shape.base == types.PT_BINARY:
        return [codepages.decode_text(raw(prop, limit)[0], page.number)[0]]
    found = value(prop, limit).value
    items = found if isinstance(found, list) else [found]
    return [_searched(prop, item) for item in items if item is not None]


def _searched(prop: Property, item: Any) -> str:
    if isinstance(item, bytes):
        return item[:HEX_BYTES].hex(" ").upper()
    return item if isinstance(item, str) else show(prop.shape.base, item)


def raw(prop: Property, limit: int | None) -> tuple[bytes, bool]:
    """The first `limit` stored bytes, and whether there are more."""
    limit = _most(prop) if limit is None else limit
    size = prop.size
    if size is None:
        return b"", False
    if not prop.in_stream:
        data = prop.number.to_bytes(8, "little")[:size]
        return data[:limit], len(data) > limit
    container = prop.owner.file.container
    if prop.shape.place is not Place.ITEMS:
        index = prop.stream_index
        if index is None:
            return b"", False
        return container.read(index, 0, limit), container.stored(index) > limit
    parts: list[bytes] = []
    left = limit
    for index in prop.items.present:
        if left <= 0:
            break
        parts.append(container.read(index, 0, left))
        left -= len(parts[-1])
    return b"".join(parts), size > limit


def codepage(prop: Property) -> CodePage | None:
    """The code page of a string8 property, or of the bytes of PR_HTML."""
    base = prop.shape.base
    if base != types.PT_STRING8 and not (base == types.PT_BINARY and prop.id == _HTML_ID):
        return None
    return prop.owner.codepage(body=prop.id in codepages.BODY_IDS)


def _one(prop: Property, shape: Shape, data: bytes, notes: list[Finding]) -> Any:
    if shape.terminator:
        return _string(prop, data, notes)
    if shape.width is None:
        return data
    return decode_fixed(shape.base, data[: shape.width]) if len(data) >= shape.width else None


def _string(prop: Property, data: bytes, notes: list[Finding]) -> str:
    if prop.shape.base == types.PT_UNICODE:
        return _utf16(prop, data, notes)
    page = prop.owner.codepage(body=prop.id in codepages.BODY_IDS)
    found, complete = codepages.decode_text(data, page.number)
    if not complete:
        said = f"Some bytes cannot be decoded in code page {page.number}. {page.reason}"
        notes.append(_note(prop, "MSG0401", said))
    elif not page.stated and not data.isascii():
        notes.append(_note(prop, "MSG0406", page.reason))
    return found.removesuffix("\0")


def _utf16(prop: Property, data: bytes, notes: list[Finding]) -> str:
    if not len(data) & 1:
        return data.decode("utf-16-le", "surrogatepass").removesuffix("\0")
    found = data[:-1].decode("utf-16-le", "surrogatepass").removesuffix("\0")
    if data[-1]:
        found += f"\\x{data[-1]:02x}"
    if (prop.size or 0) <= VALUE_LIMIT:
        notes.append(_note(prop, "MSG0402", "The UTF-16 text has an odd number of bytes."))
    return found


def _fixed_list(prop: Property, index: int, limit: int) -> Decoded:
    """A list of fixed values; what is left of an incomplete one at the end is no item."""
    base, width = prop.shape.base, prop.shape.width or 1
    data = prop.owner.file.container.read(index, 0, min(limit, MAX_ITEMS * width))
    whole = len(data) - len(data) % width
    found = [decode_fixed(base, data[start : start + width]) for start in range(0, whole, width)]
    notes: list[Finding] = []
    if len(found) == MAX_ITEMS and (prop.size or 0) >= (MAX_ITEMS + 1) * width:
        notes.append(_note(prop, "MSG0403", f"Only the first {MAX_ITEMS} items were decoded."))
    if base == types.PT_SYSTIME and any(time.ticks > LAST_TICK for time in found):
        notes.append(_note(prop, "MSG0408", "A time of the list lies after the year 9999."))
    return Decoded(found, tuple(notes))


def _items(prop: Property, limit: int) -> Decoded:
    """A list of variable values; a missing item is None."""
    if prop.stream_index is None:
        return Decoded(None)
    found: list[Any] = []
    notes: list[Finding] = []
    container = prop.owner.file.container
    left = min(limit, _most(prop))
    for index in prop.items.indexes:
        if left <= 0:
            if limit == VALUE_LIMIT:
                notes.append(_cut(prop, min(limit, _most(prop))))
            break
        data = b"" if index is None else container.read(index, 0, left)
        left -= max(len(data), ITEM_COST)
        found.append(None if index is None else _one(prop, prop.shape, data, notes))
    return Decoded(found, tuple(dict.fromkeys(notes)))


def _most(prop: Property) -> int:
    """Bytes that are read of one value: items that share bytes are not read for ever."""
    return min(VALUE_LIMIT, max(prop.owner.file.container.source.size, MAX_ITEMS * ITEM_COST))


def _object_text(prop: Property) -> str:
    owner = prop.owner
    if owner.data_kind == "message" and owner.embedded is not None:
        return owner.embedded.label
    index = prop.stream_index
    return "" if index is None else visible(owner.file.container.name(index))


def _cut(prop: Property, limit: int) -> Finding:
    return _note(prop, "MSG0403", f"Only the first {limit} bytes of the value were read.")


def _note(prop: Property, code: str, said: str) -> Finding:
    return Finding(code, prop.owner.path, prop.stream_path or prop.owner.property_path, None, said)
