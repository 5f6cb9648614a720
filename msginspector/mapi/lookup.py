"""Look a name or a number up in all tables at once, both ways, whatever its case.

Takes names (`PidTagSubject`, `PR_SUBJECT_W`, `dispidApptRecur`, `PtypString`, `PSETID_Common`,
`MAPI_E_NOT_FOUND`, `MSGFLAG_READ`), tags (`0x0037001F`, `0037001F`, `0x0037 001F`), property ids
and numeric ids of named properties (`0x0037`, `0x8216`), the stream of a property
(`__substg1.0_0037001F`), error codes (`0x8004010F`, `-2147221233`), GUIDs with or without braces
and hyphens, as text or as the 16 bytes of a file, and a set with an id (`PSETID_Common/0x8510`).
Exact matches come first, then names that begin with the text, then names that contain it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector.mapi.catalogue import Match, catalogue, property_match
from msginspector.mapi.guids import format_guid
from msginspector.mapi.tags import FIRST_NAMED_ID, any_tag_info
from msginspector.mapi.types import PT_MV_STRING8, PT_STRING8

MAX_MATCHES: Final = 200
"""The most matches an answer holds; `LookupResult.total` says how many there were."""

_KINDS: Final = ("property", "named", "guid", "error", "type", "flag")
_EXACT, _PREFIX, _INSIDE, _NONE = range(4)

_GUID: Final = re.compile(r"(?:[0-9A-F]{2}){16}", re.IGNORECASE)
_GUID_NOISE: Final = str.maketrans("", "", "{}()-: ")
_STREAM: Final = re.compile(r"(?:.*/)?__substg1\.0_([0-9A-F]{8})(?:-[0-9A-F]{8})?", re.IGNORECASE)
_HEX: Final = re.compile(r"0x([0-9A-F]{1,8})", re.IGNORECASE)
_BARE_HEX: Final = re.compile(r"[0-9A-F]{4}(?: ?[0-9A-F]{4})?", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"-?[0-9]{1,10}")
_PLACE: Final = re.compile(r"([^/]+)/(.+)")


@dataclass(frozen=True, slots=True)
class LookupResult:
    """What was found: the best of `total` matches, at most the limit asked for."""

    matches: tuple[Match, ...]
    total: int

    @property
    def truncated(self) -> bool:
        """Whether matches were left out."""
        return self.total > len(self.matches)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number as it was written: `is_tag` when in more than four hex digits."""

    value: int
    is_tag: bool


def lookup(text: str) -> tuple[Match, ...]:
    """The matches for a name or number, the best first; () when nothing is known by it."""
    return search(text).matches


def search(text: str, limit: int = MAX_MATCHES) -> LookupResult:
    """Like `lookup`, with the number of all matches beside the `limit` best."""
    wanted = " ".join(text.split())
    stream = _STREAM.fullmatch(wanted)
    wanted = stream[1] if stream else wanted
    ranked = _by_name(wanted.lower()) | _by_place(wanted) | _by_number(_number(wanted))
    found = sorted(ranked.items(), key=lambda entry: (entry[1], *_order(entry[0])))
    return LookupResult(tuple(match for match, _ in found[:limit]), len(found))


def _by_name(text: str) -> dict[Match, int]:
    """Matches by name; a property set, or a property with flags, also finds its members."""
    found = {}
    for match, owner, names in _folded() if text else ():
        rank = min(_rank(text, name) for name in names)
        if text == owner:
            rank = min(rank, _PREFIX)
        if rank < _NONE:
            found[match] = rank
    return found


def _by_place(text: str) -> dict[Match, int]:
    """Matches for a GUID, or for a property set and an id or name in it."""
    guids = guids_of(text)
    if guids:
        return {m: _EXACT if m.kind == "guid" else _PREFIX for m in catalogue() if m.guid in guids}
    place = _PLACE.fullmatch(text)
    return dict.fromkeys(_in_set(place[1].strip(), place[2].strip()), _EXACT) if place else {}


def guids_of(text: str) -> tuple[str, ...]:
    """The GUIDs a text can be, upper case with braces; () for what is none.

    32 hex digits without hyphens may be its text or the 16 bytes of a file, whose first three
    fields are little-endian: both are given, the text first.
    """
    digits = text.removeprefix("0x").translate(_GUID_NOISE).upper()
    if not _GUID.fullmatch(digits):
        return ()
    as_text = f"{{{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}}}"
    return (as_text,) if "-" in text else (as_text, format_guid(bytes.fromhex(digits)))


def _in_set(owner: str, key: str) -> Iterator[Match]:
    number = _number(key)
    for match in catalogue():
        if match.kind == "named" and owner.upper() in (match.set.upper(), match.guid):
            by_name = match.string_name and match.string_name.lower() == key.lower()
            if by_name or (number is not None and number.value == match.lid):
                yield match


def _number(text: str) -> _Number | None:
    """The number a text stands for: hex with 0x, or in 4 or 8 digits; else decimal."""
    joined = text.replace(" ", "")
    written = _HEX.fullmatch(joined)
    if written:
        return _Number(int(written[1], 16), len(written[1]) > 4)
    if _BARE_HEX.fullmatch(text):
        return _Number(int(joined, 16), len(joined) > 4)
    if _DECIMAL.fullmatch(text) and -(1 << 31) <= int(text) < 1 << 32:
        number = int(text) & 0xFFFFFFFF
        return _Number(number, number > 0xFFFF)
    return None


def _by_number(number: _Number | None) -> dict[Match, int]:
    """Matches for a tag, an id, an error code or a type code."""
    if number is None:
        return {}
    value = number.value
    found = {match: _EXACT for match in catalogue() if _has_code(match, value, "error")}
    if not number.is_tag:
        same = (m for m in catalogue() if value in (m.id, m.lid) or _has_code(m, value, "type"))
        return found | dict.fromkeys(same, _EXACT)
    related = {match: _PREFIX for match in catalogue() if match.id == value >> 16}
    info = any_tag_info(value)
    return found | related | ({property_match(info): _EXACT} if info else {})


def _has_code(match: Match, code: int, kind: str) -> bool:
    return match.kind == kind and match.value == code


def _rank(text: str, name: str) -> int:
    if text not in name:
        return _NONE
    if text == name:
        return _EXACT
    return _PREFIX if name.startswith(text) else _INSIDE


def _order(match: Match) -> tuple[bool, int, int, bool, int, str]:
    """Within a rank: by kind and number; UTF-16 before its string8 twin, address book last."""
    prop_type = (match.tag or 0) & 0xFFFF
    number = next((n for n in (match.id, match.lid, match.value) if n is not None), 0)
    foreign = match.id is not None and match.id >= FIRST_NAMED_ID
    narrow = prop_type in (PT_STRING8, PT_MV_STRING8)
    return foreign, _KINDS.index(match.kind), number, narrow, prop_type, match.name


@lru_cache(maxsize=1)
def _folded() -> tuple[tuple[Match, str, tuple[str, ...]], ...]:
    """Every match with its owner (a property set, a property with flags) and names, lower case."""
    return tuple((match, match.set.lower(), _names(match)) for match in catalogue())


def _names(match: Match) -> tuple[str, ...]:
    own = (match.name, *match.names, match.string_name)
    return tuple(name.lower() for name in own if name)
