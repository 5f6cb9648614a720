"""`msginspect decode`: where the bytes come from, and what is said when there are none."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from tests.corpus import console

HEX = "00112233445566778899AABBCCDDEEFF"
GUID = "{33221100-5544-7766-8899-AABBCCDDEEFF}"


def given(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.mark.parametrize(
    "text", [[HEX], [f"0x{HEX}"], [HEX[:10], HEX[10:]], ["00,11,22,33", f"-{HEX[8:]}"]]
)
def test_hex_text_may_be_written_in_many_ways(text: list[str]) -> None:
    done = console.run("decode", "--json", "guid", "--", *text)
    node = json.loads(done.out)["node"]
    assert (done.code, node["size"]) == (0, 16)
    assert node["children"][1]["value"] == GUID


@pytest.mark.parametrize("text", [GUID, GUID.lower(), GUID.strip("{}"), f"'{GUID}'"])
def test_a_guid_may_be_written_as_text(text: str) -> None:
    done = console.run("decode", "--json", "guid", "--", text)
    node = json.loads(done.out)["node"]
    assert (node["size"], node["children"][1]["value"]) == (16, GUID)


def test_a_guid_as_text_may_stand_among_other_bytes() -> None:
    done = console.run("decode", "--json", "guidlist", "--", GUID, HEX)
    assert done.out.count(GUID) >= 2
    # Bytes with dashes between all of them are hex text, not a GUID and more.
    dashed = "-".join(HEX[i : i + 4] for i in range(0, 32, 4))
    assert GUID in console.run("decode", "guid", "--", dashed).out


@pytest.mark.parametrize(
    "data",
    [bytes.fromhex(HEX), HEX.encode(), f"{HEX}\n".encode("utf-8-sig"),
     f"{HEX}\r\n".encode("utf-16"), b"\xfe\xff" + HEX.encode("utf-16-be")],
    ids=["binary", "hex", "UTF-8 with a mark", "UTF-16", "UTF-16, big-endian"],
)  # fmt: skip
def test_a_file_and_standard_input_are_hex_text_in_any_encoding_or_binary(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "guid"
    file.write_bytes(data)
    assert GUID in console.run("decode", "guid", f"@{file}").out
    given(monkeypatch, data)
    assert GUID in console.run("decode", "guid", "-").out


def test_binary_data_that_begins_like_encoded_text_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "guid"
    file.write_bytes(b"\xff\xfe" + bytes(range(14)))
    assert "{0100FEFF-0302-0504-0607-08090A0B0C0D}" in console.run("decode", "guid", f"@{file}").out


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("zz", "two digits"),
        ("123", "two digits"),
        ("@", "name of a file"),
        ("@/nowhere", "/nowhere"),
    ],
)
def test_what_cannot_be_read_is_said_as_wrong_usage(source: str, said: str) -> None:
    done = console.run("decode", "guid", source)
    assert done.code == 2
    assert said in done.err


def test_a_program_without_standard_input_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    done = console.run("decode", "guid", "-")
    assert (done.code, done.err) == (2, "msginspect: there is no standard input.\n")
