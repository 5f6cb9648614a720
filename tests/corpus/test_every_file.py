"""Each file ends well: messages open, other files get a sentence, damaged ones stay in bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.corpus import console

ROOT = Path(__file__).resolve().parents[2]
# file -> word its sentence must have: what it is, or the bytes it begins with
OTHERS = {
    "scanny+python-oxmsg__not-a-MSG-file.msg": "PNG",
    "Teamwork+tnef__badchecksum.tnef": "not an Outlook message",
}
DAMAGED_TNEF = "Teamwork+tnef__badchecksum.tnef"

SECONDS = 20.0
MEGABYTE = 1 << 20
CODES = (0, 1, 3)


def error_of(path: Path) -> dict[str, str]:
    """The error object of a file that is no message."""
    answer = console.run("tree", "--json", path)
    [entry] = answer.document["inputs"]
    assert answer.code == 3
    assert entry["file"] == str(path)
    assert "root" not in entry
    assert str(path) in answer.err
    error: dict[str, str] = entry["error"]
    return error


def test_the_corpus_is_whole(corpus: Path) -> None:
    files = sorted(corpus.iterdir())
    compound = console.compound(files)
    tnef = [path for path in files if path.read_bytes()[:4] == console.TNEF]
    assert (len(files), len(compound), len(tnef)) == (225, 200, 22)


def test_every_message_opens_and_has_a_tree(compound_file: Path) -> None:
    answer = console.run("tree", "--json", compound_file)
    [entry] = answer.document["inputs"]
    assert answer.code == 0, answer.err
    assert entry["error"] is None
    assert entry["root"]["kind"] == "message"
    assert entry["root"]["path"] == "/"
    assert entry["root"]["properties"] > 0


def test_every_other_file_gets_a_sentence_that_names_its_kind(corpus: Path) -> None:
    others = [path for path in sorted(corpus.iterdir()) if not console.is_message(path)]
    assert [path.name for path in others] == sorted(OTHERS)
    for path in others:
        text = error_of(path)["text"]
        assert text.rstrip().endswith(".")
        assert "Traceback" not in text
        assert OTHERS[path.name].lower() in text.lower()


def test_internet_mail_and_tnef_open_and_say_what_they_are(corpus: Path) -> None:
    files = [path for path in sorted(corpus.iterdir()) if console.is_message(path)]
    files = [path for path in files if not console.is_compound(path)]
    assert len(files) == 23
    for path in files:
        [entry] = console.run("check", "--json", path).document["inputs"]
        said = [found["text"] for found in entry["findings"] if found["code"] == "MSG0601"]
        kind = "TNEF" if path.read_bytes().startswith(console.TNEF) else "Internet mail"
        assert said == [f"This was {kind}: its properties and storages are made from it."]


def test_a_file_that_only_looks_like_tnef_is_not_called_so(corpus: Path) -> None:
    assert (corpus / DAMAGED_TNEF).read_bytes()[:4] != console.TNEF
    assert error_of(corpus / DAMAGED_TNEF)["name"] == "NOT_A_MESSAGE"


def measured(path: Path) -> dict[str, Any]:
    """What running the console over a file in a process of its own took."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.corpus.measured", str(path)],
        capture_output=True,
        text=True,
        timeout=SECONDS + 20,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def stays_in_bounds(path: Path) -> dict[str, Any]:
    """Asserts time and memory of a file; the measurement."""
    found = measured(path)
    assert found["seconds"] < SECONDS, found
    assert found["grown"] <= 3 * path.stat().st_size + 64 * MEGABYTE, found
    assert {run["code"] for run in found["runs"]} <= set(CODES), found
    return found


def test_a_damaged_file_ends_in_a_tree_or_one_error_in_bounds(hostile_file: Path) -> None:
    found = stays_in_bounds(hostile_file)
    unreadable = {run["code"] == 3 for run in found["runs"]}
    assert len(unreadable) == 1, found


def test_a_damaged_file_has_findings_or_an_error(hostile_file: Path) -> None:
    [entry] = console.run("check", "--json", hostile_file).document["inputs"]
    assert (entry["error"] is None) == bool(entry.get("findings"))
    for finding in entry.get("findings", ()):
        assert set(finding) >= {"code", "severity", "path", "stream", "offset", "text", "rule"}


@pytest.mark.parametrize(
    "name",
    [
        "apache+poi__lots-of-recipients.msg",
        "HiraokaHyperTools+msgreader__Many entities.msg",
        "hewliyang+email2md__test.msg",
    ],
)
def test_a_large_message_stays_in_bounds(corpus: Path, name: str) -> None:
    stays_in_bounds(corpus / name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "EMPTY_FILE"),
        (b"hello, this is text\n", "NOT_A_MESSAGE"),
        (b"!BDN" + bytes(600), "PST_FILE"),
        (console.MAGIC, "DAMAGED_CONTAINER"),
    ],
)
def test_each_kind_of_other_file_has_its_error(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "x.msg"
    path.write_bytes(content)
    assert error_of(path)["name"] == name


def test_a_folder_and_a_missing_file_have_their_errors(tmp_path: Path) -> None:
    assert error_of(tmp_path)["name"] == "IS_A_FOLDER"
    assert error_of(tmp_path / "none.msg")["name"] == "FILE_NOT_FOUND"


def test_a_message_cut_short_anywhere_ends_in_findings_or_one_error(
    samples: Path, tmp_path: Path
) -> None:
    whole = (samples / "html-mail-inline-image.msg").read_bytes()
    path = tmp_path / "cut.msg"
    for length in range(0, len(whole), max(1, len(whole) // 97)):
        path.write_bytes(whole[:length])
        answer = console.run("check", "--json", path)
        [entry] = answer.document["inputs"]
        assert answer.code in CODES
        assert (entry["error"] is None) == bool(entry.get("findings")), length
