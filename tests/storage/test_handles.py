"""Files through the pool: few handles, changes noticed, every refusal with its own sentence."""

from __future__ import annotations

import errno
import gc
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.errors import InputError
from msginspector.storage import BytesSource, FilePool, handles, open_storage
from tests.conftest import open_message_files


def make(folder: Path, name: str, data: bytes = b"0123456789") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def overwrite_unseen(path: Path) -> None:
    """Write as many other bytes into a file and put its times back.

    Again and again until the clock of the file system, which moves in steps, has moved.
    """
    before = path.stat()
    while path.stat().st_ctime_ns == before.st_ctime_ns:
        with path.open("r+b") as file:
            file.write(bytes(before.st_size))
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_the_pool_never_holds_more_handles_than_its_limit(tmp_path: Path) -> None:
    pool = FilePool(limit=3)
    sources = [pool.open(make(tmp_path, f"{n}", b"%d" % n)) for n in range(10)]
    for _ in range(2):
        for number, source in enumerate(sources):
            assert source.read(0, 9) == b"%d" % number
            assert pool.open_handles <= 3
    for source in sources:
        source.close()
    assert pool.open_handles == 0


def test_reads_from_many_threads_through_one_handle_are_right(tmp_path: Path) -> None:
    data = os.urandom(1 << 16)
    pool = FilePool(limit=1)
    sources = [pool.open(make(tmp_path, name, data)) for name in "ab"]
    wrong = []

    def work(start: int) -> None:
        for offset in range(start, len(data) - 100, 997):
            for source in sources:
                if source.read(offset, 100) != data[offset : offset + 100]:
                    wrong.append(offset)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert pool.open_handles == 1


def test_a_read_is_short_only_at_the_end_of_the_file(tmp_path: Path) -> None:
    source = FilePool().open(make(tmp_path, "a"))
    assert source.read(8, 100) == b"89"
    assert source.read(10, 1) == b""
    assert source.read(-1, 1) == b""
    assert source.read(0, 1 << 60) == b"0123456789"
    source.close()


def test_an_unchanged_file_has_no_change(tmp_path: Path) -> None:
    source = FilePool().open(make(tmp_path, "a"))
    assert source.change() is None
    source.close()


@pytest.mark.parametrize(
    ("what", "word"),
    [
        ("gone", "gone"),
        ("size", "size"),
        ("replace", "replaced"),
        ("time", "written"),
        ("put back", "changed"),
    ],
)
def test_a_change_is_told_in_a_sentence(tmp_path: Path, what: str, word: str) -> None:
    path = make(tmp_path, "a")
    source = FilePool().open(path)
    if what == "gone":
        path.unlink()
    elif what == "size":
        path.write_bytes(b"longer than it was")
    elif what == "replace":
        os.replace(make(tmp_path, "b"), path)
    elif what == "put back":
        overwrite_unseen(path)
    else:
        os.utime(path, ns=(1, 1))
    assert word in (source.change() or "")
    source.close()


def test_a_file_that_changed_while_its_handle_was_closed_is_refused(tmp_path: Path) -> None:
    pool = FilePool(limit=1)
    path = make(tmp_path, "a")
    source = pool.open(path)
    other = pool.open(make(tmp_path, "b"))
    path.write_bytes(b"something else")
    with pytest.raises(InputError) as caught:
        source.read(0, 4)
    assert caught.value.name == "FILE_CHANGED"
    assert other.read(0, 4) == b"0123"
    other.read(0, 1)
    path.unlink()
    with pytest.raises(InputError) as caught:
        source.read(0, 4)
    assert caught.value.name == "FILE_GONE"
    other.close()


