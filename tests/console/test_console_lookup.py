"""The console: look-ups both ways, commands that are still to come, and what it does not load."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus import console

ROOT = Path(__file__).resolve().parents[2]
LATER = (
    ["dump", "x.msg"],
    ["compare", "a.msg", "b.msg"],
    ["export", "x.msg", "--to", "json", "-o", "out"],
)


# --- lookup ---------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["=", "", " ", "==", "{}", "_"])
def test_a_text_that_cannot_be_a_name_or_number_is_told_what_can_be_asked(text: str) -> None:
    answer = console.run("lookup", "--", text)
    assert answer.code == 2
    assert answer.out == ""
    assert "NAME=NUMBER" in answer.err


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("0x0037001F", "PidTagSubject"),
        ("0037001F", "PR_SUBJECT"),
        ("0x0037", "PidTagSubject"),
        ("PidTagSubject", "0x0037001F"),
        ("PR_SUBJECT", "0x0037001F"),
        ("pr_subject", "0x0037001F"),
        ("PidLidBusyStatus", "0x8205"),
        ("dispidBusyStatus", "PidLidBusyStatus"),
        ("0x8205", "PidLidBusyStatus"),
        ("{00062002-0000-0000-C000-000000000046}", "PSETID_Appointment"),
        ("PSETID_Appointment", "{00062002-0000-0000-C000-000000000046}"),
        ("MAPI_E_NOT_FOUND", "0x8004010F"),
        ("0x8004010F", "MAPI_E_NOT_FOUND"),
        ("MSGFLAG_READ", "0x00000001"),
        ("PtypString", "0x001F"),
    ],
)
def test_lookup_answers_both_ways(question: str, answer: str) -> None:
    done = console.run("lookup", "--json", question)
    assert done.code == 0
    assert list(done.document) == ["schema", "command", "matches"]
    assert answer.lower() in json.dumps(done.document["matches"][0]).lower()
    assert answer.lower() in console.run("lookup", question).out.lower()


def test_lookup_puts_exact_matches_first() -> None:
    matches = console.run("lookup", "--json", "PR_SUBJECT").document["matches"]
    assert "PR_SUBJECT" in [matches[0]["name"], *matches[0]["names"]]
    assert len(matches) > 1


@pytest.mark.parametrize(
    ("number", "asked"),
    [("25", "0x00000019"), ("-1", "0xFFFFFFFF"), ("0x100000019", "0x100000019")],
)
def test_a_number_asked_with_a_property_is_kept_whole(number: str, asked: str) -> None:
    matches = console.run("lookup", "--json", f"0x0E07 = {number}").document["matches"]
    assert matches[0]["asked"] == asked


# --- what is not there, and what is not loaded ----------------------------------------------


@pytest.mark.parametrize("arguments", LATER, ids=lambda words: words[0])
def test_a_command_that_is_not_there_yet_says_so(arguments: list[str]) -> None:
    answer = console.run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert arguments[0] in answer.err
    assert "not there yet" in answer.err


@pytest.mark.parametrize("arguments", [["--version"], ["tree", "resources/samples/plain-mail.msg"]])
def test_neither_qt_nor_extract_msg_nor_olefile_is_loaded(arguments: list[str]) -> None:
    program = (
        "import sys\n"
        "from msginspector import cli\n"
        "code = cli.main(sys.argv[1:])\n"
        "roots = {name.partition('.')[0] for name in sys.modules}\n"
        "heavy = roots & {'PySide6', 'shiboken6', 'extract_msg', 'olefile'}\n"
        "print(sorted(heavy), file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == "[]"
    assert done.stdout.strip()


def test_a_reader_that_goes_away_is_no_traceback(samples: Path) -> None:
    files = " ".join(f"'{path}'" for path in sorted(samples.glob("*.msg")))
    line = f"'{sys.executable}' -m msginspector.cli props --json {files} | head -n 1"
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_lookup_prints_all_that_is_known_of_the_best_match() -> None:
    out = console.run("lookup", "PidLidTimeZoneStruct").out
    for words in ("PSETID_Appointment", "0x8233", "PT_BINARY", "TIMEZONE", "[MS-OXOCAL] 2.2.1.39"):
        assert words in out


def test_lookup_takes_a_number_in_a_property_apart() -> None:
    done = console.run("lookup", "--json", "0x0E07 = 0x19")
    names = [part["name"] for part in done.document["matches"][0]["parts"]]
    assert names == ["MSGFLAG_READ", "MSGFLAG_UNSENT", "MSGFLAG_HASATTACH"]
    assert "MSGFLAG_HASATTACH" in console.run("lookup", "PR_MESSAGE_FLAGS", "25").out
