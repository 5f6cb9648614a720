"""Parts of Internet mail as attachments: [MS-OXCMAIL] 2.2.3.4.

Names are kept as they are stated, whatever is in them: making them safe is the business of whoever
saves them. A part without a name gets one like "ATT00001.txt", as Exchange gives it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from msginspector import resources
from msginspector.inputs.eml_parts import file_name
from msginspector.inputs.fields import moment, parameters
from msginspector.inputs.mime import Part
from msginspector.oxmsg.writer import AttachmentWriter

_DISPLAY_NAME: Final = 0x3001001F
_FILE_NAME: Final = 0x3704001F
_LONG_NAME: Final = 0x3707001F
_EXTENSION: Final = 0x3703001F
_MIME_TAG: Final = 0x370E001F
_CONTENT_ID: Final = 0x3712001F
_CONTENT_LOCATION: Final = 0x3713001F
_CONTENT_BASE: Final = 0x3711001F
_FLAGS: Final = 0x37140003
_HIDDEN: Final = 0x7FFE000B
_POSITION: Final = 0x370B0003
_NOWHERE: Final = -1
_CHARSET: Final = 0x371B001F
_TIMES: Final = (("creation-date", 0x30070040), ("modification-date", 0x30080040))
_RENDERED: Final = 0x04
"""attRenderedInBody."""
_LONGEST_EXTENSION: Final = 20
MAX_NAME: Final = 1_000
"""Characters of a name that are kept."""

_SHOWN: Final = re.compile(
    rb"(?:src|background|href)[ \t\r\n]{0,20}=[ \t\r\n]{0,20}[\"']?([^\"'> \t\r\n]{1,2000})"
    rb"|url\([\"']?([^\"') \t\r\n]{1,2000})",
    re.IGNORECASE,
)
_PICTURES: Final = (
    "image/jpeg", "image/jpg", "image/pjpeg", "image/gif", "image/bmp", "image/png", "image/x-png",
)  # fmt: skip


@lru_cache(maxsize=1)
def _extensions() -> dict[str, str]:
    found = {"text/plain": "txt", "text/html": "htm", "message/rfc822": "eml"}
    for row in resources.table("content_types"):
        found.setdefault(row["mime"], row["extensions"].partition(" ")[0])
    return found


def name_of(part: Part, number: int) -> str:
    """The name a part states, else one made of its number, which counts from 1."""
    stated = file_name(part)
    if stated:
        return stated[:MAX_NAME]
    extension = _extensions().get(part.type, "")
    if not extension:
        extension = "txt" if part.type.startswith(("text/", "message/")) else "dat"
    return f"ATT{number:05d}.{extension}"


def references(html: bytes) -> frozenset[str]:
    """What an HTML text shows or links: each target as it is written, of cid: what it means.

    RFC 2392 2: a cid: URL may have characters in percent signs, and its scheme in capitals.
    """
    found = (match[1] or match[2] for match in _SHOWN.finditer(html))
    return frozenset(_target(one.decode("utf-8", "replace")) for one in found)


def _target(text: str) -> str:
    scheme, colon, rest = text.partition(":")
    return f"cid:{unquote(rest)}" if colon and scheme.lower() == "cid" else text


def describe(writer: AttachmentWriter, part: Part, name: str) -> None:
    """What the header of a part says of an attachment; `name` may be "" for one without."""
    for tag in (_LONG_NAME, _FILE_NAME, _DISPLAY_NAME) if name else ():
        writer.set(tag, name)
    extension = name.rpartition(".")[2] if "." in name else ""
    if 0 < len(extension) <= _LONGEST_EXTENSION:
        writer.set(_EXTENSION, f".{extension}")
    writer.set(_MIME_TAG, part.type)
    writer.set(_POSITION, _NOWHERE)
    if part.type.startswith("text/") and part.parameters.get("charset"):
        writer.set(_CHARSET, part.parameters["charset"])
    for key, tag in (("content-location", _CONTENT_LOCATION), ("content-base", _CONTENT_BASE)):
        if part.first(key):
            writer.set(tag, part.text(key))
    if content_id(part):
        writer.set(_CONTENT_ID, content_id(part))
    _times(writer, part)


def content_id(part: Part) -> str:
    """Its Content-Id without the brackets ([MS-OXCMAIL] 2.2.3.4.1.4)."""
    return part.text("content-id").strip().removeprefix("<").removesuffix(">")


def _times(writer: AttachmentWriter, part: Part) -> None:
    """RFC 2183 2.4 and 2.5."""
    found = part.first("content-disposition")
    stated = parameters(found.value) if found else {}
    for key, tag in _TIMES:
        when = moment(stated.get(key, ""))
        if when is not None:
            writer.set(tag, when)


def mark_inline(writer: AttachmentWriter, part: Part, shown: frozenset[str]) -> bool:
    """Marks a picture beside the HTML that shows it ([MS-OXCMAIL] 2.2.3.4.1.4.1); whether it is."""
    location = part.text("content-location").strip()
    named = content_id(part)
    seen = (named and f"cid:{named}" in shown) or (location and location in shown)
    if part.type not in _PICTURES or not seen:
        return False
    writer.set(_FLAGS, _RENDERED)
    writer.set(_HIDDEN, True)
    return True
