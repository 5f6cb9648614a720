"""Reports by class and by attachment; codes in words. No real file has a report by class."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from msginspector import resources
from msginspector.analysis.sealed import verdicts
from msginspector.analysis.sealed.status_codes import codes_in, from_number, status
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.oxmsg.writer import MessageWriter
from tests.builders.messages import fill

Reading = Callable[[MessageWriter], Seal]

# [MS-OXCMAIL] 2.2.3.7.1.2: <remote-mta #status diagnostic-code>
SUPPLEMENT = "<mx.example.org #5.1.1 smtp;550 5.1.1 <bob@example.org>... User unknown>"
DSN = (
    b"Reporting-MTA: dns;mail.example.org\r\nArrival-Date: Mon, 11 May 2015 09:02:14 +0000\r\n\r\n"
    b"Original-Recipient: rfc822;bob@example.org\r\nFinal-Recipient: rfc822;b@x.example.org\r\n"
    b"Action: failed\r\nStatus: 5.7.133\r\n"
    b"Diagnostic-Code: smtp;550 5.7.133 not\r\n authenticated\r\nX-Display-Name: Bob\r\n\r\n"
    b"Final-Recipient: rfc822;eve@example.org\r\nAction: delivered\r\nStatus: 2.0.0\r\n"
)
MDN = (
    b"Reporting-UA: pc; Outlook\r\nFinal-Recipient: rfc822;bob@example.org\r\n"
    b"Original-Message-ID: <1@example.org>\r\n"
    b"Disposition: automatic-action/MDN-sent-automatically; displayed\r\n"
)


def report(kind: str = "NDR") -> MessageWriter:
    message = fill(MessageWriter(), "Undeliverable: Plans", f"REPORT.IPM.Note.{kind}")
    message.set(0x0049001F, "Plans")
    message.set(0x005A001F, "Ann")
    message.set(0x0067001F, "ann@example.org")
    message.set(0x1046001F, "<1@example.org>")
    message.set(0x004E0040, 133_500_000_000_000_000)
    message.set(0x1001001F, "The message did not reach Bob.")
    row = message.add_recipient()
    row.set(0x3001001F, "Bob")
    row.set(0x39FE001F, "bob@example.org")
    row.set(0x0C1B001F, SUPPLEMENT)
    row.set(0x0C040003, 0)
    row.set(0x0C050003, 5)
    row.set(0x0C200003, 511)
    return message


def attached(data: bytes, mime: str = "message/delivery-status") -> MessageWriter:
    message = fill(MessageWriter(), "Undeliverable")
    part = message.add_attachment()
    part.set(0x370E001F, mime)
    part.set_data(data)
    return message


def test_what_failed_for_whom_and_why(read: Reading) -> None:
    seal = read(report())
    said = {f"{s.title}/{f.label}": f.text for s in seal.sections for f in s.facts}
    assert (seal.title, seal.verdict.state) == ("Report", verdicts.BAD)
    assert seal.verdict.word == "Not delivered"
    assert said["Recipient/For"] == "Bob <bob@example.org>"
    assert said["Recipient/Status"].startswith("5.1.1: The mailbox does not exist")
    assert said["Recipient/Status"].endswith("[RFC 3463 3.2]")
    assert said["Recipient/Diagnosis"] == (
        "maximum time expired (5, MAPI_DIAG_MAXIMUM_TIME_EXPIRED)"
    )
    assert said["Recipient/The server said"] == SUPPLEMENT
    assert said["The message it is about/Subject"] == "Plans"
    assert said["The message it is about/Message id"] == "<1@example.org>"
    assert said["The message it is about/Sent"].endswith(" UTC")
    assert said["Report/Text"] == "The message did not reach Bob."


def test_who_is_in_the_table_and_in_the_attached_report_is_one_recipient(read: Reading) -> None:
    message = report()
    part = message.add_attachment()
    part.set(0x370E001F, "message/delivery-status")
    part.set_data(
        b"Reporting-MTA: dns; mx\r\n\r\nOriginal-Recipient: rfc822; b@example.org\r\n"
        b"Final-Recipient: rfc822; BOB@example.org (Bob)\r\nAction: failed (gone)\r\n"
        b"Status: 5.1.1\r\n"
    )
    [delivery] = read(message).deliveries
    assert (delivery.address, delivery.action) == ("b@example.org", "failed")


def test_every_fact_names_its_property(read: Reading) -> None:
    seal = read(report())
    sources = [fact.source for section in seal.sections for fact in section.facts]
    assert all(sources)
    assert {one.path for one in sources if one is not None} == {"/", "/recipients/0"}


@pytest.mark.parametrize(
    ("kind", "word", "state"),
    [
        ("DR", "Delivered", verdicts.GOOD),
        ("Delayed.DR", "Delayed", verdicts.PLAIN),
        ("Relayed.DR", "Handed on", verdicts.PLAIN),
        ("Expanded.DR", "Delivered to a list", verdicts.GOOD),
        ("IPNRN", "Read", verdicts.GOOD),
        ("IPNNRN", "Not read", verdicts.BAD),
        ("ndr", "Not delivered", verdicts.BAD),
        ("Other", "Report", verdicts.PLAIN),
    ],
)
def test_the_class_says_what_kind_of_report_it_is(
    read: Reading, kind: str, word: str, state: str
) -> None:
    seal = read(fill(MessageWriter(), "A report", f"REPORT.IPM.Schedule.Meeting.{kind}"))
    assert (seal.verdict.word, seal.verdict.state) == (word, state)


def test_an_attached_report_is_explained_for_each_recipient(read: Reading) -> None:
    seal = read(attached(DSN))
    assert seal.verdict.word == "Not delivered"
    bob, eve = seal.deliveries
    assert (bob.recipient, bob.address, bob.action) == ("Bob", "bob@example.org", "failed")
    assert bob.statuses[0].text.startswith("5.7.133: The group takes mail from inside")
    assert (eve.action, eve.statuses[0].code) == ("delivered", "2.0.0")
    assert [s.title for s in seal.sections[1:3]] == ["Recipient 1 of 2", "Recipient 2 of 2"]


@pytest.mark.parametrize("count", [40, 41, 500, 501])
def test_recipients_that_are_not_shown_are_counted(read: Reading, count: int) -> None:
    group = b"Final-Recipient: rfc822;bob@example.org\r\nAction: failed\r\n\r\n"
    of_server = attached(b"Reporting-MTA: dns;a.org\r\n\r\n" + group * count)
    of_rows = fill(MessageWriter(), "Undeliverable", "REPORT.IPM.Note.NDR")
    for number in range(count):
        row = of_rows.add_recipient()
        row.set(0x3001001F, f"Bob {number}")
        row.set(0x0C040003, 0)
    for message in (of_server, of_rows):
        seal = read(message)
        said = {f.label: f.text for s in seal.sections if s.title == "Report" for f in s.facts}
        shown = [one.title for one in seal.sections if one.title.startswith("Recipient ")]
        assert len(shown) == 40
        assert shown[0] == ("Recipient 1" if count > 500 else f"Recipient 1 of {count}")
        assert ("Recipients" in said) is (count > 40)
        assert ("Left out" in said) is (count > 500)


def test_an_attached_receipt_is_explained(read: Reading) -> None:
    seal = read(attached(MDN, "message/disposition-notification"))
    assert seal.verdict.word == "Displayed"
    assert [one.address for one in seal.deliveries] == ["bob@example.org"]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"no colon", b"\x00" * 50, b": x\r\n\r\n: y"])
def test_a_broken_attached_report_says_little_and_fails_not(read: Reading, data: bytes) -> None:
    assert read(attached(data)).deliveries == ()


def test_values_of_a_wrong_type_are_passed_over(read: Reading) -> None:
    message = fill(MessageWriter(), "A report", "REPORT.IPM.Note.NDR")
    row = message.add_recipient()
    row.set(0x0C04001F, "text")
    row.set(0x0C20001F, "text")
    assert len(read(message).deliveries) == 1


def test_codes_are_found_in_what_servers_say_and_addresses_are_not() -> None:
    assert codes_in("550-5.7.26 from 5.1.10.2 [4.4.4.4]; see 15.1.1 #4.4.7") == ("4.4.7", "5.7.26")


@pytest.mark.parametrize(
    ("code", "begins", "source"),
    [
        ("5.1.1", "The mailbox does not exist", "RFC 3463 3.2"),
        ("4.4.7", "The message could not be handed over yet", "Microsoft"),
        ("5.4.7", "The message waited too long", "RFC 3463 3.5"),
        ("5.7.124", "The sender may not write to this group", "Microsoft"),
        ("5.7.999", "Something about security was refused", "RFC 3463 3.8"),
        ("2.9.9", "Delivered or accepted", "RFC 3463 2"),
    ],
)
def test_codes_are_explained_with_their_source(code: str, begins: str, source: str) -> None:
    found = status(code)
    assert found.meaning.startswith(begins)
    assert found.source.startswith(source)


def test_what_is_no_code_has_no_meaning() -> None:
    assert [status(text).meaning for text in ("", "9.1.1", "5.1", "x")] == [""] * 4


def test_numbers_of_the_property_are_codes_of_three_digits() -> None:
    assert [from_number(one) for one in (511, 447, 111, 5111, -1)] == ["5.1.1", "4.4.7", "", "", ""]


def test_the_table_of_codes_has_each_code_once_and_every_subject() -> None:
    codes = [row["code"] for row in resources.table("status_codes")]
    assert len(codes) == len(set(codes))
    assert {f"X.{subject}.0" for subject in range(8)} <= set(codes)
