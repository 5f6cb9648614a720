"""What a ZIP archive says of its members (APPNOTE.TXT 4.3): its directory, which lies at its end.

Only the end of the file is read; nothing is decompressed.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.analysis.attachments.peek import Peek

TAIL: Final = (1 << 16) + 22
"""The record at the end and the longest comment behind it."""
DIRECTORY: Final = 1 << 20
"""Bytes of the directory that are looked at."""
MAX_MEMBERS: Final = 20_000

_END: Final = b"PK\5\6"
_ENTRY: Final = struct.Struct("<4s4xHH16xHHH12x")
_ENTRY_SIZE: Final = 46
_ENTRY_SIGNATURE: Final = b"PK\1\2"
_ENCRYPTED: Final = 0x0001
_UTF8: Final = 0x0800


@dataclass(frozen=True, slots=True)
class Members:
    """The members of an archive."""

    names: tuple[str, ...]
    encrypted: tuple[str, ...]
    """Those that need a password."""
    complete: bool
    """All of the directory was there and was looked at."""


def members_of(peek: Peek) -> Members:
    """The members of a ZIP archive; none where the directory at its end is missing."""
    place = max(0, peek.size - TAIL)
    tail = peek.read(place, TAIL)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + 22:
        return Members((), (), False)
    size, offset = struct.unpack_from("<II", tail, at + 12)
    # An archive behind other bytes counts its offsets from where it begins itself.
    start = place + at - size
    data = peek.read(start if start >= 0 else offset, min(size, DIRECTORY))
    return _listed(data, size <= DIRECTORY)


def _listed(data: bytes, whole: bool) -> Members:
    names: list[str] = []
    encrypted: list[str] = []
    place = 0
    while len(names) < MAX_MEMBERS and place + _ENTRY_SIZE <= len(data):
        signature, flags, _method, length, extra, comment = _ENTRY.unpack_from(data, place)
        if signature != _ENTRY_SIGNATURE:
            break
        field = data[place + _ENTRY_SIZE : place + _ENTRY_SIZE + length]
        names.append(field.decode("utf-8" if flags & _UTF8 else "cp437", "replace"))
        if flags & _ENCRYPTED:
            encrypted.append(names[-1])
        place += _ENTRY_SIZE + length + extra + comment
    return Members(tuple(names), tuple(encrypted), whole and place == len(data) and bool(names))
