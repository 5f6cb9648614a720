"""Visible states (rule 11) and events as plain copies (rule 12)."""

from __future__ import annotations

import gc
import threading
import weakref
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
from msginspector.session.events import EventLog
from tests.session.letters import open_everything, told

# -- rule 11 --------------------------------------------------------------------------------------


def test_closed_bool_and_repr_tell_the_state_of_a_session(session: MessageSession) -> None:
    assert (session.closed, bool(session), repr(session)) == (
        False, True, "<Session 1 open tracking 1 objects>"
    )  # fmt: skip
    session.close()
    assert (session.closed, bool(session), repr(session)) == (
        True, False, "<Session 1 closed tracking 1 objects>"
    )  # fmt: skip


def test_nothing_closes_by_garbage_collection(
    workspace: Workspace, session: MessageSession, events: list[Event], path: Path
) -> None:
    open_everything(session.open_file(path))
    gc.collect()
    assert {event.event for event in events} == {"opened"}
    assert {copy.state for copy in session.tracked()} == {"open"}
    assert workspace.pool.open_handles == 1


def test_a_dropped_session_lives_on_in_its_workspace(workspace: Workspace, path: Path) -> None:
    workspace.open_session().open_file(path)
    gc.collect()
    (session,) = workspace.sessions
    assert len(session) == 3
    assert session.state is State.OPEN


def test_dropped_handles_cost_nothing_that_is_not_on_the_books(message: Message) -> None:
    handle: Handle = message.open_attachment(0)
    gone = weakref.ref(handle)
    del handle
    assert gone() is None  # at once: no reference cycle goes through a handle


# -- rule 12 --------------------------------------------------------------------------------------


def test_events_come_in_step_order_numbered_from_one(path: Path) -> None:
    with Workspace() as workspace:
        heard: list[Event] = []
        workspace.subscribe(heard.append)
        session = workspace.open_session()
        open_everything(session.open_file(path))
        session.close()
    assert [event.seq for event in heard] == list(range(1, len(heard) + 1))
    assert [event.t for event in heard] == sorted(event.t for event in heard)
    steps = [event.step for event in heard if event.step is not None]
    assert steps == sorted(steps)
    assert heard == list(workspace.log.events())


def test_events_come_on_the_thread_that_made_the_call(
    workspace: Workspace, session: MessageSession, path: Path
) -> None:
    threads: list[str] = []
    workspace.subscribe(lambda _event: threads.append(threading.current_thread().name))
    for name, call in (
        ("opener", lambda: session.open_file(path)),
        ("stepper", lambda: next(session.close_steps())),
        ("closer", session.close),
    ):
        worker = threading.Thread(target=call, name=name)
        worker.start()
        worker.join(5)
    assert threads == ["opener"] * 2 + ["stepper"] * 2 + ["closer"] * 4


def test_events_are_plain_copies_and_observers_never_get_live_objects(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    open_everything(message)
    session.close()
    for event in events:
        for name, value in event.to_dict().items():
            assert type(value) in (str, int, float, bool, type(None)), name
        with pytest.raises(AttributeError):
            event.state = "open"  # type: ignore[misc]
    assert events[0].state == "open"


def test_an_event_has_the_keys_of_its_json_and_reopened_only_where_it_is(
    message: Message, events: list[Event]
) -> None:
    message.open_recipient_table()
    message.open_recipient_table()
    once, again = (event.to_dict() for event in events[-2:])
    keys = "seq event step kind id parent session file path label references state call t"
    assert set(once) == set(keys.split())
    assert set(again) == {*keys.split(), "reopened"}
    assert again["reopened"] is True
    assert once["call"] == "IMessage::GetRecipientTable()"


def test_snapshots_are_copies_too(session: MessageSession, message: Message) -> None:
    before = session.tracked()
    message.add_reference()
    session.close()
    assert {copy.state for copy in before} == {"open"}
    assert before[2].references == 1


def test_an_observer_that_fails_is_logged_and_stops_nothing(
    workspace: Workspace, session: MessageSession, path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_event: Event) -> None:
        raise RuntimeError("no")

    stop = workspace.subscribe(broken)
    session.open_file(path)
    assert session.close().complete
    (record,) = caplog.records  # one for all its faults
    assert record.getMessage() == "an observer of lifecycle events failed"
    stop()
    caplog.clear()
    workspace.open_session()
    assert caplog.records == []


def test_an_observer_that_closes_the_session_as_soon_as_something_opens_leaves_nothing_open(
    workspace: Workspace, session: MessageSession, path: Path
) -> None:
    for kind in ("storage", "message"):
        doomed = workspace.open_session()
        stop = workspace.subscribe(
            lambda event, kind=kind, doomed=doomed: (
                event.kind == kind and event.event == "opened" and doomed.close()
            )
        )
        try:
            assert doomed.open_file(path).state is State.CLOSED
        except InvalidObjectError:
            assert kind == "storage"
        stop()
        assert doomed.close().complete
        assert workspace.pool.open_handles == 0
        assert len(workspace.cache) == 0
    assert session.state is State.OPEN


def test_the_log_keeps_the_newest_events_and_says_what_it_dropped() -> None:
    log = EventLog(limit=3)
    for number in range(1, 6):
        log.add(
            lambda seq, number=number: Event(
                seq, "opened", None, "session", number, None, None, None, "", "", 1, False,
                "open", "", 0.0,
            )
        )  # fmt: skip
    assert [event.seq for event in log.events()] == [3, 4, 5]
    assert (log.total, log.dropped) == (5, 2)
    assert EventLog()._events.maxlen == 100_000


def test_told_is_in_order(events: list[Event], message: Message) -> None:
    message.release()
    assert told(events) == [
        f"opened {message.id - 1}",
        f"opened {message.id}",
        f"released {message.id}",
        f"released {message.id - 1}",
    ]
