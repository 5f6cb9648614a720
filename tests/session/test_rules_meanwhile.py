"""What holds from the first step of the cascade to its last (rule 9)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.errors import InvalidObjectError
from msginspector.session import (
    Event,
    Message,
    MessageSession,
    State,
    Stream,
    Workspace,
)
from msginspector.storage import Storage
from tests.session.letters import BIG, SUBJECT, open_everything, told, visited


def test_from_the_first_step_the_session_is_closing_and_not_before(
    session: MessageSession, message: Message
) -> None:
    steps = session.close_steps()
    assert session.state is State.OPEN
    assert message.open_attachment(0)
    assert len(steps) == 4
    next(steps)
    assert session.state is State.CLOSING
    assert session.closing
    assert not session.closed
    assert not session
    for _ in steps:
        pass
    assert session.state is State.CLOSED


OPENINGS: list[Callable[[MessageSession, Message, Storage], object]] = [
    lambda session, _message, _storage: session.open_file("absent.msg"),
    lambda session, _message, storage: session.open_message(storage),
    lambda _session, message, _storage: message.open_attachment(0),
    lambda _session, message, _storage: message.open_recipient_table(),
    lambda _session, message, _storage: message.open_stream(SUBJECT),
    lambda _session, message, _storage: message.add_reference(),
]


@pytest.mark.parametrize("opening", OPENINGS, ids=range(6))
def test_opening_fails_while_the_session_is_closing(
    session: MessageSession, message: Message, storage: Storage, opening: Callable[..., object]
) -> None:
    message.open_recipient_table()
    next(session.close_steps())
    before = len(session)
    with pytest.raises(InvalidObjectError, match=r"Session 1: it began to close \d"):
        opening(session, message, storage)
    assert len(session) == before


def test_what_is_not_visited_yet_can_still_be_used_while_the_session_is_closing(
    session: MessageSession, message: Message
) -> None:
    table = message.open_recipient_table()
    next(session.close_steps())
    assert table.state is State.CLOSED
    assert message.get_property(SUBJECT) == "Papers"


def test_close_finishes_a_half_run_step_iterator(session: MessageSession, message: Message) -> None:
    open_everything(message)
    steps = session.close_steps()
    taken = [next(steps), next(steps)]
    assert len(session.report.steps) == 2
    assert not session.report.complete
    report = session.close()
    assert list(report.steps[:2]) == taken
    assert len(report.steps) == 12
    assert report.complete
    assert list(steps) == []


def test_two_iterators_share_one_cascade(session: MessageSession, message: Message) -> None:
    open_everything(message)
    first, second = session.close_steps(), session.close_steps()
    numbers = [next(first).step, next(second).step, next(first).step]
    assert numbers == [1, 2, 3]
    assert [step.step for step in second] == list(range(4, 13))


def test_close_returns_the_same_report_every_time(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    report = session.close()
    before = len(events)
    assert session.close() is report
    assert session.report is report
    assert list(session.close_steps()) == []
    assert len(events) == before
    assert message.release() == 0


def test_the_report_of_a_session_that_was_not_closed_is_empty(session: MessageSession) -> None:
    report = session.report
    assert (report.steps, report.complete) == ((), False)
    assert report.duration < 60


def test_a_re_entrant_close_from_an_observer_does_nothing(
    workspace: Workspace, session: MessageSession, message: Message, events: list[Event]
) -> None:
    open_everything(message)
    inside: list[int] = []

    def close_again(event: Event) -> None:
        if event.event in ("closing", "closed"):
            inside.append(len(session.close().steps))
            assert next(session.close_steps(), None) is None

    workspace.subscribe(close_again)
    del events[:]
    report = session.close()
    assert len(report.steps) == 12
    assert len(events) == 24
    assert inside == [n // 2 for n in range(24)]


def test_a_re_entrant_close_from_on_release_does_nothing(
    session: MessageSession, storage: Storage, message: Message
) -> None:
    inside: list[bool] = []
    session.open_message(storage, lambda _data, _m: inside.append(session.close().complete))
    report = session.close()
    assert inside == [False]
    assert visited(report)[-3:] == [message.id, message.id - 1, session.id]


def test_an_observer_may_close_the_session_in_the_middle_of_a_last_release(
    workspace: Workspace, session: MessageSession, message: Message, events: list[Event]
) -> None:
    later: list[Event] = []
    workspace.subscribe(lambda event: event.event == "released" and session.close())
    workspace.subscribe(later.append)
    assert message.release() == 0
    assert session.closed
    assert (
        told(events)
        == told(later)
        == [
            f"released {message.id}",
            *(
                f"{name} {step.id}"
                for step in session.report.steps
                for name in ("closing", "closed")
            ),
        ]
    )
    assert {copy.references for copy in session.tracked()} == {0}


def test_release_meanwhile_only_lowers_the_count(
    session: MessageSession, message: Message, storage: Storage, events: list[Event]
) -> None:
    calls: list[object] = []
    borrowed = session.open_message(storage, lambda _data, m: calls.append(m))
    borrowed.add_reference()
    message.add_reference()
    later = message.open_recipient_table()
    borrowed.open_recipient_table()
    next(session.close_steps())
    assert [borrowed.release(), borrowed.release(), borrowed.release()] == [1, 0, 0]
    assert borrowed.state is State.OPEN
    assert calls == []
    assert message.release() == 1
    assert later.release() == 0
    assert [e.event for e in events if e.id in (borrowed.id, later.id)][-3:] == ["released"] * 3
    report = session.close()
    found = {step.id: step.references for step in report.steps}
    assert (found[borrowed.id], found[message.id], found[later.id]) == (0, 1, 0)
    assert calls == [borrowed]


def test_the_events_of_a_release_meanwhile_count_down_without_a_step(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    message.add_reference()
    message.open_recipient_table()
    next(session.close_steps())
    message.release()
    last = events[-1]
    assert (last.event, last.references, last.state, last.step) == ("released", 1, "open", None)


def test_a_release_from_inside_a_step_only_lowers_the_count(
    workspace: Workspace, session: MessageSession, message: Message
) -> None:
    message.add_reference()

    def release(event: Event) -> None:
        if event.event == "closing" and event.id == message.id:
            assert message.release() == 1

    workspace.subscribe(release)
    report = session.close()
    assert visited(report).count(message.id) == 1
    assert message.state is State.CLOSED


@pytest.mark.parametrize("reader", ["stream", "row"])
def test_running_reads_are_cancelled_at_their_next_slice(
    session: MessageSession, message: Message, reader: str
) -> None:
    attachment = message.open_attachment(0)
    stream = attachment.open_stream()
    row = attachment.property(0x37010102)
    assert row is not None
    pieces = stream.slices(1000) if reader == "stream" else row.slices()
    first = next(pieces)
    assert BIG.startswith(first)
    message.open_recipient_table()
    next(session.close_steps())
    assert stream.state is State.OPEN
    with pytest.raises(InvalidObjectError, match="was cancelled: Session 1 began to close"):
        next(pieces)


def test_a_walk_is_cancelled_at_its_next_object(session: MessageSession, message: Message) -> None:
    rows = message.walk()
    next(rows)
    message.open_recipient_table()
    next(session.close_steps())
    assert message.state is State.OPEN
    with pytest.raises(InvalidObjectError, match="was cancelled: Session 1 began to close"):
        next(rows)


def test_what_is_not_visited_yet_can_be_read_in_slices_and_walked_until_its_own_step(
    session: MessageSession, message: Message
) -> None:
    attachment = message.open_attachment(0)
    stream = attachment.open_stream()
    message.open_recipient_table()
    steps = session.close_steps()
    next(steps)
    row = attachment.property(0x37010102)
    assert row is not None
    assert b"".join(stream.slices(1000)) == b"".join(row.slices()) == BIG
    assert len(list(message.walk())) == 10
    pieces = stream.slices(1000)
    next(pieces)
    next(steps)
    with pytest.raises(InvalidObjectError, match="was closed"):
        next(pieces)


def test_results_that_arrive_later_are_dropped(session: MessageSession, message: Message) -> None:
    stream = message.open_attachment(0).open_stream()
    started, closed = threading.Event(), threading.Event()
    outcome: list[object] = []

    def slow_read() -> bytes:
        started.set()
        assert closed.wait(5)
        return b"late"

    def work(stream: Stream) -> None:
        try:
            outcome.append(stream.served(slow_read))
        except InvalidObjectError as error:
            outcome.append(error)

    worker = threading.Thread(target=work, args=(stream,))
    worker.start()
    assert started.wait(5)
    session.close()
    closed.set()
    worker.join(5)
    (error,) = outcome
    assert isinstance(error, InvalidObjectError)


def test_results_of_objects_that_are_not_visited_yet_are_dropped_too(
    session: MessageSession, message: Message
) -> None:
    stream = message.open_attachment(0).open_stream()
    steps = session.close_steps()
    message.open_recipient_table()
    with pytest.raises(InvalidObjectError, match=r"was cancelled: Session 1 began to close"):
        stream.served(lambda: next(steps))  # closing begins while this read runs
    assert stream.state is State.OPEN
    assert stream.read() == BIG  # a new read of what is still open is no late result


def test_two_threads_that_close_at_once_get_the_same_report(
    session: MessageSession, path: Path, events: list[Event]
) -> None:
    for _ in range(20):
        open_everything(session.open_file(path))
    del events[:]
    reports: list[object] = []
    threads = [threading.Thread(target=lambda: reports.append(session.close())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert [report is reports[0] for report in reports] == [True] * 4
    assert [event.seq for event in events] == sorted(event.seq for event in events)
    assert [event.step for event in events] == [n for n in range(1, 222) for _ in range(2)]
