"""OLE objects: class, the file inside a package, the picture it shows ([MS-OLEDS] 2.3).

An object is a storage with streams of fixed names. `\\x01CompObj` (2.3.8) names its class,
`\\x01Ole10Native` (2.3.6) holds the data of an OLE 1 object, of a package a file with its names,
`\\x02OlePres000` (2.3.4) the picture that stands for it. All numbers are little-endian. Nothing is
run or converted; every read is bounded.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from msginspector import resources
from msginspector.mapi.guids import format_guid
from msginspector.session.stored import stored_data

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.session import ObjectRow
    from msginspector.session.stored import Stored, StoredItem

HEAD: Final = 1 << 14
"""Bytes of a native stream in which its names lie."""
LARGEST_PICTURE: Final = 16 << 20
"""Bytes of pictures that are read of one object."""
LARGEST_CLASS: Final = 1 << 13
LARGEST_TREE: Final = 4096
"""Storages and streams that are listed."""

METAFILE: Final = 3
DIB: Final = 8
ENHANCED: Final = 14
FORMATS: Final = {METAFILE: "Windows metafile", DIB: "bitmap", ENHANCED: "enhanced metafile"}
"""Clipboard formats, [MS-OLEDS] 2.1.1."""
_STANDARD: Final = (0xFFFFFFFF, 0xFFFFFFFE)
_UNICODE: Final = 0x71B239F4
_PACKAGE: Final = 2
_EMBEDDED_FILE: Final = 3
_ASPECTS: Final = {1: "contents", 2: "thumbnail", 4: "icon", 8: "print"}


@dataclass(frozen=True, slots=True)
class PackedFile:
    """The file in a package, or the native data of another OLE 1 object."""

    name: str
    """Its name as the package shows it; "" where the stream gives none."""
    original: str
    """Where it came from, a path on somebody's machine."""
    temporary: str
    """Where it was unpacked before it was packed."""
    index: int
    """Directory entry of the stream that holds it."""
    offset: int
    """Of its first byte in the stream."""
    size: int
    """Bytes that are there."""
    declared_size: int


@dataclass(frozen=True, slots=True)
class Presentation:
    """The picture that stands for the object."""

    stream: str
    format: int | str | None
    """A clipboard format, the name of one, None for none."""
    aspect: str
    width: int
    """In 1/100 mm."""
    height: int
    data: bytes
    """The picture in its format; cut where all of one object are `LARGEST_PICTURE`."""

    @property
    def format_name(self) -> str:
        """The format in words."""
        if isinstance(self.format, int):
            return FORMATS.get(self.format, f"clipboard format {self.format}")
        return self.format or "no picture"


@dataclass(frozen=True, slots=True)
class OleObject:
    """What the storage of an OLE object says."""

    clsid: str
    """"{0003000C-…}"; "" where it is not set."""
    program: str
    """Program identifier, "Package": as the object says, else as the class is registered."""
    what: str
    """The class in words; "" for one nobody knows."""
    user_type: str
    """The class as its program calls it."""
    package: PackedFile | None
    presentations: tuple[Presentation, ...]
    tree: tuple[StoredItem, ...]
    """Everything in the storage."""


def ole_object(row: ObjectRow) -> OleObject | None:
    """The OLE object of an attachment; None where it is none."""
    data = stored_data(row) if row.data_kind == "storage" else None
    if data is None:
        return None
    items = tuple(_bounded(data))
    clsid = items[0].clsid if items else b""
    known_program, what = _classes().get(format_guid(clsid) if any(clsid) else "", ("", ""))
    user_type, program = _class_names(data)
    return OleObject(
        format_guid(clsid) if any(clsid) else "",
        program or known_program,
        what,
        user_type,
        _native(data),
        tuple(_presentations(data, items)),
        items[1:],
    )


def package_of(row: ObjectRow) -> PackedFile | None:
    """The file in a package, or other native data, without reading more of the object."""
    data = stored_data(row) if row.data_kind == "storage" else None
    return None if data is None else _native(data)


def packed_pieces(row: ObjectRow, packed: PackedFile) -> Iterator[bytes]:
    """The bytes of the file in a package, in order."""
    data = stored_data(row)
    skip, left = packed.offset, packed.size
    for piece in data.pieces(packed.index) if data is not None else ():
        part = piece[skip : skip + left]
        skip = max(0, skip - len(piece))
        left -= len(part)
        if part:
            yield part
        if not left:
            return


def _bounded(data: Stored) -> Iterator[StoredItem]:
    for number, item in enumerate(data.walk()):
        if number > LARGEST_TREE:
            return
        yield item


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, str]]:
    rows = resources.table("ole_classes")
    return {f"{{{row['clsid']}}}": (row["progid"], row["what"]) for row in rows}


class _Cut(Exception):  # noqa: N818 - the data ends, which is no error of ours
    """The stream ends early."""


