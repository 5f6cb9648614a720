"""Compound files built from the specification, and what damage does to them."""

from __future__ import annotations

import contextlib
import hashlib
import struct
import threading
from pathlib import Path

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msginspector.errors import InputError
from msginspector.oxmsg.writer import Layout, container_bytes
from msginspector.storage import (
    ROOT,
    STORAGE,
    STREAM,
    BytesSource,
    CompoundFile,
    FilePool,
    Storage,
    open_storage,
)
from msginspector.storage.chains import reaches
from msginspector.storage.check import MAX_CHARACTERS
from msginspector.storage.directory import MAX_PATH
from tests.storage.building import END, FREE, Builder, compound, drained, entry

TREE = {
    "small": b"s" * 100,
    "mini edge": b"m" * 4095,
    "sector edge": b"e" * 4096,
    "large": bytes(range(256)) * 1000,
    "empty": b"",
    "folder": {"inner": b"inner", "deeper": {"leaf": b"leaf" * 2000}},
}

NAMES = st.text("abcdef", min_size=1, max_size=5)


def opened(data: bytes) -> CompoundFile:
    return CompoundFile(BytesSource(data))


def codes(compound_file: CompoundFile) -> set[str]:
    return {finding.code for finding in compound_file.findings}


def flat(tree: dict[str, object], before: str = "") -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, content in tree.items():
        if isinstance(content, dict):
            found |= flat(content, f"{before}{name}/")
        else:
            assert isinstance(content, bytes)
            found[before + name] = content
    return found


@pytest.mark.parametrize("version", [3, 4])
def test_both_versions_give_every_stream_back(version: int) -> None:
    found = opened(compound(TREE, version))
    assert found.version == version
    assert found.sector_size == {3: 512, 4: 4096}[version]
    for path, content in flat(TREE).items():
        index = found.find(path)
        assert index is not None
        assert found.path(index) == path
        assert found.kind(index) == STREAM
        assert found.size(index) == len(content)
        assert found.read(index) == content
        assert b"".join(found.slices(index, 1000)) == content
    assert found.findings == ()
    assert found.orphans == []


@pytest.mark.parametrize("version", [3, 4])
def test_ranges_name_the_places_of_the_bytes_in_the_file(version: int) -> None:
    data = compound(TREE, version)
    found = opened(data)
    for path, content in flat(TREE).items():
        index = found.find(path)
        assert index is not None
        for offset, size in ((0, None), (1, 3), (max(0, len(content) - 2), 100)):
            ranges = found.ranges(index, offset, size)
            joined = b"".join(data[place : place + length] for place, length in ranges)
            stop = None if size is None else offset + size
            assert joined == content[offset:stop]
        first = found.file_offset(index, 0)
        assert first == (found.ranges(index)[0][0] if content else None)


def test_storages_and_the_root_are_told_apart() -> None:
    found = opened(compound(TREE))
    folder = found.find("folder")
    assert folder is not None
    assert found.kind(0) == ROOT
    assert found.kind(folder) == STORAGE
    assert found.size(folder) == 0
    assert found.read(folder) == b""
    assert set(found.children(folder)) == {"inner", "deeper"}
    assert found.parent(folder) == 0
    assert found.parent(0) is None
    assert found.path(0) == ""
    assert found.find("folder/absent") is None


def test_opening_in_steps_gives_the_same() -> None:
    count, found = drained(CompoundFile.steps(BytesSource(compound(TREE))))
    assert found.find("folder/inner") is not None
    assert count > 1


def test_a_version_3_size_has_only_32_bits() -> None:
    data = bytearray(compound({"a": b"x" * 10}))
    place = data.index(b"a\0" + bytes(60)) + 124
    data[place] = 0xFF  # a high half that older writers leave behind
    found = opened(bytes(data))
    assert found.read(found.find("a") or 0) == b"x" * 10


def test_a_fat_that_needs_a_difat_is_found() -> None:
    content = bytes(range(256)) * 40_000  # 10 MB: 160 FAT sectors
    found = opened(compound({"big": content}))
    assert found.read(found.find("big") or 0) == content
    assert found.findings == ()


def damaged(change: str) -> bytes:
    """A small file with one thing wrong."""
    data = bytearray(compound(TREE))
    fat = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    large = opened(bytes(data)).find("large")
    assert large is not None
    start = opened(bytes(data)).start(large)
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    row = directory + large * 128
    if change == "cycle":
        struct.pack_into("<I", data, fat + 4 * (start + 5), start)
    elif change == "early end":
        struct.pack_into("<I", data, fat + 4 * (start + 5), END)
    elif change == "outside":
        struct.pack_into("<I", data, fat + 4 * (start + 5), 0x00FFFFFF)
    elif change == "huge size":
        struct.pack_into("<Q", data, row + 120, 0xFFFFFFFF)
    elif change == "shared":
        other = opened(bytes(data)).find("sector edge") or 0
        struct.pack_into("<I", data, directory + other * 128 + 116, start)
    return bytes(data)


