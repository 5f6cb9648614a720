"""GUIDs of property sets, interfaces, classes and providers, and their text form.

Text form: upper case with braces, "{00020329-0000-0000-C000-000000000046}". In files the first
three fields are little-endian ([MS-DTYP] 2.3.4.2).
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Final

from msginspector import resources

PS_MAPI: Final = "{00020328-0000-0000-C000-000000000046}"
PS_PUBLIC_STRINGS: Final = "{00020329-0000-0000-C000-000000000046}"
PS_INTERNET_HEADERS: Final = "{00020386-0000-0000-C000-000000000046}"

GUID_SIZE: Final = 16
_FIELDS: Final = struct.Struct("<IHH")


@lru_cache(maxsize=1)
def all_guids() -> dict[str, tuple[str, ...]]:
    """Every known GUID and its names, property sets first; not to be changed."""
    found: dict[str, list[str]] = {}
    for row in resources.table("guids"):
        found.setdefault(f"{{{row['guid']}}}", []).append(row["name"])
    return {guid: tuple(sorted(names, key=_rank)) for guid, names in found.items()}


def guid_name(guid: str) -> str:
    """The first name of `guid` (text form), e.g. "PSETID_Common"; "" when it is unknown."""
    names = all_guids().get(guid)
    return names[0] if names else ""


@lru_cache(maxsize=1024)
def format_guid(data: bytes) -> str:
    """The text form of the 16 stored bytes; `ValueError` for any other number of bytes."""
    if len(data) != GUID_SIZE:
        raise ValueError(f"a GUID has {GUID_SIZE} bytes, not {len(data)}")
    first, second, third = _FIELDS.unpack_from(data)
    tail = data[8:].hex().upper()
    return f"{{{first:08X}-{second:04X}-{third:04X}-{tail[:4]}-{tail[4:]}}}"


def _rank(name: str) -> tuple[bool, str]:
    return not name.startswith(("PS_", "PSETID_")), name
