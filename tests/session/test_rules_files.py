"""Files and threads: descriptors, files that change after opening, and one lock (rule 14)."""

from __future__ import annotations

import hashlib
import os
import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from msginspector.errors import InputError, InspectorError
from msginspector.session import Event, Message, MessageSession, Workspace
from msginspector.session.open_all import open_all
from tests.conftest import open_message_files
from tests.session.letters import BIG, BODY, DATA, IMPORTANCE, SUBJECT, letter, small, write

# -- independence and descriptors -----------------------------------------------------------------


def test_two_messages_of_one_file_are_independent(session: MessageSession, path: Path) -> None:
    first, second = session.open_file(path), session.open_file(path)
    stream = second.open_attachment(0).open_stream()
    first.set_attributes([SUBJECT], [2])
    first.release()
    assert stream.read() == BIG
    assert second.get_property(SUBJECT) == "Papers"


def test_descriptors_are_back_to_the_start_after_close(
    session: MessageSession, path: Path, sample_file: Path
) -> None:
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    for file in (path, sample_file, path):
        for _ in open_all(session.open_file(file)):
            pass
    assert open_message_files() != [] or before == 0
    session.close()
    assert open_message_files() == []
    if before:
        assert len(os.listdir("/proc/self/fd")) == before


def test_no_more_handles_are_open_than_the_workspace_allows(tmp_path: Path) -> None:
    with Workspace(handles=3) as workspace:
        session = workspace.open_session()
        names = [f"Letter {number}" for number in range(40)]
        paths = [write(tmp_path / f"{name}.msg", small(name)) for name in names]
        messages = [session.open_file(path) for path in paths]
        assert workspace.pool.open_handles <= 3
        for _ in range(2):  # the parsed form and the handle of most are gone by now
            for message, name in zip(messages, names, strict=True):
                assert message.get_property(BODY) == f"The body of {name}"
                assert message.open_attachment(0).open_stream().read() == name.encode() * 100
                assert workspace.pool.open_handles <= 3
        session.close()
        assert workspace.pool.open_handles == 0


# -- files that change after opening --------------------------------------------------------------


def overwrite_unseen(path: Path) -> None:
    """Write other bytes of the same size in place, and put the times of the file back."""
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:  # the clock of a file moves in steps
        with path.open("r+b") as file:
            file.write(bytes(before.st_size))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "deleted": Path.unlink,
    "replaced": lambda path: os.replace(
        write(path.with_name("other.msg"), small("Other"), age=0), path
    ),
    "overwritten": lambda path: path.write_bytes(small("Other")),
    "overwritten unseen": overwrite_unseen,
    "truncated": lambda path: os.truncate(path, 1024),
    "emptied": lambda path: path.write_bytes(b""),
    "touched": lambda path: os.utime(path),
}

CODES = {"MSG0912", "MSG0913", "MSG0905"}


def outcome(read: Callable[[], object]) -> object:
    """What a read gives, or the error it is answered with."""
    try:
        return read()
    except InputError as error:
        return error


@pytest.fixture
def copied(path: Path, tmp_path: Path) -> Path:
    """A file of its own that a test may change."""
    return write(tmp_path / "copied.msg", path.read_bytes())


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("held", [True, False], ids=["handle open", "handle closed"])
@pytest.mark.parametrize("parsed", [True, False], ids=["listed", "to be listed again"])
def test_a_file_changed_after_opening_gives_a_finding(
    copied: Path, path: Path, change: str, held: bool, parsed: bool
) -> None:
    with Workspace(handles=1) as workspace:
        message = workspace.open_session().open_file(copied)
        if not held:
            workspace.open_session().open_file(path)
        CHANGES[change](copied)
        if not parsed:
            workspace.cache.drop(message._group.content)
        codes = [finding.code for finding in message.findings()]
        assert codes[0] == "MSG0501"
        if not parsed and not held:
            assert codes == ["MSG0501", "MSG0502"]
        assert message.change()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("held", [True, False], ids=["handle open", "handle closed"])
@pytest.mark.parametrize("parsed", [True, False], ids=["listed", "to be listed again"])
def test_reading_a_changed_file_gives_the_old_bytes_or_a_typed_error_never_garbage(
    copied: Path, path: Path, change: str, held: bool, parsed: bool
) -> None:
    with Workspace(handles=1) as workspace:
        session = workspace.open_session()
        message = session.open_file(copied)
        stream = message.open_attachment(0).open_stream()
        row = message.property(BODY)
        assert row is not None
        if not held:
            session.open_file(path)
        CHANGES[change](copied)
        if not parsed:
            workspace.cache.drop(message._group.content)
        for read, right in (
            (stream.read, BIG),
            (lambda: b"".join(stream.slices(1000)), BIG),
            (lambda: row.value, "Dear reader"),
            (lambda: row.raw(None)[0].decode("utf-16-le"), "Dear reader"),
            (lambda: b"".join(row.slices()).decode("utf-16-le"), "Dear reader"),
            (lambda: message.get_property(BODY), "Dear reader"),
            (lambda: [r.label for r in message.recipients], ["Ada", "Ben"]),
            (lambda: message.object("/attachments/1/message").label, "Inner"),
        ):
            answer = outcome(read)  # type: ignore[arg-type]
            if isinstance(answer, InputError):
                assert (answer.code in CODES, answer.file) == (True, str(copied)), answer
            else:
                assert answer == right
        report = session.close()
        assert report.faults == ()
        assert report.complete