@pytest.mark.parametrize("change", ["cycle", "early end", "outside", "huge size", "shared"])
def test_a_damaged_chain_gives_what_can_be_read_and_a_finding(change: str) -> None:
    data = damaged(change)
    found = opened(data)
    index = found.find("large")
    assert index is not None
    content = found.read(index)
    assert len(content) <= len(data)
    assert content[: 6 * 512] == (bytes(range(256)) * 12)
    assert codes(found) == {"MSG0116" if change == "shared" else "MSG0115"}
    assert found.stored(index) == len(content)
    if change in ("cycle", "early end", "outside"):
        assert len(content) == 6 * 512


def test_the_size_of_a_stream_that_is_all_there_needs_no_chain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = opened(compound(TREE))
    monkeypatch.setattr(found._sectors, "chain", None)
    monkeypatch.setattr(found._sectors, "mini_chain", None)
    sizes = {path: found.stored(found.find(path) or 0) for path in flat(TREE)}
    assert sizes == {path: len(content) for path, content in flat(TREE).items()}


def lengths_and_contents(found: CompoundFile) -> list[tuple[int, int]]:
    indexes = found.children(0).values()
    return [(found.length(index), len(found.read(index))) for index in indexes]


def test_a_stream_said_to_be_larger_than_its_file_is_as_long_as_what_there_is_of_it() -> None:
    for length, content in lengths_and_contents(opened(damaged("huge size"))):
        assert length == content


@pytest.mark.parametrize("lost", [1, 10, 30, 60])
def test_the_streams_of_a_file_that_was_cut_are_as_long_as_what_there_is_of_them(lost: int) -> None:
    # its writer puts the directory before the streams
    streams = {"small": b"s" * 100, "edge": b"e" * 4096, "large": bytes(range(256)) * 100}
    found = opened(container_bytes(Layout(streams))[: -512 * lost])
    for length, content in lengths_and_contents(found):
        assert length == content


def test_a_file_cut_where_a_fat_sector_ends_does_not_look_whole() -> None:
    # a FAT sector of version 3 is about 128 sectors
    data = container_bytes(Layout({"large": b"x" * 512 * 300}))
    found = opened(data[: 512 * (1 + 2 * 128)])
    assert not found.whole
    assert lengths_and_contents(found)[0][0] == lengths_and_contents(found)[0][1]


def test_the_length_of_a_stream_in_a_file_that_looks_whole_needs_no_chain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = opened(compound(TREE))
    monkeypatch.setattr(found, "stored", None)
    lengths = {path: found.length(found.find(path) or 0) for path in flat(TREE)}
    assert lengths == {path: len(content) for path, content in flat(TREE).items()}


