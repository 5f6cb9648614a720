"""What the value of a property means, in a line: flags and values by name, code pages, locales,
error codes, times in a zone, GUIDs, binary values in a few words; lists item by item.

Bounded: `ITEMS` items of a list, `SUMMARISED` bytes of a binary value. Text is its own meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from msginspector.mapi import flags, types
from msginspector.mapi.guids import guid_name
from msginspector.mapi.number_names import error_name, number_kind, number_name
from msginspector.mapi.scalars import Filetime

if TYPE_CHECKING:
    from msginspector.session import PropertyRow

ITEMS: Final = 16
SUMMARISED: Final = 1 << 16
_INTEGERS: Final = (types.PT_SHORT, types.PT_LONG, types.PT_LONGLONG)

Teller = Callable[[Filetime], str]
"""Says a time; "" where there is nothing to say that the value does not."""


def meaning(prop: PropertyRow, tell: Teller) -> str:
    """What a value means; "" where nothing is known, or where it is too large to look."""
    base = prop.type & ~types.MULTIVALUED
    if base == types.PT_BINARY:
        return _decoded(prop)
    say = _SAYERS.get(base)
    if say is None or (prop.size or 0) > SUMMARISED:
        return ""
    value = prop.value
    if prop.type & types.MULTIVALUED:
        return _items(prop, value, say, tell) if isinstance(value, list) else ""
    return say(prop, value, tell)


def flags_key(prop: PropertyRow) -> flags.Key:
    """What `mapi.flags` knows a property by."""
    named = prop.named
    return prop.id if named is None else (named.guid, named.key)


def _items(prop: PropertyRow, values: list[Any], say: Sayer, tell: Teller) -> str:
    """What the items mean, each in its place; "" where none has a meaning."""
    return _joined([say(prop, value, tell) for value in values[:ITEMS]], len(values))


def _decoded(prop: PropertyRow) -> str:
    """What a binary value says in a few words; a list of them item by item."""
    if (prop.size or 0) > SUMMARISED:
        return ""
    node = prop.decode()
    if node is None:
        return ""
    if not prop.type & types.MULTIVALUED:
        return node.summary
    said = [part.summary for item in node.children[:ITEMS] for part in item.children]
    return _joined(said, len(node.children)) or node.summary


def _joined(said: list[str], total: int) -> str:
    """`[0] one; [1] two; 3 more`; "" where nothing is said of any item."""
    if not any(said):
        return ""
    shown = [f"[{number}] {words or '?'}" for number, words in enumerate(said)]
    return "; ".join([*shown, f"{total - ITEMS} more"] if total > ITEMS else shown)


def _integer(prop: PropertyRow, value: Any, _tell: Teller) -> str:
    if not isinstance(value, int):
        return ""
    if prop.named is None and number_kind(prop.id):
        return number_name(prop.id, value)
    return ", ".join(name for _bits, name in flags.describe(flags_key(prop), value))


def _time(_prop: PropertyRow, value: Any, tell: Teller) -> str:
    return tell(value) if isinstance(value, Filetime) else ""


def _error(_prop: PropertyRow, value: Any, _tell: Teller) -> str:
    return error_name(value) if isinstance(value, int) else ""


def _guid(_prop: PropertyRow, value: Any, _tell: Teller) -> str:
    return guid_name(value) if isinstance(value, str) else ""


Sayer = Callable[["PropertyRow", Any, Teller], str]

_SAYERS: Final[dict[int, Sayer]] = {
    **dict.fromkeys(_INTEGERS, _integer),
    types.PT_SYSTIME: _time,
    types.PT_ERROR: _error,
    types.PT_CLSID: _guid,
}
