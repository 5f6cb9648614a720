"""Random calls on several threads, callbacks and observers that make calls too: what must hold."""

from __future__ import annotations

import contextlib
import random
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.errors import InspectorError
from msginspector.session import Event, Message, MessageSession, Workspace
from msginspector.storage import Storage, open_storage
from tests.session.letters import BODY

LONG = 60  # seconds until threads that hang fail the test
CLOSING = 0.01  # how often a call closes a session or takes a step of closing it


class Crowd:
    """Two workspaces with two sessions each, and everybody who works with them."""

    def __init__(self, path: Path, seed: int) -> None:
        self.path = path
        self.seed = seed
        self.workspaces = [Workspace(handles=3), Workspace(handles=3)]
        self.heard: dict[int, list[Event]] = defaultdict(list)
        for workspace in self.workspaces:
            workspace.subscribe(self.heard[id(workspace)].append)
            workspace.subscribe(self.answer)
        self.sessions = [w.open_session() for w in self.workspaces for _ in range(2)]
        self.storages: list[Storage] = []
        self.opened: list[tuple[int, Workspace, Message]] = []
        self.called_back: Counter[int] = Counter()
        self.strange: list[BaseException] = []

    def answer(self, event: Event) -> None:
        """An observer that makes calls, in other workspaces too."""
        if hasattr(self, "sessions"):
            chance = random.Random(event.seq * 7 + self.seed)
            with contextlib.suppress(InspectorError):
                self.maybe_close(chance)
                if chance.random() < 0.2:
                    self.look_or_release(chance.choice(self.sessions), chance)

    def maybe_close(self, chance: random.Random) -> None:
        if chance.random() < CLOSING:
            session = chance.choice(self.sessions)
            next(session.close_steps(), None) if chance.random() < 0.5 else session.close()

    def look_or_release(self, session: MessageSession, chance: random.Random) -> None:
        handle = session.handle(chance.choice(session.tracked()).id)
        if handle is not session:
            handle.release() if chance.random() < 0.7 else handle.add_reference()

    def open_borrowed(self, number: int, chance: random.Random) -> None:
        def on_release(data: object, _message: Message) -> None:
            self.called_back[data] += 1  # type: ignore[index]
            self.maybe_close(random.Random(number))
            if number % 5 == 0:
                chance.choice(self.sessions).open_file(self.path)

        storage = open_storage(self.path)
        self.storages.append(storage)
        session = chance.choice(self.sessions)
        owner = session if chance.random() < 0.7 else session.workspace
        message = owner.open_message(storage, on_release, number)
        self.opened.append((number, session.workspace, message))

    def open_inside(self, session: MessageSession, chance: random.Random) -> None:
        attachment = chance.choice(session.messages()).open_attachment(chance.randrange(4))
        data = attachment.open_data()
        for handle in (attachment, data):
            if handle is not None and chance.random() < 0.5:
                handle.release()

    def open_alone(self, session: MessageSession) -> None:
        message = session.workspace.open_file(self.path)
        stream = message.open_stream(BODY)
        message.release()
        assert stream.read()
        stream.release()

    def work(self, worker: int) -> None:
        chance = random.Random(self.seed * 100 + worker)
        for turn in range(40):
            session = chance.choice(self.sessions)
            with contextlib.suppress(InspectorError, IndexError):
                self.maybe_close(chance)
                chance.choice(
                    [
                        lambda s=session: s.open_file(self.path),
                        lambda n=worker * 1000 + turn: self.open_borrowed(n, chance),
                        lambda s=session: self.open_inside(s, chance),
                        lambda s=session: self.look_or_release(s, chance),
                        lambda s=session: self.open_alone(s),
                    ]
                )()

    def run(self, worker: int) -> None:
        try:
            self.work(worker)
        except BaseException as error:  # noqa: BLE001 - asserted to be none
            self.strange.append(error)


@pytest.fixture(params=range(4))
def crowd(request: pytest.FixtureRequest, path: Path) -> Iterator[Crowd]:
    """A crowd that has done its work and whose workspaces have ended."""
    crowd = Crowd(path, request.param)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=crowd.run, args=(n,), daemon=True) for n in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
    sys.setswitchinterval(before)
    assert [thread for thread in threads if thread.is_alive()] == []
    for workspace in crowd.workspaces:
        workspace.close()
    yield crowd
    for storage in crowd.storages:
        storage.close()


def test_random_threads_leave_everything_closed_and_told_in_order(crowd: Crowd) -> None:
    assert crowd.strange == []
    for workspace in crowd.workspaces:
        assert (workspace.pool.open_handles, len(workspace.cache)) == (0, 0)
        assert workspace.independent() == ()
        events = crowd.heard[id(workspace)]
        assert [event.seq for event in events] == list(range(1, len(events) + 1))
        count: Counter[int] = Counter()
        for event in events:
            count[event.id] += {"opened": 1, "released": -1}.get(event.event, 0)
            if event.event == "closed":
                count[event.id] = 0
            assert event.event == "failed" or event.references == count[event.id], event
    for session in crowd.sessions:
        told = [
            event for event in crowd.heard[id(session.workspace)] if event.session == session.id
        ]
        report = session.report
        assert report.complete
        assert {copy.state for copy in session.tracked()} == {"closed"}
        assert sorted(s.id for s in report.steps) == sorted(c.id for c in session.tracked())
        assert [e.id for e in told if e.event == "closing"] == [s.id for s in report.steps]
        failed = {(e.step, e.id) for e in told if e.event == "failed" and e.step is not None}
        assert failed == {(step.step, step.id) for step in report.faults}


def test_random_threads_call_back_once_for_every_message_that_did_not_leak(crowd: Crowd) -> None:
    leaks = {(id(w), leak.id) for w in crowd.workspaces for leak in w.leaks()}
    assert crowd.opened
    for number, workspace, message in crowd.opened:
        assert crowd.called_back[number] == ((id(workspace), message.id) not in leaks)
        assert message.closed
