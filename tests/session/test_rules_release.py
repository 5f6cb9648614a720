"""References and release (rules 3 and 4), and the callback after the last one (rule 7)."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from msginspector.errors import InvalidObjectError
from msginspector.session import (
    Event,
    Handle,
    Message,
    MessageSession,
    State,
    Workspace,
)
from msginspector.storage import Storage
from tests.conftest import open_message_files
from tests.session.letters import BODY, SUBJECT, open_everything, told


class Callback:
    """An `on_release` that writes down its calls, and what had been told by then."""

    def __init__(self, events: list[Event], fault: Exception | None = None) -> None:
        self.calls: list[tuple[object, Message]] = []
        self.heard: list[str] = []
        self._events = events
        self._fault = fault

    def __call__(self, data: object, message: Message) -> None:
        self.calls.append((data, message))
        self.heard = told(self._events)
        if self._fault is not None:
            raise self._fault


# -- rule 3 ---------------------------------------------------------------------------------------


def test_release_takes_one_reference(message: Message, events: list[Event]) -> None:
    attachment = message.open_attachment(0)
    message.open_attachment(0)
    assert attachment.add_reference() == 3
    assert [attachment.release(), attachment.release()] == [2, 1]
    assert attachment.state is State.OPEN
    assert [event.references for event in events[-2:]] == [2, 1]
    assert [event.state for event in events[-2:]] == ["open", "open"]


def test_at_zero_the_object_is_released_and_unusable_at_once(
    message: Message, events: list[Event]
) -> None:
    attachment = message.open_attachment(0)
    assert attachment.release() == 0
    assert attachment.state is State.RELEASED
    assert (events[-1].event, events[-1].state) == ("released", "released")
    with pytest.raises(InvalidObjectError):
        _ = attachment.data_kind


def test_a_released_message_is_unusable_at_once_even_while_its_sub_objects_live(
    message: Message,
) -> None:
    message.open_attachment(0)
    message.release()
    for use in (
        lambda: message.properties,
        lambda: message.open_attachment(0),
        lambda: message.open_recipient_table(),
        lambda: message.add_reference(),
        lambda: message.findings(),
    ):
        with pytest.raises(InvalidObjectError):
            use()


def test_freeing_the_storage_waits_until_the_last_sub_object_is_released(
    workspace: Workspace, session: MessageSession, message: Message
) -> None:
    attachment = message.open_attachment(0)
    stream = attachment.open_stream()
    storage = session.handle(message.id - 1)
    message.release()
    attachment.release()
    assert storage.state is State.OPEN
    assert workspace.pool.open_handles == 1
    stream.release()
    assert storage.state is State.RELEASED
    assert workspace.pool.open_handles == 0
    assert open_message_files() == []


def test_sub_objects_stay_usable_until_then(message: Message) -> None:
    handles = open_everything(message)
    message.release()
    first, stream, inner = handles[1], handles[2], handles[5]
    first.release()
    assert len(stream.read()) == stream.size
    assert inner.get_property(SUBJECT) == "Inner"
    assert inner.open_attachment(0).open_message().get_property(SUBJECT) == "Innermost"
    assert len(handles[0].rows) == 2


def test_on_release_waits_until_the_last_sub_object_is_released(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    callback = Callback(events)
    message = session.open_message(storage, callback, "mine")
    inner = message.open_attachment(1).open_message()
    deep = inner.open_attachment(0)
    message.release()
    inner.parent.release()
    inner.release()
    assert callback.calls == []
    deep.release()
    assert callback.calls == [("mine", message)]


def test_on_release_is_called_at_the_last_release_of_a_message_that_opened_nothing(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    callback = Callback(events)
    message = session.open_message(storage, callback)
    message.add_reference()
    message.release()
    assert callback.calls == []
    message.release()
    assert callback.calls == [(None, message)]
    assert callback.heard[-1] == f"released {message.id}"


def test_releasing_a_parent_does_not_release_what_was_opened_from_it(message: Message) -> None:
    attachment = message.open_attachment(0)
    stream = attachment.open_stream()
    attachment.release()
    assert stream.state is State.OPEN
    assert stream.references == 1


# -- rule 4 ---------------------------------------------------------------------------------------


def test_released_objects_stay_on_the_books_until_the_session_closes(
    session: MessageSession, message: Message
) -> None:
    handles = open_everything(message)
    before = [copy.id for copy in session.tracked()]
    for handle in [*handles, message]:
        handle.release()
    copies = session.tracked()
    assert [copy.id for copy in copies] == before
    assert {copy.state for copy in copies[1:]} == {"released"}
    assert len(session.close().steps) == len(before)


def test_only_closing_the_session_makes_anything_closed(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    for handle in [*open_everything(message), message]:
        handle.release()
    assert "closed" not in {event.event for event in events}
    session.close()
    assert {copy.state for copy in session.tracked()} == {"closed"}


# -- rule 7 ---------------------------------------------------------------------------------------


def test_on_release_runs_exactly_once_when_the_message_was_released_before_the_close(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    callback = Callback(events)
    session.open_message(storage, callback).release()
    session.close()
    session.close()
    assert len(callback.calls) == 1


def test_without_a_last_release_it_runs_in_the_cascade_right_after_the_messages_step(
    session: MessageSession, storage: Storage, events: list[Event], path: Path
) -> None:
    callback = Callback(events)
    session.open_file(path)
    message = session.open_message(storage, callback, 7)
    message.open_attachment(0)
    session.close()
    assert callback.calls == [(7, message)]
    assert callback.heard[-1] == f"closed {message.id}"
    after = told(events)[len(callback.heard) :]
    assert after[0] == "closing 3"  # the message opened before this one


def test_a_deferred_callback_that_never_came_runs_in_the_cascade(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    callback = Callback(events)
    message = session.open_message(storage, callback)
    message.open_attachment(0)
    message.release()
    session.close()
    assert len(callback.calls) == 1
    assert callback.heard[-1] == f"closed {message.id}"


def test_every_top_level_message_has_its_own_callback_and_embedded_ones_have_none(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    first, second = Callback(events), Callback(events)
    one = session.open_message(storage, first, 1)
    two = session.open_message(storage, second, 2)
    one.open_attachment(1).open_message().release()
    assert first.calls == []
    session.close()
    assert (first.calls, second.calls) == ([(1, one)], [(2, two)])


def test_if_it_raises_in_the_cascade_that_is_a_fault_not_a_stop(
    session: MessageSession, storage: Storage, events: list[Event], path: Path
) -> None:
    callback = Callback(events, ValueError("no such storage"))
    other = session.open_file(path)
    message = session.open_message(storage, callback)
    report = session.close()
    (fault,) = report.faults
    assert fault.id == message.id
    assert fault.fault == "on_release raised ValueError: no such storage"
    assert f"failed {message.id}" in told(events)
    assert (message.state, other.state) == (State.CLOSED, State.CLOSED)
    assert report.complete
    assert len(callback.calls) == 1


def test_if_it_raises_at_the_last_release_that_is_a_fault_of_the_message_not_of_the_call(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    callback = Callback(events, ValueError("no"))
    message = session.open_message(storage, callback)
    assert message.release() == 0
    assert told(events[-1:]) == [f"failed {message.id}"]
    assert session.tracked()[1].fault == "on_release raised ValueError: no"
    report = session.close()
    assert len(callback.calls) == 1
    assert report.faults == ()  # closing it went well
    assert session.tracked()[1].fault == "on_release raised ValueError: no"


def test_two_faults_of_one_object_are_both_reported(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    message = session.open_message(storage, Callback(events, ValueError("second")))
    session.inject_fault(message.id, "first")
    (fault,) = session.close().faults
    assert fault.fault == "first; on_release raised ValueError: second"
    assert [event.event for event in events if event.id == message.id][1:] == [
        "closing", "failed", "closed", "failed"
    ]  # fmt: skip


def test_the_callback_gets_the_released_message_and_cannot_use_it(
    session: MessageSession, storage: Storage
) -> None:
    seen: list[State] = []

    def on_release(_data: object, message: Message) -> None:
        seen.append(message.state)
        assert message.release() == 0
        with pytest.raises(InvalidObjectError):
            message.open_attachment(0)

    session.open_message(storage, on_release).release()
    session.open_message(storage, on_release)
    report = session.close()
    assert seen == [State.RELEASED, State.CLOSED]
    assert report.faults == ()


def test_the_callback_may_wait_for_a_thread_that_uses_the_session(
    session: MessageSession, storage: Storage, path: Path
) -> None:
    def on_release(_data: object, _message: Message) -> None:
        worker = threading.Thread(target=other.open_attachment(0).release)
        worker.start()
        worker.join(5)
        assert not worker.is_alive()

    other = session.open_file(path)
    session.open_message(storage, on_release).release()
    assert session.tracked()[3].fault is None
    assert session.tracked()[-1].state == "released"


def test_the_callback_may_close_the_session(session: MessageSession, storage: Storage) -> None:
    calls: list[object] = []

    def on_release(_data: object, message: Message) -> None:
        calls.append(message)
        session.close()

    session.open_message(storage, on_release).release()
    assert session.closed
    assert len(calls) == 1
    assert session.close().faults == ()


@pytest.mark.parametrize("references", [1, 3])
def test_references_given_back_by_an_observer_in_the_middle_of_a_release_count_once(
    workspace: Workspace, session: MessageSession, storage: Storage, references: int
) -> None:
    heard: list[Event] = []
    callback = Callback(heard)
    message = session.open_message(storage, callback)
    stream = message.open_stream(BODY)
    for _ in range(references):
        message.add_reference()

    def release_too(event: Event) -> None:
        heard.append(event)
        if event.event == "released" and event.id == message.id:
            handle: Handle = session.handle(event.id)
            handle.release()

    workspace.subscribe(release_too)
    message.release()
    assert message.state is State.RELEASED
    assert [event.references for event in heard] == list(range(references, -1, -1))
    assert callback.calls == []
    assert stream.read()
    stream.release()
    assert len(callback.calls) == 1