@pytest.mark.parametrize("reader", ["stream", "slices", "row", "row slices"])
def test_a_long_value_of_a_file_overwritten_in_place_is_refused(
    session: MessageSession, tmp_path: Path, reader: str
) -> None:
    data = random.Random(2).randbytes(1_200_000)
    writer = letter()
    writer.add_attachment().set_data(data)
    file = write(tmp_path / "big.msg", writer.to_bytes())
    attachment = session.open_file(file).open_attachment(4)
    stream, row = attachment.open_stream(), attachment.property(DATA)
    assert row is not None
    pieces, parts = stream.slices(100_000), row.slices()
    read = {
        "stream": lambda: stream.read(0, 5000),
        "slices": lambda: next(pieces),
        "row": lambda: row.value,
        "row slices": lambda: next(parts),
    }[reader]
    assert data.startswith(read())
    file.write_bytes(file.read_bytes()[:2048] + bytes(file.stat().st_size - 2048))
    with pytest.raises(InputError, match="was written to since it was opened") as caught:
        read()
    assert caught.value.code == "MSG0912"


ROW_READS: dict[str, Callable[[Message], Callable[[], object]]] = {
    "label": lambda m: partial(getattr, m.row, "label"),
    "message class": lambda m: partial(getattr, m.row, "message_class"),
    "data kind": lambda m: partial(getattr, m.attachments[0], "data_kind"),
    "properties": lambda m: partial(getattr, m.row, "properties"),
    "recipients": lambda m: partial(getattr, m.row, "recipients"),
    "attachments": lambda m: partial(getattr, m.row, "attachments"),
    "children": lambda m: partial(getattr, m.row, "children"),
    "embedded": lambda m: partial(getattr, m.attachments[1], "embedded"),
    "size": lambda m: partial(getattr, m.property(BODY), "size"),
    "place of the bytes": lambda m: partial(getattr, m.property(BODY), "source"),
    "place of the entry": lambda m: partial(getattr, m.property(BODY), "entry"),
    "place of a number": lambda m: partial(getattr, m.property(IMPORTANCE), "entry"),
    "stream": lambda m: partial(getattr, m.property(BODY), "stream_path"),
    "findings of a property": lambda m: partial(getattr, m.property(BODY), "findings"),
    "the message's class": lambda m: lambda: m.message_class,
    "the message's properties": lambda m: lambda: m.properties,
    "the message's attachments": lambda m: lambda: m.attachments,
    "the message's storage": lambda m: lambda: m.storage_path,
    "attributes": lambda m: lambda: m.get_attributes([BODY]),
    "attributes to be set": lambda m: lambda: m.set_attributes([BODY], [2]),
    "an object": lambda m: lambda: m.object("/recipients/0"),
    "walking": lambda m: lambda: list(m.walk()),
    "the rows of a table": lambda m: partial(getattr, m.open_recipient_table(), "rows"),
    "the size of a stream": lambda m: partial(getattr, m.open_stream(BODY), "size"),
    "the names in a storage": lambda m: m.open_attachment(2).open_storage().names,
    "the data of an attachment": lambda m: partial(getattr, m.open_attachment(0), "data_kind"),
    "opening an attachment": lambda m: lambda: m.open_attachment(0),
    "opening a stream": lambda m: lambda: m.open_stream(BODY),
    "opening a message": lambda m: m.open_attachment(1).open_message,
}


@pytest.mark.parametrize("name", ROW_READS)
@pytest.mark.parametrize("warm", [True, False], ids=["read before", "not read before"])
def test_whatever_comes_from_a_file_that_was_overwritten_in_place_is_refused(
    session: MessageSession, copied: Path, name: str, warm: bool
) -> None:
    message = session.open_file(copied)
    read = ROW_READS[name](message)
    if warm:
        read()
    before = len(session)
    copied.write_bytes(bytes(copied.stat().st_size))
    with pytest.raises(InputError) as caught:
        read()
    assert caught.value.name == "FILE_CHANGED"
    assert len(session) == before
    assert message.state.value == "open"  # it can still be released, and says what happened
    assert message.findings()[0].code == "MSG0501"


def test_a_deleted_file_can_still_be_read_while_its_handle_is_open(
    session: MessageSession, copied: Path
) -> None:
    message = session.open_file(copied)
    copied.unlink()
    assert message.get_property(BODY) == "Dear reader"
    assert message.open_attachment(0).open_stream().read() == BIG


