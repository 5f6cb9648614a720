"""The character set an HTML document says it is in, and its code page.

HTML Standard, "prescan a byte stream to determine its encoding": looked for in the first bytes
only, in meta elements and an XML declaration. Names are those of the table, then those Python
knows.
"""

from __future__ import annotations

import codecs
import re
from encodings import normalize_encoding
from encodings.aliases import aliases
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.mapi import codepages

_LONGEST: Final = 60
_UTF8: Final = 65001
_WIDE: Final = (1200, 1201)
_DECLARED: Final = re.compile(
    rb"<meta\b[^>]{0,500}?\bcharset\s{0,20}=\s{0,20}[\"']?\s{0,20}([\w.:+-]{1,40})"
    rb"|<\?xml[^>]{0,200}?\bencoding\s{0,20}=\s{0,20}[\"']([\w.:+-]{1,40})",
    re.IGNORECASE,
)


def declared(head: bytes) -> str:
    """The character set the beginning of an HTML document names; "" for none."""
    found = _DECLARED.search(head)
    return (found[1] or found[2]).decode("ascii") if found else ""


@lru_cache(maxsize=256)
def charset_page(name: str) -> int | None:
    """The code page Windows reads a character set with; None for an unknown one, and for ""."""
    key = name.strip(" \t\"'").lower()[:_LONGEST]
    page = _named_pages().get(key)
    return page if page is not None or not key else _codec_page(key)


def declared_page(name: str) -> int | None:
    """The code page that a name means where an HTML document declares it itself.

    What can be read before the code page is known is not in UTF-16: then it is UTF-8 (HTML
    Standard, "prescan a byte stream to determine its encoding").
    """
    page = charset_page(name)
    return _UTF8 if page in _WIDE else page


@lru_cache(maxsize=1)
def _named_pages() -> dict[str, int]:
    return {row["charset"]: int(row["codepage"]) for row in resources.table("mail_charsets")}


def may_be_codec(name: str) -> bool:
    """Whether Python may know a character set: asked about another it looks on the disk."""
    plain = normalize_encoding(name.lower()).replace(".", "_")
    return plain in aliases or plain in _codecs()


@lru_cache(maxsize=1)
def _codecs() -> frozenset[str]:
    """The codecs of Python that have a name in mail or a code page."""
    named = map(codepages.codec_name, codepages.known_codepages())
    return frozenset((*aliases.values(), *(normalize_encoding(one) for one in named if one)))


def _codec_page(name: str) -> int | None:
    if not may_be_codec(name):
        return None
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return _pages().get("cp1252" if codec == "ascii" else codec)


@lru_cache(maxsize=1)
def _pages() -> dict[str, int]:
    """Code pages by their codecs: of several the one mail uses, which has the lowest number."""
    found: dict[str, int] = {}
    for number in codepages.known_codepages():
        codec = codepages.codec_name(number)
        if codec is not None:
            found.setdefault(codecs.lookup(codec).name, number)
    return found
