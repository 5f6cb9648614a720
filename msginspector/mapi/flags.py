"""What the numbers in integer properties mean: names of values and of flag bits.

The table `flags.tsv` has a set of rows for each property that has named values, and for fields
inside binary structures (keys that begin with "set:"). Kinds of rows:

* `value`: the whole number has this name;
* `flag`: the bits have this name;
* `clear_bits`: bits that do not belong to the values of the set;
* `value_4th_byte`, `value_3rd_byte`: the lowest byte, and the one above, each hold a value;
* `value_high_bytes`: the high 16 bits hold a value;
* `value_lower_nibble`: the lowest four bits hold a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.mapi.guids import guid_name

Named = tuple[int, str]
"""A part of a number, in its place, and its name."""

Key = int | str | tuple[str, int | str]
"""A property id, a GUID with a named key, or a key of the table ("set:flagRestrictionType")."""

SEPARATOR: Final = " / "
"""Between the names of bits that have two."""

# kind of row -> shift and mask of the field that holds its values
_FIELDS: Final[dict[str, tuple[int, int]]] = {
    "value_high_bytes": (16, 0xFFFF),
    "value_3rd_byte": (8, 0xFF),
    "value_4th_byte": (0, 0xFF),
    "value_lower_nibble": (0, 0x0F),
}

# The 3rd byte of PR_DISPLAY_TYPE_EX, the type in a remote forest, has a meaning when this flag is
# set (DTE_REMOTE and DTE_FLAG_REMOTE_VALID of the MAPI headers).
_REMOTE_VALID: Final = 0x80000000


@dataclass(frozen=True, slots=True)
class FlagSet:
    """The rows of one property or field: number to name, for each kind."""

    symbol: str
    values: dict[int, str] = field(default_factory=dict)
    flags: dict[int, str] = field(default_factory=dict)
    fields: dict[str, dict[int, str]] = field(default_factory=dict)
    clear: int = 0


def describe(key: Key, value: int) -> tuple[Named, ...]:
    """The parts of `value` with their names; () when the key has no names, or 0 has none.

    Flags come first, in ascending order, then values; bits without a name last, in hex. Each part
    is an unsigned number in its place, so that the parts together give the number.
    """
    found = flag_set(key)
    if found is None:
        return ()
    number = value & (0xFFFFFFFF if -(1 << 31) <= value < 1 << 32 else 0xFFFFFFFFFFFFFFFF)
    if number in found.values and not found.fields:
        return ((number, found.values[number]),)
    parts, rest = _flags(found, number)
    more, rest = _values(found, number, rest)
    unknown = [(rest, f"0x{rest:08X}")] if rest else []
    return tuple(dict.fromkeys([*parts, *more, *unknown]))


def flag_set(key: Key) -> FlagSet | None:
    """The rows for a property or field; None when there are none."""
    return all_flag_sets().get(table_key(key))


def table_key(key: Key) -> str:
    """The key of the table: "0x0E07", "PSETID_Task/0x8101" or "set:flagRestrictionType"."""
    if isinstance(key, int):
        return f"0x{key:04X}"
    if isinstance(key, tuple):
        guid, name = key
        return f"{guid_name(guid)}/{name if isinstance(name, str) else f'0x{name:04X}'}"
    return key


@lru_cache(maxsize=1)
def all_flag_sets() -> dict[str, FlagSet]:
    """Every set of rows by its key in the table; not to be changed."""
    found: dict[str, FlagSet] = {}
    cleared: dict[str, int] = {}
    for row in resources.table("flags"):
        key, number = row["property"], int(row["value"], 16)
        rows = found.setdefault(key, FlagSet(row["symbol"]))
        if row["kind"] == "clear_bits":
            cleared[key] = number
        else:
            names = _rows_of_kind(rows, row["kind"])
            # Some bits have two names, used by different kinds of objects.
            before = f"{names[number]}{SEPARATOR}" if number in names else ""
            names[number] = before + row["name"]
    return {
        key: FlagSet(rows.symbol, rows.values, rows.flags, rows.fields, cleared.get(key, 0))
        for key, rows in found.items()
    }


def _rows_of_kind(rows: FlagSet, kind: str) -> dict[int, str]:
    if kind == "value":
        return rows.values
    if kind == "flag":
        return rows.flags
    return rows.fields.setdefault(kind, {})


def _flags(rows: FlagSet, number: int) -> tuple[list[Named], int]:
    """The flags set in `number`, and the bits no flag names.

    A flag of several bits counts when it is the whole number, or when all its bits are set and
    smaller flags have not explained them.
    """
    if number in rows.flags:
        return [(number, rows.flags[number])], 0
    parts: list[Named] = []
    rest = number
    for bits, name in sorted(rows.flags.items(), key=lambda flag: (flag[0].bit_count(), flag[0])):
        if number & bits == bits and rest & bits:
            parts.append((bits, name))
            rest &= ~bits
    return sorted(parts), rest


def _values(rows: FlagSet, number: int, rest: int) -> tuple[list[Named], int]:
    """The values held in `rest` (what the flags of `number` left over), and what is still left."""
    parts: list[Named] = []
    for kind, (shift, mask) in _FIELDS.items():
        part = rest & (mask << shift)
        name = rows.fields.get(kind, {}).get(part >> shift)
        unused = kind == "value_3rd_byte" and not part and not number & _REMOTE_VALID
        if name is not None and not unused:
            parts.append((part, name))
            rest &= ~part
    part = rest & ~rows.clear
    # Beside flags, 0 is a value only in sets that keep a place for values, not "none of them".
    if part in rows.values and (part or number == 0 or rows.clear or rows.fields):
        parts.append((part, rows.values[part]))
        rest &= ~part
    return parts, rest
