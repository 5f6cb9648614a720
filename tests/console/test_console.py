"""The console: exit codes, documents, options that hold everywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from msginspector.oxmsg.writer import MessageWriter
from tests.corpus import console

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = ("tree", "props", "check", "session")
# the keys of the design's section 8, in its order
OBJECT = ["kind", "path", "storage", "label", "message_class", "state", "properties", "findings",
          "children"]  # fmt: skip
PROPERTY = ["tag", "id", "type", "name", "names", "named", "flags", "size", "declared_size",
            "value", "text", "raw", "raw_truncated", "entry", "source", "decoded"]  # fmt: skip
FINDING = ["code", "severity", "path", "stream", "offset", "text", "rule"]
EVENT = ["seq", "event", "step", "kind", "id", "parent", "session", "file", "path", "label",
         "references", "state", "call", "t"]  # fmt: skip

SUBJECT, MESSAGE_CLASS = 0x0037001F, 0x001A001F


@pytest.fixture
def plain(samples: Path) -> Path:
    """A message with nothing wrong."""
    return samples / "plain-mail.msg"


@pytest.fixture
def damaged(samples: Path) -> Path:
    """A message that opens, with errors inside."""
    return samples / "damaged.msg"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    """A file that is no message."""
    path = tmp_path / "notes.msg"
    path.write_text("nothing of the kind\n", encoding="ascii")
    return path


# --- exit codes -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_a_good_message_exits_with_0(plain: Path, command: str) -> None:
    assert console.run(command, plain).code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unreadable_input_exits_with_3(text: Path, command: str) -> None:
    assert console.run(command, text).code == 3


@pytest.mark.parametrize("command", ["tree", "check", "session"])
def test_the_other_inputs_are_still_read(plain: Path, text: Path, command: str) -> None:
    answer = console.run(command, "--json", text, plain)
    first, second = answer.document["inputs"]
    assert answer.code == 3
    assert first["file"] == str(text)
    assert set(first["error"]) >= {"code", "name", "text"}
    assert (second["file"], second["error"]) == (str(plain), None)


def test_check_exits_with_1_for_error_findings_and_tree_does_not(damaged: Path) -> None:
    [entry] = console.run("check", "--json", damaged).document["inputs"]
    assert "error" in {finding["severity"] for finding in entry["findings"]}
    assert console.run("check", damaged).code == 1
    assert console.run("tree", damaged).code == 0


def test_an_unreadable_input_wins_over_error_findings(damaged: Path, text: Path) -> None:
    assert console.run("check", damaged, text).code == 3
    assert console.run("check", text, damaged).code == 3


def test_nothing_found_exits_with_1() -> None:
    assert console.run("lookup", "there is no such name anywhere").code == 1


def test_a_fault_exits_with_1(plain: Path) -> None:
    assert console.run("session", "--fault", "/", plain).code == 1


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["tree"], ["tree", "--nonsense", "x.msg"], ["lookup"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    answer = console.run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert "usage" in answer.err


# --- options that hold everywhere -----------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_strict_exits_with_1_for_warnings_and_errors(
    damaged: Path, plain: Path, command: str
) -> None:
    assert console.run(command, "--strict", damaged).code == 1
    assert console.run(command, "--strict", plain).code == 0


def test_an_unreadable_input_wins_over_strict(damaged: Path, text: Path) -> None:
    assert console.run("tree", "--strict", damaged, text).code == 3


@pytest.mark.parametrize("command", COMMANDS)
def test_quiet_silences_standard_error_only(plain: Path, text: Path, command: str) -> None:
    for path in (plain, text):
        loud, quiet = console.run(command, path), console.run(command, "--quiet", path)
        assert quiet.err == ""
        assert quiet.code == loud.code
        assert _without_times(quiet.out) == _without_times(loud.out)
    assert console.run(command, text).err


def _without_times(text: str) -> str:
    """Text output with its digits gone: a session tells seconds."""
    return "".join(letter for letter in text if not letter.isdigit())


@pytest.mark.parametrize("command", ["tree", "props", "check", "session"])
def test_json_goes_to_standard_output_and_messages_to_standard_error(
    text: Path, command: str
) -> None:
    answer = console.run(command, "--json", text)
    assert answer.document["command"] == command
    assert str(text) in answer.err


# --- documents ------------------------------------------------------------------------------


def in_order(keys: list[str], known: list[str]) -> bool:
    """Whether all of `known` are among the keys, in that order."""
    return [key for key in keys if key in known] == known


@pytest.mark.parametrize("command", COMMANDS)
def test_the_envelope_begins_with_schema_and_command(plain: Path, command: str) -> None:
    document = console.run(command, "--json", plain).document
    assert list(document)[:2] == ["schema", "command"]
    assert (document["schema"], document["command"]) == (1, command)


@pytest.mark.parametrize(
    ("command", "content"), [("tree", "root"), ("props", "properties"), ("check", "findings")]
)
def test_each_input_carries_its_content(plain: Path, command: str, content: str) -> None:
    [entry] = console.run(command, "--json", plain).document["inputs"]
    assert list(entry) == ["file", "error", content]


def nodes(document: Any) -> list[dict[str, Any]]:
    """Every object of a tree document."""
    found = []
    waiting = [document["inputs"][0]["root"]]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting.extend(node["children"])
    return found


def test_objects_have_the_keys_of_the_design_in_its_order(samples: Path) -> None:
    found = nodes(console.run("tree", "--json", samples / "nested-three-deep.msg").document)
    for node in found:
        known = [key for key in OBJECT if key != "message_class" or node["kind"] == "message"]
        assert in_order(list(node), known)
        assert node["state"] in ("open" if node["path"] == "/" else "listed", "listed")
    assert {node["kind"] for node in found} == {"message", "recipient", "attachment"}
    assert "/attachments/0/message/attachments/0/message" in {node["path"] for node in found}


def test_a_message_lists_no_group_nodes(samples: Path) -> None:
    kinds = {"message": {"recipient", "attachment", "orphan"}, "attachment": {"message"}}
    for node in nodes(console.run("tree", "--json", samples / "nested-three-deep.msg").document):
        below = {child["kind"] for child in node["children"]}
        assert below <= kinds.get(node["kind"], set())


def test_properties_have_the_keys_of_the_design_in_its_order(samples: Path) -> None:
    for sample in sorted(samples.glob("*.msg")):
        for row in console.properties(sample):
            assert in_order(list(row), PROPERTY), row["tag"]
            assert list(row["entry"]) == ["stream", "offset", "file_offset"]
            if row["source"] is not None:
                assert list(row["source"]) == ["stream", "offset", "ranges"]
            if row["named"] is not None:
                assert list(row["named"])[:2] == ["guid", "set"]
                assert ("lid" in row["named"]) != ("name" in row["named"])


def test_findings_have_the_keys_of_the_design_in_its_order(damaged: Path) -> None:
    [entry] = console.run("check", "--json", damaged).document["inputs"]
    for finding in entry["findings"]:
        assert in_order(list(finding), FINDING)
        assert finding["severity"] in ("info", "warning", "error")
        assert finding["code"].startswith("MSG")
        assert len(finding["code"]) == len("MSG0123")


def test_events_have_the_keys_of_the_design_in_its_order(plain: Path) -> None:
    [session] = console.run("session", "--open-all", "--json", plain).document["sessions"]
    assert list(session)[:3] == ["id", "events", "report"]
    for event in session["events"]:
        assert in_order(list(event), EVENT)


@pytest.mark.parametrize("command", ["tree", "props", "check"])
def test_a_document_is_the_same_every_time(samples: Path, command: str) -> None:
    files = sorted(samples.glob("*.msg"))
    arguments = [command, "--json", *map(str, files)]
    assert console.run(*arguments).out == console.run(*arguments).out
    done = subprocess.run(
        [sys.executable, "-m", "msginspector.cli", *arguments],
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.stdout.decode("utf-8") == console.run(*arguments).out


def test_values_trace_to_the_file(samples: Path) -> None:
    path = samples / "attachments.msg"
    data = path.read_bytes()
    for row in console.properties(path):
        offset = row["entry"]["file_offset"]
        assert int.from_bytes(data[offset : offset + 4], "little") == int(row["tag"], 16)
        if row["source"] is not None:
            ranges = row["source"]["ranges"]
            stored = b"".join(data[start : start + length] for start, length in ranges)
            assert stored[:64].hex().upper().startswith(row["raw"].upper()), row["tag"]


def test_raw_gives_64_bytes_unless_all_are_asked_for(samples: Path) -> None:
    path = samples / "attachments.msg"
    [entry] = console.run("props", "--json", "--raw", path).document["inputs"]
    for one, other in zip(console.properties(path), entry["properties"], strict=True):
        assert other["raw"].startswith(one["raw"])
        assert not other["raw_truncated"]
        assert one["raw_truncated"] == (len(other["raw"]) > len(one["raw"]))
        assert len(one["raw"]) == min(128, len(other["raw"]))
        if other["size"] is not None:
            assert len(other["raw"]) == 2 * other["size"], other["tag"]


def test_one_object_can_be_asked_for(samples: Path) -> None:
    path = samples / "nested-three-deep.msg"
    place = "/attachments/0/message/recipients/0"
    [entry] = console.run("props", "--json", "--object", place, path).document["inputs"]
    wanted = [row for row in console.properties(path) if row["object"] == place]
    assert entry["properties"] == wanted
    assert wanted
    assert console.run("props", "--object", "/attachments/77", path).code == 1


def test_lone_surrogates_are_escaped(tmp_path: Path) -> None:
    message = MessageWriter()
    message.set(MESSAGE_CLASS, "IPM.Note")
    message.set(SUBJECT, "a".encode("utf-16-le") + b"\x00\xd8" + "z".encode("utf-16-le"))
    path = tmp_path / "surrogate.msg"
    path.write_bytes(message.to_bytes())
    for command in COMMANDS:
        answer = console.run(command, "--json", path)
        assert answer.code == 0
        answer.out.encode("utf-8")
    answer = console.run("props", "--json", path)
    assert "\\ud800" in answer.out.lower()
    values = {row["tag"]: row["value"] for row in answer.document["inputs"][0]["properties"]}
    assert values["0x0037001F"] == "a\ud800z"
    for command in COMMANDS:
        console.run(command, path).out.encode("utf-8")
