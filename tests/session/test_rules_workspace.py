"""Messages without a session and their leaks (rule 5), the workspace that owns it all (rule 13)."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

import msginspector.session
from msginspector.errors import InvalidObjectError
from msginspector.session import (
    Event,
    Message,
    MessageSession,
    State,
    Workspace,
    open_message,
)
from msginspector.storage import Storage, open_storage
from tests.conftest import open_message_files
from tests.session.letters import SUBJECT, open_everything, told

# -- rule 5 ---------------------------------------------------------------------------------------


def test_a_message_without_a_session_becomes_closed_with_its_whole_group_once_all_is_released(
    workspace: Workspace, path: Path
) -> None:
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    message = workspace.open_file(path)
    attachment = message.open_attachment(1)
    inner = attachment.open_message()
    message.release()
    inner.release()
    assert [copy.state for copy in workspace.independent()[0]] == [
        "open", "released", "open", "released"
    ]  # fmt: skip
    del heard[:]
    attachment.release()
    assert {h.state for h in (message, inner, attachment)} == {State.CLOSED}
    assert told(heard) == [
        f"released {attachment.id}",
        f"released {message.id - 1}",
        f"closed {inner.id}",
        f"closed {attachment.id}",
        f"closed {message.id}",
        f"closed {message.id - 1}",
    ]
    assert workspace.leaks() == ()
    assert workspace.pool.open_handles == 0


def test_its_events_have_no_session_and_the_message_no_parent(
    workspace: Workspace, path: Path
) -> None:
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    message = workspace.open_file(path)
    message.open_recipient_table().release()
    message.release()
    assert {event.session for event in heard} == {None}
    assert [event.parent for event in heard if event.event == "opened"] == [None, None, message.id]
    assert all("NULL" in event.call for event in heard if "OpenIMsgOnIStg" in event.call)


def test_without_a_session_on_release_runs_once_before_anything_is_closed(
    workspace: Workspace, storage: Storage
) -> None:
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    calls: list[list[str]] = []
    message = workspace.open_message(storage, lambda _data, _message: calls.append(told(heard)))
    message.release()
    assert calls == [[f"opened {message.id}", f"released {message.id}"]]
    assert told(heard)[2:] == [f"closed {message.id}"]


def test_a_fault_of_its_callback_is_told_and_it_is_closed_all_the_same(
    workspace: Workspace, storage: Storage
) -> None:
    heard: list[Event] = []
    workspace.subscribe(heard.append)

    def broken(_data: object, _message: Message) -> None:
        raise KeyError("x")

    message = workspace.open_message(storage, broken)
    assert message.release() == 0
    assert [event.event for event in heard] == ["opened", "released", "failed", "closed"]
    assert message.state is State.CLOSED
    assert workspace.leaks() == ()


def test_it_is_a_leak_when_the_workspace_ends_with_it_unclosed(path: Path) -> None:
    workspace = Workspace()
    kept, done = workspace.open_file(path), workspace.open_file(path)
    done.release()
    assert workspace.leaks() == ()
    (leak,) = workspace.close()
    assert (leak.id, leak.kind, leak.state, leak.references) == (kept.id, "message", "open", 1)
    assert workspace.leaks() == (leak,)


def test_it_is_a_leak_when_only_a_sub_object_was_forgotten(path: Path) -> None:
    workspace = Workspace()
    message = workspace.open_file(path)
    table = message.open_recipient_table()
    message.release()
    (leak,) = workspace.close()
    assert (leak.id, leak.state) == (message.id, "released")
    assert table.release() == 0


def test_it_is_a_leak_when_its_last_python_handle_was_dropped_unreleased(
    workspace: Workspace, path: Path
) -> None:
    number = workspace.open_file(path).id
    gc.collect()
    assert [leak.id for leak in workspace.leaks()] == [number]
    assert workspace.independent()[0][1].state == "open"  # nothing closes by garbage collection
    assert workspace.pool.open_handles == 1


def test_the_handle_of_a_sub_object_keeps_its_message_from_being_a_leak(
    workspace: Workspace, path: Path
) -> None:
    inner = workspace.open_file(path).open_attachment(1).open_message()
    gc.collect()
    assert workspace.leaks() == ()
    assert inner.parent.parent.get_property(SUBJECT) == "Papers"
    for handle in (inner.parent.parent, inner.parent, inner):
        handle.release()
    assert inner.state is State.CLOSED


@pytest.mark.parametrize("keep", ["row", "rows", "walk", "properties"])
def test_a_row_keeps_its_message_from_being_a_leak(
    workspace: Workspace, path: Path, keep: str
) -> None:
    message = workspace.open_file(path)
    kept: object = {
        "row": message.row,
        "rows": message.attachments,
        "walk": list(message.walk()),
        "properties": message.properties,
    }[keep]
    del message
    gc.collect()
    assert workspace.leaks() == ()
    del kept
    gc.collect()
    assert len(workspace.leaks()) == 1


def test_a_message_whose_sub_object_was_dropped_is_a_leak_although_it_was_released(
    workspace: Workspace, path: Path
) -> None:
    message = workspace.open_file(path)
    message.open_recipient_table()
    message.release()
    assert workspace.leaks() == ()
    del message
    gc.collect()
    assert [leak.state for leak in workspace.leaks()] == ["released"]


def test_messages_of_a_session_are_never_leaks(workspace: Workspace, path: Path) -> None:
    workspace.open_session().open_file(path)
    gc.collect()
    assert workspace.leaks() == ()
    assert workspace.close() == ()


# -- rule 13 --------------------------------------------------------------------------------------


def test_a_workspace_owns_its_sessions_and_closes_them_when_it_ends(path: Path) -> None:
    with Workspace() as workspace:
        sessions = [workspace.open_session() for _ in range(3)]
        open_everything(sessions[1].open_file(path))
        assert workspace.sessions == tuple(sessions)
    assert [session.state for session in sessions] == [State.CLOSED] * 3
    assert workspace.pool.open_handles == 0
    assert open_message_files() == []


def test_a_workspace_gives_back_the_files_of_its_leaks_when_it_ends(path: Path) -> None:
    workspace = Workspace()
    message = workspace.open_file(path)
    assert len(open_message_files()) == 1
    workspace.close()
    assert open_message_files() == []
    with pytest.raises(InvalidObjectError, match="was never released; its workspace ended"):
        message.get_property(SUBJECT)


def test_what_leaked_is_closed_in_all_three_ways_when_the_workspace_has_ended(path: Path) -> None:
    workspace = Workspace()
    message = workspace.open_file(path)
    handles = [message, *open_everything(message)]
    handles[2].release()
    (leak,) = workspace.close()
    assert (leak.id, leak.state, leak.references) == (message.id, "open", 1)
    for handle in handles:
        assert (handle.state, bool(handle), handle.closed) == (State.CLOSED, False, True)
        assert handle.references == 0
        assert "closed references=0" in repr(handle)
        with pytest.raises(InvalidObjectError):
            handle.add_reference()


def test_releasing_a_leak_after_the_end_changes_nothing(path: Path, storage: Storage) -> None:
    calls: list[object] = []
    workspace = Workspace()
    heard: list[Event] = []
    workspace.subscribe(heard.append)
    messages = [
        workspace.open_file(path),
        workspace.open_message(storage, lambda _data, message: calls.append(message)),
    ]
    before = len(heard)
    leaks = workspace.close()
    assert [leak.id for leak in leaks] == [message.id for message in messages]
    assert [message.release() for message in messages] == [0, 0]
    assert workspace.close() == leaks == workspace.leaks()
    assert (len(heard), calls) == (before, [])  # nobody closed it, so nobody hears of it


def test_what_is_closed_leaves_the_ledger(workspace: Workspace, path: Path) -> None:
    kept = workspace.open_file(path)
    for _ in range(3):
        message = workspace.open_file(path)
        message.open_recipient_table().release()
        message.release()
        assert message.state is State.CLOSED
    assert [[copy.id for copy in group] for group in workspace.independent()] == [
        [kept.id - 1, kept.id]
    ]
    kept.release()
    assert workspace.independent() == ()


def test_a_workspace_that_has_ended_lists_no_independent_messages(path: Path) -> None:
    workspace = Workspace()
    workspace.open_file(path)
    workspace.close()
    assert workspace.independent() == ()
    assert len(workspace.leaks()) == 1


def test_a_callback_that_ends_the_workspace_makes_no_leak_of_its_own_message(
    storage: Storage,
) -> None:
    workspace = Workspace()
    ended: list[object] = []
    message = workspace.open_message(storage, lambda _data, _m: ended.append(workspace.close()))
    message.release()
    assert ended == [()]
    assert workspace.leaks() == ()
    assert message.state is State.CLOSED
    with pytest.raises(InvalidObjectError, match="was closed"):
        message.check()


def test_ending_a_workspace_twice_tells_the_same_leaks(path: Path) -> None:
    workspace = Workspace()
    message = workspace.open_file(path)
    leaks = workspace.close()
    message.release()
    assert workspace.close() == leaks == workspace.leaks()


def test_nothing_can_be_opened_in_a_workspace_that_has_ended(path: Path) -> None:
    workspace = Workspace()
    steps = workspace.open_file_steps(path)
    next(steps)
    workspace.close()
    for opening in (
        workspace.open_session,
        lambda: workspace.open_file(path),
        lambda: list(steps),
    ):
        with pytest.raises(InvalidObjectError, match="the workspace has ended"):
            opening()  # type: ignore[operator]
    assert open_message_files() == []
    assert workspace.leaks() == ()


def test_an_observer_of_a_sessions_opening_finds_it_in_the_workspace(workspace: Workspace) -> None:
    seen: list[tuple[int, str, int]] = []

    def look(event: Event) -> None:
        session = workspace.sessions[-1]
        seen.append((session.id - event.id, session.label, len(session.tracked())))

    workspace.subscribe(look)
    workspace.open_session()
    assert seen == [(0, "Session 1", 1)]


def test_there_is_no_global_registry(path: Path) -> None:
    first, second = Workspace(), Workspace()
    one, other = first.open_session(), second.open_session()
    one.open_file(path)
    assert (len(one), len(other)) == (3, 1)
    assert one.label == other.label == "Session 1"
    assert one.id == other.id == 1
    first.close()
    assert other.state is State.OPEN
    assert second.log.total == 1
    second.close()
    public = vars(msginspector.session)
    assert not [name for name in public if isinstance(public[name], (Workspace, MessageSession))]


def test_a_message_opened_with_neither_session_nor_workspace_has_a_ledger_of_its_own(
    path: Path,
) -> None:
    storage = open_storage(path)
    message = open_message(storage)
    assert message.session is None
    message.release()
    assert message.state is State.CLOSED
    storage.close()


def test_a_forgotten_session_is_closed_first(workspace: Workspace, path: Path) -> None:
    session = workspace.open_session()
    message = session.open_file(path)
    workspace.forget(session)
    assert workspace.sessions == ()
    assert message.state is State.CLOSED


def test_sessions_are_numbered_and_handles_found_by_id(workspace: Workspace, path: Path) -> None:
    first, second = workspace.open_session(), workspace.open_session()
    assert (first.label, second.label) == ("Session 1", "Session 2")
    message = second.open_file(path)
    assert second.handle(message.id) is message
    assert second.handle(second.id) is second
    with pytest.raises(Exception, match="Session 1 tracks no object"):
        first.handle(message.id)


def test_the_seconds_of_events_and_reports_are_those_of_the_workspaces_clock(path: Path) -> None:
    now = [100.0]
    with Workspace(clock=lambda: now[0]) as workspace:
        heard: list[Event] = []
        workspace.subscribe(heard.append)
        session = workspace.open_session()
        now[0] = 101.5
        message = session.open_file(path)
        now[0] = 104.0
        steps = session.close_steps()
        next(steps)
        now[0] = 106.0
        report = session.close()
        assert [event.t for event in heard] == [0, 1.5, 1.5, 4, 4, 6, 6, 6, 6]
        assert (report.started_at, report.duration) == (4, 2)
        with pytest.raises(InvalidObjectError, match=r"closed 4\.000 s after Session 1 was opened"):
            message.findings()
