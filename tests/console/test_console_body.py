"""`body`: which form is printed, what is said of it, and the exit codes."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.builders.messages import note, written
from tests.corpus import console

RTF = b"{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>}\\'fcber{\\*\\htmltag72 </p>}}"
STORED = struct.pack("<II4sI", len(RTF) + 12, len(RTF), b"MELA", 0) + RTF


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    message = note()
    message.set(0x1000001F, "one\r\ntwo\x1b[31m\tthree\r\n")
    message.set(0x10090102, STORED)
    message.set(0x0E1F000B, True)
    return written(tmp_path, message)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return written(tmp_path, note(), "empty.msg")


def body(*arguments: str | Path) -> dict[str, Any]:
    [entry] = console.run("body", "--json", *arguments).document["inputs"]
    found: dict[str, Any] = entry["body"]
    return found


def test_the_text_is_printed_and_what_it_is_goes_to_standard_error(mail: Path) -> None:
    answer = console.run("body", mail)
    assert answer.code == 0
    assert answer.out == "one\ntwo\x1b[31m\tthree\n"
    first, second = answer.err.splitlines()
    assert first == "Plain text, 0x1000001F, Unicode."
    assert second.startswith("HTML out of the RTF is the native body: PR_RTF_IN_SYNC is true")


def test_a_form_is_asked_for_by_name(mail: Path) -> None:
    assert console.run("body", mail, "--as", "html").out == "<p>über</p>\n"
    assert console.run("body", mail, "--as", "rtf").out == RTF.decode() + "\n"
    said = console.run("body", mail, "--as", "html").err
    assert "code page 1252 (The RTF says \\ansicpg1252)" in said
    assert "It is the native body" in said


def test_rtf_in_a_pipe_has_exactly_its_bytes(tmp_path: Path) -> None:
    rtf = b"{\\rtf1\\ansi\r\nbare \xfc\xff, CR \r and LF \n}\r\n"
    message = note()
    message.set(0x10090102, struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf)
    path = str(written(tmp_path, message))
    command = [sys.executable, "-m", "msginspector.cli", "body", path, "--as", "rtf"]
    assert subprocess.run(command, capture_output=True, check=True).stdout == rtf


def test_the_text_of_a_message_that_has_only_html_is_what_the_html_shows(tmp_path: Path) -> None:
    message = note()
    message.set(0x10130102, b"<html><head><title>no</title></head><p>one<p>two &amp; three")
    path = written(tmp_path, message)
    answer = console.run("body", path)
    assert answer.out.split() == ["one", "two", "&", "three"]
    assert answer.err.startswith("The text of the HTML, 0x10130102")
    found = body(path)
    assert (found["kind"], found["origin"]) == ("text", "html")


def test_a_code_page_is_chosen_by_number(mail: Path) -> None:
    assert console.run("body", mail, "--as", "html", "--codepage", "1251").out == "<p>ьber</p>\n"
    answer = console.run("body", mail, "--codepage", "99999")
    assert answer.code == 2
    assert "the number of a code page" in answer.err


def test_no_body_is_a_no(mail: Path, empty: Path) -> None:
    answer = console.run("body", empty)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.startswith("There is no body")
    assert body(empty)["text"] is None
    plain = written(empty.parent, note(), "plain.msg")
    message = note()
    message.set(0x1000001F, "text")
    plain.write_bytes(message.to_bytes())
    answer = console.run("body", plain, "--as", "html")
    assert answer.code == 1
    assert answer.err == "There is no body as HTML; there is one as plain text.\n"


def test_the_document_has_forms_native_reason_code_page_and_text(mail: Path) -> None:
    found = body(mail, "--as", "html")
    assert [(one["kind"], one["origin"]) for one in found["forms"]] == [
        ("text", "stored"), ("rtf", "stored"), ("html", "rtf"),
    ]  # fmt: skip
    assert found["native"] == {"kind": "html", "origin": "rtf"}
    assert (found["kind"], found["origin"], found["text"]) == ("html", "rtf", "<p>über</p>")
    assert found["codepage"]["number"] == 1252
    assert found["problems"] == []
    assert found["native_reason"].endswith("([MS-OXBBODY] 2.1.3.1).")


def test_several_files_are_named(mail: Path, empty: Path) -> None:
    answer = console.run("body", mail, empty)
    assert answer.code == 1
    assert answer.out.splitlines()[0] == str(mail)
    assert f"{empty}: There is no body" in answer.err


def test_a_message_inside_is_asked_for_by_its_path(samples: Path) -> None:
    path = samples / "nested-three-deep.msg"
    inside = console.run("body", path, "--object", "/attachments/0/message")
    assert inside.out != console.run("body", path).out
    assert console.run("body", path, "--object", "/attachments/9").code == 1


def test_quiet_says_nothing(mail: Path) -> None:
    assert console.run("body", mail, "--quiet").err == ""


def test_an_unreadable_input_wins(mail: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.msg"
    other.write_text("nothing of the kind\n", encoding="ascii")
    assert console.run("body", mail, other).code == 3
