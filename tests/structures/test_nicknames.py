"""The nickname cache: rows of properties with an 8-byte union, and values behind it."""

from __future__ import annotations

import struct
from uuid import UUID

import pytest

from tests.structures.asking import damages, decoded, part
from tests.structures.values import one_off, sized, tag, text

POINTER = b"\x80\x1a\xe3\x04\0\0\0\0"
GUID = UUID("6ED8DA90-450B-101B-98DA-00AA003F1305")


def fixed(number: int, value: bytes) -> bytes:
    return tag(number) + bytes(4) + value.ljust(8, b"\xaa")


def behind(number: int, value: bytes) -> bytes:
    return tag(number) + bytes(4) + POINTER + value


def cache(*rows: tuple[bytes, ...], minor: int = 0, extra: bytes = b"") -> bytes:
    body = b"".join(struct.pack("<I", len(row)) + b"".join(row) for row in rows)
    head = b"\x0d\xf0\xad\xba" + struct.pack("<3I", 12, minor, len(rows))
    return head + body + sized(extra, "I") + b"metadata"


JANE = (
    behind(0x6001001F, sized(text("jane@example.com"), "I")),
    behind(0x3001001F, sized(text("Jane"), "I")),
    behind(0x39FE001F, sized(text("jane@example.com"), "I")),
    fixed(0x60040003, struct.pack("<I", 0x4000)),
)


def test_each_row_says_who_it_is() -> None:
    node = decoded("NICKNAMECACHE", cache(JANE, JANE[:1]))
    assert node.summary == "2 addresses: Jane <jane@example.com>, jane@example.com"
    assert part(node, "Row[0]", "Property[3]").text == "PR_NICK_NAME_WEIGHT = 16384"
    assert not damages(node)


@pytest.mark.parametrize(
    ("prop", "expected"),
    [
        (fixed(0x66FF0002, b"\xfe\xff"), "-2"),
        (fixed(0x66FF0003, b"\7\0\0\0"), "7"),
        (fixed(0x66FF000B, b"\1\0"), "true"),
        (fixed(0x66FF000A, struct.pack("<I", 0x8004010F)), "MAPI_E_NOT_FOUND"),
        (fixed(0x66FF0005, struct.pack("<d", 0.5)), "0.5"),
        (fixed(0x66FF0014, struct.pack("<q", -1)), "-1"),
        (behind(0x66FF0048, GUID.bytes_le), "{6ED8DA90-450B-101B-98DA-00AA003F1305}"),
        (behind(0x66FF001E, sized(b"plain\0", "I")), '"plain"'),
        (behind(0x66FF0102, sized(b"\1\2", "I")), "0102"),
        (behind(0x66FF101F, struct.pack("<I", 2) + sized(text("a"), "I") * 2), '"a", "a"'),
        (behind(0x66FF101E, struct.pack("<I", 1) + sized(b"b\0", "I")), '"b"'),
        (behind(0x66FF1102, struct.pack("<I", 2) + sized(b"\1", "I") * 2), "01, 01"),
    ],
)
def test_a_value_lies_in_the_union_or_behind_it(prop: bytes, expected: str) -> None:
    node = decoded("NICKNAMECACHE", cache((prop, *JANE)))
    assert part(node, "Property[0]").text.endswith(f" = {expected}")
    assert not damages(node)


def test_no_value_leaves_the_union_unused() -> None:
    assert not damages(decoded("NICKNAMECACHE", cache((fixed(0x66FF0001, b""), *JANE))))


def test_an_entry_id_is_decoded() -> None:
    entry_id = behind(0x0FFF0102, sized(one_off("Jane", "jane@example.com"), "I"))
    node = decoded("NICKNAMECACHE", cache((entry_id,)))
    assert "jane@example.com" in part(node, "Property[0]").text


def test_extra_information_and_metadata_are_kept() -> None:
    node = decoded("NICKNAMECACHE", cache(JANE, minor=1, extra=b"\1\2\3"))
    assert part(node, "ExtraInfo").value == b"\1\2\3"
    assert part(node, "Metadata2").value == b"metadata"


@pytest.mark.parametrize("number", [-1, 0x10001])
def test_a_number_of_properties_that_cannot_be_reads_none(number: int) -> None:
    data = bytearray(cache(JANE))
    data[16:20] = struct.pack("<i", number)
    assert (
        damages(decoded("NICKNAMECACHE", bytes(data)))[0] == f"{number} is no number of properties"
    )
