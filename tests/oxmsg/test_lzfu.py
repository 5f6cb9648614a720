"""Compressed RTF: the examples of [MS-OXRTFCP] 3, damage told in sentences, limits kept."""

from __future__ import annotations

import struct
import time
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.oxmsg import lzfu
from msginspector.oxmsg.lzfu import decompress

HELLO = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
)
"""[MS-OXRTFCP] 3.1.1."""
CROSSING = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
"""[MS-OXRTFCP] 3.1.2: a reference that reads what it writes."""


def packed(content: bytes, raw_size: int, kind: bytes = b"LZFu") -> bytes:
    crc = crc32(content, 0xFFFFFFFF) ^ 0xFFFFFFFF if kind == b"LZFu" else 0
    return struct.pack("<II4sI", len(content) + 12, raw_size, kind, crc) + content


def literal(text: bytes) -> bytes:
    """Text as runs of literal bytes, and the end mark."""
    runs = b"".join(b"\0" + text[at : at + 8] for at in range(0, len(text) - len(text) % 8, 8))
    rest = text[len(text) - len(text) % 8 :]
    end = (207 + len(text)) % 4096 << 4
    return runs + bytes([1 << len(rest)]) + rest + end.to_bytes(2, "big")


def test_the_examples_of_the_specification() -> None:
    assert decompress(HELLO) == (b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n", (), False)
    assert decompress(CROSSING) == (b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}", (), False)


def test_stored_rtf_is_given_as_it_is() -> None:
    assert decompress(packed(b"{\\rtf1}", 7, b"MELA")) == (b"{\\rtf1}", (), False)


def test_a_writer_that_counts_the_header_in_the_raw_size_is_not_wrong() -> None:
    assert decompress(packed(b"{\\rtf1}", 19, b"MELA")).problems == ()


@pytest.mark.parametrize("size", range(40))
def test_literal_bytes_of_any_number_come_back(size: int) -> None:
    text = bytes(range(65, 65 + size))
    assert decompress(packed(literal(text), size)) == (text, (), False)


def test_a_wrong_checksum_is_a_problem_and_nothing_more() -> None:
    found = decompress(HELLO[:12] + b"\0\0\0\0" + HELLO[16:])
    assert found.data == decompress(HELLO).data
    assert found.problems == (
        "The CRC of the compressed RTF is not 0x00000000, as its header says.",
    )


@pytest.mark.parametrize("cut", range(len(HELLO)))
def test_of_a_truncated_stream_the_beginning_is_read_and_it_is_told(cut: int) -> None:
    found = decompress(HELLO[:cut])
    assert decompress(HELLO).data.startswith(found.data)
    assert found.problems
    assert len(found.data) >= (cut - 16) * 8 // 9 - 2


def test_the_raw_size_is_only_a_claim() -> None:
    found = decompress(packed(literal(b"short"), 0xFFFFFFFF))
    assert found.data == b"short"
    assert found.problems == ("The RTF has 5 bytes; its header (RAWSIZE) says 4294967295.",)


def test_an_unknown_compression_is_named() -> None:
    assert decompress(packed(b"data", 4, b"ZZZZ")).problems == (
        "The RTF is compressed in an unknown way (b'ZZZZ' instead of LZFu or MELA).",
    )


def test_no_more_than_the_limit_is_given() -> None:
    assert decompress(HELLO, 6) == (b"{\\rtf1", (), True)
    assert decompress(packed(b"{\\rtf1}", 7, b"MELA"), 6) == (b"{\\rtf1", (), True)


def test_what_unpacks_to_much_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lzfu, "LIMIT", 1 << 20)
    bomb = b"\xff" + b"\x00\x0e" * 8
    found = decompress(packed(bomb * 20_000, 0xFFFFFFFF))
    assert len(found.data) == 1 << 20
    assert found.truncated


@given(st.binary(max_size=400), st.sampled_from([b"LZFu", b"MELA"]))
def test_any_bytes_give_something(content: bytes, kind: bytes) -> None:
    for data in (content, packed(content, len(content), kind), packed(content, 99, kind)[:-1]):
        found = decompress(data)
        assert len(found.data) <= 17 * 8 * max(len(data), 1)
        assert decompress(data, 10).data == found.data[:10]


def test_four_times_the_bytes_take_about_four_times_as_long() -> None:
    def seconds(size: int) -> float:
        data = packed(literal(b"{\\rtf1 text \\par}" * (size // 16)), size)
        best = 9.0
        for _ in range(3):
            start = time.perf_counter()
            decompress(data)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(1 << 20) < 12 * seconds(1 << 18) + 0.05
