"""The attachments a mail's HTML refers to: by content id, content location, or file name.

[MS-OXCMSG] 2.2.2.29: PidTagAttachContentId and PidTagAttachContentLocation say what `cid:` and
other addresses in the body mean (RFC 2392, RFC 2557). Mail that has lost them still refers to
`image001.png@...`: then the file name decides, if only one attachment has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from msginspector.analysis.mail_html.addresses import FILE, PART, RELATIVE, WEB, Address

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

CONTENT_ID: Final = 0x3712
CONTENT_LOCATION: Final = 0x3713
FILE_NAMES: Final = (0x3707, 0x3704)
DATA: Final = 0x3701
PARTS: Final = 2000
"""Attachments that are looked at."""
PICTURE_LIMIT: Final = 32 << 20
"""Bytes that are read of a picture."""
_ID_LIMIT: Final = 1000


class Parts:
    """What addresses in the body of one message refer to; see `find`."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._locations: dict[str, str] = {}
        self._names: dict[str, str] = {}

    @classmethod
    def of(cls, message: ObjectRow) -> Parts:
        """Those of a message; raises InspectorError when it is closed."""
        parts = cls()
        for attachment in message.attachments[:PARTS]:
            parts.add(
                attachment.path,
                _text(attachment, CONTENT_ID),
                _text(attachment, CONTENT_LOCATION),
                _text(attachment, *FILE_NAMES),
            )
        return parts

    def add(self, path: str, content_id: str, location: str, name: str) -> None:
        """One attachment; of two with the same id the first counts."""
        if content_id:
            self._ids.setdefault(content_id.strip().strip("<>").lower(), path)
        if location:
            self._locations.setdefault(location.strip(), path)
        if name:
            folded = name.strip().lower()
            self._names[folded] = "" if folded in self._names else path

    def find(self, address: Address) -> str:
        """The path of the attachment an address refers to, "" for none."""
        if address.kind == PART:
            wanted = address.text.partition(":")[2]
            for name in (wanted, unquote(wanted)):
                found = self._ids.get(name.strip("<>").lower())
                if found:
                    return found
            return self._names.get(unquote(wanted).partition("@")[0].lower(), "")
        if address.kind in (WEB, FILE, RELATIVE):
            return self._locations.get(address.text, "")
        return ""


def picture_bytes(message: ObjectRow, path: str) -> bytes:
    """The bytes of an attachment by value; b"" where it has none or too many.

    Raises InspectorError when the message is closed meanwhile.
    """
    for attachment in message.attachments[:PARTS]:
        if attachment.path == path:
            data = attachment.first(DATA)
            if data is None or attachment.data_kind != "stream":
                return b""
            raw, more = data.raw(PICTURE_LIMIT)
            return b"" if more else raw
    return b""


def _text(attachment: ObjectRow, *ids: int) -> str:
    row = attachment.first(*ids)
    value = None if row is None else row.value
    return value[:_ID_LIMIT] if isinstance(value, str) else ""
