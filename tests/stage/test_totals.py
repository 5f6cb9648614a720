"""Totals over time: they agree with the books after every event, however many there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.session import Event, Workspace
from msginspector.stage.totals import Counts, Totals, point_at


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def workspace(told: list[Event]) -> Iterator[Workspace]:
    with Workspace() as made:
        made.subscribe(told.append)
        yield made


def counted(events: list[Event], **options: int) -> Totals:
    totals = Totals(**options)
    totals.add(events)
    return totals


def event(seq: int, number: int, name: str, state: str, references: int, **more: object) -> Event:
    first = Event(seq, name, None, "attachment", number, 1, 1, None, "/", "a", references, False,
                  state, "", 0.0)  # fmt: skip
    return first._replace(**more)  # type: ignore[arg-type]


def lives(number: int, start: int = 1) -> list[Event]:
    """So many objects opened, then closed youngest first, without a released state between."""
    opened = [event(start + n, n, "opened", "open", 1) for n in range(number)]
    ended: list[Event] = []
    for n in reversed(range(number)):
        seq = start + number + len(ended)
        ended.append(event(seq, n, "closing", "closing", 1, step=1))
        ended.append(event(seq + 1, n, "closed", "closed", 0, step=1))
    return opened + ended


def test_the_counts_are_those_of_the_books_after_every_event(
    workspace: Workspace, told: list[Event], samples: Path
) -> None:
    session, totals = workspace.open_session(), Totals()
    taken = 0

    def agree() -> None:
        nonlocal taken
        totals.add(told[taken:])
        taken = len(told)
        rows = session.tracked()
        states = [row.state for row in rows]
        references = sum(row.references for row in rows)
        wanted = (states.count("open"), states.count("released"), states.count("closed"))
        assert totals.now == (*wanted, references)

    agree()
    message = session.open_file(samples / "attachments.msg")
    agree()
    attachment = message.open_attachment(0)
    attachment.add_reference()
    agree()
    attachment.release()
    attachment.release()
    agree()
    message.open_attachment(0)
    message.open_attachment_table()
    agree()
    session.close()
    agree()
    assert totals.now.open == totals.now.released == totals.now.references == 0
    assert totals.peak == 5


def test_a_message_without_session_is_counted_to_its_end(workspace, told, samples: Path) -> None:
    message = workspace.open_file(samples / "contact.msg")
    message.release()
    assert counted(told).now == Counts(closed=2)


def test_a_fault_changes_no_count_though_it_may_come_after_the_end() -> None:
    events = [
        event(1, 7, "opened", "open", 1),
        event(2, 7, "closing", "closing", 1, step=1),
        event(3, 7, "closed", "closed", 0, step=1),
        event(4, 7, "failed", "closed", 0, step=1, fault="the callback raised"),
    ]
    totals = counted(events)
    assert totals.now == Counts(closed=1)
    assert [point.event.seq for point in totals.points()] == [1, 2, 3, 4]


def test_what_is_being_closed_is_open_until_it_is_closed() -> None:
    totals = counted([event(1, 7, "opened", "open", 2), event(2, 7, "closing", "closing", 2)])
    assert totals.now == Counts(open=1, references=2)
    totals.add([event(3, 7, "released", "closing", 1)])
    assert totals.now == Counts(open=1, references=1)


@given(st.integers(0, 300), st.sampled_from([2, 4, 16]))
def test_however_many_events_the_points_are_few_and_cover_all_of_them(
    number: int, limit: int
) -> None:
    events = lives(number)
    totals = counted(events, limit=limit)
    points = totals.points()
    assert len(points) <= limit
    covered = [seq for point in points for seq in range(point.first, point.event.seq + 1)]
    assert covered == [one.seq for one in events]
    assert totals.peak == number
    whole = {point.event.seq: point.counts for point in counted(events, limit=2000).points()}
    assert all(whole[point.event.seq] == point.counts for point in points)


def test_events_come_in_batches_of_any_size_and_the_points_are_the_same() -> None:
    events, totals = lives(100), Totals(limit=16)
    for start in range(0, len(events), 7):
        totals.add(events[start : start + 7])
    assert totals.points() == counted(events, limit=16).points()


@given(st.integers(1, 40), st.integers(0, 120))
def test_what_was_open_before_the_first_known_event_is_counted_from_the_beginning(
    number: int, dropped: int
) -> None:
    events = lives(number)
    known = events[min(dropped, 2 * number) :]  # some are still to be closed, or all are
    whole = {point.event.seq: point.counts for point in counted(events).points()}
    late = counted(known)
    unheard = {one.id for one in events} - {one.id for one in known}
    for point in late.points():
        before = whole[point.event.seq]
        # those that were over before the first known event nobody can know of
        assert point.counts.open == before.open
        assert point.counts.references == before.references
        assert before.closed - point.counts.closed == len(unheard)


def test_objects_no_event_is_about_were_there_all_the_time() -> None:
    totals = counted([event(9, 7, "opened", "open", 1)])
    totals.add_silent([event(1, 3, "", "open", 2), event(2, 4, "", "released", 0)])
    assert [point.counts for point in totals.points()] == [Counts(2, 1, 0, 3)]
    assert totals.now == Counts(2, 1, 0, 3)
    assert totals.peak == 2


def test_an_object_first_heard_of_when_it_is_opened_again_or_released_was_open() -> None:
    totals = counted([event(5, 1, "opened", "open", 3, reopened=True)])
    assert totals.points()[0].counts == Counts(open=1, references=3)
    totals = counted([event(5, 1, "released", "released", 0)])
    assert totals.now == Counts(released=1)
    assert totals.peak == 1


def test_a_teardown_is_told_with_its_first_and_its_last_event(workspace, told, samples) -> None:
    session = workspace.open_session()
    session.open_file(samples / "contact.msg")
    steps = session.close_steps()
    next(steps)
    totals = counted(told)
    (closing,) = totals.closings
    assert (closing.first, closing.last) == (4, None)
    session.close()
    totals.add(told[5:])
    (closing,) = totals.closings
    assert (closing.label, closing.session) == ("Session 1", session.id)
    assert closing.last == len(told) == 9


def test_only_the_newest_teardowns_are_told() -> None:
    totals = Totals()
    totals.add(event(n, n, "closing", "closing", 1, step=1, session=n) for n in range(1, 200))
    assert len(totals.closings) == 64
    assert totals.closings[-1].session == 199


def test_an_event_is_looked_up_by_its_number() -> None:
    points = counted(lives(100), limit=16).points()
    assert point_at(points, 1) == 0
    assert point_at(points, 10**9) == len(points) - 1
    place = point_at(points, 150)
    assert points[place].first <= 150 <= points[place].event.seq
    with pytest.raises(ValueError, match="no points"):
        point_at([], 1)


def test_an_object_of_which_only_a_fault_is_known_is_counted() -> None:
    assert counted([event(5, 1, "failed", "released", 0, fault="no")]).now == Counts(released=1)
    assert counted([event(5, 1, "failed", "closed", 0, fault="no")]).now == Counts()
