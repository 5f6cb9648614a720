r"""Showing plain RTF as HTML, as far as it takes to see what the recipient saw ([MSFT-RTF] 1.9.1).

Fonts, sizes, colours, paragraphs, bullets, tables, links. Of a \field the result is shown, with a
link for HYPERLINK. The place of an attachment (\objattph, [MS-OXRTFEX] 2.2.3.4) is a link to
"attachment:N", N counting from 0. Not shown: pictures, headers and footers, footnotes, style sheets
beyond what the text repeats of them, tables in tables as tables.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from msginspector.oxmsg.rtf.blocks import Blocks
from msginspector.oxmsg.rtf.reader import NOTE, SKIP, Reader
from msginspector.oxmsg.rtf.styles import Paragraph, Style, changed, opened
from msginspector.oxmsg.rtf.tokens import CHARACTERS, joined

if TYPE_CHECKING:
    from collections.abc import Callable

ATTACHMENT: Final = "attachment:"
"""How the link of an attachment's place begins."""
MOST_COLORS: Final = 1 << 12
NOTE_LENGTH: Final = 1 << 12

_HYPERLINK: Final = re.compile(
    r"\s*HYPERLINK\s+(?:\\[a-z]\s+){0,4}(?:\"([^\"]*)\"|(\S+))", re.IGNORECASE
)
_ANCHOR: Final = re.compile(r"\s*HYPERLINK\s+\\l\b", re.IGNORECASE)
_COLOR: Final = re.compile(r"\\(red|green|blue)([0-9]{1,3})|(;)")
_SPACES: Final = re.compile("  +")
_TOGGLES: Final = {
    "b": "bold", "i": "italic", "ul": "underline", "uld": "underline", "uldb": "underline",
    "ulw": "underline", "ulwave": "underline", "uldash": "underline", "strike": "strike",
    "striked": "strike", "caps": "capitals", "scaps": "capitals",
}  # fmt: skip
_ALIGNED: Final = {"ql": "", "qc": "center", "qr": "right", "qj": "justify"}
_MEASURED: Final = {"li": "left", "ri": "right", "fi": "first", "sb": "before", "sa": "after"}
_HIGHLIGHTS: Final = (
    "", "#000000", "#0000ff", "#00ffff", "#00ff00", "#ff00ff", "#ff0000", "#ffff00", "#ffffff",
    "#000080", "#008080", "#008000", "#800080", "#800000", "#808000", "#808080", "#c0c0c0",
)  # fmt: skip
_EVER: Final = frozenset(("bin", "ud", "u", "uc"))
"""Control words that mean something in a group that is not shown."""
_TAB: Final = "\u2003"


class Rendered(NamedTuple):
    """RTF as HTML."""

    html: str
    problems: tuple[str, ...] = ()
    """What is wrong with the RTF, a sentence each."""
    truncated: bool = False
    """Whether there is more than the limit."""


def to_html(data: bytes, codepage: int, limit: int, forced: bool = False) -> Rendered:
    """Plain RTF as an HTML document; reading ends when it has more than `limit` characters."""
    reader = _Renderer(data, codepage, limit, forced)
    reader.read()
    reader.finish()
    body = joined(reader.blocks.parts)
    return Rendered(f"<html><body>{body}</body></html>", reader.problems, reader.full)


