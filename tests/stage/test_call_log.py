"""The log of calls: one entry a call, in both languages; its Python runs and does the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from msginspector.session import Event, Workspace
from msginspector.stage.call_log import CallLog, c_program, program
from msginspector.stage.statements import c_string
from msginspector.storage import open_storage


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def workspace(told: list[Event]) -> Iterator[Workspace]:
    with Workspace() as made:
        made.subscribe(told.append)
        yield made


def play(workspace: Workspace, samples: Path) -> None:
    """Something of everything: openings, again, references, releases, without a session, close."""
    session = workspace.open_session()
    message = session.open_file(samples / "nested-three-deep.msg")
    table = message.open_recipient_table()
    attachment = message.open_attachment(0)
    message.open_attachment(0)
    attachment.add_reference()
    attachment.open_message().open_attachment_table()
    message.open_stream(0x1000001F)
    table.release()
    alone = workspace.open_file(samples / "attachments.msg")
    data = alone.open_attachment(0).open_stream()
    part = alone.open_attachment(0)
    part.release()
    part.release()
    alone.release()
    data.release()
    session.inject_fault(attachment.id)
    session.close()


def log_of(events: list[Event]) -> CallLog:
    log = CallLog()
    log.add(events)
    return log


def test_every_call_is_one_entry_and_every_event_belongs_to_one(workspace, told, samples) -> None:
    play(workspace, samples)
    calls = log_of(told).calls
    assert [call.python.split("(")[0] for call in calls] == [
        "session1 = workspace.open_session",
        "message3 = session1.open_file",
        "recipients4 = message3.open_recipient_table",
        "attachment5 = message3.open_attachment",
        "attachment5 = message3.open_attachment",
        "attachment5.add_reference",
        "message6 = attachment5.open_message",
        "attachments7 = message6.open_attachment_table",
        "stream8 = message3.open_stream",
        "recipients4.release",
        "message10 = workspace.open_file",
        "attachment11 = message10.open_attachment",
        "stream12 = attachment11.open_stream",
        "attachment11 = message10.open_attachment",
        "attachment11.release",
        "attachment11.release",
        "message10.release",
        "stream12.release",
        "session1.close",
    ]
    assert calls[-1].result == "8 objects closed, 1 fault"
    assert calls[-1].failed
    covered = sum(call.last_seq - call.first_seq + 1 for call in calls)
    assert covered == len(told)


def test_opening_a_file_is_two_calls_of_mapi_and_one_of_python(workspace, told, samples) -> None:
    workspace.open_session().open_file(samples / "plain-mail.msg")
    call = log_of(told).calls[-1]
    assert call.c.count("hr = ") == 2
    assert 'StgOpenStorage(L"plain-mail.msg"' in call.c
    assert "OpenIMsgOnIStg(session1, " in call.c
    assert "storage2" in call.c
    assert call.python.count("\n") == 0


def test_the_cascade_is_one_call_that_grows(workspace, told, samples) -> None:
    session = workspace.open_session()
    session.open_file(samples / "plain-mail.msg")
    log = log_of(told)
    del told[:]
    steps = session.close_steps()
    next(steps)
    (first,) = log.add(told)
    del told[:]
    next(steps)
    (second,) = log.add(told)
    assert (first.number, first.result) == (3, "1 object closed")
    assert (second.number, second.result) == (3, "2 objects closed")
    assert second.c == "CloseIMsgSession(session1);"
    assert len(log) == 3


def run(events: list[Event], folder: Path, root: Path, encoding: str = "utf-8") -> list[str]:
    """What the Python of the calls behind events prints in a process of its own."""
    script = folder / "again.py"
    script.write_text(program(log_of(events).calls), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script)], cwd=folder, capture_output=True,
        encoding=encoding, timeout=60, check=False,
        env={"PYTHONPATH": str(root), "PYTHONIOENCODING": encoding, "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_python_of_it_runs_and_does_the_same(workspace, told, samples, tmp_path, root) -> None:
    play(workspace, samples)
    without_fault = [str(event) for event in told if event.event != "failed"]
    assert run(told, tmp_path, root) == without_fault


def test_a_console_that_cannot_show_a_label_shows_it_escaped(
    workspace, told, samples, tmp_path, root
) -> None:
    workspace.open_session().open_file(samples / "nested-three-deep.msg").open_attachment(0)
    (tmp_path / "Zürich 東京.msg").write_bytes((samples / "task.msg").read_bytes())
    workspace.sessions[0].open_file(tmp_path / "Zürich 東京.msg")
    shown = [str(event).encode("ascii", "backslashreplace").decode() for event in told]
    assert run(told, tmp_path, root, "ascii")[: len(shown)] == shown


def test_references_of_the_storage_of_a_file_are_calls_that_run(
    workspace, told, samples, tmp_path, root
) -> None:
    session = workspace.open_session()
    message = session.open_file(samples / "task.msg")
    storage = session.handle(message.id - 1)
    storage.add_reference()
    message.release()
    storage.release()
    session.close()
    calls = log_of(told).calls
    assert [call.python.rpartition(".")[2] for call in calls[2:]] == [
        "add_reference()", "release()", "release()", "close()"
    ]  # fmt: skip
    assert run(told, tmp_path, root) == [str(event) for event in told]


def test_a_message_on_a_storage_of_its_caller_opens_one_of_that_name(
    workspace, told, samples, tmp_path, root
) -> None:
    (tmp_path / "task.msg").write_bytes((samples / "task.msg").read_bytes())
    storage = open_storage(str(tmp_path / "task.msg"))
    session = workspace.open_session()
    session.open_message(storage, flags=1).release()
    session.close()
    storage.close()
    calls = log_of(told).calls
    assert calls[1].python.startswith(
        "message2 = session1.open_message(open_storage('task.msg'), flags=0x1)"
    )
    assert run(told, tmp_path, root) == [str(event) for event in told]
    text = c_program(calls)
    assert text.index("LPSTORAGE storage_of_message2 = NULL;") < text.index("hr = OpenIMsgSession")


def test_what_a_release_causes_is_its_own_although_a_callback_made_calls(
    workspace, told, samples
) -> None:
    def open_and_fail(_data: object, _message: object) -> None:
        workspace.open_session()
        raise ValueError("too much")

    storage = open_storage(str(samples / "task.msg"))
    workspace.open_message(storage, open_and_fail).release()
    storage.close()
    opened, released, inner = log_of(told).calls
    assert (inner.result, inner.failed) == ("S_OK, 1 reference", False)
    assert "too much" in released.result
    assert released.failed
    assert released.last_seq == told[-1].seq
    assert opened.last_seq == 1


def test_a_program_says_that_its_beginning_is_lost(workspace, told, samples) -> None:
    session = workspace.open_session()
    session.open_file(samples / "task.msg")
    session.close()
    log = CallLog(limit=2)
    log.add(told)
    for text in (program(log.calls), c_program(log.calls)):
        assert "What was called before number 2 is not known any more" in text


def test_the_c_of_it_declares_what_it_uses(workspace, told, samples) -> None:
    play(workspace, samples)
    text = c_program(log_of(told).calls)
    for name in ("LPMSGSESS session1", "LPSTORAGE storage2", "LPMAPITABLE recipients4"):
        assert text.index(f"{name} = NULL;") < text.index("hr = OpenIMsgSession")
    assert "attachment5->lpVtbl->AddRef(attachment5);" in text


def test_mail_that_is_made_into_a_message_names_the_calls_of_outlook(
    workspace, told, tmp_path
) -> None:
    mail = tmp_path / "a b.eml"
    mail.write_bytes(b"From: a@b.example\r\nSubject: hi\r\n\r\nbody\r\n")
    workspace.open_session().open_file(mail)
    call = log_of(told).calls[-1]
    assert "IConverterSession::MIMEToMAPI" in call.c
    assert call.python == f"message3 = session1.open_file({str(mail)!r})"


def test_old_calls_are_dropped_and_counted(workspace, told, samples) -> None:
    session = workspace.open_session()
    for _ in range(5):
        session.open_file(samples / "plain-mail.msg").release()
    log = CallLog(limit=4)
    for event in told:
        log.add([event])
    session.close()
    log.add(told[-1:])
    assert len(log) == 4
    assert log.dropped == 12 - 4
    assert [call.number for call in log.calls] == [9, 10, 11, 12]


def test_c_literals_escape_what_ends_them() -> None:
    assert c_string('a"b\\c\n') == 'a\\"b\\\\c\\012'
    assert c_string("é😀") == "\\u00e9\\U0001f600"


def test_no_escape_of_a_c_literal_takes_in_what_follows_it() -> None:
    assert c_string("éab\x011\udc80f") == '\\u00e9ab\\0011\\xdc80" L"f'
