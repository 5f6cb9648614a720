"""Serialised property values, restrictions and ids, as tests write them."""

from __future__ import annotations

import struct
from uuid import UUID

SUBJECT = 0x0037001F
SENDER_KEY = 0x0C1D0102
IMPORTANCE = 0x00170003
ONE_OFF = UUID("A41F2B81-A3BE-1910-9D6E-00DD010F5402").bytes_le
STRINGS = UUID("00020329-0000-0000-C000-000000000046").bytes_le


def tag(number: int) -> bytes:
    """A property tag: type, then id."""
    return struct.pack("<I", number)


def text(words: str) -> bytes:
    """UTF-16 with its terminator."""
    return f"{words}\0".encode("utf-16-le")


def sized(data: bytes, width: str = "H") -> bytes:
    """Bytes behind their size."""
    return struct.pack(f"<{width}", len(data)) + data


def stored(number: int, words: str) -> bytes:
    """A text property as search folders and recipient rows have it: behind its size."""
    return tag(number) + sized(text(words))


def one_off(name: str, address: str) -> bytes:
    """The entry id of a recipient no address book has."""
    return bytes(4) + ONE_OFF + struct.pack("<I", 0x80010000) + b"".join(
        map(text, (name, "SMTP", address))
    )  # fmt: skip


def folder_id(counter: int) -> bytes:
    """The entry id of a folder of Exchange."""
    return bytes(4) + bytes(range(16)) + b"\1\0" + bytes(16) + counter.to_bytes(6, "big") + bytes(2)


def server_id(replica: int, counter: int) -> bytes:
    """FID or MID."""
    return struct.pack("<H", replica) + counter.to_bytes(6, "big")
