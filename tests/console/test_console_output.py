"""The console's output: bounded, safe on a terminal, and honest when it cannot be written."""

from __future__ import annotations

import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from msginspector.cli import inputs
from msginspector.export import documents
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import PropertyRow
from msginspector.storage import BytesSource, CompoundFile
from tests.corpus import console

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("tree", "props", "check", "session")
SUBJECT, MESSAGE_CLASS = 0x0037001F, 0x001A001F
PR_ATTACH_LONG_FILENAME = 0x3707001F
MEGABYTE = 1 << 20


@pytest.fixture
def plain(samples: Path) -> Path:
    """A message with nothing wrong."""
    return samples / "plain-mail.msg"


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A message with a thousand attachments: half a megabyte and more in any document."""
    message = MessageWriter()
    message.set(MESSAGE_CLASS, "IPM.Note")
    for number in range(1_000):
        attachment = message.add_attachment()
        attachment.set(PR_ATTACH_LONG_FILENAME, f"Attachment {number} " + "x" * 200)
        attachment.set_data(b"x")
    path = tmp_path / "crowded.msg"
    path.write_bytes(message.to_bytes())
    return path


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """A line of shell; `msginspect` in it is the console of this checkout."""
    line = line.replace("msginspect", f"'{sys.executable}' -m msginspector.cli")
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=ROOT, check=False)


# --- where nothing can be written -------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("command", [*COMMANDS, "lookup"])
def test_a_full_disk_is_one_sentence(plain: Path, command: str) -> None:
    what = "PR_SUBJECT" if command == "lookup" else f"'{plain}'"
    done = shell(f"msginspect {command} {what} > /dev/full")
    assert done.returncode == 74
    assert done.stderr.count("\n") == 1
    assert "could not be written" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="shells close streams elsewhere")
def test_without_standard_output_there_is_one_sentence(plain: Path) -> None:
    done = shell(f"msginspect tree '{plain}' >&-")
    assert (done.returncode, done.stdout) == (74, "")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_messages_nobody_can_take_keep_no_output_back(plain: Path, tmp_path: Path) -> None:
    done = shell(f"msginspect tree --json '{tmp_path}/none.msg' '{plain}' 2> /dev/full")
    assert done.returncode == 3
    assert done.stdout == console.run("tree", "--json", tmp_path / "none.msg", plain).out
    assert shell(f"msginspect tree '{plain}' > /dev/full 2> /dev/full").returncode == 74


@pytest.mark.skipif(sys.platform == "win32", reason="shells close streams elsewhere")
def test_without_standard_error_the_document_stays_whole(plain: Path, tmp_path: Path) -> None:
    done = shell(f"msginspect tree --json '{plain}' '{tmp_path}/none.msg' 2>&-")
    assert done.returncode == 3
    both = console.run("tree", "--json", plain, tmp_path / "none.msg")
    assert done.stdout == both.out


def test_a_fault_of_the_program_is_one_sentence(
    plain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError("never mind")

    monkeypatch.setattr(documents, "object_document", broken)
    answer = console.run("tree", plain)
    assert answer.code == 70
    assert "ZeroDivisionError" in answer.err
    assert answer.err.count("\n") == 1


# --- what a file says never drives the terminal -----------------------------------------------


def test_no_control_character_of_a_file_reaches_a_terminal(tmp_path: Path) -> None:
    message = MessageWriter()
    message.set(MESSAGE_CLASS, "IPM.Note\x1b[2J")
    message.set(SUBJECT, "red\x1b[31m\x9b31m\u202egnp\u200b\x7f")
    message.add_stream("evil\x1b]0;title\x07", b"foreign")
    path = tmp_path / "escape.msg"
    path.write_bytes(message.to_bytes())
    for command in COMMANDS:
        for options in ([], ["--json"]):
            out = console.run(command, *options, path).out
            assert [c for c in out if c != "\n" and not c.isprintable()] == []


# --- a file that cannot be read to its end ----------------------------------------------------


@pytest.fixture
def vanishing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A message that is written to by somebody after its third property was read."""
    message = MessageWriter()
    message.set(MESSAGE_CLASS, "IPM.Note")
    for tag in range(0x1000, 0x1020):
        message.set(tag << 16 | 0x1F, "text " * 10)
    path = tmp_path / "vanishing.msg"
    path.write_bytes(message.to_bytes())
    reads = 0
    before = PropertyRow.read

    def read(row: PropertyRow, what: Any) -> Any:
        nonlocal reads
        reads += 1
        if reads == 12:
            path.write_bytes(path.read_bytes() + b"more")
        return before(row, what)

    monkeypatch.setattr(PropertyRow, "read", read)
    return path


