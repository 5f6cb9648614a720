"""Property values as they are serialised in rules, restrictions, rows and the nickname cache.

[MS-OXCDATA] 2.11: a tag (type, then id), and a value whose layout depends on where it stands.
Little-endian; times are FILETIMEs in UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector.mapi import scodes
from msginspector.mapi.scalars import currency, floating_time
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_name, tags_with_id
from msginspector.mapi.text import visible
from msginspector.mapi.types import type_info, type_name
from msginspector.structures import show
from msginspector.structures.cursor import Cursor
from msginspector.structures.triggers import structure_names

BINARY: Final = 0x0102
MULTIPLE: Final = 0x1000
_STAND_INS: Final = (0x0000, 0x0001, 0x000A)
"""Types that stand for a value of another type: unspecified, none, an error."""
_SHOWN: Final = 80
_NICKNAME_VALUE: Final = 8
"""Bytes of the union of a property value in memory, as the nickname cache writes it out."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How values are stored where they stand."""

    terminated: bool = False
    """Strings end with a terminator; else a count of bytes comes first."""
    text_count: int = 2
    """Bytes of the count before a string."""
    binary_count: int = 2
    """Bytes of the count before binary values and lists of them."""
    boolean: int = 2
    """Bytes of a boolean."""
    union: bool = False
    """Values fill 8 bytes of their own; larger ones follow."""


PLAIN: Final = Layout()
RULE: Final = Layout(terminated=True, binary_count=4, boolean=1)
NICKNAME: Final = Layout(text_count=4, binary_count=4, union=True)


def property_tag(cursor: Cursor, label: str = "PropTag") -> int:
    """PropertyTag ([MS-OXCDATA] 2.9): type and id; gives the 32-bit tag."""
    return cursor.u32(label, text=lambda tag: _tag(cursor, tag))


def name_of(cursor: Cursor, tag: int) -> str:
    """What the property is called, its tag where it has no name."""
    prop_id = tag >> 16
    if prop_id >= FIRST_NAMED_ID:
        name = cursor.context.named(prop_id)
    else:
        name = tag_name(tag) or (_any_name(prop_id) if tag & 0xFFFF in _STAND_INS else "")
    return visible(name, _SHOWN, one_line=True) or f"0x{tag:08X}"


def _any_name(prop_id: int) -> str:
    return next((info.name for info in tags_with_id(prop_id)), "")


def _tag(cursor: Cursor, tag: int) -> str:
    info = type_info(tag & 0xFFFF)
    code = f" = {info.pt_name}" if info else ""
    return f"{name_of(cursor, tag)}, {type_name(tag & 0xFFFF)}{code}"


def property_value(cursor: Cursor, layout: Layout = PLAIN) -> tuple[int, str]:
    """TaggedPropertyValue ([MS-OXCDATA] 2.11.4): tag and value; gives the tag and words for it."""
    tag = property_tag(cursor)
    _names(cursor, tag)
    if layout is NICKNAME:
        cursor.u32("Reserved")
    return tag, value_of(cursor, tag, layout)


def value_of(cursor: Cursor, tag: int, layout: Layout) -> str:
    """The value of a property with this tag, as a part "Value"; gives words for it.

    A type nobody knows has no value, and what follows is read as the next property.
    """
    prop_type = tag & 0xFFFF
    if prop_type & MULTIPLE:
        return _list(cursor, tag, layout)
    read = _READERS.get(prop_type)
    if read is None:
        return ""
    start = cursor.position
    said = read(cursor, tag, layout)
    used = cursor.position - start
    if layout.union and prop_type in _NUMBERS and used < _NICKNAME_VALUE:
        cursor.binary("Padding", _NICKNAME_VALUE - used)
    return visible(said, _SHOWN, one_line=True)


def _names(cursor: Cursor, tag: int) -> None:
    """Every name of the id, whatever its type."""
    names = _names_of(tag >> 16)
    if names:
        cursor.derived("Names", None, names)


@lru_cache(maxsize=1024)
def _names_of(prop_id: int) -> str:
    if prop_id >= FIRST_NAMED_ID:
        return ""
    infos = tags_with_id(prop_id)
    return ", ".join(
        dict.fromkeys(name for info in infos for name in (info.name, *info.names) if name)
    )


# --- one value of each type: reads it and gives words for it -------------------------------------


def _signed(width: int) -> Callable[[Cursor, int, Layout], str]:
    def read(cursor: Cursor, tag: int, layout: Layout) -> str:
        number = cursor.number("Value", width, tag >> 16, signed=True)
        return show.meaning(number, tag >> 16, None) or str(number)

    return read


def _boolean(cursor: Cursor, tag: int, layout: Layout) -> str:
    number = cursor.number("Value", layout.boolean, text=lambda value: str(bool(value)))
    return str(bool(number)).lower()


def _error(cursor: Cursor, tag: int, layout: Layout) -> str:
    code = cursor.u32("Value", text=scodes.scode_name)
    return scodes.scode_name(code) or f"0x{code:08X}"


def _float(width: int) -> Callable[[Cursor, int, Layout], str]:
    return lambda cursor, tag, layout: str(cursor.real("Value", width))


def _floating_time(cursor: Cursor, tag: int, layout: Layout) -> str:
    return floating_time(cursor.real("Value", 8, floating_time))


