"""Encrypted mail: for whom, with what; openssl made it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.analysis.sealed import verdicts
from msginspector.analysis.sealed.cms import EnvelopedData
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.oxmsg.writer import MessageWriter
from tests.builders import signing

Reading = Callable[[MessageWriter], Seal]
MIME = "application/pkcs7-mime"


def enveloped(seal: Seal) -> EnvelopedData:
    found = seal.parts[0].layer.cms
    assert isinstance(found, EnvelopedData)
    return found


def message(data: bytes) -> MessageWriter:
    return signing.message(data, signing.OPAQUE_CLASS, MIME)


@pytest.mark.parametrize(
    ("arguments", "cipher", "authenticated"),
    [
        (("-aes-256-cbc",), "AES-256 in CBC mode", False),
        (("-aes-128-gcm",), "AES-128 in GCM mode", True),
        (("-des3",), "Triple DES in CBC mode", False),
    ],
)
def test_cipher_and_recipient_are_said(
    tmp_path: Path, read: Reading, arguments: tuple[str, ...], cipher: str, authenticated: bool
) -> None:
    data = signing.encrypted(signing.identity(tmp_path), signing.CONTENT, *arguments)
    seal = read(message(data))
    found = enveloped(seal)
    assert (seal.title, seal.verdict.state) == ("Encryption", verdicts.CLOSED)
    assert found.cipher.name == cipher
    assert found.authenticated is authenticated
    assert found.size >= len(signing.CONTENT)
    assert [one.method.name for one in found.recipients] == ["RSA (PKCS #1 v1.5)"]
    key = found.recipients[0].key
    assert key is not None
    assert key.issuer == "CN=Ann Bóth, O=Example, C=NL"
    assert bool(found.cipher.weak) is (arguments == ("-des3",))


def test_a_recipient_may_be_named_by_a_key_identifier(tmp_path: Path, read: Reading) -> None:
    data = signing.encrypted(signing.identity(tmp_path), signing.CONTENT, "-keyid")
    key = enveloped(read(message(data))).recipients[0].key
    assert key is not None
    assert len(key.key_id) == 20
    assert key.text.startswith("key identifier ")


def test_recipients_with_elliptic_curves_agree_on_a_key(tmp_path: Path, read: Reading) -> None:
    data = signing.encrypted(signing.identity(tmp_path, "ec"), signing.CONTENT, "-aes-256-cbc")
    [one] = enveloped(read(message(data))).recipients
    assert (one.kind, one.wrap and one.wrap.name) == ("key agreement", "AES-256 key wrap")
    assert one.method.name.startswith("ECDH (standard)")


def test_oaep_is_named(tmp_path: Path, read: Reading) -> None:
    who = signing.identity(tmp_path)
    data = signing.made("cms", "-encrypt", "-binary", "-outform", "DER", "-recip", who.certificate,
                        "-keyopt", "rsa_padding_mode:oaep", data=b"x")  # fmt: skip
    assert enveloped(read(message(data))).recipients[0].method.name == "RSA-OAEP"


def test_a_password_and_a_shared_key_are_recipients(read: Reading) -> None:
    data = signing.made("cms", "-encrypt", "-binary", "-outform", "DER", "-pwri_password", "secret",
                        "-secretkey", "00" * 16, "-secretkeyid", "0A0B", data=b"x")  # fmt: skip
    kinds = {one.kind for one in enveloped(read(message(data))).recipients}
    assert kinds == {"password", "shared key"}


def test_a_signature_around_encryption_tells_of_both(tmp_path: Path, read: Reading) -> None:
    who = signing.identity(tmp_path)
    inner = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n" \
        b"Content-Transfer-Encoding: base64\r\n\r\n"  # fmt: skip
    sealed = base64.encodebytes(signing.encrypted(who)).replace(b"\n", b"\r\n")
    seal = read(signing.message(signing.signed(who, inner + sealed)))
    assert seal.verdict.state == verdicts.VALID
    assert [part.layer.kind for part in seal.parts] == ["S/MIME signature", "S/MIME encryption"]


def test_no_decryption_is_promised(tmp_path: Path, read: Reading) -> None:
    seal = read(message(signing.encrypted(signing.identity(tmp_path))))
    said = [fact.text for section in seal.sections for fact in section.facts]
    assert "Not done here: it needs the private key of a recipient." in said
