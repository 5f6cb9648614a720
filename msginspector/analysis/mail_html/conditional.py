"""What a mail has for Outlook alone: comments with a condition that Outlook takes for true.

`<!--[if mso]> … <![endif]-->` is a comment to all programs but those with the engine of Word. What
is in one is not in the copy, but it is what Outlook shows, fetches and leads to. It is read for
words, links, pictures and dangers. Conditions are not worked out: any that names `mso` and does
not deny it holds for some Outlook. Parts without words or addresses, settings of Word and tables
that hold a column open, say nothing to anybody and are not told.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msginspector.analysis.mail_html.dangers import VML_SHAPES, Dangers
from msginspector.analysis.mail_html.dressing import Dresser
from msginspector.analysis.mail_html.pictures import Pictures, is_unseen
from msginspector.analysis.mail_html.report import Ledger
from msginspector.analysis.mail_html.scanner import Kind, Token, tokens, unescaped

LINKS: Final = frozenset(("a", "area")) | VML_SHAPES
WORDS: Final = 200
"""Characters of its words that are told."""

_CONDITION: Final = re.compile(r"<!--\[if\s+([^\]>]{1,100})\]>", re.IGNORECASE)
_DENIED: Final = re.compile(r"!\s*\(?\s*mso", re.IGNORECASE)

AddLink = Callable[[str, int, list[str]], bool]


def condition(source: str, token: Token) -> re.Match[str] | None:
    """The beginning of a part for Outlook, with its condition; None for another comment."""
    found = _CONDITION.match(source, token.start, token.end)
    if found is None or "mso" not in found[1].lower() or _DENIED.search(found[1]):
        return None
    return found


class OutlookParts:
    """Reads one such part after the other."""

    def __init__(
        self, ledger: Ledger, dangers: Dangers, pictures: Pictures, add_link: AddLink
    ) -> None:
        self._ledger = ledger
        self._dangers = dangers
        self._pictures = pictures
        self._dresser = Dresser(False)
        self._add_link = add_link
        self._words: list[str] = []
        self._link_text: list[str] | None = None
        self._links = 0
        self._settings = False  # inside <xml>: what Word is to do, nothing that is shown

    def read(self, token: Token, begin: re.Match[str], room: int) -> int:
        """Notes what is in it, up to `room` tags; how many there were."""
        source = begin.string
        self._words, self._link_text, self._links, self._settings = [], None, 0, False
        noted, tags = self._ledger.counts.total(), 0
        for inner in tokens(source, token.end, begin.end()):
            tags += inner.kind is Kind.START
            if tags > room:
                break
            if inner.kind is Kind.TEXT:
                self._text(source[inner.start : min(inner.end, inner.start + WORDS)])
            elif inner.kind is Kind.START:
                self._start(inner)
            elif inner.kind is Kind.END:
                self._end(inner.name)
        words = " ".join("".join(self._words).split())[:WORDS]
        if words or self._links or self._ledger.counts.total() > noted:
            told = f"[if {begin[1].strip()}] {words}".rstrip()
            self._ledger.note("for-outlook", told, token.start)
        return tags

    def _text(self, text: str) -> None:
        said = "" if self._settings else unescaped(text)
        if len(self._words) < WORDS:
            self._words.append(said)
        if self._link_text is not None and len(self._link_text) < WORDS:
            self._link_text.append(said)

    def _start(self, token: Token) -> None:
        name, attributes = token.name, token.attributes
        self._settings = self._settings or name == "xml"
        self._dangers.note(name, attributes, token.start)
        if name == "img":
            unseen = is_unseen(attributes, self._dresser.of(name, attributes))
            self._pictures.other(attributes.get("src", ""), token.start, unseen)
        target = attributes.get("href", "").strip()
        if target and name in LINKS:
            self._link_text = []
            self._links += 1
            self._add_link(target, token.start, self._link_text)
        self._text(" ")

    def _end(self, name: str) -> None:
        if name == "xml":
            self._settings = False
        if name in LINKS:
            self._link_text = None
        self._text(" ")
