"""What an attachment says of itself, what its bytes are, and why care is due."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.analysis.attachments.looks import is_inline, referenced_ids, sums
from msginspector.analysis.attachments.looks import look_at as looked
from msginspector.oxmsg.writer import AttachmentWriter
from msginspector.session import Workspace
from tests.analysis.attachments import building
from tests.analysis.attachments.building import look, row_of, zipped
from tests.builders import messages


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


# -- facts ------------------------------------------------------------------------------------


def test_every_name_is_listed_with_its_property_and_outlook_shows_the_long_one(
    tmp_path: Path, workspace: Workspace
) -> None:
    facts = look(
        workspace, tmp_path, "long name.txt", SHORT="LONGNA~1.TXT", DISPLAY="shown name.txt"
    ).facts
    assert [(name.text, name.source.name) for name in facts.names] == [
        ("long name.txt", "PR_ATTACH_LONG_FILENAME"),
        ("LONGNA~1.TXT", "PR_ATTACH_FILENAME"),
        ("shown name.txt", "PR_DISPLAY_NAME"),
    ]
    assert facts.shown == facts.names[0]
    assert facts.safe.name == "long name.txt"


def test_an_embedded_message_goes_by_its_display_name(tmp_path: Path, workspace: Workspace) -> None:
    message = workspace.open_session().open_file(messages.written(tmp_path, messages.nested(1)))
    facts = looked(message.attachments[0]).facts
    assert (facts.name, facts.safe.name, facts.data_kind) == ("level 1", "level 1.msg", "message")
    assert (facts.method_value, facts.message_class, facts.size) == (5, "IPM.Note", None)
    assert facts.names[-1].source.path == "/attachments/0/message"


def test_a_web_reference_says_where_the_file_is(tmp_path: Path, workspace: Workspace) -> None:
    def fill(part: AttachmentWriter) -> None:
        part.set(building.METHOD, 7)
        part.set(building.PATH, "https://example.com/docs/plan.docx")
        guid = "{96357F7F-59E1-47D0-99A7-46515C183B54}"
        part.set_named(guid, "AttachmentProviderType", 0x001F, "OneDrivePro")

    found = looked(row_of(workspace, tmp_path, fill))
    facts = found.facts
    assert facts.target is not None
    assert facts.provider is not None
    assert facts.target.value == "https://example.com/docs/plan.docx"
    assert facts.target.source.name == "PR_ATTACH_LONG_PATHNAME"
    assert facts.provider.value == "OneDrivePro"
    assert facts.safe.name == "plan.docx"
    assert (found.content, facts.size) == (None, None)
    assert [one.code for one in found.dangers] == ["elsewhere"]


def test_hidden_and_related_name_the_property_that_says_so(
    tmp_path: Path, workspace: Workspace
) -> None:
    facts = look(workspace, tmp_path, HIDDEN=True, FLAGS=4, CONTENT_ID="a@b").facts
    assert facts.hidden is not None
    assert facts.related is not None
    assert facts.hidden.source.name == "PR_ATTACHMENT_HIDDEN"
    assert (facts.related.value, facts.related.source.tag) == ("ATT_MHTML_REF", 0x37140003)
    other = tmp_path / "other"
    other.mkdir()
    plain = look(workspace, other, HIDDEN=False, FLAGS=0).facts
    assert (plain.hidden, plain.related) == (None, None)


def test_what_the_body_shows_is_found_by_its_content_id(
    tmp_path: Path, workspace: Workspace
) -> None:
    note = messages.note(attachments=[("a.png", b"1"), ("b.png", b"2")])
    note.set(0x10130102, b"<img src=\"cid:one%40x\"> <img src='CID:three'> cid:loose text")
    note._attachments[0].set(building.CONTENT_ID, "<one@x>")
    message = workspace.open_session().open_file(messages.written(tmp_path, note))
    ids = referenced_ids(message.object("/"))
    assert ids == {"one@x", "three", "loose"}
    shown = [is_inline(looked(row).facts, ids) for row in message.attachments]
    assert shown == [True, False]


def test_an_attachment_without_anything_still_has_a_name_to_save_it_as(
    tmp_path: Path, workspace: Workspace
) -> None:
    found = looked(row_of(workspace, tmp_path, lambda part: part.set_data(b"\x89PNG\r\n\x1a\n")))
    assert found.facts.names == ()
    assert found.facts.safe.name == "attachment 0.png"
    assert found.facts.safe.changes


def test_sums_are_made_in_steps_of_all_bytes(tmp_path: Path, workspace: Workspace) -> None:
    data = bytes(range(256)) * 4096

    def fill(part: AttachmentWriter) -> None:
        part.set_data(data)

    steps = sums(row_of(workspace, tmp_path, fill))
    counted = []
    while True:
        try:
            counted.append(next(steps))
        except StopIteration as over:
            made = over.value
            break
    assert counted == [1 << 18, 2 << 18, 3 << 18, 4 << 18]
    assert made.sha256 == hashlib.sha256(data).hexdigest()
    assert made.md5 == hashlib.md5(data, usedforsecurity=False).hexdigest()
    assert made.sha1 == hashlib.sha1(data, usedforsecurity=False).hexdigest()


# -- what the bytes are -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said", "fits"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n", "PNG picture", True),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", "PNG picture", False),
        ("a.bin", b"\0\1\2\3", "", None),
        ("a.txt", b"", "empty", None),
        ("a.txt", b"words of text\r\n", "text", None),
        ("a.txt", b"MZ words of text", "text", None),
        ("a.exe", b"MZ\x90\0\3\0\0\0", "Windows program", True),
        ("a.eml", b"From: a@b\r\nSubject: x\r\n\r\n", "Internet mail", True),
        ("a.html", b"\xef\xbb\xbf \n<!doctype html><p>", "web page", True),
        ("a.html", "\ufeff<html>".encode("utf-16-le"), "web page", True),
        ("a.docx", zipped("[Content_Types].xml", "word/document.xml"), "Word document", True),
        ("a.docm", zipped("word/document.xml", "word/vbaProject.bin"),
         "Word document with macros", True),
        ("a.zip", zipped("a.txt"), "ZIP archive", True),
        ("a.iso", bytes(32769) + b"CD001" + bytes(2000), "disk image (ISO 9660)", True),
    ],
)  # fmt: skip
def test_bytes_are_told_by_what_they_begin_with(
    name: str, data: bytes, said: str, fits: bool | None, tmp_path: Path, workspace: Workspace
) -> None:
    found = look(workspace, tmp_path, name, data)
    assert found.content is not None
    assert (found.content.name, found.fits) == (said, fits)


def test_compound_files_are_told_by_what_lies_in_them(tmp_path: Path, workspace: Workspace) -> None:
    found = look(workspace, tmp_path, "x.msg", messages.note("inside").to_bytes())
    assert found.content is not None
    assert (found.content.name, found.fits) == ("Outlook message", True)


def test_a_damaged_archive_or_compound_file_is_no_fault(
    tmp_path: Path, workspace: Workspace
) -> None:
    whole = zipped(*(f"{n}.txt" for n in range(50)))
    for number, data in enumerate(
        [whole[:500], whole[:-30], b"PK\3\4", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(3000)]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        assert look(workspace, folder, "a.zip", data).content is not None


# -- danger -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "codes"),
    [
        ("report.pdf", b"%PDF-1.7", []),
        ("notes.txt", b"words", []),
        ("a.exe", b"MZ\0\0", ["blocked-extension"]),
        ("a.EXE. ", b"MZ\0\0", ["blocked-extension"]),
        ("invoice.pdf.exe", b"MZ\0\0", ["blocked-extension", "double-extension"]),
        ("a.lnk", b"L\0\0\0\1\x14\2\0", ["blocked-extension"]),
        ("a.iso", b"x", ["disk-extension"]),
        ("a.html", b"<html>", ["page-extension"]),
        ("photo.jpg", b"MZ\0\0", ["disguised"]),
        ("photo.jpg", b"\x89PNG\r\n\x1a\n", ["type-disagrees"]),
        ("x\u202efdp.exe", b"MZ\0\0", ["blocked-extension", "direction"]),
        ("a\u200b.txt", b"words", ["invisible-characters"]),
        ("a.pdf" + " " * 60 + ".exe", b"MZ\0\0",
         ["blocked-extension", "double-extension", "spaces"]),
        ("../../a.txt", b"words", ["path-in-name"]),
        ("a.docm", zipped("word/document.xml", "word/vbaProject.bin"),
         ["macros-extension", "macros"]),
        ("a.docx", zipped("word/document.xml", "word/vbaProject.bin"),
         ["macros", "type-disagrees"]),
        ("a.zip", zipped("a.txt", encrypted=True), ["encrypted"]),
        ("a.zip", zipped("x/run.js"), ["dangerous-members"]),
        ("a.zip", zipped("../up.txt"), ["path-in-members"]),
    ],
)  # fmt: skip
def test_care_is_due_for_reasons_that_are_said(
    name: str, data: bytes, codes: list[str], tmp_path: Path, workspace: Workspace
) -> None:
    found = look(workspace, tmp_path, name, data).dangers
    assert [one.code for one in found] == codes
    assert all(one.text.endswith(".") and one.source for one in found)


def test_names_that_end_differently_are_told(tmp_path: Path, workspace: Workspace) -> None:
    codes = [one.code for one in look(workspace, tmp_path, "a.html", SHORT="A.HTM").dangers]
    assert codes == ["page-extension"]
    other = tmp_path / "other"
    other.mkdir()
    found = look(workspace, other, "a.txt", SHORT="A.EXE").dangers
    assert [one.code for one in found] == ["blocked-extension", "names-disagree"]


def test_an_override_of_direction_is_shown_with_the_real_extension(
    tmp_path: Path, workspace: Workspace
) -> None:
    found = look(workspace, tmp_path, "invoice\u202excod.exe", b"MZ\0\0").dangers
    said = next(one.text for one in found if one.code == "direction")
    assert ".exe" in said
    assert "\\u202e" in said
    assert "\u202e" not in said
