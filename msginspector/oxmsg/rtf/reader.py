r"""Reading RTF: groups, destinations, code pages, Unicode ([MSFT-RTF] 1.9.1; [MS-OXRTFEX] 2.2.3).

Text is collected as bytes and decoded when the code page changes, so that the two bytes of a
character may be written in any mixture of ways. What is shown goes to `out`, one text after the
other; `render` makes more of it. Depth, memory and time are bounded by the size of the document.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar, Final

from msginspector.oxmsg.codepages import decode_text
from msginspector.oxmsg.rtf import tokens
from msginspector.oxmsg.rtf.fonts import Font, read_fonts
from msginspector.oxmsg.rtf.tokens import BREAKS, CHARACTERS, KNOWN, SKIPPED, SYMBOLS, TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

HTML: Final = "html"
MAX_DEPTH: Final = 1 << 14
"""Groups in each other whose state is kept; deeper ones share that of the deepest."""
SLICE: Final = 1 << 13
"""Tokens between two steps."""

BODY, TAG, SKIP, NOTE = range(4)
"""Destinations: text, a fragment of HTML, nothing to show, text that is kept for something."""
_DOUBLE_BYTE: Final = frozenset((932, 936, 949, 950, 1361, 54936))
_CELLS: Final = {"cell": "\t", "nestcell": "\t", "row": "\r\n", "nestrow": "\r\n"}
_TAG_BEGINS: Final = r"{\*\htmltag"
_STATED: Final = CHARACTERS | BREAKS


class Reader:
    """One reading of one document."""

    __slots__ = (
        "bad_pages", "codepage", "deep", "default_font", "dest", "done", "ends", "fonts", "forced",
        "form", "last_tag", "off", "out", "page", "pieces", "run", "shown", "skip", "stack",
        "star", "stated", "text", "uc",
    )  # fmt: skip

    def __init__(self, data: bytes, form: str | None, codepage: int, forced: bool) -> None:
        self.text = data.decode("latin-1")
        self.form = form
        """What it encapsulates: "html", "text" or None."""
        self.codepage = self.page = codepage
        self.forced = forced
        self.fonts: dict[int, Font] = {}
        self.default_font = 0
        self.done: list[str] = []
        self.out: list[str] = []
        self.pieces: list[str] = []
        self.run: list[str] = []  # bytes in code page `page` that are not decoded yet
        self.bad_pages: dict[int, None] = {}
        self.stack: list[tuple[int, int, int, bool]] = []
        self.deep = 0
        self.ends: int | None = None
        self.last_tag = -1
        self.dest = BODY
        self.uc = 1
        self.off = False
        self.shown = True
        self.skip = 0
        self.star = False
        self.stated = _STATED if form is not None else _STATED | _CELLS

    def read(self) -> None:
        """Read the whole document."""
        place = 0
        while place < len(self.text):
            place = self.scan(place)
            self.compact()
        self.flush()

    @property
    def problems(self) -> tuple[str, ...]:
        """What was wrong with the document, a sentence each."""
        found = [f"Some bytes cannot be decoded in code page {one}." for one in self.bad_pages]
        if self.ends is None:
            found.append("The RTF ends within a group.")
        elif self.text[self.ends :].strip("\0\r\n\t "):
            said = f"{len(self.text) - self.ends} bytes follow the end of the outermost group"
            read = "they were read, too" if self.last_tag >= self.ends else "they were not read"
            found.append(f"{said} of the RTF; {read}.")
        return tuple(found)

    # -- tokens

    def scan(self, place: int) -> int:
        """Read some tokens; where to go on."""
        start, run = place, self.run
        for found in islice(TOKEN.finditer(self.text, place), SLICE):
            kind = found.lastindex
            place = found.end()
            if kind == tokens.TEXT:
                if self.shown:
                    run.append(found[1] if not self.skip else self._rest(found[1]))
                self.star = False
            elif kind == tokens.HTML_TAG:
                self._tag(tokens.fragment(found[2]))
            elif kind == tokens.OPEN:
                self.open_group()
            elif kind == tokens.CLOSE:
                if not self.close_group() and self._ended(place):
                    return len(self.text)
            elif kind == tokens.HEX:
                self._byte(found[3])
            elif kind == tokens.SYMBOL:
                self.symbol(found[8])
            elif jump := self.word(found[4], found[5], place):
                return jump
        return place if place > start else len(self.text)

    def open_group(self) -> None:
        """A group begins; what holds now holds again after it."""
        self.skip = 0
        self.star = False
        if len(self.stack) < MAX_DEPTH:
            self.stack.append((self.dest, self.uc, self.page, self.off))
        else:
            self.deep += 1

    def close_group(self) -> bool:
        """A group ends; False when it was the outermost one."""
        self.skip = 0
        self.star = False
        if self.deep:
            self.deep -= 1
            return True
        if self.stack:
            self.dest, self.uc, page, self.off = self.stack.pop()
            self.shown = self.dest != SKIP and not (self.off and self.dest == BODY)
            if page != self.page:
                self.turn(page)
        return bool(self.stack)

    def symbol(self, symbol: str) -> None:
        """A control symbol."""
        self.star = symbol == "*"
        if self.star:
            return
        text = SYMBOLS.get(symbol)
        if self.skip:
            self.skip -= 1
        elif text is not None and self.shown:
            # [MS-OXRTFEX] 2.1.3.1.4.2: within HTML it is a soft hyphen
            self.put("\u00ad" if symbol == "_" and self.dest == TAG else text)

    def word(self, word: str, parameter: str | None, place: int) -> int:
        """A control word; where to go on reading when that is not after it, else 0."""
        if self.star:
            self.star = False
            if word not in KNOWN:
                return tokens.group_end(self.text, place)
        text = self.stated.get(word)
        if text is not None:
            if self.skip:
                self.skip -= 1
            elif self.shown:
                self.put(text)
            return 0
        act = self.ACTIONS.get(word)
        if act is not None:
            return act(self, parameter, place) or 0
        return tokens.group_end(self.text, place) if word in SKIPPED else 0

    def _byte(self, digits: str) -> None:
        if self.skip:
            self.skip -= 1
        elif self.shown:
            self.run.append(chr(int(digits, 16)))

    def _tag(self, fragment: str) -> None:
        """A whole group of HTML; its bytes are in the code page of the document."""
        self.skip = 0
        if self.dest == SKIP or self.form != HTML:
            return
        if self.page == self.codepage and self.page not in _DOUBLE_BYTE:
            self.run.append(fragment)
            return
        self.flush()  # half a character of the text before does not take a "<" along
        page, self.page = self.page, self.codepage
        self.run.append(fragment)
        self.flush()
        self.page = page

    def _ended(self, place: int) -> bool:
        """Whether the document ends here: a group too many was closed if fragments follow."""
        if self.ends is None:
            self.ends = place
            self.last_tag = self.text.rfind(_TAG_BEGINS) if self.form == HTML else -1
        return place > self.last_tag

    # -- control words

    def _unicode(self, parameter: str | None, _place: int) -> None:
        if parameter is None:
            return
        if self.shown:
            self.flush()
            self.emit(tokens.code_point(parameter))
        self.skip = self.uc

    def _fallback_size(self, parameter: str | None, _place: int) -> None:
        self.uc = min(max(int(parameter or 1), 0), 255)

    def _html_rtf(self, parameter: str | None, _place: int) -> None:
        if self.form is not None:
            self.hide(parameter)

    def _hidden(self, parameter: str | None, _place: int) -> None:
        if self.form is None:
            self.hide(parameter)

    def _html_tag(self, _parameter: str | None, _place: int) -> None:
        if self.dest == BODY:
            self.into(TAG if self.form == HTML else SKIP)
            self.turn(self.codepage)

    def _unicode_text(self, _parameter: str | None, _place: int) -> None:
        self.into(BODY)

    def _skipped(self, _parameter: str | None, _place: int) -> None:
        self.into(SKIP)

    def _bullet(self, _parameter: str | None, place: int) -> int:
        return 0 if self.form is None else tokens.group_end(self.text, place)

    def _font(self, parameter: str | None, _place: int) -> None:
        if self.dest != TAG:
            font = self.fonts.get(int(parameter or 0))
            self.turn(self.codepage if font is None else font.codepage or self.codepage)

    def _plain(self, _parameter: str | None, place: int) -> None:
        self._font(str(self.default_font), place)
        if self.form is None:
            self.hide("0")

    def _first_font(self, parameter: str | None, _place: int) -> None:
        self.default_font = int(parameter or 0)

    def _font_table(self, _parameter: str | None, place: int) -> int:
        self.fonts, end = read_fonts(self.text, place)
        if self.forced:
            self.fonts = {number: Font(one.name, None) for number, one in self.fonts.items()}
        self.close_group()
        self._font(str(self.default_font), end)
        return end

    def _binary(self, parameter: str | None, place: int) -> int:
        return place + max(int(parameter or 0), 0)

    # -- state and output

    def into(self, dest: int) -> None:
        """Go on in another destination, to the end of the group."""
        self.dest = dest
        self.shown = dest != SKIP and not (self.off and dest == BODY)

    def hide(self, parameter: str | None) -> None:
        """Show nothing from here on, or with parameter 0 show it again."""
        self.off = parameter is None or int(parameter) != 0
        self.shown = self.dest != SKIP and not (self.off and self.dest == BODY)

    def turn(self, page: int) -> None:
        """Go on in another code page."""
        if page != self.page:
            self.flush()
            self.page = page

    def put(self, text: str) -> None:
        """Characters that are written as a control word or symbol."""
        if text.isascii():
            self.run.append(text)
        else:
            self.flush()
            self.emit(text)

    def emit(self, text: str) -> None:
        """Show text."""
        self.out.append(text)

    def flush(self) -> None:
        """Decode and show what was read in the present code page."""
        if not (self.run or self.pieces):
            return
        text = "".join((*self.pieces, *self.run))
        self.pieces.clear()
        self.run.clear()
        if not text.isascii():
            text, complete = decode_text(text.encode("latin-1"), self.page)
            if not complete:
                self.bad_pages[self.page] = None
        self.emit(text)

    def compact(self) -> None:
        """Keep few long texts instead of many short ones."""
        if self.run:
            self.pieces.append("".join(self.run))
            self.run.clear()
        if len(self.out) > SLICE:
            self.done.append("".join(self.out))
            self.out.clear()

    def _rest(self, text: str) -> str:
        """What is left of text behind the stand-in for a Unicode character."""
        count = min(self.skip, len(text))
        self.skip -= count
        return text[count:]

    ACTIONS: ClassVar[dict[str, Callable[[Any, str | None, int], int | None]]] = {
        "u": _unicode,
        "uc": _fallback_size,
        "htmlrtf": _html_rtf,
        "htmltag": _html_tag,
        "v": _hidden,
        "ud": _unicode_text,
        "upr": _skipped,
        "pntext": _bullet,
        "listtext": _bullet,
        "f": _font,
        "plain": _plain,
        "deff": _first_font,
        "fonttbl": _font_table,
        "bin": _binary,
    }
