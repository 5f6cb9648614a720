"""Header fields: split, decoded, parameters, addresses, dates."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime

import pytest

from msginspector.inputs.encoded import decode_words, from_base64
from msginspector.inputs.fields import (
    content_type,
    moment,
    parameters,
    people,
    read_fields,
)


def test_a_header_is_split_and_unfolded() -> None:
    data = b"Subject: one\r\n two\r\nX-Empty:\r\n\r\nbody: no field"
    block = read_fields(data, 0, len(data))
    assert [(one.name, one.value) for one in block.fields] == [
        ("Subject", "one two"),
        ("X-Empty", ""),
    ]
    assert data[block.body :] == b"body: no field"
    assert block.problems == ()


def test_a_header_that_no_empty_line_ends_ends_at_the_first_other_line() -> None:
    data = b"Subject: x\nThis is the text\n"
    block = read_fields(data, 0, len(data))
    assert data[block.body :] == b"This is the text\n"
    assert len(block.problems) == 1


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=?ISO-8859-1?Q?a?=", "a"),  # RFC 2047, section 8
        ("=?ISO-8859-1?Q?a?= b", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a?=  \t =?ISO-8859-1?Q?b?=", "ab"),
        ("=?ISO-8859-1?Q?a_b?=", "a b"),
        ("=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b"),
        ("=?utf-8?b?w6Q=?=", "ä"),
        ("=?utf-8?q?=C3?= =?utf-8?q?=A4?=", "ä"),
        ("=?utf-8*de?q?=C3=A4?=", "ä"),
        ("=?iso-2022-jp?B?GyRCRnxLXDhsGyhC?=", "日本語"),
        ("=?koi8-r?b?8NLJ18XU?= x", "Привет x"),
        ("=?utf-8?x?abc?=", "=?utf-8?x?abc?="),
        ("=?unknown-8bit?q?=E4?=", "ä"),
        ("=?cp-850?q?=82?=", "é"),
        ("=?utf-16?b?//5hAGIA?=", "ab"),  # its mark of the byte order is none of the text
        ("=?utf-8?q?not ended", "=?utf-8?q?not ended"),
        ("no words", "no words"),
    ],
)
def test_encoded_words_are_decoded_as_rfc_2047_says(value: str, text: str) -> None:
    assert decode_words(value) == text


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ("text/plain; charset=us-ascii", "charset", "us-ascii"),
        ('x/y; name="a \\"b\\"; c.txt"', "name", 'a "b"; c.txt'),
        ("x/y; NAME=a.txt", "name", "a.txt"),
        # RFC 2231, sections 3 and 4
        ('message/external-body; URL*0="ftp://";\r\n URL*1="cs.utk.edu/x"', "url",
         "ftp://cs.utk.edu/x"),
        ("application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A", "title",
         "This is ***fun***"),
        ("x/y; title*0*=utf-8''%C3%A4; title*1=b%20; title*2*=%20c", "title", "äb%20 c"),
        ("x/y; filename=plain.txt; filename*=utf-8''%C3%A4.txt", "filename", "ä.txt"),
        ('x/y; name="=?utf-8?q?=C3=A4.txt?="', "name", "ä.txt"),
        ('x/y; name="never ended', "name", "never ended"),
        # a boundary of signs RFC 2046 5.1.1 allows
        ('multipart/mixed; boundary="=?utf-8?q?x?="', "boundary", "=?utf-8?q?x?="),
    ],
)  # fmt: skip
def test_parameters_are_read_as_rfc_2231_says(value: str, name: str, text: str) -> None:
    assert parameters(value)[name] == text


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Text/HTML; charset=x", "text/html"),
        ("text/html (comment)", "text/html"),
        ("nonsense", "text/plain"),
        ("", "text/plain"),
        ("a b/c", "text/plain"),
    ],
)
def test_what_is_no_media_type_is_plain_text(value: str, kind: str) -> None:
    assert content_type(value)[0] == kind


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # RFC 5322, appendix A
        ("John Doe <jdoe@machine.example>", [("John Doe", "jdoe@machine.example")]),
        ('"Joe Q. Public" <john.q.public@example.com>',
         [("Joe Q. Public", "john.q.public@example.com")]),
        ("Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
         [("Mary Smith", "mary@x.test"), ("", "jdoe@example.org"), ("Who?", "one@y.test")]),
        ("A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
         [("Ed Jones", "c@a.test"), ("", "joe@where.test"), ("John", "jdoe@one.test")]),
        ("Undisclosed recipients:;", []),
        ("Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
         [("Pete", "pete(his account)@silly.test(his host)")]),
        ("jdoe@x.test (John Doe)", [("John Doe", "jdoe@x.test")]),
        ('"Doe, J" <j@x.test>; k@x.test', [("Doe, J", "j@x.test"), ("", "k@x.test")]),
        ("<@relay.test,@b.test:joe@x.test>", [("", "joe@x.test")]),
        ("=?utf-8?q?J=C3=B6rg?= <j@x.test>", [("Jörg", "j@x.test")]),
        ('a@x.test (5" disk), b@x.test', [('5" disk', "a@x.test"), ("", "b@x.test")]),
        ('a@x.test (b (c\\") " d), e@x.test', [('b c" " d', "a@x.test"), ("", "e@x.test")]),
        ("a@[IPv6:::1], B <b@[IPv6:::2]>", [("", "a@[IPv6:::1]"), ("B", "b@[IPv6:::2]")]),
        ("Nobody in particular", [("Nobody in particular", "")]),
        ("", []),
        (" , ; ", []),
    ],
)  # fmt: skip
def test_addresses_are_read_as_rfc_5322_writes_them(
    value: str, expected: list[tuple[str, str]]
) -> None:
    found = [(one.name, one.address) for one in people(value)]
    if "silly" in value:  # comments inside an address are obsolete; it is kept readable
        assert found[0][0] == "Pete"
        assert found[0][1].startswith("pete")
        return
    assert found == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Fri, 21 Nov 1997 09:55:06 -0600", datetime(1997, 11, 21, 15, 55, 6, tzinfo=UTC)),
        ("21 Nov 97 09:55:06 GMT", datetime(1997, 11, 21, 9, 55, 6, tzinfo=UTC)),
        ("Thu, 13 Feb 1969 23:32 -0330 (NST)", datetime(1969, 2, 14, 3, 2, tzinfo=UTC)),
        ("Mon, 1 Jan 2024 00:00:60 +0000", datetime(2024, 1, 1, 0, 0, 59, tzinfo=UTC)),
        ("Tue, 1 Jul 2003 (a comment) 10:52:37 +0200", datetime(2003, 7, 1, 8, 52, 37, tzinfo=UTC)),
        ("Mon,20 Nov 2023 10:00:00 +0800", datetime(2023, 11, 20, 2, tzinfo=UTC)),  # RFC 5322 3.3
        ("Tue Jul  1 10:52:37 2003", datetime(2003, 7, 1, 10, 52, 37, tzinfo=UTC)),  # C's asctime
        ("Tue Jul  1 10:52:37 EDT 2003", datetime(2003, 7, 1, 14, 52, 37, tzinfo=UTC)),
        ("July 1, 2003 10:52 -0500", datetime(2003, 7, 1, 15, 52, tzinfo=UTC)),
        ("1 Jul 2003 10.52.37 +0200", datetime(2003, 7, 1, 8, 52, 37, tzinfo=UTC)),
        ("1 Jul 50 10:52:37 +0000", datetime(1950, 7, 1, 10, 52, 37, tzinfo=UTC)),  # RFC 5322 4.3
        ("1 Jul 2003 10:52:37 +9999", datetime(2003, 7, 1, 10, 52, 37, tzinfo=UTC)),  # no zone
        ("no date", None),
        ("Sat, 27 Jun 1015 08:41:48 +0200", None),
        ("Mon, 1 Jan 1601 00:30:00 +0100", None),
        ("99 Foo 99 99:99:99", None),
        ("", None),
    ],
)
def test_dates_are_times_in_utc(value: str, expected: datetime | None) -> None:
    assert moment(value) == expected


@pytest.mark.parametrize(
    "coded",
    [
        base64.b64encode(b"Hello, world"),
        base64.b64encode(b"Hello, world!").rstrip(b"="),
        b"SGVs\r\nbG8s !!\tIHdvcmxk\r\nIQ==\r\n",
        base64.b64encode(b"Hello, ") + b"\r\n" + base64.b64encode(b"world!"),
    ],
)
def test_base64_is_read_whatever_stands_in_it(coded: bytes) -> None:
    assert from_base64(coded).rstrip(b"!") == b"Hello, world"


@pytest.mark.parametrize("piece", ['("', '(\\"', "(", '"', "@[", "@[a:b", "(\\", "<("])
def test_hostile_addresses_are_read_at_once(piece: str) -> None:
    """A second would do; ten are for slow machines."""
    begun = time.perf_counter()
    people(piece * 300_000)
    assert time.perf_counter() - begun < 10
