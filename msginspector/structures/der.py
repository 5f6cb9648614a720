"""Values in the Distinguished Encoding Rules of ASN.1: each with its tag, length and contents.

ITU-T X.690, 8.1 and clause 10; the types are those of X.680. Every value is a part; one that holds
values has them as parts of its own. Indefinite lengths, which DER forbids, are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import object_ids, show
from msginspector.structures.cursor import Cursor

MAX_VALUES: Final = 20_000
"""Values of one encoding; more are bytes."""

BOOLEAN: Final = 0x01
INTEGER: Final = 0x02
BIT_STRING: Final = 0x03
OCTET_STRING: Final = 0x04
OBJECT_IDENTIFIER: Final = 0x06
SEQUENCE: Final = 0x30
SET: Final = 0x31
_UTC_TIME: Final = 0x17
_GENERALIZED_TIME: Final = 0x18
_TELLING: Final = (SET, OBJECT_IDENTIFIER, _UTC_TIME, _GENERALIZED_TIME)
"""Tags of the first item of a value that can be said in a few words."""
_CONSTRUCTED: Final = 0x20
_LONG_FORM: Final = 0x80
_CLASS_UNIVERSAL: Final = 0

_NAMES: Final = {
    1: "BOOLEAN", 2: "INTEGER", 3: "BIT STRING", 4: "OCTET STRING", 5: "NULL",
    6: "OBJECT IDENTIFIER", 10: "ENUMERATED", 12: "UTF8String", 16: "SEQUENCE", 17: "SET",
    18: "NumericString", 19: "PrintableString", 20: "T61String", 22: "IA5String", 23: "UTCTime",
    24: "GeneralizedTime", 26: "VisibleString", 28: "UniversalString", 30: "BMPString",
}  # fmt: skip
_TEXTS: Final = {12: 65001, 18: 20127, 19: 20127, 20: 28591, 22: 28591, 26: 20127}
"""Number of a text type and its code page; BMPString is UTF-16 with the high byte first."""
_BMP_STRING: Final = 30
_UTF_16_BE: Final = 1201
Layout = tuple[tuple[str, "Layout"], ...]
"""Names of values by their place, and those of the values inside."""

_BODY: Final[Layout] = (
    ("version", ()), ("serialNumber", ()), ("signature", ()), ("issuer", ()),
    ("validity", (("notBefore", ()), ("notAfter", ()))), ("subject", ()),
    ("subjectPublicKeyInfo", ()),
)  # fmt: skip
_LAYOUT: Final[Layout] = (
    ("tbsCertificate", _BODY),
    ("signatureAlgorithm", ()),
    ("signatureValue", ()),
)
_VERSION: Final = 0xA0
_EXTENSIONS: Final = 0xA3
_CERTIFICATE_START: Final = 9
# A SEQUENCE that begins with [0] INTEGER: the body of a certificate of version 2 or 3.
_CERTIFICATE: Final = re.compile(rb"0(?:[^\x80-\xff]|\x81.|\x82..|\x83...)\xa0\x03\x02\x01", re.S)
_SHOWN: Final = 300

_CLASSES: Final = ("universal", "application", "context", "private")
_TIME: Final = re.compile(r"(\d\d|\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z")
_SMALL: Final = 8
"""Bytes of a number that is written in decimal."""


@dataclass(slots=True)
class Value:
    """One value that was read."""

    tag: int
    """Its first byte: class, whether it holds values, number."""
    text: str = ""
    """What its contents say; "" for one that holds values."""
    items: list[Value] = field(default_factory=list)
    said: str = ""
    """The text, or that of a value that holds others, in a few words."""

    def digest(self) -> str:
        """What a name, a pair or an algorithm says in a few words; "" for any other value."""
        first = self.items[0].tag if self.items else 0
        if self.tag not in (SET, OCTET_STRING) and first not in _TELLING and first >> 6 != 2:
            return ""
        said = list(filter(None, (one.said for one in self.items)))
        pair = first == OBJECT_IDENTIFIER != self.items[-1].tag
        if pair and len(said) > 1:
            return f"{said[0].rpartition(' = ')[2]}: {', '.join(said[1:])}"[:_SHOWN]
        return ", ".join(said)[:_SHOWN]

    def walk(self) -> list[Value]:
        """This value and all below it, in order."""
        found, waiting = [], [self]
        while waiting:
            value = waiting.pop()
            found.append(value)
            waiting.extend(reversed(value.items))
        return found


class Reader:
    """Reads values off a cursor, up to a cap, and keeps what they say."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self._count = 0

    def value(self, label: str = "", layout: Layout = ()) -> Value:
        """The next value as a part; what is wrong inside does not reach outside."""
        cursor = self._cursor
        tag = cursor.peek_number(1)
        header, length = self._sizes()
        self._count += 1
        if self._count > MAX_VALUES:
            raise cursor.stop(f"only the first {MAX_VALUES} values are decoded")
        found = Value(tag)
        with cursor.window(label or _name(tag), header + length) as part:
            self._tag(tag)
            cursor.number("Length", 1) if header == 2 else self._long_length(header - 1)
            if tag & _CONSTRUCTED or self._holds_values(tag):
                self._values(found, layout or self._layout(tag))
            else:
                found.text = self._plain(tag)
            found.said = visible(found.text or found.digest(), _SHOWN, one_line=True)
            part.text = found.said
        return found

    def _values(self, found: Value, layout: Layout) -> None:
        """The values up to the end of the window, as items of `found`, named by their place."""
        place = 0
        while self._cursor.remaining:
            label, inner = layout[place] if place < len(layout) else ("", ())
            if label == "version" and self._cursor.peek_number(1) != _VERSION:
                place += 1  # the first version of certificates does not say so
                label, inner = layout[place]
            elif self._cursor.peek_number(1) == _EXTENSIONS and layout == _BODY:
                label, inner = "extensions", ()
            found.items.append(self.value(label, inner))
            place += 1

    def _layout(self, tag: int) -> Layout:
        """The names of the values of a certificate, told by how it begins; () for others."""
        if tag != SEQUENCE or not _CERTIFICATE.match(self._cursor.peek(_CERTIFICATE_START)):
            return ()
        return _LAYOUT

    def _sizes(self) -> tuple[int, int]:
        """Bytes of tag and length, and of the contents."""
        first = self._cursor.peek_number(1, 1)
        if first < _LONG_FORM:
            return 2, first
        width = first & 0x7F
        if not 1 <= width <= 4:
            raise self._cursor.stop("a length that DER does not have")
        stored = self._cursor.peek(width, 2)
        if len(stored) < width:
            raise self._cursor.stop("the length is not whole")
        return 2 + width, int.from_bytes(stored, "big")

    def _tag(self, tag: int) -> None:
        if tag & 0x1F == 0x1F:
            raise self._cursor.stop("a tag of several bytes, which certificates do not have")
        self._cursor.u8("Tag", text=_name)

    def _long_length(self, width: int) -> None:
        with self._cursor.group("Length") as part:
            self._cursor.u8("Form", text=lambda value: f"{value & 0x7F} bytes follow")
            part.value = self._cursor.number("Value", width - 1, big_endian=True)
            part.text = str(part.value)

    def _holds_values(self, tag: int) -> bool:
        """Whether the bytes of an octet or bit string are themselves one SEQUENCE, to the end."""
        if tag not in (OCTET_STRING, BIT_STRING):
            return False
        ahead = 1 if tag == BIT_STRING else 0
        start = self._cursor.peek(6, ahead)
        left = self._cursor.remaining - ahead
        if len(start) < 2 or start[0] != SEQUENCE or (ahead and self._cursor.peek(1) != b"\0"):
            return False
        width = start[1] & 0x7F if start[1] & _LONG_FORM else 0
        length = int.from_bytes(start[2 : 2 + width], "big") if width else start[1]
        if 2 + width + length != left or width > 4:
            return False
        if ahead:
            self._cursor.u8("Unused bits")
        return True

    def _plain(self, tag: int) -> str:
        """The contents of a value that holds no others, and what they say."""
        cursor = self._cursor
        size = cursor.remaining
        number = tag & 0x1F
        if not size:
            return ""
        if tag >> 6 != _CLASS_UNIVERSAL:
            return self._context(size)
        if number in _TEXTS or number == _BMP_STRING:
            return cursor.string8("Contents", size, _TEXTS.get(number, _UTF_16_BE))
        read = _PLAIN.get(number, _bytes)
        return read(cursor, size)

    def _context(self, size: int) -> str:
        """A value whose type its place says: text where it is nothing but that."""
        stored = self._cursor.peek(size)
        if stored.isascii() and stored.decode("ascii").isprintable():
            return self._cursor.string8("Contents", size, _TEXTS[22])
        return _bytes(self._cursor, size)


