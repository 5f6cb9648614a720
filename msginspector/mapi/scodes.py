"""Error codes (SCODEs, HRESULTs) of MAPI, storage and COM: [MS-OXCDATA] 2.4 and the headers.

A code may have several names; the one of MAPI comes first, then storage, then COM.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msginspector import resources

_PREFERENCE: Final = ("S_OK", "MAPI_E_", "MAPI_W_", "STG_E_", "E_", "MAIL_E_", "STRSAFE_E_")


@lru_cache(maxsize=1)
def all_scodes() -> dict[int, tuple[str, ...]]:
    """Every known code (unsigned 32 bits) and its names, best first; not to be changed."""
    found: dict[int, list[str]] = {}
    for row in resources.table("errors"):
        found.setdefault(int(row["code"], 16), []).append(row["name"])
    return {code: tuple(sorted(names, key=_rank)) for code, names in found.items()}


def scode_name(code: int) -> str:
    """The name of a code, signed or unsigned, e.g. "MAPI_E_NOT_FOUND"; unknown: "0x8004FFFF"."""
    names = all_scodes().get(code & 0xFFFFFFFF)
    return names[0] if names else f"0x{code & 0xFFFFFFFF:08X}"


def scode_value(name: str) -> int | None:
    """The unsigned code with this name, whatever its case; None when no code is named so."""
    return _values().get(name.upper())


@lru_cache(maxsize=1)
def _values() -> dict[str, int]:
    return {name.upper(): code for code, names in all_scodes().items() for name in names}


def _rank(name: str) -> tuple[int, str]:
    order = (place for place, start in enumerate(_PREFERENCE) if name.startswith(start))
    return next(order, len(_PREFERENCE)), name
