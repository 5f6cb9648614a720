"""Borrowed and own storages (rule 6), and what opening answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from msginspector.errors import (
    MAPI_E_INVALID_PARAMETER,
    MAPI_E_NOT_FOUND,
    InputError,
    InvalidObjectError,
    MapiError,
)
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import (
    IMSG_NO_ISTG_COMMIT,
    AttachmentTable,
    Event,
    Message,
    MessageSession,
    RecipientTable,
    State,
    StorageHandle,
    Stream,
    Workspace,
)
from msginspector.session.open_all import open_all
from msginspector.storage import (
    STGM_READWRITE,
    STGM_TRANSACTED,
    BytesSource,
    CompoundFile,
    Storage,
    open_storage,
)
from tests.session.letters import BIG, IMPORTANCE, SUBJECT, write

# -- rule 6 ---------------------------------------------------------------------------------------


def test_open_message_borrows_its_storage_and_without_on_release_it_stays_the_callers(
    session: MessageSession, storage: Storage
) -> None:
    session.open_message(storage)
    session.close()
    assert not storage.closed
    assert "__properties_version1.0" in storage.container.children(0)


def test_on_release_frees_a_borrowed_storage(session: MessageSession, storage: Storage) -> None:
    session.open_message(
        storage, on_release=lambda data, _message: data.close(), caller_data=storage
    )
    session.close()
    assert storage.closed


def test_open_file_opens_its_own_storage_and_frees_it(
    workspace: Workspace, session: MessageSession, path: Path
) -> None:
    assert workspace.pool.open_handles == 0
    message = session.open_file(path)
    assert workspace.pool.open_handles == 1
    message.release()
    assert workspace.pool.open_handles == 0


def test_a_message_can_be_opened_on_bytes_in_memory(session: MessageSession, path: Path) -> None:
    storage = Storage(CompoundFile(BytesSource(path.read_bytes())), label="memory")
    message = session.open_message(storage)
    assert message.get_property(SUBJECT) == "Papers"
    assert message.open_attachment(0).open_stream().read() == BIG
    assert message.change() is None
    assert session.handle(message.id).storage_path == ""
    assert message.row.state is State.OPEN


def test_the_storage_of_a_file_can_be_looked_into(
    session: MessageSession, message: Message
) -> None:
    own = session.handle(message.id - 1)
    assert isinstance(own, StorageHandle)
    assert own.names()[0] == "__attach_version1.0_#00000000"
    assert own.label == "papers.msg"


def test_the_own_reference_of_a_storage_is_the_messages_and_only_the_message_gives_it_back(
    session: MessageSession, message: Message
) -> None:
    own = session.handle(message.id - 1)
    assert own.release() == 1
    assert own.state is State.OPEN
    assert message.get_property(SUBJECT) == "Papers"


def test_a_reference_added_to_a_storage_keeps_it_open_until_it_is_given_back(
    workspace: Workspace, session: MessageSession, message: Message
) -> None:
    own = session.handle(message.id - 1)
    assert own.add_reference() == 2
    message.release()
    assert own.state is State.OPEN
    assert own.names()
    assert own.release() == 1
    assert own.state is State.RELEASED
    assert own.references == 0
    assert workspace.pool.open_handles == 0


def test_no_commit_is_recorded_and_has_no_effect_while_we_only_read(
    session: MessageSession, path: Path
) -> None:
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    storage = open_storage(path, STGM_READWRITE | STGM_TRANSACTED, session.workspace.pool)
    message = session.open_message(storage, flags=IMSG_NO_ISTG_COMMIT)
    assert message.flags == IMSG_NO_ISTG_COMMIT
    assert f"{IMSG_NO_ISTG_COMMIT:#x}" in session.tracked()[1].call
    session.close()
    storage.close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


# -- what opening answers -------------------------------------------------------------------------


def test_what_is_opened_serves_its_content(message: Message) -> None:
    table, attachments = message.open_recipient_table(), message.open_attachment_table()
    assert isinstance(table, RecipientTable)
    assert isinstance(attachments, AttachmentTable)
    assert len(table) == 2
    assert [row.label for row in attachments.rows] == [row.label for row in message.attachments]
    stream = message.open_attachment(0).open_stream()
    assert isinstance(stream, Stream)
    assert (stream.size, stream.read(), stream.read(3, 4)) == (len(BIG), BIG, BIG[3:7])
    assert b"".join(stream.slices(1000)) == BIG
    assert stream.read(len(BIG) - 1, 10) == BIG[-1:]
    assert message.open_attachment(2).open_storage().names() == ("1Table", "WordDocument")
    inner = message.open_attachment(1).open_message()
    assert inner.get_property(SUBJECT) == "Inner"


def test_an_attachment_without_data_has_nothing_to_open(message: Message) -> None:
    attachment = message.open_attachment(3)
    assert attachment.data_kind is None
    assert attachment.open_data() is None


@pytest.mark.parametrize(
    "opening",
    [
        lambda message: message.open_attachment(4),
        lambda message: message.open_attachment(-1),
        lambda message: message.open_stream(0x12340102),
        lambda message: message.open_stream(IMPORTANCE),
        lambda message: message.open_attachment(0).open_message(),
        lambda message: message.open_attachment(0).open_storage(),
        lambda message: message.open_attachment(1).open_stream(),
        lambda message: message.open_attachment(1).open_stream(0x3701000D),
        lambda message: message.open_attachment(2).open_message(),
        lambda message: message.object("/recipients/2"),
        lambda message: message.object("/nothing"),
    ],
    ids=range(11),
)
def test_opening_what_is_not_there_raises_not_found_and_tracks_nothing_more(
    session: MessageSession, message: Message, opening: object
) -> None:
    for number in range(3):
        message.open_attachment(number)
    before = len(session)
    with pytest.raises(MapiError) as caught:
        opening(message)  # type: ignore[operator]
    assert caught.value.scode == MAPI_E_NOT_FOUND
    assert len(session) == before


def test_a_file_that_cannot_be_opened_leaves_nothing_behind(
    workspace: Workspace, session: MessageSession, events: list[Event], tmp_path: Path
) -> None:
    (tmp_path / "text.msg").write_bytes(b"not a message")
    (tmp_path / "empty.msg").write_bytes(b"")
    for bad in ("text.msg", "empty.msg", "absent.msg", "."):
        with pytest.raises(InputError):
            session.open_file(tmp_path / bad)
        with pytest.raises(InputError):
            workspace.open_file(tmp_path / bad)
    assert events == []
    assert workspace.pool.open_handles == 0
    assert len(session) == 1
    assert workspace.independent() == ()


def test_opening_in_slices_can_be_given_up_half_way(
    workspace: Workspace, session: MessageSession, events: list[Event], path: Path
) -> None:
    steps = session.open_file_steps(path)
    next(steps)
    assert workspace.pool.open_handles == 1
    steps.close()
    assert workspace.pool.open_handles == 0
    assert events == []


def test_a_session_that_closes_while_a_file_is_opened_in_slices_does_not_take_it_in(
    workspace: Workspace, session: MessageSession, path: Path
) -> None:
    steps = session.open_file_steps(path)
    next(steps)
    report = session.close()
    with pytest.raises(InvalidObjectError):
        for _ in steps:
            pass
    assert workspace.pool.open_handles == 0
    assert session.close() == report


def test_a_closed_storage_is_refused_with_an_error_of_ours(
    session: MessageSession, storage: Storage
) -> None:
    storage.close()
    with pytest.raises(MapiError, match=r"The storage “papers\.msg” is closed") as caught:
        session.open_message(storage)
    assert caught.value.scode == MAPI_E_INVALID_PARAMETER
    assert len(session) == 1


def test_attachment_data_that_has_no_property_entry_can_be_opened_all_the_same(
    session: MessageSession, tmp_path: Path
) -> None:
    writer = MessageWriter()
    writer.set(SUBJECT, "Lost entry")
    writer.add_attachment().add_stream("__substg1.0_37010102", b"still there")
    message = session.open_file(write(tmp_path / "lost.msg", writer.to_bytes()))
    attachment = message.open_attachment(0)
    assert attachment.data_kind == "stream"
    data = attachment.open_data()
    assert isinstance(data, Stream)
    assert (data.label, data.read()) == ("0x37010102", b"still there")


def test_a_message_nested_too_deeply_is_refused_and_the_rest_opens(
    session: MessageSession, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("msginspector.oxmsg.message_file.MAX_DEPTH", 2)
    inner = session.open_file(path).open_attachment(1).open_message()
    attachment = inner.open_attachment(0)
    assert attachment.open_data() is None
    with pytest.raises(MapiError, match="nested too deeply"):
        attachment.open_message()
    assert len([handle for handle in open_all(inner) if handle.kind == "message"]) == 0


def test_everything_there_is_can_be_opened_in_one_go(
    session: MessageSession, message: Message
) -> None:
    opened = Counter(str(handle.kind) for handle in open_all(message))
    assert opened == {
        "recipient_table": 3,
        "attachment_table": 3,
        "attachment": 5,
        "message": 2,
        "storage": 1,
        "stream": 11,
    }
    assert {copy.references for copy in session.tracked()} == {1}
