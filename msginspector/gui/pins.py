"""Pinned properties: what a property is known by in every message. No Qt.

A tagged property is known by its tag, as text in a code page or in UTF-16 alike; a named one by
its set and its id or name there, because each file gives it another tag ([MS-OXPROPS] 1.3.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.mapi.tags import FIRST_NAMED_ID, TWINS
from msginspector.mapi.types import PT_MV_STRING8, PT_STRING8

if TYPE_CHECKING:
    from msginspector.oxmsg import NamedProperty

MOST: Final = 200
"""Pins that are kept."""


def pin_key(tag: int, named: NamedProperty | None) -> str:
    """What a property is known by; "" for one whose tag says nothing in any other file."""
    if named is not None and not named.guid:
        return ""
    if named is not None:
        key = named.name if named.lid is None else f"0x{named.lid:04X}"
        return f"{named.guid}/{key}"
    if tag >> 16 >= FIRST_NAMED_ID:
        return ""
    kind = tag & 0xFFFF
    return f"0x{tag >> 16:04X}{TWINS[kind] if kind in (PT_STRING8, PT_MV_STRING8) else kind:04X}"


def toggled(pins: frozenset[str], keys: set[str]) -> frozenset[str]:
    """The pins with these keys pinned too; without them where all of them are pinned."""
    wanted = keys - {""}
    if wanted <= pins:
        return pins - wanted
    return frozenset(sorted(pins | wanted)[:MOST])
