"""`extract`: what is written where, what is said, the exit codes; nothing is replaced."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from tests.builders import messages
from tests.corpus import console


def extracted(*arguments: str | Path) -> list[dict[str, Any]]:
    answer = console.run("extract", "--json", *arguments)
    assert answer.code == 0, answer.err
    return [row for entry in answer.document["inputs"] for row in entry["attachments"]]


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def deep(folder: Path) -> Path:
    outer = messages.note("outer", attachments=[("top.txt", b"top")])
    part = outer.add_attachment()
    part.set(messages.PR_DISPLAY_NAME, "inner")
    inside = messages.fill(part.embed(), "inner")
    leaf = inside.add_attachment()
    leaf.set(messages.PR_ATTACH_LONG_FILENAME, "leaf.txt")
    leaf.set_data(b"leaf")
    return messages.written(folder, outer, "deep.msg")


def test_a_line_gives_object_size_sum_and_file(tmp_path: Path) -> None:
    mail = messages.written(tmp_path, messages.note(attachments=[("a.txt", b"bytes")]))
    answer = console.run("extract", mail, "-o", tmp_path / "out")
    assert answer.code == 0, answer.err
    title, line = answer.out.splitlines()
    assert title == str(mail)
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert line.split() == ["/attachments/0", "5", digest, str(tmp_path / "out" / "a.txt")]
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"bytes"


def test_the_document_says_what_was_written_and_why_care_is_due(tmp_path: Path) -> None:
    mail = messages.written(tmp_path, messages.note(attachments=[("invoice.pdf.exe", b"MZ\0\0")]))
    [row] = extracted(mail, "-o", tmp_path / "out")
    assert row["written"] is True
    assert row["path"] == "/attachments/0"
    assert row["file"] == str(tmp_path / "out" / "invoice.pdf.exe")
    assert (row["size"], row["sha256"]) == (4, hashlib.sha256(b"MZ\0\0").hexdigest())
    assert {one["code"] for one in row["dangers"]} >= {"blocked-extension", "double-extension"}


def test_nothing_is_replaced_when_the_same_is_extracted_again(tmp_path: Path) -> None:
    mail = messages.written(tmp_path, messages.note(attachments=[("a.txt", b"new")]))
    home = tmp_path / "out"
    home.mkdir()
    (home / "a.txt").write_bytes(b"mine")
    extracted(mail, "-o", home)
    extracted(mail, "-o", home)
    assert names(home) == {"a.txt", "a (2).txt", "a (3).txt"}
    assert (home / "a.txt").read_bytes() == b"mine"


def test_messages_inside_are_saved_as_files_and_opened_only_when_asked(tmp_path: Path) -> None:
    mail = deep(tmp_path)
    extracted(mail, "-o", tmp_path / "one")
    assert names(tmp_path / "one") == {"top.txt", "inner.msg"}
    extracted(mail, "-o", tmp_path / "all", "--all-levels")
    assert names(tmp_path / "all") == {"top.txt", "inner.msg", "inner/leaf.txt"}


def test_several_files_have_a_folder_each(tmp_path: Path) -> None:
    first = messages.written(tmp_path, messages.note(attachments=[("a.txt", b"1")]), "one.msg")
    (tmp_path / "other").mkdir()
    second = messages.written(
        tmp_path / "other", messages.note(attachments=[("a.txt", b"2")]), "one.msg"
    )
    extracted(first, second, "-o", tmp_path / "out")
    assert names(tmp_path / "out") == {"one/a.txt", "one (2)/a.txt"}


def test_one_object_can_be_chosen(tmp_path: Path) -> None:
    mail = deep(tmp_path)
    [row] = extracted(mail, "-o", tmp_path / "a", "--object", "/attachments/0")
    assert row["path"] == "/attachments/0"
    [row] = extracted(mail, "-o", tmp_path / "b", "--object", "/attachments/1/message")
    assert row["path"] == "/attachments/1/message/attachments/0"
    answer = console.run("extract", mail, "-o", tmp_path / "c", "--object", "/attachments/9")
    assert answer.code == 1


def test_what_is_not_in_the_message_is_refused_and_a_no(tmp_path: Path) -> None:
    note = messages.note(attachments=[("kept.txt", b"1")])
    part = note.add_attachment()
    part.set(0x37050003, 7)
    part.set(0x370D001F, "https://example.com/x.docx")
    mail = messages.written(tmp_path, note)
    answer = console.run("extract", mail, "-o", tmp_path / "out")
    assert answer.code == 1
    assert "not saved" in answer.out
    assert "https://example.com/x.docx" in answer.out
    assert names(tmp_path / "out") == {"kept.txt"}


def test_a_message_without_attachments_is_fine_and_a_bad_input_wins(tmp_path: Path) -> None:
    mail = messages.written(tmp_path, messages.note())
    answer = console.run("extract", mail, "-o", tmp_path / "out")
    assert (answer.code, answer.out.splitlines()[1:]) == (0, ["  no attachments"])
    other = tmp_path / "notes.msg"
    other.write_text("nothing of the kind\n", encoding="ascii")
    assert console.run("extract", other, mail, "-o", tmp_path / "out").code == 3


def test_a_folder_is_asked_for_and_must_be_one(tmp_path: Path) -> None:
    mail = messages.written(tmp_path, messages.note(attachments=[("a.txt", b"1")]))
    assert console.run("extract", mail).code == 2
    answer = console.run("extract", mail, "-o", mail)
    assert (answer.code, answer.out) == (2, "")
    assert str(mail) in answer.err
