"""The streams of a message file: as [MS-OXMSG] has them."""

from __future__ import annotations

import struct

import pytest

from msginspector.structures.context import Context
from tests.structures.asking import damages, decoded, part

SUBJECT = struct.pack("<IIII", 0x0037001F, 6, 22, 3)
PRIORITY = struct.pack("<IIiI", 0x00170003, 6, 2, 0)
NAMES = {0x8000: "PidLidMileage"}
NAMED = Context(named=lambda prop_id: NAMES.get(prop_id, ""))


@pytest.mark.parametrize("entries", [1, 2, 5])
@pytest.mark.parametrize(
    ("header", "said"),
    [
        (bytes(8) + struct.pack("<4I", 2, 1, 2, 1) + bytes(8), "of the message, 2 recipients"),
        (bytes(8) + struct.pack("<4I", 2, 1, 2, 1), "of a message in an attachment, 2 recipients"),
        (bytes(8), "of a recipient or attachment"),
    ],
)
def test_the_header_is_told_by_its_size(header: bytes, said: str, entries: int) -> None:
    node = decoded("PROPERTYSTREAM", header + SUBJECT * entries)
    assert said in node.summary
    assert not damages(node)
    assert part(node, "Property[0]").offset == len(header)


def test_an_entry_says_name_type_and_size() -> None:
    node = decoded("PROPERTYSTREAM", bytes(8) + SUBJECT)
    assert part(node, "Property[0]").text == "PidTagSubject PtypString, 20 bytes"
    assert part(node, "Size").text == (
        "22 bytes, 2 of them a terminator that is not stored (0x00000016)"
    )
    assert part(node, "Flags").text == "PROPATTR_READABLE | PROPATTR_WRITABLE (0x00000006)"


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        (0x00170003, struct.pack("<i", 2), "IMPORTANCE_HIGH"),
        (0x0E1F000B, b"\1", "True"),
        (0x30070040, struct.pack("<Q", 116444736000000000), "1970-01-01T00:00:00.0000000Z"),
        (0x80000005, struct.pack("<d", 1.5), "1.5"),
        (0x80000004, struct.pack("<f", -2.5), "-2.5"),
        (0x80000006, struct.pack("<q", -12345), "-1.2345"),
        (0x80000014, struct.pack("<q", -1), "-1"),
        (0x80000002, struct.pack("<h", -3), "-3"),
        (0x8000000A, struct.pack("<I", 0x8004010F), "MAPI_E_NOT_FOUND"),
    ],
)
def test_a_value_in_its_entry_is_shown(tag: int, value: bytes, said: str) -> None:
    entry = struct.pack("<II", tag, 6) + value.ljust(8, b"\0")
    node = decoded("PROPERTYSTREAM", bytes(8) + entry)
    assert part(node, "Property[0]").text.endswith(f" = {said}")
    assert not damages(node)


def test_a_named_property_has_the_name_the_file_gives_its_id() -> None:
    entry = struct.pack("<IIiI", 0x80000003, 6, 7, 0)
    node = decoded("PROPERTYSTREAM", bytes(8) + entry, NAMED)
    assert part(node, "Property[0]").text == "PidLidMileage PtypInteger32 = 7"


def test_an_object_has_no_size() -> None:
    entry = struct.pack("<IIII", 0x3701000D, 7, 0xFFFFFFFF, 1)
    node = decoded("PROPERTYSTREAM", bytes(8) + entry)
    assert part(node, "Property[0]").text == "PidTagAttachDataObject PtypObject, an object"
    assert part(part(node, "Property[0]"), "Reserved").text == "a message (0x00000001)"


def test_a_part_of_an_entry_is_damage() -> None:
    node = decoded("PROPERTYSTREAM", bytes(8) + PRIORITY + b"abc")
    assert any("3 bytes are left" in said for said in damages(node))


def test_property_sets_count_from_three() -> None:
    common = "0820060000000000C000000000000046"
    node = decoded("NAMEDGUIDSTREAM", common)
    found = part(node, "GUID[0] (index 3)")
    assert found.text.endswith("PSETID_Common")


def test_entries_have_kind_set_and_index() -> None:
    numerical = struct.pack("<IHH", 0x8534, 3 << 1, 0)
    string = struct.pack("<IHH", 0x10, 2 << 1 | 1, 1)
    node = decoded("NAMEDENTRYSTREAM", numerical + string, NAMED)
    assert part(node, "Entry[0]").text == "0x8000 is PidLidMileage"
    assert part(node, "Entry[1]").text == "0x8001 is String Offset 0x10 of PS_PUBLIC_STRINGS"
    assert part(node, "Entry[1]", "GUID Index").text == "PS_PUBLIC_STRINGS (2)"


def test_a_set_is_named_when_the_stream_of_sets_is_beside() -> None:
    common = bytes.fromhex("0820060000000000C000000000000046")
    beside = Context(sibling={0x00020102: common}.get)
    node = decoded("NAMEDENTRYSTREAM", struct.pack("<IHH", 0x8534, 3 << 1, 0), beside)
    assert part(node, "Entry[0]").text == "0x8000 is 0x8534 of PSETID_Common"


def test_a_mapping_stream_has_checksums_of_names() -> None:
    entry = struct.pack("<IHH", 0xDEADBEEF, 2 << 1 | 1, 1)
    node = decoded("NAMEDENTRYSTREAM", entry, Context(tag=0x10110102))
    assert part(node, "Entry[0]").children[0].label == "CRC-32 of the name"


def test_names_are_padded_to_four_bytes() -> None:
    data = struct.pack("<I", 6) + "abc".encode("utf-16-le") + b"\0\0" + struct.pack("<I", 4)
    node = decoded("NAMEDSTRINGSTREAM", data + "de".encode("utf-16-le"))
    assert node.summary == "2 names"
    assert part(node, "String[1]").text == "de"
    assert part(node, "Padding").size == 2
    assert not damages(node)


def test_lengths_of_texts_have_four_bytes_and_of_bytes_eight() -> None:
    data = struct.pack("<4I", 5, 0, 7, 0)
    texts = decoded("LENGTHSTREAM", data, Context(tag=0x8000101F))
    assert texts.summary == "4 values, 12 bytes in all"
    binary = decoded("LENGTHSTREAM", data, Context(tag=0x80001102))
    assert binary.summary == "2 values, 12 bytes in all"
    assert decoded("LENGTHSTREAM", data).summary == binary.summary
