"""The forms in which property values lie in rules, in search folders and in recipient rows."""

from __future__ import annotations

import struct
from uuid import UUID

import pytest

from msginspector.structures.context import Context
from msginspector.structures.cursor import Cursor
from msginspector.structures.property_values import (
    NARROW_RULE,
    PLAIN,
    RULE,
    Layout,
    named_value,
)
from tests.structures.asking import damages, decoded, part
from tests.structures.values import SUBJECT, one_off, sized, stored, tag, text

SIZE = 0x0E08
UNKNOWN = 0x66FF
GUID = UUID("6ED8DA90-450B-101B-98DA-00AA003F1305")


def words(data: bytes, layout: Layout = PLAIN) -> str:
    """What one property says; everything must be understood."""
    said = []
    node = Cursor(data).decode("Test", lambda cursor: said.append(named_value(cursor, layout)))
    assert not damages(node)
    return said[0]


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (0x0002, struct.pack("<h", -2), "-2"),
        (0x0004, struct.pack("<f", 1.5), "1.5"),
        (0x0007, struct.pack("<d", 36526.5), "2000-01-01T12:00:00.000"),
        (0x0014, struct.pack("<q", -5), "-5"),
        (0x0048, GUID.bytes_le, "{6ED8DA90-450B-101B-98DA-00AA003F1305}"),
        (0x3003, struct.pack("<i", 7), "7"),
    ],
)
@pytest.mark.parametrize("layout", [PLAIN, RULE, NARROW_RULE])
def test_a_value_with_a_width_lies_the_same_way_everywhere(
    kind: int, value: bytes, expected: str, layout: Layout
) -> None:
    assert words(tag(SIZE << 16 | kind) + value, layout).endswith(f" = {expected}")


def test_a_number_that_is_a_code_has_the_name_of_the_code() -> None:
    assert words(tag(0x3FF10003) + struct.pack("<I", 1031)) == "PidTagMessageLocaleId = de-DE"
    assert words(tag(0x00170003) + struct.pack("<I", 2)) == "PidTagImportance = IMPORTANCE_HIGH"


def test_no_value_takes_no_bytes() -> None:
    assert words(tag(SIZE << 16 | 1)) == "PidTagMessageSize"


def test_a_boolean_has_two_bytes_stored_and_one_in_rules() -> None:
    assert words(tag(0x0E1B000B) + b"\1\0") == "PidTagHasAttachments = true"
    assert words(tag(0x0E1B000B) + b"\1", RULE) == "PidTagHasAttachments = true"


def test_text_has_its_size_before_it_stored_and_only_a_terminator_in_rules() -> None:
    assert words(stored(SUBJECT, "invoice")) == 'PidTagSubject = "invoice"'
    assert words(tag(SUBJECT) + text("invoice"), RULE) == 'PidTagSubject = "invoice"'
    assert words(tag(0x0037001E) + sized(b"bill\0")) == 'PidTagSubject = "bill"'
    assert words(tag(0x0037001E) + b"bill\0", RULE) == 'PidTagSubject = "bill"'


def test_text_without_a_terminator_is_whole() -> None:
    assert words(tag(SUBJECT) + sized("ab".encode("utf-16-le"))) == 'PidTagSubject = "ab"'


def test_an_odd_size_of_text_is_said_and_its_last_byte_is_of_the_next_value() -> None:
    data = tag(SUBJECT) + struct.pack("<H", 5) + "ab".encode("utf-16-le") + stored(SUBJECT, "c")
    node = decoded("PROPERTIES", data)
    assert [one.text for one in node.children] == [
        'PidTagSubject = "ab"', 'PidTagSubject = "c"',
    ]  # fmt: skip
    assert damages(node) == ["5 bytes are no whole number of UTF-16 units"]


def test_a_type_can_be_the_code_page_of_text() -> None:
    assert words(tag(0x003784B0) + text("Größe"), RULE) == 'PidTagSubject = "Größe"'
    assert words(tag(0x003784E3) + "Срок\0".encode("cp1251"), RULE) == 'PidTagSubject = "Срок"'
    node = decoded("PROPERTIES", tag(0x003784B0) + sized(text("x")))
    assert "text in code page 1200" in part(node, "PropTag").text


@pytest.mark.parametrize(("layout", "width"), [(PLAIN, "H"), (RULE, "I"), (NARROW_RULE, "H")])
def test_the_size_of_a_binary_value_has_two_bytes_or_four(layout: Layout, width: str) -> None:
    assert words(tag(UNKNOWN << 16 | 0x102) + sized(b"\1\2", width), layout).endswith("0102")


def test_a_binary_value_is_decoded_where_its_property_has_a_structure() -> None:
    entry_id = one_off("Jane", "jane@example.com")
    node = decoded("PROPERTIES", tag(0x0FFF0102) + sized(entry_id))
    assert part(node, "EmailAddress").text == "jane@example.com"
    assert "jane@example.com" in part(node, "Property[0]").text


def test_what_stands_beside_the_outer_value_does_not_stand_beside_the_inner_one() -> None:
    asked = []
    context = Context(sibling=lambda number: asked.append(number))
    index = bytes.fromhex("01CB5F2C3A00") + bytes(16)
    decoded("PROPERTIES", tag(0x00710102) + sized(index), context)
    assert not asked


@pytest.mark.parametrize(
    ("layout", "count", "width"), [(PLAIN, "I", "I"), (PLAIN, "H", "H"), (RULE, "I", "I"),
    (NARROW_RULE, "H", "H")],
)  # fmt: skip
def test_a_list_has_its_number_of_items_first(layout: Layout, count: str, width: str) -> None:
    items = struct.pack(f"<{count}", 2) + sized(b"\1\2\3\4", width) + sized(b"\5", width)
    assert words(tag(UNKNOWN << 16 | 0x1102) + items, layout).endswith(" = 01020304, 05")
    texts = struct.pack(f"<{count}", 2) + text("one") + text("two")
    assert words(tag(UNKNOWN << 16 | 0x101F) + texts, layout).endswith(' = "one", "two"')


@pytest.mark.parametrize("number", [0x0037000D, 0x66FF100D, 0x66FF0099])
def test_a_type_nobody_can_measure_ends_the_part(number: int) -> None:
    node = decoded("PROPERTIES", stored(SUBJECT, "a") + tag(number) + b"rest")
    assert part(node, "Property[0]").text == 'PidTagSubject = "a"'
    (damage,) = damages(node)
    assert "lie here is not known" in damage


# -- rows of recipients -----------------------------------------------------------------------


def row(*properties: bytes) -> bytes:
    return struct.pack("<2I", len(properties), 0) + b"".join(properties)


def test_rows_of_recipients_say_who_they_are() -> None:
    jane = row(stored(0x3001001F, "Jane"), stored(0x39FE001F, "jane@example.com"))
    john = row(stored(0x3001001F, "john@example.com"), stored(0x3003001F, "john@example.com"))
    node = decoded("RECIPIENTROWSTREAM", struct.pack("<2I", 1, 2) + jane + john)
    assert node.summary == "2 recipients: Jane <jane@example.com>, john@example.com"
    assert part(node, "Row[0]").text == "Jane <jane@example.com>"
    assert not damages(node)


def test_more_rows_than_bytes_are_said() -> None:
    node = decoded("RECIPIENTROWSTREAM", struct.pack("<2I", 1, 0xFFFFFFFF) + row())
    assert damages(node) == ["Row: 4294967295 are announced, there is room for 1"]
