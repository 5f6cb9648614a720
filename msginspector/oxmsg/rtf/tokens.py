"""The tokens of RTF, and what control words and symbols stand for ([MSFT-RTF], conventions).

RTF is read as Latin-1 text: a character a byte, so that offsets stay those of the bytes.
"""

from __future__ import annotations

import re
from typing import Final

TEXT: Final = 1
HTML_TAG: Final = 2
HEX: Final = 3
WORD: Final = 4
PARAMETER: Final = 5
OPEN: Final = 6
CLOSE: Final = 7
SYMBOL: Final = 8

TOKEN: Final = re.compile(
    r"""
      ([^\\{}\r\n\0]+)                                 # 1 text
    | \{\\\*\\htmltag[0-9]*\x20?                        # 2 a fragment of HTML, whole
      ((?:[^\\{}\0]++|\\(?:par|tab)(?![a-zA-Z0-9-])|\\[\\{}])*+)\}
    | \\'([0-9a-fA-F]{2})                              # 3 a byte
    | \\([a-zA-Z]+)(-?[0-9]{1,10})?\x20?               # 4 a control word, 5 its parameter
    | (\{)                                             # 6
    | (\})                                             # 7
    | \\(.)                                            # 8 a control symbol
    """,
    re.VERBOSE | re.DOTALL,
)
"""One token; line ends and NUL between tokens mean nothing. `lastindex` says which."""

CHARACTERS: Final = {
    "lquote": "\u2018",
    "rquote": "\u2019",
    "ldblquote": "\u201c",
    "rdblquote": "\u201d",
    "bullet": "\u2022",
    "endash": "\u2013",
    "emdash": "\u2014",
    "emspace": "\u2003",
    "enspace": "\u2002",
    "qmspace": "\u2005",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "zwbo": "\u200b",
    "zwnbo": "\ufeff",
    "ltrmark": "\u200e",
    "rtlmark": "\u200f",
    "tab": "\t",
}
"""Control words that stand for a character."""

BREAKS: Final = {"par": "\r\n", "line": "\r\n", "sect": "\r\n", "page": "\r\n", "softline": "\r\n"}
"""Control words that end a line."""

SYMBOLS: Final = {
    "\\": "\\",
    "{": "{",
    "}": "}",
    "~": "\u00a0",
    "_": "\u2011",
    "-": "\u00ad",
    "\t": "\t",
    "\r": "\r\n",
    "\n": "\r\n",
}
"""Control symbols that stand for text."""

SKIPPED: Final = frozenset(
    """
    colortbl stylesheet info pict fldinst header headerl headerr headerf footer footerl footerr
    footerf footnote annotation listtable listoverridetable revtbl rsidtbl filetbl themedata
    colorschememapping datastore xmlnstbl mhtmltag objclass objdata objalias objname objsect
    pn shpinst nonshppict bkmkstart bkmkend generator latentstyles xe tc rxe txe comment author
    title subject keywords operator doccomm private userprops template mmathPr
    """.split()
)
"""Destinations that hold nothing to read, whether `\\*` marks them so or not."""

KNOWN: Final = frozenset(("htmltag", "ud", "shppict", "fldinst", "fldrslt", "result"))
"""Destinations marked with `\\*` that are not skipped."""


_MEANT: Final = re.compile(r"\\(?:(par)\x20?|(tab)\x20?|([\\{}]))|[\r\n]+")


def fragment(text: str) -> str:
    """The HTML that a whole group holds: text, ends of lines, tabs, braces and backslashes."""
    if "\\" in text:
        if "\\\\" in text:  # what follows two backslashes may look like a control word
            return _MEANT.sub(_meaning, text)
        text = text.replace("\\par ", "\0").replace("\\par", "\0")
        text = text.replace("\\tab ", "\t").replace("\\tab", "\t")
        text = text.replace("\\{", "{").replace("\\}", "}")
    if "\n" in text or "\r" in text:
        text = text.replace("\r", "").replace("\n", "")
    return text.replace("\0", "\r\n")


def _meaning(found: re.Match[str]) -> str:
    return "\r\n" if found[1] else "\t" if found[2] else found[3] or ""


_INNER: Final = re.compile(r"[{}]|\\(?:bin([0-9]{1,10})\x20?|.)", re.DOTALL)


def group_end(text: str, place: int) -> int:
    """Where the brace lies that ends the group `place` is in; the end of the text for none."""
    depth = 1
    while True:
        for found in _INNER.finditer(text, place):
            what = found[0]
            if what == "{":
                depth += 1
            elif what == "}":
                depth -= 1
                if not depth:
                    return found.start()
            elif found[1]:
                place = found.end() + int(found[1])
                break
        else:
            return len(text)


def code_point(parameter: str) -> str:
    r"""The character of \\uN: N is a signed 16-bit number, but larger ones are found, too."""
    number = int(parameter)
    if number < 0:
        return chr(number & 0xFFFF)
    return chr(number) if number < 0x110000 else "\ufffd"


def joined(parts: list[str]) -> str:
    """The parts as one text; halves of a character outside the BMP become that character."""
    text = "".join(parts)
    if text.isascii():
        return text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
    return text
