"""Using what has ended raises one error, and nothing read before is served (rule 10)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from msginspector.errors import MAPI_E_INVALID_OBJECT, InvalidObjectError
from msginspector.oxmsg import MessageFile, OxObject, Property
from msginspector.session import (
    Event,
    Message,
    MessageSession,
    ObjectRow,
    PropertyRow,
    Workspace,
)
from msginspector.session.content import MessageContent
from msginspector.storage import Storage
from tests.session.letters import BODY, SUBJECT, open_everything

# -- rule 10 --------------------------------------------------------------------------------------


def test_using_a_released_object_raises_invalid_object_with_object_session_and_time(
    message: Message,
) -> None:
    stream = message.open_stream(SUBJECT)
    stream.release()
    with pytest.raises(InvalidObjectError) as caught:
        stream.read()
    error = caught.value
    assert error.scode == MAPI_E_INVALID_OBJECT == 0x80040108
    assert (error.object_label, error.session_label, error.step) == (
        "PidTagSubject", "Session 1", None
    )  # fmt: skip
    assert error.when is not None
    assert error.text == (
        f"Stream “PidTagSubject” (object {stream.id}) was released "
        f"{error.when:.3f} s after Session 1 was opened."
    )


def test_using_a_closed_object_raises_invalid_object_with_the_teardown_step_too(
    session: MessageSession, message: Message
) -> None:
    message.open_stream(SUBJECT)
    session.close()
    with pytest.raises(InvalidObjectError) as caught:
        _ = message.properties
    error = caught.value
    assert (error.object_label, error.session_label, error.step) == ("Papers", "Session 1", 2)
    assert error.when is not None
    assert error.text == (
        f"Message “Papers” (object {message.id}) was closed {error.when:.3f} s after Session 1 "
        "was opened, by step 2 of closing Session 1."
    )


def test_opening_in_a_closed_session_raises_invalid_object(
    session: MessageSession, storage: Storage, path: Path
) -> None:
    session.close()
    for opening in (
        lambda: session.open_file(path),
        lambda: session.open_message(storage),
        lambda: next(session.open_file_steps(path)),
    ):
        with pytest.raises(InvalidObjectError) as caught:
            opening()
        assert caught.value.step == 1
        assert caught.value.text == (
            f"Nothing can be opened in Session 1: it was closed {caught.value.when:.3f} s after "
            "Session 1 was opened, by step 1 of closing it."
        )


def test_using_an_object_in_the_middle_of_its_own_step_raises_invalid_object(
    workspace: Workspace, session: MessageSession, message: Message
) -> None:
    texts: list[str] = []

    def use(event: Event) -> None:
        if event.event == "closing" and event.id == message.id:
            with pytest.raises(InvalidObjectError) as caught:
                message.get_property(SUBJECT)
            texts.append(caught.value.text)

    workspace.subscribe(use)
    session.close()
    (text,) = texts
    assert text.startswith(f"Message “Papers” (object {message.id}) is being closed ")
    assert text.endswith("by step 1 of closing Session 1.")


def test_an_error_of_an_independent_message_says_that_it_had_no_session(
    workspace: Workspace, path: Path
) -> None:
    message = workspace.open_file(path)
    message.release()
    with pytest.raises(InvalidObjectError) as caught:
        _ = message.recipients
    error = caught.value
    assert (error.session_label, error.step) == ("no session", None)
    assert error.text == (
        f"Message “Papers” (object {message.id}, opened without a session) was closed "
        f"{error.when:.3f} s after it was opened."
    )


def test_a_long_label_does_not_drown_the_sentence(session: MessageSession, path: Path) -> None:
    message = session.open_file(path)
    message._record.label = "long " * 100
    message.release()
    with pytest.raises(InvalidObjectError) as caught:
        message.findings()
    assert len(caught.value.text) < 250


USES: dict[str, Callable[[Message], Any]] = {
    "properties": lambda message: message.properties,
    "row": lambda message: message.row,
    "recipients": lambda message: message.recipients,
    "attachments": lambda message: message.attachments,
    "message class": lambda message: message.message_class,
    "findings": lambda message: message.findings(),
    "change": lambda message: message.change(),
    "walk": lambda message: next(message.walk()),
    "object": lambda message: message.object("/"),
    "object that is not there": lambda message: message.object("/nothing"),
    "property": lambda message: message.property(SUBJECT),
    "get property": lambda message: message.get_property(SUBJECT),
    "get attributes": lambda message: message.get_attributes([SUBJECT]),
    "set attributes": lambda message: message.set_attributes([SUBJECT], [2]),
    "submit": lambda message: message.submit_message(),
    "recipient table": lambda message: message.open_recipient_table(),
    "attachment table": lambda message: message.open_attachment_table(),
    "attachment": lambda message: message.open_attachment(0),
    "attachment that is not there": lambda message: message.open_attachment(99),
    "stream": lambda message: message.open_stream(SUBJECT),
    "reference": lambda message: message.add_reference(),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("end", ["released", "closed"])
def test_every_use_of_a_released_or_closed_message_raises_the_one_error(
    session: MessageSession, message: Message, use: str, end: str
) -> None:
    if use != "submit" and "not there" not in use:
        USES[use](message)
    if end == "released":
        while message.release():
            pass
    else:
        session.close()
    with pytest.raises(InvalidObjectError):
        USES[use](message)


@pytest.mark.parametrize("end", ["released", "closed"])
def test_release_on_such_an_object_is_harmless_and_returns_0(
    session: MessageSession, message: Message, events: list[Event], end: str
) -> None:
    if end == "released":
        message.release()
    else:
        session.close()
    before = (len(events), session.tracked())
    assert [message.release(), message.release()] == [0, 0]
    assert (len(events), session.tracked()) == before


ROW_USES: dict[str, Callable[[PropertyRow], Any]] = {
    name: lambda row, name=name: getattr(row, name)
    for name in (
        "tag", "id", "type", "type_name", "name", "names", "named", "flags", "size",
        "declared_size", "value", "text", "entry", "source", "stream_path", "stream_index",
        "findings",
    )
} | {"raw": lambda row: row.raw(), "slices": lambda row: list(row.slices())}  # fmt: skip


@pytest.mark.parametrize("use", ROW_USES)
def test_values_already_read_are_not_served_after_close(
    session: MessageSession, message: Message, use: str
) -> None:
    table = message.properties
    rows = [table[0], *table[1:3], message.property(SUBJECT), table.by_tag(BODY)]
    for row in rows:
        assert row is not None
        ROW_USES[use](row)
    session.close()
    for row in rows:
        with pytest.raises(InvalidObjectError):
            ROW_USES[use](row)  # type: ignore[arg-type]
    for look in (
        lambda: table[0],
        lambda: list(table),
        lambda: len(table),
        lambda: bool(table),
        lambda: table.by_tag(BODY),
    ):
        with pytest.raises(InvalidObjectError):
            look()


OBJECT_USES: dict[str, Callable[[ObjectRow], Any]] = {
    name: lambda row, name=name: getattr(row, name)
    for name in (
        "label", "message_class", "data_kind", "properties", "recipients", "attachments",
        "embedded", "children",
    )
}  # fmt: skip


@pytest.mark.parametrize("use", OBJECT_USES)
def test_rows_of_objects_are_not_served_after_close(
    session: MessageSession, message: Message, use: str
) -> None:
    rows = [
        message.row,
        *message.recipients,
        *message.attachments,
        *message.open_recipient_table().rows,
        message.attachments[1].embedded,
    ]
    for row in rows:
        assert row is not None
        OBJECT_USES[use](row)
    session.close()
    for row in rows:
        with pytest.raises(InvalidObjectError):
            OBJECT_USES[use](row)  # type: ignore[arg-type]


def test_tables_and_streams_serve_nothing_after_close(
    session: MessageSession, message: Message
) -> None:
    table, _first, stream, attachments, *_rest, ole = open_everything(message)
    pieces = stream.slices(10)
    next(pieces)
    session.close()
    for use in (
        lambda: table.rows,
        lambda: len(attachments),
        lambda: stream.size,
        lambda: stream.read(0, 1),
        lambda: next(pieces),
        lambda: ole.names(),
    ):
        with pytest.raises(InvalidObjectError):
            use()


def test_rows_of_a_released_attachment_are_not_served_and_those_of_its_message_are(
    message: Message,
) -> None:
    attachment = message.open_attachment(0)
    (own, *_), (its, *_) = attachment.properties, message.attachments[0].properties
    attachment.release()
    with pytest.raises(InvalidObjectError):
        _ = own.value
    assert its.value is not None


def test_no_public_name_of_a_row_or_handle_leads_round_the_guard(message: Message) -> None:
    inside = (MessageFile, OxObject, Property, MessageContent)
    handles = [message, *open_everything(message)]
    rows = [message.row, message.properties[0], message.attachments[0], message.properties]
    for thing in (*handles, *rows):
        for name in (name for name in dir(thing) if not name.startswith("_")):
            value = getattr(thing, name)
            assert not isinstance(value, inside), name
            assert not any(isinstance(getattr(value, part, None), inside) for part in PARTS), name


PARTS = ("content", "file", "behind", "container")
