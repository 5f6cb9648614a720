"""Which property holds which structure: `resources/tables/decoded_properties.tsv`.

A row is a property (its id, or set and numeric id or name), its type, a message class it is
limited to ("" for any; sub-classes count too), and the structure. Rows with a class go before
rows without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from msginspector import resources
from msginspector.mapi.guids import all_guids


@dataclass(frozen=True, slots=True)
class Trigger:
    """One row: what holds the structure."""

    message_class: str
    """Lower case; "" for any."""
    structure: str


Key = tuple[int | tuple[str, int | str], int]
"""Property id, or GUID with numeric id or lower-case name; and the type code."""


def structure_names(
    prop_id: int, prop_type: int, named: tuple[str, int | str] | None, message_class: str = ""
) -> tuple[str, ...]:
    """The names of the structures a property may hold, the likeliest first; () for none.

    `named` is GUID (upper case with braces) and key of a named property, whose id says nothing.
    """
    found = triggers_of(prop_id, prop_type, named)
    return tuple(one.structure for one in found if _is_a(message_class.lower(), one.message_class))


def triggers_of(
    prop_id: int, prop_type: int, named: tuple[str, int | str] | None
) -> tuple[Trigger, ...]:
    """The rows of a property, those for a message class first; () for none."""
    place = prop_id if named is None else (named[0], _folded(named[1]))
    return _triggers().get((place, prop_type), ())


def holders_of(structure: str) -> Iterator[tuple[Key, Trigger]]:
    """What holds a structure of that name: each property with its row."""
    for key, rows in _triggers().items():
        yield from ((key, row) for row in rows if row.structure == structure)


def _is_a(message_class: str, wanted: str) -> bool:
    return not wanted or message_class == wanted or message_class.startswith(f"{wanted}.")


def _folded(key: int | str) -> int | str:
    return key if isinstance(key, int) else key.lower()


@lru_cache(maxsize=1)
def _triggers() -> dict[Key, tuple[Trigger, ...]]:
    sets = {name: guid for guid, names in all_guids().items() for name in names}
    found: dict[Key, list[Trigger]] = {}
    for row in resources.table("decoded_properties"):
        trigger = Trigger(row["message_class"].lower(), row["structure"])
        key = _place(row["property"], sets), int(row["type"], 16)
        found.setdefault(key, []).append(trigger)
    return {
        key: tuple(sorted(rows, key=lambda row: not row.message_class))
        for key, rows in found.items()
    }


def _place(text: str, sets: dict[str, str]) -> int | tuple[str, int | str]:
    owner, _, key = text.rpartition("/")
    number = int(key, 16) if key.startswith("0x") else None
    if not owner:
        return int(text, 16)
    return sets[owner], key.lower() if number is None else number
