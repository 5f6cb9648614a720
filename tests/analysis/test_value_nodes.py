"""Numbers, times, error codes, GUIDs and lists as trees, of messages written for the test."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from msginspector.analysis.node_index import NodeIndex
from msginspector.analysis.sender_zone import sender_zone, zone_of_headers
from msginspector.analysis.value_nodes import items_node, value_node
from msginspector.session import PropertyRow, Workspace
from msginspector.structures.nodes import LEFTOVER, Node
from tests.builders.messages import note, written

MOMENT = datetime(2024, 3, 5, 9, 14, 37, tzinfo=UTC)


@pytest.fixture
def row(tmp_path: Path) -> Iterator[Any]:
    """Gives the row of a property of a message that has it."""
    with Workspace() as workspace:

        def make(tag: int, value: Any, **others: str) -> PropertyRow:
            message = note("A note")
            message.set(tag, value)
            for headers in others.values():
                message.set(0x007D001F, headers)
            opened = workspace.open_session().open_file(str(written(tmp_path, message)))
            found = opened.properties.by_tag(tag)
            assert found is not None
            return found

        yield make


def lines(node: Node | None) -> list[str]:
    assert node is not None
    return NodeIndex(node).lines()


def test_each_flag_of_a_number_has_a_line_with_its_bits_and_so_have_unknown_bits(row) -> None:
    node = value_node(row(0x0E070003, 0x80000019), ())
    assert lines(node) == [
        "Value: -2147483623 (0x80000019)",
        "MSGFLAG_READ: 0x00000001",
        "MSGFLAG_UNSENT: 0x00000008",
        "MSGFLAG_HASATTACH: 0x00000010",
        "Unknown bits: 0x80000000",
    ]
    assert [(part.bit_offset, part.bit_size) for part in node.children[1:]] == [
        (0, 1), (3, 1), (4, 1), (31, 1),
    ]  # fmt: skip
    assert node.children[-1].kind == LEFTOVER
    assert all((part.offset, part.size) == (0, 4) for part in node.children)


def test_a_value_with_a_name_is_named(row) -> None:
    assert lines(value_node(row(0x00170003, 2), ()))[1] == "IMPORTANCE_HIGH: 0x00000002"


def test_a_number_without_named_bits_says_what_it_means_where_that_is_known(row) -> None:
    found = row(0x3FFD0003, 1252)
    assert lines(value_node(found, (), "Western European"))[1:] == ["Meaning: Western European"]
    assert lines(value_node(found, ())) == ["Value: 1252 (0x000004E4)"]


def test_a_time_is_shown_in_every_zone_and_as_it_is_stored(row) -> None:
    zones = (("Tokyo", lambda time: f"{time.to_datetime():%H}+9"), ("Nowhere", lambda _: ""))
    assert lines(value_node(row(0x00390040, MOMENT), zones)) == [
        "UTC: 2024-03-05T09:14:37.0000000Z",
        "Tokyo: 09+9",
        "FILETIME: 133541036770000000 (0x01DA6EDD8B9CFC80)",
        "  dwLowDateTime: 2342321280 (0x8B9CFC80)",
        "  dwHighDateTime: 31092445 (0x01DA6EDD)",
    ]


def test_an_error_code_is_told_by_its_name(row) -> None:
    said = lines(value_node(row(0x6600000A, 0x8004010F), ()))
    assert said[:2] == ["Value: 0x8004010F", "Name: MAPI_E_NOT_FOUND"]
    assert "Severity: failure" in said
    assert "Name: no known error code" in lines(value_node(row(0x6600000A, 0x8FFFFFF1), ()))


def test_a_guid_is_told_by_its_name(row) -> None:
    import uuid

    value = uuid.UUID("00020329-0000-0000-C000-000000000046")
    assert lines(value_node(row(0x66000048, value), ())) == [
        "Value: {00020329-0000-0000-C000-000000000046}", "Known as: PS_PUBLIC_STRINGS",
    ]  # fmt: skip


@pytest.mark.parametrize(("tag", "value"), [(0x6600001F, "text"), (0x66000102, b"bytes")])
def test_text_and_bytes_are_no_numbers(row, tag: int, value: Any) -> None:
    assert value_node(row(tag, value), ()) is None
    assert items_node(row(tag, value)) is None


def test_items_of_a_list_have_their_places_and_sizes(row) -> None:
    node = items_node(row(0x6600101F, ["a", "bc\u202e"]))
    assert lines(node) == ["[0]: a", "[1]: bc\\u202e"]
    assert [(item.offset, item.size) for item in node.children] == [(0, 4), (4, 8)]
    node = items_node(row(0x66001003, [1, -1, 5]))
    assert lines(node) == ["[0]: 1", "[1]: -1", "[2]: 5"]
    assert [(item.offset, item.size) for item in node.children] == [(0, 4), (4, 4), (8, 4)]
    assert lines(items_node(row(0x66001102, [b"\x01\xff", b""]))) == ["[0]: 01 FF", "[1]"]


def test_a_list_is_no_number(row) -> None:
    assert value_node(row(0x66001003, [1]), ()) is None


def test_the_zone_of_the_sender_is_that_of_the_date_header(row) -> None:
    found = row(0x00390040, MOMENT, headers="From: a\r\nDate: Tue, 5 Mar 2024 10:14:37 +0530\r\n")
    assert sender_zone(found) == timezone(timedelta(hours=5, minutes=30))
    assert sender_zone(row(0x00390040, MOMENT)) is None


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ("date: 5 Mar 2024 10:14:37 -0800 (PST)", -480),
        ("Date: 5 Mar 2024 10:14:37 +0000", 0),
        ("Date: 5 Mar 2024 10:14:37 -0000", None),
        ("Date: 5 Mar 2024 10:14:37 CET", None),
        ("Resent-Date: 5 Mar 2024 10:14:37 +0100", None),
        ("Date: 5 Mar 2024 10:14:37 +9900", None),
        ("", None),
    ],
)
def test_a_zone_that_is_not_stated_is_not_guessed(headers: str, minutes: int | None) -> None:
    wanted = None if minutes is None else timezone(timedelta(minutes=minutes))
    assert zone_of_headers(headers) == wanted