def _currency(cursor: Cursor, tag: int, layout: Layout) -> str:
    return currency(cursor.number("Value", 8, text=currency, signed=True))


def _time(cursor: Cursor, tag: int, layout: Layout) -> str:
    return str(cursor.filetime("Value"))


def _guid(cursor: Cursor, tag: int, layout: Layout) -> str:
    _skip_union(cursor, layout)
    return cursor.guid("Value")


def _string8(cursor: Cursor, tag: int, layout: Layout) -> str:
    return _string(cursor, layout, 1, cursor.string8z, cursor.string8)


def _unicode(cursor: Cursor, tag: int, layout: Layout) -> str:
    return _string(cursor, layout, 2, cursor.utf16z, cursor.utf16)


def _string(
    cursor: Cursor,
    layout: Layout,
    unit: int,
    terminated: Callable[[str], str],
    counted: Callable[[str, int], str],
) -> str:
    """Text with a terminator, or with a count of bytes before it, which mostly includes one."""
    if layout.terminated:
        return f'"{terminated("Value")}"'
    _skip_union(cursor, layout)
    size = cursor.number("Size", layout.text_count)
    ends = size >= unit and cursor.peek(unit, size - unit) == bytes(unit)
    text = counted("Value", size - unit if ends else size)
    if ends:
        cursor.number("Terminator", unit)
    return f'"{text}"'


def _binary(cursor: Cursor, tag: int, layout: Layout) -> str:
    _skip_union(cursor, layout)
    return _bytes(cursor, tag, cursor.number("Size", layout.binary_count))


def _bytes(cursor: Cursor, tag: int, size: int) -> str:
    """A binary value, taken apart where its property has a structure."""
    from msginspector.structures.registry import structures  # the registry has this module, too

    names = structure_names(tag >> 16, BINARY, None, cursor.context.message_class)
    if not names:
        return show.stored(cursor.binary("Value", size))
    begins = cursor.peek(min(size, _SHOWN))
    with cursor.window("Value", size) as part:
        structures()[names[0]].decoder(cursor)
        part.text = part.node(cursor.position).summary
    return part.text or show.stored(begins)


def _list(cursor: Cursor, tag: int, layout: Layout) -> str:
    """A value of many items: their number, then the items."""
    prop_type = tag & 0xFFFF & ~MULTIPLE
    if prop_type not in _READERS:
        return ""
    _skip_union(cursor, layout)
    width = 4 if layout.union or layout.terminated or prop_type != BINARY else layout.binary_count
    count = cursor.number("Count", width)
    item = Layout(terminated=True, binary_count=4, boolean=layout.boolean)
    said: list[str] = []
    inner = tag & 0xFFFF0000 | prop_type
    read = _READERS[prop_type]
    cursor.each("Value", count, 1, lambda _: said.append(read(cursor, inner, item)))
    return visible(", ".join(said[:4]), _SHOWN, one_line=True)


def _skip_union(cursor: Cursor, layout: Layout) -> None:
    if layout.union:
        cursor.binary("Union", _NICKNAME_VALUE)


_NUMBERS: Final[dict[int, Callable[[Cursor, int, Layout], str]]] = {
    0x0002: _signed(2),
    0x0003: _signed(4),
    0x0004: _float(4),
    0x0005: _float(8),
    0x0006: _currency,
    0x0007: _floating_time,
    0x000A: _error,
    0x000B: _boolean,
    0x0014: _signed(8),
    0x0040: _time,
}
_READERS: Final[dict[int, Callable[[Cursor, int, Layout], str]]] = _NUMBERS | {
    0x001E: _string8,
    0x001F: _unicode,
    0x0048: _guid,
    BINARY: _binary,
}


# --- decoders ------------------------------------------------------------------------------------


def property_row(cursor: Cursor, count: int, layout: Layout = PLAIN) -> list[str]:
    """`count` property values, each in a group; gives words for each: "name = value"."""
    said = []
    for number in range(cursor.possible("Property", count, 4)):
        with cursor.group(f"Property[{number}]") as part:
            part.text = named_value(cursor, layout)
        said.append(part.text)
    return said


def named_value(cursor: Cursor, layout: Layout) -> str:
    """One property value in words: "PidTagSubject = …"."""
    tag, value = property_value(cursor, layout)
    return f"{name_of(cursor, tag)} = {value}" if value else name_of(cursor, tag)


def properties(cursor: Cursor) -> None:
    """Property values to the end, without a count ([MS-OXCDATA] 2.11.4)."""
    for number in range(cursor.remaining // 4):
        if cursor.remaining < 4:
            break
        with cursor.group(f"Property[{number}]") as part:
            part.text = named_value(cursor, PLAIN)


def recipient_rows(cursor: Cursor) -> None:
    """Rows of recipients ([MS-OXOCAL] 2.2.1.25 and 2.2.9.3): a version, a count, the rows."""
    cursor.u32("cVersion")

    def row(_: int) -> None:
        count = cursor.u32("cValues")
        cursor.u32("ulReserved1")
        property_row(cursor, count)

    count = cursor.u32("cRowCount")
    cursor.each("Row", count, 8, row)
    cursor.summary(f"{count} recipient{'' if count == 1 else 's'}")


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "PROPERTIES": properties,
    "RECIPIENTROWSTREAM": recipient_rows,
}
