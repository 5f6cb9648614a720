"""`msginspect session --open-all --json` obeys every rule of message sessions, on real files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.console import expectations, rules
from tests.corpus import console

ROOT = Path(__file__).resolve().parents[2]
DESCRIPTORS = Path("/proc/self/fd")

NESTED = "HiraokaHyperTools+msgreader__msgInMsgInMsg.msg"
OLE = "aspose-email+Aspose.Email-for-.NET__MSG file with RTF Formatting.msg"
MANY = "bbottema+outlook-message-parser__testgetmsgAttch.msg"


def session(*arguments: str | Path) -> tuple[int, Any]:
    """Exit code and document of a session."""
    answer = console.run("session", "--json", *arguments)
    return answer.code, answer.document


def judged(document: Any, *files: Path) -> list[str]:
    """The violations in a document, as text."""
    expected = {str(path): expectations.messages(path) for path in files}
    return [str(violation) for violation in rules.check(document, expected or None)]


def events(document: Any) -> list[dict[str, Any]]:
    """The events of a document's one session."""
    [only] = document["sessions"]
    found: list[dict[str, Any]] = only["events"]
    return found


def descriptors() -> list[str]:
    """What the open file descriptors of this process point to."""
    found = []
    for link in DESCRIPTORS.iterdir():
        try:
            found.append(os.readlink(link))
        except OSError:  # the descriptor that lists the folder is gone by now
            continue
    return sorted(name for name in found if not name.startswith(str(DESCRIPTORS.resolve())))


def test_a_session_with_everything_opened_obeys_every_rule(compound_file: Path) -> None:
    before = descriptors()
    code, document = session("--open-all", compound_file)
    assert judged(document, compound_file) == []
    assert code == 0
    assert descriptors() == before


def test_one_session_with_the_whole_corpus_obeys_every_rule(corpus: Path) -> None:
    files = console.compound(sorted(corpus.iterdir()))
    before = descriptors()
    code, document = session("--open-all", *files)
    assert judged(document, *files) == []
    assert code == 0
    assert descriptors() == before


def test_files_that_are_no_messages_leave_the_others_open(corpus: Path) -> None:
    others = [path for path in corpus.iterdir() if not console.is_message(path)]
    files = sorted({*sorted(corpus.iterdir())[::5], *others})
    messages = [path for path in files if console.is_message(path)]
    assert 0 < len(messages) < len(files)
    code, document = session("--open-all", *files)
    assert code == 3
    assert judged(document) == []
    tops = [e for e in events(document) if e["event"] == "opened" and e["path"] == "/"]
    assert {e["file"] for e in tops if e["kind"] == "message"} == set(map(str, messages))


def test_without_open_all_only_the_message_and_its_storage_are_opened(samples: Path) -> None:
    code, document = session(samples / "nested-three-deep.msg")
    assert code == 0
    assert judged(document) == []
    opened = [event["kind"] for event in events(document) if event["event"] == "opened"]
    assert opened == ["session", "storage", "message"]


def test_the_same_file_twice_is_two_messages(samples: Path) -> None:
    path = samples / "nested-three-deep.msg"
    _code, document = session("--open-all", path, path)
    assert [str(v) for v in rules.check(document)] == []
    tops = [e for e in events(document) if e["event"] == "opened" and e["kind"] == "message"]
    tops = [e for e in tops if e["path"] == "/"]
    assert len({e["id"] for e in tops}) == len(tops) == 2


@pytest.mark.parametrize("name", [NESTED, OLE, MANY])
def test_a_fault_in_any_object_leaves_the_rest_closed(corpus: Path, name: str) -> None:
    path = corpus / name
    _code, whole = session("--open-all", path)
    paths = sorted({event["path"] for event in events(whole)})
    kinds = {event["kind"] for event in events(whole)}
    assert len(paths) > 5
    for place in paths:
        code, document = session("--open-all", "--fault", place, path)
        failed = [event for event in events(document) if event["event"] == "failed"]
        assert code == 1, place
        assert failed, place
        assert {event["path"] for event in failed} == {place}
        assert judged(document, path) == [], place
    assert kinds >= {"session", "message", "storage", "attachment", "stream"}


def test_faults_in_several_objects_are_all_reported(corpus: Path) -> None:
    path = corpus / NESTED
    places = ["/attachments/0", "/attachments/0/message", "/"]
    faults = [word for place in places for word in ("--fault", place)]
    code, document = session("--open-all", *faults, path)
    assert code == 1
    assert judged(document, path) == []
    reported = document["sessions"][0]["report"]["faults"]
    assert {fault["path"] for fault in reported} >= set(places)


def test_an_unreadable_file_wins_over_a_fault(samples: Path, tmp_path: Path) -> None:
    path = samples / "plain-mail.msg"
    code, document = session("--open-all", "--fault", "/", path, tmp_path / "none.msg")
    assert any(event["event"] == "failed" for event in events(document))
    assert code == 3


def executable() -> list[str]:
    """The installed `msginspect`, else the module it starts."""
    installed = Path(sys.executable).with_name("msginspect")
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "msginspector.cli"]


@pytest.mark.parametrize("name", [NESTED, OLE, MANY])
def test_the_program_itself_obeys_every_rule(corpus: Path, name: str) -> None:
    path = corpus / name
    done = subprocess.run(
        [*executable(), "session", "--open-all", "--json", str(path)],
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert judged(json.loads(done.stdout.decode("utf-8")), path) == []
