"""Inputs that are no message: each kind gets its own error and sentence."""

from __future__ import annotations

import uuid

import pytest

from msginspector import resources
from msginspector.errors import InputError
from msginspector.oxmsg import MessageFile
from msginspector.storage import BytesSource, CompoundFile, Storage
from tests.storage.building import compound

MAIL = b"Received: from a\r\n\tby b\r\nSubject: x\r\nFrom: a@example.org\r\n\r\nbody\r\n"


@pytest.mark.parametrize(
    ("data", "name", "word"),
    [
        (b"", "EMPTY_FILE", "empty"),
        (b"Dear reader,\nhello\n", "NOT_A_MESSAGE", "text"),
        ("Grüße".encode("utf-16"), "NOT_A_MESSAGE", "text"),
        (MAIL, "EML_FILE", ".eml"),
        (b"\xef\xbb\xbf" + MAIL, "EML_FILE", ".eml"),
        (b"From someone Mon Jan 1\n" + MAIL, "EML_FILE", ".eml"),
        (bytes.fromhex("789f3e220100"), "TNEF_FILE", "TNEF"),
        (b"!BDN" + bytes(600), "PST_FILE", ".pst"),
        (b"\x89PNG\r\n\x1a\n" + bytes(600), "NOT_A_MESSAGE", "PNG"),
        (b"%PDF-1.7\n", "NOT_A_MESSAGE", "PDF"),
        (b"PK\x03\x04" + bytes(30), "NOT_A_MESSAGE", "ZIP"),
        (b"\0\1\2\3", "NOT_A_MESSAGE", "compound"),
        (compound({})[:100], "DAMAGED_CONTAINER", "cut short"),
        (compound({})[:512], "DAMAGED_CONTAINER", "directory"),
    ],
)
def test_what_is_no_compound_file_is_named(data: bytes, name: str, word: str) -> None:
    with pytest.raises(InputError) as caught:
        CompoundFile(BytesSource(data, "the path"))
    assert caught.value.name == name
    assert word in caught.value.text
    assert caught.value.file == "the path"


@pytest.mark.parametrize(
    ("stream", "word"),
    [("WordDocument", "Word"), ("Workbook", "Excel"), ("EncryptedPackage", "password")],
)
def test_another_compound_file_is_named_by_its_streams(stream: str, word: str) -> None:
    container = CompoundFile(BytesSource(compound({stream: b"x"})))
    with pytest.raises(InputError) as caught:
        MessageFile(Storage(container))
    assert caught.value.name == "OTHER_COMPOUND_FILE"
    assert word in caught.value.text


def test_another_compound_file_is_named_by_its_class() -> None:
    clsid = uuid.UUID("000C1084-0000-0000-C000-000000000046").bytes_le
    container = CompoundFile(BytesSource(compound({"x": b"x"}, 3, clsid)))
    with pytest.raises(InputError) as caught:
        MessageFile(Storage(container))
    assert "Installer" in caught.value.text


def test_a_message_without_its_property_stream_is_damaged() -> None:
    container = CompoundFile(BytesSource(compound({"__substg1.0_0037001F": b"x"})))
    with pytest.raises(InputError) as caught:
        MessageFile(Storage(container))
    assert caught.value.name == "DAMAGED_CONTAINER"


def test_the_tables_of_kinds_are_well_formed() -> None:
    for row in resources.table("file_kinds"):
        assert bytes.fromhex(row["signature"])
        assert InputError(row["error"], row["sentence"])
        assert row["sentence"].endswith(".")
    assert {row["by"] for row in resources.table("compound_kinds")} == {"name", "clsid"}
