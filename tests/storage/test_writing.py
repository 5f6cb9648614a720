"""New compound files: what olefile and our own reader find in them is what was put in."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msginspector.storage import BytesSource, CompoundFile
from msginspector.storage.writing import NewEntry, compound_pieces, compound_size, stream_entry

ROOT = NewEntry((), None)
NAMES = st.text(st.characters(exclude_characters="/\\:!", exclude_categories=("Cs",)), min_size=1,
                max_size=15)  # fmt: skip


def made(*entries: NewEntry) -> bytes:
    return b"".join(compound_pieces([ROOT, *entries]))


def streams(data: bytes) -> dict[tuple[str, ...], bytes]:
    with olefile.OleFileIO(io.BytesIO(data), raise_defects=olefile.DEFECT_INCORRECT) as file:
        return {tuple(path): file.openstream(path).read() for path in file.listdir()}


def test_an_empty_file_has_a_root_and_nothing_else() -> None:
    assert streams(made()) == {}
    assert len(made()) == compound_size([ROOT])


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 4095, 4096, 4097, 511 * 9, 100_000])
def test_a_stream_of_any_size_comes_back(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    assert streams(made(stream_entry(("A",), data[:size]))) == {("A",): data[:size]}


@pytest.mark.parametrize("megabytes", [7, 8])
def test_a_file_whose_tables_do_not_fit_the_header_comes_back(megabytes: int) -> None:
    data = bytes(megabytes << 20) + b"the end"
    file = made(NewEntry(("S",), None), stream_entry(("S", "large"), data))
    assert streams(file) == {("S", "large"): data}
    reader = CompoundFile(BytesSource(file))
    assert reader.findings == ()
    assert reader.read(reader.find("S/large") or 0) == data


def test_classes_and_times_of_storages_are_kept() -> None:
    file = made(NewEntry(("S",), None, clsid=b"0123456789abcdef", created=5, modified=7))
    reader = CompoundFile(BytesSource(file))
    assert (reader.clsid(1), reader.created(1), reader.modified(1)) == (b"0123456789abcdef", 5, 7)


def test_what_a_stream_lacks_is_zeros_and_what_is_over_is_left_out() -> None:
    short = NewEntry(("short",), 10, lambda: (b"abc",))
    long = NewEntry(("long",), 4, lambda: (b"abc", b"defg"))
    assert streams(made(short, long)) == {("short",): b"abc" + bytes(7), ("long",): b"abcd"}


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [stream_entry(("A",), b"")],
        [ROOT, stream_entry(("missing", "A"), b"")],
        [ROOT, stream_entry(("a/b",), b"")],
        [ROOT, stream_entry(("x" * 32,), b"")],
        [ROOT, stream_entry(("",), b"")],
        [ROOT, NewEntry(("A",), 1 << 31)],
    ],
)
def test_what_a_compound_file_cannot_hold_is_refused(entries: list[NewEntry]) -> None:
    with pytest.raises(ValueError, match=r"."):
        compound_pieces(entries)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.binary(max_size=300), max_size=40))
def test_any_number_of_streams_is_found_by_its_name(found: dict[str, bytes]) -> None:
    unique = {name.upper(): name for name in found}
    entries = [stream_entry((name,), found[name]) for name in unique.values()]
    reader = CompoundFile(BytesSource(made(*entries)))
    members = reader.children(0)
    assert {n: reader.read(members[n]) for n in members} == {e.names[0]: found[e.names[0]]
                                                             for e in entries}  # fmt: skip
    assert reader.findings == ()


def black_height(data: bytes) -> set[int]:
    """Black entries on the way to each missing child; a red one must not have a red child."""
    heights = set()
    first = int.from_bytes(data[48:52], "little")

    def entry(number: int) -> bytes:
        place = (1 + first) * 512 + number * 128
        return data[place : place + 128]

    waiting = [(int.from_bytes(entry(0)[76:80], "little"), 0, True)]
    while waiting:
        number, black, may_be_red = waiting.pop()
        if number == 0xFFFFFFFF:
            heights.add(black)
            continue
        here = entry(number)
        assert here[67] or may_be_red
        for at in (68, 72):
            link = int.from_bytes(here[at : at + 4], "little")
            waiting.append((link, black + here[67], bool(here[67])))
    return heights


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 17, 100])
def test_siblings_form_a_red_black_tree(count: int) -> None:
    file = made(*(stream_entry((f"{n}",), b"") for n in range(count)))
    assert len(black_height(file)) == 1


def test_a_large_stream_is_never_held() -> None:
    size = 300 << 20

    def pieces() -> Iterator[bytes]:
        return (bytes(1 << 18) for _ in range(size >> 18))

    tracemalloc.start()
    try:
        total = sum(map(len, compound_pieces([ROOT, NewEntry(("large",), size, pieces)])))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == compound_size([ROOT, NewEntry(("large",), size, pieces)])
    assert peak < 10 << 20
