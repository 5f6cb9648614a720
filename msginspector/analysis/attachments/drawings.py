"""What a Windows metafile draws: pictures and texts, as steps somebody else paints ([MS-WMF] 2.3).

Icons of attachments (PidTagAttachRendering, [MS-OXCMSG] 2.2.2.17) and presentations of OLE objects
are metafiles that show a bitmap through its mask and a name below it. Those records are taken, and
of enhanced metafiles ([MS-EMF] 2.3) the bitmaps; lines and shapes are counted, not drawn. Numbers
are little-endian, lengths in logical units. Nothing is painted here.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

MAX_RECORDS: Final = 5000
MAX_STEPS: Final = 200
LARGEST_BITMAP: Final = 4096
"""Pixels on a side; larger ones are left out."""
LARGEST_SIDE: Final = 1 << 15

COPY: Final = 0x00CC0020
AND: Final = 0x008800C6
XOR: Final = 0x00660046
OR: Final = 0x00EE0086
PAINTED: Final = frozenset({COPY, AND, XOR, OR})
"""Raster operations that are painted; others are taken for COPY ([MS-WMF] 2.1.1.31)."""

_PLACEABLE: Final = b"\xd7\xcd\xc6\x9a"
_SHAPES: Final = frozenset({
    0x0213, 0x0324, 0x0325, 0x0415, 0x0416, 0x0418, 0x041B, 0x0538, 0x061C, 0x0817, 0x081A, 0x0830,
})  # fmt: skip
_EMF_SHAPES: Final = frozenset({*range(2, 9), *range(42, 48), 54, 55, *range(59, 65),
                                *range(85, 93)})  # fmt: skip
_HEADERS: Final = (12, 40, 108, 124)
_DEPTHS: Final = (1, 4, 8, 16, 24, 32)
"""Bits of a pixel; 0 stands for a JPEG or PNG ([MS-WMF] 2.1.1.3), which is not taken."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where something goes, in logical units."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A device independent bitmap, as a BMP file, to be put into a box by a raster operation."""

    box: Box
    operation: int
    data: bytes
    part: Box | None = None
    """What of the bitmap is shown, in pixels from its top; None: all of it."""


@dataclass(frozen=True, slots=True)
class Words:
    """Text at a point, with the height of its letters."""

    x: int
    y: int
    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """The steps of a picture, in order, on white ground."""

    bounds: Box
    steps: tuple[Bitmap | Words, ...]
    left_out: int
    """Records that draw something else."""


@dataclass(slots=True)
class _State:
    """What records before have set."""

    origin: tuple[int, int] | None = None
    extent: tuple[int, int] | None = None
    letters: int = 12
    left_out: int = 0
    steps: list[Bitmap | Words] = field(default_factory=list)


def drawing_of(data: bytes) -> Drawing | None:
    """The drawing in a metafile, enhanced or not, or in a bare bitmap; None for anything else."""
    if data[40:44] == b" EMF":
        return _enhanced(data)
    if data.startswith((b"\x28\0\0\0", b"\x0c\0\0\0")):
        return _bare(data)
    if data.startswith((_PLACEABLE, b"\1\0\x09\0", b"\2\0\x09\0")):
        return _metafile(data)
    return None


def bmp_file(bitmap: bytes) -> bytes | None:
    """A device independent bitmap ([MS-WMF] 2.2.2.3) as a BMP file; None for one that cannot be."""
    if len(bitmap) < 16:
        return None
    header = int.from_bytes(bitmap[:4], "little")
    if header not in _HEADERS or len(bitmap) < header:
        return None
    if header == 12:
        width, height, _planes, bits = struct.unpack_from("<HHHH", bitmap, 4)
        palette, masks = (1 << bits if bits <= 8 else 0) * 3, 0
    else:
        width, height, _planes, bits, compression = struct.unpack_from("<iiHHI", bitmap, 4)
        used = int.from_bytes(bitmap[32:36], "little")
        palette = min(used or (1 << bits if bits <= 8 else 0), 256) * 4
        masks = 12 if header == 40 and compression == 3 else 0
    sides = abs(width), abs(height)
    if bits not in _DEPTHS or not 0 < min(sides) <= max(sides) <= LARGEST_BITMAP:
        return None
    offset = header + palette + masks
    row = (abs(width) * bits + 31) // 32 * 4
    there = (len(bitmap) - offset) // row
    if header >= 40 and 0 < there < height:
        # Masks of icons say more rows than there are.
        bitmap = bitmap[:8] + there.to_bytes(4, "little") + bitmap[12:]
    if bits == 1 and header >= 40 and not any(bitmap[header:offset]):
        # Of masks the device gives the colours: black for 0, white for 1.
        bitmap = bitmap[:header] + b"\0\0\0\0\xff\xff\xff\0" + bitmap[header + 8 :]
    return struct.pack("<2sIHHI", b"BM", 14 + len(bitmap), 0, 0, 14 + offset) + bitmap


def _bare(data: bytes) -> Drawing | None:
    file = bmp_file(data)
    if file is None or len(data) < 20:
        return None
    short = data[:4] == b"\x0c\0\0\0"
    width, height = struct.unpack_from("<HH" if short else "<ii", data, 4)
    box = Box(0, 0, abs(width), abs(height))
    return Drawing(box, (Bitmap(box, COPY, file),), 0)


# -- metafiles --------------------------------------------------------------------------------


def _metafile(data: bytes) -> Drawing | None:
    bounds = None
    if data.startswith(_PLACEABLE) and len(data) >= 22:
        left, top, right, bottom = struct.unpack_from("<hhhh", data, 6)
        bounds = Box(left, top, right - left, bottom - top)
        data = data[22:]
    state = _State()
    for function, body in _records(data):
        _take(function, body, state)
    if not state.steps:
        return None
    if state.extent is not None and bounds is None:
        bounds = Box(*(state.origin or (0, 0)), *state.extent)
    if bounds is None or not _is_sane(bounds):
        bounds = _around(state.steps)
    return Drawing(bounds, tuple(state.steps), state.left_out) if _is_sane(bounds) else None


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    place = 18
    for _ in range(MAX_RECORDS):
        if place + 6 > len(data):
            return
        words, function = struct.unpack_from("<IH", data, place)
        if words < 3 or not function:
            return
        yield function, data[place + 6 : place + 2 * words]
        place += 2 * words


def _take(function: int, body: bytes, state: _State) -> None:
    try:
        if function == 0x020B:
            y, x = struct.unpack_from("<hh", body)
            state.origin = x, y
        elif function == 0x020C:
            y, x = struct.unpack_from("<hh", body)
            state.extent = x, y
        elif function == 0x02FB:
            state.letters = abs(struct.unpack_from("<h", body)[0]) or 12
        elif function in _SHAPES:
            state.left_out += 1
        elif len(state.steps) < MAX_STEPS:
            step = _step(function, body, state)
            if step is not None:
                state.steps.append(step)
    except struct.error:
        state.left_out += 1


def _step(function: int, body: bytes, state: _State) -> Bitmap | Words | None:
    if function == 0x0B41:  # META_DIBSTRETCHBLT
        return _stretched(body, 4, 20)
    if function == 0x0F43:  # META_STRETCHDIB
        return _stretched(body, 6, 22)
    if function == 0x0940 and len(body) > 16:  # META_DIBBITBLT with a bitmap
        operation, _, _, height, width, y, x = struct.unpack_from("<Ihhhhhh", body)
        return _bitmap(Box(x, y, width, height), operation, body[16:])
    if function == 0x0521:  # META_TEXTOUT
        (length,) = struct.unpack_from("<H", body)
        place = 2 + length + length % 2
        y, x = struct.unpack_from("<hh", body, place)
        return _words(x, y, state, body[2 : 2 + length])
    if function == 0x0A32:  # META_EXTTEXTOUT
        y, x, length, options = struct.unpack_from("<hhHH", body)
        place = 16 if options & 0x0006 else 8
        return _words(x, y, state, body[place : place + length])
    return None


def _stretched(body: bytes, sizes: int, start: int) -> Bitmap | None:
    (operation,) = struct.unpack_from("<I", body)
    source_height, source_width, top, left = struct.unpack_from("<hhhh", body, sizes)
    height, width, y, x = struct.unpack_from("<hhhh", body, sizes + 8)
    part = Box(left, top, source_width, source_height)
    return _bitmap(Box(x, y, width, height), operation, body[start:], part)


def _bitmap(box: Box, operation: int, data: bytes, part: Box | None = None) -> Bitmap | None:
    file = bmp_file(data)
    if file is None or not _is_sane(box):
        return None
    return Bitmap(box, operation if operation in PAINTED else COPY, file, part)


def _words(x: int, y: int, state: _State, text: bytes) -> Words:
    return Words(x, y, state.letters, text.decode("cp1252", "replace"))


# -- enhanced metafiles -----------------------------------------------------------------------


def _enhanced(data: bytes) -> Drawing | None:
    state = _State()
    place = 0
    for _ in range(MAX_RECORDS):
        if place + 8 > len(data):
            break
        kind, size = struct.unpack_from("<II", data, place)
        if size < 8 or kind == 14:
            break
        body = data[place : place + size]
        if kind in (76, 80, 81) and len(state.steps) < MAX_STEPS:
            step = _enhanced_bitmap(kind, body)
            state.steps += [] if step is None else [step]
        elif kind in _EMF_SHAPES:
            state.left_out += 1
        place += size
    bounds = _around(state.steps) if state.steps else None
    if bounds is None or not _is_sane(bounds):
        return None
    return Drawing(bounds, tuple(state.steps), state.left_out)


def _enhanced_bitmap(kind: int, body: bytes) -> Bitmap | None:
    """EMR_BITBLT, EMR_SETDIBITSTODEVICE, EMR_STRETCHDIBITS ([MS-EMF] 2.3.1)."""
    try:
        x, y = struct.unpack_from("<ii", body, 24)
        if kind == 76:
            width, height, operation = struct.unpack_from("<iiI", body, 32)
            info, info_size, bits, bits_size = struct.unpack_from("<IIII", body, 84)
        else:
            info, info_size, bits, bits_size = struct.unpack_from("<IIII", body, 48)
            width, height, operation = *struct.unpack_from("<ii", body, 40), COPY
            if kind == 81:
                operation, width, height = struct.unpack_from("<Iii", body, 68)
    except struct.error:
        return None
    if not info_size:
        return None
    return _bitmap(Box(x, y, width, height), operation,
                   body[info : info + info_size] + body[bits : bits + bits_size])  # fmt: skip


def _around(steps: list[Bitmap | Words]) -> Box:
    boxes = [step.box for step in steps if isinstance(step, Bitmap)] or [
        Box(step.x, step.y, step.height * len(step.text), step.height)
        for step in steps
        if isinstance(step, Words)
    ]
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    return Box(left, top, right - left, max(box.y + box.height for box in boxes) - top)


def _is_sane(box: Box) -> bool:
    return 0 < abs(box.width) <= LARGEST_SIDE and 0 < abs(box.height) <= LARGEST_SIDE
