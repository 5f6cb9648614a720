"""Signatures of S/MIME: what holds, what does not, what cannot be told. The judge is openssl."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from msginspector.analysis.sealed import cms, verdicts, verify
from msginspector.analysis.sealed.entities import layers
from msginspector.analysis.sealed.kinds import seal_title
from msginspector.analysis.sealed.seal import read_seal
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.analysis.sealed.verify import VALID, check
from msginspector.inputs.signed import signed_content
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Workspace
from tests.builders import signing
from tests.builders.messages import note, written

if TYPE_CHECKING:
    from tests.builders.signing import Identity

Reading = Callable[[MessageWriter], Seal]


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return signing.identity(tmp_path_factory.mktemp("ann"))


def facts(seal: Seal) -> dict[str, str]:
    return {f"{s.title}/{f.label}": f.text for s in reversed(seal.sections) for f in s.facts}


def test_a_clear_signature_that_holds_is_valid(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann)
    assert signing.accepts(data)
    seal = read(signing.message(data))
    assert seal.verdict.state == verdicts.VALID
    assert seal.title == "Signature"
    said = facts(seal)
    assert said["Signature/Signer"] == "Ann Bóth"
    assert said["Signature/From"] == "ann@example.org, an address of the certificate"
    assert said["Signature/Digest"] == "SHA-256, it is that of the content"
    assert "the certificate was valid then" in said["Signature/Signed"]
    assert seal.warnings == ()


def test_the_content_is_digested_once_for_all_signers(
    ann: Identity, tmp_path: Path, read: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    bob = signing.identity(tmp_path)
    data = signing.signed(ann, signing.CONTENT, "-signer", str(bob.certificate), "-inkey",
                          str(bob.key))  # fmt: skip
    digested = []
    digest_of = verify.digest_of
    monkeypatch.setattr(verify, "digest_of", lambda *of: digested.append(of) or digest_of(*of))
    seal = read(signing.message(data))
    assert [one.state for one in seal.parts[0].checked] == [VALID, VALID]
    assert len(digested) == 1


def test_what_was_not_checked_is_said(ann: Identity, read: Reading) -> None:
    seal = read(signing.message(signing.signed(ann)))
    assert len(seal.not_checked) == 2
    assert "trusted" in seal.not_checked[0]
    assert "revoked" in seal.not_checked[1]


def test_the_body_is_a_copy_that_nobody_signed(ann: Identity, read: Reading) -> None:
    message = signing.message(signing.signed(ann))
    message.set(0x1000001F, "Dear Bob, this is denied.")
    seal = read(message)
    assert seal.verdict.state == verdicts.VALID
    assert seal.not_checked[-1].startswith("Whether the body of the message, a copy,")


def test_an_opaque_signature_that_holds_is_valid(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, clear=False)
    assert signing.accepts(data, "DER")
    seal = read(signing.message(data, signing.OPAQUE_CLASS, "application/pkcs7-mime"))
    assert seal.verdict.state == verdicts.VALID
    assert facts(seal)["Signature/Form"] == "around the content (opaque)"


@pytest.mark.parametrize(
    ("kind", "extra", "method"),
    [
        ("rsa", ("-md", "sha1"), "RSA (PKCS #1 v1.5)"),
        ("rsa", ("-md", "md5"), "RSA (PKCS #1 v1.5)"),
        ("rsa", ("-md", "sha512"), "RSA (PKCS #1 v1.5)"),
        ("rsa", ("-noattr",), "RSA (PKCS #1 v1.5)"),
        ("rsa", ("-keyid",), "RSA (PKCS #1 v1.5)"),
        ("rsa", ("-keyopt", "rsa_padding_mode:pss"), "RSA-PSS"),
        ("rsa", ("-md", "sha512", "-keyopt", "rsa_padding_mode:pss", "-keyopt",
                 "rsa_pss_saltlen:20"), "RSA-PSS"),
        ("ec", ("-md", "sha256"), "ECDSA with SHA-256"),
        ("ec", ("-md", "sha384"), "ECDSA with SHA-384"),
        ("short", (), "RSA (PKCS #1 v1.5)"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("clear", [True, False])
def test_every_way_to_sign_agrees_with_openssl(
    tmp_path: Path, read: Reading, kind: str, extra: tuple[str, ...], method: str, clear: bool
) -> None:
    who = signing.identity(tmp_path, kind)
    data = signing.signed(who, signing.CONTENT, *extra, clear=clear)
    assert signing.accepts(data, "SMIME" if clear else "DER")
    seal = read(signing.message(data))
    assert seal.verdict == verdicts.Verdict(
        verdicts.VALID, "Valid signature",
        "The content is as it was signed, with the key of this certificate.",
    )  # fmt: skip
    assert facts(seal)["Signature/Algorithm"] == method


@pytest.mark.parametrize("digest", ["sha1", "md5"])
def test_a_weak_digest_is_told(ann: Identity, read: Reading, digest: str) -> None:
    seal = read(signing.message(signing.signed(ann, signing.CONTENT, "-md", digest)))
    assert "same digest can be made" in facts(seal)["Signature/Weak"]


def test_a_short_key_is_told(tmp_path: Path, read: Reading) -> None:
    seal = read(signing.message(signing.signed(signing.identity(tmp_path, "short"))))
    assert facts(seal)["Signature/Weak"] == "The key is short: RSA, 1,024 bits."


@pytest.mark.parametrize(
    ("wrong", "right"),
    [(b"agreed", b"denied"), (b"Dear Bob", b"Dear Eve"), (b"charset=utf-8", b"charset=utf-7")],
)
def test_changed_content_is_not_valid(
    ann: Identity, read: Reading, wrong: bytes, right: bytes
) -> None:
    data = signing.signed(ann).replace(wrong, right, 1)
    assert not signing.accepts(data)
    seal = read(signing.message(data))
    assert seal.verdict.state == verdicts.INVALID
    assert "not what was signed" in seal.verdict.reason
    assert facts(seal)["Signature/Digest"] == "SHA-256, it is not that of the content"


def test_changed_opaque_content_is_not_valid(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, clear=False).replace(b"agreed", b"denied", 1)
    assert not signing.accepts(data, "DER")
    assert read(signing.message(data)).verdict.state == verdicts.INVALID


@pytest.mark.parametrize("extra", [(), ("-noattr",)])
def test_a_changed_signature_is_not_valid(
    ann: Identity, read: Reading, extra: tuple[str, ...]
) -> None:
    data = signing.signed(ann, signing.CONTENT, *extra, clear=False)
    [layer] = [one for one in layers(data) if isinstance(one.cms, cms.SignedData)]
    assert isinstance(layer.cms, cms.SignedData)
    signature = layer.cms.signers[0].signature
    data = data.replace(signature, signature[:-1] + bytes((signature[-1] ^ 1,)))
    assert not signing.accepts(data, "DER")
    seal = read(signing.message(data))
    assert seal.verdict.state == verdicts.INVALID
    assert "not made by the key" in seal.verdict.reason


def test_a_changed_signing_time_is_not_valid(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, clear=False)
    at = data.index(bytes.fromhex("2a864886f70d010905")) + 20
    changed = data[:at] + b"9" + data[at + 1 :]
    assert changed != data
    assert not signing.accepts(changed, "DER")
    assert read(signing.message(changed)).verdict.state == verdicts.INVALID


def test_no_changed_byte_is_passed_that_openssl_finds_wrong(ann: Identity) -> None:
    """openssl reads lists strictly that no signature needs; what it verifies, we verify."""
    data = signing.signed(ann, b"Hi", clear=False)
    valid = 0
    for at in range(0, len(data), 5):
        changed = data[:at] + bytes((data[at] ^ 0x21,)) + data[at + 1 :]
        found = [
            one.state
            for layer in layers(changed)
            if isinstance(layer.cms, cms.SignedData)
            for one in check(layer.cms, layer.candidates)
        ]
        if found and set(found) == {VALID}:
            valid += 1
            answer = signing.openssl("cms", "-verify", "-noverify", "-inform", "DER", data=changed)
            strict = (b"asn1 encoding routines", b"unknown digest")
            refused = any(words in answer.stderr for words in strict)
            assert answer.returncode == 0 or refused, at
    assert 0 < valid < len(data) // 5


def test_a_certificate_that_was_changed_is_told(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, clear=False).replace(b"ann@example.org", b"eve@example.org")
    assert signing.accepts(data, "DER")
    seal = read(signing.message(data, sender="eve@example.org"))
    assert seal.warnings == (
        "The certificate is not as its issuer signed it. Nothing that it says can be relied on.",
    )


def test_a_signature_of_somebody_else_than_from_is_told(ann: Identity, read: Reading) -> None:
    seal = read(signing.message(signing.signed(ann), sender="eve@example.org"))
    assert seal.verdict.state == verdicts.VALID
    assert seal.warnings == (
        "The message is from eve@example.org; the certificate is for ann@example.org.",
    )


def test_addresses_compare_without_regard_to_case(ann: Identity, read: Reading) -> None:
    assert read(signing.message(signing.signed(ann), sender="Ann@Example.ORG")).warnings == ()


def test_a_certificate_for_other_things_is_told(tmp_path: Path, read: Reading) -> None:
    who = signing.identity(
        tmp_path, "rsa", signing.ANN, "keyUsage=keyEncipherment", "extendedKeyUsage=serverAuth"
    )
    # openssl refuses to sign with such a certificate for mail only when it verifies its purpose
    data = signing.signed(who)
    assert read(signing.message(data)).warnings == (
        "The certificate is not meant for signatures.",
        "The certificate is not meant for e-mail.",
    )


def test_without_the_certificate_it_cannot_be_verified(ann: Identity, read: Reading) -> None:
    seal = read(signing.message(signing.signed(ann, signing.CONTENT, "-nocerts")))
    assert seal.verdict.state == verdicts.UNKNOWN
    assert seal.verdict.reason == "The signer's certificate is not in the message."
    assert facts(seal)["Signature/Digest"] == "SHA-256, it is that of the content"


def test_changed_content_without_the_certificate_is_not_valid(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, signing.CONTENT, "-nocerts").replace(b"agreed", b"denied", 1)
    assert read(signing.message(data)).verdict.state == verdicts.INVALID


def test_a_detached_signature_alone_cannot_be_verified(ann: Identity, read: Reading) -> None:
    data = signing.made("cms", "-sign", "-binary", "-signer", ann.certificate, "-inkey", ann.key,
                        "-outform", "DER", data=signing.CONTENT)  # fmt: skip
    mail = signing.message(data, "IPM.Note", "application/pkcs7-signature", "smime.p7s")
    seal = read(mail)
    assert seal.verdict.state == verdicts.UNKNOWN
    assert seal.verdict.reason == "The content that was signed is not with its signature."


@pytest.mark.parametrize("junk", [b"\x0b", b"\x0c", b"\rx", b"\xc2\xa0", b" x"])
def test_a_part_put_before_the_signed_one_is_not_shown_as_signed(
    ann: Identity, read: Reading, junk: bytes
) -> None:
    """RFC 2046 5.1.1: only blanks and tabs may follow a boundary in its line."""
    mail = signing.signed(ann)
    mark = b"\n--" + mail.partition(b'boundary="')[2].partition(b'"')[0]
    other = junk + b"\r\nContent-Type: text/plain\r\n\r\nPAY EVE\r\n"
    forged = mail.replace(mark, mark + other + mark, 1)
    assert read(signing.message(forged)).verdict.state == verdicts.VALID
    assert signed_content(forged) == signed_content(mail)


def test_lines_that_end_otherwise_are_brought_into_canonical_form(
    ann: Identity, read: Reading
) -> None:
    data = signing.signed(ann).replace(b"\r\n", b"\n")
    assert read(signing.message(data)).verdict.state == verdicts.VALID


def test_content_signed_with_bare_line_feeds_is_taken_as_stored(
    ann: Identity, read: Reading
) -> None:
    content = signing.CONTENT.replace(b"\r\n", b"\n")
    seal = read(signing.message(signing.signed(ann, content)))
    assert seal.verdict.state == verdicts.VALID
    assert "not in canonical form" in facts(seal)["Signature/Content taken"]


def test_two_signatures_are_both_looked_at(ann: Identity, tmp_path: Path, read: Reading) -> None:
    bob = signing.identity(tmp_path, "ec", "bob@example.org")
    data = signing.signed(
        ann, signing.CONTENT, "-signer", str(bob.certificate), "-inkey", str(bob.key)
    )
    assert signing.accepts(data)
    seal = read(signing.message(data))
    assert seal.verdict.state == verdicts.VALID
    assert [one.title for one in seal.sections[:1]] == ["Signature 1 of 2"]
    assert len(seal.parts[0].checked) == 2


def test_a_signature_inside_a_signature_is_looked_at(ann: Identity, read: Reading) -> None:
    inner = signing.signed(ann)
    good = read(signing.message(signing.signed(ann, inner)))
    bad = read(signing.message(signing.signed(ann, inner.replace(b"agreed", b"denied"))))
    assert [len(part.checked) for part in good.parts] == [1, 1]
    assert good.verdict.state == verdicts.VALID
    assert bad.verdict.state == verdicts.INVALID


def test_an_object_in_indefinite_lengths_is_read(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, signing.CONTENT * 500, "-stream", clear=False)
    assert data[1] == 0x80
    assert read(signing.message(data)).verdict.state == verdicts.VALID


def test_a_cut_object_is_explained(ann: Identity, read: Reading) -> None:
    data = signing.signed(ann, clear=False)
    for size in (1, 20, len(data) // 2, len(data) - 1):
        seal = read(signing.message(data[:size], signing.OPAQUE_CLASS, "application/pkcs7-mime"))
        assert seal.verdict.state == verdicts.UNKNOWN, size
        assert seal.verdict.reason.startswith("The object cannot be read: ")


def test_a_class_that_promises_a_signature_without_one_is_told(read: Reading) -> None:
    mail = signing.message(b"", signing.CLEAR_CLASS)
    assert read(mail).verdict.reason == (
        "The signature that the class of the message promises is missing."
    )


def test_a_plain_mail_has_no_seal(tmp_path: Path) -> None:
    with Workspace() as workspace:
        plain = note(attachments=[("a.txt", b"text"), ("b.p7x", b"text")])
        opened = workspace.open_session().open_file(written(tmp_path, plain))
        assert seal_title(opened.object("/")) == ""
        assert read_seal(opened.object("/")) is None


def test_the_library_is_loaded_only_to_verify() -> None:
    code = (
        "import sys, msginspector.analysis.sealed.seal, msginspector.cli.main;"
        "sys.exit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
