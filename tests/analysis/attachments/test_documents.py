"""What OLE documents say of themselves, read by olefile within bounds; metafiles as drawings."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.attachments.documents import SUMMARY, facts_of_streams
from msginspector.analysis.attachments.drawings import Bitmap, Words, drawing_of

VT_LPSTR, VT_FILETIME, VT_I2, VT_LIST = 30, 64, 2, 0x1000 | 30
TICKS = 131_000_000_000_000_000


def property_set(*values: tuple[int, int, bytes]) -> bytes:
    """A property set stream ([MS-OLEPS] 2.21) of id, type and value bytes."""
    table, body = b"", b""
    first = 8 + 8 * len(values)
    for number, kind, data in values:
        table += struct.pack("<II", number, first + len(body))
        body += struct.pack("<I", kind) + data
    section = struct.pack("<II", first + len(body), len(values)) + table + body
    head = struct.pack("<HHI16sI", 0xFFFE, 0, 0, bytes(16), 1) + bytes(16)
    return head + struct.pack("<I", 48) + section


def text(value: bytes) -> bytes:
    data = value + b"\0"
    return struct.pack("<I", len(data)) + data + bytes(-len(data) % 4)


def test_text_times_and_numbers_come_with_the_stream_they_are_in() -> None:
    stream = property_set(
        (1, VT_I2, struct.pack("<HH", 1251, 0)),
        (2, VT_LPSTR, text("Отчёт".encode("cp1251"))),
        (12, VT_FILETIME, struct.pack("<Q", TICKS)),
        (14, 3, struct.pack("<I", 7)),
    )
    found = {one.name: one for one in facts_of_streams({SUMMARY: stream})}
    assert found["Title"].value == "Отчёт"
    assert found["Title"].source == "\\x05SummaryInformation"
    assert found["Pages"].value == 7
    assert found["Created"].value == datetime(2016, 2, 15, 8, 53, 20, tzinfo=UTC)


def test_a_list_that_claims_millions_of_items_is_left_out() -> None:
    stream = property_set((2, VT_LIST, struct.pack("<I", 0xFFFFFFF0)), (4, VT_LPSTR, text(b"me")))
    assert [one.value for one in facts_of_streams({SUMMARY: stream})] == ["me"]


def test_thousands_of_overlapping_values_cost_no_more_than_a_few() -> None:
    stream = property_set(*((2, VT_LPSTR, b"") for _ in range(8000)))
    assert len(facts_of_streams({SUMMARY: stream})) <= 1


@given(st.binary(max_size=400))
def test_no_bytes_of_a_property_set_are_a_fault(data: bytes) -> None:
    facts_of_streams({SUMMARY: data})
    facts_of_streams({SUMMARY: property_set()[:48] + data})


# -- drawings ---------------------------------------------------------------------------------


def bitmap(width: int, height: int) -> bytes:
    rows = bytes((width * 24 + 31) // 32 * 4 * height)
    return struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0) + rows


def record(function: int, body: bytes) -> bytes:
    body += bytes(len(body) % 2)
    return struct.pack("<IH", 3 + len(body) // 2, function) + body


def metafile(*records: bytes) -> bytes:
    head = struct.pack("<HHHIHIH", 1, 9, 0x300, 0, 0, 0, 0)
    return head + b"".join(records) + record(0, b"")


def test_a_metafile_gives_its_bitmaps_and_words_in_order() -> None:
    stretched = struct.pack("<I8h", 0x00CC0020, 4, 6, 0, 0, 4, 6, 1, 2) + bitmap(6, 4)
    words = struct.pack("<H", 4) + b"name" + struct.pack("<hh", 9, 3)
    shape = record(0x041B, bytes(8))
    drawing = drawing_of(metafile(record(0x0B41, stretched), record(0x0521, words), shape))
    assert drawing is not None
    picture, name = drawing.steps
    assert isinstance(picture, Bitmap)
    assert (picture.box.x, picture.box.y, picture.box.width, picture.box.height) == (2, 1, 6, 4)
    assert picture.data.startswith(b"BM")
    assert isinstance(name, Words)
    assert (name.text, name.x, name.y) == ("name", 3, 9)
    assert drawing.left_out == 1


def test_a_bare_bitmap_is_a_drawing_and_a_huge_one_is_none() -> None:
    drawing = drawing_of(bitmap(3, 2))
    assert drawing is not None
    assert (drawing.bounds.width, drawing.bounds.height) == (3, 2)
    assert drawing_of(struct.pack("<IiiHHIIiiII", 40, 1 << 30, 1, 1, 24, 0, 0, 0, 0, 0, 0)) is None


@pytest.mark.parametrize("bits", [0, 2, 65_535])
def test_a_bitmap_whose_pixels_have_no_known_depth_is_none(bits: int) -> None:
    """0 bits: the bytes are a JPEG or PNG ([MS-WMF] 2.1.1.3)."""
    long = struct.pack("<IiiHHIIiiII", 40, 3, 2, 1, bits, 0, 0, 0, 0, 0, 0)
    short = struct.pack("<IHHHH", 12, 3, 2, 1, bits)
    assert drawing_of(long + bytes(100)) is None
    assert drawing_of(short + bytes(100)) is None


@given(st.sampled_from([b"\1\0\x09\0", b"\xd7\xcd\xc6\x9a", b"\x28\0\0\0", bytes(40) + b" EMF"]),
       st.binary(max_size=300))  # fmt: skip
def test_no_bytes_of_a_metafile_are_a_fault(start: bytes, data: bytes) -> None:
    drawing_of(start + data)
    drawing_of(metafile(record(0x0B41, data), record(0x0F43, data), record(0x0A32, data)))
