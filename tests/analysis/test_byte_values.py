"""The data inspector: what bytes would be, each value worked out by hand or by another way."""

from __future__ import annotations

import struct
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.byte_values import NONE, WINDOW, readings


def said(data: bytes, key: str, *, big: bool = False) -> str:
    return next(one.text for one in readings(data, big_endian=big) if one.key == key)


def test_integers_of_every_width_signed_and_not() -> None:
    data = b"\xfe\xff\xff\xff\xff\xff\xff\xff"
    assert [said(data, f"int{bits}") for bits in (8, 16, 32, 64)] == ["-2"] * 4
    assert [said(data, f"uint{bits}") for bits in (8, 16, 32, 64)] == [
        "254", "65534", "4294967294", "18446744073709551614",
    ]  # fmt: skip


def test_the_switch_turns_the_order_of_bytes() -> None:
    assert (said(b"\x01\x02", "uint16"), said(b"\x01\x02", "uint16", big=True)) == ("513", "258")
    assert said(struct.pack(">d", 0.1), "double", big=True) == "0.1"
    assert said("Grüße".encode("utf-16-be"), "utf16", big=True) == "Grüße"


def test_reals() -> None:
    assert said(struct.pack("<f", 1.5), "float") == "1.5"
    assert said(struct.pack("<d", 0.1), "double") == "0.1"


def test_times() -> None:
    ticks = 133541036770000000
    assert said(ticks.to_bytes(8, "little"), "filetime") == "2024-03-05T09:14:37.0000000Z"
    assert said(bytes(4), "minutes") == "1601-01-01 00:00"
    assert said(struct.pack("<d", 2.5), "oledate") == "1900-01-01T12:00:00"
    assert said(b"\xff" * 8, "filetime") == NONE
    assert said(b"\xff" * 8, "oledate") == NONE


def test_a_guid_has_its_name() -> None:
    guid = uuid.UUID("00020329-0000-0000-C000-000000000046")
    assert said(guid.bytes_le, "guid") == (
        "{00020329-0000-0000-C000-000000000046} PS_PUBLIC_STRINGS"
    )
    assert said(guid.bytes, "guid", big=True) == said(guid.bytes_le, "guid")


def test_texts_end_at_a_zero_and_show_nothing_invisible() -> None:
    assert said("Grüße\0xx".encode(), "utf8") == "Grüße"
    assert said("Grüße\0xx".encode("utf-16-le"), "utf16") == "Grüße"
    assert said("a\u202eb".encode("utf-16-le"), "utf16") == "a\\u202eb"
    assert said(b"IPM\x00\xff", "ascii") == "IPM··"


def test_where_bytes_are_too_few_there_is_nothing() -> None:
    shown = {one.key for one in readings(b"\x01\x02\x03") if one.text != NONE}
    assert shown == {"int8", "uint8", "int16", "uint16", "ascii", "utf8", "utf16"}
    assert all(one.text == NONE and one.size == 0 for one in readings(b""))


@pytest.mark.parametrize("big", [False, True])
@given(data=st.binary(max_size=WINDOW))
def test_any_bytes_have_readings_that_fit_one_line(big: bool, data: bytes) -> None:
    for one in readings(data, big_endian=big):
        assert one.text
        assert "\n" not in one.text
        assert one.size <= len(data)
