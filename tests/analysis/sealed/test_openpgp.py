"""OpenPGP: packets by hand, as RFC 9580 lays them out, armored and in messages."""

from __future__ import annotations

import base64
import hashlib
import struct
from collections.abc import Callable

import pytest

from msginspector.analysis.sealed import pgp, verdicts
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.oxmsg.writer import MessageWriter
from tests.builders import signing
from tests.builders.messages import fill, note

Reading = Callable[[MessageWriter], Seal]
KEY = bytes.fromhex("8774E06976033C41")


def packet(number: int, body: bytes) -> bytes:
    """A packet with a length of the new kind, RFC 9580 4.2.1."""
    size = len(body)
    if size < 192:
        length = bytes((size,))
    elif size < 8384:
        length = bytes((((size - 192) >> 8) + 192, (size - 192) & 0xFF))
    else:
        length = b"\xff" + struct.pack(">I", size)
    return bytes((0xC0 | number,)) + length + body


def armor(title: str, data: bytes) -> bytes:
    """RFC 9580 6.2, without a checksum."""
    text = base64.encodebytes(data)
    return b"-----BEGIN PGP %b-----\nVersion: 1\n\n%b-----END PGP %b-----\n" % (
        title.encode(), text, title.encode(),
    )  # fmt: skip


SEALED = packet(1, b"\x03" + KEY + b"\x01" + b"\x08\x00" * 20) + packet(18, b"\x01" + b"x" * 9000)


def signature(content: bytes, kind: int = 0, digest: str = "sha256") -> bytes:
    """A signature of version 4 by nobody: its digest is right, its numbers are not."""
    number = {"sha256": 8, "sha1": 2}[digest]
    hashed = b"\x05\x02" + struct.pack(">I", 1_700_000_000) + b"\x09\x10" + KEY
    head = bytes((4, kind, 22, number)) + struct.pack(">H", len(hashed)) + hashed
    trailer = head + b"\x04\xff" + struct.pack(">I", len(head))
    start = hashlib.new(digest, content + trailer).digest()[:2]
    return packet(2, head + b"\x00\x00" + start + b"\x00\x08\x01")


def facts(found: pgp.Packet) -> dict[str, str]:
    return dict(found.facts)


@pytest.mark.parametrize("start", [b"\x04\x09", b"\x05\x09\x02", b"\x06\x1a\x09\x02"])
def test_the_cipher_of_a_password_is_told_in_every_version(start: bytes) -> None:
    """RFC 9580 5.3; version 5 is that of LibrePGP, whose mode of encryption comes second."""
    [found], _problems = pgp.packets(packet(3, start + bytes(30)))
    assert facts(found)["Key encrypted with"] == "AES-256"


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"\x03\x00\x08\x16" + KEY + b"\x01", KEY),
        (b"\x06\x00\x08\x1b\x10" + b"s" * 16 + KEY * 4 + b"\x01", KEY * 4),
    ],
)
def test_the_key_of_a_signature_that_follows_is_told_in_every_version(
    body: bytes, key: bytes
) -> None:
    """RFC 9580 5.4."""
    [found], _problems = pgp.packets(packet(4, body))
    assert facts(found) == {"Key": key.hex().upper(), "Digest": "SHA-256"}


def test_packets_are_listed_with_keys_and_algorithms() -> None:
    found, problems = pgp.packets(SEALED)
    assert problems == ()
    assert [(one.number, one.size) for one in found] == [(1, 50), (18, 9001)]
    assert facts(found[0]) == {"For key": "8774E06976033C41", "Key encrypted with": "RSA"}
    assert facts(found[1]) == {"Protection": "changes are noticed (SHA-1, version 1)"}


def test_partial_lengths_are_put_together() -> None:
    data = b"\xd2\xe9" + b"x" * 512 + b"\xe1" + b"y" * 2 + b"\x03abc"
    [one], problems = pgp.packets(data)
    assert (one.number, one.size, problems) == (18, 517, ())


def test_lengths_of_the_old_kind_are_read() -> None:
    data = b"\x84\x0c" + b"\x03" + KEY + b"\x10zz" + b"\xa7" + b"rest"
    found, _problems = pgp.packets(data)
    assert [(one.number, one.size) for one in found] == [(1, 12), (9, 4)]
    assert facts(found[0])["Key encrypted with"] == "Elgamal"
    assert found[1].weak == ("The content is not protected against changes (EFAIL).",)


