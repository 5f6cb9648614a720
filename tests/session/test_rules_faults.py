"""What the caller's code raises, and in which report it shows (rules 7, 8, 10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.session import Event, Message, MessageSession, State, Workspace
from msginspector.storage import Storage, open_storage
from tests.conftest import open_message_files
from tests.session.letters import BODY, open_everything, told

ENDS: list[type[BaseException]] = [SystemExit, KeyboardInterrupt, GeneratorExit]


def failed_steps(events: list[Event]) -> set[tuple[int | None, int]]:
    """Step and object of every `failed` event of a teardown."""
    return {(e.step, e.id) for e in events if e.event == "failed" and e.step is not None}


def raising(error: BaseException) -> object:
    """An `on_release` or an observer that raises."""

    def call(*_arguments: object) -> None:
        raise error

    return call


def test_the_faults_of_a_report_are_the_failed_events_of_its_cascade(
    workspace: Workspace, session: MessageSession, path: Path, events: list[Event]
) -> None:
    storages = [open_storage(path, pool=workspace.pool) for _ in range(4)]
    early, late, injected, clean = (
        session.open_message(storage, raising(ValueError(str(number))))  # type: ignore[arg-type]
        if number < 2
        else session.open_message(storage)
        for number, storage in enumerate(storages)
    )
    early.release()
    session.inject_fault(injected.id)
    report = session.close()
    assert failed_steps(events) == {(step.step, step.id) for step in report.faults}
    assert {step.id for step in report.faults} == {late.id, injected.id}
    assert [e.step for e in events if e.event == "failed" and e.id == early.id] == [None]
    assert clean.state is State.CLOSED
    for storage in storages:
        storage.close()


def test_a_fault_at_an_earlier_release_is_remembered_of_the_object_beside_that_of_its_step(
    session: MessageSession, storage: Storage
) -> None:
    message = session.open_message(storage, raising(ValueError("no")))  # type: ignore[arg-type]
    message.release()
    session.inject_fault(message.id, "on fire")
    (fault,) = session.close().faults
    assert fault.fault == "on fire"
    assert session.tracked()[1].fault == "on_release raised ValueError: no; on fire"


def test_an_injected_fault_and_that_of_the_storage_are_both_reported(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    content = message._group.content
    free = content._close

    def broken() -> None:
        free()
        raise OSError("device gone")

    content._close = broken
    session.inject_fault(message.id - 1, "on fire")
    (fault,) = session.close().faults
    assert fault.fault == "on fire; freeing the storage failed: device gone"
    assert [e.event for e in events if e.step == fault.step] == ["closing", "failed", "closed"]


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_the_program_in_on_release_leaves_no_session_half_closed(
    workspace: Workspace, session: MessageSession, path: Path, end: type[BaseException]
) -> None:
    events: list[Event] = []
    workspace.subscribe(events.append)
    first = session.open_file(path)
    storage = open_storage(path, pool=workspace.pool)
    message = session.open_message(storage, raising(end("now")), storage)  # type: ignore[arg-type]
    last = session.open_file(path)
    with pytest.raises(end):
        session.close()
    assert session.closed
    assert session.report.complete
    assert {first.state, message.state, last.state} == {State.CLOSED}
    assert [step.fault for step in session.report.faults] == [
        f"on_release raised {end.__name__}: now"
    ]
    assert failed_steps(events) == {(step.step, step.id) for step in session.report.faults}
    assert session.close() is session.report
    storage.close()
    assert workspace.pool.open_handles == 0


@pytest.mark.parametrize("end", ENDS)
def test_it_ends_one_step_and_close_does_the_rest(
    session: MessageSession, storage: Storage, end: type[BaseException], path: Path
) -> None:
    session.open_file(path)
    session.open_message(storage, raising(end()))  # type: ignore[arg-type]
    steps = session.close_steps()
    with pytest.raises(end):
        next(steps)
    assert len(session.report.steps) == 1
    assert next(steps).step == 2
    assert session.close().complete


@pytest.mark.parametrize("end", ENDS)
def test_what_ends_the_program_in_a_last_release_leaves_no_message_half_closed(
    workspace: Workspace, storage: Storage, end: type[BaseException]
) -> None:
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    message = workspace.open_message(storage, raising(end()), 7)  # type: ignore[arg-type]
    table = message.open_recipient_table()
    message.release()
    with pytest.raises(end):
        table.release()
    assert [event.event for event in heard][3:] == ["released", "failed", "closed", "closed"]
    assert (message.state, table.state) == (State.CLOSED, State.CLOSED)
    assert message._group.freed
    assert workspace.independent() == ()
    assert workspace.close() == ()


@pytest.mark.parametrize("when", ["opened", "released", "closing", "failed", "closed"])
def test_what_ends_the_program_in_an_observer_leaves_nothing_half_done(
    workspace: Workspace, path: Path, when: str
) -> None:
    heard: list[Event] = []

    def stop(event: Event) -> None:
        if event.event == when and event.kind == "message":
            raise SystemExit(when)

    workspace.subscribe(stop)
    workspace.subscribe(heard.append)
    session = workspace.open_session()
    ended: list[str] = []
    for call in (
        lambda: open_everything(session.open_file(path)),
        lambda: session.messages()[0].release(),
        lambda: session.inject_fault(session.messages()[0].id),
        session.close,
    ):
        try:
            call()
        except SystemExit as error:
            ended.append(str(error))
    assert ended == [when]
    assert session.report.complete
    assert {copy.state for copy in session.tracked()} == {"closed"}
    assert heard == list(workspace.log.events())  # and everybody else has heard of everything
    assert open_message_files() == []


def test_a_workspace_ends_whatever_is_raised_on_the_way(path: Path) -> None:
    workspace = Workspace()
    storage = open_storage(path, pool=workspace.pool)
    sessions = [workspace.open_session() for _ in range(3)]
    for session in sessions:
        session.open_file(path)
        session.open_message(storage, raising(SystemExit(3)))  # type: ignore[arg-type]
    leaked = workspace.open_file(path)
    with pytest.raises(SystemExit):
        workspace.close()
    assert {session.state for session in sessions} == {State.CLOSED}
    assert [leak.id for leak in workspace.close()] == [leaked.id]
    storage.close()
    assert workspace.pool.open_handles == 0


def test_the_callers_data_is_let_go_of_when_the_callback_has_run(
    session: MessageSession, storage: Storage
) -> None:
    import gc
    import weakref

    class Data:
        """Something of the caller's."""

    data = Data()
    gone = weakref.ref(data)
    message = session.open_message(storage, lambda _data, _message: None, data)
    del data
    gc.collect()
    assert gone() is not None
    message.release()
    gc.collect()
    assert gone() is None


