"""Named properties: property set and numeric id or string name to name, from [MS-OXPROPS].

How a file maps its ids from 0x8000 on to these keys is read elsewhere ([MS-OXMSG] 2.2.3).
"""

from __future__ import annotations

from collections.abc import Iterator
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


@lru_cache(maxsize=4096)
def named_info(guid: str, key: int | str) -> NamedInfo | None:
    """What is known of a named property; None when it is unknown.

    `guid` is upper case with braces, `key` the numeric id or the string name. String names are
    compared exactly, except in PS_INTERNET_HEADERS, whose names are brought to lower case first
    ([MS-OXCPRPT] 3.2.5.10).
    """
    line = _lines().get(_key(guid, key))
    return _named(line) if line is not None else None


def all_named() -> Iterator[NamedInfo]:
    """Every known named property, in the order of the table."""
    return map(_named, _lines().values())


def _key(guid: str, key: int | str) -> tuple[str, str]:
    """GUID without braces, and the key as the table has it."""
    if isinstance(key, int):
        return guid[1:-1], f"0x{key:04X}"
    return guid[1:-1], key.lower() if guid == PS_INTERNET_HEADERS else key


@lru_cache(maxsize=1)
def _lines() -> dict[tuple[str, str], str]:
    # Whole lines: splitting and converting every row for the few a message has is waste.
    found = {}
    for line in resources.table_lines("named_properties")[1]:
        guid, _, lid, name, _ = line.split("\t", 4)
        found[guid, lid or _key(f"{{{guid}}}", name)[1]] = line
    return found


def _named(line: str) -> NamedInfo:
    guid, set_name, lid, string_name, canonical, others, type_text, area = line.split("\t")
    names = others.split()
    name = canonical or names.pop(0)
    key = int(lid, 16) if lid else string_name
    code = _type_codes()[type_text]
    return NamedInfo(f"{{{guid}}}", key, set_name, name, tuple(names), code, area)


@lru_cache(maxsize=1)
def _type_codes() -> dict[str, int]:
    return {info.name: info.code for info in types.types().values()}
