"""Attachments as files: whole, new, inside the folder, whatever they are called and hold."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.export.attachment_files import (
    Progress,
    Refused,
    Report,
    Room,
    Written,
    save_all,
    save_as,
)
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Message, Workspace
from msginspector.storage.writing import NewEntry, compound_pieces, stream_entry
from tests.builders import messages

PR_ATTACH_LONG_FILENAME = 0x3707001F
PR_ATTACH_METHOD = 0x37050003
PR_ATTACH_LONG_PATHNAME = 0x370D001F
PSETID_COMMON = "{00062008-0000-0000-C000-000000000046}"


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with Workspace() as made:
        yield made


def opened(workspace: Workspace, folder: Path, message: MessageWriter) -> Message:
    return workspace.open_session().open_file(messages.written(folder, message))


def saved(message: Message, folder: Path) -> Report:
    folder.mkdir(exist_ok=True)
    steps = save_all(message.attachments, str(folder))
    while True:
        try:
            next(steps)
        except StopIteration as over:
            report: Report = over.value
            return report


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_are_written_with_their_bytes_and_reported_with_size_and_sum(
    tmp_path: Path, workspace: Workspace
) -> None:
    data = bytes(range(256)) * 9
    note = messages.note(attachments=[("a.bin", data), ("empty.txt", b"")])
    report = saved(opened(workspace, tmp_path, note), tmp_path / "out")
    assert files(tmp_path / "out") == {"a.bin": data, "empty.txt": b""}
    first = report.written[0]
    assert (first.path, first.size, first.kind) == ("/attachments/0", len(data), "file")
    assert first.sha256 == hashlib.sha256(data).hexdigest()
    assert first.file == str(tmp_path / "out" / "a.bin")
    assert report.refused == ()


HOSTILE = (
    "../../outside.txt", "..\\..\\outside.txt", "/tmp/outside.txt", "C:\\outside.txt", "..", "",
    "CON", "com1.txt", "nul.tar.gz", "a\u202efdp.exe", "x\0y.txt", "-rf", ".hidden", "dup.txt",
    "DUP.TXT", "dup.txt ", "dup.txt.", "d\u200bup.txt", "é.txt", "e\u0301.txt", "x" * 5000 + ".txt",
    "name:stream", "|rm -rf ~", "line\nbreak.txt",
)  # fmt: skip


def test_whatever_they_are_called_every_file_arrives_inside_the_folder(
    tmp_path: Path, workspace: Workspace
) -> None:
    home = tmp_path / "deep" / "inside" / "out"
    home.mkdir(parents=True)
    named = [(name, f"{number}".encode()) for number, name in enumerate(HOSTILE)]
    message = opened(workspace, tmp_path, messages.note(attachments=named))
    report = saved(message, home)
    assert sorted(files(home).values()) == sorted(data for _, data in named)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep", "message.msg"]
    assert all(Path(one.file).parent == home for one in report.written)
    assert len({name.casefold() for name in files(home)}) == len(HOSTILE)


def test_what_is_there_already_is_kept_and_the_new_file_gets_a_number(
    tmp_path: Path, workspace: Workspace
) -> None:
    home = tmp_path / "out"
    home.mkdir()
    (home / "a.txt").write_bytes(b"mine")
    (home / "B.txt").symlink_to(tmp_path / "nowhere")
    (home / "c.txt").mkdir()
    note = messages.note(attachments=[("A.TXT", b"1"), ("b.txt", b"2"), ("c.txt", b"3")])
    message = opened(workspace, tmp_path, note)
    saved(message, home)
    saved(message, home)
    assert (home / "a.txt").read_bytes() == b"mine"
    assert not (tmp_path / "nowhere").exists()
    assert {p.name: p.read_bytes() for p in home.iterdir() if p.is_file()} == {
        "a.txt": b"mine", "A (2).TXT": b"1", "A (3).TXT": b"1", "b (2).txt": b"2",
        "b (3).txt": b"2", "c (2).txt": b"3", "c (3).txt": b"3",
    }  # fmt: skip


def test_a_file_that_comes_while_it_is_written_is_kept_too(
    tmp_path: Path, workspace: Workspace
) -> None:
    home = tmp_path / "out"
    home.mkdir()
    message = opened(workspace, tmp_path, messages.note(attachments=[("a.bin", bytes(1 << 20))]))
    steps = save_all(message.attachments, str(home))
    while (progress := next(steps)).done == 0:
        assert isinstance(progress, Progress)
    (home / "a.bin").write_bytes(b"mine")
    assert list(steps)
    assert (home / "a.bin").read_bytes() == b"mine"
    assert (home / "a (2).bin").read_bytes() == bytes(1 << 20)


def test_whoever_stops_early_leaves_nothing_half_behind(
    tmp_path: Path, workspace: Workspace
) -> None:
    home = tmp_path / "out"
    home.mkdir()
    note = messages.note(attachments=[("first.txt", b"whole"), ("a.bin", bytes(1 << 20))])
    steps = save_all(opened(workspace, tmp_path, note).attachments, str(home))
    while next(steps).done < 1 << 18:
        pass
    assert len(files(home)) == 2
    steps.close()
    assert files(home) == {"first.txt": b"whole"}


def test_one_is_saved_under_a_chosen_name_and_never_over_a_file(
    tmp_path: Path, workspace: Workspace
) -> None:
    message = opened(workspace, tmp_path, messages.note(attachments=[("a.bin", b"new")]))
    [row] = message.attachments
    assert list(save_as(row, str(tmp_path / "chosen.bin")))
    assert (tmp_path / "chosen.bin").read_bytes() == b"new"
    (tmp_path / "mine.bin").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        list(save_as(row, str(tmp_path / "mine.bin")))
    assert (tmp_path / "mine.bin").read_bytes() == b"mine"


def test_a_reference_is_refused_with_where_the_file_is(
    tmp_path: Path, workspace: Workspace
) -> None:
    note = messages.note(attachments=[("kept.txt", b"kept")])
    part = note.add_attachment()
    part.set(PR_ATTACH_METHOD, 7)
    part.set(PR_ATTACH_LONG_FILENAME, "plan.docx")
    part.set(PR_ATTACH_LONG_PATHNAME, "https://example.com/plan.docx")
    report = saved(opened(workspace, tmp_path, note), tmp_path / "out")
    assert files(tmp_path / "out") == {"kept.txt": b"kept"}
    [refused] = report.refused
    assert (refused.path, refused.name) == ("/attachments/1", "plan.docx")
    assert "https://example.com/plan.docx" in refused.text


def test_a_folder_that_cannot_be_written_to_refuses_each_with_a_reason(
    tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    message = opened(workspace, tmp_path, messages.note(attachments=[("a", b"1"), ("b", b"2")]))
    monkeypatch.setattr(os, "fsync", full)
    report = saved(message, tmp_path / "out")
    assert [one.text for one in report.refused] == [
        "It could not be written: No space left on device."
    ] * 2
    assert files(tmp_path / "out") == {}


# -- embedded messages ------------------------------------------------------------------------


def with_a_message(levels: int = 1) -> MessageWriter:
    outer = messages.note("outer")
    message = outer
    for level in range(levels):
        part = message.add_attachment()
        part.set(messages.PR_DISPLAY_NAME, f"inner {level}")
        message = messages.fill(part.embed(), f"inner {level}")
        message.set_named(PSETID_COMMON, 0x8503, 0x000B, True)
        message.set_named(PSETID_COMMON, f"text {level}", 0x001F, "named")
        recipient = message.add_recipient()
        recipient.set(messages.PR_DISPLAY_NAME, f"person {level}")
    inner = message.add_attachment()
    inner.set(PR_ATTACH_LONG_FILENAME, "deep.bin")
    inner.set_data(b"deep" * 3000)
    return outer


def described(message: Message, root: str = "/") -> list[tuple[str, list[object]]]:
    """Every object and property below a message, by paths that begin there."""
    found = []
    for row in message.walk():
        if row.path == root or row.path.startswith(root.rstrip("/") + "/"):
            path = row.path[len(root.rstrip("/")) :] or "/"
            rows: list[object] = [
                (p.name, p.named and (p.named.guid, p.named.key), p.type, p.flags, p.raw(None))
                for p in row.properties
            ]
            found.append((path, rows))
    return found


@pytest.mark.parametrize("levels", [1, 3])
def test_an_embedded_message_becomes_a_file_that_says_the_same(
    tmp_path: Path, workspace: Workspace, levels: int
) -> None:
    message = opened(workspace, tmp_path, with_a_message(levels))
    [written] = saved(message, tmp_path / "out").written
    assert (written.kind, Path(written.file).name) == ("message", "inner 0.msg")
    copy = workspace.open_session().open_file(written.file)
    assert described(copy) == described(message, "/attachments/0/message")
    assert copy.findings() == ()


def test_an_embedded_message_without_named_properties_gets_an_empty_list_of_them(
    tmp_path: Path, workspace: Workspace
) -> None:
    writer = messages.nested(1)
    layout = writer.layout()
    names = [name for name in layout.streams if name.startswith("__nameid")]
    for name in names:
        del layout.streams[name]
    path = tmp_path / "message.msg"
    entries = [NewEntry(())]
    for name, data in sorted(layout.streams.items()):
        parts = tuple(name.split("/"))
        for depth in range(1, len(parts)):
            if all(entry.names != parts[:depth] for entry in entries):
                entries.append(NewEntry(parts[:depth]))
        entries.append(stream_entry(parts, data))
    path.write_bytes(b"".join(compound_pieces(entries)))
    message = workspace.open_session().open_file(path)
    [written] = saved(message, tmp_path / "out").written
    copy = workspace.open_session().open_file(written.file)
    assert [finding.code for finding in copy.findings()] == []


# -- OLE objects ------------------------------------------------------------------------------


def test_the_storage_of_an_ole_object_becomes_a_compound_file(
    tmp_path: Path, workspace: Workspace
) -> None:
    note = messages.note()
    part = note.add_attachment()
    part.set(messages.PR_DISPLAY_NAME, "Drawing")
    streams = {"CONTENTS": b"x" * 5000, "\x01Ole": b"state", "Deep/Down": b"below"}
    part.set_storage(streams, "{00021A14-0000-0000-C000-000000000046}")
    [written] = saved(opened(workspace, tmp_path, note), tmp_path / "out").written
    assert (written.kind, Path(written.file).name) == ("storage", "Drawing.ole")
    import olefile

    with olefile.OleFileIO(written.file) as copy:
        found = {"/".join(path): copy.openstream(path).read() for path in copy.listdir()}
        assert found == streams
        assert copy.root.clsid == "00021A14-0000-0000-C000-000000000046"


# -- size -------------------------------------------------------------------------------------


def test_an_attachment_of_three_hundred_megabytes_costs_less_than_ten(
    tmp_path: Path, workspace: Workspace
) -> None:
    """The message and the file are sparse, or made piece by piece: nothing holds them whole."""
    size = 300 << 20
    path = tmp_path / "large.msg"
    entries = _large(size)
    with path.open("wb") as file:
        for piece in compound_pieces(entries):
            file.write(piece)
    message = workspace.open_session().open_file(path)
    home = tmp_path / "out"
    home.mkdir()
    tracemalloc.start()
    try:
        report = saved(message, home)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [one.size for one in report.written] == [size]
    assert peak < 10 << 20
    Path(report.written[0].file).unlink()
    path.unlink()


def _large(size: int) -> list[NewEntry]:
    layout = messages.note(attachments=[("large.bin", b"")]).layout()
    stream = "__attach_version1.0_#00000000/__substg1.0_37010102"
    entries = [NewEntry(())]
    for name, data in sorted(layout.streams.items()):
        parts = tuple(name.split("/"))
        if len(parts) > 1 and all(entry.names != parts[:1] for entry in entries):
            entries.append(NewEntry(parts[:1]))
        if name == stream:
            entries.append(NewEntry(parts, size, lambda: (bytes(1 << 18) for _ in range(1200))))
        else:
            entries.append(stream_entry(parts, data))
    return entries


def test_outcomes_are_plain_documents() -> None:
    written = Written("/attachments/0", "/x/a", "a", "file", 1, "00", "")
    assert written.to_dict()["note"] is None
    assert Refused("/attachments/0", "a", "No.").to_dict()["text"] == "No."


def test_what_would_be_more_than_there_is_room_for_is_refused_and_the_rest_saved(
    tmp_path: Path, workspace: Workspace
) -> None:
    note = messages.note()
    for name, size in (("a", 600), ("b", 500), ("c", 400)):
        part = note.add_attachment()
        part.set(PR_ATTACH_LONG_FILENAME, f"{name}.bin")
        part.set_data(bytes(size))
    rows = opened(workspace, tmp_path, note).attachments
    home = tmp_path / "home"
    home.mkdir()
    room = Room(1050)
    steps = save_all(rows, str(home), room)
    while True:
        try:
            next(steps)
        except StopIteration as over:
            report: Report = over.value
            break
    assert sorted(files(home)) == ["a.bin", "c.bin"]
    assert [(one.path, one.text.partition(":")[0]) for one in report.refused] == [
        ("/attachments/1", "It has 500 bytes")
    ]
    assert room.left == 50


def test_there_is_room_for_a_few_times_the_file_and_for_much_of_a_small_one(
    tmp_path: Path, workspace: Workspace
) -> None:
    note = messages.note()
    note.add_attachment().set_data(bytes(20 << 20))
    rows = opened(workspace, tmp_path, note).attachments
    assert 80 << 20 < Room.of(rows).left < 82 << 20
    assert Room.of(()).left == 64 << 20
