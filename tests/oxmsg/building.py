"""Builds message files for tests from [MS-OXMSG], without the code under test.

A property is (tag, value) with the value as bytes; the storage layout follows from the tag.
"""

from __future__ import annotations

import struct
from typing import Any

from tests.storage.building import Tree, compound

FIXED = {0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0007, 0x000A, 0x000B, 0x0014, 0x0040}
PROPERTIES = "__properties_version1.0"
NAMEID = "__nameid_version1.0"
READ_WRITE = 6


def substg(tag: int) -> str:
    """The name of a value stream."""
    return f"__substg1.0_{tag:08X}"


def entry(tag: int, value: bytes, flags: int = READ_WRITE) -> bytes:
    """A 16-byte entry; `value` is filled up to 8 bytes."""
    return struct.pack("<II", tag, flags) + value.ljust(8, b"\0")


def storage(properties: list[tuple[int, Any]], header: bytes = bytes(8), **more: Any) -> Tree:
    """A storage with its property stream and the streams of its values.

    A list of bytes is a list of variable values; an int in place of bytes is the value of a
    fixed property.
    """
    stream, tree = header, {}
    for tag, value in properties:
        kind = tag & 0xFFFF
        if isinstance(value, int):
            value = value.to_bytes(8, "little", signed=value < 0)
        if kind in FIXED:
            stream += entry(tag, value)
        elif isinstance(value, list):
            stream += _items(tree, tag, value)
        else:
            extra = {0x001E: 1, 0x001F: 2}.get(kind, 0)
            stream += entry(tag, struct.pack("<II", len(value) + extra, 0))
            tree[substg(tag)] = value
    return {PROPERTIES: stream, **tree, **more}


def _items(tree: Tree, tag: int, values: list[bytes]) -> bytes:
    width = "<II" if tag & 0xFFFF == 0x1102 else "<I"
    lengths = b"".join(
        struct.pack(width, *([len(v), 0] if width == "<II" else [len(v)])) for v in values
    )
    tree[substg(tag)] = lengths
    for number, value in enumerate(values):
        tree[f"{substg(tag)}-{number:08X}"] = value
    return entry(tag, struct.pack("<II", len(lengths), 0))


def message(
    properties: list[tuple[int, Any]],
    recipients: list[Tree] | None = None,
    attachments: list[Tree] | None = None,
    top: bool = True,
    **more: Any,
) -> Tree:
    """A message storage, top-level or embedded."""
    recipients, attachments = recipients or [], attachments or []
    counts = (len(recipients), len(attachments))
    header = struct.pack("<8xIIII", *counts, *counts) + (bytes(8) if top else b"")
    tree = storage(properties, header, **more)
    if top:
        tree.setdefault(NAMEID, nameid([]))
    for number, item in enumerate(recipients):
        tree[f"__recip_version1.0_#{number:08X}"] = item
    for number, item in enumerate(attachments):
        tree[f"__attach_version1.0_#{number:08X}"] = item
    return tree


def embedded(inner: Tree, properties: list[tuple[int, Any]] | None = None) -> Tree:
    """An attachment that holds a message."""
    tree = storage([(0x37050003, 5), *(properties or [])])
    tree[PROPERTIES] += entry(0x3701000D, struct.pack("<II", 0xFFFFFFFF, 1))
    tree[substg(0x3701000D)] = inner
    return tree


def nameid(entries: list[tuple[int, int | str]], guids: bytes = b"") -> Tree:
    """The mapping of named properties: (GUID index, numeric id or name) in order."""
    rows, strings = b"", b""
    for position, (guid, key) in enumerate(entries):
        if isinstance(key, str):
            text = key.encode("utf-16-le")
            rows += struct.pack("<IHH", len(strings), guid << 1 | 1, position)
            strings += struct.pack("<I", len(text)) + text + bytes(-len(text) % 4)
        else:
            rows += struct.pack("<IHH", key, guid << 1, position)
    return {substg(0x00020102): guids, substg(0x00030102): rows, substg(0x00040102): strings}


def file(tree: Tree, version: int = 3) -> bytes:
    """The bytes of a message file."""
    return compound(tree, version)
