"""Bytes as text to paste elsewhere: hex, source code, Base64, text, a hex dump."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LIMIT: Final = 1 << 20
"""Bytes that are made into text at a time; a clipboard is no place for more."""
_ROW: Final = 16
_CODE_ROW: Final = 12


@dataclass(frozen=True, slots=True)
class ByteFormat:
    """One way to write bytes. `write` takes them and the offset of the first one."""

    name: str
    title: str
    write: Callable[[bytes, int], str]


def _hex(data: bytes, _offset: int) -> str:
    return data.hex().upper()


def _spaced(data: bytes, _offset: int) -> str:
    return data.hex(" ").upper()


def _c_array(data: bytes, _offset: int) -> str:
    """A C array definition, twelve bytes a line."""
    lines = (
        "    " + " ".join(f"0x{byte:02X}," for byte in data[start : start + _CODE_ROW])
        for start in range(0, len(data), _CODE_ROW)
    )
    body = "\n".join(lines)
    return f"static const unsigned char data[{len(data)}] = {{\n{body}\n}};"


def _python(data: bytes, _offset: int) -> str:
    """A bytes literal, sixteen bytes a line in brackets when they are more."""
    if len(data) <= _ROW:
        return _literal(data)
    rows = [_literal(data[start : start + _ROW]) for start in range(0, len(data), _ROW)]
    return "(\n" + "\n".join(f"    {row}" for row in rows) + "\n)"


def _literal(data: bytes) -> str:
    return 'b"' + "".join(f"\\x{byte:02x}" for byte in data) + '"'


def _base64(data: bytes, _offset: int) -> str:
    return base64.b64encode(data).decode("ascii")


def _text(data: bytes, _offset: int) -> str:
    """The text the bytes look like: UTF-16, UTF-8, else Windows-1252; without final zeros."""
    high = data[1::2]
    if len(data) >= 2 and not len(data) & 1 and high.count(0) * 2 > len(high):
        return data.decode("utf-16-le", "replace").rstrip("\0")
    try:
        return data.decode("utf-8").rstrip("\0")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace").rstrip("\0")


def dump(data: bytes, offset: int = 0) -> str:
    """Rows of 16 bytes with their offset in hex and their ASCII characters."""
    digits = max(8, len(f"{offset + len(data):X}"))
    lines = []
    for start in range(0, len(data), _ROW):
        row = data[start : start + _ROW]
        left, right = row[:8].hex(" ").upper(), row[8:].hex(" ").upper()
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{offset + start:0{digits}X}  {left:<23}  {right:<23}  {shown}")
    return "\n".join(lines)


FORMATS: Final = (
    ByteFormat("spaced", "Hex with spaces", _spaced),
    ByteFormat("hex", "Hex", _hex),
    ByteFormat("c", "C array", _c_array),
    ByteFormat("python", "Python bytes", _python),
    ByteFormat("base64", "Base64", _base64),
    ByteFormat("text", "Text", _text),
    ByteFormat("dump", "Hex dump", dump),
)
