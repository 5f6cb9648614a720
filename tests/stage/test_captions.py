"""Captions: what a class reads of each event of a real session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from msginspector.session import Event, Workspace
from msginspector.stage.captions import Caption, caption, caption_of_many
from msginspector.storage import open_storage


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def workspace(told: list[Event]) -> Iterator[Workspace]:
    with Workspace() as made:
        made.subscribe(told.append)
        yield made


@pytest.fixture
def sample(samples: Path) -> Path:
    return samples / "attachments.msg"


def test_opening_says_what_each_kind_is(workspace, told, sample: Path) -> None:
    session = workspace.open_session()
    message = session.open_file(sample)
    message.open_recipient_table()
    message.open_attachment(0)
    said = [caption(event) for event in told]
    assert [one.said.partition(" ")[2].partition(" “")[0] for one in said[1:]] == [
        "storage", "message", "recipient table", "attachment",
    ]  # fmt: skip
    assert said[0].said == "Session 1 is open."
    assert "closed with it" in said[0].means
    assert "only listed" in said[3].means
    assert said[4].call == "IMessage::OpenAttach(0)"


def test_an_object_opened_twice_is_the_same_with_two_references(workspace, told, sample) -> None:
    message = workspace.open_session().open_file(sample)
    message.open_attachment(0)
    message.open_attachment(0).add_reference()
    twice, added = caption(told[-2]), caption(told[-1])
    assert twice.said.endswith("was opened again: it has 2 references now.")
    assert "same object" in twice.means
    assert added.said.endswith("it has 3 references now.")
    assert "given back" in added.means


def test_a_release_says_how_many_are_left_and_what_zero_means(workspace, told, sample) -> None:
    attachment = workspace.open_session().open_file(sample).open_attachment(0)
    attachment.add_reference()
    attachment.release()
    attachment.release()
    left, none = caption(told[-2]), caption(told[-1])
    assert "1 reference left" in left.said
    assert "stays open" in left.means
    assert "0 references left" in none.said
    assert "until the session closes" in none.means


def test_without_a_session_it_warns_of_the_leak(workspace, told, sample) -> None:
    message = workspace.open_file(sample)
    assert "leaks it" in caption(told[-1]).means
    message.add_reference()
    message.release()
    message.release()
    released = next(event for event in told if event.state == "released")
    assert "books" not in caption(released).means


def test_closing_tells_faults_and_what_closed_means(workspace, told, sample) -> None:
    session = workspace.open_session()
    message = session.open_file(sample)
    message.add_reference()
    session.inject_fault(message.id, "the disk is gone")
    session.close()
    said = {(event.event, event.kind): caption(event) for event in told}
    assert "with 2 references still out" in said["closing", "message"].said
    assert said["failed", "message"].said.endswith("the disk is gone.")
    assert "goes on" in said["failed", "message"].means
    assert "MAPI_E_INVALID_OBJECT" in said["closed", "message"].means
    assert "Everything it tracked" in said["closed", "session"].means


def test_many_events_are_one_caption_of_the_last(workspace, told, sample) -> None:
    workspace.open_session().open_file(sample)
    both = caption_of_many(told)
    assert both.said == f"{caption(told[-1]).said} (3 objects at once)"
    assert caption_of_many(told[-1:]) == caption(told[-1])


def test_a_long_label_does_not_push_the_words_away() -> None:
    event = Event(1, "opened", None, "attachment", 4, 3, 1, None, "/attachments/0", "x" * 500, 1,
                  False, "open", "IMessage::OpenAttach(0)", 0.0)  # fmt: skip
    said: Caption = caption(event)
    assert len(said.said) < 90
    assert said.said.endswith("is open.")


def test_a_release_while_the_session_closes_is_not_said_to_end_the_object(
    workspace, told, sample
) -> None:
    session = workspace.open_session()
    message = session.open_file(sample)
    message.open_stream(0x1000001F)
    next(session.close_steps())
    message.release()
    assert message
    assert caption(told[-1]).means == (
        "Its session is being closed: giving a reference back changes nothing any more."
    )


def test_a_reference_given_back_in_its_step_does_not_keep_an_object_open(
    workspace, told, sample
) -> None:
    session = workspace.open_session()
    message = session.open_file(sample)
    message.add_reference()
    workspace.subscribe(lambda event: message.release() if event.event == "closing" else None)
    session.close()
    (released,) = (event for event in told if event.event == "released" and event.references == 1)
    assert "stays open" not in caption(released).means


def test_what_was_opened_from_a_message_without_a_session_is_closed_with_it(
    workspace, told, sample
) -> None:
    message = workspace.open_file(sample)
    message.open_recipient_table().release()
    assert "once its message, and all that was opened from that" in caption(told[-1]).means
    assert message


def test_a_fault_without_a_session_tells_of_no_cascade(workspace, told, sample) -> None:
    def fail(_data: object, _message: object) -> None:
        raise ValueError("no")

    with closing(open_storage(str(sample))) as storage:
        workspace.open_message(storage, fail).release()
    (failed,) = (event for event in told if event.event == "failed")
    assert "cascade" not in caption(failed).means
