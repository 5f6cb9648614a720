"""Damage to a compound file, aimed at one field ([MS-CFB] 2.2 header, 2.3 FAT, 2.6 directory).

Works on files whose FAT sectors are all listed in the header (up to 109 of them: 7 MB in
version 3), which holds for everything the builders make.
"""

from __future__ import annotations

import struct
from typing import Final

END_OF_CHAIN: Final = 0xFFFFFFFE
FREE_SECTOR: Final = 0xFFFFFFFF

_FIRST_DIFAT_ENTRY: Final = 0x4C
_FIRST_DIRECTORY_SECTOR: Final = 0x30
_DIRECTORY_ENTRY: Final = 128


class Surgery:
    """A compound file as bytes that can be changed field by field; `data` is the result."""

    def __init__(self, data: bytes) -> None:
        self.data = bytearray(data)
        self.sector_size = 1 << self.number(0x1E, "<H")

    def number(self, offset: int, form: str = "<I") -> int:
        """The number at a file offset."""
        value: int = struct.unpack_from(form, self.data, offset)[0]
        return value

    def put(self, offset: int, value: int, form: str = "<I") -> Surgery:
        """Overwrites the number at a file offset."""
        struct.pack_into(form, self.data, offset, value)
        return self

    def sector_offset(self, sector: int) -> int:
        """Where a sector begins in the file."""
        return (sector + 1) * self.sector_size

    def fat_offset(self, sector: int) -> int:
        """Where the FAT's entry of a sector lies in the file."""
        fat, place = divmod(sector, self.sector_size // 4)
        return self.sector_offset(self.number(_FIRST_DIFAT_ENTRY + 4 * fat)) + 4 * place

    def next_sector(self, sector: int) -> int:
        """What the FAT says comes after a sector."""
        return self.number(self.fat_offset(sector))

    def set_next(self, sector: int, following: int) -> Surgery:
        """Changes what comes after a sector: a cycle, an end, somewhere outside."""
        return self.put(self.fat_offset(sector), following)

    def directory(self) -> list[int]:
        """The sectors of the directory, in order."""
        sectors = [self.number(_FIRST_DIRECTORY_SECTOR)]
        while (following := self.next_sector(sectors[-1])) != END_OF_CHAIN:
            sectors.append(following)
        return sectors

    def entry_offset(self, index: int) -> int:
        """Where a directory entry lies in the file; raises IndexError beyond the last."""
        steps, place = divmod(index, self.sector_size // _DIRECTORY_ENTRY)
        return self.sector_offset(self.directory()[steps]) + place * _DIRECTORY_ENTRY

    def find(self, name: str) -> int:
        """The index of the first directory entry with a name; raises ValueError without one."""
        wanted = name.encode("utf-16-le").ljust(64, b"\0")
        for index in range(len(self.directory()) * self.sector_size // _DIRECTORY_ENTRY):
            start = self.entry_offset(index)
            if self.data[start : start + 64] == wanted:
                return index
        raise ValueError(name)

    def set_left(self, index: int, value: int) -> Surgery:
        """Changes the left sibling of a directory entry."""
        return self.put(self.entry_offset(index) + 0x44, value)

    def set_right(self, index: int, value: int) -> Surgery:
        """Changes the right sibling of a directory entry."""
        return self.put(self.entry_offset(index) + 0x48, value)

    def set_child(self, index: int, value: int) -> Surgery:
        """Changes the child of a storage."""
        return self.put(self.entry_offset(index) + 0x4C, value)

    def start(self, index: int) -> int:
        """The first sector of a stream."""
        return self.number(self.entry_offset(index) + 0x74)

    def set_start(self, index: int, sector: int) -> Surgery:
        """Changes the first sector of a stream."""
        return self.put(self.entry_offset(index) + 0x74, sector)

    def set_size(self, index: int, size: int) -> Surgery:
        """Changes the size of a stream, all 64 bits."""
        return self.put(self.entry_offset(index) + 0x78, size, "<Q")