def test_each_thing_that_is_no_file_has_its_error(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    cases = {
        tmp_path: "IS_A_FOLDER",
        tmp_path / "absent": "FILE_NOT_FOUND",
        make(tmp_path, "a") / "below": "FILE_NOT_FOUND",
        fifo: "NOT_A_MESSAGE",
    }
    pool = FilePool()
    for path, name in cases.items():
        with pytest.raises(InputError) as caught:
            pool.open(path)
        assert caught.value.name == name
        assert caught.value.file == str(path)
    assert pool.open_handles == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_denied(tmp_path: Path) -> None:
    path = make(tmp_path, "a")
    path.chmod(0)
    with pytest.raises(InputError) as caught:
        FilePool().open(path)
    assert caught.value.name == "ACCESS_DENIED"


def test_reading_leaves_the_times_of_a_file_as_they_were(tmp_path: Path) -> None:
    path = make(tmp_path, "a")
    os.utime(path, ns=(10**18, 10**18))
    source = FilePool().open(path)
    source.read(0, 10)
    source.close()
    status = path.stat()
    assert (status.st_atime_ns, status.st_mtime_ns) == (10**18, 10**18)


def test_a_closed_source_cannot_be_read_and_closing_twice_is_harmless(tmp_path: Path) -> None:
    source = FilePool().open(make(tmp_path, "a"))
    source.close()
    source.close()
    assert source.closed
    with pytest.raises(InputError):
        source.read(0, 1)


class Waiting(threading.Condition):
    """The pool's condition, which says when a thread begins to wait for a descriptor."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Semaphore(0)

    def wait(self, timeout: float | None = None) -> bool:
        self.waiting.release()
        return super().wait(timeout)


def started(*works: Callable[[], object]) -> list[threading.Thread]:
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    return threads


def test_two_threads_that_waited_for_one_file_share_its_descriptor(tmp_path: Path) -> None:
    pool = FilePool(limit=2)
    pool._free = waiting = Waiting()
    wanted, *others = [pool.open(make(tmp_path, name)) for name in "abc"]
    busy = [pool.acquire(source) for source in others]
    got: list[bytes] = []
    threads = started(*[lambda: got.append(wanted.read(0, 4))] * 2)
    for _ in threads:
        waiting.waiting.acquire()
    for handle in busy:
        pool.give_back(handle)
    for thread in threads:
        thread.join()
    assert got == [b"0123"] * 2
    for source in (wanted, *others):
        source.close()
    assert pool.open_handles == 0


def test_a_file_closed_while_a_read_waits_is_not_opened_again(tmp_path: Path) -> None:
    pool = FilePool(limit=1)
    pool._free = waiting = Waiting()
    source, other = (pool.open(make(tmp_path, name)) for name in "ab")
    busy = pool.acquire(other)
    refused: list[str] = []

    def work() -> None:
        try:
            source.read(0, 4)
        except InputError as error:
            refused.append(error.name)

    threads = started(work)
    waiting.waiting.acquire()
    source.close()
    pool.give_back(busy)
    threads[0].join()
    assert refused == ["READ_FAILED"]
    other.close()
    assert pool.open_handles == 0


def test_a_relative_path_means_the_same_file_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there").mkdir()
    make(tmp_path / "here", "a")
    make(tmp_path / "there", "b")
    pool = FilePool(limit=1)
    monkeypatch.chdir(tmp_path / "here")
    source = pool.open("a")
    monkeypatch.chdir(tmp_path / "there")
    other = pool.open("b")  # takes the only descriptor
    assert source.read(0, 4) == b"0123"
    assert source.change() is None
    assert source.path == "a"
    source.close()
    other.close()


def test_an_empty_path_is_no_file() -> None:
    with pytest.raises(InputError) as caught:
        FilePool().open("")
    assert caught.value.name == "FILE_NOT_FOUND"


def test_a_system_without_free_descriptors_gets_an_idle_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = 3
    pool = FilePool(limit=10)
    real = handles.open_shared

    def scarce(path: str) -> int:
        if pool.open_handles >= room:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)
        return real(path)

    monkeypatch.setattr(handles, "open_shared", scarce)
    sources = [pool.open(make(tmp_path, f"{n}", b"%d" % n)) for n in range(6)]
    assert [source.read(0, 1) for source in sources] == [b"%d" % n for n in range(6)]
    assert pool.open_handles == room
    for source in sources:
        source.close()


def test_without_any_idle_descriptor_the_shortage_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(path: str) -> int:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE), path)

    monkeypatch.setattr(handles, "open_shared", exhausted)
    with pytest.raises(InputError, match=os.strerror(errno.EMFILE)) as caught:
        FilePool().open(make(tmp_path, "a"))
    assert caught.value.name == "READ_FAILED"


def test_file_numbers_are_compared_by_path_where_descriptors_have_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.fstat

    def other_numbers(descriptor: int) -> os.stat_result:
        fields = list(real(descriptor))
        fields[1:3] = [12345, 67890]
        return os.stat_result(fields, {"st_mtime_ns": real(descriptor).st_mtime_ns})

    monkeypatch.setattr(handles, "SAME_IDENTITY", False)
    monkeypatch.setattr(os, "fstat", other_numbers)
    pool = FilePool(limit=1)
    path = make(tmp_path, "a")
    source = pool.open(path)
    assert source.change() is None
    pool.open(make(tmp_path, "b")).close()
    assert source.read(0, 4) == b"0123"  # opened again, and compared by descriptor
    os.replace(make(tmp_path, "c"), path)
    assert "replaced" in (source.change() or "")
    source.close()


@pytest.mark.parametrize(("what", "told"), [("write", True), ("replace", False), ("gone", False)])
def test_only_a_file_that_was_written_to_is_another_behind_its_descriptor(
    tmp_path: Path, what: str, told: bool
) -> None:
    path = make(tmp_path, "a")
    source = FilePool().open(path)
    assert source.written() is None
    if what == "write":
        path.write_bytes(b"longer than it was")
    elif what == "replace":
        os.replace(make(tmp_path, "b"), path)
    else:
        path.unlink()
    assert (source.written() is not None) is told
    source.close()


@pytest.mark.skipif(not handles.INODE_TIME, reason="no time that cannot be put back")
@pytest.mark.parametrize("held", [True, False], ids=["handle open", "handle closed"])
def test_a_file_overwritten_in_place_is_noticed_though_size_and_times_are_as_before(
    tmp_path: Path, held: bool
) -> None:
    path = make(tmp_path, "a")
    pool = FilePool(limit=1)
    source = pool.open(path)
    if not held:
        pool.open(make(tmp_path, "b"))
    overwrite_unseen(path)
    assert source.change() is not None
    assert source.written() is not None
    if not held:
        with pytest.raises(InputError, match="changed since it was opened"):
            source.read(0, 4)
    source.close()


def test_a_file_that_nobody_closed_is_closed_when_nobody_can_reach_it(samples: Path) -> None:
    held = open_storage(samples / "task.msg")
    assert len(open_message_files()) == 1
    del held
    gc.collect()
    assert open_message_files() == []


def test_bytes_in_memory_are_a_source_too() -> None:
    source = BytesSource(b"abc", "label")
    assert (source.size, source.path, source.change()) == (3, "label", None)
    assert source.read(1, 10) == b"bc"
    assert source.read(-1, 1) == b""
    source.close()
    assert source.closed
