"""`headers`: what is printed of fields, hops and statements, and the exit codes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders.messages import note, written
from tests.corpus import console

HEADERS = (
    "Received: from a.org (a.org [80.1.2.3]) by b.org with ESMTPS id 7;\r\n"
    " Mon, 1 Jan 2024 10:00:20 +0000\r\n"
    "Received: by a.org with HTTP; Mon, 1 Jan 2024 11:00:10 +0100\r\n"
    "Authentication-Results: b.org; spf=fail smtp.mailfrom=a.org; dmarc=pass header.from=a.org\r\n"
    "X-MS-Exchange-Organization-SCL: 6\r\n"
    "From: Ada <ada@a.org>\r\n"
    "Reply-To: <x@c.org>\r\n"
    "Subject: =?utf-8?q?=C3=A4\x1b?=\r\n"
    "not a header\r\n"
)


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    message = note()
    message.set(0x007D001F, HEADERS)
    return written(tmp_path, message)


def document(*arguments: str | Path) -> dict[str, Any]:
    [entry] = console.run("headers", "--json", *arguments).document["inputs"]
    found: dict[str, Any] = entry["headers"]
    return found


def test_fields_hops_statements_and_explanations_are_printed(mail: Path) -> None:
    answer = console.run("headers", mail)
    lines = [line.strip() for line in answer.out.splitlines()]
    assert answer.code == 0
    assert lines[1] == "8 fields in PR_TRANSPORT_MESSAGE_HEADERS 0x007D001F"
    assert lines[2].startswith("line 1     Received: from a.org (a.org [80.1.2.3]) by b.org")
    assert "line 9     (not a header): not a header" in lines
    assert "problem: There is no colon, so this is not a header." in lines
    assert "2 hops, the oldest first, 10 s in all" in lines
    assert "6: Spam" in lines


def test_hops_alone(mail: Path) -> None:
    lines = console.run("headers", "--hops", mail).out.splitlines()
    assert lines[1] == "  2 hops, the oldest first, 10 s in all"
    assert lines[3].split(None, 3)[:3] == ["2", "2024-01-01", "10:00:20Z"]
    assert "10 s longest  from a.org 80.1.2.3 (public) by b.org with ESMTPS id 7" in lines[3]
    assert len(lines) == 4


def test_authentication_alone_names_who_states_it(mail: Path) -> None:
    said = console.run("headers", "--auth", mail).out
    assert "Authentication-Results, line 4: as stated by b.org, not verified here" in said
    assert "    spf=fail smtp.mailfrom=a.org\n" in said
    assert "Reply-To: c.org is not the domain of From (a.org)." in said


def test_the_raw_text_goes_as_it_is(mail: Path) -> None:
    assert console.run("headers", "--raw", mail).out == HEADERS.replace("\r\n", "\n")


def test_text_of_a_file_does_not_drive_the_terminal(mail: Path) -> None:
    assert "\x1b" not in console.run("headers", mail).out


def test_no_headers_are_a_no(tmp_path: Path) -> None:
    path = written(tmp_path, note(), "none.msg")
    answer = console.run("headers", path)
    assert answer.code == 1
    assert "There are no headers" in answer.err
    assert document(path)["origin"] == ""
    assert document(path)["fields"] == []


def test_an_object_that_is_not_there_is_a_no(mail: Path) -> None:
    assert console.run("headers", mail, "--object", "/attachments/0/message").code == 1


def test_only_one_part_can_be_asked_for(mail: Path) -> None:
    assert console.run("headers", "--raw", "--hops", mail).code == 2


def test_the_document_has_fields_hops_authentication_labels_and_problems(mail: Path) -> None:
    found = document(mail)
    assert set(found) >= {"fields", "hops", "authentication", "labels", "problems"}
    subject = found["fields"][6]
    assert (subject["name"], subject["decoded"], subject["line"]) == ("Subject", "ä\x1b", 8)
    assert subject["byte_offset"] == 2 * subject["offset"] == 2 * HEADERS.index("Subject")
    assert found["fields"][7]["kind"] == "not a header"
    first, second = found["hops"]
    assert (first["time"]["utc"], first["time"]["zone"]) == (
        "2024-01-01T10:00:10.0000000Z",
        "+0100",
    )
    assert (second["delay"], second["longest"], second["jump"]) == (10.0, True, False)
    assert second["from"]["addresses"] == [{"address": "80.1.2.3", "version": 4, "kind": "public"}]
    assert found["authentication"]["verified"] is False
    [statement] = found["authentication"]["statements"]
    assert statement["host"] == "b.org"
    assert [(one["method"], one["result"]) for one in statement["results"]] == [
        ("spf", "fail"), ("dmarc", "pass"),
    ]  # fmt: skip
