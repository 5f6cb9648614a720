"""What an input was made into: a new message, and what had to be said about it.

Nothing is lost silently: what has no place in a message, or was repaired, is a sentence in
`Made.notes`. Sentences are bounded in length and number; the last one says how many are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from msginspector.mapi.text import visible
from msginspector.oxmsg.writer import MessageWriter, container_pieces

EML: Final = "eml"
TNEF: Final = "tnef"

MAX_INPUT: Final = 64 << 20
"""Bytes of one input."""
MAX_DEPTH: Final = 100
"""Parts inside parts, and messages inside messages."""
MAX_OBJECTS: Final = 4_000
"""Parts and recipients, or attachments and recipients, of one input at any depth. Each takes about
10 KB of memory until the new file is made."""

_MAX_NOTES: Final = 200
_SMALL: Final = 4096
_CHUNK: Final = 1 << 20
_SHOWN: Final = 120
"""Characters of a text of the file that a sentence repeats."""


@dataclass(frozen=True, slots=True)
class Made:
    """A message made of another kind of input."""

    writer: MessageWriter
    """The layout of the new message."""
    kind: str
    """What it was: "eml" or "tnef"."""
    notes: tuple[str, ...] = ()
    """What could not be mapped or was repaired, one sentence each, in the order it was found."""

    def container(self) -> bytes:
        """The message as the bytes of a new .msg file; the same input gives the same bytes."""
        return _joined(container_pieces(self.writer.layout()))


def _joined(pieces: Iterable[bytes]) -> bytes:
    """The pieces as one. Small ones are put together first: a list of them would be larger."""
    whole: list[bytes] = []
    small = bytearray()
    for piece in pieces:
        if len(piece) < _SMALL and len(small) < _CHUNK:
            small += piece
            continue
        whole += (bytes(small), piece)
        small.clear()
    return b"".join((*whole, small))


class Notes:
    """Collects sentences: equal ones once, with their number, and no more than a few hundred."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}
        self._left_out = 0

    def add(self, text: str) -> None:
        """Adds a sentence."""
        if text not in self._counts and len(self._counts) >= _MAX_NOTES:
            self._left_out += 1
            return
        self._counts[text] = self._counts.get(text, 0) + 1

    def sentences(self) -> tuple[str, ...]:
        """What was said, in the order it was first said."""
        said = [
            text if count == 1 else f"{text} ({count:,} times)"
            for text, count in self._counts.items()
        ]
        if self._left_out:
            said.append(f"{self._left_out:,} more remarks are left out.")
        return tuple(said)


def quoted(text: str) -> str:
    """Text of the file as a sentence repeats it: on one line, short, control characters shown."""
    return f"“{visible(text, _SHOWN, one_line=True)}”"
