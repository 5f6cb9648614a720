"""The Japanese mail encodings ISO-2022-JP and EUC-JP, rearranged into code page 932.

Windows decodes 50220 to 50222, 20932 and 51932 through its table 932, with NEC's and IBM's
characters (circled digits, Roman numerals), which Python's codecs refuse. Rows and cells of
JIS X 0208 become Shift-JIS lead and trail bytes by arithmetic ([RFC1468]; JIS X 0208 annex 1).
What is not well formed is passed on as it is, for the decoder of 932 to judge. Characters of
JIS X 0212 are not in 932: text that has some is left to Python's codecs, see `has_supplement`.
"""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(rb"\x1b(\$@|\$B|\(B|\(J|\(I)")
_TWO_BYTES: Final = (b"$@", b"$B")
_KATAKANA: Final = b"(I"
_SUPPLEMENTS: Final = (b"\x1b$(D", b"\x8f")

_EUC: Final = re.compile(rb"\x8e([\xa1-\xdf])|([\xa1-\xfe])([\xa1-\xfe])")
_PAIR: Final = re.compile(rb"[\x21-\x7e]{2}")
_LINE_END: Final = re.compile(rb"[\r\n]")
_SHIFTS: Final = re.compile(rb"[\x0e\x0f]")


def has_supplement(data: bytes) -> bool:
    """Whether ISO-2022-JP or EUC-JP text holds characters of JIS X 0212."""
    return any(mark in data for mark in _SUPPLEMENTS)


def from_iso2022(data: bytes) -> bytes:
    """ISO-2022-JP ([RFC1468]) as bytes of code page 932; a line end returns to ASCII."""
    parts = _ESCAPE.split(data)
    # split gives: text, escape, text, escape, … : the first text is ASCII
    out = [_katakana_shifts(parts[0])]
    for escape, text in zip(parts[1::2], parts[2::2], strict=True):
        if escape in _TWO_BYTES:
            out.append(_rows(text))
        elif escape == _KATAKANA:
            out.append(_katakana(text))
        else:
            out.append(_katakana_shifts(text))
    return b"".join(out)


def from_euc(data: bytes) -> bytes:
    """EUC-JP as bytes of code page 932."""
    return _EUC.sub(
        lambda found: found[1] or _shift_jis(found[2][0] & 0x7F, found[3][0] & 0x7F), data
    )


def _rows(text: bytes) -> bytes:
    """Two-byte text up to the end of its line, the rest as it is; spaces do not leave the mode."""
    end = _LINE_END.search(text)
    stop = end.start() if end else len(text)
    return _PAIR.sub(lambda pair: _shift_jis(*pair[0]), text[:stop]) + text[stop:]


def _katakana_shifts(text: bytes) -> bytes:
    """Seven-bit text in which SO switches halfwidth katakana on and SI off (50222)."""
    parts = _SHIFTS.split(text)
    return b"".join(_katakana(part) if on % 2 else part for on, part in enumerate(parts))


def _katakana(text: bytes) -> bytes:
    """Seven-bit halfwidth katakana (JIS X 0201) as the eight-bit form."""
    return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in text)


def _shift_jis(row: int, cell: int) -> bytes:
    """Row and cell bytes of JIS X 0208 (0x21 to 0x7E) as lead and trail of Shift-JIS."""
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)
    if row % 2:
        return bytes((lead, cell + (0x1F if cell < 0x60 else 0x20)))
    return bytes((lead, cell + 0x7E))
