"""Property tags: id and type to name, from [MS-OXPROPS] and the MAPI headers.

A tag is 32 bits: the property id in the high half, its type in the low half. Ids from 0x8000 on
are assigned per file to named properties (`named.py`); the meanings which address-book servers
give to those ids do not hold in messages, so `tag_info` leaves them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.mapi.types import PT_MV_STRING8, PT_MV_UNICODE, PT_STRING8, PT_UNICODE

FIRST_NAMED_ID: Final = 0x8000
"""Ids from here on belong to named properties ([MS-OXCDATA] 2.6, [MS-OXPROPS] 1.3.3)."""

TWINS: Final[dict[int, int]] = {
    PT_STRING8: PT_UNICODE,
    PT_UNICODE: PT_STRING8,
    PT_MV_STRING8: PT_MV_UNICODE,
    PT_MV_UNICODE: PT_MV_STRING8,
}
"""Types that hold the same property, once in a code page and once in UTF-16."""

_WIDTHS: Final = ("_A", "_W")


@dataclass(frozen=True, slots=True)
class TagInfo:
    """One property tag.

    `name` is the canonical name ("PidTagSubject"), else the best header name ("PR_SUBJECT");
    `names` are all others, the best first; `area` is the subject area of [MS-OXPROPS] or "".
    """

    id: int
    type: int
    name: str
    names: tuple[str, ...]
    area: str

    @property
    def tag(self) -> int:
        """The 32-bit tag."""
        return self.id << 16 | self.type


@lru_cache(maxsize=16384)
def tag_info(tag: int) -> TagInfo | None:
    """What is known of a 32-bit tag: of itself, else of its string twin; None when unknown.

    None for ids from 0x8000 on. The answer's `type` is the one asked for.
    """
    if tag >> 16 >= FIRST_NAMED_ID:
        return None
    return any_tag_info(tag)


@lru_cache(maxsize=16384)
def tag_name(tag: int) -> str:
    """The name of a 32-bit tag, e.g. "PidTagSubject"; "" when it is unknown."""
    if tag >> 16 < FIRST_NAMED_ID:
        row = _row(tag >> 16, tag & 0xFFFF)
        if row is not None and row[3]:  # most have a canonical name: no need to merge the twins
            return row[3]
    info = tag_info(tag)
    return info.name if info else ""


def any_tag_info(tag: int) -> TagInfo | None:
    """Like `tag_info`, for any id: what address-book servers call those from 0x8000 on, too."""
    prop_id, prop_type = tag >> 16, tag & 0xFFFF
    own = _row(prop_id, prop_type)
    twin = _row(prop_id, TWINS[prop_type]) if prop_type in TWINS else None
    if own is None and twin is None:
        return None
    return _merge(prop_id, prop_type, own, twin)


def tags_with_id(prop_id: int) -> tuple[TagInfo, ...]:
    """Every tag of the table with this 16-bit id, in order of type; () when there is none."""
    return tuple(map(_from_key, _keys_by_id().get(f"{prop_id:04X}", ())))


def all_tags() -> Iterator[TagInfo]:
    """Every tag of the table, address-book ids included, in ascending order."""
    return map(_from_key, _rows())


@lru_cache(maxsize=1)
def _keys_by_id() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key in _rows():
        found.setdefault(key.partition("\t")[0], []).append(key)
    return found


@lru_cache(maxsize=1)
def _rows() -> dict[str, str]:
    # "0037<tab>001F" -> the whole line: splitting 2,300 lines for the 100 a message has is waste.
    return {line[:9]: line for line in resources.table_lines("property_tags")[1]}


def _row(prop_id: int, prop_type: int) -> list[str] | None:
    line = _rows().get(f"{prop_id:04X}\t{prop_type:04X}")
    return line.split("\t") if line is not None else None


def _from_key(key: str) -> TagInfo:
    info = any_tag_info(int(key[:4], 16) << 16 | int(key[5:], 16))
    assert info is not None  # the key comes from the table
    return info


def _merge(prop_id: int, prop_type: int, own: list[str] | None, twin: list[str] | None) -> TagInfo:
    """One `TagInfo` of the rows (id, type, type name, canonical, others, area) of both twins."""
    names = own[4].split() if own else []
    canonical, area = (own[3], own[5]) if own else ("", "")
    if twin:
        canonical, area = canonical or twin[3], area or twin[5]
        of_twin = twin[4].split()
        # A width suffix belongs to the other twin: PR_SUBJECT_W is no name of the string8 tag.
        plain = [name for name in of_twin if not name.endswith(_WIDTHS)]
        names += plain if names or plain or canonical else of_twin
    if not canonical:
        canonical = next((name for name in names if not name.endswith(_WIDTHS)), names[0])
    others = tuple(name for name in dict.fromkeys(names) if name != canonical)
    return TagInfo(prop_id, prop_type, canonical, others, area)
