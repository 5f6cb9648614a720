"""Signed, encrypted and report messages of the corpus: the judge of signatures is openssl."""

from __future__ import annotations

from pathlib import Path

import pytest

from msginspector.analysis.sealed import verdicts
from msginspector.analysis.sealed.kinds import seal_title
from msginspector.analysis.sealed.seal import read_seal
from msginspector.analysis.sealed.verdicts import Seal
from msginspector.session import ObjectRow, Workspace
from tests.builders import signing
from tests.conftest import compound_files

SIGNED = (
    "apache+poi__logsat.com_signatures_valid.msg",
    "bbottema+outlook-message-parser__S_MIME test message signed.msg",
    "bbottema+simple-java-mail__#572 Nullpointer in SMIMESupport.isMimeMessageAttachment.msg",
)
ENCRYPTED = "bbottema+outlook-message-parser__S_MIME test message encrypted.msg"
OPEN_PGP = ("mvz+email-outlook-message-perl__gpg_signed.msg",
            "mvz+email-outlook-message-perl__gpg_signed~a96b1554.msg")  # fmt: skip
# name -> verdict; ordinary mails to which a server's report is attached
REPORTS = {
    "TheConfusedCat+msgparser__attachments.msg": "Delayed",
    "TheConfusedCat+msgparser__forward with attachments and embedded images.msg": "Delayed",
    "aspose-email+Aspose.Email-for-.NET__failed.msg": "Not delivered",
}


@pytest.fixture(scope="module")
def files() -> dict[str, Path]:
    return {path.name: path for path in compound_files()}


def look(path: Path) -> tuple[Seal, bytes]:
    """What is said of a message, and the bytes of its first attachment."""
    with Workspace() as workspace:
        row = workspace.open_session().open_file(path).object("/")
        found = read_seal(row)
        assert found is not None
        data = row.attachments[0].first(0x3701)
        return found, data.raw(None)[0] if data is not None else b""


def changed(data: bytes) -> bytes:
    """The same mail with one letter of its signed text changed."""
    at = data.index(b"\r\n\r\n", data.index(b"Content-Type: text/plain")) + 4
    at = next(i for i in range(at, len(data)) if data[i : i + 1].isalpha())
    return data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]


@pytest.mark.parametrize("name", SIGNED)
def test_the_signed_mails_hold_as_openssl_says(files: dict[str, Path], name: str) -> None:
    seal, data = look(files[name])
    assert signing.accepts(data)
    assert seal.verdict.state == verdicts.VALID
    assert seal.warnings == ()


@pytest.mark.parametrize("name", SIGNED)
def test_a_changed_letter_is_noticed_as_openssl_notices_it(
    files: dict[str, Path], name: str, tmp_path: Path
) -> None:
    _seal, data = look(files[name])
    wrong = changed(data)
    assert not signing.accepts(wrong)
    path = tmp_path / "changed.msg"
    path.write_bytes(signing.message(wrong).to_bytes())
    assert look(path)[0].verdict.state == verdicts.INVALID


@pytest.mark.parametrize("name", SIGNED)
def test_the_certificates_are_those_openssl_finds(files: dict[str, Path], name: str) -> None:
    _seal, data = look(files[name])
    signature = signing.made("smime", "-pk7out", data=data)
    listed = signing.made("pkcs7", "-print_certs", data=signature).decode()
    table = next(one for one in look(files[name])[0].sections if one.title == "Certificates")
    assert listed.count("subject=") == len(table.tables[0].lines)


def test_the_encrypted_mail_says_for_whom_and_how(files: dict[str, Path]) -> None:
    seal, data = look(files[ENCRYPTED])
    assert seal.verdict.state == verdicts.CLOSED
    said = {fact.label: fact.text for section in seal.sections for fact in section.facts}
    assert said["Cipher"] == "Triple DES in CBC mode; changes are not noticed (EFAIL)"
    [line] = seal.sections[1].tables[0].lines
    printed = signing.made("cms", "-cmsout", "-print", "-inform", "DER", data=data).decode()
    assert "O=Simple Java Mail CA" in printed
    assert line.cells[0] == "serial number 01 of O=Simple Java Mail CA, ST=Friesland, C=NL"
    assert "des-ede3-cbc" in printed


@pytest.mark.parametrize("name", OPEN_PGP)
def test_openpgp_signatures_are_explained(files: dict[str, Path], name: str) -> None:
    seal, _data = look(files[name])
    assert seal.verdict.state == verdicts.UNKNOWN
    assert "very likely what was signed" in seal.verdict.reason
    [packet] = seal.parts[0].layer.packets
    assert dict(packet.facts)["By key"] == "8774E06976033C41"
    assert dict(packet.facts)["Algorithm"] == "DSA with SHA-1"


@pytest.mark.parametrize("name", REPORTS)
def test_reports_of_servers_are_explained(files: dict[str, Path], name: str) -> None:
    seal, _data = look(files[name])
    assert (seal.title, seal.verdict.word) == ("Report", REPORTS[name])


def test_no_other_mail_has_a_seal(files: dict[str, Path]) -> None:
    found = set()
    for name, path in files.items():
        with Workspace() as workspace:
            message = workspace.open_session().open_file(path)
            if any(map(_has_seal, message.walk())):
                found.add(name)
    assert found == {*SIGNED, ENCRYPTED, *OPEN_PGP, *REPORTS}


def _has_seal(row: ObjectRow) -> bool:
    return bool(seal_title(row))
