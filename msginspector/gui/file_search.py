"""Finding the files to open, a little at a time: files as given, messages below folders.

The order is that of the names, in a folder its files before its folders, whatever the disk says.
Links to folders are not followed, so that no walk is endless. No Qt here.
"""

from __future__ import annotations

import heapq
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Final

SUFFIXES: Final = (".msg", ".oft", ".eml", ".tnef", "winmail.dat")
SCRIPT_SUFFIX: Final = ".script"
ENTRIES_A_STEP: Final = 64  # of a folder, looked at in one go
STEPS_AHEAD: Final = 16  # of the search, for each file that is opened meanwhile

Path = str | os.PathLike[str]
Unreadable = Callable[[OSError], object]
Steps = Generator[str | None, None, None]


def is_script(path: str) -> bool:
    """It is a script to be played, by its name, and not a message to be opened."""
    return path.lower().endswith(SCRIPT_SUFFIX)


def message_files(paths: Iterable[Path]) -> Iterator[str]:
    """The files among `paths` as given, and every message below the folders, by its name.

    Folders that cannot be read are passed over.
    """
    return (path for path in search(paths, lambda error: None) if path is not None)


def search(paths: Iterable[Path], unreadable: Unreadable) -> Steps:
    """The same in small steps: a file, or None where a step has found none.

    `unreadable` is called with the error of a folder that cannot be read.
    """
    for path in paths:
        if os.path.isdir(path):
            yield from _below(os.fspath(path), unreadable)
        else:
            yield os.fspath(path)


class Ahead:
    """A search that runs ahead of those who take its files, so that their number is soon known."""

    def __init__(self, steps: Steps) -> None:
        self._steps: Steps | None = steps
        self._found: deque[str] = deque()
        self.number = 0

    @property
    def total(self) -> int | None:
        """How many files there are, None while the search goes on."""
        return self.number if self._steps is None else None

    def __iter__(self) -> Iterator[str | None]:
        """The files in order; None where the next one is not known yet."""
        while self._steps is not None or self._found:
            self._advance()
            yield self._found.popleft() if self._found else None

    def _advance(self) -> None:
        for _ in range(STEPS_AHEAD):
            if self._steps is None:
                return
            try:
                path = next(self._steps)
            except StopIteration:
                self._steps = None
                return
            if path is None:
                return  # the disk has been asked: let others go on
            self._found.append(path)
            self.number += 1


def _below(folder: str, unreadable: Unreadable) -> Steps:
    """The messages in a folder and in the folders below it."""
    waiting = [folder]
    while waiting:
        current = waiting.pop()
        files: list[list[str]] = []
        folders: list[str] = []
        try:
            with os.scandir(current) as entries:
                while _look(entries, files, folders):
                    yield None
        except OSError as error:
            unreadable(error)
        for name in heapq.merge(*files):  # a step at a time, unlike sorting all of them
            yield os.path.join(current, name)
        waiting += (os.path.join(current, name) for name in sorted(folders, reverse=True))


def _look(entries: Iterator[os.DirEntry[str]], files: list[list[str]], folders: list[str]) -> bool:
    """Sort some entries of a folder into messages and folders; whether there may be more."""
    found: list[str] = []
    seen = 0
    for seen, entry in enumerate(entries, 1):
        if entry.is_dir():
            if not _is_link(entry):
                folders.append(entry.name)
        elif entry.name.lower().endswith(SUFFIXES):
            found.append(entry.name)
        if seen == ENTRIES_A_STEP:
            break
    files.append(sorted(found))
    return seen == ENTRIES_A_STEP


def _is_link(entry: os.DirEntry[str]) -> bool:
    is_junction = getattr(entry, "is_junction", bool)  # Windows, since Python 3.12
    return entry.is_symlink() or is_junction()
