"""Any bytes end in a message or in one typed error, within bounds of memory and depth."""

from __future__ import annotations

import base64
import struct
import tracemalloc
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.errors import InputError
from msginspector.inputs.eml import message_of_eml
from msginspector.inputs.kinds import input_kind
from msginspector.inputs.made import MAX_DEPTH, MAX_OBJECTS, Made
from msginspector.inputs.signed import signed_content
from msginspector.inputs.tnef import message_of_tnef
from msginspector.oxmsg import OxObject
from tests.builders import tnef
from tests.inputs.opening import opened, root

MB = 1 << 20
HEAD = b"From: a@b\r\nSubject: x\r\n"
MULTI = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
TOKENS = [
    b"From: a@b\n", b"To: A <a@b>, c@d;\n", b"Subject: =?utf-8?q?=C3=A4?= x\n", b"\n", b"\r\n",
    b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: message/rfc822\n", b"--b\n",
    b"--b--\n", b"Content-Type: multipart/signed; boundary=c\n", b"--c\n", b"hello ", b"\xff\x80",
    b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n",
    b"=C3=A4=\n", b"YWJj=", b"Content-Type: text/html; charset=iso-2022-jp\n", b"\x1b$B", b"From ",
    b'Content-Disposition: attachment; filename*0*="a', b"Content-Type: multipart/report; boundary"
    b"=b\n", b"Content-Type: message/delivery-status\n", b"Action: failed\n", b": \n", b"\0",
    b"Date: Mon, 1 Jan 2024 10:00:00 +0000\n", b"Content-Type: text/plain; charset=utf-7\n", b"+AG",
    b"Content-Transfer-Encoding: x-uuencode\n", b"begin 644 a\n", b"#0V%T\n", b"X-A: b\n",
    b"Content-Type: application/pkcs7-mime\n", b"Content-Type: text/plain; charset=utf-16\n",
]  # fmt: skip


def ends_well(read: Callable[[bytes], Made], data: bytes) -> Made | None:
    """Reads; a message that is made can be written, opened and walked."""
    try:
        result = read(data)
    except InputError:
        return None
    for item in opened(result).walk():
        for row in item.properties:
            assert row.text is not None
    return result


@given(st.binary(max_size=300))
def test_any_bytes_end_in_a_message_or_one_typed_error(data: bytes) -> None:
    ends_well(message_of_eml, data)
    ends_well(message_of_tnef, data)
    ends_well(message_of_tnef, tnef.stream(data))
    signed_content(data)
    signed_content(b"0" + data)
    input_kind(data, "x.eml")


@given(st.lists(st.sampled_from(TOKENS), max_size=30))
def test_pieces_of_mail_in_any_order_make_messages_that_open(pieces: list[bytes]) -> None:
    ends_well(message_of_eml, b"From: a@b\n" + b"".join(pieces))
    signed_content(b"".join(pieces))


@given(st.data())
def test_damaged_tnef_makes_messages_that_open(draw: st.DataObject) -> None:
    guid = bytes(range(16))
    whole = bytearray(
        tnef.stream(
            tnef.attribute(tnef.CODEPAGE, struct.pack("<II", 1252, 0)),
            tnef.attribute(tnef.SUBJECT, b"x\0"),
            tnef.recipients([tnef.properties(tnef.sized(0x3001001F, tnef.wide("Ann")))] * 2),
            tnef.attribute(
                tnef.PROPERTIES,
                tnef.properties(
                    tnef.fixed(0x00390040, bytes(8)),
                    tnef.sized(0x1000001E, b"body\0"),
                    tnef.named(0x0003, guid, "name", struct.pack("<i", 5)),
                    tnef.sized(0x3001101F, tnef.wide("a"), tnef.wide("b")),
                ),
            ),
            tnef.rendering(),
            tnef.attribute(
                tnef.ATTACH_PROPERTIES,
                tnef.properties(tnef.sized(0x3701000D, tnef.IID_MESSAGE + tnef.nested(1))),
                tnef.ATTACHMENT,
            ),
        )
    )
    for _change in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(4, len(whole) - 1))
        whole[place] = draw.draw(st.sampled_from((0, 1, 2, 0x10, 0x7F, 0x80, 0xFF)))
    end = draw.draw(st.integers(6, len(whole)))
    assert ends_well(message_of_tnef, bytes(whole[:end])) is not None


def depth_of(message: OxObject) -> int:
    """How many messages lie inside each other."""
    depth = 0
    while message.attachments and message.attachments[0].embedded is not None:
        message, depth = message.attachments[0].embedded, depth + 1
    return depth


def encoded(depth: int) -> bytes:
    """Mails inside mails, each in base64."""
    mail = HEAD + b"\r\nhi"
    for _level in range(depth):
        head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        mail = HEAD + head + base64.b64encode(mail)
    return mail


