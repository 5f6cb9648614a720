"""Threads that close, observe and release at once: nobody waits for ever (rules 8, 9, 12, 14)."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from msginspector.errors import InvalidObjectError
from msginspector.session import Event, Message, MessageSession, State, TeardownReport, Workspace
from msginspector.storage import Storage, open_storage
from tests.session.letters import told

LONG = 10  # seconds until a thread that hangs fails the test


def at_once(*calls: Callable[[], object]) -> None:
    """Run each call on a thread of its own; all must come back, and none may raise."""
    raised: list[BaseException] = []

    def run(call: Callable[[], object]) -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - raised below
            raised.append(error)

    threads = [threading.Thread(target=run, args=(call,), daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    assert [thread for thread in threads if thread.is_alive()] == []
    assert raised == []


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns as often as the interpreter can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


class Meeting:
    """Lets two threads go on when both have come; each comes once, later it does not hold."""

    def __init__(self) -> None:
        self._barrier = threading.Barrier(2)
        self._came: set[int] = set()

    def come(self) -> None:
        me = threading.get_ident()
        if me not in self._came and len(self._came) < 2:
            self._came.add(me)
            self._barrier.wait(LONG)


@pytest.fixture(params=["one workspace", "two workspaces"])
def pair(request: pytest.FixtureRequest) -> Iterator[tuple[MessageSession, MessageSession]]:
    """Two sessions, in one workspace or in one each."""
    first = Workspace()
    second = first if request.param == "one workspace" else Workspace()
    yield first.open_session(), second.open_session()
    first.close()
    second.close()


@pytest.fixture
def storages(path: Path) -> Iterator[tuple[Storage, Storage]]:
    """Two storages of the caller's."""
    pair = open_storage(path), open_storage(path)
    yield pair
    for storage in pair:
        storage.close()


def test_two_sessions_that_close_each_other_from_on_release_both_close(
    pair: tuple[MessageSession, MessageSession], storages: tuple[Storage, Storage]
) -> None:
    meeting = Meeting()
    calls: list[int] = []

    def closing(other: MessageSession) -> Callable[[object, Message], None]:
        def on_release(_data: object, message: Message) -> None:
            calls.append(message.id)
            meeting.come()
            other.close()

        return on_release

    first, second = pair
    first.open_message(storages[0], closing(second))
    second.open_message(storages[1], closing(first))
    at_once(first.close, second.close)
    for session in pair:
        assert session.closed
        assert session.report.complete
        assert [step.step for step in session.report.steps] == [1, 2]
        assert session.report.faults == ()
    assert len(calls) == 2


def test_two_sessions_that_close_each_other_from_an_observer_both_close(
    pair: tuple[MessageSession, MessageSession], path: Path
) -> None:
    meeting = Meeting()
    for session, other in (pair, pair[::-1]):
        session.open_file(path)

        def close(event: Event, mine: int = session.id, other: MessageSession = other) -> None:
            if event.event == "closing" and event.session == mine:
                other.close()

        session.workspace.subscribe(close)
    at_once(*(lambda s=s: (meeting.come(), s.close()) for s in pair))
    assert [session.report.complete for session in pair] == [True, True]


def test_observers_of_two_sessions_may_look_at_the_other_session(
    pair: tuple[MessageSession, MessageSession], path: Path
) -> None:
    seen: list[int] = []
    meeting = Meeting()
    for session, other in (pair, pair[::-1]):

        def look(event: Event, mine: int = session.id, other: MessageSession = other) -> None:
            if event.session == mine:
                if pair[0].workspace is not pair[1].workspace:
                    meeting.come()  # both are inside an observer; in one workspace they take turns
                seen.append(len(other.tracked()))

        session.workspace.subscribe(look)
    work = [lambda s=s: [s.open_file(path).release() for _ in range(50)] for s in pair]
    at_once(*work)
    assert len(seen) >= 2 * 50 * 4


def test_observers_of_two_workspaces_may_make_calls_in_the_other_one(path: Path) -> None:
    with Workspace() as first, Workspace() as second:
        pair = first.open_session(), second.open_session()
        meeting = Meeting()
        heard: list[list[Event]] = [[], []]
        for number, other in enumerate(pair[::-1]):

            def reply(event: Event, other: MessageSession = other, number: int = number) -> None:
                heard[number].append(event)
                if event.kind == "message" and event.event == "opened" and len(other) < 4:
                    meeting.come()  # both are inside an observer
                    other.open_file(path)

            pair[number].workspace.subscribe(reply)
        at_once(*(lambda s=s: s.open_file(path) for s in pair))
        for events in heard:
            assert [event.seq for event in events] == list(range(2, len(events) + 2))
        assert [len(session) for session in pair] == [5, 5]


def test_an_observer_runs_while_another_thread_uses_the_books(
    workspace: Workspace, session: MessageSession, message: Message
) -> None:
    looked: list[int] = []

    def let_another_look(event: Event) -> None:
        if event.event == "closing" and event.id == message.id:
            worker = threading.Thread(target=lambda: looked.append(len(session.tracked())))
            worker.start()
            worker.join(LONG)
            assert looked

    workspace.subscribe(let_another_look)
    session.close()
    assert looked == [3]


