"""Which code page the string8 values of an object are in, and why.

[MS-OXCMSG] 2.2.1.32 and [MS-OXPROPS]: PidTagMessageCodepage is the code page of string
properties, PidTagInternetCodepage the one of the body. Where both are silent, the locale's ANSI
code page is taken, and at last windows-1252. Recipients and attachments inherit from their
message, an embedded message has its own. What the bytes look like is not considered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector import resources
from msginspector.mapi import codepages

if TYPE_CHECKING:
    from msginspector.oxmsg.objects import OxObject

MESSAGE_CODEPAGE: Final = 0x3FFD
INTERNET_CPID: Final = 0x3FDE
MESSAGE_LOCALE: Final = 0x3FF1
BODY_IDS: Final = frozenset((0x1000, 0x1013))
"""PidTagBody, PidTagHtml / PidTagBodyHtml."""

FALLBACK: Final = 1252
ASCII: Final = 20127
_WIDE: Final = frozenset((1200, 1201, 12000, 12001))
_NAMES: Final = {MESSAGE_CODEPAGE: "PR_MESSAGE_CODEPAGE", INTERNET_CPID: "PR_INTERNET_CPID"}
_TEXT_ORDER: Final = (MESSAGE_CODEPAGE, INTERNET_CPID)
_BODY_ORDER: Final = (INTERNET_CPID, MESSAGE_CODEPAGE)


class CodePage(NamedTuple):
    """A code page and how it was found."""

    number: int
    """Windows code page number."""
    name: str
    """What it is called, e.g. "Windows Western European"."""
    reason: str
    """One sentence for a person."""
    stated: bool
    """Whether the file (or the user) says so; False for the last resort."""


def choose(message: OxObject, body: bool) -> CodePage:
    """The code page of a message's string8 values: of its body, or of everything else."""
    override = message.file.codepage_override
    if override is not None:
        return _page(override, "It was chosen by hand.")
    passed: list[str] = []
    ascii_page = None
    for prop_id in _BODY_ORDER if body else _TEXT_ORDER:
        number = message.integer(prop_id)
        name = _NAMES[prop_id]
        if number is None:
            continue
        if number in _WIDE or codepages.codec_name(number) is None:
            passed.append(f"{name} {number} cannot be that of single bytes")
        elif number == ASCII:
            # Everything else agrees with ASCII and can also decode what is not ASCII.
            ascii_page = ascii_page or _page(number, _said(name, number, passed))
        else:
            return _page(number, _said(name, number, passed))
    return ascii_page or _by_locale(message, passed)


def decode_text(data: bytes, number: int) -> tuple[str, bool]:
    """The text of bytes in a code page, and whether all of them could be decoded.

    Bytes that could not stay visible as \\xNN.
    """
    try:
        return codepages.decode(data, number), True
    except UnicodeDecodeError:
        return codepages.decode(data, number, "backslashreplace"), False
    except LookupError:
        return data.decode("latin-1"), False


def _by_locale(message: OxObject, passed: list[str]) -> CodePage:
    locale = message.integer(MESSAGE_LOCALE)
    number = locale_codepage(locale) if locale is not None else None
    if number is not None:
        said = f"PR_MESSAGE_LOCALE_ID is 0x{locale:04X}, whose ANSI code page is {number}"
        return _page(number, _sentence(said, passed))
    said = f"Nothing names a code page, so {FALLBACK} is taken as the last resort"
    return _page(FALLBACK, _sentence(said, passed))._replace(stated=False)


def _said(name: str, number: int, passed: list[str]) -> str:
    return _sentence(f"{name} is {number}", passed)


def _sentence(said: str, passed: list[str]) -> str:
    return f"{said} ({'; '.join(passed)})." if passed else f"{said}."


def _page(number: int, reason: str) -> CodePage:
    return CodePage(number, codepages.codepage_name(number), reason, True)


def locale_codepage(lcid: int) -> int | None:
    """The ANSI code page of a locale, by its id, else by its language; None if it has none."""
    table = _locales()
    return table.get(lcid & 0xFFFF, table.get(lcid & 0x3FF)) or None


@lru_cache(maxsize=1)
def _locales() -> dict[int, int]:
    rows = resources.table("locale_codepages")
    return {int(row["locale"], 16): int(row["codepage"]) for row in rows}
