"""What an input is told by its first bytes, and what an attachment is told by its names."""

from __future__ import annotations

import pytest

from msginspector.inputs.kinds import inner_kind, input_kind

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
MAIL = b"Received: from a\r\nFrom: a@b\r\n\r\nHello"


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (COMPOUND + bytes(500), "x.eml", "msg"),
        (bytes.fromhex("789f3e22") + bytes(20), "x.msg", "tnef"),
        (MAIL, "x.txt", "eml"),
        (b"\xef\xbb\xbf" + MAIL, "", "eml"),
        (b"From a@b Mon Jan  1 10:00:00 2024\n" + MAIL, "", "eml"),
        (b"Subject: x\nX-Y: z\n\nbody", "", "eml"),
        (b"Subject:x\nFrom:a@b\n\nbody", "", "eml"),
        (b"just some text\n", "note.txt", None),
        (b"just some text\n", "note.eml", "eml"),
        (b"\x89PNG\r\n\x1a\n", "x.eml", None),
        (b"%PDF-1.4", "x.eml", None),
        (b"", "x.eml", None),
        (b"x" * 100, "winmail.dat", None),
    ],
)
def test_the_first_bytes_decide_and_the_name_only_helps(
    head: bytes, name: str, kind: str | None
) -> None:
    assert input_kind(head, name) == kind


@pytest.mark.parametrize(
    ("name", "mime", "message_class", "kind"),
    [
        ("Fwd.MSG", "", "IPM.Note", "msg"),
        ("form.oft", "application/octet-stream", "IPM.Note", "msg"),
        ("", "application/vnd.ms-outlook", "IPM.Note", "msg"),
        ("a.eml", "", "IPM.Note", "eml"),
        ("", "message/rfc822", "IPM.Note", "eml"),
        ("WINMAIL.DAT", "", "IPM.Note", "tnef"),
        ("a.bin", "application/ms-tnef; name=a.bin", "IPM.Note", "tnef"),
        ("smime.p7m", "application/pkcs7-mime", "IPM.Note.SMIME", "smime"),
        ("", "multipart/signed", "IPM.Note.SMIME.MultipartSigned", "smime"),
        ("smime.p7m", "application/pkcs7-mime", "IPM.Note", None),
        ("picture.png", "image/png", "IPM.Note.SMIME", None),
        ("msg", "", "IPM.Note", None),
    ],
)
def test_names_tell_which_attachments_are_likely_to_be_messages(
    name: str, mime: str, message_class: str, kind: str | None
) -> None:
    assert inner_kind(name, mime, message_class) == kind
