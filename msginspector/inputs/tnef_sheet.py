"""Where the properties read of TNEF go: into one object of the new message.

A `Sheet` remembers which property ids are taken, so that an older attribute only fills gaps.
`attach` gives an attachment its data: bytes, a message that is yet to be read, or an OLE object.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from msginspector.errors import InputError
from msginspector.inputs.made import MAX_DEPTH, quoted
from msginspector.inputs.tnef_stream import Found, Object, Range, Stream
from msginspector.mapi.guids import format_guid
from msginspector.mapi.tags import tag_name
from msginspector.oxmsg.pack import Value
from msginspector.oxmsg.writer import (
    ATTACH_BY_VALUE,
    PR_ATTACH_DATA_BIN,
    PR_ATTACH_METHOD,
    AttachmentWriter,
    ObjectWriter,
)
from msginspector.storage.compound import CompoundFile
from msginspector.storage.directory import STREAM
from msginspector.storage.handles import BytesSource

_ATTACH_DATA: Final = 0x3701
_MESSAGE: Final = "{00020307-0000-0000-C000-000000000046}"
_STORAGE: Final = "{0000000B-0000-0000-C000-000000000046}"
_STREAM: Final = "{0000000C-0000-0000-C000-000000000046}"
_TEXTS: Final = (0x001E, 0x001F)
_LONGEST_NAME: Final = 31
_FORBIDDEN: Final = re.compile("[/\\\\:!\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Attached:
    """A message inside an attachment, still in TNEF."""

    part: Range


class Sheet:
    """The properties of one object, while they are collected."""

    def __init__(self, stream: Stream, writer: ObjectWriter, what: str) -> None:
        self.stream = stream
        self.what = what
        self.object: Object | None = None
        """The value of PR_ATTACH_DATA_OBJ, which `attach` deals with."""
        self._writer = writer
        self._taken: dict[int, object] = {}

    def has(self, tag: int) -> bool:
        """Whether a property with this id was set, whatever its type."""
        return tag >> 16 in self._taken

    def put(self, found: Found) -> None:
        """Sets a property as it was read."""
        if isinstance(found.value, Object):
            self._put_object(found, found.value)
        elif found.named is not None:
            guid, key = found.named
            self._writer.set_named(guid, key, found.type, found.value)
        else:
            self._taken.setdefault(found.id, found.value)
            self._writer.set(found.id << 16 | found.type, found.value)

    def fill_in(self, tag: int, value: Value, attribute: str = "") -> bool:
        """Sets a property unless its id is taken; whether it did.

        A text that differs from the one there is told, as that of `attribute`.
        """
        if not self.has(tag):
            self._taken[tag >> 16] = value
            self._writer.set(tag, value)
            return True
        if attribute and tag & 0xFFFF in _TEXTS and isinstance(value, bytes):
            stored = self._taken[tag >> 16]
            same = stored == value or not value
            if isinstance(stored, bytes) and not same and not _alike(stored, value):
                self.stream.notes.add(
                    f"{attribute} of {self.what} differs from {tag_name(tag)}, which counts."
                )
        return False

    def _put_object(self, found: Found, value: Object) -> None:
        if found.id == _ATTACH_DATA and self.object is None:
            self.object = value
            return
        self.stream.notes.add(
            f"Property 0x{found.id:04X} of {self.what} is an object ({value.data.size:,} B) "
            "and left out."
        )


def _alike(stored: bytes, text: bytes) -> bool:
    """Whether a text in UTF-16 is, as far as its code page goes, the one of the attribute."""
    wide = stored.decode("utf-16-le", "replace")
    plain = text.decode("latin-1")
    return len(wide) == len(plain) and all(
        one == other or ord(one) > 0x7F for one, other in zip(wide, plain, strict=True)
    )


def attach(sheet: Sheet, writer: AttachmentWriter, data: Range | None) -> Attached | None:
    """Gives an attachment its data; a message inside is given back, to be read.

    attAttachData of an attachment that holds an object repeats what older programs need of it.
    """
    found = sheet.object
    if found is None:
        if data is not None:
            _set_bytes(sheet, writer, sheet.stream.bytes_of(data))
        return None
    if data is not None and data.size:
        sheet.stream.notes.add(
            f"attAttachData of {sheet.what} ({data.size:,} B) is left out: the object in "
            "attAttachment counts."
        )
    if found.interface == _MESSAGE:
        return Attached(found.data)
    stored = sheet.stream.bytes_of(found.data)
    if found.interface == _STORAGE and _set_storage(sheet, writer, stored):
        return None
    if found.interface not in (_STORAGE, _STREAM):
        sheet.stream.notes.add(
            f"The object of {sheet.what} has the unknown interface {found.interface}; "
            "its bytes are kept."
        )
    _set_bytes(sheet, writer, stored)
    return None


def _set_bytes(sheet: Sheet, writer: AttachmentWriter, stored: bytes) -> None:
    if not sheet.has(PR_ATTACH_METHOD):
        writer.set(PR_ATTACH_METHOD, ATTACH_BY_VALUE)
    if not sheet.has(PR_ATTACH_DATA_BIN):
        writer.set(PR_ATTACH_DATA_BIN, stored)
        return
    sheet.stream.notes.add(f"{sheet.what} has its bytes twice; the property counts.")


def _set_storage(sheet: Sheet, writer: AttachmentWriter, stored: bytes) -> bool:
    """An OLE object: the streams of a compound file; False for bytes that are none."""
    try:
        container = CompoundFile(BytesSource(stored))
    except InputError as error:
        sheet.stream.notes.add(f"The object of {sheet.what} is kept as bytes: {error.text}")
        return False
    streams: dict[str, bytes] = {}
    storages: dict[str, str] = {}
    room = len(stored)
    seen = {""}
    waiting = [0]
    while waiting:
        for name, index in container.children(waiting.pop()).items():
            path = container.path(index)
            if not _can_be_written(name, path, seen):
                reason = "its name cannot be written"
            elif container.kind(index) != STREAM:
                storages[path] = format_guid(container.clsid(index))
                waiting.append(index)
                continue
            elif container.length(index) > room:
                reason = "it is longer than what is there"
            else:
                streams[path] = container.read(index)
                room -= len(streams[path])
                continue
            sheet.stream.notes.add(
                f"{quoted(name)} in the object of {sheet.what} is left out: {reason}."
            )
    writer.set_storage(streams, format_guid(container.clsid(0)), storages)
    return True


def _can_be_written(name: str, path: str, seen: set[str]) -> bool:
    """Whether a compound file may have an entry of this name ([MS-CFB] 2.6.1); notes the path."""
    key = path.upper()
    fits = 0 < len(name) <= _LONGEST_NAME and not _FORBIDDEN.search(name)
    if not fits or key in seen or path.count("/") > MAX_DEPTH:
        return False
    seen.add(key)
    return True