def test_what_was_read_before_a_failure_is_kept(vanishing: Path, plain: Path) -> None:
    answer = console.run("props", "--json", vanishing, plain)
    first, second = answer.document["inputs"]
    assert answer.code == 3
    assert first["error"] is None
    assert first["properties"]
    assert [finding["code"] for finding in first["incomplete"]] == ["MSG0502"]
    assert str(vanishing) in answer.err
    assert second["properties"] == console.properties(plain)


def test_the_text_goes_on_with_the_next_file(vanishing: Path, plain: Path) -> None:
    answer = console.run("props", vanishing, plain)
    assert answer.code == 3
    assert str(vanishing) in answer.err
    assert answer.out.endswith(console.run("props", plain).out)


# --- a bounded output -------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["tree", "props"])
def test_the_output_ends_at_the_limit_with_a_finding(crowded: Path, command: str) -> None:
    files = [crowded] * 4
    assert len(console.run(command, "--json", *files).out) > 1.5 * MEGABYTE
    cut = console.run(command, "--json", "--limit", "1", *files)
    assert MEGABYTE / 2 < len(cut.out) < MEGABYTE * 1.2
    entries = cut.document["inputs"]
    assert len(entries) == 4
    assert [finding["code"] for finding in entries[-1]["incomplete"]] == ["MSG0503"]
    assert cut.err.count("--limit") == 1
    assert cut.code == 0


@pytest.mark.parametrize("command", ["tree", "props"])
def test_the_text_ends_at_the_limit_with_a_sentence(crowded: Path, command: str) -> None:
    files = [crowded] * 9
    assert len(console.run(command, *files).out) > MEGABYTE
    cut = console.run(command, "--limit", "1", *files)
    assert MEGABYTE / 4 < len(cut.out) < MEGABYTE * 1.1
    assert cut.err.count("--limit") == 1, "once, not for every file that follows"


def test_strict_counts_the_finding_that_the_output_is_full(crowded: Path) -> None:
    files = [crowded] * 4
    assert console.run("tree", "--json", "--strict", *files).code == 0
    assert console.run("tree", "--json", "--strict", "--limit", "1", *files).code == 1


@pytest.mark.parametrize("limit", ["0", "x", "-1", "1.5", "9" * 5000])
def test_a_limit_is_a_whole_number_of_megabytes(plain: Path, limit: str) -> None:
    answer = console.run("tree", "--limit", limit, plain)
    assert (answer.code, answer.out) == (2, "")
    assert "a whole number of megabytes" in answer.err or limit == "-1"


def test_a_session_is_closed_although_its_events_have_no_room(crowded: Path) -> None:
    cut = console.run("session", "--json", "--limit", "1", "--open-all", crowded).document
    whole = console.run("session", "--json", "--open-all", crowded).document
    [session], [other] = cut["sessions"], whole["sessions"]
    assert session["unprinted"] == len(other["events"]) - len(session["events"]) > 0
    assert len(session["report"]["steps"]) == len(other["report"]["steps"])


def test_a_huge_value_is_not_part_of_a_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "VALUE_BYTES", 1_000)
    message = MessageWriter()
    message.set(MESSAGE_CLASS, "IPM.Note")
    message.add_attachment().set_data(b"\x01" * 1_001)
    message.add_attachment().set_data(b"\x02" * 1_000)
    path = tmp_path / "huge.msg"
    path.write_bytes(message.to_bytes())
    huge, fits = [row for row in console.properties(path) if row["tag"] == "0x37010102"]
    assert (huge["value"], huge["size"]) == (None, 1_001)
    assert (huge["raw"], huge["raw_truncated"]) == ("01" * 64, True)
    assert huge["findings"] == ["MSG0403"]
    assert (fits["value"], fits["findings"]) == ("02" * 1_000, [])