def test_a_reference_of_a_storage_taken_by_an_observer_of_the_last_release_keeps_the_file(
    workspace: Workspace, session: MessageSession, path: Path
) -> None:
    heard: list[Event] = []
    message = session.open_file(path)
    own = session.handle(message.id - 1)

    def hold(event: Event) -> None:
        heard.append(event)
        if event.event == "released" and event.kind == "message":
            assert own.add_reference() == 2

    workspace.subscribe(hold)
    message.release()
    assert (own.state, own.references) == (State.OPEN, 2)
    assert own.names()
    assert workspace.pool.open_handles == 1
    assert own.release() == 1
    assert (own.state, own.references) == (State.RELEASED, 0)
    assert workspace.pool.open_handles == 0
    assert told(heard) == [
        f"released {message.id}", f"opened {own.id}", f"released {own.id}", f"released {own.id}"
    ]  # fmt: skip


def test_without_a_session_it_keeps_the_whole_group_from_closing(
    workspace: Workspace, path: Path
) -> None:
    message = workspace.open_file(path)
    own = message._opener.handle(message._group.storage)
    workspace.subscribe(
        lambda event: event.event == "released" and event.kind == "message" and own.add_reference()
    )
    message.release()
    assert message.state is State.RELEASED
    assert own.names()
    own.release()
    assert (message.state, own.state) == (State.CLOSED, State.CLOSED)
    assert open_message_files() == []


def test_once_the_storage_is_released_no_reference_of_it_can_be_taken(
    workspace: Workspace, session: MessageSession, message: Message
) -> None:
    own = session.handle(message.id - 1)
    refused: list[type[Exception]] = []

    def hold(event: Event) -> None:
        if event.event == "released" and event.id == own.id:
            try:
                own.add_reference()
            except Exception as error:  # noqa: BLE001 - which one is asserted below
                refused.append(type(error))

    workspace.subscribe(hold)
    message.open_stream(BODY).release()
    message.release()
    assert [kind.__name__ for kind in refused] == ["InvalidObjectError"]
    assert own.state is State.RELEASED
