"""Views, rights licenses, business cards, user-defined fields."""

from __future__ import annotations

import struct
import zlib

from tests.structures.asking import damages, decoded, part

# The example of "PropertyDefinition Stream Sample" of the MAPI reference.
TEXT_FIELD = (
    "030101000000450000000800000000000A005400650078007400460069006500"
    "6C00640031000A546578744669656C64310000000000000000150000000A5400"
    "6500780074004600690065006C006400310000000000"
)


def column(kind: int, prop_id: int, flags: int = 0, more: bytes = b"", named: int = 0) -> bytes:
    fixed = struct.pack("<HHIII12xII", kind, prop_id, 18, 0, flags, named, prop_id)
    return fixed + more


def view(*columns: bytes, order: int = 2, by: int = 1, rest: bytes = b"") -> bytes:
    head = struct.pack("<8x7I24x", 8, order, 0, len(columns), by, 0, 0)
    return head + b"".join(columns) + rest


def test_a_view_names_its_columns_and_its_order() -> None:
    common = bytes.fromhex("0820060000000000C000000000000046")
    strings = bytes.fromhex("2903020000000000C000000000000046")
    keywords = "Keywords\0".encode("utf-16-le")
    node = decoded(
        "VIEWDESCRIPTOR",
        view(
            column(3, 0x17),
            column(0x1E, 0x37),
            column(11, 0x8503, 0x1000, common),
            column(0x101E, 0, 0x1000, strings + struct.pack("<I", 18) + keywords, named=1),
            rest=b"abc",
        ),
    )
    assert node.summary == (
        "4 columns: PidTagImportance, PidTagSubject, PidLidReminderSet, Keywords; "
        "sorted by PidTagSubject, descending"
    )
    assert part(node, "RestrictionInfo").size == 3
    assert not damages(node)


def test_a_view_can_be_arranged_by_conversation() -> None:
    assert decoded("VIEWDESCRIPTOR", view(by=0xFFFFFFFF)).summary.endswith("by conversation")


def test_a_license_is_described_and_not_opened() -> None:
    node = decoded("RIGHTSLICENSE", zlib.compress(b"secret secret secret"))
    assert "not opened" in node.summary
    assert "secret" not in str(node.to_dict())
    assert not damages(node)
    assert "not compressed" in decoded("RIGHTSLICENSE", b"plain").summary


def field(prop_id: int, text: int, label: int, offset: int) -> bytes:
    return struct.pack("<HBBBBHII", prop_id, text, label, 8, 0, offset, 0x00FF0000, 0x00808080)


def test_a_business_card_says_what_its_lines_show() -> None:
    labels = "Work\0Mail\0".encode("utf-16-le")
    head = struct.pack("<8BIB4x", 3, 0, 4, 3, 16, len(labels), 5, 1, 0x00332211, 30)
    data = head + field(0x3001, 2, 0, 0xFFFE) + field(0x8083, 0, 1, 10) + field(0, 0, 0, 0xFFFE)
    node = decoded("BUSINESSCARD", data + labels)
    assert node.summary == (
        'no image: PidTagDisplayName; PidLidEmail1EmailAddress with the label "Mail"'
    )
    assert part(node, "BackgroundColor").text == "#112233 (0x00332211)"
    assert part(node, "ImageSource").text == "picture of the card (0x01)"
    assert part(node, "FieldInfo[0]", "Bold").value == 1
    assert part(node, "ValueFontColor").text == "#0000FF (0x00FF0000)"
    assert not damages(node)


def test_the_sample_of_user_defined_fields() -> None:
    node = decoded("PROPERTYDEFINITIONSTREAM", TEXT_FIELD)
    assert node.summary == "1 user-defined field: TextField1"
    assert part(node, "SkipBlock[0]", "FieldName").text == "TextField1"
    assert part(node, "VT").text == "VT_BSTR (0x0008)"
    assert not damages(node)


def test_the_older_form_has_no_skip_blocks() -> None:
    data = bytes.fromhex("0201010000004500000008000000000003006600" + "6F006F0003666F6F00000000")
    node = decoded("PROPERTYDEFINITIONSTREAM", data)
    assert node.summary == "1 user-defined field: foo"
    assert not damages(node)


def test_a_long_text_has_its_length_in_two_more_bytes() -> None:
    stored = bytes.fromhex("02010100000045000000080000000000" + "0000" + "FF2C01") + b"x" * 300
    node = decoded("PROPERTYDEFINITIONSTREAM", stored + bytes(4))
    assert part(node, "ExtendedLength").value == 300
    assert not damages(node)


def test_the_part_in_utf_16_of_folder_fields_may_be_absent() -> None:
    node = decoded("FOLDERUSERFIELDS", bytes(4))
    assert node.summary == "0 user-defined fields"
    assert not damages(node)
