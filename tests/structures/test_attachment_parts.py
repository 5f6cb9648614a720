"""Attachments' encodings, tags, icons, and pictures."""

from __future__ import annotations

import struct

import pytest

from tests.structures.asking import damages, decoded, part


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("2A864886F714030A01", "OID_TNEF"),
        ("2A864886F714030A030201", "OID_OLE2_STORAGE"),
        ("2A864886F714030A04", "OID_MIMETAG"),
        ("2A864886F714030B01", "OID_MAC_BINARY"),
    ],
)
def test_object_identifiers_have_the_names_of_mapi(stored: str, said: str) -> None:
    for structure in ("ATTACHTAG", "ATTACHENCODING"):
        node = decoded(structure, stored)
        assert said in node.summary
        assert node.summary.startswith("1.2.840.113556.3.1")


def test_an_identifier_that_is_not_whole_is_damage() -> None:
    assert damages(decoded("ATTACHTAG", "2A8648"[:4] + "86"))


def test_an_empty_encoding_says_so() -> None:
    assert decoded("ATTACHENCODING", b"").summary == "empty: the attachment is not encoded"


def test_macintosh_codes_are_told_apart() -> None:
    node = decoded("MACINFO", b":MSWD:W6BN")
    assert node.summary == 'Macintosh file of type "W6BN", made by "MSWD"'
    assert decoded("MACINFO", b"none").summary == "not of the form :CREA:TYPE"


def record(function: int, parameters: bytes) -> bytes:
    return struct.pack("<IH", 3 + len(parameters) // 2, function) + parameters


def metafile(*records: bytes) -> bytes:
    body = b"".join(records)
    words = 9 + len(body) // 2
    return struct.pack("<HHHIHIH", 1, 9, 0x300, words, 0, 0, 0) + body


def test_the_records_of_an_icon_have_names_and_meaning() -> None:
    dib = struct.pack("<IiiHH", 40, 32, 32, 1, 24) + bytes(24)
    text = struct.pack("<hhHH", 1, 2, 5, 0) + b"a.doc" + b"\0"
    data = metafile(
        record(0x0209, struct.pack("<I", 0x00332211)),
        record(0x0B41, struct.pack("<I8h", 0xCC0020, 32, 32, 0, 0, 32, 32, 0, 0) + dib),
        record(0x0A32, text),
        record(0, b""),
    )
    node = decoded("METAFILE", data)
    assert node.summary == 'Windows metafile of 4 records, picture of 32 × 32 pixels, text "a.doc"'
    assert part(node, "META_SETTEXTCOLOR").text == "#112233"
    assert not damages(node)


def test_a_record_too_small_ends_the_metafile() -> None:
    assert damages(decoded("METAFILE", metafile(b"\0" * 8)))


def test_the_list_of_records_is_bounded() -> None:
    node = decoded("METAFILE", metafile(*[record(0x0102, b"")] * 3000))
    assert "2000 records" in node.summary
    assert part(node, "Further records").size == 6000


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        (
            b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBBI", 13, b"IHDR", 3, 4, 8, 6, 0, 0, 0, 0),
            "PNG, 3 × 4 pixels, 8 bits a channel, true colour and alpha",
        ),
        (
            b"\xff\xd8\xff\xe0\0\x04JF\xff\xc0\0\x0b\x08\0\x05\0\x06\x01\1\2\3\xff\xda",
            "JPEG, 6 × 5 pixels",
        ),
        (b"\xff\xd8\xff\xda\0\2", "JPEG, without a size before its data"),
        (b"GIF89a\x07\0\x08\0xx", "GIF, 7 × 8 pixels"),
        (b"BM" + struct.pack("<5Ii", 0, 0, 0, 40, 9, -10), "BMP, 9 × 10 pixels"),
        (b"hello", "a picture of an unknown form"),
    ],
)
def test_the_form_and_size_of_a_picture_are_told(stored: bytes, said: str) -> None:
    node = decoded("PICTURE", stored)
    assert node.summary == said
    assert not damages(node)
