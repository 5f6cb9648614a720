"""Addresses as text in binary values: search keys, ids of submitted messages, ids in links.

[MS-OXOMSG] 2.2.1.40 and 2.2.1.79, [MS-OXCPRPT] 2.2.1.9; MAPI, "Algorithm to Encode Entry IDs and
Attachment IDs".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures.cursor import Cursor
from msginspector.structures.entry_ids import (
    GUID_SIZE,
    HEADER_SIZE,
    entry_id_part,
    read_entry_id,
)

LONGEST_TYPE: Final = 32
CODE_BASE: Final = 0xAC00
"""The first Hangul syllable: a byte b is written as the character of this number plus b."""
_ADDRESS: Final = re.compile(rb"[!-9;-~]{1,32}:")
_LOCAL: Final = re.compile(r"(.*)-(\d{12})Z-(\d+)")
_PARTS: Final = {
    "c": "Country", "a": "Administration domain", "p": "Private domain", "l": "Local id",
}  # fmt: skip
_NUMBER_SIZE: Final = 4
_LONGEST_PART: Final = 1024
_SHOWN: Final = 120


def search_key(cursor: Cursor) -> None:
    """A search key ([MS-OXOMSG] 2.2.1.40): TYPE:ADDRESS in capitals with a terminator.

    Search keys of messages ([MS-OXCPRPT] 2.2.1.9) are bytes that are only compared.
    """
    found = _ADDRESS.match(cursor.peek(LONGEST_TYPE + 1))
    if found is None:
        cursor.rest("SearchKey")
        return
    kind = cursor.string8("AddressType", found.end() - 1)
    cursor.string8("Separator", 1)
    address = cursor.string8z("EmailAddress")
    cursor.summary(visible(f"{kind} {address}", _SHOWN, one_line=True))


def record_key(cursor: Cursor) -> None:
    """PidTagRecordKey, PidTagInstanceKey (MAPI, canonical properties): bytes that are compared.

    They are what the provider likes: a number in a table, the UID of a store, or an entry id.
    """
    size = cursor.remaining
    if size == _NUMBER_SIZE:
        cursor.u32("Key")
    elif size == GUID_SIZE:
        cursor.guid("Key")
    elif size > HEADER_SIZE and not cursor.peek_number(4):
        cursor.summary(entry_id_part(cursor, "EntryID", size))
    else:
        cursor.rest("Key")


def submission_id(cursor: Cursor) -> None:
    """PidTagMessageSubmissionId ([MS-OXOMSG] 2.2.1.79): parts "key=value" with ";" between.

    What an X.400 message transfer agent gives: country, domains, and a local id with server name
    and UTC time as YYMMDDhhmmss. The zone "Z" is part of the value.
    """
    said = []
    while cursor.remaining and cursor.peek(1) != b"\0":
        piece = cursor.peek(_LONGEST_PART)
        size = min(end for end in (piece.find(b";") + 1, piece.find(b"\0"), len(piece)) if end > 0)
        key, _, value = piece[:size].decode("latin-1").rstrip(";").partition("=")
        label = _PARTS.get(key, f"Part {visible(key, LONGEST_TYPE, one_line=True)}")
        cursor.string8(label, size)
        if key == "l" and (local := _LOCAL.fullmatch(value)):
            said.append(_local(cursor, local))
    if cursor.remaining:
        cursor.string8z("Terminator")
    if said:
        cursor.summary(" ".join(said))


def _local(cursor: Cursor, local: re.Match[str]) -> str:
    server = visible(local[1], _SHOWN, one_line=True)
    cursor.derived("Server", server)
    cursor.derived("Number", int(local[3][:18]))
    moment = _moment(local[2])
    if moment is None:
        return f"submitted on {server}"
    said = f"{moment:%Y-%m-%d %H:%M:%S} UTC"
    cursor.derived("Submitted", said)
    return f"submitted {said} on {server}"


def _moment(digits: str) -> datetime | None:
    """YYMMDDhhmmss; as in X.509 (RFC 5280, 4.1.2.5.1) 50 to 99 are of the last century."""
    century = "19" if digits >= "50" else "20"
    try:
        return datetime.strptime(century + digits, "%Y%m%d%H%M%S")
    except ValueError:
        return None


def encoded(cursor: Cursor) -> None:
    """Encode an entry id as MAPI does for links: every byte becomes a Hangul syllable."""
    data = cursor.rest("EntryID")
    cursor.derived("Encoded Entry ID", "".join(chr(CODE_BASE + byte) for byte in data[:_LONGEST]))


def decoded(cursor: Cursor) -> None:
    """Decode an entry id from a link: UTF-16, each character a byte added to U+AC00."""
    characters = cursor.rest("Encoded Entry ID")[: 2 * _LONGEST]
    numbers = [
        int.from_bytes(characters[at : at + 2], "little") for at in range(0, len(characters) - 1, 2)
    ]
    if numbers and not numbers[-1]:
        numbers.pop()  # the terminator
    wrong = [number for number in numbers if not 0 <= number - CODE_BASE <= 0xFF]
    if wrong:
        cursor.damage(f"U+{wrong[0]:04X} is no encoded byte: they are from U+AC00 to U+ACFF")
        return
    data = bytes(number - CODE_BASE for number in numbers)
    cursor.derived("Decoded Entry ID", data, data.hex(" ").upper())
    said = Cursor(data, cursor.context).decode("Entry Id", read_entry_id).summary
    if said:
        cursor.summary(said)


_LONGEST: Final = 4096
"""Bytes of an entry id that are turned; real ones have some hundred."""

DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {
    "SEARCHKEY": search_key,
    "RECORDKEY": record_key,
    "SUBMISSIONID": submission_id,
    "ENCODEENTRYID": encoded,
    "DECODEENTRYID": decoded,
}
