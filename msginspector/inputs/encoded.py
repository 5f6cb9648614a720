"""Header values decoded: encoded words (RFC 2047), base64 and parameters (RFC 2231).

Read leniently, as mail programs do: an encoded word counts anywhere in a value, also inside quotes;
words of one character set that follow each other are joined before their bytes are read, because
senders cut characters in two. What is read otherwise than it is written has a sentence, and what
cannot be decoded stays as it is. Linear in the value.
"""

from __future__ import annotations

import binascii
import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from msginspector.mapi import codepages
from msginspector.oxmsg.charsets import charset_page, may_be_codec

DECODED_LIMIT: Final = 1 << 20
"""Characters of a value that are decoded; the rest stays as it is written."""
PARAMETER_LIMIT: Final = 200
PROBLEM_LIMIT: Final = 8
"""Sentences of one value."""

_WORD: Final = re.compile(r"=\?([^?\s]{1,75})\?([^?\s]{1,2})\?([^?]*+)\?=")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_Q: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_BASE64: Final = re.compile(rb"[A-Za-z0-9+/]*+={0,2}")
_NOT_BASE64: Final = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_OF_BASE64: Final = bytes(code for code in range(256) if code not in _NOT_BASE64) + b" \t\r\n"
_PADDING: Final = re.compile(rb"=[= \t\r\n]*+")
_MAX_PIECES: Final = 1_000
_WESTERN: Final = 1252
_PARAMETER: Final = re.compile(
    r';[ \t]*+([^\s=;*"]{1,100})(\*\d{1,4})?(\*)?[ \t]*+=[ \t]*+("(?:[^"\\]|\\.)*+"|[^\s;"]*+)'
)
_WITH_PARAMETERS: Final = frozenset({"content-type", "content-disposition"})
_NO_TEXT: Final = frozenset(
    {"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
)
_AS_NAMED: Final = ("ascii", "utf-16")
"""Codecs that are read as they are: Windows reads more than ASCII, and one order of UTF-16."""
_ALIASES: Final = {"x-unknown": "us-ascii", "unknown-8bit": "us-ascii", "cp-850": "cp850"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and what went wrong on the way to it."""

    text: str
    problems: tuple[str, ...]


def decode_value(name: str, value: str) -> Decoded:
    """The value of a field, decoded as far as it can be; problems as sentences."""
    problems: list[str] = []
    head, tail = value[:DECODED_LIMIT], value[DECODED_LIMIT:]
    if tail:
        problems.append(f"Only the first {DECODED_LIMIT} characters are decoded.")
    if not head.isascii():
        problems.append("There are characters beyond ASCII that are not encoded.")
    if "=?" in head:
        head = _words(head, problems)
    if "*" in head and name.lower() in _WITH_PARAMETERS:
        head = _with_parameters(head, problems)
    return Decoded(head + tail, tuple(dict.fromkeys(problems))[:PROBLEM_LIMIT])


def decode_words(value: str) -> str:
    """The value with its encoded words decoded; what cannot be decoded stays as it is."""
    if "=?" not in value:
        return value
    return _words(value[:DECODED_LIMIT], []) + value[DECODED_LIMIT:]


def decode_text(data: bytes, charset: str) -> str:
    """Text in a character set; without one it is read as plain bytes of a header are."""
    return _text(data, charset.lower(), []) if charset else plain_text(data)


def plain_text(stored: bytes) -> str:
    """Bytes of a header as text: ASCII, UTF-8 (RFC 6532), else Windows-1252 as a last resort."""
    try:
        return stored.decode("utf-8")
    except UnicodeDecodeError:
        return codepages.decode(stored, _WESTERN, "replace")


# -- RFC 2047


def _words(value: str, problems: list[str]) -> str:
    out: list[str] = []
    waiting: list[bytes] = []
    charset = ""
    at = 0

    def flush() -> None:
        if waiting:
            out.append(_text(b"".join(waiting), charset, problems))
            waiting.clear()

    for word in _WORD.finditer(value):
        data = _word_bytes(word[2], word[3], problems)
        if data is None:
            continue
        between = value[at : word.start()]
        name = word[1].partition("*")[0].lower()  # RFC 2231 5: a language may follow
        if not waiting or name != charset or _SPACE.fullmatch(between) is None:
            flush()
            joined = at and out and _SPACE.fullmatch(between)
            out.append("" if joined else between)
        waiting.append(data)
        charset, at = name, word.end()
    flush()
    rest = value[at:]
    if "=?" in rest and not at:
        problems.append("An encoded word is not complete.")
    return "".join(out) + rest


def _word_bytes(encoding: str, text: str, problems: list[str]) -> bytes | None:
    """The bytes of an encoded word; None for a word that cannot be decoded."""
    data = text.encode("ascii", "replace")
    if encoding in "Qq":
        return _quoted(data.replace(b"_", b" "))
    if encoding in "Bb":
        return _base64(data, problems)
    problems.append(f"The encoding “{encoding}” of an encoded word is not known.")
    return None


def _quoted(data: bytes) -> bytes:
    return _Q.sub(lambda found: bytes((int(found[1], 16),)), data)


def _base64(data: bytes, problems: list[str]) -> bytes | None:
    compact = data.translate(None, b" \t\r\n")
    stored = from_base64(compact)
    if _BASE64.fullmatch(compact) is None:
        if not stored:
            problems.append("An encoded word has no base64.")
            return None
        problems.append("An encoded word has characters that are not base64.")
    elif len(compact.rstrip(b"=")) % 4 == 1:
        problems.append("An encoded word lacks a character of its base64.")
    return stored


def base64_end(data: bytes, start: int, end: int) -> int:
    """Where the base64 of a range ends: behind its padding (RFC 2045 6.8), unless more follows.

    A footer that a mailing list wrote below it is not taken for base64.
    """
    padding = _PADDING.search(data, start, end)
    if padding is None or not data[padding.end() : end].translate(None, _OF_BASE64):
        return end
    letters = len(data[start : padding.start()].translate(None, _NOT_BASE64))
    return padding.end() if letters % 4 > 1 else end  # a stray sign pads nothing


def from_base64(data: bytes, start: int = 0, end: int | None = None) -> bytes:
    """The bytes the base64 of a range stands for; signs that are none, a cut end are passed over.

    Base64 that goes on behind its padding is read on, as it is when pieces were put together.
    """
    end = len(data) if end is None else end
    pad = data.find(b"=", start, end)
    rest = data[pad : min(end, pad + _MAX_PIECES)] if pad >= 0 else b""
    if end - pad <= _MAX_PIECES or pad < 0:
        with suppress(binascii.Error):
            if not rest.strip(b"=\r\n\t "):
                return binascii.a2b_base64(memoryview(data)[start:end])
    pieces = data[start:end].translate(None, _NOT_BASE64).split(b"=", _MAX_PIECES)
    return b"".join(_piece(piece) for piece in pieces)


def _piece(kept: bytes) -> bytes:
    """The bytes of one piece, filled up where its end is missing."""
    kept = kept.replace(b"=", b"") if b"=" in kept else kept
    whole = len(kept) // 4 * 4
    last = kept[whole:]
    stored = binascii.a2b_base64(memoryview(kept)[:whole])
    if len(last) < 2:
        return stored
    return stored + binascii.a2b_base64(last + b"=" * (4 - len(last)))


def _text(data: bytes, charset: str, problems: list[str]) -> str:
    codec = _codec(charset)
    page = None if codec in _AS_NAMED else charset_page(charset)
    if codec is None and page is None:
        problems.append(f"The character set “{charset}” is not known.")
        return plain_text(data)
    try:
        return _decoded(data, codec, page, "strict")
    except (UnicodeError, ValueError):
        problems.append(f"There are bytes that are no text in “{charset}”.")
        return plain_text(data) if codec == "ascii" else _decoded(data, codec, page, "replace")


def _decoded(data: bytes, codec: str | None, page: int | None, errors: str) -> str:
    """As Windows reads the character set, which often is more than its name says: GB 2312."""
    if page is not None:
        return codepages.decode(data, page, errors)
    return data.decode(codec or "ascii", errors)


def _codec(charset: str) -> str | None:
    """The name of Python's codec for a character set, None where it is no set of characters."""
    charset = _ALIASES.get(charset, charset)
    if not may_be_codec(charset):
        return None
    try:
        info = codecs.lookup(charset)
        "".encode(info.name)  # refuses codecs that do not make text
    except (LookupError, ValueError, TypeError):
        return None
    return None if info.name in _NO_TEXT else info.name


# -- RFC 2231


@dataclass(slots=True)
class _Parameter:
    """A parameter, put together from its sections."""

    name: str
    sections: dict[int, tuple[bool, str]]


def _with_parameters(value: str, problems: list[str]) -> str:
    """The value with each parameter that RFC 2231 encodes or continues written out."""
    found: dict[str, _Parameter] = {}
    out: list[str | _Parameter] = []
    at = 0
    for count, match in enumerate(_PARAMETER.finditer(value)):
        if count >= PARAMETER_LIMIT:
            problems.append(f"There are more than {PARAMETER_LIMIT} parameters.")
            break
        if match[2] is None and match[3] is None:
            continue
        out.append(value[at : match.start()])
        at = match.end()
        one = found.setdefault(match[1].lower(), _Parameter(match[1], {}))
        if not one.sections:
            out.append(one)
        section = int(match[2][1:]) if match[2] else 0
        one.sections.setdefault(section, (match[3] is not None, _unquoted(match[4])))
    out.append(value[at:])
    return "".join(one if isinstance(one, str) else _written(one, problems) for one in out)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text[:1] == '"' else text


def _written(one: _Parameter, problems: list[str]) -> str:
    """`; name="text"`, its sections in their order (RFC 2231 3 and 4)."""
    order = sorted(one.sections)
    if order != list(range(len(order))):
        problems.append(f"Sections of the parameter “{one.name}” are missing.")
    charset = "us-ascii"
    parts: list[bytes] = []
    for number, section in enumerate(order):
        encoded, text = one.sections[section]
        if encoded and not number and text.count("'") >= 2:
            charset, _language, text = text.split("'", 2)
        parts.append(unquote_to_bytes(text) if encoded else text.encode("utf-8", "replace"))
    text = _text(b"".join(parts), charset.lower() or "us-ascii", problems)
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'; {one.name}="{quoted}"'
