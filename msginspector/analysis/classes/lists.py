"""Distribution lists: [MS-OXOCNTC] 2.2.2. Their members, twice over, and a checksum between them.

PidLidDistributionListMembers holds an entry id for each member, PidLidDistributionListOneOffMembers
a one-off entry id with the name and address each had; a long list has both in a stream of its own.
The checksum is over the first: another one means that a program changed it alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from zlib import crc32

from msginspector.analysis.classes import facts
from msginspector.analysis.classes.forms import bare_name
from msginspector.analysis.classes.reader import ADDRESS, Reader, number_of
from msginspector.analysis.classes.views import ClassView, Line, Source, Table
from msginspector.mapi.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from msginspector.analysis.classes.dispatch import KnownClass
    from msginspector.session import PropertyRow
    from msginspector.structures.nodes import Node

MOST: Final = 1000
COLUMNS: Final = ("Name", "Address", "Kind", "Entry", "Differs")

_MEMBERS, _ONE_OFFS = (ADDRESS, 0x8055), (ADDRESS, 0x8054)
_STREAM: Final = (ADDRESS, 0x8064)
_CHECKSUM_BITS: Final = 0xFFFFFFFF
_ONE_OFF: Final = ("DisplayName", "AddressType", "EmailAddress")


def view(reader: Reader, known: KnownClass) -> ClassView:
    """The view of a distribution list."""
    table = members(reader)
    makers: dict[str, facts.Maker] = {
        "members": lambda prop: _members(prop, table),
        "one_offs": lambda prop: _one_offs(reader, prop),
        "checksum": lambda prop: _checksum(reader, prop),
    }
    tables = {} if table is None else {"List": (table,)}
    sections = facts.sections(reader, known.kind, makers, tables)
    return ClassView(known.kind, known.title, known.specification, sections)


def members(reader: Reader) -> Table | None:
    """The members, a row each, the second list beside the first; None for an empty list."""
    stream, first, second = (reader.find(key) for key in (_STREAM, _MEMBERS, _ONE_OFFS))
    pairs = _streamed(stream) if stream else _paired(_items(first), _items(second))
    where = reader.source(stream or first or second)
    lines = tuple(_line(entry, one_off, where) for entry, one_off in pairs[:MOST])
    if not lines:
        return None
    used = [any(line.cells[at] for line in lines) for at in range(len(COLUMNS))]
    kept = [at for at, wanted in enumerate(used) if wanted or not at]
    shown = (replace(line, cells=tuple(line.cells[at] for at in kept)) for line in lines)
    columns = tuple(COLUMNS[at] for at in kept)
    return Table("Members", columns, tuple(shown), max(len(pairs) - MOST, 0))


def checksum_of(items: Iterable[bytes]) -> int:
    """The CRC-32 of the members one after the other, begun at 0 and not inverted at the end.

    [MS-OXOCNTC] 2.2.2.2.3 says which polynomial; where it begins is as in a real file, and the
    same as in compressed RTF ([MS-OXRTFCP] 3.1.3.2).
    """
    value = _CHECKSUM_BITS
    for item in items:
        value = crc32(item, value)
    return value ^ _CHECKSUM_BITS


Pair = tuple["Node | None", "Node | None"]


def _items(prop: PropertyRow | None) -> list[Node]:
    """The decoded entry ids of a list of them."""
    node = None if prop is None or not isinstance(prop.value, list) else prop.decode()
    return [] if node is None else [item.children[0] if item.children else item
                                    for item in node.children]  # fmt: skip


def _paired(first: list[Node], second: list[Node]) -> list[Pair]:
    length = max(len(first), len(second))
    padded = [[*items, *[None] * (length - len(items))] for items in (first, second)]
    return list(zip(*padded, strict=True))


def _streamed(prop: PropertyRow) -> list[Pair]:
    """The members of a long list: PidLidDistributionListStream ([MS-OXOCNTC] 2.2.2.2.4)."""
    node = prop.decode() if isinstance(prop.value, bytes) else None
    parts = [] if node is None else [
        {child.label: child for child in part.children}
        for part in node.children if part.label.startswith("DistListMemberInfo[")
    ]  # fmt: skip
    return [(part.get("EntryIdData"), part.get("OneOffEntryIdData")) for part in parts]


def _line(entry: Node | None, one_off: Node | None, source: Source | None) -> Line:
    """A member: its name and address by the second list, else by a first one that is a one-off."""
    name, kind, address = _named(one_off) or _named(entry) or ("", "", "")
    said = "" if entry is None else visible(entry.summary, one_line=True)
    shown = bare_name(name, address) or said or "(no name)"
    difference = _difference(entry, one_off)
    mark = "differs" if difference else ""
    return Line((shown, address, kind, said if shown != said else "", difference), source, mark)


def _difference(entry: Node | None, one_off: Node | None) -> str:
    """How the two lists disagree about a member; "" where they do not."""
    if entry is None or one_off is None:
        return f"only in the {'second' if entry is None else 'first'} list"
    first, second = _named(entry), _named(one_off)
    if first is None or second is None or first[2].casefold() == second[2].casefold():
        return ""
    return f"the first list has {first[2]}"


def _named(node: Node | None) -> tuple[str, str, str] | None:
    """Display name, address type and address of a one-off entry id; None for any other."""
    parts = {} if node is None else {part.label: part.value for part in node.children}
    values = [parts.get(label) for label in _ONE_OFF]
    if not all(isinstance(value, str) for value in values):
        return None
    name, kind, address = (visible(str(value), one_line=True) for value in values)
    return name, kind, address


def _members(_prop: PropertyRow, table: Table | None) -> str:
    if table is None:
        return "none"
    count = len(table.lines) + table.more
    differing = sum(bool(line.mark) for line in table.lines)
    said = f"{count} member{'' if count == 1 else 's'}"
    return f"{said}; about {differing} the two lists disagree" if differing else said


def _one_offs(reader: Reader, prop: PropertyRow) -> str:
    """Whether the second list has as many members as the first."""
    first, second = reader.find(_MEMBERS), prop.value
    counts = [len(value) if isinstance(value, list) else 0
              for value in (first.value if first else None, second)]  # fmt: skip
    if counts[0] == counts[1]:
        return f"names and addresses of all {counts[1]}"
    return f"names and addresses of {counts[1]}, where the first list has {counts[0]}"


def _checksum(reader: Reader, prop: PropertyRow) -> str:
    """Whether the checksum is that of the first list."""
    stated, first = number_of(prop), reader.find(_MEMBERS)
    items = first.value if first is not None else None
    if stated is None or not isinstance(items, list):
        return prop.text
    stated &= _CHECKSUM_BITS
    found = checksum_of(item for item in items if isinstance(item, bytes))
    if found == stated:
        return f"0x{stated:08X}, as it is over the members"
    return f"0x{stated:08X}, but over the members it is 0x{found:08X}: they changed without it"
