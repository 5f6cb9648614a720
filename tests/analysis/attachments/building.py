"""Attachments for tests, each looked at as it lies in a message file."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from msginspector.analysis.attachments.looks import AttachmentLook, look_at
from msginspector.oxmsg.writer import AttachmentWriter
from msginspector.session import ObjectRow, Workspace
from tests.builders import messages

METHOD = 0x37050003
LONG = 0x3707001F
SHORT = 0x3704001F
DISPLAY = 0x3001001F
FLAGS = 0x37140003
HIDDEN = 0x7FFE000B
PATH = 0x370D001F
CONTENT_ID = 0x3712001F
MIME = 0x370E001F


def row_of(
    workspace: Workspace, folder: Path, fill: Callable[[AttachmentWriter], None]
) -> ObjectRow:
    """The only attachment of a new message."""
    note = messages.note()
    fill(note.add_attachment())
    message = workspace.open_session().open_file(messages.written(folder, note))
    return message.attachments[0]


def look(
    workspace: Workspace, folder: Path, name: str = "a.bin", data: bytes = b"x", **extra: object
) -> AttachmentLook:
    """A file attached by value, looked at; `extra` are further properties by name above."""

    def fill(part: AttachmentWriter) -> None:
        part.set(LONG, name)
        part.set_data(data)
        for key, value in extra.items():
            part.set(globals()[key], value)  # type: ignore[arg-type]

    return look_at(row_of(workspace, folder, fill))


def zipped(*names: str, encrypted: bool = False) -> bytes:
    """A ZIP archive with these members."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, b"data")
    data = bytearray(file.getvalue())
    if encrypted:
        for signature, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            place = -1
            while (place := data.find(signature, place + 1)) >= 0:
                data[place + at] |= 1
    return bytes(data)


def package(name: str, data: bytes, wide: str = "") -> bytes:
    """The stream \\x01Ole10Native as the packager of Windows writes it."""
    body = struct.pack("<H", 2) + name.encode("cp1252", "replace") + b"\0C:\\from\\there\0"
    body += struct.pack("<HHI", 0, 3, 9) + b"C:\\temp\\x\0"[:9]
    body += struct.pack("<I", len(data)) + data
    if wide:
        for text in ("C:\\temp\\x", wide, "C:\\from\\there"):
            body += struct.pack("<I", len(text)) + text.encode("utf-16-le")
    return struct.pack("<I", len(body)) + body


def presentation(kind: int, data: bytes) -> bytes:
    """The stream \\x02OlePres000 ([MS-OLEDS] 2.3.4)."""
    head = struct.pack("<iIIIiII", -1, kind, 4, 4, -1, 2, 0)
    return head + struct.pack("<III", 2000, 1000, len(data)) + data
