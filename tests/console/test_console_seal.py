"""`seal`: what is printed of signatures and reports, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import signing
from tests.builders.messages import note, written
from tests.corpus import console


@pytest.fixture(scope="module")
def ann(tmp_path_factory: pytest.TempPathFactory) -> signing.Identity:
    return signing.identity(tmp_path_factory.mktemp("ann"))


@pytest.fixture
def good(ann: signing.Identity, tmp_path: Path) -> Path:
    return written(tmp_path, signing.message(signing.signed(ann)), "good.msg")


@pytest.fixture
def bad(ann: signing.Identity, tmp_path: Path) -> Path:
    data = signing.signed(ann).replace(b"agreed", b"denied")
    return written(tmp_path, signing.message(data), "bad.msg")


def test_a_valid_signature_is_a_yes(good: Path) -> None:
    answer = console.run("seal", good)
    lines = answer.out.splitlines()
    assert answer.code == 0
    assert lines[1].startswith("  VALID SIGNATURE  The content is as it was signed")
    assert "    Signer               Ann Bóth" in lines
    assert sum("Not checked" in line for line in lines) == 2


def test_a_signature_that_does_not_hold_is_a_no(good: Path, bad: Path) -> None:
    answer = console.run("seal", good, bad)
    assert answer.code == 1
    assert "SIGNATURE NOT VALID  The content is not what was signed" in answer.out


def test_what_cannot_be_verified_is_no_no(ann: signing.Identity, tmp_path: Path) -> None:
    data = signing.signed(ann, signing.CONTENT, "-nocerts")
    answer = console.run("seal", written(tmp_path, signing.message(data)))
    assert answer.code == 0
    assert "CANNOT BE VERIFIED" in answer.out


def test_a_plain_mail_has_nothing_to_tell(tmp_path: Path) -> None:
    file = written(tmp_path, note())
    assert console.run("seal", file).out.splitlines()[1].startswith("  neither signed nor")
    [entry] = console.run("seal", "--json", file).document["inputs"]
    assert entry["seal"] is None


def test_the_document_has_verdict_signatures_and_certificates(bad: Path) -> None:
    answer = console.run("seal", "--json", bad)
    assert answer.code == 1
    [entry] = answer.document["inputs"]
    found = entry["seal"]
    assert found["verdict"]["state"] == "invalid"
    assert len(found["not_checked"]) == 2
    [layer] = found["layers"]
    assert layer["source"] == {"path": "/attachments/0", "tag": "0x37010102"}
    [signature] = layer["signatures"]
    assert signature["content_fits"] is False
    assert signature["signature_fits"] is True
    assert signature["content_digest"] != signature["signed_digest"]
    assert signature["certificate"] == layer["certificates"][0]["sha256"]
    assert layer["certificates"][0]["emails"] == ["ann@example.org"]


def test_a_mail_as_eml_is_verified_too(ann: signing.Identity, tmp_path: Path) -> None:
    head = b"From: Ann <ann@example.org>\r\nTo: bob@example.org\r\nSubject: Signed\r\n"
    file = tmp_path / "signed.eml"
    file.write_bytes(head + signing.signed(ann))
    answer = console.run("seal", file)
    assert answer.code == 0
    assert "VALID SIGNATURE" in answer.out
