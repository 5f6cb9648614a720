"""Signed and encrypted mail for tests, made by openssl, and messages that hold it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msginspector.oxmsg.writer import MessageWriter
from tests.builders.messages import fill

PR_ATTACH_DATA: Final = 0x37010102
PR_ATTACH_MIME_TAG: Final = 0x370E001F
PR_ATTACH_LONG_FILENAME: Final = 0x3707001F
PR_SENDER_SMTP_ADDRESS: Final = 0x5D01001F
CLEAR_CLASS: Final = "IPM.Note.SMIME.MultipartSigned"
OPAQUE_CLASS: Final = "IPM.Note.SMIME"
ANN: Final = "ann@example.org"

CONTENT: Final = (
    b"Content-Type: text/plain; charset=utf-8\r\n"
    b"Content-Transfer-Encoding: 8bit\r\n\r\n"
    b"Dear Bob,\r\n\r\n--not a boundary\r\nthis is agreed.  \r\n\xc3\xa4\r\n"
)

# how a key is made: arguments of `openssl genpkey`
KEYS: Final = {
    "rsa": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
    "short": ("-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"),
    "ec": ("-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
    "ed25519": ("-algorithm", "ED25519"),
}


def openssl(
    *arguments: str | Path, data: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    """One run of openssl; it may fail."""
    words = ["openssl", *map(str, arguments)]
    return subprocess.run(words, input=data, capture_output=True, check=False)


def made(*arguments: str | Path, data: bytes | None = None) -> bytes:
    """What openssl writes; it may not fail."""
    answer = openssl(*arguments, data=data)
    assert answer.returncode == 0, answer.stderr.decode()
    return answer.stdout


@dataclass(frozen=True, slots=True)
class Identity:
    """A key with its certificate, as files."""

    key: Path
    certificate: Path


def identity(folder: Path, kind: str = "rsa", email: str = ANN, *extensions: str) -> Identity:
    """A new key and a certificate it signed itself."""
    key, certificate = folder / f"{kind}.key", folder / f"{kind}.pem"
    made("genpkey", *KEYS[kind], "-out", key)
    config = folder / f"{kind}.cnf"
    lines = (f"subjectAltName=email:{email}", "subjectKeyIdentifier=hash", *extensions)
    config.write_text(
        "[req]\ndistinguished_name=dn\nx509_extensions=ext\nprompt=no\nutf8=yes\n"
        "[dn]\nC=NL\nO=Example\nCN=Ann Bóth\n[ext]\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )
    made("req", "-x509", "-new", "-key", key, "-out", certificate, "-config", config,
         "-days", "30", "-utf8")  # fmt: skip
    return Identity(key, certificate)


def signed(who: Identity, content: bytes = CONTENT, *extra: str, clear: bool = True) -> bytes:
    """A signed mail: multipart/signed, or the CMS object in DER."""
    form = () if clear else ("-nodetach", "-outform", "DER")
    return made("cms", "-sign", "-binary", "-signer", who.certificate, "-inkey", who.key,
                *form, *extra, data=content)  # fmt: skip


def encrypted(who: Identity, content: bytes = CONTENT, *extra: str) -> bytes:
    """The CMS object in DER that holds an encrypted mail."""
    return made("cms", "-encrypt", "-binary", "-outform", "DER", *extra, "-recip",
                who.certificate, data=content)  # fmt: skip


def message(
    data: bytes,
    message_class: str = CLEAR_CLASS,
    mime: str = "multipart/signed",
    name: str = "smime.p7m",
    sender: str = ANN,
) -> MessageWriter:
    """A message whose one attachment holds this."""
    made_message = fill(MessageWriter(), "A signed mail", message_class)
    made_message.set(PR_SENDER_SMTP_ADDRESS, sender)
    part = made_message.add_attachment()
    part.set(PR_ATTACH_LONG_FILENAME, name)
    part.set(PR_ATTACH_MIME_TAG, mime)
    part.set_data(data)
    return made_message


def accepts(data: bytes, form: str = "SMIME") -> bool:
    """Whether openssl finds that the signature holds; of the chain nothing is asked."""
    return openssl("cms", "-verify", "-noverify", "-inform", form, data=data).returncode == 0
