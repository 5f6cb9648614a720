"""Sources of bytes: files through a bounded pool of operating system handles, or memory.

A `FileSource` reads by range and holds no position, so any number of threads can read at once.
At most `FilePool.limit` descriptors are open; the least recently used one is closed and opened
again on demand, and a file that is a different one by then is refused, not read as garbage.
A relative path keeps its meaning when the process changes its folder. Memory mapping is not used:
a mapped file that is cut short kills the process.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Protocol

from msginspector.errors import InputError
from msginspector.storage.osfile import HAS_PREAD, INODE_TIME, SAME_IDENTITY, open_shared

DEFAULT_LIMIT: Final = 16
_TOO_MANY: Final = (errno.EMFILE, errno.ENFILE)


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What tells one state of one file from another."""

    size: int
    """Length in bytes."""
    mtime_ns: int
    """Time of the last change in nanoseconds since 1970."""
    device: int
    """Volume the file lies on."""
    inode: int
    """Number of the file on its volume."""
    ctime_ns: int = 0
    """Time of the last change of the file or of what is noted of it; nobody can put it back.

    In nanoseconds since 1970; 0 where the system has no such time that can be relied on.
    """


class Source(Protocol):
    """Where a compound file is read from."""

    @property
    def path(self) -> str:
        """Name for people, "" for none."""

    @property
    def size(self) -> int:
        """Length in bytes when the source was opened."""

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the range; fewer only at the end of the source."""

    def change(self) -> str | None:
        """A sentence about how the source changed since it was opened, None if it did not."""

    def close(self) -> None:
        """Free what the source holds; closing twice is harmless."""


class _Handle:
    """One open descriptor and how many reads are running on it.

    It is closed at the latest when nobody can reach it any more: whoever forgets to close a
    storage holds its file until then, not until the process ends.
    """

    __slots__ = ("closed", "descriptor", "doomed", "lock", "users")

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.users = 0
        self.doomed = False
        self.closed = False
        self.lock = threading.Lock()

    def close(self) -> None:
        """Close the descriptor; closing twice is harmless."""
        if not self.closed:
            self.closed = True
            os.close(self.descriptor)

    __del__ = close

    def read(self, offset: int, size: int) -> bytes:
        if HAS_PREAD:
            return os.pread(self.descriptor, size, offset)
        with self.lock:
            os.lseek(self.descriptor, offset, os.SEEK_SET)
            return os.read(self.descriptor, size)


class FilePool:
    """Opens files and keeps at most `limit` descriptors open at once. Thread-safe."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self.limit = max(1, limit)
        self._handles: OrderedDict[FileSource, _Handle] = OrderedDict()
        self._open = 0
        self._free = threading.Condition()

    @property
    def open_handles(self) -> int:
        """Descriptors open at this moment."""
        return self._open

    def open(self, path: str | os.PathLike[str]) -> FileSource:
        """Open a file for ranged reading.

        Raises InputError: FILE_NOT_FOUND, IS_A_FOLDER, ACCESS_DENIED, READ_FAILED, or
        NOT_A_MESSAGE for what is no ordinary file.
        """
        name = os.fspath(path)
        place = _absolute(name)
        with self._free:
            while not self._has_room():
                self._free.wait()
            descriptor, identity = self._open_checked(place, name)
            source = FileSource(self, name, place, identity)
            self._handles[source] = _Handle(descriptor)
            self._open += 1
        return source

    def acquire(self, source: FileSource) -> _Handle:
        """The descriptor of a source, opened again if need be; every call needs `give_back`.

        Raises InputError: READ_FAILED if the source was closed; FILE_GONE, FILE_CHANGED.
        """
        with self._free:
            handle = self._handle_of(source)
            handle.users += 1
            return handle

    def give_back(self, handle: _Handle) -> None:
        """End a read begun with `acquire`."""
        with self._free:
            handle.users -= 1
            if handle.doomed and not handle.users:
                self._close_handle(handle)
            self._free.notify_all()

    def drop(self, source: FileSource) -> None:
        """Close the descriptor of a source, if it has one, once running reads have ended."""
        with self._free:
            handle = self._handles.pop(source, None)
            if handle is not None:
                handle.doomed = True
                if not handle.users:
                    self._close_handle(handle)
            self._free.notify_all()

    def _handle_of(self, source: FileSource) -> _Handle:
        """The source's open descriptor, after waiting for a free one where all are in use.

        While it waits the lock is not held: another thread may open or close the same source.
        """
        while True:
            if source.closed:
                raise InputError("READ_FAILED", "The file was closed.", source.path)
            handle = self._handles.get(source)
            if handle is not None:
                self._handles.move_to_end(source)
                return handle
            if self._has_room():
                handle = self._handles[source] = _Handle(self._reopen(source))
                self._open += 1
                return handle
            self._free.wait()

    def _has_room(self) -> bool:
        """Whether one more descriptor may be opened, closing idle ones; False: all are in use."""
        return self._open < self.limit or self._close_idle()

    def _close_idle(self) -> bool:
        """Close the descriptor unused for longest; False if every one is in use."""
        victim = next((s for s, h in self._handles.items() if not h.users), None)
        if victim is None:
            return False
        self._close_handle(self._handles.pop(victim))
        return True

    def _open_checked(self, place: str, name: str) -> tuple[int, FileIdentity]:
        """Open an ordinary file; where the system has no descriptor left, close an idle one."""
        while True:
            try:
                return _open_checked(place, name)
            except InputError as error:
                cause = error.__cause__
                exhausted = isinstance(cause, OSError) and cause.errno in _TOO_MANY
                if not exhausted or not self._close_idle():
                    raise

    def _reopen(self, source: FileSource) -> int:
        try:
            descriptor, identity = self._open_checked(source.place, source.path)
        except InputError as error:
            if error.name != "FILE_NOT_FOUND":
                raise
            text = "The file is gone since it was opened."
            raise InputError("FILE_GONE", text, source.path) from error
        change = describe_change(source.identity, identity)
        if change is None:
            return descriptor
        os.close(descriptor)
        raise InputError("FILE_CHANGED", change, source.path)

    def _close_handle(self, handle: _Handle) -> None:
        handle.close()
        self._open -= 1


