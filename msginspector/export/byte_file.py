"""Bytes into a new file: piece by piece, whole or not at all, never over anything that is there."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable
from contextlib import suppress
from typing import Final

PART: Final = ".part"
"""What the name of a file ends with until all its bytes are there."""


def save_steps(path: str, pieces: Iterable[bytes]) -> Generator[int, None, None]:
    """Write `pieces` to a new file; each step gives the bytes written so far.

    Raises FileExistsError where something has that name already, before and after writing, and
    OSError where the system refuses. Whoever stops early leaves nothing behind.
    """
    if os.path.lexists(path):
        raise FileExistsError(path)
    part = f"{path}{PART}"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    written = 0
    try:
        with os.fdopen(handle, "wb") as file:
            for piece in pieces:
                file.write(piece)
                written += len(piece)
                yield written
            file.flush()
            os.fsync(file.fileno())
        _give_name(part, path)
    finally:
        with suppress(OSError):
            os.unlink(part)


def _give_name(part: str, path: str) -> None:
    """A file that came meanwhile is not replaced; a link is the way to see it in time."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:  # no links here
        if os.path.lexists(path):
            raise FileExistsError(path) from None
        os.rename(part, path)


def safe_name(text: str, ending: str = ".bin") -> str:
    """A name for a file out of any text: letters, digits, "-", "_" and "." of it, never empty."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in text)
    return (kept.strip("._")[:80] or "bytes") + ending
