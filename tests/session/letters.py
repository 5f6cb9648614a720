"""The message files of the session tests, made with the project's own writer, and small helpers."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msginspector.oxmsg.writer import DEFAULT_FLAGS, MANDATORY, WRITEABLE, MessageWriter
from msginspector.session import Event, Message, TeardownReport

CLASS = 0x001A001F
SUBJECT = 0x0037001F
BODY = 0x1000001F
IMPORTANCE = 0x00170003
RECIPIENT_NAME = 0x3001001F
FILE_NAME = 0x3707001F
SECRET = 0x6801001F  # its entry is not marked readable
FIXED = 0x6802001F  # mandatory, readable, not writeable
ABSENT = 0x6803001F
DATA = 0x37010102

MANDATORY_READABLE = MANDATORY | (DEFAULT_FLAGS & ~WRITEABLE)

OLE_CLSID = "{00020906-0000-0000-C000-000000000046}"
BIG = bytes(range(256)) * 40


def letter(subject: str = "Papers") -> MessageWriter:
    """Two recipients; attachments: bytes, a message in a message, an OLE object, nothing."""
    message = MessageWriter()
    message.set_all({CLASS: "IPM.Note", SUBJECT: subject, BODY: "Dear reader", IMPORTANCE: 2})
    message.set(SECRET, "for writers only", WRITEABLE)
    message.set(FIXED, "as it is", MANDATORY_READABLE)
    for name in ("Ada", "Ben"):
        message.add_recipient().set(RECIPIENT_NAME, name)
    data = message.add_attachment()
    data.set(FILE_NAME, "table.bin")
    data.set_data(BIG)
    inner = message.add_attachment().embed()
    inner.set_all({CLASS: "IPM.Note", SUBJECT: "Inner", BODY: "Within"})
    innermost = inner.add_attachment().embed()
    innermost.set_all({CLASS: "IPM.Note", SUBJECT: "Innermost"})
    ole = message.add_attachment()
    ole.set_storage({"WordDocument": b"doc", "1Table": b"table"}, OLE_CLSID)
    message.add_attachment().set(FILE_NAME, "elsewhere.txt")
    return message


def small(subject: str) -> bytes:
    """The bytes of a message with a subject, a body and one attachment."""
    message = MessageWriter()
    message.set_all({CLASS: "IPM.Note", SUBJECT: subject, BODY: f"The body of {subject}"})
    message.add_attachment().set_data(subject.encode() * 100)
    return message.to_bytes()


def write(path: Path, data: bytes, *, age: int = 10) -> Path:
    """A file that was last written `age` seconds ago, so that writing to it again shows."""
    path.write_bytes(data)
    before = path.stat().st_mtime_ns - age * 10**9
    os.utime(path, ns=(before, before))
    return path


def told(events: Iterable[Event]) -> list[str]:
    """Events as short sentences: "opened 3", "failed 3", …"""
    return [f"{event.event} {event.id}" for event in events]


def visited(report: TeardownReport) -> list[int]:
    """The ids of a report's steps in order."""
    return [step.id for step in report.steps]


def open_everything(message: Message) -> list[Any]:
    """One handle of every kind below `message`, in this order of opening:

    recipient table, attachment, its stream, attachment table, the attachment of the embedded
    message, that message, a stream of the message itself, the OLE attachment, its storage.
    """
    table = message.open_recipient_table()
    first = message.open_attachment(0)
    stream = first.open_stream()
    attachments = message.open_attachment_table()
    second = message.open_attachment(1)
    inner = second.open_message()
    body = message.open_stream(BODY)
    third = message.open_attachment(2)
    return [table, first, stream, attachments, second, inner, body, third, third.open_storage()]
