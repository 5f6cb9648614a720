"""Places in bytes as somebody types them."""

from __future__ import annotations

import pytest

from msginspector.analysis.offsets import parse_offset


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("0", 0), ("300", 300), ("0x12C", 300), ("0X12c", 300), ("12Ch", 300), (" 1 000 ", 1000),
        ("+16", 116), ("-16", 84), ("+0x10", 116), ("- 0x10", 84), ("end", 4999), ("END", 4999),
        ("4999", 4999),
    ],
)  # fmt: skip
def test_a_place_is_decimal_hex_relative_or_the_end(text: str, place: int) -> None:
    assert parse_offset(text, 100, 5000) == place


@pytest.mark.parametrize("text", ["", "x", "12C", "0x", "1.5", "--1", "start", "0x1g"])
def test_what_is_no_place_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="Type a number"):
        parse_offset(text, 0, 5000)


@pytest.mark.parametrize("text", ["5000", "-101", "+4900", "0xFFFFFFFFFFFF"])
def test_a_place_outside_the_bytes_is_said_with_their_last_offset(text: str) -> None:
    with pytest.raises(ValueError, match=r"4999 \(0x1387\)"):
        parse_offset(text, 100, 5000)


def test_without_bytes_there_is_no_place() -> None:
    with pytest.raises(ValueError, match="no bytes"):
        parse_offset("0", 0, 0)
