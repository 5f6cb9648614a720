"""Values that are no structure as trees of nodes: numbers with their flags, times, error codes,
GUIDs, and the items of lists with their places. [MS-OXCDATA] 2.11.1, [MS-DTYP] 2.3.3.

Binary values are decoded by `structures`; text is its own meaning and has no tree.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from msginspector.mapi import flags, types
from msginspector.mapi.guids import guid_name
from msginspector.mapi.scalars import Filetime
from msginspector.mapi.scodes import all_scodes
from msginspector.mapi.text import visible
from msginspector.oxmsg.shapes import Place, shape_of, show
from msginspector.structures import show as structure_show
from msginspector.structures.nodes import DAMAGE, LEFTOVER, Node

if TYPE_CHECKING:
    from msginspector.session import PropertyRow

MEANING: Final = "Meaning"
VALUE: Final = "Value"
_INTEGERS: Final = frozenset((types.PT_SHORT, types.PT_LONG, types.PT_LONGLONG))
_SHOWN: Final = 400

Zones = Sequence[tuple[str, Callable[[Filetime], str]]]
"""Names of time zones, each with what shows a time there; "" for a time it cannot show."""


def is_list(row: PropertyRow) -> bool:
    """Whether the value has items."""
    return bool(row.type & types.MULTIVALUED)


def value_node(row: PropertyRow, zones: Zones, meaning: str = "") -> Node | None:
    """The tree of a single number, time, error code or GUID; None for anything else.

    `meaning` is said of a number whose bits have no names.
    """
    if shape_of(row.type).place is not Place.ENTRY and row.type != types.PT_CLSID:
        return None
    value = row.value
    if value is None:
        return None
    size = row.size or 0
    if isinstance(value, Filetime):
        return Node(row.type_name, value, "", 0, size, _time(value, zones))
    parts = [Node(VALUE, _kept(value), _number(row, value, size), 0, size)]
    if row.type == types.PT_ERROR:
        parts += _error(value)
    elif row.type == types.PT_CLSID:
        parts += _derived("Known as", guid_name(value))
    elif row.type in _INTEGERS:
        parts += _flags(row, value, size) or _derived(MEANING, meaning)
    return Node(row.type_name, _kept(value), "", 0, size, tuple(parts))


def items_node(row: PropertyRow) -> Node | None:
    """The items of a list, each with its place in the stored bytes; None for what is no list."""
    if not row.type & types.MULTIVALUED:
        return None
    values = row.value
    if not isinstance(values, list):
        return None
    shape = shape_of(row.type)
    places = _fixed_places(shape.width, values) if shape.width else _places(row, values)
    children = [
        _item(number, value, shape.base, place)
        for number, (value, place) in enumerate(zip(values, places, strict=False))
    ]
    end = max((child.end for child in children), default=0)
    size = row.value_bytes().size
    if size > end:
        text = f"{size - end} bytes that are no item"
        children.append(Node("Unparsed bytes", None, text, end, size - end, kind=LEFTOVER))
    return Node(row.type_name, None, f"{len(values)} items", 0, size, tuple(children))


def _fixed_places(width: int, values: list[Any]) -> list[tuple[int, int] | None]:
    return [(number * width, width) for number in range(len(values))]


def _places(row: PropertyRow, values: list[Any]) -> list[tuple[int, int] | None]:
    """Offset and size of each item, None for one whose stream is missing."""
    found: list[tuple[int, int] | None] = [None] * len(values)
    for piece in row.value_bytes().pieces:
        if piece.number is not None and piece.number < len(found):
            found[piece.number] = piece.start, piece.size
    return found


def _item(number: int, value: Any, base: int, place: tuple[int, int] | None) -> Node:
    label = f"[{number}]"
    if place is None:
        return Node(label, None, "The stream of this item is missing.", 0, 0, kind=DAMAGE)
    if isinstance(value, bytes):
        text = structure_show.stored(value)
    else:
        shown = value if isinstance(value, str) else show(base, value)
        text = visible(shown, _SHOWN, one_line=True)
    return Node(label, _kept(value), text, *place)


def _time(time: Filetime, zones: Zones) -> tuple[Node, ...]:
    """The times of all zones, then the number and its halves."""
    low, high = time.ticks & 0xFFFFFFFF, time.ticks >> 32
    halves = (
        Node("dwLowDateTime", low, structure_show.number(low, 4, ""), 0, 4),
        Node("dwHighDateTime", high, structure_show.number(high, 4, ""), 4, 4),
    )
    said = [Node("UTC", None, time.iso() or "beyond the year 9999", 0, 0)]
    said += [Node(name, None, text, 0, 0) for name, show_in in zones if (text := show_in(time))]
    raw = structure_show.number(time.ticks, 8, "")
    return (*said, Node("FILETIME", time, raw, 0, 8, halves))


def _number(row: PropertyRow, value: Any, size: int) -> str:
    if row.type in _INTEGERS:
        return structure_show.number(value, size, "")
    return visible(value if isinstance(value, str) else show(row.type, value))


def _error(code: int) -> list[Node]:
    names = all_scodes().get(code, ())
    said = _derived("Name", names[0] if names else "no known error code")
    facility, number = code >> 16 & 0x1FFF, code & 0xFFFF
    failed = "failure" if code >> 31 else "success"
    said += _derived("Also", ", ".join(names[1:]))
    said += [
        Node("Severity", code >> 31, failed, 0, 4, (), 31, 1),
        Node("Facility", facility, structure_show.number(facility, 0, ""), 0, 4, (), 16, 13),
        Node("Code", number, structure_show.number(number, 2, ""), 0, 4, (), 0, 16),
    ]
    return said


def _flags(row: PropertyRow, value: int, size: int) -> list[Node]:
    """Each named flag or value of a number on a line with its bits; the unknown bits last."""
    named = row.named
    key: flags.Key = row.id
    if named is not None:
        key = named.guid, named.name or "" if named.lid is None else named.lid
    digits = 2 * (size or 4)
    found = []
    for bits, name in flags.describe(key, value):
        known = not name.startswith("0x")
        label = name if known else "Unknown bits"
        text = f"0x{bits:0{digits}X}"
        first = (bits & -bits).bit_length() - 1 if bits else 0
        count = bits.bit_length() - first if bits else 8 * size
        kind = "" if known else LEFTOVER
        found.append(Node(label, bits, text, 0, size, (), first, count, kind))
    return found


def _derived(label: str, text: str) -> list[Node]:
    return [Node(label, None, text, 0, 0)] if text else []


def _kept(value: Any) -> Any:
    return value if isinstance(value, int | float | str | bytes) else None
