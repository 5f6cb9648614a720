"""Property types: [MS-OXCDATA] 2.11.1, and where a value of each lies ([MS-OXMSG] 2.1.2 to 2.1.4).

The table is `resources/tables/property_types.tsv`. Values are not decoded here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources

MULTIVALUED: Final = 0x1000
"""The bit that turns the type of one value into the type of a list of them."""

PT_UNSPECIFIED: Final = 0x0000
PT_NULL: Final = 0x0001
PT_SHORT: Final = 0x0002
PT_LONG: Final = 0x0003
PT_FLOAT: Final = 0x0004
PT_DOUBLE: Final = 0x0005
PT_CURRENCY: Final = 0x0006
PT_APPTIME: Final = 0x0007
PT_ERROR: Final = 0x000A
PT_BOOLEAN: Final = 0x000B
PT_OBJECT: Final = 0x000D
PT_LONGLONG: Final = 0x0014
PT_STRING8: Final = 0x001E
PT_UNICODE: Final = 0x001F
PT_SYSTIME: Final = 0x0040
PT_CLSID: Final = 0x0048
PT_SVREID: Final = 0x00FB
PT_SRESTRICTION: Final = 0x00FD
PT_ACTIONS: Final = 0x00FE
PT_BINARY: Final = 0x0102
PT_MV_STRING8: Final = MULTIVALUED | PT_STRING8
PT_MV_UNICODE: Final = MULTIVALUED | PT_UNICODE
PT_MV_BINARY: Final = MULTIVALUED | PT_BINARY


@dataclass(frozen=True, slots=True)
class TypeInfo:
    """One property type.

    `name` is its name in [MS-OXCDATA] ("PtypString"), `pt_name` the one of the MAPI headers
    ("PT_UNICODE"), `other_names` the rest. `width` is the size in bytes of one value, None when
    it varies. `fixed`: the value lies in the entry of the property stream; PtypGuid has a width
    but lies in a stream. `base` is the type code of one value: the code itself, unless
    `multivalued`. `meaning` says in words what a value is.
    """

    code: int
    name: str
    pt_name: str
    other_names: tuple[str, ...]
    width: int | None
    fixed: bool
    multivalued: bool
    base: int
    meaning: str


@lru_cache(maxsize=1)
def types() -> dict[int, TypeInfo]:
    """All property types by code, in ascending order; not to be changed."""
    return {info.code: info for info in map(_type, resources.table("property_types"))}


@lru_cache(maxsize=256)
def type_info(code: int) -> TypeInfo | None:
    """The property type with this 16-bit code; None when [MS-OXCDATA] names none."""
    return types().get(code)


@lru_cache(maxsize=256)
def type_name(code: int) -> str:
    """The type's name, e.g. "PtypString"; an unknown code in hex, e.g. "0x1234"."""
    info = type_info(code)
    return info.name if info else f"0x{code:04X}"


def _type(row: dict[str, str]) -> TypeInfo:
    code = int(row["code"], 16)
    return TypeInfo(
        code=code,
        name=row["name"],
        pt_name=row["pt_name"],
        other_names=tuple(row["other_names"].split()),
        width=int(row["width"]) if row["width"] else None,
        fixed=row["fixed"] == "1",
        multivalued=bool(code & MULTIVALUED),
        base=code & ~MULTIVALUED,
        meaning=row["meaning"],
    )