@pytest.mark.parametrize(
    "mail",
    [
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n") * 20_000 + HEAD + b"\r\nhi",
        b"".join(
            HEAD + b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
            b"Content-Type: message/rfc822\r\n\r\n" % (n, n) for n in range(5_000)
        ),
        encoded(30),
    ],
    ids=["plain", "with multiparts", "encoded"],
)  # fmt: skip
def test_mails_inside_mails_are_read_to_a_limit_and_none_is_lost(mail: bytes) -> None:
    result = message_of_eml(mail)
    assert 30 <= depth_of(root(result)) <= MAX_DEPTH


def test_more_parts_than_the_limit_are_kept_as_one_part() -> None:
    mail = MULTI + b"".join(b"--b\r\n\r\npart %d\r\n" % n for n in range(MAX_OBJECTS + 500))
    message = root(message_of_eml(mail))
    last = message.attachments[-1].property_by_id(0x3701)
    assert len(message.attachments) < MAX_OBJECTS
    assert last is not None
    assert b"part %d" % (MAX_OBJECTS + 499) in last.value


def _large() -> Iterator[tuple[str, Callable[[bytes], Made], bytes]]:
    digest = HEAD + b"Content-Type: multipart/digest; boundary=b\r\n\r\n"
    yield "empty parts", message_of_eml, MULTI + b"--b\n" * (MB // 4)
    yield "mails", message_of_eml, digest + b"--b\n\nSubject: a\n\nhi\n" * (MB // 20)
    yield "recipients", message_of_eml, HEAD + b"To: " + b"a@b," * (MB // 4) + b"\n\n"
    yield "fields", message_of_eml, HEAD + b"".join(b"X-%d: a\n" % n for n in range(80_000))
    yield "folds", message_of_eml, HEAD + b"X-A: " + b"b\n " * (MB // 3)
    yield "short lines", message_of_eml, HEAD + b"\n" + b"a\n" * (MB // 2)
    yield "words", message_of_eml, HEAD + b"X-A: " + b"=?utf-8?q?" * (MB // 10)
    yield "brackets", message_of_eml, HEAD + b"To: " + b"(" * MB
    yield "groups", message_of_eml, HEAD + b"To: " + b"a:" * (MB // 2)
    yield "quotes", message_of_eml, HEAD + b"Content-Type: x/y" + b';"' * (MB // 2)
    lists = b"".join(tnef.fixed((n << 16) | 3, b"abcd") for n in range(1, 0x7FFF)) * 4
    count = struct.pack("<I", 4 * 0x7FFE)
    yield "properties", message_of_tnef, tnef.stream(tnef.attribute(tnef.PROPERTIES, count + lists))
    empty = tnef.attribute(tnef.RENDERING, b"", tnef.ATTACHMENT)
    yield "attachments", message_of_tnef, tnef.stream(empty * (MB // 11))
    rows = struct.pack("<I", 0xFFFFFFFF) + bytes(MB)
    yield "rows", message_of_tnef, tnef.stream(tnef.attribute(tnef.RECIPIENTS, rows))
    many = struct.pack("<HHI", 0x1003, 1, MB // 4) + bytes(MB)
    values = tnef.attribute(tnef.PROPERTIES, struct.pack("<I", 1) + many)
    yield "values", message_of_tnef, tnef.stream(values)


@pytest.mark.parametrize(
    ("read", "data"), [pytest.param(read, data, id=name) for name, read, data in _large()]
)
def test_memory_is_bounded_by_the_input(read: Callable[[bytes], Made], data: bytes) -> None:
    tracemalloc.start()
    try:
        read(data).container()
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak + len(data) <= 3 * len(data) + 64 * MB


def keywords_of(made: Made) -> list[str]:
    """The categories of a message."""
    rows = root(made).properties
    found = (one.value for one in rows if one.named is not None and one.named.name == "Keywords")
    return next(found, [])


def test_keywords_of_several_fields_are_all_there() -> None:
    """RFC 5322 3.6.5: the field may occur any number of times."""
    made = message_of_eml(HEAD + b"Keywords: a, b,\r\nKeywords: =?utf-8?q?=C3=A4?=\r\n\r\nx")
    assert keywords_of(made) == ["a", "b", "ä"]


def test_no_more_keywords_become_streams_than_a_mail_may_have() -> None:
    """Each took a kilobyte: four megabytes of commas became two gigabytes."""
    mail = HEAD + b"Keywords: " + b"a," * MB + b"\r\n\r\nx"
    made = message_of_eml(mail)
    assert len(made.container()) < 3 * len(mail)
    assert keywords_of(made) == ["a"] * 1000
    assert any("keywords" in note for note in made.notes)


def test_keywords_that_find_no_name_left_are_told() -> None:
    """A .msg file has 32,767 names, which all messages in it share."""
    head = b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + HEAD
    names = [b"".join(b"X-%d-%d: a\r\n" % (m, n) for n in range(480)) for m in range(70)]
    mails = [head + words + b"\r\nx\r\n" for words in (b"Keywords: a\r\n", *names)]
    for order in (mails, mails[::-1]):
        made = message_of_eml(MULTI + b"".join(order) + b"--b--")
        assert any("more names" in note for note in made.notes)
