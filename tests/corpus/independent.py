"""An independent reading of a message file: olefile for the container, own code for the rest.

Follows [MS-OXMSG] 2.1.2 to 2.1.4 (where a value lies), 2.2 (storages) and 2.4 (property stream),
and [MS-OXCDATA] 2.11.1 (types and their widths). It imports nothing of the package under test and
shares no table with it, so that an agreement of the two means something.

It reads which properties there are and the bytes each has stored; it decodes no value.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import olefile

PROPERTIES = "__properties_version1.0"
DATA_OBJECT = "__substg1.0_3701000D"
RECIPIENT = re.compile(r"__recip_version1\.0_#[0-9A-Fa-f]{8}\Z")
ATTACHMENT = re.compile(r"__attach_version1\.0_#[0-9A-Fa-f]{8}\Z")

STORAGE_KINDS = (olefile.STGTY_STORAGE, olefile.STGTY_ROOT)

# [MS-OXMSG] 2.4.1.1 to 2.4.1.4: bytes before the first entry
HEADER = {"top": 32, "embedded": 24, "recipient": 8, "attachment": 8}
ENTRY_SIZE = 16

# [MS-OXCDATA] 2.11.1, the types [MS-OXMSG] 2.1.2 lists as fixed: value in the entry
FIXED = {
    0x0001: 0,
    0x0002: 2,
    0x0003: 4,
    0x0004: 4,
    0x0005: 8,
    0x0006: 8,
    0x0007: 8,
    0x000A: 4,
    0x000B: 1,
    0x0014: 8,
    0x0040: 8,
}
OBJECT = 0x000D
# [MS-OXMSG] 2.1.3 and 2.1.4: value in streams
STREAMED = (0x001E, 0x001F, 0x0048, 0x0102)
MULTIPLE = 0x1000
# [MS-OXMSG] 2.4.2: what is left of an entry after tag and flags
ENTRY_VALUE = 8
# [MS-OXMSG] 2.1.4.2: bytes of one item in the length stream
LENGTH_ITEM = {0x101E: 4, 0x101F: 4, 0x1102: 8}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One property entry: object path, tag, bytes stored, storage.

    A missing stream stores 0 bytes; a PtypObject has no size (None), it is a storage. Of a type
    that the specification does not list nothing is known but its entry: those 8 bytes, unless
    there is a stream of its name.
    """

    path: str
    tag: int
    size: int | None
    storage: str


@dataclass(frozen=True, slots=True)
class Node:
    """A storage that is an object of the message: its path, role and children by name."""

    path: str
    role: str
    storage: str
    children: dict[str, Any]


def read(ole: olefile.OleFileIO) -> list[Row]:
    """All property rows of the message in `ole`, objects in tree order, entries in file order."""
    rows: list[Row] = []
    for node in objects(ole):
        rows.extend(_rows(ole, node))
    return rows


def objects(ole: olefile.OleFileIO) -> Iterator[Node]:
    """Every object, parents first: recipients, then attachments each with its message."""
    waiting = [Node("/", "top", "", _children(ole.root))]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(_below(node))))


def entries(data: bytes, role: str) -> Iterator[tuple[int, int, int, bytes]]:
    """(tag, flags, offset, 8 value bytes) of each whole entry of a property stream."""
    for offset in range(HEADER[role], len(data) - ENTRY_SIZE + 1, ENTRY_SIZE):
        tag, flags = struct.unpack_from("<II", data, offset)
        yield tag, flags, offset, data[offset + 8 : offset + 16]


def stream(ole: olefile.OleFileIO, entry: Any) -> bytes:
    """The bytes of a directory entry's stream."""
    mini = entry.size < ole.minisectorcutoff
    data: bytes = ole._open(entry.isectStart, entry.size, force_FAT=not mini).read()
    return data


