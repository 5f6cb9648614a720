"""`msginspect session --report`: the report as a new file beside what is printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from msginspector.cli.main import main


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    code = main(["session", *arguments])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize("ending", ["html", "json", "txt"])
def test_it_is_saved_in_the_form_of_its_ending(capsys, samples, tmp_path, ending: str) -> None:
    path = tmp_path / f"report.{ending}"
    code, out, err = run(capsys, str(samples / "task.msg"), "--report", str(path))
    assert (code, err) == (0, "")
    assert "3 objects closed" in out
    text = path.read_text(encoding="utf-8")
    assert "Session 1" in text
    if ending == "json":
        assert len(json.loads(text)["sessions"][0]["report"]["steps"]) == 3
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def test_a_file_that_is_there_is_not_replaced(capsys, samples, tmp_path: Path) -> None:
    path = tmp_path / "mail.html"
    path.write_text("mine")
    code, _, err = run(capsys, str(samples / "task.msg"), "--report", str(path))
    assert code == 1
    assert "it was not replaced" in err
    assert path.read_text() == "mine"


def test_other_endings_and_folders_are_told(capsys, samples, tmp_path: Path) -> None:
    code, out, err = run(capsys, str(samples / "task.msg"), "--report", str(tmp_path / "a.msg"))
    assert (code, out) == (2, "")
    assert ".html, .json, .txt" in err
    code, _, err = run(capsys, str(samples / "task.msg"), "--report", "/no/such/folder/a.txt")
    assert code == 1
    assert "cannot be written" in err


def test_what_an_interrupted_run_left_is_named(capsys, samples, tmp_path: Path) -> None:
    (tmp_path / "a.html.part").write_text("half")
    code, _, err = run(capsys, str(samples / "task.msg"), "--report", str(tmp_path / "a.html"))
    assert code == 1
    assert "a file of the name" in err
    assert "a.html.part; it was not replaced" in err
    assert [one.name for one in tmp_path.iterdir()] == ["a.html.part"]


def test_the_report_of_an_input_is_never_written_over_it(capsys, samples, tmp_path: Path) -> None:
    mail = tmp_path / "mail.txt"
    mail.write_bytes((samples / "task.msg").read_bytes())
    code, out, _ = run(capsys, str(mail), "--report", str(mail))
    assert code == 1
    assert "3 objects closed" in out
    assert mail.read_bytes() == (samples / "task.msg").read_bytes()


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_it_is_saved_although_nobody_reads_what_is_printed(
    samples, root, tmp_path: Path, more: tuple[str, ...]
) -> None:
    path = tmp_path / "a.json"
    files = [str(samples / "nested-three-deep.msg"), str(samples / "contact.msg")]
    command = [sys.executable, "-m", "msginspector.cli", "session", *files, "--open-all"]
    nobody, printed = os.pipe()
    os.close(nobody)
    try:
        subprocess.run(
            [*command, "--report", str(path), *more], stdout=printed, stderr=subprocess.DEVNULL,
            cwd=root, timeout=60, check=False, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
    finally:
        os.close(printed)
    (entry,) = json.loads(path.read_text(encoding="utf-8"))["sessions"]
    assert entry["report"]["complete"]
    opened = {event["file"] for event in entry["events"] if event["kind"] == "message"}
    assert opened == set(files)