@pytest.mark.parametrize("size", range(0, 60, 3))
def test_cut_packets_are_told(size: int) -> None:
    found, problems = pgp.packets(SEALED[:size])
    assert size == 0 or problems or found


def test_an_anonymous_recipient_and_a_password_are_told() -> None:
    data = packet(1, b"\x03" + bytes(8) + b"\x12abc") + packet(3, b"\x04\x09\x03\x08saltsalt\x60")
    found, _problems = pgp.packets(data)
    assert facts(found[0])["For key"] == "not said (anonymous)"
    assert facts(found[1]) == {
        "For": "whoever knows the password", "Key encrypted with": "AES-256"
    }  # fmt: skip


def pgp_mime() -> MessageWriter:
    """RFC 3156 4 as Outlook keeps it: two attachments."""
    message = fill(MessageWriter(), "Sealed")
    for name, mime, data in (
        ("version.asc", "application/pgp-encrypted", b"Version: 1\r\n"),
        ("encrypted.asc", "application/octet-stream", armor("MESSAGE", SEALED)),
    ):
        part = message.add_attachment()
        part.set(signing.PR_ATTACH_LONG_FILENAME, name)
        part.set(signing.PR_ATTACH_MIME_TAG, mime)
        part.set_data(data)
    return message


def test_pgp_mime_is_explained(read: Reading) -> None:
    seal = read(pgp_mime())
    assert (seal.title, seal.verdict.word) == ("Encryption", "Encrypted")
    [part] = seal.parts
    assert part.source.path == "/attachments/1"
    assert [one.number for one in part.layer.packets] == [1, 18]


def test_a_whole_multipart_encrypted_is_explained(read: Reading) -> None:
    mail = (
        b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n'
        b"\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n"
        b"--b\r\nContent-Type: application/octet-stream\r\n\r\n" + armor("MESSAGE", SEALED)
        + b"\r\n--b--\r\n"
    )  # fmt: skip
    seal = read(signing.message(mail, "IPM.Note.SMIME", "multipart/encrypted"))
    assert seal.verdict.state == verdicts.CLOSED


def test_armor_in_the_body_is_found(read: Reading) -> None:
    message = note()
    message.set(0x1000001F, "Dear Bob\r\n\r\n" + armor("MESSAGE", SEALED).decode())
    seal = read(message)
    assert seal.title == "Encryption"
    assert seal.parts[0].source.tag == 0x1000001F
    assert seal.parts[0].layer.armor == ("Version: 1",)


def test_cleartext_signatures_are_found(read: Reading) -> None:
    text = b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHi\n"
    message = note()
    message.set(0x1000001F, (text + armor("SIGNATURE", signature(b"Hi", 1))).decode())
    seal = read(message)
    assert (seal.title, seal.verdict.state) == ("Signature", verdicts.UNKNOWN)


def clear(content: bytes, packets: bytes) -> bytes:
    return (
        b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="b"\r\n'
        b"\r\n--b\r\n" + content + b"\r\n--b\r\nContent-Type: application/pgp-signature\r\n\r\n"
        + armor("SIGNATURE", packets) + b"\r\n--b--\r\n"
    )  # fmt: skip


@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize("digest", ["sha256", "sha1"])
def test_a_digest_that_begins_right_is_told(read: Reading, kind: int, digest: str) -> None:
    content = b"Content-Type: text/plain\r\n\r\nHi Bob"
    seal = read(signing.message(clear(content, signature(content, kind, digest))))
    assert seal.verdict.state == verdicts.UNKNOWN
    assert "very likely what was signed" in seal.verdict.reason
    assert seal.parts[0].layer.signatures[0].key == KEY.hex().upper()


def test_a_digest_that_begins_otherwise_is_not_valid(read: Reading) -> None:
    content = b"Content-Type: text/plain\r\n\r\nHi Bob"
    seal = read(signing.message(clear(b"X-A: b\r\n" + content, signature(content))))
    assert seal.verdict.state == verdicts.INVALID
    assert seal.verdict.reason.endswith("it was changed.")


def test_a_public_key_in_an_attachment_is_no_seal(read: Reading) -> None:
    message = note(attachments=[("key.asc", armor("PUBLIC KEY BLOCK", packet(6, b"\x04abcd")))])
    with pytest.raises(AssertionError):
        read(message)
