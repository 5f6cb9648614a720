"""Messages that are no .msg file of their own: they open, are tracked, and say what they are."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from msginspector.errors import InputError, InvalidObjectError, MapiError
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Message, MessageSession
from tests.builders.messages import fill, note, written

MIME = 0x370E001F
SUBJECT = 0x0037


def mail(subject: str = "Inside", attached: tuple[str, bytes] | None = None) -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "Bo <b@example.org>", subject
    made.set_content("Hello\n")
    if attached is not None:
        made.add_attachment(
            attached[1], maintype="application", subtype="octet-stream", filename=attached[0]
        )
    return made.as_bytes()


def holding(folder: Path, name: str, data: bytes) -> Path:
    return written(folder, note("Outside", attachments=[(name, data)]))


def opened(session: MessageSession, path: Path) -> Message:
    return session.open_file(path).open_attachment(0).open_message()


def test_an_attached_msg_opens_like_an_embedded_message(session, tmp_path: Path) -> None:
    inside = opened(session, holding(tmp_path, "in.msg", note("Inside").to_bytes()))
    assert (inside.label, inside.path) == ("Inside", "/attachments/0/message")
    assert inside.parent.path == "/attachments/0"
    assert inside.row.made_from is None
    kinds = [(copy.kind, copy.path) for copy in session.tracked()]
    assert kinds[-1] == ("message", "/attachments/0/message")


def test_every_byte_of_an_attached_msg_is_traced_to_the_file(session, tmp_path: Path) -> None:
    path = holding(tmp_path, "in.msg", note("Inside " * 2000).to_bytes())
    subject = opened(session, path).row.first(SUBJECT)
    source, entry = subject.source, subject.entry
    assert source.stream.startswith("__attach_version1.0_#00000000/__substg1.0_37010102/")
    data = path.read_bytes()
    stored = b"".join(data[start : start + size] for start, size in source.ranges)
    assert stored == subject.raw(None)[0] == ("Inside " * 2000).encode("utf-16-le")
    assert data[entry.file_offset : entry.file_offset + 4] == (0x0037001F).to_bytes(4, "little")
    assert subject.value_bytes().locate(2, 4).ranges == [(source.ranges[0][0] + 2, 4)]


def test_messages_in_messages_open_at_any_depth(session, tmp_path: Path) -> None:
    data = note("innermost").to_bytes()
    for level in range(3):
        data = note(f"level {level}", attachments=[("in.msg", data)]).to_bytes()
    message: Message = session.open_file(
        written(tmp_path, note("top", attachments=[("x.msg", data)]))
    )
    path = "/attachments/0/message" * 4
    assert message.object(path).label == "innermost"
    assert message.object(path).path == path


def test_attached_internet_mail_is_made_into_a_message(session, tmp_path: Path) -> None:
    path = holding(tmp_path, "in.eml", mail(attached=("a.bin", b"12345")))
    inside = opened(session, path)
    assert (inside.label, inside.row.made_from) == ("Inside", "eml")
    assert [row.label for row in inside.recipients] == ["Bo"]
    assert inside.open_attachment(0).open_stream().read() == b"12345"
    assert inside.row.first(SUBJECT).source.ranges == []  # made: it lies nowhere in the file
    said = [found for found in session.messages()[0].findings() if found.code == "MSG0601"]
    assert [found.path for found in said] == ["/attachments/0/message"]


def test_a_file_of_internet_mail_opens_whatever_its_name(session, tmp_path: Path) -> None:
    path = tmp_path / "mail.msg"
    path.write_bytes(mail("As a file"))
    message = session.open_file(path)
    assert (message.label, message.path, message.row.made_from) == ("As a file", "/", "eml")
    assert b"".join(message.file_pieces()) == path.read_bytes()
    assert "MIMEToMAPI" in session.tracked()[1].call


def test_listing_an_attachment_makes_nothing_of_it(session, tmp_path: Path) -> None:
    message = session.open_file(holding(tmp_path, "in.eml", mail()))
    [row] = message.attachments
    assert row.inner_kind == "eml"
    assert row.embedded is None
    assert [item.path for item in message.walk()] == ["/", "/attachments/0"]
    message.open_attachment(0).open_message()
    assert row.embedded is not None
    assert [item.path for item in message.walk()][2] == "/attachments/0/message"


def test_an_attachment_that_only_has_the_name_of_a_message_says_so(session, tmp_path: Path) -> None:
    attachment = session.open_file(holding(tmp_path, "in.msg", b"no message")).open_attachment(0)
    with pytest.raises(InputError) as caught:
        attachment.open_message()
    assert caught.value.name == "NOT_A_MESSAGE"
    assert attachment.row.inner_kind == "msg"  # by its name
    assert attachment.row.held_kind is None  # by its bytes
    assert attachment.open_stream().read() == b"no message"


def test_an_attachment_with_another_name_is_no_message(session, tmp_path: Path) -> None:
    attachment = session.open_file(holding(tmp_path, "in.txt", mail())).open_attachment(0)
    with pytest.raises(MapiError, match="not a message"):
        attachment.open_message()


def test_an_encrypted_attachment_is_not_opened(session, tmp_path: Path) -> None:
    message = fill(MessageWriter(), "sealed", "IPM.Note.SMIME")
    part = message.add_attachment()
    part.set(0x3707001F, "smime.p7m")
    part.set_data(bytes.fromhex("300b06092a864886f70d010703"))
    attachment = session.open_file(written(tmp_path, message)).open_attachment(0)
    assert attachment.row.held_kind is None
    with pytest.raises(MapiError, match="encrypted"):
        attachment.open_message()


def test_what_was_made_ends_with_its_session(session, tmp_path: Path) -> None:
    inside = opened(session, holding(tmp_path, "in.eml", mail()))
    row = inside.row
    session.close()
    assert inside.closed
    with pytest.raises(InvalidObjectError):
        _ = row.label


def test_a_form_dropped_from_memory_is_made_again(workspace, session, tmp_path: Path) -> None:
    inside = opened(session, holding(tmp_path, "in.eml", mail()))
    workspace.cache.clear()
    assert inside.row.first(SUBJECT).value == "Inside"


def test_messages_nested_as_attachments_without_end_are_refused(session, tmp_path: Path) -> None:
    data = note("innermost").to_bytes()
    for _ in range(22):
        data = note("level", attachments=[("in.msg", data)]).to_bytes()
    message = session.open_file(written(tmp_path, note("top", attachments=[("x.msg", data)])))
    with pytest.raises(InputError, match="too many messages"):
        message.object("/attachments/0/message" * 22)