class _Renderer(Reader):
    """One showing of one document."""

    __slots__ = (
        "_attachments", "_bullet_text", "_colors", "_end", "_inline", "_inline_style", "_limit",
        "_links", "_note", "_note_kind", "_paragraph", "_style", "_styles", "blocks", "full",
    )  # fmt: skip

    def __init__(self, data: bytes, codepage: int, limit: int, forced: bool) -> None:
        super().__init__(data, None, codepage, forced)
        self.stated = CHARACTERS
        self.blocks = Blocks()
        self.full = False
        self._limit = limit
        self._style = Style()
        self._paragraph = Paragraph()
        self._styles: list[tuple[Style, Paragraph, str]] = []
        self._inline: list[str] = []
        self._inline_style: Style | None = None
        self._end = ""
        self._colors: list[str] = []
        self._note: list[str] = []
        self._note_kind = ""
        self._links: list[str] = []
        self._bullet_text = ""
        self._attachments = 0

    # -- reading

    def scan(self, place: int) -> int:
        """Read some tokens, unless there is enough."""
        if self.blocks.size > self._limit:
            self.full = True
            return len(self.text)
        return super().scan(place)

    def open_group(self) -> None:
        """A group begins."""
        super().open_group()
        if len(self._styles) < len(self.stack):
            self._styles.append((self._style, self._paragraph, self._note_kind))

    def close_group(self) -> bool:
        """A group ends, and what was noted in it is used."""
        self.flush()
        kind = self._note_kind
        more = super().close_group()
        if len(self._styles) > len(self.stack):
            self._style, paragraph, self._note_kind = self._styles.pop()
            self._paragraph = paragraph._replace(in_table=self._paragraph.in_table)
            if kind and not self._note_kind:
                self._noted(kind)
        return more

    def word(self, word: str, parameter: str | None, place: int) -> int:
        """A control word: toggles and measures are looked up, all others as ever."""
        if self.dest == SKIP:
            return super().word(word, parameter, place) if word in _EVER else 0
        if self.star:
            return super().word(word, parameter, place)
        if word in _TOGGLES:
            self._change(_TOGGLES[word], parameter != "0")
        elif word in _ALIGNED:
            self._paragraph = self._paragraph._replace(align=_ALIGNED[word])
        elif word in _MEASURED:
            measured: dict[str, Any] = {_MEASURED[word]: int(parameter or 0)}
            self._paragraph = self._paragraph._replace(**measured)
        else:
            return super().word(word, parameter, place)
        return 0

    def symbol(self, symbol: str) -> None:
        """A control symbol; an escaped line end is the end of a paragraph."""
        if symbol in "\r\n":
            self._end_paragraph(None, 0)
        else:
            super().symbol(symbol)

    def emit(self, text: str) -> None:
        """Show text in the present style."""
        if self.dest == NOTE:
            if len(self._note) < NOTE_LENGTH:
                self._note.append(text[:NOTE_LENGTH])
            return
        if self._style != self._inline_style:
            self._inline.append(self._end)
            begin, self._end = opened(self._style)
            self._inline.append(begin)
            self._inline_style = self._style
        text = escape(text, quote=False).replace("\t", _TAB)
        self._inline.append(_SPACES.sub(_unbroken, text))

    def compact(self) -> None:
        """Keep few long texts instead of many short ones."""
        super().compact()
        if len(self._inline) > 1:
            self._inline = ["".join(self._inline)]
        if len(self._inline[0] if self._inline else "") > self._limit:
            self._end_paragraph(None, 0)

    def finish(self) -> None:
        """The end of the document."""
        if self._inline:
            self._end_paragraph(None, 0)
        self.blocks.finish()

    # -- characters

    def _change(self, field: str, value: object) -> None:
        if self.run or self.pieces:
            self.flush()
        self._style = changed(self._style, field, value)

    def _named_font(self, parameter: str | None, place: int) -> None:
        Reader.ACTIONS["f"](self, parameter, place)
        font = self.fonts.get(int(parameter or 0))
        self._change("font", "" if font is None else font.name)

    def _size(self, parameter: str | None, _place: int) -> None:
        self._change("half_points", max(0, int(parameter or 0)))

    def _color(self, parameter: str | None, _place: int) -> None:
        self._change("color", self._table_color(parameter))

    def _back(self, parameter: str | None, _place: int) -> None:
        self._change("back", self._table_color(parameter))

    def _highlight(self, parameter: str | None, _place: int) -> None:
        number = int(parameter or 0)
        self._change("back", _HIGHLIGHTS[number] if 0 <= number < len(_HIGHLIGHTS) else "")

    def _table_color(self, parameter: str | None) -> str:
        number = int(parameter or 0)
        return self._colors[number] if 0 <= number < len(self._colors) else ""

    def _raised(self, parameter: str | None, _place: int) -> None:
        self._change("rise", int(parameter != "0"))

    def _lowered(self, parameter: str | None, _place: int) -> None:
        self._change("rise", -int(parameter != "0"))

    def _level(self, _parameter: str | None, _place: int) -> None:
        self._change("rise", 0)

    def _no_line(self, _parameter: str | None, _place: int) -> None:
        self._change("underline", False)

    def _reset(self, parameter: str | None, place: int) -> None:
        Reader.ACTIONS["plain"](self, parameter, place)
        self.flush()
        self._style = Style(link=self._style.link)

    def _color_table(self, _parameter: str | None, place: int) -> int:
        end = self.text.find("}", place)
        end = len(self.text) if end < 0 else end
        color = {}
        self._colors = []
        for found in _COLOR.finditer(self.text, place, end):
            if not found[3]:
                color[found[1]] = min(int(found[2]), 255)
            elif len(self._colors) < MOST_COLORS:
                parts = (color.get(name, 0) for name in ("red", "green", "blue"))
                self._colors.append("#" + "".join(f"{part:02x}" for part in parts) if color else "")
                color = {}
        return end

    # -- paragraphs

    def _content(self) -> str:
        """What was shown since the last paragraph or cell."""
        self.flush()
        content = "".join((*self._inline, self._end))
        self._inline = []
        self._inline_style = None
        self._end = ""
        return content

    def _end_paragraph(self, _parameter: str | None, _place: int) -> None:
        if self.dest == SKIP:
            return
        content = self._content()
        self.blocks.paragraph(content, self._paragraph, self._bullet_text)
        self._bullet_text = ""

    def _end_page(self, _parameter: str | None, place: int) -> None:
        if self._inline or self.run:
            self._end_paragraph(None, place)
        self.blocks.line()

    def _new_line(self, _parameter: str | None, _place: int) -> None:
        self.flush()
        if self.shown and self.dest != NOTE:
            self._inline.append("<br>")

    def _new_paragraph(self, _parameter: str | None, _place: int) -> None:
        self._paragraph = Paragraph()

    def _in_table(self, _parameter: str | None, _place: int) -> None:
        self._paragraph = self._paragraph._replace(in_table=True)

    def _right_to_left(self, _parameter: str | None, _place: int) -> None:
        self._paragraph = self._paragraph._replace(rtl=True)

    def _left_to_right(self, _parameter: str | None, _place: int) -> None:
        self._paragraph = self._paragraph._replace(rtl=False)

    # -- tables

    def _new_row(self, _parameter: str | None, _place: int) -> None:
        self.blocks.new_row()

    def _define_cell(self, _parameter: str | None, _place: int) -> None:
        self.blocks.define_cell()

    def _merge_cell(self, _parameter: str | None, _place: int) -> None:
        self.blocks.merge_cell()

    def _end_cell(self, _parameter: str | None, _place: int) -> None:
        content = self._content()
        self.blocks.end_cell(self._bullet_text + content)
        self._bullet_text = ""

    def _end_row(self, _parameter: str | None, _place: int) -> None:
        self.blocks.end_row()

    def _inner_cell(self, _parameter: str | None, _place: int) -> None:
        self.run.append("\t")

    # -- notes: bullets, links, attachments

    def _note_begins(self, kind: str) -> None:
        self.flush()
        self._note = []
        self._note_kind = kind
        self.into(NOTE)

    def _bullet_begins(self, _parameter: str | None, _place: int) -> None:
        self._note_begins("bullet")

    def _instruction_begins(self, _parameter: str | None, _place: int) -> None:
        self._note_begins("instruction")

    def _noted(self, kind: str) -> None:
        text = joined(self._note)[:NOTE_LENGTH]
        self._note = []
        if kind == "bullet":
            self._bullet_text = escape(text.replace("\t", _TAB), quote=False)
        else:
            found = None if _ANCHOR.match(text) else _HYPERLINK.match(text)
            self._links = [(found[1] or found[2] or "") if found else ""]

    def _result_begins(self, _parameter: str | None, _place: int) -> None:
        link = self._links.pop() if self._links else ""
        if link:
            self._change("link", link)

    def _attachment(self, _parameter: str | None, _place: int) -> None:
        self.flush()
        if self.shown and self.dest != NOTE:
            number = self._attachments
            self._attachments += 1
            style, self._style = self._style, self._style._replace(link=f"{ATTACHMENT}{number}")
            self.emit(f"[attachment {number + 1}]")
            self._style = style

    ACTIONS: ClassVar[dict[str, Callable[[Any, str | None, int], int | None]]] = {
        **Reader.ACTIONS,
        "f": _named_font, "fs": _size, "cf": _color, "cb": _back, "chcbpat": _back,
        "highlight": _highlight, "super": _raised, "sub": _lowered, "nosupersub": _level,
        "ulnone": _no_line, "plain": _reset, "colortbl": _color_table,
        "par": _end_paragraph, "sect": _end_paragraph, "page": _end_page, "line": _new_line,
        "softline": _new_line, "pard": _new_paragraph, "intbl": _in_table,
        "rtlpar": _right_to_left, "ltrpar": _left_to_right,
        "trowd": _new_row, "cellx": _define_cell, "clmrg": _merge_cell, "cell": _end_cell,
        "row": _end_row, "nestcell": _inner_cell, "nestrow": _new_line,
        "pntext": _bullet_begins, "listtext": _bullet_begins, "fldinst": _instruction_begins,
        "fldrslt": _result_begins, "objattph": _attachment,
    }  # fmt: skip


def _unbroken(found: re.Match[str]) -> str:
    """Spaces of which all but the last one stay."""
    return "\u00a0" * (len(found[0]) - 1) + " "
