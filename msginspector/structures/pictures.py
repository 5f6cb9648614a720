"""Pictures: the form and the size, from the header alone.

[MS-OXOCNTC] 2.2.1.7.2 has PNG and JPEG; thumbnails of attachments are PNG; others are told by
their first bytes. The pixels are neither decompressed nor checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures import show
from msginspector.structures.cursor import Cursor

MAX_SEGMENTS: Final = 200
_MARKER: Final = b"\xff"
_COLOURS: Final = {
    0: "greyscale", 2: "true colour", 3: "palette", 4: "greyscale and alpha",
    6: "true colour and alpha",
}  # fmt: skip
_START_OF_SCAN: Final = 0xDA
_END: Final = 0xD9
# Start-of-frame markers; among their numbers are three that are none: DHT, JPG, DAC.
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_MARKERS: Final = {
    0xC4: "DHT", 0xCC: "DAC", 0xDB: "DQT", 0xDD: "DRI", 0xFE: "COM",
    **{0xE0 + number: f"APP{number}" for number in range(16)},
    **{number: f"SOF{number - 0xC0}" for number in _FRAMES},
}  # fmt: skip


def picture(cursor: Cursor) -> None:
    """PidLidBusinessCardCardPicture: a PNG or JPEG picture, [MS-OXOCNTC] 2.2.1.7.2.

    PNG and JPEG are big-endian, GIF and BMP little-endian; sizes in pixels. Absent where a
    business card shows the photo of the contact, or nothing.
    """
    for signature, read in _FORMS:
        if cursor.peek(len(signature)) == signature:
            cursor.binary("Signature", len(signature))
            cursor.summary(read(cursor))
            cursor.rest("Picture data")
            return
    cursor.rest("Data of an unknown form")
    cursor.summary("a picture of an unknown form")


def _png(cursor: Cursor) -> str:
    with cursor.group("IHDR"):
        cursor.number("Length", 4, big_endian=True)
        cursor.string8("Type", 4)
        width = cursor.number("Width", 4, big_endian=True)
        height = cursor.number("Height", 4, big_endian=True)
        depth = cursor.u8("Bit depth")
        colour = cursor.u8("Colour type", text=show.one_of(_COLOURS))
        for name in ("Compression method", "Filter method", "Interlace method"):
            cursor.u8(name)
        cursor.number("CRC", 4, big_endian=True)
    kind = _COLOURS.get(colour, "unknown colours")
    return f"PNG, {width} × {height} pixels, {depth} bits a channel, {kind}"


def _jpeg(cursor: Cursor) -> str:
    """Segments up to the one with the size; data behind it is not looked at."""
    for _ in range(MAX_SEGMENTS):
        if cursor.peek(1) != _MARKER:
            break
        marker = cursor.peek_number(1, 1)
        if marker in (_START_OF_SCAN, _END):
            break
        length = int.from_bytes(cursor.peek(2, 2), "big")
        if length < 2:
            break
        with cursor.window(_MARKERS.get(marker, f"Marker 0x{marker:02X}"), 2 + length):
            cursor.binary("Marker", 2)
            cursor.number("Length", 2, big_endian=True)
            if marker in _FRAMES:
                cursor.u8("Sample precision")
                height = cursor.number("Height", 2, big_endian=True)
                width = cursor.number("Width", 2, big_endian=True)
                cursor.rest("Components")
                return f"JPEG, {width} × {height} pixels"
            cursor.rest("Data")
    return "JPEG, without a size before its data"


def _gif(cursor: Cursor) -> str:
    width = cursor.u16("Width")
    return f"GIF, {width} × {cursor.u16('Height')} pixels"


def _bmp(cursor: Cursor) -> str:
    cursor.u32("File size")
    cursor.u32("Reserved")
    cursor.u32("Offset of the pixels")
    cursor.u32("Header size")
    width = cursor.i32("Width")
    return f"BMP, {width} × {abs(cursor.i32('Height'))} pixels"


def _named(name: str) -> Callable[[Cursor], str]:
    return lambda cursor: name


_FORMS: Final[tuple[tuple[bytes, Callable[[Cursor], str]], ...]] = (
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8", _jpeg),
    (b"GIF87a", _gif),
    (b"GIF89a", _gif),
    (b"BM", _bmp),
    (b"II*\0", _named("TIFF")),
    (b"MM\0*", _named("TIFF")),
    (b"\x01\0\0\0", _named("an enhanced metafile (EMF)")),
    (b"\xd7\xcd\xc6\x9a", _named("a Windows metafile (WMF)")),
    (b"\0\0\x01\0", _named("an icon (ICO)")),
)

DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"PICTURE": picture}
