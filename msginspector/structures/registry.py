"""Every decoder by its name, and what is known of it: `resources/tables/structures.tsv`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        yield Attempt(candidate, node, len(data) - lost, damages, len(leaves))


def ranked(attempts: Iterator[Attempt]) -> list[Attempt]:
    """The best first: most bytes understood, then least damage, then most parts."""
    return sorted(attempts, key=lambda one: (-one.understood, one.damages, -one.parts))


@lru_cache(maxsize=1)
def _by_folded() -> dict[str, Structure]:
    found = {_folded(one.title): one for one in structures().values()}
    return found | {_folded(one.name): one for one in structures().values()}


def _folded(name: str) -> str:
    return "".join(character for character in name.upper() if character.isalnum())
