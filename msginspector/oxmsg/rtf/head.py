r"""What an RTF document says of itself in the beginning: what it encapsulates, its code page.

[MS-OXRTFEX] 2.2.3.1: \fromhtml1 or \fromtext stands among the first tokens, before any text or
font table. [MSFT-RTF], Character Set: \ansicpg, else \ansi, \mac, \pc, \pca.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from msginspector.mapi import codepages
from msginspector.oxmsg.rtf.tokens import OPEN, PARAMETER, TOKEN, WORD

HEAD_BYTES: Final = 4096
"""Bytes that are looked at."""
MOST_TOKENS: Final = 60
_SETS: Final = {"ansi": 1252, "mac": 10000, "pc": 437, "pca": 850}


class Head(NamedTuple):
    """The beginning of a document."""

    is_rtf: bool
    """Whether it begins as RTF does."""
    encapsulated: str | None
    """"html", "text", or None for plain RTF."""
    codepage: int | None
    r"""Of \ansicpg, or of the character set; None where neither is said or known."""
    said: str
    r"""The control word that says so, e.g. "\ansicpg1252"; "" for none."""


def read_head(data: bytes) -> Head:
    """What the first bytes of a document say."""
    text = data[:HEAD_BYTES].decode("latin-1")
    encapsulated = codepage = None
    said = ""
    for count, found in enumerate(TOKEN.finditer(text)):
        kind = found.lastindex
        if kind not in (WORD, PARAMETER, OPEN) or count > MOST_TOKENS:
            break
        word = found[4]
        if word in ("fonttbl", "colortbl"):
            break
        if word in ("fromhtml", "fromtext"):
            encapsulated = word[4:]
        elif word == "ansicpg" and kind == PARAMETER:
            if codepages.codec_name(int(found[5])) is not None:
                codepage, said = int(found[5]), f"\\ansicpg{int(found[5])}"
        elif word in _SETS and not said:
            codepage, said = _SETS[word], f"\\{word}"
    return Head(text.lstrip().startswith("{\\rtf"), encapsulated, codepage, said)
