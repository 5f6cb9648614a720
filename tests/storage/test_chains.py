"""Chains of sectors in tables of any content: how far they reach, and at what cost."""

from __future__ import annotations

from array import array

from hypothesis import given
from hypothesis import strategies as st

from msginspector.storage.chains import Chain, breaks, byte_runs, follow, reaches

SHIFT = 9
SIZE = 1 << SHIFT
END = 0xFFFFFFFE


@st.composite
def tables(draw: st.DrawFn) -> array[int]:
    """A table like that of an unbroken file, with some entries leading elsewhere."""
    count = draw(st.sampled_from([1, 2, 40, 255, 256, 257, 512, 700]))
    table = array("I", range(1, count + 1))
    targets = st.one_of(st.sampled_from([END, 0xFFFFFFFF, count]), st.integers(0, count - 1))
    for place, target in draw(st.lists(st.tuples(st.integers(0, count - 1), targets))):
        table[place] = target
    return table


@given(tables())
def test_breaks_are_where_a_sector_does_not_lead_to_the_next(table: array[int]) -> None:
    assert list(breaks(table)) == [n for n, following in enumerate(table) if following != n + 1]


def test_breaks_of_a_table_of_more_than_sixteen_bits_are_found() -> None:
    table = array("I", range(1, 200_001))
    table[70_000] = END
    assert list(breaks(table)) == [70_000]


@given(tables(), st.integers(0, SIZE - 1), st.data())
def test_a_chain_reaches_as_far_as_following_it_does(
    table: array[int], missing: int, data: st.DataObject
) -> None:
    total = len(table) * SIZE - missing
    reach = reaches(table, SHIFT, total)
    start = data.draw(st.integers(0, len(table) - 1))
    size = data.draw(st.integers(1, total + SIZE))
    runs, _ = follow(table, start, -(-size >> SHIFT))
    places = byte_runs(runs, SHIFT, SIZE, size, SIZE + total)
    assert Chain(places).length == min(size, reach[start])


def test_nothing_follows_a_sector_that_the_end_of_the_file_cuts() -> None:
    assert byte_runs([(2, 1), (0, 2)], SHIFT, SIZE, 3 * SIZE, 3 * SIZE + 100) == [(3 * SIZE, 100)]
