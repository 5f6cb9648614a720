"""Builds small compound files for tests, byte by byte from [MS-CFB], in either version.

A tree is a dict: names to bytes (a stream) or to another dict (a storage). Siblings hang in a
chain of right links, which a reader must accept. Independent of what it tests.
"""

from __future__ import annotations

import struct
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

FREE, END, FAT_SECTOR, DIFAT_SECTOR = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
Tree = dict[str, Any]
T = TypeVar("T")


def entry(
    name: str,
    kind: int,
    right: int = FREE,
    child: int = FREE,
    start: int = 0,
    size: int = 0,
    clsid: bytes = bytes(16),
) -> bytes:
    """One directory entry of 128 bytes."""
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    links = struct.pack("<III", FREE, right, child)
    return head + links + clsid + struct.pack("<IQQIQ", 0, 0, 0, start, size)


class Builder:
    """Collects sectors, then writes the file."""

    def __init__(self, version: int = 3, clsid: bytes = bytes(16)) -> None:
        self.version = version
        self.size = 512 if version == 3 else 4096
        self.clsid = clsid
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini = b""
        self.mini_fat: list[int] = []
        self.rows: list[list[Any]] = []

    def chain(self, data: bytes) -> int:
        """Add a chain of whole sectors; returns its first sector."""
        first = len(self.sectors)
        count = -(-len(data) // self.size)
        for number in range(count):
            piece = data[number * self.size : (number + 1) * self.size]
            self.sectors.append(piece.ljust(self.size, b"\0"))
            self.fat.append(first + number + 1)
        if not count:
            return END
        self.fat[-1] = END
        return first

    def stream(self, data: bytes) -> int:
        """Add a stream where its size demands; returns its first (mini) sector."""
        if len(data) >= 4096:
            return self.chain(data)
        first, count = len(self.mini) // 64, -(-len(data) // 64)
        self.mini += data.ljust(count * 64, b"\0")
        self.mini_fat += [*range(first + 1, first + count), END] if count else []
        return first if count else END

    def add(self, tree: Tree) -> None:
        """Add the entries of the root and of every storage in it."""
        todo = [(0, tree)]
        while todo:
            owner, members = todo.pop()
            last = None
            for name, content in members.items():
                index = len(self.rows)
                row: list[Any] = [name, 2, FREE, FREE, 0, 0]
                self.rows.append(row)
                if isinstance(content, dict):
                    row[1] = 1
                    todo.append((index, content))
                else:
                    row[4], row[5] = self.stream(content), len(content)
                if last is None:
                    self.rows[owner][3] = index
                else:
                    self.rows[last][2] = index
                last = index

    def build(self, tree: Tree) -> bytes:
        """The whole file."""
        self.rows.append(["Root Entry", 5, FREE, FREE, 0, 0])
        self.add(tree)
        self.rows[0][4], self.rows[0][5] = self.chain(self.mini), len(self.mini)
        entries = [entry(*row) for row in self.rows]
        entries[0] = entry(*self.rows[0], clsid=self.clsid)
        directory = self.chain(b"".join(entries))
        mini_bytes = struct.pack(f"<{len(self.mini_fat)}I", *self.mini_fat)
        mini_fat = self.chain(
            mini_bytes.ljust(-(-len(mini_bytes) // self.size) * self.size, b"\xff")
        )
        return self._finish(directory, mini_fat, -(-len(mini_bytes) // self.size))

    def _finish(self, directory: int, mini_fat: int, mini_count: int) -> bytes:
        per = self.size // 4
        fat_count = difat_count = 0
        while True:  # FAT and DIFAT sectors need entries themselves
            total = len(self.fat) + fat_count + difat_count
            need, more = -(-total // per), max(0, fat_count - 109)
            if need == fat_count and -(-more // (per - 1)) == difat_count:
                break
            fat_count, difat_count = need, -(-max(0, need - 109) // (per - 1))
        first = len(self.fat)
        self.fat += [FAT_SECTOR] * fat_count + [DIFAT_SECTOR] * difat_count
        table = struct.pack(f"<{len(self.fat)}I", *self.fat).ljust(fat_count * self.size, b"\xff")
        places = list(range(first, first + fat_count))
        difat = self._difat(places[109:], first + fat_count, per)
        version = (3, 9) if self.version == 3 else (4, 12)
        header = (
            SIGNATURE + bytes(16) + struct.pack("<HHHHH6x", 0x3E, version[0], 0xFFFE, version[1], 6)
        )
        start = first + fat_count if difat_count else END
        header += struct.pack(
            "<IIIIIIIII", 0, fat_count, directory, 0, 4096, mini_fat, mini_count, start, difat_count
        )
        header += struct.pack("<109I", *(places[:109] + [FREE] * (109 - len(places[:109]))))
        return header.ljust(self.size, b"\0") + b"".join(self.sectors) + table + difat

    def _difat(self, places: list[int], first: int, per: int) -> bytes:
        out = b""
        step = per - 1
        for number, start in enumerate(range(0, len(places), step)):
            part = places[start : start + step]
            part += [FREE] * (step - len(part))
            following = first + number + 1 if start + step < len(places) else END
            out += struct.pack(f"<{per}I", *part, following)
        return out


def compound(tree: Tree, version: int = 3, clsid: bytes = bytes(16)) -> bytes:
    """The bytes of a compound file that holds `tree`."""
    return Builder(version, clsid).build(tree)


def drained(steps: Generator[None, None, T]) -> tuple[int, T]:
    """Run a generator to its end: the number of its steps, and what it returns."""
    result: list[T] = []

    def run() -> Iterator[None]:
        result.append((yield from steps))

    return sum(1 for _ in run()), result[0]
