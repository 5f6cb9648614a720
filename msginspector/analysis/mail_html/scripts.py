"""The writing systems of letters in names, and which letters look like those of another one.

After Unicode Technical Standard 39: a name whose letters belong to more than one script is unusual,
except for those East Asian writing mixes (its "highly restrictive" level).
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from msginspector import resources

_TOGETHER: Final = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)


def scripts_of(text: str) -> frozenset[str]:
    """The scripts of the letters of `text`; those that are written together count as one."""
    found = frozenset(_script(letter) for letter in text if letter.isalpha())
    if any(found <= together for together in _TOGETHER) and len(found) > 1:
        return frozenset({"CJK"})
    return found


def lookalike(text: str) -> str:
    """`text` with letters that look like ASCII letters replaced by those."""
    return unicodedata.normalize("NFKC", text).translate(_lookalikes())


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """By its name: "CYRILLIC SMALL LETTER A" is of the script CYRILLIC."""
    if letter.isascii():
        return "LATIN"
    return unicodedata.name(letter, "UNKNOWN").partition(" ")[0].replace("FULLWIDTH", "LATIN")


@lru_cache(maxsize=1)
def _lookalikes() -> dict[int, str]:
    return {int(row["letter"], 16): row["looks"] for row in resources.table("lookalike_letters")}
