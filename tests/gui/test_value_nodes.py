"""The model of decoded values: Qt's checker, and a walk that finds what the nodes say."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt

from msginspector.analysis.node_index import NodeIndex
from msginspector.gui.models.value_nodes import (
    FIELD,
    HEADERS,
    OFFSET,
    PAGE,
    SIZE,
    ValueNodes,
    size_text,
)
from msginspector.gui.roles import Role
from msginspector.structures.nodes import DAMAGE, LEFTOVER, Node
from tests.gui.model_walks import ROLES, checked, complaints

kinds = st.sampled_from(("", "", DAMAGE, LEFTOVER))
leaf = st.builds(Node, st.text(max_size=5), st.none(), st.text(max_size=5), st.integers(0, 2**40),
                 st.integers(0, 9), kind=kinds)  # fmt: skip
trees = st.recursive(
    leaf,
    lambda children: st.builds(
        lambda part, below: Node("part", None, "", part.offset, part.size, tuple(below)),
        leaf,
        st.lists(children, max_size=4),
    ),
    max_leaves=20,
)


def compare(model: ValueNodes, root: Node) -> int:
    """Walk the model and the nodes; how many nodes there are."""
    waiting = [(QModelIndex(), root)]
    for index, node in waiting:  # grows while it is walked
        assert model.rowCount(index) == len(node.children)
        assert model.hasChildren(index) == bool(node.children)
        assert not model.index(len(node.children), 0, index).isValid()
        for row, child in enumerate(node.children):
            for column in range(len(HEADERS)):
                cell = model.index(row, column, index)
                assert cell.data(Role.OBJECT) is child
                assert cell.parent() == index
                assert {role: cell.data(role) for role in ROLES}[Role.LOOK].text == cell.data()
            first = model.index(row, 0, index)
            assert model.index_of(first.data(Role.NODE)) == first
            waiting.append((first, child))
    return len(waiting)


@settings(max_examples=60)
@given(shown=st.lists(st.none() | trees, min_size=1, max_size=4))
def test_trees_come_and_go_and_are_walked_whole(qapp, shown: list[Node | None]) -> None:
    with complaints() as said:
        model = ValueNodes()
        checker = checked(model)
        for root in shown:
            model.show(None if root is None else NodeIndex(root))
            if root is None:
                assert model.rowCount() == 0
            else:
                assert compare(model, root) == sum(1 for _ in root.walk())
        assert said == []
        assert checker is not None


def test_the_root_is_not_shown() -> None:
    model = ValueNodes()
    model.show(NodeIndex(Node("root", None, "", 0, 4)))
    assert model.rowCount() == 0
    assert not model.index_of(0).isValid()


def look(node: Node, column: int):
    model = ValueNodes()
    model.show(NodeIndex(Node("root", None, "", 0, 99, (node,))))
    return model.index(0, column).data(Role.LOOK)


def test_damage_and_leftovers_differ_by_colour_and_by_icon() -> None:
    looks = [look(Node("x", None, "", 0, 2, kind=kind), FIELD) for kind in ("", DAMAGE, LEFTOVER)]
    assert len({one.tone for one in looks}) == len({one.icon for one in looks}) == 3
    assert [one.icon for one in looks] == ["", "warning", "orphan"]


def test_what_is_worked_out_has_no_place() -> None:
    node = Node("Summary", None, "in words", 7, 0)
    assert (look(node, OFFSET).text, look(node, SIZE).text) == ("", "")


def test_bit_fields_say_which_bits_they_are() -> None:
    assert size_text(Node("a", 1, "", 0, 4, (), 3, 1)) == "bit 3"
    assert size_text(Node("a", 1, "", 0, 4, (), 16, 13)) == "bits 16–28"


def test_a_row_is_read_out_with_its_value_its_place_and_what_is_wrong() -> None:
    model = ValueNodes()
    model.show(NodeIndex(Node("root", None, "", 0, 9, (
        Node("Time", 1, "12:00", 1, 5), Node("Rest", None, "", 6, 3, kind=LEFTOVER),
    ))))  # fmt: skip
    said = [model.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(2)]
    assert said == ["Time, 12:00, bytes 1 to 5", "Rest, not understood, bytes 6 to 8"]


def test_a_node_with_very_many_children_lists_them_by_pages() -> None:
    children = tuple(Node(str(number), None, "", number, 1) for number in range(2 * PAGE + 5))
    model = ValueNodes()
    with complaints() as said:
        checker = checked(model)
        model.show(NodeIndex(Node("root", None, "", 0, len(children), children)))
        assert model.rowCount() == PAGE
        assert model.canFetchMore(QModelIndex())
        model.fetchMore(QModelIndex())
        assert model.rowCount() == 2 * PAGE
        assert model.index_of(len(children)).row() == len(children) - 1
        assert model.rowCount() == len(children)
        assert not model.canFetchMore(QModelIndex())
        assert said == []
        assert checker is not None
