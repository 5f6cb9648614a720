"""TNEF streams for tests, built attribute by attribute from [MS-OXTNEF], not by the code tested."""

from __future__ import annotations

import struct
from collections.abc import Sequence

SIGNATURE = 0x223E9F78
MESSAGE, ATTACHMENT = 1, 2
IID_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
IID_STORAGE = bytes.fromhex("0b00000000000000c000000000000046")

MESSAGE_CLASS = 0x00078008
SUBJECT = 0x00018004
FROM = 0x00008000
BODY = 0x0002800C
DATE_SENT = 0x00038005
PRIORITY = 0x0004800D
MESSAGE_ID = 0x00018009
STATUS = 0x00068007
CODEPAGE = 0x00069007
PROPERTIES = 0x00069003
RECIPIENTS = 0x00069004
ATTACH_PROPERTIES = 0x00069005
RENDERING = 0x00069002
ATTACH_TITLE = 0x00018010
ATTACH_DATA = 0x0006800F
OWNER = 0x00060000


def stream(*attributes: bytes, key: int = 1) -> bytes:
    """A whole stream."""
    return struct.pack("<IH", SIGNATURE, key) + b"".join(attributes)


def attribute(tag: int, data: bytes, level: int = MESSAGE) -> bytes:
    """One attribute with the checksum it must have."""
    checksum = sum(data) & 0xFFFF
    return struct.pack("<BII", level, tag, len(data)) + data + struct.pack("<H", checksum)


def rendering(kind: int = 1) -> bytes:
    """What an attachment begins with: 1 a file, 2 an OLE object."""
    return attribute(RENDERING, struct.pack("<HIHHI", kind, 0xFFFFFFFF, 0, 0, 0), ATTACHMENT)


def properties(*items: bytes) -> bytes:
    """A counted list of properties."""
    return struct.pack("<I", len(items)) + b"".join(items)


def padded(data: bytes) -> bytes:
    """Filled up to a multiple of four bytes."""
    return data + bytes(-len(data) % 4)


def fixed(tag: int, data: bytes) -> bytes:
    """A property of fixed size."""
    return struct.pack("<HH", tag & 0xFFFF, tag >> 16) + padded(data)


def sized(tag: int, *values: bytes) -> bytes:
    """A property with values in front of which their size stands."""
    rows = b"".join(struct.pack("<I", len(value)) + padded(value) for value in values)
    return struct.pack("<HHI", tag & 0xFFFF, tag >> 16, len(values)) + rows


def named(kind: int, guid: bytes, key: int | str, rest: bytes) -> bytes:
    """A named property; `rest` is what follows its name."""
    head = struct.pack("<HH", kind, 0x8001) + guid
    if isinstance(key, int):
        return head + struct.pack("<II", 0, key) + rest
    text = key.encode("utf-16-le") + b"\0\0"
    return head + struct.pack("<II", 1, len(text)) + padded(text) + rest


def wide(text: str) -> bytes:
    """Unicode text with its terminator."""
    return text.encode("utf-16-le") + b"\0\0"


def nested(depth: int, subject: str = "level") -> bytes:
    """A message with `depth` messages inside, each in the one before."""
    made = stream(attribute(SUBJECT, f"{subject} {depth}".encode() + b"\0"))
    for level in range(depth - 1, -1, -1):
        inside = sized(0x3701000D, IID_MESSAGE + made)
        made = stream(
            attribute(SUBJECT, f"{subject} {level}".encode() + b"\0"),
            rendering(),
            attribute(ATTACH_PROPERTIES, properties(inside), ATTACHMENT),
        )
    return made


def recipients(rows: Sequence[bytes]) -> bytes:
    """attRecipTable: the number of rows, then a list for each."""
    return attribute(RECIPIENTS, struct.pack("<I", len(rows)) + b"".join(rows))
