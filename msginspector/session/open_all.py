"""Open everything a message has to open: the console's `session --open-all`.

Per message, at any depth: both tables, every attachment, its data as a stream, a storage or the
embedded message, and a stream for each property whose value lies in one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msginspector.session.handles import lies_in_stream
from msginspector.session.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.session.handles import Handle


def open_all(message: Message) -> Iterator[Handle]:
    """Open it all, yielding each handle; iterative, because messages nest without limit."""
    waiting = [message]
    while waiting:
        current = waiting.pop()
        for handle in _open_one(current):
            yield handle
            if isinstance(handle, Message):
                waiting.append(handle)


def _open_one(message: Message) -> Iterator[Handle]:
    yield message.open_recipient_table()
    yield message.open_attachment_table()
    for row in message.attachments:
        attachment = message.open_attachment(row.number)
        yield attachment
        data = attachment.open_data()
        if data is not None:
            yield data
    for prop in message.properties:
        if lies_in_stream(prop):
            yield message.open_stream(prop.tag)