def first_bytes(ole: olefile.OleFileIO, limit: int) -> Iterator[tuple[str, int, str]]:
    """(storage, tag, hex of the first stored bytes) of every property, items joined."""
    for node in objects(ole):
        entry = node.children.get(PROPERTIES.upper())
        if entry is None:
            continue
        for tag, _flags, _offset, value in entries(stream(ole, entry), node.role):
            parts = _parts(node, tag)
            data = b"".join(stream(ole, part) for part in parts)
            if not parts:
                data = value[: _stored(node, tag) or 0]
            yield node.storage, tag, data[:limit].hex()


def own_stream(node: Node, tag: int) -> Any | None:
    """The stream named after a tag ([MS-OXMSG] 2.1.3, 2.1.4); None for types without one."""
    if tag & 0xFFFF in FIXED or tag & 0xFFFF == OBJECT:
        return None
    found = node.children.get(f"__SUBSTG1.0_{tag:08X}")
    return found if found is not None and found.entry_type == olefile.STGTY_STREAM else None


def _children(entry: Any) -> dict[str, Any]:
    """Children by name, upper-cased as [MS-CFB] 2.6.4 compares names; the first one wins."""
    found: dict[str, Any] = {}
    for kid in entry.kids:
        found.setdefault(kid.name.upper(), kid)
    return found


def _below(node: Node) -> Iterator[Node]:
    if node.role == "attachment":
        yield from _embedded(node)
        return
    if node.role == "recipient":
        return
    for role, pattern in (("recipient", RECIPIENT), ("attachment", ATTACHMENT)):
        kids = [kid for kid in node.children.values() if pattern.match(kid.name)]
        kids = [kid for kid in kids if kid.entry_type in STORAGE_KINDS]
        for number, kid in enumerate(sorted(kids, key=lambda kid: kid.name.upper())):
            path = f"{node.path.rstrip('/')}/{role}s/{number}"
            yield Node(path, role, _join(node.storage, kid.name), _children(kid))


def _embedded(node: Node) -> Iterator[Node]:
    """The message in an attachment: its data object, where that holds a property stream."""
    data = node.children.get(DATA_OBJECT.upper())
    if data is None or data.entry_type not in STORAGE_KINDS:
        return
    children = _children(data)
    if PROPERTIES.upper() in children:
        storage = _join(node.storage, data.name)
        yield Node(f"{node.path}/message", "embedded", storage, children)


def _rows(ole: olefile.OleFileIO, node: Node) -> Iterator[Row]:
    entry = node.children.get(PROPERTIES.upper())
    if entry is None:
        return
    for tag, _flags, _offset, _value in entries(stream(ole, entry), node.role):
        yield Row(node.path, tag, _stored(node, tag), node.storage)


def _stored(node: Node, tag: int) -> int | None:
    kind = tag & 0xFFFF
    if kind == OBJECT:
        return None
    if kind in FIXED:
        return FIXED[kind]
    if own_stream(node, tag) is None:
        return 0 if _listed(kind) else ENTRY_VALUE
    return sum(int(part.size) for part in _parts(node, tag))


def _listed(kind: int) -> bool:
    """Whether [MS-OXMSG] lists a type, multiple or not, among those that lie in streams."""
    single = kind & ~MULTIPLE
    return single in STREAMED or (kind & MULTIPLE != 0 and single in FIXED and single > 1)


def _parts(node: Node, tag: int) -> list[Any]:
    """The streams that hold a value: its own, or those of its items ([MS-OXMSG] 2.1.4)."""
    own = own_stream(node, tag)
    if own is None:
        return []
    item = LENGTH_ITEM.get(tag & 0xFFFF)
    if item is None:
        return [own]
    names = (f"__SUBSTG1.0_{tag:08X}-{number:08X}" for number in range(int(own.size) // item))
    return [node.children[name] for name in names if name in node.children]


def _join(parent: str, name: str) -> str:
    return f"{parent}/{name}" if parent else name
