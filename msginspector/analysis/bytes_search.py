"""Search for bytes in a value of any size: in slices, forwards or backwards, around the end.

The value is a function `read(offset, size) -> bytes` and a size; no more than a slice and a needle
are in memory. What somebody types becomes bytes by its kind: hex digits, ASCII or UTF-16 text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

Read = Callable[[int, int], bytes]

HEX: Final = "hex"
ASCII: Final = "ascii"
UTF16: Final = "utf-16"
KINDS: Final = (HEX, ASCII, UTF16)

SLICE: Final = 1 << 18
"""Bytes that are looked through in one step: well below a millisecond's work."""
MAX_NEEDLE: Final = 1 << 12
_HEX: Final = re.compile(r"(?:0[xX])?((?:[0-9A-Fa-f]{2})+)")
_APART: Final = re.compile(r"[\s,;:-]+")


@dataclass(frozen=True, slots=True)
class Needle:
    """The bytes that are looked for; of text with `fold` in upper and lower case."""

    data: bytes
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a search."""

    done: int
    """Bytes looked through so far."""
    found: int | None = None
    """Offset of what was found; the search is over then."""


def needle(text: str, kind: str, *, fold: bool = False) -> Needle:
    """What to look for. `fold` means ASCII letters of either case; it is none of hex.

    Raises ValueError with a sentence for what cannot be looked for.
    """
    if kind == HEX:
        data, fold = _hex(text), False
    else:
        data = _encoded(text, kind)
    if not data:
        raise ValueError("Type what to look for.")
    if len(data) > MAX_NEEDLE:
        raise ValueError(f"No more than {MAX_NEEDLE} bytes can be looked for.")
    return Needle(data.lower() if fold else data, fold)


def search(
    read: Read, size: int, wanted: Needle, start: int, *, backwards: bool = False
) -> Iterator[Step]:
    """Look for `wanted` from `start` on, then around the end back to `start`.

    The first place looked at is `start` itself. Each step is one slice; the last one has found
    something, or there is nothing. `size` is the number of bytes there are.
    """
    places = size - len(wanted.data) + 1
    if places <= 0:
        return
    start = max(0, min(start, size))
    done = 0
    for first, end in _spans(places, start, backwards):
        data = read(first, end - first + len(wanted.data) - 1)
        done += end - first
        place = _find(data, wanted, backwards)
        if place >= 0:
            yield Step(done, first + place)
            return
        yield Step(done)


def _spans(places: int, start: int, backwards: bool) -> Iterator[tuple[int, int]]:
    """Where a match may begin, slice by slice, in the order they are looked at."""
    if backwards:
        here = min(start + 1, places)
        for low, high in ((0, here), (here, places)):
            for end in range(high, low, -SLICE):
                yield max(low, end - SLICE), end
    else:
        here = min(start, places)
        for low, high in ((here, places), (0, here)):
            for first in range(low, high, SLICE):
                yield first, min(high, first + SLICE)


def _find(data: bytes, wanted: Needle, backwards: bool) -> int:
    data = data.lower() if wanted.fold else data
    return data.rfind(wanted.data) if backwards else data.find(wanted.data)


def _hex(text: str) -> bytes:
    parts = [part for part in _APART.split(text.strip()) if part]
    found = [_HEX.fullmatch(part) for part in parts]
    if not all(found):
        raise ValueError("Bytes in hex are pairs of digits: 01 DC or 01DC.")
    return bytes.fromhex("".join(part[1] for part in found if part))


def _encoded(text: str, kind: str) -> bytes:
    if kind == UTF16:
        return text.encode("utf-16-le", "surrogatepass")
    if not text.isascii():
        raise ValueError("This is no ASCII text; look for it as UTF-16.")
    return text.encode("ascii")
