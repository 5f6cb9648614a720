"""Reactions to a message: the summary, and what the owner of the mailbox did.

No specification is public; [MS-OXCMSG], which has the other properties of messages, does not know
them. What is known: the summary begins with "v" and a version and has records that end with a
zero byte; the history is JSON. What a record means is not sure: its text is shown as it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor
from msginspector.structures.json_text import JsonReader, Members

UTF_8: Final = 65001
MAX_RECORDS: Final = 5000
_MARK: Final = b"v"
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_SAID: Final = 4


def reactions(cursor: Cursor) -> None:
    """ReactionsSummary: who reacted how, beside what [MS-OXCMSG] has; text in UTF-8.

    Not specified in public: a version, and records that end with a zero byte. Absent where nobody
    reacted.
    """
    version = ""
    if cursor.peek(1) == _MARK:
        version = cursor.string8z("Version", UTF_8)
    records: list[str] = []
    while cursor.remaining and len(records) < MAX_RECORDS:
        records.append(cursor.string8z(f"Record[{len(records)}]", UTF_8))
    cursor.rest("Further records")
    filled = sum(1 for record in records if record)
    word = "record" if filled == 1 else "records"
    cursor.summary(f"{filled} {word}, version {version.removeprefix('v') or 'unknown'}")


def reaction_history(cursor: Cursor) -> None:
    """OwnerReactionHistory: what the owner of the mailbox did, beside [MS-OXCMSG]; JSON in UTF-8.

    Not specified in public: times and names are shown as they stand. Absent where the owner never
    reacted.
    """
    if cursor.peek(len(_BYTE_ORDER_MARK)) == _BYTE_ORDER_MARK:
        cursor.binary("Byte order mark", len(_BYTE_ORDER_MARK))
    if not cursor.remaining:
        cursor.summary("empty")
        return
    said: list[str] = []

    def seen(members: Members) -> str:
        said.append(", ".join(f"{name}: {text}" for name, text in members.items() if text))
        return said[-1]

    text = JsonReader(cursor, seen).value("JSON")
    zeros = cursor.remaining
    if zeros and not any(cursor.peek(zeros)):
        cursor.binary("Terminator", zeros)
    shown = [one for one in said if one]
    more = f"; and {len(shown) - _SAID} more" if len(shown) > _SAID else ""
    cursor.summary("; ".join(shown[:_SAID]) + more or text or "no entries")


DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "REACTIONS": reactions,
    "REACTIONHISTORY": reaction_history,
}
