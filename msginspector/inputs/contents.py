"""The content of one part of Internet mail: its transfer encoding taken off, its text decoded.

RFC 2045 6 (transfer encodings), RFC 2046 4.1 (text). Nothing is taken for granted: an encoding
nobody knows, or a character set that does not fit, leaves a sentence, and the bytes as they are.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from msginspector.inputs.encoded import base64_end, from_base64, plain_text
from msginspector.inputs.made import Notes, quoted
from msginspector.inputs.mime import MAX_HEADER, PLAIN, Part
from msginspector.mapi import codepages
from msginspector.oxmsg.charsets import charset_page, declared, declared_page

UTF8: Final = 65001
ASCII: Final = 20127
WESTERN: Final = 1252
WIDE: Final = (1200, 1201, 12000, 12001)
"""Code pages of more than one byte a unit, which PR_INTERNET_CPID cannot state."""

_BIG_ENDIAN, _LITTLE_ENDIAN = 1201, 1200
_LITTLE_MARK: Final = b"\xff\xfe"
_MARK: Final = "\ufeff"
_HIGH: Final = bytes(range(0x80, 0x100))
_BLANKS: Final = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
_UU: Final = ("x-uuencode", "x-uue", "uuencode")
_LINE: Final = re.compile(rb"[^\r\n]+")
_HEAD: Final = 4096
_ALONE: Final = re.compile(r"\r\n|\r|\n")


def content_of(data: bytes, part: Part, notes: Notes) -> bytes:
    """The bytes of a part, decoded."""
    if part.encoding == "base64":
        end = base64_end(data, part.body, part.end)
        left = len(data[end : part.end].strip())
        if left:
            notes.add(f"{left:,} bytes behind the base64 of a part are left out.")
        return from_base64(data, part.body, end)
    if part.encoding == "quoted-printable":  # RFC 2045 6.7 (3): blanks at the end of a line go
        return binascii.a2b_qp(_BLANKS.sub(b"", data[part.body : part.end]))
    if part.encoding in _UU:
        return _from_uu(data, part, notes)
    if part.encoding not in PLAIN:
        shown = quoted(part.encoding)
        notes.add(f"The transfer encoding {shown} is not known; the bytes are kept.")
    return data[part.body : part.end]


def _from_uu(data: bytes, part: Part, notes: Notes) -> bytes:
    """Uuencoded lines up to "end"; a line that is none ends it as well."""
    out = bytearray()
    begin = data.find(b"begin ", part.body, part.end)
    position = part.body if begin < 0 else data.find(b"\n", begin, part.end) + 1 or part.end
    for line in _LINE.finditer(data, position, part.end):
        if line.group() == b"end":
            break
        try:
            out += binascii.a2b_uu(line.group())
        except binascii.Error:
            notes.add("A uuencoded part has a line that cannot be decoded; it ends there.")
            break
    return bytes(out)


def text_of(stored: bytes, page: int) -> str:
    """Text in a code page without its byte order mark, with lines that CR LF ends."""
    text = codepages.decode(stored, page, "replace").removeprefix(_MARK)
    return _ALONE.sub("\r\n", text) if _has_other_breaks(text) else text


def _has_other_breaks(text: str) -> bool:
    pairs = text.count("\r\n")
    return text.count("\n") != pairs or text.count("\r") != pairs


def page_of(stored: bytes, part: Part, notes: Notes) -> int:
    """The code page of a text part: what it says, what HTML says inside, what the bytes allow."""
    stated = part.parameters.get("charset", "").strip().partition(" ")[0]
    is_ascii = stated.lower() in ("us-ascii", "ascii")
    if is_ascii and stored.isascii():
        return ASCII
    page = charset_page(stated)
    if stated.lower() == "utf-16":  # RFC 2781 3.2, 4.3: its mark says the order of its bytes
        return _LITTLE_ENDIAN if stored.startswith(_LITTLE_MARK) else _BIG_ENDIAN
    if page is not None and not is_ascii and (page != UTF8 or _is_utf8(stored)):
        return page
    if page == UTF8 and _is_mostly_utf8(stored):
        notes.add("Some bytes of a text are no UTF-8, which it says it is.")
        return page
    if stated:
        what = "not known" if page is None else "not that of the bytes"
        notes.add(f"The character set {quoted(stated)} of a text is {what}.")
    elif part.type == "text/html":
        inside = declared_page(declared(stored[:_HEAD]))
        if inside is not None:
            return inside
    if stored.isascii() or _is_utf8(stored):
        return UTF8
    if not stated:
        notes.add("A text states no character set; Windows-1252 is taken.")
    return WESTERN


def _is_utf8(stored: bytes) -> bool:
    try:
        stored.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(stored: bytes) -> bool:
    """Of the characters beyond ASCII more can be read than cannot."""
    text = stored.decode("utf-8", "replace")
    beyond = len(text) - len(stored.translate(None, _HIGH))
    return beyond > 2 * text.count("\ufffd")


def header_text(data: bytes, part: Part, notes: Notes) -> str:
    """The header of a message as it stands, up to a limit."""
    size = part.header_end - part.start
    if size > MAX_HEADER:
        notes.add(f"Only the first {MAX_HEADER >> 20} MB of a header of {size:,} B are kept.")
    return plain_text(data[part.start : part.start + min(size, MAX_HEADER)])
