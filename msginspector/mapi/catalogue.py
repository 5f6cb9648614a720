"""Everything the tables know, as one list of matches for `lookup.py`: names, numbers, places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from msginspector.mapi.flags import SEPARATOR, all_flag_sets
from msginspector.mapi.guids import all_guids
from msginspector.mapi.named import all_named
from msginspector.mapi.scodes import all_scodes
from msginspector.mapi.tags import FIRST_NAMED_ID, TagInfo, all_tags
from msginspector.mapi.types import type_name, types

_ADDRESS_BOOK: Final = "address book; in messages, ids from 0x8000 on are named properties"


@dataclass(frozen=True, slots=True)
class Match:
    """One thing with a name.

    `kind` is "property", "named", "guid", "flag", "error", "type" or, from a layer above that knows
    them, "structure". Filled in as far as the kind
    has them, else None or "": `id` (16 bits) and `tag` (32 bits) of a property; `guid`, `lid` or
    `string_name` of a named property; `type`, the name of its type; `set`, the property set, or
    the property whose flag it is; `owner`, the key of that property in the table of flags; `value`
    of a flag, an error (unsigned) or a type; `detail`, a remark for people.
    """

    kind: str
    name: str
    names: tuple[str, ...] = ()
    id: int | None = None
    tag: int | None = None
    type: str = ""
    set: str = ""
    guid: str = ""
    lid: int | None = None
    string_name: str = ""
    value: int | None = None
    detail: str = ""
    owner: str = ""

    def to_dict(self) -> dict[str, object]:
        """The match for JSON: numbers in hex, None for what the kind does not have."""
        return {
            "kind": self.kind,
            "name": self.name,
            "names": list(self.names),
            "tag": _hex(self.tag, 8),
            "id": _hex(self.id, 4),
            "type": self.type or None,
            "set": self.set or None,
            "guid": self.guid or None,
            "lid": _hex(self.lid, 4),
            "string_name": self.string_name or None,
            "value": _hex(self.value, 4 if self.kind == "type" else 8),
            "detail": self.detail,
            "owner": self.owner or None,
        }


def property_match(info: TagInfo) -> Match:
    """The match of a property tag."""
    return Match(
        kind="property",
        name=info.name,
        names=info.names,
        id=info.id,
        tag=info.tag,
        type=type_name(info.type),
        detail=info.area if info.id < FIRST_NAMED_ID else _ADDRESS_BOOK,
    )


@lru_cache(maxsize=1)
def catalogue() -> tuple[Match, ...]:
    """Every match there is."""
    return tuple(chain(map(property_match, all_tags()), _named(), _guids(), _rest(), _flags()))


def _named() -> Iterator[Match]:
    for info in all_named():
        yield Match(
            kind="named",
            name=info.name,
            names=info.names,
            type=type_name(info.type),
            set=info.set,
            guid=info.guid,
            lid=info.key if isinstance(info.key, int) else None,
            string_name=info.key if isinstance(info.key, str) else "",
            detail=info.area,
        )


def _guids() -> Iterator[Match]:
    for guid, names in all_guids().items():
        yield Match(kind="guid", name=names[0], names=names[1:], guid=guid)


def _rest() -> Iterator[Match]:
    for code, names in all_scodes().items():
        signed = code - (1 << 32) if code >> 31 else code
        yield Match(
            kind="error", name=names[0], names=names[1:], value=code, detail=f"signed {signed}"
        )
    for info in types().values():
        others = (info.pt_name, *info.other_names)
        yield Match(kind="type", name=info.name, names=others, value=info.code, detail=info.meaning)


def _flags() -> Iterator[Match]:
    for key, rows in all_flag_sets().items():
        place = "structures" if key.startswith("set:") else key
        by_kind = {"value": rows.values, "flag": rows.flags, **rows.fields}
        for kind, names in by_kind.items():
            detail = f"{kind.replace('_', ' ')} of {rows.symbol} ({place})"
            for number, text in names.items():
                for name in text.split(SEPARATOR):
                    yield Match(
                        "flag", name, value=number, set=rows.symbol, detail=detail, owner=key
                    )


def _hex(number: int | None, digits: int) -> str | None:
    return None if number is None else f"0x{number:0{digits}X}"
