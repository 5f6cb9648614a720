"""What each sector is: every one counted once, chains as the reader follows them, damage told."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path

import olefile
import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.errors import InputError
from msginspector.storage import BytesSource, CompoundFile, open_storage
from msginspector.storage.sector_map import SectorMap, sector_map
from msginspector.storage.sector_table import NO_USE, Kind, SectorTable, Use
from tests.conftest import compound_files, hostile_files, sound_files
from tests.storage.building import END, FREE, Builder, Tree, compound, drained

TREE: Tree = {
    "small": b"a" * 100,
    "large": b"b" * 5000,
    "box": {"inside": b"c" * 64, "long": b"d" * 9000},
    "empty": b"",
}


def opened(data: bytes) -> CompoundFile:
    return CompoundFile(BytesSource(data))


def with_fat(data: bytes, changes: dict[int, int]) -> bytes:
    """The file with other entries in its FAT, which has one sector."""
    place = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    changed = bytearray(data)
    for sector, following in changes.items():
        struct.pack_into("<I", changed, place + 4 * sector, following)
    return bytes(changed)


def holds_together(container: CompoundFile, made: SectorMap) -> None:
    """Every sector and byte is counted once, in the file and in the mini stream."""
    for table in (made.file, made.mini):
        assert sum(table.totals().values()) == table.count
        assert sum(table.byte_totals().values()) == table.length
        assert min(table.byte_totals().values()) >= 0
        runs = list(table.runs())
        assert sum(run.sectors for run in runs) == table.count
        assert [run.first for run in runs[1:]] == [run.first + run.sectors for run in runs[:-1]]
    assert made.header_size + made.file.length == container.source.size
    assert made.mini.length == container.sectors.mini_stream.length


def chains_agree(container: CompoundFile, made: SectorMap) -> None:
    """A stream has the sectors that are read where it is read."""
    for index in range(1, container.count):
        size = container.size(index)
        if container.kind(index) != 2 or not size:
            assert made.use(index) == NO_USE
            continue
        use = made.use(index)
        sectors = container.sectors
        chain = (sectors.mini_chain if use.mini else sectors.chain)(container.start(index), size)
        table = made.mini if use.mini else made.file
        read = sum(-(-length // table.sector_size) for _, length in chain.runs)
        assert use.sectors >= read
        if chain.defect in ("", "end", "cycle"):
            assert use.sectors == read, container.path(index)
        base = 0 if use.mini else table.sector_size
        for place, length in chain.runs:
            first = (place - base) // table.sector_size
            assert table.has(first, 1, index)
            assert table.has(first + (length - 1) // table.sector_size, 1, index)


@pytest.mark.parametrize("version", [3, 4])
def test_each_sector_of_a_sound_file_is_what_the_specification_says(version: int) -> None:
    container = opened(compound(TREE, version))
    made = sector_map(container)
    holds_together(container, made)
    chains_agree(container, made)
    size = container.sector_size
    large = -(-5000 // size) + -(-9000 // size)
    totals = made.file.totals()
    assert totals[Kind.STREAM] == large
    assert totals[Kind.MINI_STREAM] == 1
    assert totals[Kind.DIRECTORY] == -(-6 * 128 // size)
    assert (totals[Kind.MINI_FAT], totals[Kind.FAT]) == (1, 1)
    assert totals[Kind.UNREFERENCED] == totals[Kind.CROSSED] == 0
    assert made.mini.totals()[Kind.STREAM] == 2 + 1
    assert made.complete


def test_the_chain_of_a_stream_says_how_it_lies_in_the_file() -> None:
    container = opened(compound(TREE))
    made = sector_map(container)
    large = container.find("large")
    assert large is not None
    use = made.use(large)
    assert (use.sectors, use.runs, use.needed, use.missing) == (10, 1, 10, 0)
    assert not use.mini
    assert use.high - use.low == 9
    assert {made.file.claims(number) for number in range(use.low, use.high + 1)} == {(large,)}
    small = container.find("small")
    assert small is not None
    assert made.use(small)[:4] == (2, 1, 2, 0)
    assert made.use(small).mini


def test_a_sector_that_two_streams_have_belongs_to_both() -> None:
    data = compound({"one": b"1" * 4096, "two": b"2" * 4096})
    container = opened(with_fat(data, {11: 2}))
    made = sector_map(container)
    holds_together(container, made)
    one, two = container.find("one"), container.find("two")
    assert made.file.kind(2) is Kind.CROSSED
    assert made.file.claims(2) == (one, two)
    assert made.file.first_kind(2) is Kind.STREAM
    assert made.file.has(2, 1, two or 0)
    # 8 sectors from 8 on; after the fourth it goes on in the other stream
    assert made.file.totals()[Kind.CROSSED] == 4
    assert made.use(two or 0).crossed == 4
    assert made.file.totals()[Kind.UNREFERENCED] == 4


def test_a_stream_in_the_fat_itself_is_told_with_what_was_there_first() -> None:
    data = compound({"one": b"1" * 4096})
    fat = struct.unpack_from("<I", data, 76)[0]
    container = opened(with_fat(data, {3: fat, fat: END}))
    made = sector_map(container)
    holds_together(container, made)
    assert made.file.kind(fat) is Kind.CROSSED
    assert made.file.first_kind(fat) is Kind.FAT
    assert made.file.claims(fat) == (container.find("one"),)


def test_sectors_that_no_stream_has_are_unreferenced_or_free_as_the_fat_says() -> None:
    data = compound({"one": b"1" * 4096, "two": b"2" * 4096})
    made = sector_map(opened(with_fat(data, {3: END, 7: FREE})))
    kinds = [made.file.kind(number) for number in range(4, 8)]
    assert kinds == [Kind.UNREFERENCED] * 3 + [Kind.FREE]
    one = made.uses[1]
    assert (one.sectors, one.missing, one.defect) == (4, 4, "end")


def test_what_is_chained_behind_a_stream_is_its_spare_room() -> None:
    builder = Builder()
    data = bytearray(builder.build({"one": b"1" * 5000}))
    place = data.find("one".encode("utf-16-le")) + 120
    struct.pack_into("<I", data, place, 4096)
    container = opened(bytes(data))
    made = sector_map(container)
    assert made.use(1)[:4] == (8, 1, 8, 2)
    assert made.file.claims(9) == (1,)
    assert made.file.totals()[Kind.UNREFERENCED] == 0


def test_a_chain_that_leaves_the_file_says_how_much_is_missing() -> None:
    data = compound({"one": b"1" * 8192})
    made = sector_map(opened(with_fat(data, {5: 500})))
    assert made.use(1).defect == "beyond"
    assert made.beyond(mini=False) == made.use(1).missing == 10
    made = sector_map(opened(with_fat(data, {5: FREE})))
    assert made.use(1).defect == "outside"


def test_a_chain_that_runs_in_a_circle_is_followed_once() -> None:
    container = opened(with_fat(compound({"one": b"1" * 8192}), {5: 2}))
    made = sector_map(container)
    assert made.use(1)[:4] == (6, 1, 16, 0)
    assert made.use(1).defect == "cycle"
    chains_agree(container, made)


def test_a_second_stream_in_a_circle_is_followed_once_too() -> None:
    data = compound({"one": b"1" * 8192, "two": b"2" * 8192})
    container = opened(with_fat(data, {5: 2, 17: 4}))
    made = sector_map(container)
    holds_together(container, made)
    chains_agree(container, made)
    assert made.use(2).defect == "cycle"
    assert made.use(2).crossed == 4


def test_streams_that_no_storage_reaches_own_their_sectors_all_the_same() -> None:
    data = bytearray(compound({"one": b"1" * 4096, "two": b"2" * 4096}))
    entry = data.find("one".encode("utf-16-le"))
    struct.pack_into("<I", data, entry + 72, FREE)  # the right link, to "two"
    container = opened(bytes(data))
    assert container.orphans == [2]
    made = sector_map(container)
    assert made.use(2).sectors == 8
    assert made.file.totals()[Kind.UNREFERENCED] == 0


def test_more_claims_than_sectors_end_and_say_so() -> None:
    table = SectorTable(array("I", [*range(1, 2000), 0xFFFFFFFE]), 512, 2000 * 512)
    drained_steps(table.find_ends())
    for owner in range(1, 10):
        use = _followed(table, owner)
    assert not table.complete
    assert use.sectors < 2000
    assert sum(table.totals().values()) == 2000


def drained_steps(steps: object) -> int:
    return sum(1 for _ in steps)  # type: ignore[attr-defined]


def _followed(table: SectorTable, owner: int) -> Use:
    return drained(table.follow(Kind.STREAM, owner, 0, 2000))[1]


def test_a_large_file_is_mapped_in_many_steps() -> None:
    container = opened(compound({"large": bytes(8 << 20)}))
    steps, made = drained(SectorMap.steps(container))
    assert steps > 3
    holds_together(container, made)


trees = st.recursive(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=4),
        st.integers(0, 12_000).map(bytes),
        max_size=5,
    ),
    lambda inner: st.dictionaries(
        st.text("abcdef", min_size=1, max_size=4), inner | st.integers(0, 9000).map(bytes)
    ),
    max_leaves=6,
)


@given(trees, st.sampled_from([3, 4]))
def test_sizes_add_up_in_any_sound_file(tree: Tree, version: int) -> None:
    container = opened(compound(tree, version))
    made = sector_map(container)
    holds_together(container, made)
    chains_agree(container, made)
    assert made.file.totals()[Kind.CROSSED] == made.file.totals()[Kind.UNREFERENCED] == 0


@given(st.data())
def test_sizes_add_up_whatever_the_file_says(data: st.DataObject) -> None:
    """Bytes of the tables are turned round anywhere, and the file is cut anywhere."""
    whole = bytearray(compound(TREE))
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(76, len(whole) - 1))
        whole[place] = data.draw(st.integers(0, 255))
    length = data.draw(st.one_of(st.just(len(whole)), st.integers(600, len(whole))))
    try:
        container = opened(bytes(whole[:length]))
    except InputError:
        return
    made = sector_map(container)
    holds_together(container, made)
    if made.complete:
        chains_agree(container, made)


@pytest.mark.parametrize("path", compound_files() + hostile_files(), ids=lambda path: path.name)
def test_sizes_add_up_in_real_files(path: Path) -> None:
    try:
        storage = open_storage(path)
    except InputError:
        return
    made = sector_map(storage.container)
    holds_together(storage.container, made)
    if made.complete:
        chains_agree(storage.container, made)
    storage.close()


@pytest.mark.parametrize("path", sound_files(), ids=lambda path: path.name)
def test_sectors_in_use_are_those_of_olefile(path: Path) -> None:
    """A second reader's FAT, and its chains of large streams."""
    storage = open_storage(path)
    container, made = storage.container, sector_map(storage.container)
    table = made.file
    with olefile.OleFileIO(str(path)) as ole:
        free = {n for n in range(table.count) if ole.fat[n] == FREE}
        ours = {n for n in range(table.count) if table.kind(n) is Kind.FREE}
        assert ours == free
        for index in range(1, container.count):
            use = made.use(index)
            if use.sectors and not use.mini and not use.spare:
                assert _chain(ole.fat, container.start(index)) == [
                    number for number in range(table.count) if index in table.claims(number)
                ]
    storage.close()


def _chain(fat: array[int], start: int) -> list[int]:
    found = []
    while start < len(fat):
        found.append(start)
        start = fat[start]
    return sorted(found)
