"""The plain text of HTML: paragraphs, lines, items, cells; white space folded as it is shown."""

from __future__ import annotations

import re
from typing import Final

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")


class PlainText:
    """Collects what a mail says."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._breaks = 0  # line ends that are due before the next word
        self._space = False
        self._line_is_empty = True

    def add(self, text: str, kept: bool) -> None:
        """Words; `kept` where white space counts."""
        if kept:
            self._put(text.replace("\r\n", "\n"))
            return
        folded = _SPACES.sub(" ", text)
        word = folded.strip(" ")
        if folded[:1] == " ":
            self._space = not self._line_is_empty
        if word:
            self._put(word)
            self._space = folded[-1:] == " "

    def line(self, number: int = 1) -> None:
        """What follows begins on a new line, with `number` - 1 empty ones before it."""
        if self._pieces:
            self._breaks = max(self._breaks, number)
        self._space, self._line_is_empty = False, True

    def end_line(self) -> None:
        """A line break."""
        self._breaks += 1
        self._space, self._line_is_empty = False, True

    def cell(self) -> None:
        """The next cell of a row."""
        if not self._line_is_empty:
            self._pieces.append("\t")
            self._space, self._line_is_empty = False, True

    def text(self) -> str:
        """All of it."""
        return "".join(self._pieces).replace("\xa0", " ").strip("\n")

    def _put(self, word: str) -> None:
        if self._breaks:
            self._pieces.append("\n" * min(self._breaks, 3))
        elif self._space:
            self._pieces.append(" ")
        self._pieces.append(word)
        self._breaks, self._space, self._line_is_empty = 0, False, False
