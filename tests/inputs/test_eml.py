"""Internet mail made into messages: what [MS-OXCMAIL] says becomes of header, bodies and parts."""

from __future__ import annotations

import io
from email.message import EmailMessage
from email.policy import SMTP

import olefile
import pytest

from msginspector.errors import InputError
from msginspector.inputs.eml import message_of_eml
from msginspector.inputs.made import MAX_INPUT, Made
from msginspector.structures import registry
from tests.inputs.opening import opened, people, root, text, value

SUBJECT, PREFIX, NORMALIZED, CLASS = 0x0037, 0x003D, 0x0E1D, 0x001A
BODY, HTML, CPID = 0x1000, 0x1013, 0x3FDE
FROM_NAME, FROM_ADDRESS, SENDER_NAME = 0x0042, 0x0065, 0x0C1A
ATTACH_NAME, ATTACH_DATA, MIME_TAG, ATTACH_FLAGS = 0x3707, 0x3701, 0x370E, 0x3714

# RFC 5322, appendix A.1.1 and A.1.2
FIRST = """From: John Doe <jdoe@machine.example>
To: Mary Smith <mary@example.net>
Subject: Saying Hello
Date: Fri, 21 Nov 1997 09:55:06 -0600
Message-ID: <1234@local.machine.example>

This is a message just to say hello.
So, "Hello".
"""
SECOND = """From: "Joe Q. Public" <john.q.public@example.com>
To: Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>
Cc: <boss@nil.test>, "Giant; \\"Big\\" Box" <sysservices@example.net>
Date: Tue, 1 Jul 2003 10:52:37 +0200
Message-ID: <5678.21-Nov-1997@example.com>

Hi everyone.
"""


def made(mail: str | bytes | EmailMessage) -> Made:
    if isinstance(mail, EmailMessage):
        mail = mail.as_bytes(policy=SMTP)
    return message_of_eml(mail.encode() if isinstance(mail, str) else mail)


