"""From a property to its decoded value: which structures it may hold, and what they make of it.

Decoders know bytes, properties know where they lie; this is where both meet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from msginspector.structures.context import Context
from msginspector.structures.nodes import Node
from msginspector.structures.triggers import structure_names

if TYPE_CHECKING:
    from msginspector.oxmsg import OxObject, Property
    from msginspector.structures.registry import Structure

DECODE_LIMIT: Final = 4 << 20
"""Bytes of a value that are decoded; longer ones are cut, which their last node says."""
SIBLING_LIMIT: Final = 1 << 16
_LIST: Final = 0x1000


def structures_of(prop: Property) -> tuple[Structure, ...]:
    """The structures the property may hold by its tag or name, the likeliest first; () for none."""
    named = prop.named
    key = None if named is None else (named.guid, named.key)
    names = structure_names(prop.id, prop.type, key, _message_class(prop))
    if not names:
        return ()
    from msginspector.structures.registry import structures

    known = structures()
    return tuple(known[name] for name in names if name in known)


def decode(prop: Property, structure: Structure | None = None) -> Node | None:
    """The decoded value as `structure`, else as the likeliest of `structures_of`; None for none.

    Offsets count in the stored bytes as `Property.raw` gives them. A list has a node an item.
    """
    if structure is None:
        structure = next(iter(structures_of(prop)), None)
        if structure is None:
            return None
    context = context_of(prop)
    if not prop.type & _LIST:
        data, cut = prop.raw(DECODE_LIMIT)
        missing = max((prop.stored_size or 0) - len(data), 0) if cut else 0
        return structure.decode(data, replace(context, missing=missing))
    return _decode_list(prop, structure, context)


def context_of(prop: Property) -> Context:
    """What a decoder may know of the surroundings of the property."""
    owner = prop.owner

    def sibling(tag: int) -> bytes | None:
        found = next((other for other in owner.properties if other.tag == tag), None)
        return None if found is None else found.raw(SIBLING_LIMIT)[0]

    page = owner.codepage().number
    return Context(page, prop.tag, _message_class(prop), owner.file.named.name, sibling)


def _decode_list(prop: Property, structure: Structure, context: Context) -> Node | None:
    values = prop.value
    if not isinstance(values, list) or not all(isinstance(item, bytes) for item in values):
        return None
    items = []
    offset = 0
    for number, item in enumerate(values):
        node = structure.decode(item, context).moved(offset)
        items.append(Node(f"[{number}]", None, "", offset, len(item), (node,)))
        offset += len(item)
    return Node(structure.title, None, f"{len(items)} values", 0, offset, tuple(items))


def message_of(prop: Property) -> OxObject:
    """The message a property belongs to; the outermost object where there is none."""
    owner = prop.owner
    while owner.kind != "message" and owner.parent is not None:
        owner = owner.parent
    return owner


def _message_class(prop: Property) -> str:
    return message_of(prop).message_class or ""