class FileSource:
    """A file read by range through a pool."""

    def __init__(self, pool: FilePool, path: str, place: str, identity: FileIdentity) -> None:
        self.path = path
        """The path as it was given."""
        self.place = place
        """The absolute path that is read, whatever the current folder is by then."""
        self.identity = identity
        self.seen = identity if SAME_IDENTITY else _seen(place, identity)
        """What `os.stat` of the path said: to be compared with what it says later."""
        self.size = identity.size
        self.closed = False
        self._pool = pool

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the range, fewer only at the end of the file.

        Raises InputError: READ_FAILED, also after `close`; FILE_GONE or FILE_CHANGED if the file
        had to be opened again and is not the one it was.
        """
        size = min(size, self.size - offset)  # never ask for a buffer larger than the file
        if offset < 0 or size <= 0:
            return b""
        handle = self._pool.acquire(self)
        try:
            data = handle.read(offset, size)
            return data if len(data) == size else self._rest(handle, data, offset, size)
        except OSError as error:
            raise _read_failed(self.path, error) from error
        finally:
            self._pool.give_back(handle)

    def change(self) -> str | None:
        """None if the file is as it was when it was opened, else a sentence saying what differs."""
        try:
            now = _identity(os.stat(self.place))
        except OSError:
            return "The file is gone or cannot be reached any more."
        return describe_change(self.seen, now)

    def written(self) -> str | None:
        """The same as `change`, but None also for a file that was replaced or is gone.

        An open descriptor still reads those as they were; a file that was written to is another.
        """
        seen = self.seen
        try:
            status = os.stat(self.place)
        except OSError:
            return None
        same = status.st_mtime_ns == seen.mtime_ns and status.st_size == seen.size
        if same and (not INODE_TIME or status.st_ctime_ns == seen.ctime_ns):
            return None  # asked after every value that is read, so this is the short way
        now = _identity(status)
        if (now.device, now.inode) != (seen.device, seen.inode):
            return None
        return describe_change(seen, now)

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self.closed = True
        self._pool.drop(self)

    def _rest(self, handle: _Handle, data: bytes, offset: int, size: int) -> bytes:
        """Go on after a short read until the range is complete or the file ends."""
        parts = [data]
        got = len(data)
        while got < size and parts[-1]:
            parts.append(handle.read(offset + got, size - got))
            got += len(parts[-1])
        return b"".join(parts)


class BytesSource:
    """Bytes in memory with the interface of a file source."""

    def __init__(self, data: bytes, label: str = "") -> None:
        self.path = label
        self.size = len(data)
        self.identity: FileIdentity | None = None
        self.closed = False
        self._data = data

    def read(self, offset: int, size: int) -> bytes:
        """Bytes of the range, fewer only at the end."""
        if offset < 0 or size <= 0:
            return b""
        return self._data[offset : offset + size]

    def change(self) -> str | None:
        """Always None: memory does not change."""
        return None

    def close(self) -> None:
        """Free the bytes."""
        self.closed = True
        self._data = b""


def describe_change(before: FileIdentity, now: FileIdentity) -> str | None:
    """A sentence on how a file differs from what it was, None if it does not."""
    if (before.device, before.inode) != (now.device, now.inode):
        return "The file was replaced by another one."
    if before.size != now.size:
        return f"The file's size changed from {before.size} to {now.size} bytes."
    if before.mtime_ns != now.mtime_ns:
        return "The file was written to since it was opened."
    if before.ctime_ns != now.ctime_ns:
        return "The file, or its name or permissions, changed since it was opened."
    return None


def _identity(status: os.stat_result) -> FileIdentity:
    changed = status.st_ctime_ns if INODE_TIME else 0
    return FileIdentity(status.st_size, status.st_mtime_ns, status.st_dev, status.st_ino, changed)


def _seen(place: str, identity: FileIdentity) -> FileIdentity:
    """The identity by path of a file that was just opened; by its descriptor if it is gone."""
    try:
        return _identity(os.stat(place))
    except OSError:
        return identity


def _absolute(name: str) -> str:
    """The path that leads to the same file from any folder.

    Not normalised: after a link, `..` is not the folder before it.
    """
    if not name or os.path.isabs(name):
        return name
    try:
        if os.name == "nt":
            return os.path.abspath(name)  # "C:name" is relative to a folder of its own
        return os.path.join(os.getcwd(), name)
    except OSError:  # the current folder was removed
        return name


def _open_checked(place: str, name: str) -> tuple[int, FileIdentity]:
    """Open an ordinary file; raises InputError with the sentence for what went wrong."""
    try:
        descriptor = open_shared(place)
    except (OSError, ValueError) as error:
        raise _cannot_open(name, place, error) from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise _not_a_file(name, stat.S_ISDIR(status.st_mode))
        return descriptor, _identity(status)
    except BaseException:
        os.close(descriptor)
        raise


def _not_a_file(path: str, is_folder: bool) -> InputError:
    if is_folder:
        return InputError("IS_A_FOLDER", "This is a folder, not a file.", path)
    return InputError("NOT_A_MESSAGE", "This is a pipe or a device, not a file.", path)


def _cannot_open(path: str, place: str, error: OSError | ValueError) -> InputError:
    if isinstance(error, FileNotFoundError | NotADirectoryError | ValueError):
        return InputError("FILE_NOT_FOUND", "There is no such file.", path)
    if isinstance(error, IsADirectoryError) or os.path.isdir(place):
        return _not_a_file(path, is_folder=True)
    if isinstance(error, PermissionError):
        return InputError("ACCESS_DENIED", "Reading this file is not permitted.", path)
    return _read_failed(path, error)


def _read_failed(path: str, error: OSError) -> InputError:
    reason = error.strerror or str(error)
    return InputError("READ_FAILED", f"The file could not be read: {reason}.", path)