def test_a_huge_value_is_not_read_for_its_findings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "VALUE_BYTES", 1_000)
    monkeypatch.setattr(PropertyRow, "value", property(refuse))
    monkeypatch.setattr(PropertyRow, "findings", property(refuse))
    message = MessageWriter()
    message.set(SUBJECT, "x" * 2_000)
    path = tmp_path / "huge.msg"
    path.write_bytes(message.to_bytes())
    [row] = console.properties(path)
    assert (row["value"], row["findings"]) == (None, ["MSG0403"])


def test_all_bytes_of_a_huge_value_can_be_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "PIECE", 1_000)
    data = bytes(range(256)) * 20_000  # five megabytes
    message = MessageWriter()
    message.add_attachment().set_data(data)
    path = tmp_path / "huge.msg"
    path.write_bytes(message.to_bytes())
    [entry] = console.run("props", "--json", "--raw", path).document["inputs"]
    [row] = [row for row in entry["properties"] if row["tag"] == "0x37010102"]
    assert (bytes.fromhex(row["raw"]), row["raw_truncated"]) == (data, False)
    [entry] = console.run("props", "--json", "--raw", "--limit", "4", path).document["inputs"]
    [row] = [row for row in entry["properties"] if row["tag"] == "0x37010102"]
    assert data.startswith(bytes.fromhex(row["raw"]))
    assert row["raw_truncated"]


def test_the_size_of_a_damaged_value_is_that_of_the_bytes_there_are(tmp_path: Path) -> None:
    message = MessageWriter()
    message.add_attachment().set_data(b"x" * 5_000)
    data = bytearray(message.to_bytes())
    container = CompoundFile(BytesSource(bytes(data)))
    index = container.find("__attach_version1.0_#00000000/__substg1.0_37010102")
    assert index is not None
    fat = (struct.unpack_from("<I", data, 76)[0] + 1) * 512
    struct.pack_into("<I", data, fat + 4 * (container.start(index) + 2), 0xFFFFFFFE)  # ends there
    path = tmp_path / "damaged.msg"
    path.write_bytes(data)
    [entry] = console.run("props", "--json", "--raw", path).document["inputs"]
    [row] = [row for row in entry["properties"] if row["tag"] == "0x37010102"]
    assert row["size"] == len(row["raw"]) // 2 == sum(n for _, n in row["source"]["ranges"])
    assert (row["size"], row["raw_truncated"]) == (3 * 512, False)
    assert "MSG0219" in row["findings"]


def refuse(*_: object) -> Any:
    raise AssertionError("a whole value was read")


def test_the_text_of_properties_reads_no_large_value_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = MessageWriter()
    message.set(0x1000001F, "long " * 100_000)
    message.add_attachment().set_data(b"x" * 500_000)
    path = tmp_path / "large.msg"
    path.write_bytes(message.to_bytes())
    small = PropertyRow.value.__get__

    def value(row: PropertyRow) -> Any:
        return refuse() if (row.size or 0) > 1 << 16 else small(row, PropertyRow)

    monkeypatch.setattr(PropertyRow, "value", property(value))
    monkeypatch.setattr(PropertyRow, "findings", property(refuse))
    assert console.run("props", path).code == 0


# --- objects that are not there ---------------------------------------------------------------


@pytest.mark.parametrize("path", ["/attachments/77", "", "recipients/0", "/recipients/00", "/x"])
def test_an_object_that_does_not_exist_is_an_error_of_its_input(plain: Path, path: str) -> None:
    answer = console.run("props", "--json", "--object", path, plain)
    [entry] = answer.document["inputs"]
    assert answer.code == 1
    assert list(entry) == ["file", "error"]
    assert (entry["error"]["code"], entry["error"]["name"]) == ("0x8004010F", "MAPI_E_NOT_FOUND")


def test_every_input_is_released_before_the_next(plain: Path, monkeypatch: Any) -> None:
    before = inputs._leave
    open_at_once: list[int] = []

    def leave(run: Any, message: Any) -> None:
        states = [copy.state for copy in message.session.tracked() if copy.kind == "message"]
        open_at_once.append(states.count("open"))
        before(run, message)

    monkeypatch.setattr(inputs, "_leave", leave)
    console.run("tree", plain, plain, plain)
    assert open_at_once == [1, 1, 1]
