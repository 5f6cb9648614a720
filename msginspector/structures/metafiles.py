"""The icon of an attachment: a Windows metafile, PidTagAttachRendering ([MS-OXCMSG] 2.2.2.17).

[MS-WMF] 2.3: a header and records. Each record is shown with its name; those that draw a picture
or text say which. Nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.mapi.text import visible
from msginspector.structures import show
from msginspector.structures.cursor import Cursor

PLACEABLE: Final = 0x9AC6CDD7
MAX_RECORDS: Final = 2000
"""Records that become parts; what follows is one part."""
_HEADER_SIZE: Final = 18
_LEAST_RECORD: Final = 6
_TYPES: Final = {1: "MEMORYMETAFILE", 2: "DISKMETAFILE"}
_VERSIONS: Final = {0x0100: "METAVERSION100", 0x0300: "METAVERSION300"}
_EOF: Final = 0x0000
_ETO_RECTANGLE: Final = 0x0006
_TEXT_SHOWN: Final = 60


@dataclass(slots=True)
class _Seen:
    """What the records say of the picture."""

    records: int = 0
    pictures: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def metafile(cursor: Cursor) -> None:
    """PidTagAttachRendering: a Windows metafile, [MS-OXCMSG] 2.2.2.17 and [MS-WMF] 2.3.

    Little-endian; sizes in words of 2 bytes, lengths in logical units. Absent where an attachment
    has no icon of its own.
    """
    if cursor.remaining >= 4 and cursor.peek_number(4) == PLACEABLE:
        _placeable(cursor)
    with cursor.window("META_HEADER", min(_HEADER_SIZE, cursor.remaining)):
        _header(cursor)
    seen = _Seen()
    while cursor.remaining >= _LEAST_RECORD and seen.records < MAX_RECORDS:
        function = _record(cursor, seen)
        if function == _EOF:
            break
    cursor.rest("Data after the records" if seen.records < MAX_RECORDS else "Further records")
    # An icon has two pictures: its mask, of twice the height, and then itself.
    parts = [*seen.pictures[-1:], *(f'text "{text}"' for text in seen.texts[:3])]
    word = "record" if seen.records == 1 else "records"
    cursor.summary(", ".join([f"Windows metafile of {seen.records} {word}", *parts]))


def _placeable(cursor: Cursor) -> None:
    """META_PLACEABLE: the size of the picture ([MS-WMF] 2.3.2.3)."""
    with cursor.group("META_PLACEABLE") as part:
        cursor.u32("Key")
        cursor.u16("HWmf")
        left, top, right, bottom = (
            cursor.number(name, 2, signed=True) for name in ("Left", "Top", "Right", "Bottom")
        )
        inch = cursor.u16("Inch")
        cursor.u32("Reserved")
        cursor.u16("Checksum")
        part.text = f"{right - left} × {bottom - top} units of 1/{inch} inch"


def _header(cursor: Cursor) -> None:
    cursor.u16("Type", text=show.one_of(_TYPES))
    cursor.u16("HeaderSize", text=_words)
    cursor.u16("Version", text=show.one_of(_VERSIONS))
    cursor.u32("Size", text=_words)
    cursor.u16("NumberOfObjects")
    cursor.u32("MaxRecord", text=_words)
    cursor.u16("NumberOfMembers")


def _words(words: int) -> str:
    return f"{words} words = {2 * words} bytes"


def _record(cursor: Cursor, seen: _Seen) -> int:
    """One record; gives its function."""
    size, function = 2 * cursor.peek_number(4), cursor.peek_number(2, 4)
    if size < _LEAST_RECORD:
        raise cursor.stop(f"a record of {size} bytes cannot be")
    label = _names().get(function, f"Record 0x{function:04X}")
    with cursor.window(label, size) as part:
        cursor.u32("RecordSize", text=_words)
        cursor.u16("RecordFunction", text=show.one_of(_names()))
        part.text = _PARAMETERS.get(function, _plain)(cursor, seen)
        cursor.rest("Parameters")
    seen.records += 1
    return function


def _plain(cursor: Cursor, seen: _Seen) -> str:
    return ""


def _point(cursor: Cursor, seen: _Seen) -> str:
    """Two lengths, the vertical one first."""
    y = cursor.number("Y", 2, signed=True)
    return f"{cursor.number('X', 2, signed=True)}, {y}"


def _color(cursor: Cursor, seen: _Seen) -> str:
    shown: list[str] = []

    def text(value: int) -> str:
        shown.append(f"#{value & 0xFF:02X}{value >> 8 & 0xFF:02X}{value >> 16 & 0xFF:02X}")
        return shown[0]

    cursor.u32("ColorRef", text=text)
    return shown[0]


def _stretched(cursor: Cursor, seen: _Seen) -> str:
    """META_DIBSTRETCHBLT: a picture, stretched ([MS-WMF] 2.3.1.3.1)."""
    cursor.u32("RasterOperation")
    return _picture(cursor, seen)


def _stretched_dib(cursor: Cursor, seen: _Seen) -> str:
    """META_STRETCHDIB: the same with the meaning of its colours ([MS-WMF] 2.3.1.6)."""
    cursor.u32("RasterOperation")
    cursor.u16("ColorUsage")
    return _picture(cursor, seen)


def _picture(cursor: Cursor, seen: _Seen) -> str:
    for name in (
        "SrcHeight", "SrcWidth", "YSrc", "XSrc", "DestHeight", "DestWidth", "YDest", "XDest",
    ):  # fmt: skip
        cursor.number(name, 2, signed=True)
    with cursor.window("DIB", cursor.remaining) as part:
        cursor.u32("HeaderSize")
        width = cursor.i32("Width")
        height = cursor.i32("Height")
        cursor.u16("Planes")
        bits = cursor.u16("BitCount")
        cursor.rest("Rest of the picture")
        part.text = f"picture of {width} × {abs(height)} pixels of {bits} bits"
        seen.pictures.append(f"picture of {width} × {abs(height)} pixels")
    return part.text


def _text_out(cursor: Cursor, seen: _Seen) -> str:
    """META_TEXTOUT ([MS-WMF] 2.3.3.20)."""
    length = cursor.u16("StringLength")
    text = cursor.string8("String", length)
    if length % 2:
        cursor.binary("Padding", 1)
    _point(cursor, seen)
    return _said(text, seen)


def _ext_text_out(cursor: Cursor, seen: _Seen) -> str:
    """META_EXTTEXTOUT ([MS-WMF] 2.3.3.5)."""
    _point(cursor, seen)
    length = cursor.u16("StringLength")
    if cursor.u16("fwOpts") & _ETO_RECTANGLE:
        cursor.binary("Rectangle", 8)
    return _said(cursor.string8("String", length), seen)


def _said(text: str, seen: _Seen) -> str:
    seen.texts.append(visible(text, _TEXT_SHOWN, one_line=True))
    return seen.texts[-1]


_PARAMETERS: Final[dict[int, Callable[[Cursor, _Seen], str]]] = {
    0x0201: _color, 0x0209: _color,
    0x020B: _point, 0x020C: _point, 0x020D: _point, 0x020E: _point, 0x0213: _point, 0x0214: _point,
    0x0521: _text_out, 0x0A32: _ext_text_out, 0x0B41: _stretched, 0x0F43: _stretched_dib,
}  # fmt: skip


@lru_cache(maxsize=1)
def _names() -> dict[int, str]:
    rows = resources.table("metafile_records")
    return {int(row["function"], 16): row["name"] for row in rows}


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"METAFILE": metafile}
