"""The closing cascade (rule 8)."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.session import (
    Event,
    Message,
    MessageSession,
)
from msginspector.storage import Storage
from tests.conftest import open_message_files
from tests.session.letters import BODY, open_everything, told, visited


def test_the_cascade_visits_every_tracked_object_once_whatever_its_references(
    session: MessageSession, message: Message
) -> None:
    handles = open_everything(message)
    handles[1].add_reference()
    handles[1].add_reference()
    handles[6].release()
    message.open_stream(BODY)
    tracked = {copy.id: copy.references for copy in session.tracked()}
    report = session.close()
    assert {step.id: step.references for step in report.steps} == tracked
    assert sorted(visited(report)) == sorted(tracked)
    assert sorted(tracked.values()) == [0, *[1] * 11, 3]


def test_a_parent_goes_after_everything_opened_from_it(
    session: MessageSession, message: Message
) -> None:
    open_everything(message)
    session.open_file(message.file or "")
    parents = {copy.id: copy.parent for copy in session.tracked()}
    order = visited(session.close())
    for number, parent in parents.items():
        assert parent is None or order.index(number) < order.index(parent)


def test_siblings_go_in_reverse_order_of_opening_whatever_their_kind(
    session: MessageSession, message: Message
) -> None:
    table, first, stream, attachments, second, inner, body, third, ole = open_everything(message)
    wanted = [ole, third, body, inner, second, attachments, stream, first, table, message]
    order = visited(session.close())
    assert order[:-2] == [handle.id for handle in wanted]


def test_a_message_opened_later_goes_first_even_if_the_earlier_one_was_used_last(
    session: MessageSession, path: Path
) -> None:
    first, second = session.open_file(path), session.open_file(path)
    table = second.open_recipient_table()
    late = first.open_recipient_table()
    assert visited(session.close()) == [
        table.id, second.id, second.id - 1, late.id, first.id, first.id - 1, session.id
    ]  # fmt: skip


def test_a_top_level_messages_own_storage_goes_right_after_it(
    session: MessageSession, storage: Storage, path: Path
) -> None:
    messages = [session.open_file(path), session.open_message(storage), session.open_file(path)]
    order = visited(session.close())
    for message in (messages[0], messages[2]):
        assert order[order.index(message.id) + 1] == message.id - 1


def test_the_session_goes_last(session: MessageSession, message: Message) -> None:
    open_everything(message)
    report = session.close()
    assert report.steps[-1].id == session.id
    assert report.steps[-1].kind == "session"
    assert [step.step for step in report.steps] == list(range(1, len(report.steps) + 1))


def test_each_visit_emits_closing_with_the_references_found_and_closed_with_none(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    message.add_reference()
    del events[:]
    report = session.close()
    assert told(events) == [
        f"{name} {step.id}" for step in report.steps for name in ("closing", "closed")
    ]
    assert [event.step for event in events] == [n for n in (1, 2, 3) for _ in range(2)]
    assert [event.references for event in events] == [2, 0, 1, 0, 1, 0]
    assert {event.state for event in events if event.event == "closing"} == {"closing"}
    assert {event.state for event in events if event.event == "closed"} == {"closed"}


@pytest.mark.parametrize("victim", range(12))
def test_a_faulty_object_emits_closing_failed_closed_and_the_cascade_goes_on(
    session: MessageSession, message: Message, events: list[Event], victim: int
) -> None:
    open_everything(message)
    bad = session.tracked()[victim]
    session.inject_fault(bad.id, "the disk is on fire")
    del events[:]
    report = session.close()
    assert [e.event for e in events if e.id == bad.id] == ["closing", "failed", "closed"]
    assert len(events) == 2 * 12 + 1
    assert {copy.state for copy in session.tracked()} == {"closed"}
    assert [(step.id, step.fault) for step in report.faults] == [(bad.id, "the disk is on fire")]
    assert report.complete
    assert open_message_files() == []


def test_close_never_raises_for_a_fault_in_a_child(
    session: MessageSession, message: Message
) -> None:
    open_everything(message)
    for copy in session.tracked():
        session.inject_fault(copy.id)
    assert len(session.close().faults) == 12


def test_a_storage_that_cannot_be_freed_is_a_fault_of_its_step(
    session: MessageSession, message: Message
) -> None:
    content = message._group.content
    free = content._close

    def broken() -> None:
        free()
        raise OSError("device gone")

    content._close = broken
    report = session.close()
    assert [(step.id, step.fault) for step in report.faults] == [
        (message.id - 1, "freeing the storage failed: device gone")
    ]
    assert report.complete


def test_a_storage_that_cannot_be_freed_at_the_last_release_fails_once(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    content = message._group.content
    free = content._close

    def broken() -> None:
        free()
        raise OSError("device gone")

    content._close = broken
    message.release()
    session.close()
    assert [event.id for event in events if event.event == "failed"] == [message.id - 1]


def test_the_report_tells_every_step(session: MessageSession, message: Message, path: Path) -> None:
    table = message.open_recipient_table()
    table.add_reference()
    report = session.close()
    first = report.steps[0]
    assert (first.step, first.id, first.kind, first.path, first.file, first.references) == (
        1, table.id, "recipient_table", "/recipients", str(path), 2
    )  # fmt: skip
    document = report.to_dict()
    assert document["complete"] is True
    assert document["faults"] == []
    assert report.duration >= 0
