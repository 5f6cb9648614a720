"""Every decoder by its name, and what is known of it: `resources/tables/structures.tsv`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.structures import (
    addresses,
    appointments,
    attachments,
    business_cards,
    certificates,
    configuration,
    containers,
    conversation,
    entry_ids,
    entry_lists,
    followup,
    free_busy,
    meetings,
    metafiles,
    nicknames,
    numbers,
    pictures,
    property_values,
    reactions,
    recurrence,
    replication,
    restrictions,
    retention,
    rules,
    search_folders,
    security,
    security_ids,
    texts,
    time_zones,
    user_fields,
    web_views,
)
from msginspector.structures.context import NOWHERE, Context
from msginspector.structures.cursor import Cursor
from msginspector.structures.nodes import DAMAGE, LEFTOVER, Node

Decoder = Callable[[Cursor], None]

_MODULES: Final = (
    addresses,
    appointments,
    attachments,
    business_cards,
    certificates,
    configuration,
    containers,
    conversation,
    entry_ids,
    entry_lists,
    followup,
    free_busy,
    meetings,
    metafiles,
    nicknames,
    numbers,
    pictures,
    property_values,
    reactions,
    recurrence,
    replication,
    restrictions,
    retention,
    rules,
    search_folders,
    security,
    security_ids,
    texts,
    time_zones,
    user_fields,
    web_views,
)


@dataclass(frozen=True, slots=True)
class Structure:
    """A binary structure that can be decoded."""

    name: str
    """Its short name in capitals, e.g. "CONVERSATIONINDEX"."""
    title: str
    """What it is called, e.g. "Conversation Index"."""
    specification: str
    """Document and section, e.g. "MS-OXOMSG 2.2.1.3"."""
    decoder: Decoder

    def decode(self, data: bytes, context: Context = NOWHERE) -> Node:
        """The tree for all of `data`; never raises because of it."""
        return Cursor(data, context).decode(self.title, self.decoder)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one structure makes of bytes."""

    structure: Structure
    node: Node
    understood: int
    """Bytes that belong to a field, not to a damage or leftover node."""
    damages: int
    """Nodes that say something is wrong."""
    parts: int
    """Nodes without children."""
    telling: bool = True
    """Whether it means something that these bytes fit: other bytes of that number would not."""


@lru_cache(maxsize=1)
def structures() -> dict[str, Structure]:
    """Every structure by its name, in the order of the table; not to be changed."""
    decoders = {name: function for module in _MODULES for name, function in module.DECODERS.items()}
    rows = resources.table("structures")
    return {
        row["name"]: Structure(
            row["name"], row["title"], row["specification"], decoders[row["name"]]
        )
        for row in rows
        if row["name"] in decoders
    }


def structure(name: str) -> Structure | None:
    """The structure called `name`, by short name or title, in any case; None when there is none."""
    return _by_folded().get(_folded(name))


def try_all(data: bytes, context: Context = NOWHERE) -> Iterator[Attempt]:
    """What each structure makes of `data`, in the order of the table: see `ranked`."""
    for candidate in structures().values():
        node = candidate.decode(data, context)
        leaves = list(node.leaves())
        wrong = [leaf for leaf in leaves if leaf.kind]
        damages = sum(leaf.kind == DAMAGE for leaf in wrong)
        lost = sum(leaf.size for leaf in wrong if leaf.kind in (DAMAGE, LEFTOVER))
        telling = bool(wrong) or _is_telling(candidate, data, context)
        yield Attempt(candidate, node, len(data) - lost, damages, len(leaves), telling)


def ranked(attempts: Iterable[Attempt], named: Collection[Structure] = ()) -> list[Attempt]:
    """The best first: most bytes understood, then least damage, then most parts.

    What the property is `named` for goes before everything else unless it is damaged or leaves
    most bytes over, and what takes any bytes at all goes behind what else understands as many.
    """
    every = tuple(attempts)
    most = max((one.understood for one in every), default=0)

    def place(one: Attempt) -> tuple[bool, int, int, bool, bool, int]:
        meant = one.structure in named
        first = meant and not one.damages and 2 * one.understood >= most
        return not first, -one.understood, one.damages, not meant, not one.telling, -one.parts

    return sorted(every, key=place)


def _is_telling(candidate: Structure, data: bytes, context: Context) -> bool:
    """Whether a structure finds something wrong with half of the changed forms of bytes or more."""
    refused = sum(
        any(leaf.kind for leaf in candidate.decode(changed, context).leaves())
        for changed in _changed(data)
    )
    return 2 * refused >= _FORMS


_FORMS: Final = 4
_INVERTED: Final = bytes(range(255, -1, -1))
_CROSSED: Final = bytes(number ^ 0x55 for number in range(256))
_EVEN: Final = bytes((number * 167 + 13) & 0xFF for number in range(256))


def _changed(data: bytes) -> tuple[bytes, ...]:
    """As many other bytes: inverted, every other bit inverted, backwards, and all values alike."""
    even = (_EVEN * (len(data) // 256 + 1))[: len(data)]
    return data.translate(_INVERTED), data.translate(_CROSSED), data[::-1], even


@lru_cache(maxsize=1)
def _by_folded() -> dict[str, Structure]:
    found = {_folded(one.title): one for one in structures().values()}
    return found | {_folded(one.name): one for one in structures().values()}


def _folded(name: str) -> str:
    return "".join(character for character in name.upper() if character.isalnum())
