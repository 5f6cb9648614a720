"""Questions about names and numbers, over all reference tables: see `mapi.lookup`.

Adds to it what lies in other layers: structures by name, title or specification, and a number
held by a property: `0x0E07 = 0x19`, `PR_MESSAGE_FLAGS 25`. Nothing is asked of a file or a network.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector.mapi import flags
from msginspector.mapi.catalogue import Match, catalogue
from msginspector.mapi.lookup import MAX_MATCHES, search
from msginspector.mapi.number_names import number_kind, number_name
from msginspector.mapi.types import types
from msginspector.structures.registry import structures
from msginspector.structures.triggers import Trigger, holders_of, triggers_of

STRUCTURE: Final = "structure"
PROPERTIES: Final = ("property", "named")
MAX_MEMBERS: Final = 500

_EQUATION: Final = re.compile(r"(.+?)\s*(=|\s)\s*([+-]?(?:0x[0-9A-F]{1,16}|[0-9]{1,20}))", re.I)


@dataclass(frozen=True, slots=True)
class Answer:
    """The best of `total` matches; `value`, the number that was asked about with a property."""

    matches: tuple[Match, ...]
    total: int
    value: int | None = None

    @property
    def truncated(self) -> bool:
        """Whether matches were left out."""
        return self.total > len(self.matches)


def ask(text: str, limit: int = MAX_MATCHES) -> Answer:
    """What is known by a name or number, the best first."""
    wanted = " ".join(text.split())
    equation = _EQUATION.fullmatch(wanted)
    if equation is not None and equation[2] == "=":
        return _of_value(equation, limit)
    exact, others = _structures(wanted)
    found = search(wanted, limit)
    total = found.total + len(exact) + len(others)
    if not total and equation is not None:
        return _of_value(equation, limit)
    return Answer((*exact, *found.matches, *others)[:limit], total)


def _of_value(equation: re.Match[str], limit: int) -> Answer:
    """The properties a number is asked of: those of that very name or id, if there are any."""
    found = [match for match in search(equation[1], limit).matches if match.kind in PROPERTIES]
    best = [match for match in found if says_something(match)] or found
    value = int(equation[3], 16 if "x" in equation[3].lower() else 10)
    return Answer(tuple(best), len(best), value)


def says_something(match: Match) -> bool:
    """Numbers in this property have names."""
    return flag_set(match) is not None or bool(match.id and number_kind(match.id))


@lru_cache(maxsize=1)
def structure_matches() -> dict[str, Match]:
    """Every structure that can be decoded, by its short name; not to be changed."""
    return {
        one.name: Match(STRUCTURE, one.name, (one.title,), detail=one.specification)
        for one in structures().values()
    }


def _structures(text: str) -> tuple[list[Match], list[Match]]:
    """Structures of exactly that name or title, and others whose words contain the text."""
    folded = text.lower()
    exact: list[Match] = []
    others: list[Match] = []
    for match in structure_matches().values() if folded else ():
        names = (match.name.lower(), match.names[0].lower())
        if folded in names:
            exact.append(match)
        elif any(folded in word for word in (*names, match.detail.lower())):
            others.append(match)
    return exact, others


def flags_key(match: Match) -> flags.Key | None:
    """What the table of flags knows a match by; None for what can have no flags."""
    if match.kind == "property":
        return match.id
    if match.kind == "named":
        return match.guid, match.string_name if match.lid is None else match.lid
    return match.owner or None


def flag_set(match: Match) -> flags.FlagSet | None:
    """The named values and flags of a property, or those a flag is one of; None for none."""
    key = flags_key(match)
    return None if key is None else flags.flag_set(key)


def parts_of(match: Match, value: int) -> tuple[flags.Named, ...]:
    """The parts of a number held by a property, with their names; () where none has a name."""
    key = flags_key(match)
    if key is None:
        return ()
    name = number_name(match.id, value) if match.id is not None else ""
    return ((value & 0xFFFFFFFF, name),) if name else flags.describe(key, value)


def structures_held(match: Match) -> tuple[tuple[Match, str], ...]:
    """The structures a property may hold, each with the message class it is limited to or ""."""
    if match.kind == "property" and match.tag is not None:
        rows = triggers_of(match.tag >> 16, match.tag & 0xFFFF, None)
    elif match.kind == "named":
        rows = _named_triggers(match)
    else:
        return ()
    known = structure_matches()
    return tuple(
        (known[row.structure], row.message_class) for row in rows if row.structure in known
    )


def _named_triggers(match: Match) -> tuple[Trigger, ...]:
    code = next((info.code for info in types().values() if info.name == match.type), 0)
    return triggers_of(0, code, (match.guid, match.string_name if match.lid is None else match.lid))


def holders(match: Match) -> tuple[Match, ...]:
    """The properties that may hold a structure, without those the tables have no name for."""
    by_place = _by_place()
    found = (by_place.get(key) for key, _row in holders_of(match.name))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def members(match: Match) -> tuple[Match, ...]:
    """The named properties of a property set, at most `MAX_MEMBERS`."""
    if match.kind != "guid":
        return ()
    return tuple(one for one in catalogue() if one.kind == "named" and one.guid == match.guid)[
        :MAX_MEMBERS
    ]


def same_id(match: Match) -> tuple[Match, ...]:
    """The other tags of a property id: twins, and other meanings."""
    if match.kind != "property":
        return ()
    found = (one for one in catalogue() if one.kind == "property" and one.id == match.id)
    return tuple(one for one in found if one.tag != match.tag)


def owner_of(match: Match) -> Match | None:
    """The property a flag belongs to; None for the field of a structure."""
    if match.kind != "flag" or match.owner.startswith("set:"):
        return None
    key = flags_key(match)
    owners = (one for one in catalogue() if one.kind in PROPERTIES)
    found = (one for one in owners if flags.table_key(flags_key(one) or "") == key)
    return next(found, None)


@lru_cache(maxsize=1)
def _by_place() -> dict[tuple[int | tuple[str, int | str], int], Match]:
    """Properties by what the table of structures knows them by."""
    codes = {info.name: info.code for info in types().values()}
    found: dict[tuple[int | tuple[str, int | str], int], Match] = {}
    for match in catalogue():
        if match.kind == "property" and match.tag is not None:
            found.setdefault((match.tag >> 16, match.tag & 0xFFFF), match)
        elif match.kind == "named":
            key = match.string_name.lower() if match.lid is None else match.lid
            found.setdefault(((match.guid, key), codes.get(match.type, 0)), match)
    return found