def test_a_file_is_never_written_to_or_touched(session: MessageSession, copied: Path) -> None:
    before = (copied.read_bytes(), copied.stat().st_mtime_ns, copied.stat().st_mode)
    for _ in open_all(session.open_file(copied)):
        pass
    session.close()
    assert (copied.read_bytes(), copied.stat().st_mtime_ns, copied.stat().st_mode) == before


# -- rule 14 --------------------------------------------------------------------------------------


def digest(message: Message) -> str:
    """A fingerprint of everything a message holds, read through its rows."""
    seen = hashlib.sha256()
    for item in message.walk():
        for row in item.properties:
            seen.update(f"{item.path} {row.tag:08X} {row.size} {row.text}".encode())
            seen.update(row.raw(None)[0])
    return seen.hexdigest()


def test_containers_can_be_read_from_eight_threads(
    workspace: Workspace, session: MessageSession, path: Path, samples: Path
) -> None:
    files = [path, *sorted(samples.glob("*.msg"))]
    right = [digest(session.open_file(file)) for file in files]
    messages = [session.open_file(file) for file in files]
    with ThreadPoolExecutor(8) as threads:
        rounds = list(threads.map(digest, messages * 8))
    assert rounds == right * 8


def test_one_stream_can_be_read_from_eight_threads(tmp_path: Path, session: MessageSession) -> None:
    data = random.Random(1).randbytes(300_000)
    writer = letter()
    writer.add_attachment().set_data(data)
    stream = session.open_file(write(tmp_path / "big.msg", writer.to_bytes()))
    stream = stream.open_attachment(4).open_stream()

    def read(seed: int) -> bool:
        chance = random.Random(seed)
        places = [(chance.randrange(len(data)), chance.randrange(5000)) for _ in range(100)]
        return all(stream.read(at, size) == data[at : at + size] for at, size in places)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(read, range(8)))


def test_opening_and_releasing_from_several_threads_keeps_the_books_consistent(
    workspace: Workspace, session: MessageSession, path: Path, events: list[Event]
) -> None:
    message = session.open_file(path)
    barrier = threading.Barrier(6)

    def work(seed: int) -> None:
        chance = random.Random(seed)
        barrier.wait(5)
        for _ in range(60):
            handle = chance.choice(
                [
                    lambda: message.open_attachment(chance.randrange(4)),
                    message.open_recipient_table,
                    lambda: message.open_stream(BODY),
                    lambda: session.open_file(path),
                ]
            )()
            if chance.random() < 0.8:
                handle.release()

    with ThreadPoolExecutor(6) as threads:
        for result in [threads.submit(work, seed) for seed in range(6)]:
            result.result(30)
    balance: Counter[int] = Counter()
    for event in events:
        balance[event.id] += {"opened": 1, "released": -1}[event.event]
        assert event.references == balance[event.id], event
    copies = {copy.id: copy for copy in session.tracked()}
    assert {number: copy.references for number, copy in copies.items() if number != session.id} == {
        number: balance[number] for number in copies if number != session.id
    }
    assert [event.seq for event in events] == list(range(2, len(events) + 2))
    used = [copy for copy in copies.values() if copy.kind in ("attachment", "stream")]
    open_now = Counter((copy.kind, copy.path) for copy in used if copy.state == "open")
    assert set(open_now.values()) <= {1}  # never two open objects of one place
    assert len(session.close().steps) == len(copies)
    assert workspace.pool.open_handles == 0


def test_closing_while_other_threads_read_and_open_ends_in_our_errors_only(
    workspace: Workspace, path: Path
) -> None:
    for seed in range(10):
        session = workspace.open_session()
        messages = [session.open_file(path) for _ in range(3)]
        stop = threading.Event()
        strange: list[BaseException] = []

        def work(message: Message, session: MessageSession = session) -> None:
            while not stop.is_set():  # noqa: B023 - joined before the next round
                try:
                    stream = message.open_attachment(0).open_stream()
                    assert b"".join(stream.slices(500)) == BIG
                    assert message.get_property(BODY) == "Dear reader"
                    session.open_file(path).release()
                except InspectorError as error:
                    if not hasattr(error, "scode"):
                        strange.append(error)  # noqa: B023
                    return
                except BaseException as error:  # noqa: BLE001
                    strange.append(error)  # noqa: B023
                    return

        threads = [threading.Thread(target=work, args=(message,)) for message in messages]
        for thread in threads:
            thread.start()
        for _ in zip(range(seed), session.close_steps(), strict=False):
            pass
        report = session.close()
        stop.set()
        for thread in threads:
            thread.join(10)
        assert strange == []
        assert report.complete
        assert report.faults == ()
        assert {copy.state for copy in session.tracked()} == {"closed"}
        assert workspace.pool.open_handles == 0
