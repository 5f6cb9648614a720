"""Received fields: each form servers write, the way they make, delays and clock jumps."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.headers.fields import Source, split_fields
from msginspector.analysis.headers.hops import HOP_LIMIT, Route, read_route
from msginspector.analysis.headers.hosts import ip_address
from msginspector.analysis.headers.received import Received, Tls, read_received
from msginspector.analysis.headers.words import duration_text, time_text
from msginspector.inputs.dates import Moment, read_date

SOURCE = Source("/", 0x007D001F, "PR_TRANSPORT_MESSAGE_HEADERS")
DATE = "Tue, 12 Dec 2023 17:40:27 +0000"


def received(value: str) -> Received:
    [field] = split_fields(f"Received: {value}", SOURCE)
    return read_received(field)


def route(text: str) -> Route:
    return read_route(tuple(split_fields(text, SOURCE)))


def test_exchange_online() -> None:
    one = received(
        "from A.outlook.com (2603:10b6:a03:23f::15) by B.outlook.com (2603:10b6:303:1bd::5) with"
        " Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)"
        f" id 15.20.7068.33 via Frontend Transport; {DATE}"
    )
    assert one.sender is not None
    assert one.receiver is not None
    assert (one.sender.name, one.receiver.name) == ("A.outlook.com", "B.outlook.com")
    assert one.sender.addresses[0].text == "2603:10b6:a03:23f::15"
    assert (one.protocol, one.id) == ("Microsoft SMTP Server", "15.20.7068.33")
    assert one.via == "Frontend Transport"
    assert one.tls == Tls("TLS1_2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", None)
    assert one.moment is not None
    assert one.moment.utc == datetime(2023, 12, 12, 17, 40, 27, tzinfo=UTC)


def test_a_mailbox_of_exchange() -> None:
    one = received(
        "from A ([fe80::62ea%7]) by A ([fe80::62ea:a12e:ee73:3e25%7]) with mapi id 15.20.7068.033; "
        + DATE
    )
    assert one.protocol == "mapi"
    assert one.receiver is not None
    assert [(ip.text, ip.kind) for ip in one.receiver.addresses] == [
        ("fe80::62ea:a12e:ee73:3e25", "link-local")
    ]


def test_postfix_with_tls() -> None:
    one = received(
        "from mail.google.com (mail.google.com [209.85.218.47]) (using TLSv1.3 with cipher"
        " TLS_AES_128_GCM_SHA256 (128/128 bits) key-exchange X25519) (No client certificate"
        f" requested) by mx.example.org (Postfix) with ESMTPS id 4VJDCQ for <a@b.org>; {DATE}"
    )
    assert one.tls == Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", 128)
    assert (one.recipient, one.id, one.protocol) == ("a@b.org", "4VJDCQ", "ESMTPS")
    assert one.receiver is not None
    assert (one.receiver.name, one.receiver.note) == ("mx.example.org", "Postfix")


def test_sendmail_puts_the_sender_after_the_date() -> None:
    one = received(
        "from a.org (b.example.net [80.1.2.3]) (authenticated bits=0) by c.org (8.15.2/8.15.2) with"
        f" ESMTP id x for <a@b.org>; {DATE} (JST) (envelope-from q@b.org)"
    )
    assert one.moment is not None
    assert one.sender is not None
    assert (one.sender.name, one.sender.resolved) == ("a.org", "b.example.net")
    assert one.sender.note == "authenticated bits=0"
    assert one.notes == ("envelope-from q@b.org",)


def test_qmail_and_google_and_xmail() -> None:
    qmail = received(f"from no-data (HELO tj.org.cn) ([60.30.204.58]) by e.com with ESMTP; {DATE}")
    assert qmail.sender is not None
    assert qmail.sender.name == "tj.org.cn"
    google = received(f"by 2002:a17:906:3299:b0:a46:8daa:436f with SMTP id 25-2002; {DATE}")
    assert google.sender is None
    assert google.receiver is not None
    assert google.receiver.shown == "2002:a17:906:3299:b0:a46:8daa:436f"
    xmail = received(
        f"from H ([127.0.0.1]:56695) by x.test with [XMail] id <S9> for <a@x> from <b@x>; {DATE}"
    )
    assert (xmail.id, xmail.recipient) == ("S9", "a@x")
    assert xmail.sender is not None
    assert xmail.sender.addresses[0].kind == "loopback"


def test_a_field_without_a_date_says_so() -> None:
    assert received("from a by b").problems == ("There is no semicolon, so no date.",)
    assert received("from a by b; yesterday").problems == (
        "The date is not written as RFC 5322 says.",
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("10.1.2.3", "private"), ("127.0.0.1", "loopback"), ("8.8.8.8", "public"),
        ("169.254.7.44", "link-local"), ("100.64.0.1", "shared"), ("[IPv6:::1]", "loopback"),
        ("224.0.0.1", "multicast"), ("0.0.0.0", "unspecified"), ("::ffff:10.0.0.1", "private"),
        ("fd00::1%eth0", "private"),
    ],
)  # fmt: skip
def test_kinds_of_addresses(text: str, kind: str) -> None:
    found = ip_address(text)
    assert found is not None
    assert found.kind == kind


# -- dates


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("Tue, 27 Feb 2007 00:14:28 +0100", "2007-02-26 23:14:28Z"),
        ("27 Feb 07 00:14 EST", "2007-02-27 05:14:00Z"),
        ("27 Feb 99 00:14:28 -0000", "1999-02-27 00:14:28Z"),
        ("Tue, 27 Feb 2007 00:14:28 +0900 (JST)", "2007-02-26 15:14:28Z"),
        ("18 May 2010 07:38:39.0531 (UTC) FILETIME=[21F0EFB0:01CAF65D]", ""),
        ("12 Dec 2023 17:40:26.7186 (UTC)", "2023-12-12 17:40:26.7186Z"),
        ("Tue, (a comment) 27 Feb 2007 00:14:28 GMT", "2007-02-27 00:14:28Z"),
        ("Tue, 27 Feb 2007 00:14:60 GMT", "2007-02-27 00:14:59Z"),
    ],
)
def test_dates_are_read(text: str, utc: str) -> None:
    found = read_date(text)
    assert not utc or (isinstance(found, Moment) and time_text(found.time) == utc)


@pytest.mark.parametrize(
    "text",
    ["Tue Jul  1 10:52:37 2003", "July 1, 2003 10:52:37 GMT", "1 Jul 2003 10.52.37 +0000"],
)
def test_dates_that_others_write_are_read_and_that_is_said(text: str) -> None:
    found = read_date(text)
    assert isinstance(found, Moment)
    assert found.utc == datetime(2003, 7, 1, 10, 52, 37, tzinfo=UTC)
    assert found.problems[0] == "The date is not written as RFC 5322 says."


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "There is no date."),
        ("tomorrow", "The date is not written as RFC 5322 says."),
        ("31 Feb 2007 00:00:00 +0000", "There is no such day or time."),
        ("1 Foo 2007 00:00:00 +0000", "“Foo” is no month."),
        ("1 Jan 99999 00:00:00 +0000", "There is no such day or time."),
        ("1 Jan 2007 25:00:00 +0000", "There is no such day or time."),
    ],
)
def test_a_date_that_cannot_be_read_says_why(text: str, why: str) -> None:
    assert read_date(text) == why


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("1 Jan 2007 00:00:00", "There is no zone; the time is read as UTC."),
        ("1 Jan 2007 00:00:00 XYZ", "The zone “XYZ” is not known; the time is read as UTC."),
        ("1 Jan 2007 00:00:00 +9999", "“+9999” is no zone; the time is read as UTC."),
        ("Tue, 1 Jan 2007 00:00:00 +0000", "That day was no “Tue”."),
    ],
)
def test_what_is_odd_about_a_date_is_said(text: str, problem: str) -> None:
    found = read_date(text)
    assert isinstance(found, Moment)
    assert problem in found.problems


def test_a_leap_second_is_the_one_before_and_no_later_one_is_a_time() -> None:  # RFC 5322 3.3
    found = read_date("31 Dec 2016 23:59:60 +0000")
    assert isinstance(found, Moment)
    assert found.time == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert read_date("31 Dec 2016 23:59:61 +0000") == "There is no such day or time."


def test_a_date_may_have_blanks_and_comments_between_its_numbers() -> None:  # RFC 5322 A.6.3
    found = read_date("Fri, 21 Nov 97 09(comment):   55  :  06 -0600")
    assert isinstance(found, Moment)
    assert found.utc == datetime(1997, 11, 21, 15, 55, 6, tzinfo=UTC)


def test_a_received_field_of_many_words_says_how_many_are_read() -> None:
    one = received("from a.org by b.org " + "x " * 1_000)
    assert one.sender is not None
    assert one.sender.name == "a.org"
    assert "Only its first 500 words are read." in one.problems


def test_a_year_has_four_digits() -> None:
    assert time_text(datetime(7, 1, 2, tzinfo=UTC)) == "0007-01-02 00:00:00Z"


# -- the way


WAY = """\
Received: by c; Mon, 1 Jan 2024 10:00:30 +0000
Received: from x by y; no date at all
Received: by b; Mon, 1 Jan 2024 12:00:10 +0200
X-Received: by a; Mon, 1 Jan 2024 09:00:00 -0100
X-Originating-IP: [10.0.0.7]
Date: Mon, 1 Jan 2024 09:59:50 +0000
"""


def test_hops_are_in_the_order_of_time_with_delays() -> None:
    found = route(WAY)
    shown = [
        (hop.number, hop.received.receiver and hop.received.receiver.name) for hop in found.hops
    ]
    assert shown == [(1, "a"), (2, "b"), (3, "y"), (4, "c")]
    assert [hop.delay for hop in found.hops] == [
        None, timedelta(seconds=10), None, timedelta(seconds=20),
    ]  # fmt: skip
    assert [hop.longest for hop in found.hops] == [False, False, False, True]
    assert found.hops[3].since == 2
    assert (found.total, found.before_first) == (timedelta(seconds=30), timedelta(seconds=10))
    [origin] = found.origins
    assert (origin.field.name, origin.addresses[0].kind) == ("X-Originating-IP", "private")


def test_a_clock_that_is_ahead_makes_no_longest_delay() -> None:
    found = route(
        "Received: by d; 1 Jan 2024 10:02:00 +0000\nReceived: by c; 1 Jan 2024 10:01:00 +0000\n"
        "Received: by b; 1 Jan 2024 10:30:00 +0000\nReceived: by a; 1 Jan 2024 10:00:00 +0000\n"
    )
    assert [hop.jump for hop in found.hops] == [False, False, True, False]
    assert not any(hop.longest for hop in found.hops)


def test_a_clock_that_runs_behind_is_a_jump_and_spoils_the_delay_after_it() -> None:
    found = route(
        "Received: by d; 1 Jan 2024 10:00:05 +0000\nReceived: by c; 1 Jan 2024 10:00:02 +0000\n"
        "Received: by b; 1 Jan 2024 09:59:50 +0000\nReceived: by a; 1 Jan 2024 10:00:00 +0000\n"
    )
    assert [hop.jump for hop in found.hops] == [False, True, False, False]
    assert [hop.after_jump for hop in found.hops] == [False, False, True, False]
    assert [hop.longest for hop in found.hops] == [False, False, False, True]


def test_more_hops_than_are_taken_apart_are_said() -> None:
    found = route(f"Received: by a; {DATE}\n" * (HOP_LIMIT + 1))
    assert len(found.hops) == HOP_LIMIT
    assert found.problems == (
        f"There are {HOP_LIMIT + 1} Received fields; the newest {HOP_LIMIT} are taken apart.",
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-13, "−13 s"),
        (0.25, "0.25 s"),
        (128, "2 min 8 s"),
        (93_600, "1 d 2 h"),
        (3600, "1 h"),
    ],
)
def test_durations_in_words(seconds: float, text: str) -> None:
    assert duration_text(timedelta(seconds=seconds)) == text


@given(st.text())
def test_any_received_field_is_read(value: str) -> None:
    for field in split_fields(f"Received: {value}", SOURCE):
        read_received(field)


@given(
    st.lists(
        st.sampled_from([*'();,[]<>"\\ \t', "from", "by", "with", "id", "for", "1.2.3.4", DATE])
    )
)
def test_any_mixture_of_the_words_of_a_received_field_is_read(words: list[str]) -> None:
    for field in split_fields("Received: " + " ".join(words), SOURCE):
        read_received(field)


@pytest.mark.parametrize(
    "value",
    ["(" * 5_000_000, ")" * 5_000_000, "(\\" * 2_500_000, '"' * 5_000_000, "a;" * 2_500_000,
     "from " * 1_000_000, "[" * 5_000_000, "1." * 2_500_000, "(1.2.3.4)" * 500_000],
    ids=lambda text: text[:10],
)  # fmt: skip
def test_a_large_field_takes_a_moment(value: str) -> None:
    start = time.perf_counter()
    route(f"Received: {value}\nDate: {value}\n")
    assert time.perf_counter() - start < 3
