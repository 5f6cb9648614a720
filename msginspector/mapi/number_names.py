"""Integers that are codes of a kind: code pages, locales, error codes. [MS-OXPROPS], [MS-LCID] 2.2.

The tables are `number_kinds.tsv`, which has the properties that are documented to hold such a
code, and `locales.tsv`. Values and flags with names of their own are in `flags.py`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.mapi.codepages import codepage_name
from msginspector.mapi.scodes import all_scodes

CODE_PAGE: Final = "codepage"
LOCALE: Final = "locale"
ERROR: Final = "error"


def number_kind(prop_id: int) -> str:
    """Which kind of code a property holds, one of the words above; "" for none."""
    return _kinds().get(prop_id, "")


def number_name(prop_id: int, value: int) -> str:
    """What a number means in a property that holds codes; "" where nobody knows."""
    kind = number_kind(prop_id)
    if kind == CODE_PAGE:
        return codepage_name(value)
    if kind == LOCALE:
        return locale_name(value)
    return error_name(value) if kind == ERROR else ""


def locale_name(locale: int) -> str:
    """The language tag of a locale id (LCID), e.g. "en-US"; "" for an unknown one."""
    return _locales().get(locale & 0xFFFFFFFF, "")


def error_name(code: int) -> str:
    """All names of an error code, signed or unsigned, the best first; "" for an unknown one."""
    return ", ".join(all_scodes().get(code & 0xFFFFFFFF, ()))


@lru_cache(maxsize=1)
def _kinds() -> dict[int, str]:
    return {int(row["property"], 16): row["kind"] for row in resources.table("number_kinds")}


@lru_cache(maxsize=1)
def _locales() -> dict[int, str]:
    return {int(row["locale"], 16): row["tag"] for row in resources.table("locales")}
