"""Restrictions, rules and property values, built field by field as the specifications say."""

from __future__ import annotations

import struct

import pytest

from msginspector.structures import Context, Node
from msginspector.structures.registry import structure
from tests.structures.node_rules import check

SUBJECT = 0x0037001F
IMPORTANCE = 0x00170003
FLAGS = 0x0E070003
RECIPIENTS = 0x0E12000D
AND, OR, NOT, CONTENT, PROPERTY, BITS, SIZE, EXISTS, SUB, COMMENT = 0, 1, 2, 3, 4, 6, 7, 8, 9, 10
IGNORE_CASE = 0x00010000


def tree(name: str, data: bytes, context: Context | None = None) -> Node:
    """The checked tree of some bytes."""
    known = structure(name)
    assert known is not None
    node = known.decode(data, context or Context())
    check(node, data)
    return node


def damage(node: Node) -> list[str]:
    """What is said to be wrong."""
    return [part.text for part in node.walk() if part.kind]


def text(value: str) -> bytes:
    """UTF-16 with a terminator."""
    return f"{value}\0".encode("utf-16-le")


def counted(value: str) -> bytes:
    """The same after its size in two bytes."""
    return struct.pack("<H", len(text(value))) + text(value)


def number(tag: int, value: int) -> bytes:
    """A property value of 4 bytes."""
    return struct.pack("<Ii", tag, value)


def contains(word: str, level: int = 1) -> bytes:
    """A subject that contains a word, as search folders store it."""
    return struct.pack("<IIII", CONTENT, level, SUBJECT, SUBJECT) + counted(word)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (contains("due"), 'PidTagSubject contains "due"'),
        (contains("due", 0), 'PidTagSubject is "due"'),
        (contains("due", 2 | IGNORE_CASE), 'PidTagSubject begins with "due", ignoring case'),
        (
            struct.pack("<III", PROPERTY, 4, IMPORTANCE) + number(IMPORTANCE, 2),
            "PidTagImportance = IMPORTANCE_HIGH",
        ),
        (struct.pack("<IIII", BITS, 0, FLAGS, 1), "PidTagMessageFlags has none of MSGFLAG_READ"),
        (struct.pack("<IIII", SIZE, 2, SUBJECT, 1000), "size of PidTagSubject > 1000"),
        (struct.pack("<II", EXISTS, SUBJECT), "PidTagSubject exists"),
        (
            struct.pack("<II", SUB, RECIPIENTS) + struct.pack("<II", EXISTS, 0x3003001F),
            "a recipient has (PidTagEmailAddress exists)",
        ),
    ],
)
def test_a_restriction_reads_as_an_expression(data: bytes, said: str) -> None:
    node = tree("restriction", data)
    assert node.summary == said
    assert damage(node) == []


def test_restrictions_are_joined_and_turned_round() -> None:
    either = struct.pack("<II", OR, 2) + contains("a") + contains("b")
    node = tree("restriction", struct.pack("<I", NOT) + either)
    assert node.summary == 'NOT ((PidTagSubject contains "a") OR (PidTagSubject contains "b"))'


def test_a_comment_may_stand_without_a_condition() -> None:
    node = tree("restriction", struct.pack("<II", COMMENT, 1) + number(IMPORTANCE, 1) + b"\0")
    assert damage(node) == []


def test_an_unknown_kind_of_restriction_is_said() -> None:
    [said] = damage(tree("restriction", struct.pack("<II", 77, 1)))
    assert said.startswith("no restriction has the type 77")


def test_nesting_without_end_stops() -> None:
    node = tree("restriction", struct.pack("<I", NOT) * 10_000)
    assert "nested" in damage(node)[0]


def test_a_rule_uses_one_byte_where_a_search_folder_uses_four() -> None:
    name = b"\0\0"
    data = name + struct.pack("<BIII", CONTENT, 1, SUBJECT, SUBJECT) + text("due")
    assert tree("rule condition", data).summary == 'PidTagSubject contains "due"'


def test_a_rule_names_the_properties_of_its_mailbox() -> None:
    strings = bytes.fromhex("2903020000000000C000000000000046")
    named = b"\1" + strings + bytes([len(text("Keywords"))]) + text("Keywords")
    names = struct.pack("<HHI", 1, 0x80FB, len(named)) + named
    data = names + struct.pack("<BI", EXISTS, 0x80FB101F)
    assert tree("extended rule condition", data).summary == "PidNameKeywords exists"


def test_an_action_without_data_reads_as_a_verb() -> None:
    block = struct.pack("<BII", 10, 0, 0)
    data = struct.pack("<HH", 1, len(block)) + block
    assert tree("rule action", data).summary == "delete"


def test_an_action_that_is_too_short_does_not_hide_the_next() -> None:
    broken = struct.pack("<BI", 6, 0)
    whole = struct.pack("<BII", 11, 0, 0)
    data = struct.pack("<H", 2)
    for block in (broken, whole):
        data += struct.pack("<H", len(block)) + block
    node = tree("rule action", data)
    assert node.summary == "mark as read"
    assert len(damage(node)) == 1


def test_a_forward_says_to_whom() -> None:
    address = 0x39FE001F
    recipient = struct.pack("<BHI", 0, 1, address) + text("anna@example.com")
    block = struct.pack("<BIIH", 7, 1, 0, 1) + recipient
    data = struct.pack("<HH", 1, len(block)) + block
    node = tree("rule action", data)
    assert node.summary == "forward to anna@example.com"
    assert any("FWD_PRESERVE_SENDER" in part.text for part in node.walk())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (number(IMPORTANCE, 2), "PidTagImportance = IMPORTANCE_HIGH"),
        (number(0x7F110003, -1), "0x7F110003 = -1"),
        (struct.pack("<IH", 0x0E1B000B, 1), "PidTagHasAttachments = true"),
        (struct.pack("<II", 0x0037000A, 0x8004010F), "PidTagSubject = MAPI_E_NOT_FOUND"),
        (struct.pack("<Id", 0x7F110005, 1.5), "0x7F110005 = 1.5"),
        (struct.pack("<Iq", 0x7F110006, 15000), "0x7F110006 = 1.5000"),
        (struct.pack("<I", SUBJECT) + counted("Hello"), 'PidTagSubject = "Hello"'),
        (
            struct.pack("<IQ", 0x00390040, 129168000000000000),
            "PidTagClientSubmitTime = 2010-04-27T00:00:00.0000000Z",
        ),
        (struct.pack("<IH", 0x0C190102, 0), "PidTagSenderEntryId"),
    ],
)
def test_a_property_value_is_shown_with_its_meaning(data: bytes, said: str) -> None:
    [part] = tree("property", data).children
    assert part.text == said


def test_an_id_of_a_named_property_is_called_as_in_its_file() -> None:
    context = Context(named={0x8001: "PidLidReminderSet"}.__getitem__)
    [part] = tree("property", struct.pack("<IH", 0x8001000B, 0), context).children
    assert part.text == "PidLidReminderSet = false"


def test_a_nickname_cache_that_announces_too_many_rows_reads_none() -> None:
    data = bytes.fromhex("0DF0ADBA") + struct.pack("<IIi", 10, 1, -1) + bytes(12)
    node = tree("nickname cache", data)
    assert node.summary == "0 addresses"
    assert damage(node) == ["-1 rows are announced, 12 bytes are left"]
