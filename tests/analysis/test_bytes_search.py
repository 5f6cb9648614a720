"""Search over bytes: what is typed, where it is found, and how much is read at a time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis import bytes_search
from msginspector.analysis.bytes_search import ASCII, HEX, SLICE, UTF16, Needle, needle, search


def found(data: bytes, wanted: Needle, start: int = 0, *, backwards: bool = False) -> int | None:
    def read(offset: int, size: int) -> bytes:
        return data[offset : offset + size]

    *_, last = [None, *search(read, len(data), wanted, start, backwards=backwards)]
    return None if last is None else last.found


@pytest.mark.parametrize(
    ("text", "kind", "data"),
    [
        ("01 DC 9a", HEX, b"\x01\xdc\x9a"),
        ("01dc9A", HEX, b"\x01\xdc\x9a"),
        ("0x01, 0xDC", HEX, b"\x01\xdc"),
        ("IPM", ASCII, b"IPM"),
        ("é", UTF16, b"\xe9\x00"),
        ("a\U0001f600", UTF16, b"a\0\x3d\xd8\x00\xde"),
    ],
)
def test_what_is_typed_becomes_bytes(text: str, kind: str, data: bytes) -> None:
    assert needle(text, kind).data == data


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("", ASCII, "Type what"), ("", HEX, "Type what"), ("1", HEX, "pairs of digits"),
        ("xyz", HEX, "pairs of digits"), ("é", ASCII, "UTF-16"), ("a" * 5000, ASCII, "No more"),
    ],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said(text: str, kind: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        needle(text, kind)


def test_the_search_goes_on_from_its_start_and_around_the_end() -> None:
    data = b"..ab....ab.."
    wanted = needle("ab", ASCII)
    assert found(data, wanted, 0) == 2
    assert found(data, wanted, 2) == 2
    assert found(data, wanted, 3) == 8
    assert found(data, wanted, 9) == 2


def test_backwards_it_finds_the_match_before_and_goes_around_the_beginning() -> None:
    data = b"..ab....ab.."
    wanted = needle("ab", ASCII)
    assert found(data, wanted, 8, backwards=True) == 8
    assert found(data, wanted, 7, backwards=True) == 2
    assert found(data, wanted, 1, backwards=True) == 8


def test_letters_of_either_case_are_found_in_ascii_and_utf16() -> None:
    data = b"Subject" + "Subject".encode("utf-16-le")
    assert found(data, needle("SUBJECT", ASCII, fold=True)) == 0
    assert found(data, needle("sUbJ", UTF16, fold=True)) == 7
    assert found(data, needle("SUBJECT", ASCII)) is None


def test_hex_is_never_folded() -> None:
    assert found(b"A", needle("61", HEX, fold=True)) is None


def test_a_match_across_two_slices_is_found_in_both_directions() -> None:
    for place in (SLICE - 1, 2 * SLICE - 2, 2 * SLICE):
        data = bytearray(3 * SLICE)
        data[place : place + 3] = b"abc"
        for backwards in (False, True):
            assert found(bytes(data), needle("abc", ASCII), 0, backwards=backwards) == place


def test_a_value_larger_than_memory_is_read_slice_by_slice() -> None:
    asked: list[int] = []

    def read(offset: int, size: int) -> bytes:
        asked.append(size)
        return bytes(size)

    size = 40 * SLICE
    steps = list(search(read, size, needle("01 02", HEX), 5 * SLICE))
    assert all(step.found is None for step in steps)
    assert max(asked) <= SLICE + 1
    assert [step.done for step in steps] == sorted({step.done for step in steps})
    assert steps[-1].done == size - 1


def test_what_is_longer_than_the_bytes_is_not_there() -> None:
    assert list(search(lambda *_: b"", 2, Needle(b"abc"), 0)) == []


@given(st.binary(max_size=60), st.binary(min_size=1, max_size=3), st.integers(0, 70))
def test_it_finds_what_a_plain_search_finds(data: bytes, wanted: bytes, start: int) -> None:
    places = [n for n in range(len(data)) if data[n : n + len(wanted)] == wanted]
    after = [n for n in places if n >= start] + places
    before = [n for n in reversed(places) if n <= start] + places[::-1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bytes_search, "SLICE", 7)
        assert found(data, Needle(wanted), start) == (after[0] if after else None)
        backwards = found(data, Needle(wanted), start, backwards=True)
    assert backwards == (before[0] if before else None)
