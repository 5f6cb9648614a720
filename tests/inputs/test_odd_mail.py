"""Mail that is written oddly, and what the specifications say of it."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import pytest

from msginspector.inputs.eml import message_of_eml
from msginspector.inputs.eml_attachments import references
from msginspector.inputs.fields import parameters, people, received_at
from msginspector.session import Workspace
from tests.inputs.opening import root, text, value

BODY, CPID, CATEGORIES = 0x1000, 0x3FDE, "Keywords"
WORDS = "Grüße aus München, 12 €"


def mail(content: bytes, *header: str) -> bytes:
    return "\r\n".join(("From: a@b.test", *header, "", "")).encode() + content


def body(content: bytes, charset: str = "utf-8", encoding: str = "8bit") -> tuple[str, int]:
    """The text of a mail, and how many notes there are."""
    kind = f"Content-Type: text/plain; charset={charset}"
    made = message_of_eml(mail(content, kind, f"Content-Transfer-Encoding: {encoding}"))
    return text(root(made), BODY), len(made.notes)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-be"])
@pytest.mark.parametrize("mark", [True, False])
def test_the_mark_of_utf_16_says_its_order_else_it_is_big_endian(codec: str, mark: bool) -> None:
    """RFC 2781 3.2 and 4.3: the mark is no text, and without one the order is big-endian."""
    stored = WORDS.encode(codec if mark else "utf-16-be")
    if codec == "utf-16-be" and mark:
        stored = b"\xfe\xff" + stored
    assert body(base64.b64encode(stored), "utf-16", "base64") == (WORDS, 0)


def test_a_byte_order_mark_is_no_text() -> None:
    assert body(b"\xef\xbb\xbf" + WORDS.encode()) == (WORDS, 0)


@pytest.mark.parametrize("bad", [b"\xff", "ü".encode()[:1]])
def test_one_bad_byte_does_not_take_utf_8_away(bad: bytes) -> None:
    assert body(WORDS.encode() + bad) == (WORDS + "\ufffd", 1)


def test_what_is_no_utf_8_at_all_is_windows_1252() -> None:
    assert body(WORDS.encode("cp1252")) == (WORDS, 1)


def test_a_footer_below_base64_is_left_out_and_told() -> None:
    """RFC 2045 6.8: padding can be taken as the end of the data."""
    assert body(b"aGVsbG8=\r\n\r\n____\r\nList footer", "utf-8", "base64") == ("hello", 1)


def test_a_stray_sign_does_not_end_base64() -> None:
    assert body(b"aGVs\r\n=-\r\nbG8h", "utf-8", "base64") == ("hello!", 0)


def test_blanks_at_the_end_of_quoted_printable_lines_go() -> None:
    """RFC 2045 6.7 (3): a mail server put them there."""
    stored = b"a long= \r\nline\t \r\nnext=20\r\nlast  "
    assert body(stored, "utf-8", "quoted-printable") == ("a longline\r\nnext \r\nlast", 0)


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        # RFC 5322 A.6.1 and 4.4: blanks around dots and @ are no part of an address
        ("jdoe@test  . example", [("", "jdoe@test.example")]),
        ("john . doe @ example . com", [("", "john.doe@example.com")]),
        ("John <john . doe @ example.com>", [("John", "john.doe@example.com")]),
        ("Ann <boss@x.test> <ann@y.test>", [("Ann", "boss@x.test"), ("", "ann@y.test")]),
    ],
)
def test_addresses_that_are_written_oddly(stored: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.name, one.address) for one in people(stored)] == expected


@pytest.mark.parametrize(
    ("stored", "name", "expected"),
    [
        ("multipart/mixed; boundary=abc (the boundary)", "boundary", "abc"),
        ("attachment; (c) filename=a.txt", "filename", "a.txt"),
        ("attachment; filename=letter (1).txt", "filename", "letter (1).txt"),
    ],
)
def test_comments_in_parameters(stored: str, name: str, expected: str) -> None:
    """RFC 2045 5.1; a name without quotes may have blanks and brackets all the same."""
    assert parameters(stored)[name] == expected


def test_a_comment_behind_the_date_of_arrival_is_passed_over() -> None:
    stored = "from a by b; Mon, 20 Nov 2023 10:00:00 +0000 (envelope-from <x;y@z>)"
    found = received_at(stored)
    assert found is not None
    assert found.isoformat() == "2023-11-20T10:00:00+00:00"


def test_keywords_are_separated_before_they_are_decoded() -> None:
    """RFC 2047 6.1, RFC 5322 3.6.5."""
    made = message_of_eml(mail(b"x", 'Keywords: a, =?utf-8?Q?b=2Cc?=, "d,e"'))
    named = next(prop for prop in root(made).properties if prop.value == ["a", "b,c", "d,e"])
    assert named.type == 0x101F


def test_more_senders_than_one_are_told() -> None:
    """RFC 5322 3.6: there is one field From. Programs differ in which they show."""
    made = message_of_eml(mail(b"x", "From: boss@x.test", "Subject: a", "Subject: b"))
    assert len([note for note in made.notes if "one is allowed" in note]) == 2


def test_a_picture_is_inline_however_its_address_is_written() -> None:
    """RFC 2392 2, RFC 3986 3.1."""
    shown = references(b'<img src="cid:i%2Bx@h"><img src="CID:j@h"><img src="cid:k@h">')
    assert {"cid:i+x@h", "cid:j@h", "cid:k@h"} <= shown


STATUS = """Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: {0}

Reporting-MTA: dns; mx.x.test

Final-Recipient: rfc822; bob@y.test (Bob)
Action: failed (nobody there)
Status: 5.1.1(no such user)

Final-Recipient: rfc822; ann@y.test
Action: delivered
Status: 2.1.5
--x--
"""


@pytest.mark.parametrize("kind", ["delivery-status", "global-delivery-status"])
def test_a_failure_with_comments_is_a_failure(kind: str) -> None:
    """RFC 3464 2.1.1; RFC 6533 has the same for international mail."""
    made = message_of_eml(b"From: a@b.test\n" + STATUS.format(f"message/{kind}").encode())
    message = root(made)
    assert message.message_class == "REPORT.IPM.Note.NDR"
    assert [value(row, 0x3003) for row in message.recipients] == ["bob@y.test"]
    assert [value(row, 0x0C20) for row in message.recipients] == [511]


def test_the_file_of_a_made_message_changed_when_it_did(tmp_path: Path) -> None:
    file = tmp_path / "a.eml"
    file.write_bytes(mail(b"x"))
    os.utime(file, (1_700_000_000, 1_700_000_000))
    with Workspace() as workspace:
        message = workspace.open_session().open_file(file)
        changed = next(iter(message.walk())).file_times().changed
    assert changed == 1_700_000_000 * 10_000_000 + 116_444_736_000_000_000