def simple(**fields: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "Ann <ann@x.test>"
    for name, content in fields.items():
        mail[name.replace("_", "-")] = content
    mail.set_content("Hello\n")
    return mail


def test_the_first_example_of_rfc_5322_becomes_a_note() -> None:
    message = root(made(FIRST))
    assert message.message_class == "IPM.Note"
    assert value(message, SUBJECT) == "Saying Hello"
    assert value(message, FROM_NAME) == "John Doe"
    assert value(message, FROM_ADDRESS) == "jdoe@machine.example"
    assert value(message, SENDER_NAME) == "John Doe"
    assert text(message, 0x0039) == "1997-11-21T15:55:06.0000000Z"
    assert value(message, 0x1035) == "<1234@local.machine.example>"
    assert value(message, BODY) == 'This is a message just to say hello.\r\nSo, "Hello".\r\n'
    assert value(message, 0x007D) == FIRST.partition("\n\n")[0] + "\n"
    assert people(message) == [(1, "Mary Smith", "mary@example.net")]


def test_recipients_keep_their_order_kind_and_names() -> None:
    message = root(made(SECOND))
    assert people(message) == [
        (1, "Mary Smith", "mary@x.test"),
        (1, "jdoe@example.org", "jdoe@example.org"),
        (1, "Who?", "one@y.test"),
        (2, "boss@nil.test", "boss@nil.test"),
        (2, 'Giant; "Big" Box', "sysservices@example.net"),
    ]
    assert value(message, 0x0E04) == "Mary Smith; jdoe@example.org; Who?"


def test_a_made_message_has_no_findings_and_no_notes() -> None:
    mail = simple(Subject="x", To="b@x.test", Bcc="c@x.test")
    mail.add_attachment(b"data", maintype="application", subtype="octet-stream", filename="a.bin")
    result = made(mail)
    assert result.notes == ()
    assert opened(result).findings() == ()


def test_the_same_mail_gives_the_same_bytes_which_olefile_reads() -> None:
    first, second = made(FIRST).container(), made(FIRST).container()
    assert first == second
    with olefile.OleFileIO(io.BytesIO(first)) as container:
        assert container.exists("__properties_version1.0")
        assert container.openstream("__substg1.0_0037001F").read() == "Saying Hello".encode(
            "utf-16-le"
        )
        assert not container.parsing_issues


@pytest.mark.parametrize(
    ("subject", "prefix", "normalized"),
    [
        ("Re: Hello", "Re: ", "Hello"),
        ("FW: a: b", "FW: ", "a: b"),
        ("Antw: Hello", "", "Antw: Hello"),
        ("12: Hello", "", "12: Hello"),
        ("Hello", "", "Hello"),
    ],
)
def test_a_subject_has_a_prefix_of_up_to_three_letters(
    subject: str, prefix: str, normalized: str
) -> None:
    message = root(made(simple(Subject=subject)))
    assert (value(message, SUBJECT), value(message, PREFIX)) == (subject, prefix)
    assert value(message, NORMALIZED) == normalized


@pytest.mark.parametrize(
    ("fields", "importance"),
    [
        ({"Importance": "high"}, 2),
        ({"X-Priority": "5"}, 0),
        ({"X-Priority": "1 (Highest)"}, 2),
        ({"Priority": "non-urgent"}, 0),
        ({"Importance": "low", "X-Priority": "1"}, 0),
        ({"X-MSMail-Priority": "Normal"}, 1),
    ],
)
def test_importance_is_told_by_the_first_field_that_says_it(
    fields: dict[str, str], importance: int
) -> None:
    mail = simple()
    for name, content in fields.items():
        mail[name] = content
    assert value(root(made(mail)), 0x0017) == importance


def test_receipts_replies_and_headers_of_the_sender_are_kept() -> None:
    mail = simple(
        Sender="Secretary <s@x.test>",
        Reply_To="R <r@x.test>, Q <q@x.test>",
        Disposition_Notification_To="Ann <ann@x.test>",
        Return_Receipt_To="ann@x.test",
        Sensitivity="Company-Confidential",
        X_Auto_Response_Suppress="DR, OOF",
        X_Mailer="Some program",
    )
    message = root(made(mail))
    assert value(message, SENDER_NAME) == "Secretary"
    assert value(message, FROM_NAME) == "Ann"
    assert value(message, 0x0050) == "R;Q"
    assert value(message, 0x0029) is True
    assert value(message, 0x402A) == "ann@x.test"
    assert value(message, 0x0023) is True
    assert value(message, 0x0036) == 3
    assert value(message, 0x3FDF) == 0x11
    [named] = [row for row in message.properties if row.named is not None]
    assert (named.named and named.named.name, named.value) == ("X-Mailer", "Some program")


def test_reply_addresses_are_a_list_of_entry_ids_the_decoder_reads() -> None:
    mail = simple(Reply_To="R <r@x.test>, Q <q@x.test>")
    message = root(made(mail))
    decoder = registry.structure("FLATENTRYLIST")
    assert decoder is not None
    shown = repr(decoder.decode(value(message, 0x004F)))
    assert "r@x.test" in shown
    assert "q@x.test" in shown
    assert "Damage" not in shown


def test_the_last_server_says_when_a_message_was_delivered() -> None:
    mail = (
        "Received: from b by c; Mon, 1 Jan 2024 10:00:05 +0000\n"
        "Received: from a by b; Mon, 1 Jan 2024 10:00:01 +0000\n" + FIRST
    )
    assert text(root(made(mail)), 0x0E06) == "2024-01-01T10:00:05.0000000Z"


def test_both_forms_of_an_alternative_are_bodies_and_html_keeps_its_bytes() -> None:
    mail = simple()
    mail.set_content("Grüße\n", charset="iso-8859-1")
    mail.add_alternative("<p>Grüße</p>", subtype="html", charset="iso-8859-1", cte="8bit")
    message = root(made(mail))
    assert value(message, BODY) == "Grüße\r\n"
    assert "<p>Grüße</p>".encode("iso-8859-1") in value(message, HTML)
    assert value(message, CPID) == 28591
    assert list(message.attachments) == []


def test_pictures_the_html_shows_are_inline_and_others_are_not() -> None:
    mail = simple()
    mail.add_alternative('<img src="cid:seen@x"> cid:unseen@x', subtype="html")
    html = mail.get_payload()[1]  # type: ignore[index]
    for name in ("seen", "unseen"):
        html.add_related(  # type: ignore[union-attr]
            b"PNG", maintype="image", subtype="png", cid=f"<{name}@x>", filename=f"{name}.png"
        )
    message = root(made(mail))
    found = {value(row, ATTACH_NAME): value(row, ATTACH_FLAGS) for row in message.attachments}
    assert found == {"seen.png": 4, "unseen.png": None}
    assert [value(row, 0x3712) for row in message.attachments] == ["seen@x", "unseen@x"]


def test_attachments_keep_name_type_and_bytes() -> None:
    mail = simple()
    data = bytes(range(256)) * 100
    mail.add_attachment(data, maintype="application", subtype="pdf", filename="Übersicht.pdf")
    mail.add_attachment("second text\n", filename="a.txt")
    message = root(made(mail))
    first, second = message.attachments
    assert (value(first, ATTACH_NAME), value(first, MIME_TAG)) == (
        "Übersicht.pdf",
        "application/pdf",
    )
    assert value(first, ATTACH_DATA) == data
    assert (value(second, ATTACH_NAME), value(second, ATTACH_DATA)) == ("a.txt", b"second text\r\n")


def test_a_second_text_of_a_mixed_mail_is_an_attachment_with_a_name() -> None:
    mail = (
        'From: a@b\nContent-Type: multipart/mixed; boundary="x"\n\n'
        "--x\n\nbody\n--x\nContent-Type: text/plain\n\nfooter\n--x--\n"
    )
    message = root(made(mail))
    [row] = message.attachments
    assert value(message, BODY) == "body"
    assert (value(row, ATTACH_NAME), value(row, ATTACH_DATA)) == ("ATT00001.txt", b"footer")


def test_a_mail_inside_is_an_embedded_message() -> None:
    inner = simple(Subject="inner", To="x@y.test")
    inner.add_attachment(b"deep", maintype="image", subtype="png", filename="deep.png")
    mail = simple(Subject="outer")
    mail.add_attachment(inner)
    [row] = root(made(mail)).attachments
    assert row.data_kind == "message"
    assert row.embedded is not None
    assert value(row.embedded, SUBJECT) == "inner"
    assert people(row.embedded) == [(1, "x@y.test", "x@y.test")]
    assert value(row.embedded.attachments[0], ATTACH_DATA) == b"deep"


def test_a_mail_inside_is_read_through_its_transfer_encoding_too() -> None:
    mail = (
        "From: a@b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        "U3ViamVjdDogaW5uZXIKCmhp\n"
    )
    [row] = root(made(mail)).attachments
    assert row.embedded is not None
    assert value(row.embedded, BODY) == "hi"


@pytest.mark.parametrize(
    ("action", "name"),
    [("failed", "NDR"), ("delayed", "Delayed.DR"), ("delivered", "DR"), ("relayed", "Relayed.DR")],
)
def test_a_delivery_report_has_the_class_of_its_gravest_action(action: str, name: str) -> None:
    mail = f"""From: mailer@x.test
Date: Mon, 1 Jan 2024 10:00:00 +0000
Subject: Report
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x

It did not work.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.x.test

Final-Recipient: rfc822; bob@y.test
Action: {action}
Status: 5.1.1
Remote-MTA: dns; mx.y.test
Diagnostic-Code: smtp; 550 no such user
--x
Content-Type: message/rfc822

Subject: original

text
--x--
"""
    message = root(made(mail))
    assert message.message_class == f"REPORT.IPM.Note.{name}"
    assert value(message, 0x6820) == "mx.x.test"
    [row] = message.recipients
    assert value(row, 0x3003) == "bob@y.test"
    assert value(row, 0x0C21) == "mx.y.test"
    assert value(row, 0x0C1B) == "<mx.y.test #5.1.1 smtp; 550 no such user>"
    assert value(row, 0x0C20) == 511
    assert text(row, 0x0032) == "2024-01-01T10:00:00.0000000Z"
    assert (row.property_by_id(0x0010) is None) == (action == "failed")
    assert [row.data_kind for row in message.attachments] == ["stream", "message"]


@pytest.mark.parametrize(("done", "name"), [("displayed", "IPNRN"), ("deleted", "IPNNRN")])
def test_a_receipt_says_whether_the_mail_was_read(done: str, name: str) -> None:
    mail = (
        "From: a@b\nContent-Type: multipart/report; boundary=x; "
        "report-type=disposition-notification\n\n--x\n\nread\n--x\n"
        "Content-Type: message/disposition-notification\n\nOriginal-Message-ID: <1@x>\n"
        f"Disposition: manual-action/MDN-sent-manually; {done}\n--x--\n"
    )
    message = root(made(mail))
    assert message.message_class == f"REPORT.IPM.Note.{name}"
    assert value(message, 0x1046) == "<1@x>"


def test_signed_mail_is_one_attachment_and_the_body_a_copy() -> None:
    signed = "Content-Type: text/plain\n\nI said so.\n"
    mail = (
        'From: a@b\nContent-Type: multipart/signed; boundary="x";\n'
        ' protocol="application/pkcs7-signature"\n\n'
        f"--x\n{signed}\n--x\nContent-Type: application/pkcs7-signature\n\nMIIB\n--x--\n"
    )
    message = root(made(mail))
    [row] = message.attachments
    assert message.message_class == "IPM.Note.SMIME.MultipartSigned"
    assert value(message, BODY) == "I said so.\r\n"
    assert (value(row, ATTACH_NAME), value(row, MIME_TAG)) == ("smime.p7m", "multipart/signed")
    assert value(row, ATTACH_DATA).startswith(b"Content-Type: multipart/signed;")
    assert signed.encode() in value(row, ATTACH_DATA)
    assert value(row, ATTACH_DATA).endswith(b"--x--\n")


def test_sealed_mail_is_one_attachment_without_a_body() -> None:
    mail = (
        "From: a@b\nContent-Type: application/pkcs7-mime; name=smime.p7m\n"
        "Content-Transfer-Encoding: base64\n\nMIIB\n"
    )
    message = root(made(mail))
    assert message.message_class == "IPM.Note.SMIME"
    assert message.property_by_id(BODY) is None
    assert value(message.attachments[0], ATTACH_DATA) == bytes.fromhex("308201")


def test_winmail_dat_and_calendars_stay_attachments_and_that_is_told() -> None:
    mail = simple()
    mail.add_attachment(
        b"x\x9f>", maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    mail.add_attachment("BEGIN:VCALENDAR", subtype="calendar", filename="invite.ics")
    result = made(mail)
    assert [value(row, ATTACH_NAME) for row in root(result).attachments] == [
        "winmail.dat",
        "invite.ics",
    ]
    assert len(result.notes) == 2


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("Subject: x\n\nhi", "whom it is from"),
        ("From: a@b\nContent-Type: multipart/mixed\n\nhi", "no boundary"),
        ('From: a@b\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n\nhi', "no end"),
        ("From: a@b\nContent-Type: text/plain; charset=klingon\n\nhi", "klingon"),
        ("From: a@b\nContent-Transfer-Encoding: rot13\n\nhi", "rot13"),
        ("From: a@b, c@d\n\nhi", "only the first"),
        ("From: a@b\nDate: yesterday\n\nhi", "Date"),
        ('From: a@b\nContent-Type: multipart/mixed; boundary="x"\n\n--x\n\nhi\n--x--\nmore', "4 B"),
    ],
)
def test_what_has_no_place_or_was_repaired_is_told(mail: str, words: str) -> None:
    notes = made(mail).notes
    assert len(notes) == 1
    assert words in notes[0]


