"""The Japanese mail encodings ISO-2022-JP and EUC-JP, rearranged into code page 932.

Windows decodes 50220 to 50222, 20932 and 51932 through its table 932, with NEC's and IBM's
characters (circled digits, Roman numerals), which Python's codecs refuse. Rows and cells of
JIS X 0208 become Shift-JIS lead and trail bytes by arithmetic ([RFC1468]; JIS X 0208 annex 1).
What is not well formed is passed on as it is, for the decoder of 932 to judge. Characters of
JIS X 0212 are not in 932: text that has some is left to Python's codecs, see `has_supplement`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ESCAPE: Final = re.compile(rb"\x1b(\$@|\$B|\(B|\(J|\(I)")
_SUPPLEMENTS: Final = (b"\x1b$(D", b"\x8f")

_EUC: Final = re.compile(rb"\x8e([\xa1-\xdf])|([\xa1-\xfe])([\xa1-\xfe])")
_PAIR: Final = re.compile(rb"[\x21-\x7e]{2}")
_LINE_END: Final = re.compile(rb"[\r\n]")
_SHIFTS: Final = re.compile(rb"[\x0e\x0f]")
_HIGH: Final = bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in range(256))


def has_supplement(data: bytes) -> bool:
    """Whether ISO-2022-JP or EUC-JP text holds characters of JIS X 0212."""
    return any(mark in data for mark in _SUPPLEMENTS)


def from_iso2022(data: bytes) -> bytes:
    """ISO-2022-JP ([RFC1468]) as bytes of code page 932; a line end returns to ASCII."""
    out = bytearray()  # not a list of pieces: a text may change its set with each character
    read, place = _katakana_shifts, 0  # the first text is ASCII
    for escape in _ESCAPE.finditer(data):
        if place < escape.start():
            out += read(data[place : escape.start()])
        read, place = _READERS.get(escape[1], _katakana_shifts), escape.end()
    out += read(data[place:])
    return bytes(out)


def from_euc(data: bytes) -> bytes:
    """EUC-JP as bytes of code page 932."""
    return _EUC.sub(
        lambda found: found[1] or _shift_jis(found[2][0] & 0x7F, found[3][0] & 0x7F), data
    )


def _rows(text: bytes) -> bytes:
    """Two-byte text up to the end of its line, the rest as it is; spaces do not leave the mode."""
    end = _LINE_END.search(text)
    stop = end.start() if end else len(text)
    return _PAIR.sub(_of_pair, text[:stop]) + text[stop:]


def _of_pair(found: re.Match[bytes]) -> bytes:
    return _shift_jis(*found[0])


def _katakana_shifts(text: bytes) -> bytes:
    """Seven-bit text in which SO switches halfwidth katakana on and SI off (50222)."""
    if b"\x0e" not in text and b"\x0f" not in text:
        return text
    out = bytearray()
    on, place = False, 0
    for shift in _SHIFTS.finditer(text):
        part = text[place : shift.start()]
        out += _katakana(part) if on else part
        on, place = not on, shift.end()
    part = text[place:]
    return bytes(out + (_katakana(part) if on else part))


def _katakana(text: bytes) -> bytes:
    """Seven-bit halfwidth katakana (JIS X 0201) as the eight-bit form."""
    return text.translate(_HIGH)


_READERS: Final = {b"$@": _rows, b"$B": _rows, b"(I": _katakana}
"""How text is read behind an escape sequence; behind all others it is seven-bit text."""


@lru_cache(maxsize=1 << 14)
def _shift_jis(row: int, cell: int) -> bytes:
    """Row and cell bytes of JIS X 0208 (0x21 to 0x7E) as lead and trail of Shift-JIS."""
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    if row % 2:
        return bytes((lead, cell + (0x1F if cell < 0x60 else 0x20)))
    return bytes((lead, cell + 0x7E))
