"""What an input is that is no message: one clear sentence for each kind.

Signatures are data (`resources/tables/file_kinds.tsv`, `compound_kinds.tsv`). Only the first bytes
of a file, or the root of a compound file, are looked at; nothing is parsed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.errors import InputError

HEAD: Final = 4096
"""Bytes of a file the diagnosis needs."""

_HEADER_LINE: Final = re.compile(rb"(?m)^([A-Za-z][A-Za-z0-9_-]*):")
_MAIL_FIELDS: Final = frozenset(
    b"received return-path delivered-to from to cc bcc subject date message-id mime-version "
    b"content-type reply-to sender in-reply-to references dkim-signature authentication-results "
    b"arc-seal envelope-to thread-topic thread-index importance".split()
)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_BOMS: Final = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def not_compound(head: bytes, size: int, path: str) -> InputError:
    """The error for a file whose first bytes `head` are not those of a compound file."""
    if size == 0:
        return InputError("EMPTY_FILE", "The file is empty.", path)
    for start, signature, error, sentence in _signatures():
        if head.startswith(signature, start):
            return InputError(error, sentence, path)
    if is_mail(head):
        return InputError("EML_FILE", "This is an Internet message (.eml), not a .msg file.", path)
    if is_text(head):
        return InputError("NOT_A_MESSAGE", "This is a text file, not an Outlook message.", path)
    text = "This is not an Outlook message: it does not begin like a compound file."
    return InputError("NOT_A_MESSAGE", text, path)


def other_compound(
    clsid: str, names: Iterable[str], path: str, damaged: bool = False
) -> InputError:
    """The error for a compound file without a message at its root.

    `damaged`: its directory has gaps, so the message may have been lost.
    """
    found = {name.lower() for name in names}
    kinds = resources.table("compound_kinds")
    for row in kinds:
        key = row["key"]
        if (row["by"] == "clsid" and key == clsid) or (
            row["by"] == "name" and key.lower().replace("\\x05", "\x05") in found
        ):
            text = f"This compound file is {row['kind']}, not an Outlook message."
            return InputError("OTHER_COMPOUND_FILE", text, path)
    if any(name.startswith("__substg1.0_") for name in found):
        text = "This was an Outlook message, but its property stream is missing."
        return InputError("DAMAGED_CONTAINER", text, path)
    if damaged:
        text = "The compound file is damaged: a part of its directory is missing."
        return InputError("DAMAGED_CONTAINER", text, path)
    text = "This is a compound file, but it holds no Outlook message."
    return InputError("OTHER_COMPOUND_FILE", text, path)


@lru_cache(maxsize=1)
def _signatures() -> tuple[tuple[int, bytes, str, str], ...]:
    return tuple(
        (int(row["offset"]), bytes.fromhex(row["signature"]), row["error"], row["sentence"])
        for row in resources.table("file_kinds")
    )


def is_mail(head: bytes) -> bool:
    """Whether the first lines are header fields, one of which only mail has."""
    text = head.removeprefix(codecs.BOM_UTF8)
    if text.startswith(b"From "):  # the separator line of a mailbox file
        text = text.partition(b"\n")[2]
    first = _HEADER_LINE.match(text)
    if first is None:
        return False
    head_only = re.split(rb"\r?\n\r?\n", text, maxsplit=1)[0]
    fields = {match[1].lower() for match in _HEADER_LINE.finditer(head_only)}
    return bool(fields & _MAIL_FIELDS)


def is_other_format(head: bytes) -> bool:
    """Whether it begins with the signature of a format that is known to be no message."""
    return any(head.startswith(row[1], row[0]) for row in _signatures())


def is_text(head: bytes) -> bool:
    """Whether no byte is a control character text does not have, or a byte order mark is first."""
    return head.startswith(_BOMS) or _CONTROLS.search(head) is None
