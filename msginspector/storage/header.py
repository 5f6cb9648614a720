"""The header of a compound file ([MS-CFB] 2.2), the first 512 bytes, all little-endian.

A field with a forbidden value is a finding, and what the specification demands is used instead.
Bytes that do not begin with the signature are diagnosed in `kinds.py`, not here.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from msginspector.findings import Finding

SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
HEADER_SIZE: Final = 512
CUTOFF: Final = 4096
"""Streams of fewer bytes lie in the mini stream ([MS-CFB] 2.2: always 4096)."""
MINI_SHIFT: Final = 6
SECTOR_SHIFTS: Final = {3: 9, 4: 12}

FREE: Final = 0xFFFFFFFF
END: Final = 0xFFFFFFFE
LAST_REGULAR: Final = 0xFFFFFFFA
NO_ENTRY: Final = 0xFFFFFFFF

# minor, major, byte order, sector shift, mini shift, directory sectors, FAT sectors, first
# directory sector, transaction, cutoff, mini FAT start and count, DIFAT start and count
_HEADER = struct.Struct("<24xHHHHH6xIIIIIIIII")
_DIFAT = struct.Struct("<109I")
_FIELDS: Final = (
    "version", "byte order mark", "sector shift", "mini sector shift", "mini stream cutoff",
)  # fmt: skip
_SOUND: Final = tuple(
    (version, 0xFFFE, shift, MINI_SHIFT, CUTOFF) for version, shift in SECTOR_SHIFTS.items()
)


class Header(NamedTuple):
    """The fields a reader needs; sector numbers and counts as stored."""

    version: int
    shift: int
    """Sector size as a power of two: 9 in version 3, 12 in version 4."""
    fat_count: int
    directory: int
    mini_fat: int
    mini_fat_count: int
    difat: int
    difat_count: int
    fat_sectors: tuple[int, ...]
    """The 109 FAT sector numbers of the header, FREE where there is none."""


def parse_header(data: bytes) -> tuple[Header, list[Finding]]:
    """Parse the header; `data` shorter than 512 bytes is filled up with free sectors."""
    data = data.ljust(HEADER_SIZE, b"\xff")
    fields = _HEADER.unpack_from(data)
    _minor, major, order, shift, mini, _dirs, fats, directory, _transaction = fields[:9]
    cutoff, mini_fat, mini_count, difat, difat_count = fields[9:]
    used_shift = _sector_shift(major, shift)
    stated = (major, order, shift, mini, cutoff)
    findings = [] if stated in _SOUND else _complaints(stated, used_shift)
    version = 4 if used_shift == SECTOR_SHIFTS[4] else 3
    sectors = _DIFAT.unpack_from(data, 76)
    header = Header(
        version, used_shift, fats, directory, mini_fat, mini_count, difat, difat_count, sectors
    )
    return header, findings


def _complaints(stated: tuple[int, ...], used_shift: int) -> list[Finding]:
    right = (3 if used_shift == SECTOR_SHIFTS[3] else 4, 0xFFFE, used_shift, MINI_SHIFT, CUTOFF)
    return [
        Finding("MSG0101", "/", "", None, f"The header's {what} is {value}, not {expected}.")
        for what, value, expected in zip(_FIELDS, stated, right, strict=True)
        if value != expected
    ]


def _sector_shift(major: int, shift: int) -> int:
    """The sector shift to read with: the stored one if it is legal, else that of the version."""
    if shift in SECTOR_SHIFTS.values():
        return shift
    return SECTOR_SHIFTS.get(major, SECTOR_SHIFTS[3])
