"""The bytes of a value by range: the same as all of them, and where each of them lies."""

from __future__ import annotations

from typing import Any

import pytest

from msginspector.oxmsg import Property
from msginspector.oxmsg.value_bytes import ValueBytes
from tests.oxmsg.building import message
from tests.oxmsg.test_message_file import opened, wide

LONG = bytes(number * 7 % 251 for number in range(9000))


def prop(tag: int, value: Any) -> Property:
    found = opened(message([(tag, value)])).root.property(tag)
    assert found is not None
    return found


VALUES = [
    (0x66000003, 305419896), (0x66000014, -2), (0x6600000B, 1), (0x66000102, b"\x01\xff"),
    (0x66000102, LONG), (0x66000102, b""), (0x6600001F, wide("Grüße")), (0x66001003, b"abcdefgh"),
    (0x6600101F, [wide("a\0"), wide("bcd\0"), wide("\0")]), (0x66001102, [b"\1", b"", LONG]),
    (0x66001102, []),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "value"), VALUES)
def test_a_range_is_that_part_of_the_stored_bytes(tag: int, value: Any) -> None:
    found = prop(tag, value)
    whole = found.raw(None)[0]
    part = ValueBytes(found)
    assert part.size == len(whole)
    for offset in (0, 1, 3, 4, 5, 100, 4095, 8999, 9001):
        for size in (0, 1, 2, 5, 5000, 10000):
            assert part.read(offset, size) == whole[offset : offset + size]
    assert part.read(-1, 4) == b""


@pytest.mark.parametrize(("tag", "value"), VALUES)
def test_the_file_ranges_of_a_place_hold_its_bytes(tag: int, value: Any) -> None:
    found = prop(tag, value)
    source = found.owner.file.container.source
    part = ValueBytes(found)
    for offset, size in ((0, part.size), (1, 3), (part.size - 1, 1)):
        place = part.locate(offset, size)
        held = b"".join(source.read(start, length) for start, length in place.ranges)
        assert held == part.read(offset, size)


def test_a_value_in_an_entry_lies_eight_bytes_behind_its_beginning() -> None:
    found = prop(0x66000003, 7)
    place = ValueBytes(found).locate(1, 2)
    assert place.stream == "__properties_version1.0"
    assert place.offset == found.entry_offset + 8 + 1


def test_an_item_of_a_list_lies_in_its_own_stream() -> None:
    part = ValueBytes(prop(0x66001102, [b"abc", b"defg"]))
    assert part.locate(4, 2)[:2] == ("__substg1.0_66001102-00000001", 1)
    assert part.locate(2, 2)[:2] == ("__substg1.0_66001102-00000000", 2)
    assert [(one.start, one.size, one.number) for one in part.pieces] == [(0, 3, 0), (3, 4, 1)]


def test_outside_the_value_there_is_no_place() -> None:
    part = ValueBytes(prop(0x66000102, b"abc"))
    assert part.locate(3, 1) == part.locate(-1, 2) == ("", 0, [])
