"""Names from a message made into names of files: safe on every system, and different in a folder.

What is left is one component of at most `LONGEST` bytes: no separators, no characters that Windows
refuses, nothing invisible or reordering, no device of Windows, no dot or space at an end. The
extension survives. No folder is looked at here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from msginspector.mapi.text import visible

LONGEST: Final = 240
"""Bytes of a name in UTF-8, which leaves room for endings a system allows up to 255 in."""
LONGEST_EXTENSION: Final = 32
READ: Final = 4096
"""Characters of a name that are looked at: its beginning and its end."""
FALLBACK: Final = "attachment"
COUNTED: Final = 20
"""Numbers of a name that are tried one by one; there may be thousands of "image.png"."""

_REFUSED: Final = re.compile('[<>:"/\\\\|?*]')
_DEVICES: Final = frozenset(
    ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"]
    + [f"{device}{number}" for device in ("COM", "LPT") for number in "0123456789¹²³"]
)
_GONE: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_BLANKS: Final = "\u2800\u3164\u115f\u1160\uffa0"


@dataclass(frozen=True, slots=True)
class SafeName:
    """A name to save as, and how it differs from what the message says."""

    name: str
    changes: tuple[str, ...]
    """Sentences without a full stop, in the order the changes were made."""


def safe_name(text: str, fallback: str = FALLBACK, ending: str = "") -> SafeName:
    """The name to save as; `ending`, ".msg" for instance, is added where it is not there yet."""
    changes: list[str] = []

    def change(made: str, sentence: str) -> str:
        if made != name:
            changes.append(sentence)
        return made

    name = text if len(text) <= READ else text[: READ // 2] + text[-READ // 2 :]
    name = change("".join(map(_seen, name)), "invisible characters are left out")
    name = change(_REFUSED.sub("_", name), "characters that file names cannot have became “_”")
    name = change(name.strip(" "), "spaces at its ends are left out")
    name = change(name.rstrip(". "), "dots at its end are left out")
    if ending and name and not name.lower().endswith(ending):
        name += ending
    name = change(_front(name), "dots and hyphens at its beginning became “_”")
    name = change(name or fallback + ending, "there was nothing left of it")
    name = change(_no_device(name), "the name is a device of Windows")
    name = change(_short(name, LONGEST), f"it was longer than {LONGEST} bytes")
    return SafeName(name, tuple(changes))


def numbered(name: str, taken: Iterable[str]) -> str:
    """The name, or "name (2).ext" and so on where one of `taken` is the same to some system.

    The first number that is free; after `COUNTED` one whose number before is taken.
    """
    keys = taken if isinstance(taken, (set, frozenset)) else {key(other) for other in taken}

    def is_taken(number: int) -> bool:
        return key(_with(name, number)) in keys

    first = next((number for number in range(1, COUNTED) if not is_taken(number)), 0)
    if first:
        return _with(name, first)
    low, high = COUNTED - 1, COUNTED
    while is_taken(high):
        low, high = high, high * 2
    while high - low > 1:  # low is taken, high is free
        middle = (low + high) // 2
        low, high = (middle, high) if is_taken(middle) else (low, middle)
    return _with(name, high)


def _with(name: str, number: int) -> str:
    """The name with a number before its extension; 1 is the name itself."""
    if number == 1:
        return name
    stem, extension = split(name)
    mark = f" ({number})"
    return f"{_cut(stem, LONGEST - len(mark) - len(extension.encode()))}{mark}{extension}"


def key(name: str) -> str:
    """What a name is to a system that ignores case and composition: equal for equal names."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def split(name: str) -> tuple[str, str]:
    """Stem and extension with its dot, "" for none; a name that only begins with a dot has none."""
    dot = name.rfind(".")
    if dot <= 0 or len(name[dot:].encode("utf-8", "replace")) > LONGEST_EXTENSION:
        return name, ""
    return name[:dot], name[dot:]


def extension_of(name: str) -> str:
    """The extension in lower case without its dot, as Windows finds it; "" for none."""
    return split(name.rstrip(". "))[1][1:].lower()


def _seen(character: str) -> str:
    """The character; a space for any other blank; nothing for what nobody can see."""
    if character.isascii() and character.isprintable():
        return character
    category = unicodedata.category(character)
    if category == "Zs" or character in "\t\n":
        return " "
    if category in _GONE or character in _BLANKS or visible(character) != character:
        return ""
    return character


def _front(name: str) -> str:
    """Dots would hide it, hyphens make it an option of a command."""
    rest = name.lstrip(".-")
    return name if rest == name else f"_{rest}" if rest else ""


def _no_device(name: str) -> str:
    """Windows opens a device for CON, con.txt, and "con .txt"."""
    stem = name.partition(".")[0].rstrip(" ").upper()
    return f"_{name}" if stem in _DEVICES else name


def _short(name: str, longest: int) -> str:
    if len(name.encode()) <= longest:
        return name
    stem, extension = split(name)
    return _cut(stem, longest - len(extension.encode())) + extension


def _cut(stem: str, room: int) -> str:
    """At most `room` bytes, not ending in the middle of a character, in a dot or in a space."""
    return stem.encode()[: max(room, 0)].decode("utf-8", "ignore").rstrip(". ")
