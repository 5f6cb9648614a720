"""Names in certificates: what is written of them, and that no part can pass for another."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.analysis.sealed.certificates import Certificate, read_certificate
from tests.builders import signing


def certificate(folder: Path, subject: str) -> Certificate:
    """One that openssl makes, signed by itself."""
    key = folder / "key"
    signing.made("genpkey", "-algorithm", "ED25519", "-out", key)
    return read_certificate(signing.made(
        "req", "-x509", "-new", "-key", key, "-subj", subject, "-outform", "DER",
        "-multivalue-rdn", "-utf8",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "text", "name"),
    [
        ("/C=NL/O=Example/CN=Ann", "CN=Ann, O=Example, C=NL", "Ann"),
        ("/C=NL/CN=Doe, John", r"CN=Doe\, John, C=NL", "Doe, John"),
        ("/O=Example, CN=The Bank/C=NL", r"C=NL, O=Example\, CN=The Bank", None),
        ('/CN=a\\\\b"c<d>;e', 'CN=a\\\\b\\"c\\<d\\>\\;e', 'a\\b"c<d>;e'),
        ("/CN=#1 ", r"CN=\#1\ ", "#1 "),
        ("/O=Example/CN=Ann+UID=7", "CN=Ann+UID=7, O=Example", "Ann"),
    ],
)
def test_a_name_is_written_so_that_its_parts_are_told_apart(
    tmp_path: Path, subject: str, text: str, name: str | None
) -> None:
    """RFC 4514 2.4."""
    found = certificate(tmp_path, subject)
    assert (found.subject, found.issuer) == (text, text)
    assert found.name == (name or text)
    assert found.issuer_name == (name or "NL")
