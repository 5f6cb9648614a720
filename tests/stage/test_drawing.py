"""The drawing of who was opened from whom: every object once, nothing on top of anything."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from msginspector.stage.drawing import (
    BOXES,
    NO_SESSION,
    TOGETHER,
    Drawing,
    counted,
    draw,
    state_of,
)

KINDS = ("message", "attachment", "stream", "recipient_table", "storage")


@dataclass(slots=True)
class Row:
    id: int
    kind: str
    parent: int | None
    session: int | None
    shown_state: str = "open"


@st.composite
def trees(draw_: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for number in range(1, draw_(st.integers(0, 60)) + 1):
        parent = draw_(st.sampled_from([None, *(row.id for row in rows)]))
        kind = (
            draw_(st.sampled_from(KINDS))
            if parent
            else draw_(st.sampled_from(["session", "message"]))
        )
        rows.append(Row(number, kind, parent, 1))
    return rows


def groups(drawing: Drawing) -> frozenset[tuple[int, str]]:
    return frozenset(box.key for box in drawing.boxes if box.is_group)


@given(trees(), st.booleans())
def test_every_object_is_in_one_box_and_no_two_boxes_share_a_cell(rows, opened_up: bool) -> None:
    drawing = draw(rows)
    if opened_up:
        drawing = draw(rows, groups(drawing))
    members = [member for box in drawing.boxes for member in box.members]
    assert sorted(members) == sorted(row.id for row in rows)
    cells = [(box.depth, box.row) for box in drawing.boxes]
    assert len(set(cells)) == len(cells)
    assert {row.id: drawing.box_of[row.id] for row in rows}.keys() == set(members)


@given(trees())
def test_a_child_is_right_of_its_parent(rows) -> None:
    drawing = draw(rows)
    boxes = {box.key: box for box in drawing.boxes}
    for box in drawing.boxes:
        if box.parent is not None:
            assert box.depth == boxes[box.parent].depth + 1


@given(trees())
def test_boxes_of_a_column_stand_in_the_order_of_opening_of_their_parents(rows) -> None:
    drawing = draw(rows)
    rows_of: dict[tuple[int, str] | None, list[int]] = {}
    for box in drawing.boxes:
        rows_of.setdefault(box.parent, []).append(box.row)
    assert all(sorted(places) == places for places in rows_of.values())


def session(*children: Row) -> list[Row]:
    return [Row(1, "session", None, 1), *children]


def test_few_of_a_kind_stand_alone_and_many_together() -> None:
    few = [Row(10 + n, "attachment", 1, 1) for n in range(TOGETHER)]
    many = [Row(100 + n, "stream", 1, 1) for n in range(TOGETHER + 1)]
    drawing = draw(session(*few, *many))
    assert sum(box.is_group for box in drawing.boxes) == 1
    assert len(drawing.box_of[100].members) == TOGETHER + 1
    opened = draw(session(*few, *many), frozenset({(1, "stream")}))
    assert not any(box.is_group for box in opened.boxes)


def test_what_was_opened_from_a_group_is_together_too() -> None:
    messages = [Row(10 + n, "message", 1, 1) for n in range(50)]
    tables = [Row(100 + n, "recipient_table", 10 + n, 1) for n in range(50)]
    drawing = draw(session(*messages, *tables))
    assert [len(box.members) for box in drawing.boxes] == [1, 50, 50]


def test_places_do_not_depend_on_states() -> None:
    rows = session(*(Row(10 + n, KINDS[n % 5], 1, 1) for n in range(30)))
    before = [(box.key, box.depth, box.row) for box in draw(rows).boxes]
    for row in rows:
        row.shown_state = "closed"
    assert [(box.key, box.depth, box.row) for box in draw(rows).boxes] == before


def test_what_belongs_to_no_session_stands_apart() -> None:
    drawing = draw([*session(Row(2, "message", 1, 1)), Row(3, "message", None, None)])
    assert drawing.box_of[3].parent == (NO_SESSION, "no-session")
    assert drawing.box_of[2].parent == (1, "session")
    assert drawing.box_of[3].row > drawing.box_of[2].row


def test_an_object_whose_parent_is_no_longer_known_is_shown_all_the_same() -> None:
    drawing = draw([Row(5, "stream", 4, 1)])
    assert 5 in drawing.box_of


def test_a_drawing_is_bounded_however_many_objects_there_are() -> None:
    rows = session()
    for n in range(3000):
        rows.append(Row(10 + 2 * n, "message", 1, 1))
        rows.append(Row(11 + 2 * n, "attachment", 10 + 2 * n, 1))
    everything = draw(rows)
    assert len(everything.boxes) <= BOXES
    opened = draw(rows, groups(everything))
    assert len(opened.boxes) <= 2 * BOXES
    assert len(opened.box_of) == len(rows)


def test_a_deep_nest_needs_no_stack_of_python() -> None:
    rows = session(*(Row(n, "message", n - 1, 1) for n in range(2, 3000)))
    drawing = draw(rows)
    assert len(drawing.box_of) == 2999


def test_an_empty_drawing_has_no_size() -> None:
    drawing = draw([])
    assert (drawing.boxes, drawing.columns, drawing.rows) == ([], 0, 0)


def test_the_state_of_a_group_is_that_of_what_plays_in_it() -> None:
    assert state_of(["closed", "closing", "open"]) == "closing"
    assert state_of(["closed", "open"]) == "open"
    assert state_of(["closed", "released"]) == "released"
    assert state_of([]) == "listed"
    assert counted(["closed", "open", "open"]) == [("open", 2), ("closed", 1)]