def _name(tag: int) -> str:
    number = tag & 0x1F
    if tag >> 6 == _CLASS_UNIVERSAL:
        return _NAMES.get(number, f"Type {number}")
    return f"[{number}]" if tag >> 6 == 2 else f"[{_CLASSES[tag >> 6]} {number}]"


def _bytes(cursor: Cursor, size: int) -> str:
    return show.stored(cursor.binary("Contents", size))


def _integer(cursor: Cursor, size: int) -> str:
    if size <= _SMALL:
        return str(cursor.number("Contents", size, signed=True, big_endian=True))
    return cursor.binary("Contents", size).hex().upper()


def _boolean(cursor: Cursor, size: int) -> str:
    return str(any(cursor.binary("Contents", size))).upper()


def _bit_string(cursor: Cursor, size: int) -> str:
    unused = cursor.u8("Unused bits")
    stored = cursor.rest("Bits")
    return f"{max(8 * len(stored) - unused, 0)} bits"


def _object_id(cursor: Cursor, size: int) -> str:
    shown = object_ids.described(cursor.peek(size)) or "no object identifier"
    cursor.binary("Contents", size, shown)
    return shown


def _time(cursor: Cursor, size: int) -> str:
    """UTCTime or GeneralizedTime; years of two digits are 1950 to 2049 (RFC 5280 4.1.2.5.1)."""
    text = cursor.string8("Contents", size, _TEXTS[22])
    found = _TIME.fullmatch(text)
    if not found:
        return text
    year, month, day, hour, minute, second = found.groups()
    if len(year) == 2:
        year = f"{'19' if int(year) >= 50 else '20'}{year}"
    return f"{year}-{month}-{day} {hour}:{minute}:{second}Z"


_PLAIN: Final[dict[int, Callable[[Cursor, int], str]]] = {
    BOOLEAN: _boolean, INTEGER: _integer, BIT_STRING: _bit_string, 10: _integer,
    OBJECT_IDENTIFIER: _object_id, _UTC_TIME: _time, _GENERALIZED_TIME: _time,
}  # fmt: skip
