"""Bytes as text: every format gives the bytes back."""

from __future__ import annotations

import ast
import base64
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.export.byte_formats import FORMATS

WRITE = {one.name: one.write for one in FORMATS}


def _dumped(text: str) -> bytes:
    return b"".join(bytes.fromhex(line.split("  ", 1)[1][:48]) for line in text.splitlines())


READ = {
    "hex": bytes.fromhex,
    "spaced": bytes.fromhex,
    "c": lambda text: bytes(int(one, 16) for one in re.findall(r"0x([0-9A-F]{2}),", text)),
    "python": ast.literal_eval,
    "base64": base64.b64decode,
    "dump": _dumped,
}


@pytest.mark.parametrize("name", sorted(READ))
@given(data=st.binary(max_size=100))
def test_the_bytes_can_be_had_back(name: str, data: bytes) -> None:
    assert READ[name](WRITE[name](data, 0)) == data


def test_a_dump_counts_from_where_the_bytes_stand() -> None:
    assert WRITE["dump"](b"IPM.Note\x00\xff", 0x2A0) == (
        "000002A0  49 50 4D 2E 4E 6F 74 65  00 FF                    IPM.Note.."
    )


def test_a_c_array_says_how_many_bytes_it_has() -> None:
    assert WRITE["c"](b"\x01\xab", 0) == (
        "static const unsigned char data[2] = {\n    0x01, 0xAB,\n};"
    )


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Grüße\0".encode("utf-16-le"), "Grüße"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("cp1252"), "Grüße"),
        (b"", ""),
    ],
)
def test_text_is_what_the_bytes_look_like(data: bytes, text: str) -> None:
    assert WRITE["text"](data, 0) == text


def test_every_format_has_a_name_and_a_title_of_its_own() -> None:
    assert len({one.name for one in FORMATS}) == len({one.title for one in FORMATS}) == len(FORMATS)
