"""What is still read of HTML that is too complex to lay out: its words, links, pictures, dangers.

Nothing is written then, so that no element has to be closed and no style to be known; that takes a
third of the time. Only what goes with all it holds has to find its end.
"""

from __future__ import annotations

from collections.abc import Callable

from msginspector.analysis.mail_html import elements
from msginspector.analysis.mail_html.copying import Copy, Frame
from msginspector.analysis.mail_html.scanner import Token

Handler = Callable[[str, dict[str, str], int], object]


class Skimmer:
    """Takes over from the cleaner, for good; `handlers` are of elements that are listed."""

    def __init__(self, copy: Copy, handlers: dict[str, Handler]) -> None:
        self._copy = copy
        self._handlers = handlers
        while len(copy.stack) > 1:
            copy.pop()

    def start(self, token: Token, alone: bool) -> None:
        """A start tag; `alone`: it ends itself."""
        name, copy = token.name, self._copy
        if copy.is_hidden:
            if name in elements.DROPPED and not alone:
                copy.push(Frame(name, "", copy.top.size), "")
            return
        handler = self._handlers.get(name)
        if handler is not None:
            handler(name, token.attributes, token.start)
        elif name in elements.CELLS:
            copy.plain.cell()
        elif name in elements.BLOCK or name in ("tr", "table", "hr"):
            copy.plain.line(2 if name == "p" else 1)
            if name == "li":
                copy.plain.add("• ", True)
        elif name == "br":
            copy.plain.end_line()
        elif name in elements.DROPPED and not alone:
            copy.hide(name, token.start, by_mail=False)

    def end(self, token: Token) -> None:
        """An end tag."""
        name, copy = token.name, self._copy
        if copy.has(name):
            copy.close(name)
        elif name == "a":
            copy.link_text = None
        elif name in elements.BLOCK or name in ("tr", "table"):
            copy.plain.line(2 if name == "p" else 1)
