"""Kinds and states of tracked objects, spelled as in the JSON documents."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a session tracks. Recipient rows and property values are listed, never tracked."""

    SESSION = "session"
    MESSAGE = "message"
    RECIPIENT_TABLE = "recipient_table"
    ATTACHMENT_TABLE = "attachment_table"
    ATTACHMENT = "attachment"
    STREAM = "stream"
    STORAGE = "storage"


class State(StrEnum):
    """The life of an object; `LISTED` is a row that nobody opened."""

    LISTED = "listed"
    OPEN = "open"
    RELEASED = "released"
    CLOSING = "closing"
    CLOSED = "closed"


KIND_TITLES: dict[Kind, str] = {
    Kind.SESSION: "Session",
    Kind.MESSAGE: "Message",
    Kind.RECIPIENT_TABLE: "Recipient table",
    Kind.ATTACHMENT_TABLE: "Attachment table",
    Kind.ATTACHMENT: "Attachment",
    Kind.STREAM: "Stream",
    Kind.STORAGE: "Storage",
}
