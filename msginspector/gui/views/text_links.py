"""Addresses in plain text, as links: where they stand, what they look like, which one is meant.

Plain text has no links of its own; what begins as an address of the web or of mail does is taken
for one (RFC 3986 appendix C). Nothing is opened here: who chooses a link is asked first, as for
links of HTML.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtGui import QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextCursor

from msginspector.analysis.mail_html.links import link

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

    from msginspector.analysis.mail_html import Link
    from msginspector.gui.theme import Theme

LONGEST: Final = 8
"""Lines of the view that one address may go on over; each has a thousand characters."""
_SIGNS: Final = ("://", "www.", "WWW.", "@")
_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.(?=\w)|mailto:)[^\s<>\"“”„«»]{1,4000}"
    r"|(?<![\w.+@-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[\w-]{2,63}",
    re.IGNORECASE,
)
_CLOSING: Final = ".,;:!?'’…*_"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


class Found(NamedTuple):
    """An address in a line."""

    start: int
    text: str

    @property
    def target(self) -> str:
        """Where it leads: with the scheme that is left out."""
        folded = self.text.casefold()
        if folded.startswith(("http://", "https://", "mailto:")):
            return self.text
        return f"http://{self.text}" if folded.startswith("www.") else f"mailto:{self.text}"


def addresses(line: str) -> Iterator[Found]:
    """The addresses in a line, from its beginning."""
    if not any(sign in line for sign in _SIGNS) and "mailto:" not in line.casefold():
        return
    for match in _ADDRESS.finditer(line):
        text = _without_end(match[0])
        if text.casefold() not in ("http://", "https://", "mailto:", "www"):
            yield Found(match.start(), text)


def _without_end(text: str) -> str:
    """What closes the sentence around an address does not belong to it."""
    for _ in range(len(text)):
        last = text[-1:]
        if last not in _CLOSING and text.count(last) <= text.count(_PAIRS.get(last, last)):
            break
        text = text[:-1]
        if not text:
            break
    return text


class TextLinks(QSyntaxHighlighter):
    """Underlines the addresses of a text, while it is no source."""

    def __init__(self, document: QTextDocument, colors: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = colors
        self._continued: Collection[int] = ()
        self.active = False
        self._dress()
        colors.changed.connect(self._renew)
        self.setDocument(document)

    def begin(self, continued: Collection[int], *, active: bool) -> None:
        """Another text comes: the numbers of lines that go on with the one before."""
        self._continued = continued
        self.active = active

    def at(self, cursor: QTextCursor) -> Link | None:
        """The link at a place, None for none."""
        if not self.active:
            return None
        line, before = self._whole_line(cursor.block())
        place = before + cursor.positionInBlock()
        for found in addresses(line):
            if found.start <= place <= found.start + len(found.text):
                return link(found.text, found.target, 0)
        return None

    def highlightBlock(self, text: str) -> None:
        """Underline what begins in this line of the view, or goes on in it."""
        if not self.active:
            return
        if self.currentBlock().blockNumber() in self._continued:
            line, before = self._whole_line(self.currentBlock())
        else:
            line, before = text, 0
        for found in addresses(line):
            start, end = found.start - before, found.start + len(found.text) - before
            if end > 0:
                self.setFormat(max(0, start), end - max(0, start), self._format)

    def _whole_line(self, block: QTextBlock) -> tuple[str, int]:
        """The line that a line of the view is part of, and where that part begins in it."""
        first = block
        for _ in range(LONGEST):
            if first.blockNumber() not in self._continued:
                break
            first = first.previous()
        parts: list[str] = []
        before = 0
        part = first
        for _ in range(2 * LONGEST):
            if not part.isValid() or (parts and part.blockNumber() not in self._continued):
                break
            if part.blockNumber() < block.blockNumber():
                before += part.length() - 1
            parts.append(part.text())
            part = part.next()
        return "".join(parts), before

    def _dress(self) -> None:
        self._format = QTextCharFormat()
        self._format.setForeground(self._theme.color("accent"))
        self._format.setFontUnderline(True)

    def _renew(self) -> None:
        self._dress()
        if self.active:
            self.rehighlight()