class _Reader:
    """A place in bytes; reading past their end ends the reading."""

    def __init__(self, data: bytes, place: int = 0) -> None:
        self.data = data
        self.place = place

    def take(self, size: int) -> bytes:
        if size < 0 or self.place + size > len(self.data):
            raise _Cut
        self.place += size
        return self.data[self.place - size : self.place]

    def u16(self) -> int:
        return int(struct.unpack("<H", self.take(2))[0])

    def u32(self) -> int:
        return int(struct.unpack("<I", self.take(4))[0])

    def zero_text(self) -> str:
        """Text of one byte a character that ends with a zero."""
        end = self.data.find(b"\0", self.place)
        if end < 0:
            raise _Cut
        text = self.take(end - self.place)
        self.take(1)
        return text.decode("cp1252", "replace")

    def long_text(self) -> str:
        """The same behind its length with the zero ([MS-OLEDS] 2.1.4)."""
        return self.take(self.u32()).rstrip(b"\0").decode("cp1252", "replace")

    def wide_text(self, characters: bool = False) -> str:
        """UTF-16 behind its length, in bytes or in characters."""
        size = self.u32() * (2 if characters else 1)
        return self.take(size).decode("utf-16-le", "replace").rstrip("\0")

    def clipboard_format(self) -> int | str | None:
        """ClipboardFormatOrAnsiString ([MS-OLEDS] 2.3.1)."""
        marker = self.u32()
        if marker in _STANDARD:
            return self.u32()
        return self.take(marker).rstrip(b"\0").decode("cp1252", "replace") if marker else None


def _stream(data: Stored, name: str, limit: int) -> tuple[StoredItem, bytes] | None:
    item = data.find(name)
    if item is None or not item.is_stream:
        return None
    return item, data.read(item.index, 0, limit)


def _class_names(data: Stored) -> tuple[str, str]:
    """User type and program identifier of `\\x01CompObj`, "" for each that is missing."""
    found = _stream(data, "\x01CompObj", LARGEST_CLASS)
    if found is None:
        return "", ""
    reader = _Reader(found[1], 28)
    user_type = program = ""
    try:
        user_type = reader.long_text()
        reader.clipboard_format()
        program = reader.long_text()
        if reader.u32() == _UNICODE:
            user_type = reader.wide_text() or user_type
            reader.clipboard_format()
            program = reader.wide_text() or program
    except _Cut:
        pass
    return user_type, program


def _native(data: Stored) -> PackedFile | None:
    """The native data: of a package the file, of anything else all of it."""
    found = _stream(data, "\x01Ole10Native", HEAD)
    if found is None or len(found[1]) < 4:
        return None
    item, head = found
    declared = int.from_bytes(head[:4], "little")
    plain = PackedFile("", "", "", item.index, 4, max(0, min(declared, item.size - 4)), declared)
    try:
        return _packed(_Reader(head, 4), item, data) or plain
    except _Cut:
        return plain


def _packed(reader: _Reader, item: StoredItem, data: Stored) -> PackedFile | None:
    """The form the packager of Windows writes; None for another one."""
    if reader.u16() != _PACKAGE:
        return None
    name, original = reader.zero_text(), reader.zero_text()
    reader.u16()
    if reader.u16() != _EMBEDDED_FILE:
        return PackedFile(name, original, "", item.index, reader.place, 0, 0)
    temporary = reader.long_text()
    size = reader.u32()
    there = max(0, min(size, item.size - reader.place))
    wide = _wide_names(data.read(item.index, reader.place + size, HEAD))
    names = [new or old for new, old in zip(wide, (temporary, name, original), strict=True)]
    return PackedFile(names[1], names[2], names[0], item.index, reader.place, there, size)


def _wide_names(tail: bytes) -> tuple[str, str, str]:
    """Newer packages repeat temporary path, name and path in UTF-16 behind the file."""
    reader = _Reader(tail)
    try:
        return reader.wide_text(True), reader.wide_text(True), reader.wide_text(True)
    except _Cut:
        return "", "", ""


def _presentations(data: Stored, items: tuple[StoredItem, ...]) -> Iterator[Presentation]:
    left = LARGEST_PICTURE
    for item in items[1:]:
        name = item.names[0]
        is_contents = name.upper() == "CONTENTS"
        shows = is_contents or name.upper().startswith("\x02OLEPRES")
        if len(item.names) > 1 or not item.is_stream or not shows or not left:
            continue
        stored = data.read(item.index, 0, left)
        left -= len(stored)
        if is_contents:
            yield Presentation(name, _format_of(stored), "contents", 0, 0, stored)
        elif (found := _presentation(name, stored)) is not None:
            yield found


def _presentation(name: str, stream: bytes) -> Presentation | None:
    """OLEPresentationStream, [MS-OLEDS] 2.3.4."""
    reader = _Reader(stream)
    try:
        kind = reader.clipboard_format()
        if kind is None:
            return None
        device = reader.u32()
        reader.take(max(0, device - 4))
        aspect, _index, _advice, _reserved = (reader.u32() for _ in range(4))
        width, height, size = (reader.u32() for _ in range(3))
    except _Cut:
        return None
    picture = stream[reader.place : reader.place + size]
    return Presentation(name, kind, _ASPECTS.get(aspect, str(aspect)), width, height, picture)


def _format_of(data: bytes) -> int | str | None:
    if data[40:44] == b" EMF":
        return ENHANCED
    if data.startswith((b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0")):
        return METAFILE
    return DIB if data.startswith(b"\x28\0\0\0") else None
