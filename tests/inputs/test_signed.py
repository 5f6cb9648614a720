"""The mail inside a signature, in the forms CMS and MIME have for it."""

from __future__ import annotations

import base64

import pytest

from msginspector.inputs.signed import signed_content

MAIL = b"Content-Type: text/plain\r\n\r\nsigned\r\n"
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")


def element(tag: int, content: bytes) -> bytes:
    """With a length of the shortest form (X.690 10.1)."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    width = (size.bit_length() + 7) // 8
    return bytes((tag, 0x80 | width)) + size.to_bytes(width, "big") + content


def endless(tag: int, content: bytes) -> bytes:
    """With an indefinite length (X.690 8.1.3.6)."""
    return bytes((tag, 0x80)) + content + b"\0\0"


def cms(mail: bytes | None, *, kind: bytes = SIGNED_DATA) -> bytes:
    """A SignedData object without certificates (RFC 5652 5.1)."""
    holder = b"" if mail is None else element(0xA0, element(0x04, mail))
    signed = element(0x02, b"\1") + element(0x31, b"") + element(0x30, DATA + holder)
    return element(0x30, kind + element(0xA0, element(0x30, signed + element(0x31, b""))))


def streamed(mail: bytes) -> bytes:
    """The same as programs write it that do not know the length: BER, in pieces."""
    pieces = b"".join(element(0x04, mail[at : at + 7]) for at in range(0, len(mail), 7))
    holder = endless(0xA0, endless(0x24, endless(0x24, pieces)))
    signed = element(0x02, b"\1") + endless(0x31, b"") + endless(0x30, DATA + holder)
    return endless(0x30, SIGNED_DATA + endless(0xA0, endless(0x30, signed)))


@pytest.mark.parametrize(
    "data",
    [
        cms(MAIL),
        cms(MAIL) + b"more",
        streamed(MAIL),
        base64.encodebytes(cms(MAIL * 3))[:0] + cms(MAIL),
        b"-----BEGIN PKCS7-----\n" + base64.encodebytes(cms(MAIL)) + b"-----END PKCS7-----\n",
        b"Content-Type: application/pkcs7-mime\nContent-Transfer-Encoding: base64\n\n"
        + base64.encodebytes(cms(MAIL)),
        b"Content-Type: multipart/signed; boundary=x\r\n\r\n--x\r\n" + MAIL + b"\r\n--x\r\n\r\n"
        b"sig\r\n--x--\r\n",
    ],
)
def test_the_mail_is_found_in_every_form(data: bytes) -> None:
    assert signed_content(data) == MAIL


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"0",
        cms(None),
        cms(MAIL, kind=ENVELOPED),
        cms(MAIL)[:30],
        streamed(MAIL)[:60],
        b"just text",
        b"From: a@b\r\n\r\nplain",
        b"\x30\x80" * 100_000,
        b"\x24\x80" * 100_000,
    ],
)
def test_where_there_is_none_the_answer_is_none(data: bytes) -> None:
    assert signed_content(data) is None


def test_base64_alone_is_read_too() -> None:
    data = cms(MAIL * 20)
    assert data.startswith(b"\x30\x82")
    assert signed_content(base64.encodebytes(data)) == MAIL * 20
