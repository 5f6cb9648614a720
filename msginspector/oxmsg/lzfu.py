"""Decompressing PidTagRtfCompressed: "LZFu" and the stored form "MELA" ([MS-OXRTFCP] 2.1.3).

A header of 16 bytes, little-endian (COMPSIZE, RAWSIZE, COMPTYPE, CRC), and then runs: a control
byte whose bits say, lowest first, whether a literal byte (0) or a reference to the dictionary (1)
follows. What comes out is what can be read; everything that is wrong is told in sentences. Nothing
is compressed here.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple
from zlib import crc32

LIMIT: Final = 64 << 20
"""Bytes that are given at most."""
COMPRESSED: Final = b"LZFu"
UNCOMPRESSED: Final = b"MELA"

_HEADER: Final = struct.Struct("<II4sI")
_COUNTED: Final = 12
"""Bytes of the header that COMPSIZE counts."""
_PRESET: Final = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_WINDOW: Final = 4096
_UNSET: Final = _WINDOW - len(_PRESET)
_LONGEST_RUN: Final = 17
"""A control byte and eight references."""


class Decompressed(NamedTuple):
    """What came out of PidTagRtfCompressed."""

    data: bytes
    problems: tuple[str, ...] = ()
    """What is wrong, a sentence each."""
    truncated: bool = False
    """Whether there is more than the limit."""


def _literals(control: int) -> tuple[tuple[int, ...], int]:
    """The literal bytes before each reference of a run, and those after the last one."""
    before: list[int] = []
    count = 0
    for bit in range(8):
        if control >> bit & 1:
            before.append(count)
            count = 0
        else:
            count += 1
    return tuple(before), count


_RUNS: Final = tuple(_literals(control) for control in range(256))


def decompress(data: bytes, limit: int = LIMIT) -> Decompressed:
    """The RTF in `data`; at most `limit` bytes of it and never more than 64 MB."""
    limit = min(limit, LIMIT)
    if len(data) < _HEADER.size:
        return Decompressed(
            b"", (f"The compressed RTF has {len(data)} bytes; its header takes 16.",)
        )
    size, raw_size, kind, crc = _HEADER.unpack_from(data)
    end = size - _COUNTED + _HEADER.size
    problems: list[str] = []
    if end > len(data):
        problems.append(
            f"The compressed RTF ends after {len(data)} bytes; its header (COMPSIZE) says {end}."
        )
    content = memoryview(data)[_HEADER.size : max(end, _HEADER.size)]
    if kind == UNCOMPRESSED:
        return _stored(bytes(content[: limit + 1]), raw_size, limit, problems)
    if kind != COMPRESSED:
        said = f"The RTF is compressed in an unknown way ({kind!r} instead of LZFu or MELA)."
        return Decompressed(b"", (*problems, said))
    if limit >= raw_size and crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF != crc:
        problems.append(f"The CRC of the compressed RTF is not 0x{crc:08X}, as its header says.")
    return _expanded(bytes(content), raw_size, limit, problems)


def _stored(content: bytes, raw_size: int, limit: int, problems: list[str]) -> Decompressed:
    # some writers count the 12 bytes of the header in RAWSIZE, too
    if len(content) <= limit and not problems and raw_size - len(content) not in (0, _COUNTED):
        problems.append(f"The RTF has {len(content)} bytes; its header (RAWSIZE) says {raw_size}.")
    return Decompressed(content[:limit], tuple(problems), len(content) > limit)


def _expanded(content: bytes, raw_size: int, limit: int, problems: list[str]) -> Decompressed:
    # the dictionary's unset part lies before its preset part, so that no reference is negative
    out = bytearray(_UNSET) + _PRESET
    stop = len(out) + limit
    place, ended = _whole_runs(content, out, stop)
    if not ended and len(out) < stop:
        ended = _last_run(content, out, place)
    found = len(out) - _WINDOW
    if found > limit:
        return Decompressed(bytes(out[_WINDOW:stop]), tuple(problems), True)
    if not ended and found < limit:
        problems.append("The compressed RTF ends without its end mark.")
    if found != raw_size and found < limit:
        problems.append(f"The RTF has {found} bytes; its header (RAWSIZE) says {raw_size}.")
    return Decompressed(bytes(out[_WINDOW:]), tuple(problems), found == limit < raw_size)


def _whole_runs(content: bytes, out: bytearray, stop: int) -> tuple[int, bool]:
    """Expand every run that certainly lies in the content; where they end, and the end mark."""
    place = 0
    last = len(content) - _LONGEST_RUN
    size = len(out)
    preset = len(_PRESET)
    while place <= last and size < stop:
        before, after = _RUNS[content[place]]
        place += 1
        for count in before:
            if count:
                out += content[place : place + count]
                place += count
                size += count
            low = content[place + 1]
            back = size + preset - (content[place] << 4 | low >> 4) & 4095
            place += 2
            if not back:
                return place, True
            length = (low & 15) + 2
            start = size - back
            if length <= back:
                out += out[start : start + length]
            else:
                out += (out[start:] * (length // back + 1))[:length]
            size += length
        if after:
            out += content[place : place + after]
            place += after
            size += after
    return place, False


def _last_run(content: bytes, out: bytearray, place: int) -> bool:
    """Expand what is left, byte for byte; whether the end mark came."""
    while place < len(content):
        control = content[place]
        place += 1
        for bit in range(8):
            if place >= len(content):
                return False
            if not control >> bit & 1:
                out.append(content[place])
                place += 1
                continue
            if place + 2 > len(content):
                return False
            token = int.from_bytes(content[place : place + 2], "big")
            place += 2
            back = len(out) + len(_PRESET) - (token >> 4) & 4095
            if not back:
                return True
            for _ in range((token & 15) + 2):
                out.append(out[-back])
    return False
