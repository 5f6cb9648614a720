r"""The font table: names, and which code page each font's bytes are in ([MSFT-RTF], Font Table).

\fcharset says the code page; 1 (default) means that of the document. \cpg wins.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msginspector.mapi import codepages
from msginspector.oxmsg.codepages import decode_text
from msginspector.oxmsg.rtf.tokens import CLOSE, HEX, OPEN, PARAMETER, TEXT, TOKEN

MAX_FONTS: Final = 1 << 12
_LONGEST_NAME: Final = 100
SYMBOL: Final = 1252
"""For a symbol font, whose bytes are glyphs: what an editor shows of them in another font."""
_CHARSETS: Final = {
    0: 1252, 2: SYMBOL, 77: 10000, 78: 10001, 79: 10003, 80: 10008, 81: 10002, 83: 10005, 84: 10004,
    85: 10006, 86: 10081, 87: 10021, 88: 10029, 89: 10007, 128: 932, 129: 949, 130: 1361,
    134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 179: 1256,
    180: 1256, 181: 1255, 186: 1257, 204: 1251, 222: 874, 238: 1250, 254: 437, 255: 850,
}  # fmt: skip


class Font(NamedTuple):
    """One font."""

    raw_name: str
    """The bytes of its name, a character each."""
    codepage: int | None
    """Of its bytes; None for that of the document."""

    @property
    def name(self) -> str:
        """Its name, whose bytes are in its own code page."""
        name = self.raw_name.split(";")[0].strip()
        if self.codepage is None or name.isascii():
            return name
        return decode_text(name.encode("latin-1"), self.codepage)[0]


def read_fonts(text: str, place: int) -> tuple[dict[int, Font], int]:
    r"""The fonts by number, and where the group ends; `place` is after \fonttbl."""
    table = _FontTable()
    depth = 1
    end = len(text)
    for found in TOKEN.finditer(text, place):
        kind = found.lastindex
        if kind == PARAMETER:
            table.control(found[4], int(found[5]))
        elif kind == OPEN:
            depth += 1
        elif kind == CLOSE:
            depth -= 1
            if not depth:
                end = found.end()
                break
        elif kind == TEXT and depth <= 2:  # deeper groups are alternative names
            table.named(found[1])
        elif kind == HEX and depth <= 2:
            table.named(chr(int(found[3], 16)))
    table.keep()
    return table.fonts, end


class _FontTable:
    """What was read of a font table."""

    __slots__ = ("codepage", "fonts", "name", "number")

    def __init__(self) -> None:
        self.fonts: dict[int, Font] = {}
        self.number = -1
        self.name = ""
        self.codepage: int | None = None

    def control(self, word: str, value: int) -> None:
        """A control word with its parameter."""
        if word == "f":
            self.keep()
            self.number, self.name, self.codepage = value, "", None
        elif word == "fcharset" and self.codepage is None:
            self.codepage = _CHARSETS.get(value)
        elif word == "cpg" and codepages.codec_name(value) is not None:
            self.codepage = value

    def named(self, text: str) -> None:
        """A part of a font's name; a semicolon ends it."""
        if len(self.name) < _LONGEST_NAME:
            self.name += text[:_LONGEST_NAME]

    def keep(self) -> None:
        """The font that was described is complete."""
        number = self.number
        if number >= 0 and (len(self.fonts) < MAX_FONTS or number in self.fonts):
            self.fonts[number] = Font(self.name, self.codepage)