def test_streams_that_share_a_broken_chain_follow_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(compound({f"s{n:02}": b"x" * 5000 for n in range(40)}))
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    table = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    struct.pack_into("<I", data, table + 4 * 5, END)
    for row in range(directory + 128, directory + 41 * 128, 128):
        struct.pack_into("<I", data, row + 116, 0)
    found = opened(bytes(data))
    calls: list[object] = []

    def counted(*arguments: object) -> object:
        calls.append(arguments)
        return reaches(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("msginspector.storage.sectors.reaches", counted)
    assert [found.stored(index) for index in found.children(0).values()] == [6 * 512] * 40
    assert len(calls) == 1


def deep(depth: int, leaves: int) -> bytes:
    """Storages in storages; the innermost holds streams that lie outside the file."""
    rows = [entry("Root Entry", 5, child=1)]
    rows += [entry("q" * 31, 1, child=number + 2) for number in range(depth)]
    last = depth + leaves
    for number in range(depth + 1, last + 1):
        rows.append(entry(f"s{number}", 2, number + 1 if number < last else FREE, FREE, 1 << 30, 1))
    builder = Builder()
    builder.rows = []
    return builder._finish(builder.chain(b"".join(rows)), END, 0)


def test_the_path_of_what_lies_very_deep_begins_with_what_is_left_out() -> None:
    found = opened(deep(5000, 1))
    path = found.path(5001)
    assert path.startswith("…/qqq")
    assert path.endswith("q/s5001")
    assert len(path) <= MAX_PATH + 2


def test_findings_deep_inside_take_a_bounded_number_of_characters() -> None:
    found = opened(deep(1000, 500)).findings
    assert [finding.code for finding in found[-2:]] == ["MSG0115", "MSG0119"]
    assert sum(len(finding.stream) for finding in found) < MAX_CHARACTERS + MAX_PATH


def test_directory_links_in_a_circle_end_and_are_told() -> None:
    rows = [
        entry("Root Entry", 5, child=1),
        entry("a", 1, right=2, child=1),
        entry("b", 1, right=1, child=0),
        entry("lost", 2),
    ]
    data = bytearray(compound({"x": b"", "y": b"", "z": b""}))
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    data[directory : directory + 512] = b"".join(rows)
    found = opened(bytes(data))
    assert set(found.children(0)) == {"a", "b"}
    assert codes(found) >= {"MSG0110", "MSG0117"}
    assert {note.stream for note in found.findings if note.code == "MSG0110"} == {"", "a", "b"}
    assert [found.name(index) for index in found.orphans] == ["lost"]
    assert found.path(found.orphans[0]) == "(unreachable 3)/lost"


def test_two_entries_of_one_name_are_told_and_the_first_is_kept() -> None:
    data = bytearray(compound({"same": b"first", "sama": b"second"}))
    place = data.rindex("sama".encode("utf-16-le"))
    data[place : place + 8] = "same".encode("utf-16-le")
    found = opened(bytes(data))
    assert found.read(found.children(0)["same"]) == b"first"
    assert "MSG0111" in codes(found)
    assert [found.read(index) for index in found.orphans] == [b"second"]


def test_an_orphan_storage_keeps_what_it_holds() -> None:
    data = bytearray(compound({"folder": {"inner": b"inner"}}))
    directory = (struct.unpack_from("<I", data, 48)[0] + 1) * 512
    struct.pack_into("<I", data, directory + 76, 0xFFFFFFFF)  # the root has no child any more
    found = opened(bytes(data))
    folder = found.orphans[0]
    assert found.read(found.children(folder)["inner"]) == b"inner"


def test_every_truncation_ends_in_a_file_or_a_typed_error() -> None:
    data = compound(TREE)
    for size in range(0, len(data), 97):
        with contextlib.suppress(InputError):
            found = opened(data[:size])
            total = sum(len(found.read(index)) for index in range(1, found.count))
            assert total <= 2 * len(data)
            assert found.findings


@settings(max_examples=150)
@given(st.data())
def test_random_damage_never_raises_anything_but_an_input_error(data: st.DataObject) -> None:
    original = bytearray(compound(TREE))
    for _ in range(data.draw(st.integers(1, 8))):
        place = 4 * data.draw(st.integers(2, len(original) // 4 - 1))
        word = data.draw(st.sampled_from([0, 1, 2, 7, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF]))
        struct.pack_into("<I", original, place, word)
    try:
        found = opened(bytes(original))
    except InputError:
        return
    for index in range(found.count):
        assert len(found.read(index)) <= len(original)
        found.path(index)
    assert len(found.findings) < 5000


@settings(max_examples=50)
@given(
    st.dictionaries(st.text("abcdef", min_size=1, max_size=5), st.binary(max_size=9000), max_size=8)
)
def test_whatever_is_built_is_read_as_olefile_reads_it(tree: dict[str, bytes]) -> None:
    data = compound({**tree, "always": b"x"}, 3)
    found = opened(data)
    with olefile.OleFileIO(data) as other:
        for name, content in tree.items():
            index = found.find(name)
            assert index is not None
            assert found.read(index) == content
            if content:
                assert other.openstream([name]).read() == content


def test_every_stream_of_a_real_file_is_what_olefile_reads(sound_file: Path) -> None:
    storage = open_storage(sound_file)
    found = storage.container
    with olefile.OleFileIO(sound_file) as other:
        paths = other.listdir(streams=True, storages=False)
        for parts in paths:
            index = found.find("/".join(parts))
            assert index is not None
            assert found.read(index) == other.openstream(parts).read()
            assert found.stored(index) == other.get_size(parts)
    kinds = [found.kind(index) for index in range(found.count)]
    assert kinds.count(STREAM) == len(paths)
    storage.close()


def test_eight_threads_read_every_stream_right(tmp_path: Path) -> None:
    tree = {f"stream {n}": hashlib.sha256(b"%d" % n).digest() * (n * 7 + 1) for n in range(60)}
    path = tmp_path / "file"
    path.write_bytes(compound(tree, 3))
    storage = open_storage(path, pool=FilePool(limit=1))
    wrong: list[str] = []

    def work() -> None:
        for _ in range(3):
            for name, index in storage.container.children(0).items():
                if storage.container.read(index) != tree[name]:
                    wrong.append(name)
            storage.container.forget()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    storage.close()


def test_closing_the_root_storage_closes_the_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(compound(TREE))
    pool = FilePool()
    storage = open_storage(path, pool=pool)
    assert not storage.closed
    inner = Storage(storage.container, storage.container.find("folder") or 0)
    inner.close()
    assert inner.closed
    assert pool.open_handles == 1
    storage.close()
    assert storage.closed
    assert pool.open_handles == 0
    assert "closed" in repr(storage)


def test_a_file_that_is_refused_leaves_no_handle_open(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"no compound file")
    pool = FilePool()
    with pytest.raises(InputError):
        open_storage(path, pool=pool)
    assert pool.open_handles == 0
