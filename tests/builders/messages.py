"""Messages for tests, each built in one line and as small as the test allows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msginspector.oxmsg.writer import MessageWriter

PR_SUBJECT: Final = 0x0037001F
PR_MESSAGE_CLASS: Final = 0x001A001F
PR_STORE_SUPPORT_MASK: Final = 0x340D0003
PR_DISPLAY_NAME: Final = 0x3001001F
PR_RECIPIENT_TYPE: Final = 0x0C150003
PR_ATTACH_LONG_FILENAME: Final = 0x3707001F
STORE_UNICODE_OK: Final = 0x00040000


def fill(message: MessageWriter, subject: str, message_class: str = "IPM.Note") -> MessageWriter:
    """Gives a message what every message has, and gives it back."""
    message.set(PR_MESSAGE_CLASS, message_class)
    message.set(PR_SUBJECT, subject)
    message.set(PR_STORE_SUPPORT_MASK, STORE_UNICODE_OK)
    return message


def note(
    subject: str = "A note",
    *,
    recipients: Sequence[str] = (),
    attachments: Sequence[tuple[str, bytes]] = (),
) -> MessageWriter:
    """A mail with recipients (To) by name and attachments by name and content."""
    message = fill(MessageWriter(), subject)
    for name in recipients:
        row = message.add_recipient()
        row.set(PR_DISPLAY_NAME, name)
        row.set(PR_RECIPIENT_TYPE, 1)
    for name, data in attachments:
        part = message.add_attachment()
        part.set(PR_ATTACH_LONG_FILENAME, name)
        part.set_data(data)
    return message


def nested(depth: int) -> MessageWriter:
    """A mail with `depth` mails inside, each in the one before; subjects count from 0."""
    message = outer = note("level 0")
    for level in range(1, depth + 1):
        part = message.add_attachment()
        part.set(PR_DISPLAY_NAME, f"level {level}")
        message = fill(part.embed(), f"level {level}")
    return outer


def written(folder: Path, message: MessageWriter, name: str = "message.msg") -> Path:
    """Writes the message into a folder and gives the path of the file."""
    path = folder / name
    path.write_bytes(message.to_bytes())
    return path