def test_events_of_many_threads_come_one_at_a_time_in_order_on_their_own_thread(
    workspace: Workspace, session: MessageSession, path: Path
) -> None:
    heard: list[tuple[int, str, str]] = []
    busy = threading.Lock()

    def hear(event: Event) -> None:
        assert busy.acquire(blocking=False)
        heard.append((event.seq, threading.current_thread().name, event.label))
        busy.release()

    message = session.open_file(path)
    workspace.subscribe(hear)
    before = workspace.log.total
    opened: dict[str, set[str]] = {}

    def work() -> None:
        for _ in range(40):
            opened.setdefault(threading.current_thread().name, set())
            message.open_recipient_table().release()
            session.open_file(path).release()

    at_once(*[work] * 6)
    assert [seq for seq, _name, _label in heard] == list(range(before + 1, before + 1 + len(heard)))
    assert len(heard) == 6 * 40 * 6
    assert {name for _seq, name, _label in heard} == set(opened)


def test_a_close_that_cannot_wait_is_finished_by_the_thread_that_is_in_the_step(
    workspace: Workspace, storages: tuple[Storage, Storage]
) -> None:
    first, second = workspace.open_session(), workspace.open_session()
    stepping, closed = threading.Event(), threading.Event()
    reports: list[TeardownReport] = []

    def hold(_data: object, _message: Message) -> None:
        stepping.set()
        assert closed.wait(LONG)

    def close_other(_data: object, _message: Message) -> None:
        assert stepping.wait(LONG)
        reports.append(second.close())
        closed.set()

    first.open_message(storages[0], close_other)
    second.open_message(storages[1], hold)
    steps = second.close_steps()
    at_once(lambda: next(steps), first.close)
    assert not reports[0].complete
    assert second.closed
    assert second.close().complete
    assert list(steps) == []


def test_a_close_from_outside_waits_for_the_step_of_another_thread(
    session: MessageSession, storage: Storage
) -> None:
    inside, coming = threading.Event(), threading.Event()
    reports: list[TeardownReport] = []

    def hold(_data: object, _message: Message) -> None:
        inside.set()
        assert coming.wait(LONG)

    def close_too() -> None:
        assert inside.wait(LONG)
        coming.set()
        reports.append(session.close())

    session.open_message(storage, hold)
    at_once(session.close, close_too)
    assert reports[0].complete


def test_a_step_from_inside_an_observer_does_not_wait_for_the_step_of_another_thread(
    workspace: Workspace, session: MessageSession, storage: Storage, path: Path
) -> None:
    inside, done = threading.Event(), threading.Event()
    answers: list[object] = []

    def hold(_data: object, _message: Message) -> None:
        inside.set()
        assert done.wait(LONG)

    session.open_file(path)
    session.open_message(storage, hold)
    other = workspace.open_session()

    def step(event: Event) -> None:
        if event.session == other.id and event.event == "closing":
            answers.append(next(session.close_steps(), None))
            done.set()

    workspace.subscribe(step)
    steps = session.close_steps()
    at_once(lambda: next(steps), lambda: (inside.wait(LONG), other.close()))
    assert answers == [None]
    assert not session.closed  # a step is no close: nothing was hurried
    assert session.close().complete


@pytest.mark.usefixtures("restless")
def test_messages_released_from_two_threads_end_once(workspace: Workspace, path: Path) -> None:
    for _ in range(30):
        calls: list[object] = []
        storage = open_storage(path, pool=workspace.pool)
        message = workspace.open_message(storage, lambda data, _m: calls.append(data), storage)  # noqa: B023
        table = message.open_recipient_table()
        barrier = threading.Barrier(2)
        at_once(*(lambda h=h: (barrier.wait(LONG), h.release()) for h in (message, table)))  # noqa: B023
        assert calls == [storage]
        assert message.state is table.state is State.CLOSED
        storage.close()
    assert workspace.independent() == ()


def test_no_other_thread_can_act_between_entering_a_session_and_opening_it() -> None:
    could: list[bool] = []

    class Watched(Workspace):
        """Tries from another thread while a session has been entered and is not open yet."""

        def enter_session(self, session: MessageSession) -> None:
            super().enter_session(session)
            at_once(lambda: could.append(self._lock.raw.acquire(blocking=False)))

    with Watched() as workspace:
        assert workspace.open_session().state is State.OPEN
    assert could == [False]


@pytest.mark.usefixtures("restless")
def test_a_workspace_that_ends_while_sessions_are_opened_leaves_none_open(path: Path) -> None:
    for _ in range(30):
        workspace = Workspace()
        barrier = threading.Barrier(2)
        sessions: list[MessageSession] = []

        def open_some(
            workspace: Workspace = workspace,
            barrier: threading.Barrier = barrier,
            sessions: list[MessageSession] = sessions,
        ) -> None:
            barrier.wait(LONG)
            with contextlib.suppress(InvalidObjectError):  # the workspace has ended
                while True:
                    sessions.append(workspace.open_session())

        at_once(open_some, lambda b=barrier, w=workspace: (b.wait(LONG), w.close()))
        assert {session.state for session in workspace.sessions} <= {State.CLOSED}
        assert {session.state for session in sessions} <= {State.CLOSED}


def test_a_fault_of_a_callback_that_is_late_belongs_to_its_release_and_not_to_the_teardown(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    running, closed = threading.Event(), threading.Event()

    def late(_data: object, _message: Message) -> None:
        running.set()
        assert closed.wait(LONG)
        raise ValueError("late")

    message = session.open_message(storage, late)
    at_once(
        message.release,
        lambda: (running.wait(LONG), session.close(), closed.set()),
    )
    assert session.report.faults == ()
    assert told(events)[-1] == f"failed {message.id}"
    assert events[-1].step is None
