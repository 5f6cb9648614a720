"""Which node a byte belongs to."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.node_index import NodeIndex
from msginspector.structures.cursor import Bits, Cursor
from msginspector.structures.nodes import Node


def _read(cursor: Cursor) -> None:
    cursor.derived("Summary", None, "worked out")
    with cursor.group("Header"):
        cursor.u8("Reserved")
        with cursor.group("Time"):
            cursor.u16("Low")
            cursor.u16("High")
    cursor.bits("Flags", 1, (Bits("A", 0, 4), Bits("B", 4, 4)))
    cursor.each("Item", 3, 2, lambda _: cursor.u16("Number"))


INDEX = NodeIndex(Cursor(bytes(range(14))).decode("All", _read))


def label(number: int) -> str:
    return INDEX.nodes[number].label


def test_the_innermost_node_holds_all_the_bytes() -> None:
    assert label(INDEX.innermost(0)) == "Reserved"
    assert label(INDEX.innermost(2)) == "Low"
    assert label(INDEX.innermost(2, 2)) == "Time"
    assert label(INDEX.innermost(0, 2)) == "Header"
    assert label(INDEX.innermost(4, 3)) == "All"
    assert label(INDEX.innermost(13)) == "Unparsed bytes"


def test_a_byte_of_bit_fields_belongs_to_their_number() -> None:
    assert label(INDEX.innermost(5)) == "Flags"


def test_outside_the_bytes_there_is_only_the_whole() -> None:
    assert INDEX.innermost(99) == 0


def test_the_parts_a_node_lies_in_are_told_without_the_whole() -> None:
    low = INDEX.innermost(2)
    assert [label(number) for number in INDEX.ancestors(low)] == ["Time", "Header"]
    assert INDEX.ancestors(0) == []


def test_children_have_numbers_one_after_the_other() -> None:
    for number, node in enumerate(INDEX.nodes):
        children = INDEX.children(number)
        assert [INDEX.nodes[child] for child in children] == list(node.children)
        assert [INDEX.row(child) for child in children] == list(range(len(children)))
        assert all(INDEX.parents[child] == number for child in children)


def test_a_small_tree_is_open_at_first_and_a_large_one_by_whole_levels() -> None:
    assert [label(number) for number in INDEX.first_open()] == [
        "Header", "Flags", "Item[0]", "Item[1]", "Item[2]", "Time",
    ]  # fmt: skip
    assert INDEX.first_open(budget=9) == [INDEX.children(0)[1]]


def test_the_tree_as_lines_is_indented_by_depth() -> None:
    assert INDEX.lines()[:4] == [
        "Summary: worked out", "Header", "  Reserved: 0 (0x00)", "  Time",
    ]  # fmt: skip


@given(st.lists(st.integers(0, 5), max_size=40), st.integers(0, 120), st.integers(1, 6))
def test_it_finds_what_a_walk_over_all_nodes_finds(sizes: list[int], first: int, size: int) -> None:
    children, place = [], 0
    for number, length in enumerate(sizes):
        parts = [Node(f"{number}.{n}", None, "", place + n, 1) for n in range(length)]
        children.append(Node(str(number), None, "", place, length, tuple(parts)))
        place += length
    index = NodeIndex(Node("root", None, "", 0, place, tuple(children)))
    holding = [n for n in index.nodes if n.size and n.offset <= first and n.end >= first + size]
    wanted = min(holding, key=lambda node: (node.size, -index.nodes.index(node)), default=None)
    assert index.nodes[index.innermost(first, size)] == (wanted or index.root)
