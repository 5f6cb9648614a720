"""Random sessions against the model of the rules: states, references, events, order, leaks."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from msginspector.errors import InvalidObjectError
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Event, Message, MessageSession, Workspace
from msginspector.storage import Storage, open_storage
from tests.conftest import open_message_files
from tests.session.letters import BODY, CLASS, OLE_CLSID, SUBJECT
from tests.session.model import Line, Model, Thing

PICK = st.integers(0, 1_000)

# kind of the object -> what can be opened on it: name -> (kind, how)
OPENINGS: dict[str, dict[object, tuple[str, Any]]] = {
    "message": {
        "recipients": ("recipient_table", lambda m: m.open_recipient_table()),
        "attachments": ("attachment_table", lambda m: m.open_attachment_table()),
        0: ("attachment", lambda m: m.open_attachment(0)),
        1: ("attachment", lambda m: m.open_attachment(1)),
        "body": ("stream", lambda m: m.open_stream(BODY)),
    },
    "attachment": {"data": ("", lambda a: a.open_data())},
}


class Sessions(RuleBasedStateMachine):
    """Every rule makes the same call on the program and on the model."""

    def __init__(self) -> None:
        super().__init__()
        descriptor, self.path = tempfile.mkstemp(suffix=".msg")
        os.write(descriptor, LETTER)
        os.close(descriptor)
        self.workspace = Workspace(handles=4)
        self.model = Model()
        self.heard: list[Line] = []
        self.workspace.subscribe(self.hear)
        self.sessions: dict[int, MessageSession] = {}
        self.handles: dict[int, Any] = {}
        self.reports: dict[int, object] = {}
        self.storages: list[Storage] = []

    def teardown(self) -> None:
        for session in self.model.sessions:
            self.model.close(session)
        leaks = self.workspace.close()
        assert self.heard == self.model.told
        assert [leak.id for leak in leaks] == [
            message.id for message in self.model.independent if message.state != "closed"
        ]
        for storage in self.storages:
            assert not storage.closed
            storage.close()
        assert self.workspace.pool.open_handles == 0
        assert open_message_files() == []
        Path(self.path).unlink()

    def hear(self, event: Event) -> None:
        self.heard.append(
            (
                event.event,
                event.id,
                event.kind,
                event.parent,
                event.references,
                event.state,
                event.reopened,
                event.step,
            )
        )

    # -- picking ------------------------------------------------------------------------------

    def session(self, pick: int) -> Thing:
        return self.model.sessions[pick % len(self.model.sessions)]

    def thing(self, pick: int, *kinds: str) -> Thing | None:
        """Any object that a caller still has a handle of, small picks the newest."""
        known = [thing for thing in self.known() if not kinds or thing.kind in kinds]
        known.sort(key=lambda thing: -thing.id)
        return known[pick % len(known)] if known else None

    def known(self) -> list[Thing]:
        held = [
            thing
            for message in self.model.independent
            for thing in message.family()
            if thing.id in self.handles
        ]
        tracked = [thing for s in self.model.sessions for thing in self.model.tracked(s)]
        return held + [thing for thing in tracked if thing.kind != "session"]

    def handle(self, thing: Thing) -> Any:
        session = self.model.session_of(thing)
        return (
            self.handles[thing.id]
            if session is None
            else self.sessions[session.id].handle(thing.id)
        )

    def on_release(self, fate: str) -> Any:
        def callback(data: object, message: Message) -> None:
            assert data == fate
            self.heard.append(("on_release", message.id))
            if fate == "raises":
                raise ValueError(fate)

        return callback

    def refused(self, call: Any) -> bool:
        """Whether the call raises MAPI_E_INVALID_OBJECT; nothing of the error is kept."""
        before = len(self.heard)
        try:
            call()
        except InvalidObjectError:
            assert len(self.heard) == before
            return True
        return False

    # -- the calls ----------------------------------------------------------------------------

    @initialize(fate=st.sampled_from(["file", "raises"]))
    def begin_with_a_message(self, fate: str) -> None:
        self.open_session()
        self.open_message(0, fate)

    @precondition(lambda self: len(self.sessions) < 3)
    @rule()
    def open_session(self) -> None:
        thing = self.model.open_session()
        self.sessions[thing.id] = self.workspace.open_session()
        assert self.sessions[thing.id].id == thing.id

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK, fate=st.sampled_from(["file", "plain", "fine", "raises"]))
    def open_message(self, pick: int, fate: str) -> None:
        thing = self.session(pick)
        session = self.sessions[thing.id]
        if self.model.may_open(thing):
            message = self.open_top(thing, session, fate)
            assert session.messages()[-1].id == message.id
        else:
            assert self.refused(lambda: self.open_on(session, fate))

    @rule(fate=st.sampled_from(["file", "plain", "fine", "raises"]))
    def open_independent(self, fate: str) -> None:
        message = self.open_top(None, self.workspace, fate)
        assert self.workspace.independent()[-1][-1].id == message.id

    def open_top(self, parent: Thing | None, owner: Any, fate: str) -> Thing:
        callback = fate if fate in ("fine", "raises") else None
        message = self.model.open_top(parent, callback, own=fate == "file")
        handle = self.open_on(owner, fate)
        if parent is None:
            self.handles[message.id] = handle
        assert handle.id == message.id
        return message

    def open_on(self, owner: Any, fate: str) -> Any:
        if fate == "file":
            return owner.open_file(self.path)
        storage = open_storage(self.path, pool=self.workspace.pool)
        self.storages.append(storage)
        callback = None if fate == "plain" else self.on_release(fate)
        return owner.open_message(storage, callback, fate)

    @rule(picks=st.lists(st.tuples(PICK, PICK), min_size=1, max_size=6))
    def open_sub_objects(self, picks: list[tuple[int, int]]) -> None:
        for pick, which in picks:
            self.open_sub_object(pick, which)

    def open_sub_object(self, pick: int, which: int) -> None:
        thing = self.thing(pick, "message", "attachment")
        if thing is None:
            return
        ways = OPENINGS[thing.kind]
        key = list(ways)[which % len(ways)]
        kind, way = ways[key]
        handle = self.handle(thing)
        if not self.model.may_open(thing):
            assert self.refused(lambda: way(handle))
            return
        if thing.kind == "attachment":
            kind = "stream" if thing.key == 0 else "message" if depth(thing) < 3 else "storage"
        child = self.model.open(thing, kind, key)
        opened = way(handle)
        assert opened.id == child.id
        if self.model.session_of(thing) is None:
            self.handles[child.id] = opened

    @rule(pick=PICK)
    def add_reference(self, pick: int) -> None:
        thing = self.thing(pick)
        if thing is None:
            return
        handle = self.handle(thing)
        if self.model.may_open(thing):
            self.model.add_reference(thing)
            assert handle.add_reference() == thing.references
        else:
            assert self.refused(handle.add_reference)

    @rule(picks=st.lists(PICK, min_size=1, max_size=4))
    def release_open_ones(self, picks: list[int]) -> None:
        for pick in picks:
            known = [thing for thing in self.known() if thing.state == "open"]
            if known:
                thing = known[pick % len(known)]
                assert self.handle(thing).release() == self.model.release(thing)

    @rule(pick=PICK)
    def release_whatever_its_state(self, pick: int) -> None:
        thing = self.thing(pick)
        if thing is not None:
            assert self.handle(thing).release() == self.model.release(thing)

    @rule(pick=PICK)
    def release_all_but_one_of_a_message(self, pick: int) -> None:
        message = self.thing(pick, "message")
        if message is not None and message.top is message:
            known = {thing.id for thing in self.known()}
            for thing in list(message.family())[:-1]:
                while thing.id in known and thing.references and not self.model.is_closing(thing):
                    assert self.handle(thing).release() == self.model.release(thing)

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK)
    def step(self, pick: int) -> None:
        thing = self.session(pick)
        step = next(self.sessions[thing.id].close_steps(), None)
        assert (step is not None) == self.model.step(thing)

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK, sure=st.integers(0, 3))
    def close(self, pick: int, sure: int) -> None:
        if sure:  # one time in four, else sessions never get large
            return
        thing = self.session(pick)
        report = self.sessions[thing.id].close()
        self.model.close(thing)
        assert self.reports.setdefault(thing.id, report) is report
        assert thing.order is not None
        assert [step.id for step in report.steps] == [one.id for one in thing.order]
        assert [step.fault is not None for step in report.steps] == [
            one.failed for one in thing.order
        ]
        assert report.complete

    @precondition(lambda self: self.sessions)
    @rule(pick=PICK, which=PICK)
    def fault(self, pick: int, which: int) -> None:
        session = self.session(pick)
        tracked = self.model.tracked(session)
        thing = tracked[which % len(tracked)]
        self.sessions[session.id].inject_fault(thing.id)
        thing.fault = True

    @precondition(lambda self: self.handles)
    @rule(pick=PICK)
    def drop(self, pick: int) -> None:
        del self.handles[sorted(self.handles)[pick % len(self.handles)]]

    @precondition(lambda self: self.handles)
    @rule(pick=PICK)
    def drop_a_message_with_all_its_handles(self, pick: int) -> None:
        message = self.model.independent[pick % len(self.model.independent)]
        for thing in message.family():
            self.handles.pop(thing.id, None)

    # -- what must hold after every call ------------------------------------------------------

    @invariant()
    def events_are_those_of_the_model_in_its_order(self) -> None:
        assert self.heard == self.model.told

    @invariant()
    def states_and_references_are_those_of_the_model(self) -> None:
        for session in self.model.sessions:
            found = [(c.id, c.state, c.references) for c in self.sessions[session.id].tracked()]
            things = self.model.tracked(session)
            assert found == [(t.id, t.state, t.references) for t in things]
        for thing in self.known():
            handle = self.handle(thing)
            assert (handle.state, handle.references) == (thing.state, thing.references)
            assert bool(handle) == (thing.state == "open")

    @invariant()
    def leaks_are_the_unclosed_messages_that_nobody_has_a_handle_of(self) -> None:
        lost = [
            message.id
            for message in self.model.independent
            if message.state != "closed"
            and not any(thing.id in self.handles for thing in message.family())
        ]
        assert [leak.id for leak in self.workspace.leaks()] == lost

    @invariant()
    def session_states_are_those_of_the_model(self) -> None:
        for thing in self.model.sessions:
            session = self.sessions[thing.id]
            closing = thing.order is not None
            over = thing.state == "closed"
            assert (session.closing, session.closed) == (closing and not over, over)
            assert bool(session) != closing


def depth(thing: Thing) -> int:
    """In how many messages it lies."""
    above = thing.parent
    return 0 if above is None else depth(above) + (above.kind == "message")


def nested() -> bytes:
    """Three messages in each other; each has bytes first, then the next one, at last a storage."""
    top = message = MessageWriter()
    for number in range(3):
        message.set_all({CLASS: "IPM.Note", SUBJECT: f"Level {number}", BODY: "Text"})
        message.add_attachment().set_data(b"data")
        second = message.add_attachment()
        if number < 2:
            message = second.embed()
        else:
            second.set_storage({"Contents": b"data"}, OLE_CLSID)
    return top.to_bytes()


LETTER = nested()
TestSessions = Sessions.TestCase
TestSessions.settings = settings(
    max_examples=250,
    stateful_step_count=50,
    suppress_health_check=[HealthCheck.too_slow],
)
