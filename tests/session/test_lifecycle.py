"""Closing, for every handle class alike: cascade, double close, independence, repr after close."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msginspector.errors import InvalidObjectError
from msginspector.session import Message, MessageSession, State, Workspace, handles, message
from tests.conftest import open_message_files
from tests.session.letters import SUBJECT

Opening = Callable[[Message], Any]

# name -> (opens one from a message, uses it)
HANDLES: dict[str, tuple[Opening, Callable[[Any], object]]] = {
    "message": (lambda top: top, lambda it: it.properties),
    "own storage": (lambda top: top.session.handle(top.id - 1), lambda it: it.names()),
    "recipient table": (lambda top: top.open_recipient_table(), lambda it: it.rows),
    "attachment table": (lambda top: top.open_attachment_table(), lambda it: len(it)),
    "attachment": (lambda top: top.open_attachment(0), lambda it: it.data_kind),
    "embedded message": (lambda top: top.open_attachment(1).open_message(), lambda it: it.row),
    "stream": (lambda top: top.open_stream(SUBJECT), lambda it: it.read()),
    "attachment stream": (lambda top: top.open_attachment(0).open_stream(), lambda it: it.size),
    "OLE storage": (lambda top: top.open_attachment(2).open_storage(), lambda it: it.names()),
}


@pytest.fixture(params=HANDLES)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of handle in turn."""
    return str(request.param)


def opened(top: Message, kind: str) -> Any:
    return HANDLES[kind][0](top)


def use(handle: Any, kind: str) -> object:
    return HANDLES[kind][1](handle)


def test_every_handle_class_has_a_row_in_the_table_above(
    session: MessageSession, path: Path
) -> None:
    covered = {type(opened(session.open_file(path), kind)) for kind in HANDLES}
    classes = {
        cls
        for module in (handles, message)
        for _name, cls in inspect.getmembers(module, inspect.isclass)
        if issubclass(cls, handles.Handle) and not cls.__subclasses__()
    }
    assert covered == classes


def test_while_it_is_open_it_says_so(session: MessageSession, path: Path, kind: str) -> None:
    handle = opened(session.open_file(path), kind)
    assert (handle.state, handle.closed, bool(handle)) == (State.OPEN, False, True)
    assert f" {handle.id} " in repr(handle)
    assert repr(handle.label) in repr(handle)
    assert "open references=1" in repr(handle)
    use(handle, kind)


def test_closing_the_session_closes_it(session: MessageSession, path: Path, kind: str) -> None:
    handle = opened(session.open_file(path), kind)
    handle.add_reference()
    session.close()
    assert (handle.state, handle.closed, bool(handle)) == (State.CLOSED, True, False)
    assert handle.references == 0
    assert "closed references=0" in repr(handle)


def test_a_closed_one_still_tells_what_it_was(
    session: MessageSession, path: Path, kind: str
) -> None:
    top = session.open_file(path)
    handle = opened(top, kind)
    before = (handle.id, handle.kind, handle.label, handle.path, handle.file, handle.parent)
    session.close()
    after = (handle.id, handle.kind, handle.label, handle.path, handle.file, handle.parent)
    assert before == after
    assert handle.session is session


def test_a_closed_one_cannot_be_used(session: MessageSession, path: Path, kind: str) -> None:
    handle = opened(session.open_file(path), kind)
    use(handle, kind)
    session.close()
    for attempt in (lambda: use(handle, kind), handle.check, handle.add_reference):
        with pytest.raises(InvalidObjectError) as caught:
            attempt()
        assert f"(object {handle.id})" in caught.value.text
        assert "Session 1" in caught.value.text
        assert caught.value.step is not None
        assert f"step {caught.value.step} of closing" in caught.value.text


def test_releasing_it_is_visible_in_the_same_three_ways(
    session: MessageSession, path: Path, kind: str
) -> None:
    top = session.open_file(path)
    handle = opened(top, kind)
    (top if kind == "own storage" else handle).release()
    assert (handle.state, handle.closed, bool(handle)) == (State.RELEASED, True, False)
    assert "released references=0" in repr(handle)
    with pytest.raises(InvalidObjectError, match="was released"):
        use(handle, kind)


def test_releasing_and_closing_again_is_harmless(
    session: MessageSession, path: Path, kind: str
) -> None:
    handle = opened(session.open_file(path), kind)
    report = session.close()
    assert [handle.release(), handle.release()] == [0, 0]
    assert session.close() is report
    assert handle.state is State.CLOSED


def test_it_is_closed_before_its_parent_and_the_session(
    session: MessageSession, path: Path, kind: str
) -> None:
    handle = opened(session.open_file(path), kind)
    order = [step.id for step in session.close().steps]
    assert order.index(handle.id) < order.index(handle.parent.id)
    assert order[-1] == session.id


def test_two_sessions_on_the_same_file_stay_independent(
    workspace: Workspace, path: Path, kind: str
) -> None:
    first, second = workspace.open_session(), workspace.open_session()
    one, other = (opened(session.open_file(path), kind) for session in (first, second))
    first.close()
    assert (one.state, other.state) == (State.CLOSED, State.OPEN)
    use(other, kind)
    assert len(open_message_files()) == 1
    second.close()
    assert other.state is State.CLOSED
    assert open_message_files() == []


def test_two_messages_of_one_file_in_one_session_stay_independent(
    session: MessageSession, path: Path, kind: str
) -> None:
    one, other = (opened(session.open_file(path), kind) for _ in range(2))
    assert one is not other
    one.release()
    use(other, kind)
    assert other.references == 1


def test_faulty_or_not_it_ends_closed(session: MessageSession, path: Path, kind: str) -> None:
    handle = opened(session.open_file(path), kind)
    session.inject_fault(handle.id)
    report = session.close()
    assert [step.id for step in report.faults] == [handle.id]
    assert handle.state is State.CLOSED
    assert session.closed


@pytest.mark.parametrize("kind", [kind for kind in HANDLES if kind != "own storage"])
def test_what_is_opened_without_a_session_closes_by_releasing(
    workspace: Workspace, path: Path, kind: str
) -> None:
    top = workspace.open_file(path)
    handle = opened(top, kind)
    chain = [handle]
    while chain[-1] is not top:
        chain.append(chain[-1].parent)
    for link in reversed(chain):
        link.release()
    assert {link.state for link in chain} == {State.CLOSED}
    with pytest.raises(InvalidObjectError, match="opened without a session"):
        use(handle, kind)
    assert open_message_files() == []
