"""Property values as they are serialised in rules, restrictions, rows and the nickname cache.

[MS-OXCDATA] 2.11: a tag (type, then id), and a value whose layout depends on where it stands.
Little-endian; times are FILETIMEs in UTC. A type can be the code page of text: [MS-OXCFXICS]
2.2.4.1.1.1. A type whose values nobody can measure ends the part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from msginspector.mapi import scodes
from msginspector.mapi.number_names import number_name
from msginspector.mapi.scalars import currency, floating_time
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_name, tags_with_id
from msginspector.mapi.text import visible
from msginspector.mapi.types import type_info, type_name
from msginspector.structures import show
from msginspector.structures.context import NOWHERE
from msginspector.structures.cursor import Cursor
from msginspector.structures.triggers import structure_names

BINARY: Final = 0x0102
MULTIPLE: Final = 0x1000
INSTANCE: Final = 0x2000
"""The bit that asks for each value of a list as a row of its own (MV_INSTANCE)."""
CODE_PAGE: Final = 0x8000
"""The bit of a type that is text in a code page, whose number the rest is."""
_UNICODE: Final = 0x001F
_UTF_16: Final = 1200
_NO_VALUE: Final = (0x0000, 0x0001)
_STAND_INS: Final = (0x0000, 0x0001, 0x000A)
"""Types that stand for a value of another type: unspecified, none, an error."""
_SHOWN: Final = 80
_LISTED: Final = 5
_NAMES: Final = ("PidTagDisplayName", "PidTagRecipientDisplayName", "PR_NICK_NAME")
_ADDRESSES: Final = ("PidTagSmtpAddress", "PidTagEmailAddress")
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
    whole: bool = True
    """Binary values are whole, not parts that are searched for: they have their structure."""


PLAIN: Final = Layout()
RULE: Final = Layout(terminated=True, binary_count=4, boolean=1)
NARROW_RULE: Final = Layout(terminated=True, boolean=1)
"""Rules as they travel in remote operations: COUNT has 2 bytes there ([MS-OXCDATA] 2.11.1.1)."""
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
        named = prop_id << 16 | _UNICODE if tag & CODE_PAGE else tag
        name = tag_name(named) or (_any_name(prop_id) if tag & 0xFFFF in _STAND_INS else "")
    return visible(name, _SHOWN, one_line=True) or f"0x{tag:08X}"


def _any_name(prop_id: int) -> str:
    return next((info.name for info in tags_with_id(prop_id)), "")


def _tag(cursor: Cursor, tag: int) -> str:
    kind = tag & 0xFFFF
    if kind & CODE_PAGE:
        return f"{name_of(cursor, tag)}, text in code page {kind & ~CODE_PAGE}"
    row = " | MV_INSTANCE" if kind & INSTANCE else ""
    info = type_info(kind & ~INSTANCE)
    code = f" = {info.pt_name}{row}" if info else row
    return f"{name_of(cursor, tag)}, {type_name(kind & ~INSTANCE)}{code}"


def property_value(cursor: Cursor, layout: Layout = PLAIN) -> tuple[int, str]:
    """TaggedPropertyValue ([MS-OXCDATA] 2.11.4): tag and value; gives the tag and words for it."""
    tag = property_tag(cursor)
    _names(cursor, tag)
    if layout is NICKNAME:
        cursor.u32("Reserved")
    return tag, value_of(cursor, tag, layout)


def value_of(cursor: Cursor, tag: int, layout: Layout) -> str:
    """The value of a property with this tag, as a part "Value"; gives words for it.

    Where a type ends nobody knows, the part ends: what follows cannot be placed.
    """
    prop_type = tag & 0xFFFF
    if prop_type & CODE_PAGE:
        return visible(_text_in(cursor, prop_type & ~CODE_PAGE, layout), _SHOWN, one_line=True)
    if prop_type & INSTANCE:
        prop_type &= ~(INSTANCE | MULTIPLE)
    if prop_type & MULTIPLE:
        return _list(cursor, tag, layout)
    if prop_type in _NO_VALUE:
        _skip_union(cursor, layout)
        return ""
    read = _READERS.get(prop_type)
    if read is None:
        raise cursor.stop(f"how values of {type_name(prop_type)} lie here is not known")
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
        own = tag & CODE_PAGE or tag & 0xFFFF in _STAND_INS or tag_name(tag)
        cursor.derived("Names" if own else "Names with other types", None, names)


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
        meaning = partial(_meaning, tag >> 16)
        number = cursor.number("Value", width, text=meaning, signed=True)
        return meaning(number) or str(number)

    return read


def _meaning(prop_id: int, number: int) -> str:
    """What a number of the property means: a code of its kind, else named values and flags."""
    return number_name(prop_id, number) or show.meaning(number, prop_id, None)


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
    if size % unit:
        cursor.damage(f"{size} bytes are no whole number of UTF-16 units")
        size -= size % unit
    ends = size >= unit and cursor.peek(unit, size - unit) == bytes(unit)
    text = counted("Value", size - unit if ends else size)
    if ends:
        cursor.number("Terminator", unit)
    return f'"{text}"'


def _text_in(cursor: Cursor, codepage: int, layout: Layout) -> str:
    """Text whose type is its code page ([MS-OXCFXICS] 2.2.4.1.1.1)."""
    if codepage == _UTF_16:
        return _unicode(cursor, 0, layout)
    terminated = partial(cursor.string8z, codepage=codepage)
    return _string(cursor, layout, 1, terminated, partial(cursor.string8, codepage=codepage))


def _binary(cursor: Cursor, tag: int, layout: Layout) -> str:
    _skip_union(cursor, layout)
    return _bytes(cursor, tag, cursor.number("Size", layout.binary_count), layout.whole)


def _bytes(cursor: Cursor, tag: int, size: int, whole: bool) -> str:
    """A binary value, taken apart where its property has a structure."""
    kind = cursor.context.message_class
    names = structure_names(tag >> 16, BINARY, None, kind) if whole and size else ()
    if not names:
        return _in_words(cursor.binary("Value", size))
    begins = cursor.peek(min(size, _SHOWN))
    with cursor.window("Value", size) as part:
        _decode(cursor, names[0], tag)
        part.text = part.node(cursor.position).summary
    return part.text or _in_words(begins)


def _in_words(stored: bytes) -> str:
    """Printable ASCII quoted, anything else in hex."""
    text = stored[:_SHOWN].rstrip(b"\0")
    if text and all(0x20 <= byte < 0x7F for byte in text):
        return f'"{text.decode("ascii")}"'
    return stored[:_SHOWN].hex().upper()


def _decode(cursor: Cursor, name: str, tag: int) -> None:
    """A value inside a value: what stands beside the outer one does not stand beside it."""
    from msginspector.structures.registry import structures  # the registry has this module, too

    outer = cursor.context
    inner_tag = tag & 0xFFFF0000 | BINARY
    cursor.context = replace(outer, tag=inner_tag, sibling=NOWHERE.sibling)
    try:
        structures()[name].decoder(cursor)
    finally:
        cursor.context = outer


def _list(cursor: Cursor, tag: int, layout: Layout) -> str:
    """A value of many items: their number, then the items."""
    prop_type = tag & 0xFFFF & ~MULTIPLE
    if prop_type not in _READERS:
        raise cursor.stop(f"how values of {type_name(tag & 0xFFFF)} lie here is not known")
    _skip_union(cursor, layout)
    width = _count_width(cursor, layout)
    count = cursor.number("Count", width)
    item = replace(layout, terminated=not layout.union, binary_count=width, union=False)
    said: list[str] = []
    inner = tag & 0xFFFF0000 | prop_type
    read = _READERS[prop_type]
    cursor.each("Value", count, 1, lambda _: said.append(read(cursor, inner, item)))
    return visible(", ".join(said[:4]), _SHOWN, one_line=True)


def _count_width(cursor: Cursor, layout: Layout) -> int:
    """Bytes of a number of items. Documents leave it open for stored ones: 4 if that can be."""
    if layout.binary_count == 4 or layout.terminated or cursor.remaining < 4:
        return layout.binary_count
    return 4 if cursor.peek_number(4) <= cursor.remaining - 4 else layout.binary_count


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


def recipient(said: list[str]) -> str:
    """Whose properties these are, from their words: name and address; "" when they do not say."""
    known = {name: value.strip('"') for name, _, value in (one.partition(" = ") for one in said)}
    name = next((known[one] for one in _NAMES if known.get(one)), "")
    address = next((known[one] for one in _ADDRESSES if "@" in known.get(one, "")), "")
    address = address or known.get("PidTagEmailAddress", "")
    return f"{name} <{address}>" if name and address and name != address else name or address


def counted(words: list[str], one: str, many: str) -> str:
    """How many there are, and the first of them by name."""
    known = [word for word in words if word]
    listed = ", ".join(known[:_LISTED]) + (", …" if len(known) > _LISTED else "")
    number = f"{len(words)} {one if len(words) == 1 else many}"
    return visible(f"{number}: {listed}" if listed else number, 5 * _SHOWN, one_line=True)


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

    count = cursor.u32("cRowCount")
    names = []
    for number in range(cursor.possible("Row", count, 8)):
        with cursor.group(f"Row[{number}]") as part:
            values = cursor.u32("cValues")
            cursor.u32("ulReserved1")
            part.text = recipient(property_row(cursor, values))
        names.append(part.text)
    cursor.summary(counted(names, "recipient", "recipients"))


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "PROPERTIES": properties,
    "RECIPIENTROWSTREAM": recipient_rows,
}
