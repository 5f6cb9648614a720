"""`msginspect script`: experiments and own scripts, played, listed, and printed as programs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.cli.main import main
from msginspector.stage.script import experiments

Console = Callable[..., tuple[int, str, str]]


@pytest.fixture
def console(capsys) -> Console:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["script", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return run


@pytest.fixture
def lesson(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        path = tmp_path / "lesson.script"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_the_list_names_every_experiment(console: Console) -> None:
    code, out, _ = console("--list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [one.name for one in experiments()]
    assert json.loads(console("--list", "--json")[1])["scripts"][0]["name"] == "use-after-close"


def test_an_experiment_is_played_line_by_line(console: Console) -> None:
    code, out, err = console("use-after-close")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "Using an attachment after its session was closed"
    assert "      error         MAPI_E_INVALID_OBJECT (0x80040108)" in lines
    assert any("by step 1 of closing Session 1" in line for line in lines)
    assert "  21  expect error MAPI_E_INVALID_OBJECT" in lines


def test_an_expectation_that_does_not_hold_is_a_no(console: Console, lesson) -> None:
    code, out, _ = console(lesson("open session S\nexpect S closed\n"))
    assert code == 1
    assert "NOT AS EXPECTED S is open" in out


def test_all_mistakes_of_a_script_are_told_and_others_are_played(console: Console, lesson) -> None:
    code, out, err = console(lesson("open sesion S\nfly away\n"), "session-flags")
    assert code == 3
    assert "line 1, column 6: “sesion” is not understood here. Did you mean “session”?" in err
    assert "line 2, column 1" in err
    assert "Flags of a session" in out


def test_what_is_no_script_is_told_in_a_sentence(console: Console, samples, tmp_path) -> None:
    assert console("no-such-thing")[::2] == (
        3, "no-such-thing: There is no such script. Check the name and the folder.\n",
    )  # fmt: skip
    assert console(str(tmp_path))[0] == 3
    code, _, err = console(str(samples / "task.msg"))
    assert code == 3
    assert "no UTF-8 text" in err
    assert console()[0] == 2


def test_json_has_the_events_the_calls_and_what_was_said(console: Console, lesson) -> None:
    path = lesson("# T\n# about\n\n# why\n? so?\nopen session S\nclose S\nexpect S open\n")
    code, out, _ = console("--json", path)
    document = json.loads(out)
    assert code == 1
    assert (document["schema"], document["command"]) == (1, "script")
    (script,) = document["scripts"]
    assert (script["script"], script["title"], script["about"]) == (path, "T", "about")
    assert script["failures"] == 1
    first, second, third = script["lines"]
    assert (first["line"], first["caption"], first["question"]) == (6, "why", "so?")
    assert first["python"] == "S = workspace.open_session()"
    assert first["c"].startswith("hr = OpenIMsgSession(")
    assert [event["event"] for event in second["events"]] == ["closing", "closed"]
    assert (third["met"], third["events"]) == (False, [])


def test_an_error_is_in_the_json_with_its_code(console: Console) -> None:
    (script,) = json.loads(console("--json", "session-flags")[1])["scripts"]
    error = script["lines"][0]["error"]
    assert (error["code"], error["name"]) == ("0x80040106", "MAPI_E_UNKNOWN_FLAGS")


def test_its_python_runs_as_it_is_printed(console: Console, tmp_path: Path, root: Path) -> None:
    code, out, _ = console("--python", "callback-frees-the-storage")
    program = tmp_path / "program.py"
    program.write_text(out, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(program)], capture_output=True, encoding="utf-8", timeout=60,
        check=False, env={"PYTHONPATH": str(root), "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert code == done.returncode == 0
    assert "callback      frees" in done.stdout


def test_its_c_has_the_captions_as_comments(console: Console) -> None:
    out = console("--c", "use-after-close")[1]
    assert out.startswith("/* Using an attachment after its session was closed */")
    assert "CloseIMsgSession(S);" in out


def test_what_a_file_says_does_not_drive_the_terminal(console: Console, lesson) -> None:
    out = console(lesson('# \x1b[31mred\n\nopen session S\nfault S "\x1b[2J"\nclose S\n'))[1]
    assert "\x1b" not in out


def test_stepping_needs_nobody_where_nobody_sits(console: Console) -> None:
    assert console("--step", "use-after-close")[0] == 0
