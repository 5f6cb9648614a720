"""How values of decoded fields are written: numbers with their meaning, bytes, times, text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from msginspector.mapi import codepages, flags
from msginspector.mapi.scalars import Filetime
from msginspector.mapi.text import ELLIPSIS

SHOWN_BYTES: Final = 64
_EPOCH: Final = datetime(1601, 1, 1)
_PRINTABLE: Final = range(0x20, 0x7F)


def number(value: int, width: int, meaning: str) -> str:
    """A number with its meaning: "rptWeek (0x0001)", "300 (0x0000012C)"; no hex for width 0."""
    shown = meaning or str(value)
    if not width:
        return f"{meaning} ({value})" if meaning else shown
    unsigned = value & ((1 << 8 * width) - 1)
    return f"{shown} (0x{unsigned:0{2 * width}X})"


def meaning(value: int, names: flags.Key | None, text: Callable[[int], str] | None) -> str:
    """What the number means by the names of `mapi.flags`, or by a function; "" for nothing."""
    if text is not None:
        return text(value)
    if names is None:
        return ""
    parts = [name for _, name in flags.describe(names, value)]
    return "" if len(parts) == 1 and parts[0].startswith("0x") else " | ".join(parts)


def one_of(names: Mapping[int, str]) -> Callable[[int], str]:
    """A meaning for numbers with these names; a number without one is shown as it is."""
    return lambda value: names.get(value, str(value))


def any_of(names: Mapping[int, str], nothing: str = "") -> Callable[[int], str]:
    """A meaning for flags: the names of the bits that are set, and in hex those without one."""

    def meaning(value: int) -> str:
        found = []
        rest = value
        for bits, name in names.items():
            if bits and value & bits == bits:
                found.append(name)
                rest &= ~bits
        return " | ".join([*found, *([f"0x{rest:X}"] if rest else [])]) or nothing

    return meaning


def stored(data: bytes) -> str:
    """Bytes in hex, the first 64, and as text where they are nothing but printable ASCII."""
    shown = data[:SHOWN_BYTES].hex(" ").upper()
    if len(data) > SHOWN_BYTES:
        return f"{shown} {ELLIPSIS} ({len(data)} bytes)"
    text = data.rstrip(b"\0")
    printable = len(text) > 2 and all(byte in _PRINTABLE for byte in text)
    return f"{shown}  {text.decode('ascii')!r}" if printable else shown


def filetime(time: Filetime) -> str:
    """ISO 8601, and the number as it is stored."""
    return f"{time} (0x{time.ticks:016X})"


def minutes(value: int) -> str:
    """Minutes since 1601-01-01 as a date and time without a zone: "2010-10-28 00:00"."""
    return f"{_EPOCH + timedelta(minutes=value):%Y-%m-%d %H:%M}"


def utf16(data: bytes) -> str:
    """The text of UTF-16 bytes; an odd last byte and lone surrogates are kept as they are."""
    even = len(data) & ~1
    text = data[:even].decode("utf-16-le", "surrogatepass")
    return text + "".join(f"\\x{byte:02x}" for byte in data[even:])


def string8(data: bytes, codepage: int) -> str:
    """The text of 8-bit bytes; bytes the code page does not have become escapes."""
    try:
        return codepages.decode(data, codepage, "backslashreplace")
    except LookupError:
        return data.decode("latin-1")
