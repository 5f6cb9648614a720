r"""Taking HTML or text out of RTF that encapsulates it, and the text of plain RTF.

[MS-OXRTFEX] 2.2.3.2 and 2.2.3.3: text in \htmltag groups and between them is copied, what \htmlrtf
marks is not, \mhtmltag and other ignorable groups are not; the bytes of a tag are in the document's
code page, those of text in that of the font. Text is copied as it is: some writers put all of their
HTML between the tags. Attachments are not put into their places (2.2.3.4).
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.oxmsg.codepages import decode_text
from msginspector.oxmsg.rtf import tokens
from msginspector.oxmsg.rtf.fonts import Font, read_fonts
from msginspector.oxmsg.rtf.tokens import BREAKS, CHARACTERS, KNOWN, SKIPPED, SYMBOLS, TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable

HTML: Final = "html"
PLAIN_TEXT: Final = "text"
MAX_DEPTH: Final = 1 << 14
"""Groups in each other whose state is kept; deeper ones share that of the deepest."""
SLICE: Final = 1 << 13
"""Tokens between two steps."""

_BODY, _TAG, _SKIP = range(3)
_DOUBLE_BYTE: Final = frozenset((932, 936, 949, 950, 1361, 54936))
_CELLS: Final = {"cell": "\t", "nestcell": "\t", "row": "\r\n", "nestrow": "\r\n"}
_TAG_BEGINS: Final = r"{\*\htmltag"
_STATED: Final = CHARACTERS | BREAKS


class Unwrapped(NamedTuple):
    """What was taken out of RTF."""

    text: str
    problems: tuple[str, ...] = ()


def unwrap(data: bytes, form: str | None, codepage: int, forced: bool = False) -> Unwrapped:
    """The HTML ("html") or text ("text") encapsulated in RTF, or the text of plain RTF (None).

    `codepage` is that of the document; `forced` means that of every font, too.
    """
    reader = _Unwrapper(data.decode("latin-1"), form, codepage, forced)
    place = 0
    while place < len(reader.text):
        place = reader.scan(place)
        reader.compact()
    return reader.finish()


class _Unwrapper:
    """One reading of one document."""

    __slots__ = (
        "bad_pages", "codepage", "deep", "default_font", "dest", "done", "ends", "fonts", "forced",
        "form", "last_tag", "off", "out", "page", "pieces", "run", "shown", "skip", "stack",
        "star", "text", "uc",
    )  # fmt: skip

    def __init__(self, text: str, form: str | None, codepage: int, forced: bool) -> None:
        self.text = text
        self.form = form
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
        self.dest = _BODY
        self.uc = 1
        self.off = False
        self.shown = True
        self.skip = 0
        self.star = False

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
                self._tag(found[2])
            elif kind == tokens.OPEN:
                self._open()
            elif kind == tokens.CLOSE:
                if not self._close() and self._ended(place):
                    return len(self.text)
            elif kind == tokens.HEX:
                self._byte(found[3])
            elif kind == tokens.SYMBOL:
                self._symbol(found[8])
            elif jump := self._word(found[4], found[5], place):
                return jump
        return place if place > start else len(self.text)

    def _byte(self, digits: str) -> None:
        if self.skip:
            self.skip -= 1
        elif self.shown:
            self.run.append(chr(int(digits, 16)))

    def _tag(self, fragment: str) -> None:
        """A whole group of HTML; its bytes are in the code page of the document."""
        self.skip = 0
        if self.dest == _SKIP or self.form != HTML:
            return
        if self.page == self.codepage and self.page not in _DOUBLE_BYTE:
            self.run.append(fragment)
            return
        self._flush()  # half a character of the text before does not take a "<" along
        page, self.page = self.page, self.codepage
        self.run.append(fragment)
        self._flush()
        self.page = page

    def _open(self) -> None:
        self.skip = 0
        self.star = False
        if len(self.stack) < MAX_DEPTH:
            self.stack.append((self.dest, self.uc, self.page, self.off))
        else:
            self.deep += 1

    def _close(self) -> bool:
        """End a group; False when it was the outermost one."""
        self.skip = 0
        self.star = False
        if self.deep:
            self.deep -= 1
            return True
        if self.stack:
            self.dest, self.uc, page, self.off = self.stack.pop()
            self.shown = self.dest == _TAG or (self.dest == _BODY and not self.off)
            if page != self.page:
                self._turn(page)
        return bool(self.stack)

    def _ended(self, place: int) -> bool:
        """Whether the document ends here: a group too many was closed if fragments follow."""
        if self.ends is None:
            self.ends = place
            self.last_tag = self.text.rfind(_TAG_BEGINS) if self.form == HTML else -1
        return place > self.last_tag

    def _symbol(self, symbol: str) -> None:
        self.star = symbol == "*"
        if self.star:
            return
        text = SYMBOLS.get(symbol)
        if self.skip:
            self.skip -= 1
        elif text is not None and self.shown:
            # [MS-OXRTFEX] 2.1.3.1.4.2: within HTML it is a soft hyphen
            self._put("\u00ad" if symbol == "_" and self.dest == _TAG else text)

    def _word(self, word: str, parameter: str | None, place: int) -> int:
        """A control word; where to go on reading when that is not after it, else 0."""
        if self.star:
            self.star = False
            if word not in KNOWN:
                self._into(_SKIP)
        text = _STATED.get(word) or (self.form is None and _CELLS.get(word))
        if text:
            if self.skip:
                self.skip -= 1
            elif self.shown:
                self._put(text)
            return 0
        act = _ACTIONS.get(word)
        if act is not None:
            return act(self, parameter, place) or 0
        if word in SKIPPED:
            self._into(_SKIP)
        return 0

    # -- control words

    def _unicode(self, parameter: str | None, _place: int) -> None:
        if parameter is None:
            return
        if self.shown:
            self._flush()
            self.out.append(tokens.code_point(parameter))
        self.skip = self.uc

    def _fallback_size(self, parameter: str | None, _place: int) -> None:
        self.uc = min(max(int(parameter or 1), 0), 255)

    def _html_rtf(self, parameter: str | None, _place: int) -> None:
        if self.form is not None:
            self._hide(parameter)

    def _hidden(self, parameter: str | None, _place: int) -> None:
        if self.form is None:
            self._hide(parameter)

    def _hide(self, parameter: str | None) -> None:
        self.off = parameter is None or int(parameter) != 0
        self.shown = self.dest == _TAG or (self.dest == _BODY and not self.off)

    def _html_tag(self, _parameter: str | None, _place: int) -> None:
        if self.dest == _BODY:
            self._into(_TAG if self.form == HTML else _SKIP)
            self._turn(self.codepage)

    def _unicode_text(self, _parameter: str | None, _place: int) -> None:
        self._into(_BODY)

    def _skipped(self, _parameter: str | None, _place: int) -> None:
        self._into(_SKIP)

    def _bullet_text(self, _parameter: str | None, _place: int) -> None:
        if self.form is not None:
            self._into(_SKIP)

    def _font(self, parameter: str | None, _place: int) -> None:
        if self.dest == _BODY:
            font = self.fonts.get(int(parameter or 0))
            self._turn(self.codepage if font is None else font.codepage or self.codepage)

    def _plain(self, _parameter: str | None, place: int) -> None:
        self._font(str(self.default_font), place)
        if self.form is None:
            self._hide("0")

    def _first_font(self, parameter: str | None, _place: int) -> None:
        self.default_font = int(parameter or 0)

    def _font_table(self, _parameter: str | None, place: int) -> int:
        self.fonts, end = read_fonts(self.text, place)
        if self.forced:
            self.fonts.clear()
        self._close()
        self._font(str(self.default_font), end)
        return end

    def _binary(self, parameter: str | None, place: int) -> int:
        return place + max(int(parameter or 0), 0)

    # -- state and output

    def _into(self, dest: int) -> None:
        self.dest = dest
        self.shown = dest == _TAG or (dest == _BODY and not self.off)

    def _turn(self, page: int) -> None:
        """Go on in another code page."""
        if page != self.page:
            self._flush()
            self.page = page

    def _rest(self, text: str) -> str:
        """What is left of text behind the stand-in for a Unicode character."""
        count = min(self.skip, len(text))
        self.skip -= count
        return text[count:]

    def _put(self, text: str) -> None:
        if text.isascii():
            self.run.append(text)
        else:
            self._flush()
            self.out.append(text)

    def _flush(self) -> None:
        """Decode what was read in the present code page."""
        if not (self.run or self.pieces):
            return
        text = "".join((*self.pieces, *self.run))
        self.pieces.clear()
        self.run.clear()
        if not text.isascii():
            text, complete = decode_text(text.encode("latin-1"), self.page)
            if not complete:
                self.bad_pages[self.page] = None
        self.out.append(text)

    def compact(self) -> None:
        """Keep few long texts instead of many short ones."""
        if self.run:
            self.pieces.append("".join(self.run))
            self.run.clear()
        if len(self.out) > SLICE:
            self.done.append("".join(self.out))
            self.out.clear()

    def finish(self) -> Unwrapped:
        """What was read, and what was wrong with it."""
        self._flush()
        problems = [f"Some bytes cannot be decoded in code page {one}." for one in self.bad_pages]
        if self.ends is None:
            problems.append("The RTF ends within a group.")
        elif self.text[self.ends :].strip("\0\r\n\t "):
            said = f"{len(self.text) - self.ends} bytes follow the end of the outermost group"
            read = "they were read, too" if self.last_tag >= self.ends else "they were not read"
            problems.append(f"{said} of the RTF; {read}.")
        return Unwrapped(tokens.joined([*self.done, *self.out]), tuple(problems))


_ACTIONS: Final[dict[str, Callable[[_Unwrapper, str | None, int], int | None]]] = {
    "u": _Unwrapper._unicode,
    "uc": _Unwrapper._fallback_size,
    "htmlrtf": _Unwrapper._html_rtf,
    "htmltag": _Unwrapper._html_tag,
    "v": _Unwrapper._hidden,
    "ud": _Unwrapper._unicode_text,
    "upr": _Unwrapper._skipped,
    "pntext": _Unwrapper._bullet_text,
    "listtext": _Unwrapper._bullet_text,
    "f": _Unwrapper._font,
    "plain": _Unwrapper._plain,
    "deff": _Unwrapper._first_font,
    "fonttbl": _Unwrapper._font_table,
    "bin": _Unwrapper._binary,
}
