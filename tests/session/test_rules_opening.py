"""Tracked kinds, parents, what is tracked (rule 1) and opening again (rule 2)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from msginspector.session import (
    Attachment,
    Event,
    Kind,
    Message,
    MessageSession,
    State,
    Workspace,
)
from msginspector.storage import Storage
from tests.session.letters import (
    BODY,
    SUBJECT,
    open_everything,
    small,
    told,
    write,
)

# -- tracked kinds --------------------------------------------------------------------------------


def test_the_tracked_kinds_are_exactly_these_as_written_in_json() -> None:
    assert [str(kind) for kind in Kind] == [
        "session",
        "message",
        "recipient_table",
        "attachment_table",
        "attachment",
        "stream",
        "storage",
    ]


def test_every_kind_is_tracked_under_its_name(session: MessageSession, message: Message) -> None:
    open_everything(message)
    assert [copy.kind for copy in session.tracked()] == [
        "session",
        "storage",
        "message",
        "recipient_table",
        "attachment",
        "stream",
        "attachment_table",
        "attachment",
        "message",
        "stream",
        "attachment",
        "storage",
    ]


def test_recipient_rows_and_property_values_are_listed_never_opened_never_in_events(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    table = message.open_recipient_table()
    before = len(events)
    rows = [*message.recipients, *table.rows]
    assert [row.label for row in rows] == ["Ada", "Ben", "Ada", "Ben"]
    assert [row.state for row in rows] == [State.LISTED] * 4
    for row in rows:
        assert [prop.value for prop in row.properties]
    assert [prop.text for prop in message.properties]
    assert len(events) == before
    assert len(session) == 4


# -- parent ---------------------------------------------------------------------------------------


def test_the_parent_is_the_object_the_opening_call_was_made_on(
    session: MessageSession, message: Message
) -> None:
    for handle in open_everything(message):
        parent = handle.parent
        assert parent is message or isinstance(parent, Attachment)
    assert message.parent is session
    assert session.snapshot().parent is None


def test_a_session_is_the_parent_of_messages_and_of_the_storage_opened_just_before(
    session: MessageSession, events: list[Event], path: Path
) -> None:
    message = session.open_file(path)
    assert [(event.kind, event.parent) for event in events] == [
        ("storage", session.id),
        ("message", session.id),
    ]
    assert events[0].id == message.id - 1
    assert events[0].file == events[1].file == str(path)


def test_a_message_is_the_parent_of_tables_attachments_and_streams(message: Message) -> None:
    assert message.open_recipient_table().parent is message
    assert message.open_attachment_table().parent is message
    assert message.open_attachment(0).parent is message
    assert message.open_stream(BODY).parent is message


def test_an_attachment_is_the_parent_of_stream_storage_and_embedded_message(
    message: Message,
) -> None:
    data, embedded, ole = (message.open_attachment(number) for number in range(3))
    assert data.open_stream().parent is data
    assert embedded.open_message().parent is embedded
    assert ole.open_storage().parent is ole


def test_a_table_is_never_the_parent_of_an_attachment(message: Message) -> None:
    table = message.open_attachment_table()
    assert message.open_attachment(0).parent is message
    assert not hasattr(table, "open_attachment")


def test_a_borrowed_storage_is_not_tracked(
    session: MessageSession, storage: Storage, events: list[Event]
) -> None:
    message = session.open_message(storage)
    assert [event.kind for event in events] == ["message"]
    assert events[0].file is None
    assert message.file is None
    assert message.parent is session


def test_the_object_that_was_first_asked_stays_the_parent_when_it_is_opened_again(
    message: Message, events: list[Event]
) -> None:
    attachment = message.open_attachment(1)
    attachment.open_message()
    attachment.open_message()
    assert events[-1].reopened
    assert events[-1].parent == attachment.id


# -- rule 1 ---------------------------------------------------------------------------------------


def test_only_what_has_been_opened_is_tracked(session: MessageSession, message: Message) -> None:
    assert [copy.kind for copy in session.tracked()] == ["session", "storage", "message"]
    list(message.walk())
    message.findings()
    assert len(session) == 3


def test_an_attachment_is_a_row_in_its_message_until_somebody_opens_it(
    session: MessageSession, message: Message
) -> None:
    rows = message.attachments
    assert [row.state for row in rows] == [State.LISTED] * 4
    message.open_attachment(1)
    assert [row.state for row in rows] == [State.LISTED, State.OPEN, State.LISTED, State.LISTED]
    assert len(session) == 4


def test_embedded_messages_are_listed_at_any_depth_without_opening_them(
    session: MessageSession, message: Message
) -> None:
    inner = message.object("/attachments/1/message/attachments/0/message")
    assert (inner.label, inner.message_class, inner.state) == ("Innermost", "IPM.Note", "listed")
    assert len(session) == 3


def test_the_state_of_a_row_is_that_of_the_newest_object_opened_from_it(message: Message) -> None:
    row = message.attachments[0]
    message.open_attachment(0).release()
    assert row.state is State.RELEASED
    message.open_attachment(0)
    assert row.state is State.OPEN


# -- rule 2 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "opening",
    [
        lambda message: message.open_recipient_table(),
        lambda message: message.open_attachment_table(),
        lambda message: message.open_attachment(0),
        lambda message: message.open_stream(SUBJECT),
    ],
    ids=["recipient table", "attachment table", "attachment", "stream"],
)
def test_opening_an_open_sub_object_again_returns_it_with_one_more_reference(
    session: MessageSession, message: Message, events: list[Event], opening: object
) -> None:
    first = opening(message)  # type: ignore[operator]
    again = opening(message)  # type: ignore[operator]
    assert again is first
    assert first.references == 2
    assert len(session) == 4
    assert told(events[-2:]) == [f"opened {first.id}", f"opened {first.id}"]
    assert [event.reopened for event in events[-2:]] == [False, True]
    assert [event.references for event in events[-2:]] == [1, 2]


@pytest.mark.parametrize(
    ("number", "method"), [(0, "open_stream"), (1, "open_message"), (2, "open_storage")]
)
def test_opening_open_attachment_data_again_returns_it_with_one_more_reference(
    message: Message, number: int, method: str
) -> None:
    attachment = message.open_attachment(number)
    first = getattr(attachment, method)()
    assert getattr(attachment, method)() is first
    assert first.references == 2
    assert attachment.open_data() is first
    assert first.references == 3


def test_the_identity_does_not_depend_on_python_handles(message: Message) -> None:
    number = message.open_attachment(0).id  # the handle is dropped at once
    again = message.open_attachment(0)
    assert again.id == number
    assert again.references == 2


def test_after_released_opening_makes_a_new_object_with_a_new_id(message: Message) -> None:
    old = message.open_attachment(0)
    old.release()
    new = message.open_attachment(0)
    assert new is not old
    assert new.id > old.id
    assert (old.state, new.state) == (State.RELEASED, State.OPEN)
    assert (old.references, new.references) == (0, 1)


def test_both_stay_on_the_books(session: MessageSession, message: Message) -> None:
    message.open_attachment(0).release()
    message.open_attachment(0)
    copies = [copy for copy in session.tracked() if copy.kind == "attachment"]
    assert [(copy.path, copy.state) for copy in copies] == [
        ("/attachments/0", "released"),
        ("/attachments/0", "open"),
    ]
    assert len(session.close().steps) == 5


def test_a_new_object_under_the_same_path_has_its_own_sub_objects(message: Message) -> None:
    old = message.open_attachment(1)
    inner = old.open_message()
    old.release()
    new = message.open_attachment(1)
    assert new.open_message() is not inner
    assert inner.state is State.OPEN
    assert inner.parent is old


def test_the_same_file_opened_twice_is_two_messages(session: MessageSession, path: Path) -> None:
    first, second = session.open_file(path), session.open_file(path)
    assert first is not second
    assert first.id != second.id
    assert first.references == second.references == 1
    attachment = first.open_attachment(0)
    assert second.open_attachment(0) is not attachment
    first.release()
    assert second.state is State.OPEN


def test_each_has_its_own_container(session: MessageSession, path: Path, tmp_path: Path) -> None:
    copied = Path(shutil.copy2(path, tmp_path / "copy.msg"))
    first = session.open_file(copied)
    copied.unlink()
    write(copied, small("Another"))
    second = session.open_file(copied)
    assert first.get_property(SUBJECT) == "Papers"
    assert second.get_property(SUBJECT) == "Another"


def test_ids_are_unique_in_the_workspace(workspace: Workspace, path: Path) -> None:
    sessions = [workspace.open_session() for _ in range(3)]
    ids = [s.id for s in sessions] + [s.open_file(path).id for s in sessions]
    alone = workspace.open_file(path)
    assert len({*ids, alone.id}) == 7
    alone.release()
