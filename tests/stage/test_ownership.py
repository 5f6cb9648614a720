"""The picture of who was opened from whom: bounded, whole, and still while only states change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from msginspector.session import Event, Workspace
from msginspector.stage.cells import LEAKED, NO_SESSION, REST
from msginspector.stage.ownership import (
    BUDGET,
    LEVELS,
    OPENED_BUDGET,
    PAGES,
    Ownership,
    page_size,
)
from msginspector.stage.placing import height, place

COLUMNS = LEVELS[0][1]
KINDS = ("message", "attachment", "stream", "storage", "recipient_table")
SMALL = 1e-9
STATES = ("open", "released", "closing", "closed")


def row(number: int, kind: str, parent: int | None, state: str = "open", **more: object):
    """A row of a tracked object, as the window has them."""
    session = more.pop("session", 1)
    found = SimpleNamespace(id=number, kind=kind, label=f"{kind} {number}", path="/", parent=parent,
                            session=session, state=state, references=1, step=None,
                            failed=False)  # fmt: skip
    found.__dict__.update(more)
    return found


def session_of(*children: tuple[str, int]) -> list[SimpleNamespace]:
    """A session, and below object N of the list an object of a kind, one after the other."""
    rows = [row(1, "session", None)]
    rows += [row(n, kind, parent) for n, (kind, parent) in enumerate(children, start=2)]
    return rows


def of(rows: list[SimpleNamespace]) -> Ownership:
    made = Ownership()
    made.add(rows)
    return made


def drawn(ownership: Ownership) -> list[tuple[object, ...]]:
    """Everything there is to see of the cells, and where they stand."""
    place(ownership.root)
    return [
        (cell.kind, cell.column, cell.row, [one.id for one in cell.members], cell.start)
        for cell in ownership.cells()
    ]


def represented(ownership: Ownership) -> Counter[int]:
    """How often each object is in a cell that is not divided into others."""
    return Counter(
        one.id for cell in ownership.cells() if cell.pages is None for one in cell.members
    )


@st.composite
def trees(draw: st.DrawFn, most: int = 120) -> list[SimpleNamespace]:
    """Objects in the order of opening, below sessions, other objects, or nothing."""
    rows: list[SimpleNamespace] = []
    number = draw(st.integers(1, most))
    wide = draw(st.booleans())
    for n in range(1, number + 1):
        roll = draw(st.integers(0, 9))
        if not rows or roll == 0:
            rows.append(row(n, "session", None))
        elif roll == 1:
            rows.append(row(n, "message", None, session=None))
        else:
            parents = rows[: 1 + len(rows) // 4] if wide else rows
            parent = draw(st.sampled_from(parents))
            rows.append(row(n, draw(st.sampled_from(KINDS)), parent.id, session=parent.session))
    return rows


@given(trees(), st.data())
@settings(deadline=None)
def test_every_object_is_once_in_the_picture_whatever_is_opened(rows, data) -> None:
    ownership = of(rows)
    for _ in range(data.draw(st.integers(0, 6))):
        groups = [cell for cell in ownership.cells() if cell.is_group]
        if groups:
            ownership.toggle(data.draw(st.sampled_from(groups)))
        assert represented(ownership) == Counter(one.id for one in rows)
        for one in rows:
            cell = ownership.cell_of(one.id)
            assert one.id in [member.id for member in cell.members]
            assert cell in list(ownership.cells())


@given(trees(), st.data())
@settings(deadline=None)
def test_no_two_cells_overlap_and_parents_stand_left_of_their_children(rows, data) -> None:
    ownership = of(rows)
    groups = [cell for cell in ownership.cells() if cell.is_group]
    for cell in data.draw(st.lists(st.sampled_from(groups), max_size=3)) if groups else ():
        ownership.toggle(cell)
    columns, rows_in_all = place(ownership.root)
    by_column: dict[int, list[tuple[float, float]]] = {}
    for cell in ownership.cells():
        top, foot = cell.row - height(cell) / 2, cell.row + height(cell) / 2
        by_column.setdefault(cell.column, []).append((top, foot))
        assert top + SMALL >= -0.5
        assert foot <= rows_in_all - 0.5 + SMALL
        assert 0 <= cell.column < columns
        if cell.parent is not ownership.root:
            assert cell.column == cell.parent.column + 1
            beside = [other.row for other in cell.parent.children()]
            assert min(beside) <= cell.parent.row <= max(beside)
    for found in by_column.values():
        assert all(one[1] <= two[0] + SMALL for one, two in pairwise(found))


@given(trees(), st.lists(st.integers(1, 20)), st.booleans())
@settings(deadline=None)
def test_the_picture_is_the_same_however_many_objects_come_at_once(rows, cuts, opened) -> None:
    whole, bits = of(rows), Ownership()
    left = list(rows)
    for cut in cuts:
        bits.add(left[:cut])
        del left[:cut]
    bits.add(left)
    assert drawn(bits) == drawn(whole)
    if opened:
        for one in (whole, bits):
            groups = [cell for cell in one.cells() if cell.is_group]
            for cell in groups[:1]:
                one.toggle(cell)
        assert drawn(bits) == drawn(whole)


@given(trees(), st.data())
@settings(deadline=None)
def test_nothing_moves_while_objects_only_change_their_states(rows, data) -> None:
    ownership = of(rows)
    for cell in [cell for cell in ownership.cells() if cell.is_group][:2]:
        ownership.toggle(cell)
    before, version = drawn(ownership), ownership.version
    for one in data.draw(st.lists(st.sampled_from(rows), max_size=40)):
        one.state = data.draw(st.sampled_from(STATES))
        one.references = data.draw(st.integers(0, 4))
        one.failed = data.draw(st.booleans())
        ownership.add([one])
    assert ownership.version == version
    assert drawn(ownership) == before
    for cell in ownership.cells():
        if cell.members:
            shown = [(one.state, one.references, one.failed) for one in cell.members]
            now = {one.id: one for one in rows}
            there = [now[one.id] for one in cell.members]
            assert shown == [(one.state, one.references, one.failed) for one in there]
            assert {k: v for k, v in cell.counts.items() if v} == Counter(s for s, _, _ in shown)
            assert cell.references == sum(one.references for one in there)
            assert cell.failed == sum(one.failed for one in there)


@given(trees(), st.data())
@settings(deadline=None)
def test_opening_a_group_and_shutting_it_again_changes_nothing(rows, data) -> None:
    ownership = of(rows)
    before = drawn(ownership)
    groups = [cell for cell in ownership.cells() if cell.is_group]
    if groups:
        cell = data.draw(st.sampled_from(groups))
        ownership.toggle(cell)
        ownership.toggle(cell)
    assert drawn(ownership) == before


@given(st.integers(1, 10_000_000))
def test_a_group_has_a_bounded_number_of_pages(number: int) -> None:
    size = page_size(number)
    assert -(-number // size) <= PAGES
    assert size == 1 or number > size // 10 * PAGES


@pytest.mark.parametrize("number", [1, 5, 8])
def test_a_few_alike_objects_have_a_cell_each(number: int) -> None:
    ownership = of(session_of(*[("message", 1)] * number))
    assert len(list(ownership.cells())) == number + 1


def test_many_alike_objects_share_a_cell_and_what_was_opened_from_them_does_too() -> None:
    messages = [("message", 1)] * 20
    streams = [("stream", 2 + n % 20) for n in range(60)]
    ownership = of(session_of(*messages, *streams))
    found = [(cell.kind, len(cell.members)) for cell in ownership.cells()]
    assert found == [("session", 1), ("message", 20), ("stream", 60)]


def test_kinds_do_not_share_a_cell() -> None:
    ownership = of(session_of(*[("message", 1), ("storage", 1)] * 20))
    found = [(cell.kind, len(cell.members)) for cell in ownership.cells()]
    assert found == [("session", 1), ("message", 20), ("storage", 20)]


def test_an_opened_group_shows_its_objects_to_its_right() -> None:
    ownership = of(session_of(*[("message", 1)] * 12, ("stream", 5)))
    group = ownership.cell_of(3)
    ownership.toggle(group)
    assert [len(page.members) for page in group.children()] == [1] * 12
    place(ownership.root)
    stream = ownership.cell_of(14)
    assert stream.parent is ownership.cell_of(5)
    assert [group.column, stream.parent.column, stream.column] == [1, 2, 3]
    ownership.toggle(group)
    assert group.children() == [ownership.cell_of(14)]


def test_a_large_group_opens_into_pages_and_those_into_objects() -> None:
    ownership = of(session_of(*[("message", 1)] * 350))
    ownership.toggle(ownership.cell_of(2))
    page = ownership.cell_of(100)
    assert (len(page.members), page.start) == (10, 91)
    ownership.toggle(page)
    assert ownership.cell_of(100).alone.id == 100
    assert ownership.cell_of(100).parent is page


def test_an_opened_group_grows_by_objects_and_by_larger_pages() -> None:
    rows = session_of(*[("message", 1)] * 500)
    ownership = of(rows[:30])
    ownership.toggle(ownership.cell_of(2))
    for one in rows[30:]:
        ownership.add([one])
        assert len(ownership.cell_of(1).children()[0].children()) <= PAGES
    assert represented(ownership) == Counter(one.id for one in rows)
    assert ownership.cell_of(501).start == 401


def test_what_is_nested_very_deeply_shares_one_cell_that_can_be_opened() -> None:
    rows = session_of(*[(KINDS[n % 2], n + 1) for n in range(400)])
    ownership = of(rows)
    assert place(ownership.root)[0] == COLUMNS + 1
    rest = ownership.cell_of(401)
    assert (rest.kind, len(rest.members)) == (REST, 401 - COLUMNS)
    ownership.toggle(rest)
    assert place(ownership.root)[0] == 2 * COLUMNS + 2
    assert represented(ownership) == Counter(one.id for one in rows)
    ownership.toggle(rest)
    assert ownership.cell_of(401) is rest


@pytest.mark.parametrize("fan", [1, 2, 3, 7, 30, 1000])
def test_the_number_of_cells_is_bounded_whatever_the_tree_is(fan: int) -> None:
    rows = session_of(*[(KINDS[n % len(KINDS)], 1 + n // fan) for n in range(3000)])
    ownership = of(rows)
    assert len(list(ownership.cells())) <= BUDGET + 1
    for _ in range(30):
        shut = [cell for cell in ownership.cells() if cell.is_group and not cell.is_opened]
        if shut:
            ownership.toggle(max(shut, key=lambda cell: len(cell.members)))
    cells = list(ownership.cells())
    assert sum(cell.inside for cell in cells) <= OPENED_BUDGET
    assert sum(not cell.inside for cell in cells) <= BUDGET + 1


def test_many_sessions_share_a_cell_too() -> None:
    rows = [row(n, "session", None, session=n) for n in range(1, 100)]
    assert [len(cell.members) for cell in of(rows).cells()] == [99]


def test_the_messages_without_a_session_stand_apart_and_leaked_ones_apart_from_those() -> None:
    rows = [*session_of(("message", 1)), row(3, "message", None, session=None),
            row(4, "stream", 3, session=None), row(5, "message", None, session=None)]  # fmt: skip
    ownership = of(rows)
    lanes = [cell for cell in ownership.root.children() if cell.is_lane]
    assert [lane.kind for lane in lanes] == [NO_SESSION]
    ownership.mark_leaked([3])
    lanes = [cell for cell in ownership.root.children() if cell.is_lane]
    assert [lane.kind for lane in lanes] == [NO_SESSION, LEAKED]
    assert [cell.alone.id for cell in lanes[1].children()] == [3]
    assert ownership.cell_of(4).parent is ownership.cell_of(3)
    assert represented(ownership) == Counter(one.id for one in rows)
    ownership.mark_leaked([])
    assert [cell.kind for cell in ownership.root.children()] == ["session", NO_SESSION]


def test_what_has_a_session_is_never_shown_without_one_when_its_session_is_not_known(
    workspace: Workspace, told: list[Event], samples: Path
) -> None:
    workspace.open_session().open_file(samples / "task.msg").open_recipient_table()
    for first in range(1, len(told)):
        ownership = Ownership()
        ownership.hear(told[first:])
        assert not any(cell.is_lane for cell in ownership.cells())
        assert represented(ownership) == Counter(event.id for event in told[first:])


def test_shutting_the_oldest_groups_leaves_the_picture_that_entering_all_anew_makes() -> None:
    rows = session_of(*[(KINDS[n % len(KINDS)], 1 + n // 3) for n in range(3000)])
    ownership = of(rows)
    for _ in range(60):
        shut = [cell for cell in ownership.cells() if cell.is_group and not cell.is_opened]
        ownership.toggle(max(shut, key=lambda cell: len(cell.members)))
    before = drawn(ownership)
    ownership.reset(rows)
    assert drawn(ownership) == before


def test_messages_that_leak_do_not_make_more_cells_than_there_may_be() -> None:
    rows = [row(n, "message", None, session=None) for n in range(1, 8)]
    rows += [row(n, KINDS[n % len(KINDS)], 1 + n % 7, session=None) for n in range(8, 90)]
    ownership = of(rows)
    ownership.limit_to(32)
    for number in range(1, 8):
        ownership.mark_leaked(range(1, number))
        assert len(list(ownership.cells())) <= 33


def test_a_group_shows_the_state_that_says_most_and_what_is_closed_now() -> None:
    rows = session_of(*[("message", 1)] * 20)
    ownership = of(rows)
    group = ownership.cell_of(5)
    assert group.state == "open"
    for one in rows[1:]:
        one.state = "closed"
    rows[5].state = "closing"
    ownership.add(rows)
    assert (group.state, group.now.id) == ("closing", 6)
    rows[5].state = "closed"
    ownership.add(rows)
    assert (group.state, group.now) == ("closed", None)
    assert group in ownership.take_touched()
    assert not ownership.take_touched()


def test_a_group_that_was_opened_stays_so_when_objects_are_taken_off() -> None:
    rows = session_of(*[("message", 1)] * 20)
    ownership = of(rows)
    ownership.toggle(ownership.cell_of(5))
    ownership.reset(rows[:15])
    assert len(ownership) == 15
    assert ownership.cell_of(5).alone.id == 5
    ownership.reset([])
    assert list(ownership.cells()) == []
    assert ownership.cell_of(5) is None


def test_objects_without_a_group_cannot_be_opened() -> None:
    ownership = of(session_of(("message", 1)))
    version = ownership.version
    ownership.toggle(ownership.cell_of(2))
    assert ownership.version == version


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def workspace(told: list[Event]) -> Iterator[Workspace]:
    with Workspace() as made:
        made.subscribe(told.append)
        yield made


def test_the_events_of_a_session_draw_what_the_books_say(
    workspace: Workspace, told: list[Event], samples: Path
) -> None:
    session, ownership = workspace.open_session(), Ownership()
    message = session.open_file(samples / "attachments.msg")
    attachment = message.open_attachment(0)
    attachment.open_stream()
    message.open_attachment(0)
    session.inject_fault(attachment.id)
    session.close()
    ownership.hear(told)
    books = {one.id: one for one in session.tracked()}
    assert represented(ownership) == Counter(books.keys())
    for number, snapshot in books.items():
        (owned,) = ownership.cell_of(number).members
        assert (owned.state, owned.references, owned.step) == (
            snapshot.state, snapshot.references, snapshot.step
        )  # fmt: skip
        parent = ownership.cell_of(number).parent
        assert [one.id for one in parent.members] == (
            [] if snapshot.parent is None else [snapshot.parent]
        )
    assert ownership.cell_of(attachment.id).failed == 1
