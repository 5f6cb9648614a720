"""The table of what a name or number can mean: one match of the reference tables a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.gui import texts
from msginspector.gui.models.table import Column

if TYPE_CHECKING:
    from msginspector.mapi.catalogue import Match

KINDS: Final = {
    "property": "property", "named": "named property", "guid": "property set", "error": "error",
    "type": "property type", "flag": "flag or value", "structure": "structure",
}  # fmt: skip


def _number(match: Match) -> str:
    """What it is in files: tag, id or name of a named property, or value."""
    if match.tag is not None:
        return texts.tag(match.tag)
    if match.lid is not None:
        return f"0x{match.lid:08X}"
    return match.string_name or ("" if match.value is None else f"0x{match.value:08X}")


def _set(match: Match) -> str:
    return match.set or match.guid


def _others(match: Match) -> str:
    return ", ".join(match.names)


def _type(match: Match) -> str:
    return match.type.removeprefix("Ptyp")


def _dim(_match: Match) -> str:
    return "dim"


COLUMNS: Final = (
    Column("name", "Name", 280, lambda match: match.name, least=150),
    Column("kind", "Kind", 124, lambda match: KINDS.get(match.kind, match.kind), tone=_dim),
    Column("number", "Tag, id or value", 130, _number, mono=True),
    Column("type", "Type", 104, _type, tone=_dim),
    Column("set", "Property set", 170, _set, tone=_dim, middle=True, tip=_set),
    Column("names", "Other names", 230, _others, tone=_dim, tip=_others, least=100),
    Column("detail", "About", 150, lambda match: match.detail, tone=_dim,
           tip=lambda match: texts.joined((match.detail, _others(match)))),
)  # fmt: skip