def test_of_a_mailbox_file_the_first_mail_is_read() -> None:
    line = "From a@b Mon Jan  1 10:00:00 2024\n"
    mail = line + FIRST + "\n" + line + SECOND
    result = made(mail)
    assert value(root(result), BODY).endswith('So, "Hello".\r\n')
    assert result.notes == ("This is a mailbox of 2 messages; only the first is shown.",)


def test_text_beyond_ascii_is_read_without_a_character_set() -> None:
    assert value(root(made("From: Jörg <a@b>\n\nGrüße".encode())), BODY) == "Grüße"
    western = made("From: Jörg <a@b>\n\nGrüße".encode("latin-1"))
    assert value(root(western), BODY) == "Grüße"
    assert value(root(western), FROM_NAME) == "Jörg"
    assert len(western.notes) == 1


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"", "EMPTY_FILE"), (b"no header here", "NOT_A_MESSAGE"), (b"\xd0\xcf", "NOT_A_MESSAGE"),
     (bytes(MAX_INPUT + 1), "TOO_LARGE")],
)  # fmt: skip
def test_what_is_no_mail_is_one_typed_error(data: bytes, name: str) -> None:
    with pytest.raises(InputError) as caught:
        message_of_eml(data)
    assert caught.value.name == name


@pytest.mark.parametrize(("stored", "read"), [(b"\xc3\xbc", "\xfc"), (b"\xfc", "\xfc")])
def test_a_text_that_is_not_the_ascii_it_says_is_read_and_told(stored: bytes, read: str) -> None:
    made = message_of_eml(b"From: a@b\nContent-Type: text/plain; charset=us-ascii\n\n" + stored)
    assert text(root(made), 0x1000) == read
    assert any("us-ascii" in note for note in made.notes)
