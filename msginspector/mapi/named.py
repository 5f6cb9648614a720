"""Named properties: property set and numeric id or string name to name, from [MS-OXPROPS].

How a file maps its ids from 0x8000 on to these keys is read elsewhere ([MS-OXMSG] 2.2.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from msginspector import resources
from msginspector.mapi import types
from msginspector.mapi.guids import PS_INTERNET_HEADERS


@dataclass(frozen=True, slots=True)
class NamedInfo:
    """One named property.

    `key` is its numeric id (LID) or its string name, `set` the name of its property set, `name`
    the canonical name ("PidLidSideEffects"), else the header name; `names` the others, `type` the
    type code, `area` the subject area of [MS-OXPROPS] or "".
    """

    guid: str
    key: int | str
    set: str
    name: str
    names: tuple[str, ...]
    type: int
    area: str


@lru_cache(maxsize=1)
def all_named() -> dict[tuple[str, int | str], NamedInfo]:
    """Every known named property by GUID and key; header names in lower case."""
    rows = map(_named, resources.table("named_properties"))
    return {(info.guid, _fold(info.guid, info.key)): info for info in rows}


@lru_cache(maxsize=4096)
def named_info(guid: str, key: int | str) -> NamedInfo | None:
    """What is known of a named property; None when it is unknown.

    `guid` is upper case with braces, `key` the numeric id or the string name. String names are
    compared exactly, except in PS_INTERNET_HEADERS: names of header fields have no case.
    """
    return all_named().get((guid, _fold(guid, key)))


def _fold(guid: str, key: int | str) -> int | str:
    if isinstance(key, str) and guid == PS_INTERNET_HEADERS:
        return key.lower()
    return key


def _named(row: dict[str, str]) -> NamedInfo:
    names = row["other_names"].split()
    name = row["canonical_name"] or names.pop(0)
    return NamedInfo(
        guid=f"{{{row['property_set_guid']}}}",
        key=int(row["lid"], 16) if row["lid"] else row["name"],
        set=row["property_set"],
        name=name,
        names=tuple(names),
        type=_type_codes()[row["type_name"]],
        area=row["area"],
    )


@lru_cache(maxsize=1)
def _type_codes() -> dict[str, int]:
    return {info.name: info.code for info in types.types().values()}
