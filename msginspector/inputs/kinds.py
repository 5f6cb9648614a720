"""Which kind of input something is: a compound file, Internet mail, TNEF.

The first bytes decide; a name helps only where they say nothing against it. What lies inside a
message is told by its names alone (`inner_kind`), so that listing attachments reads none of them.
"""

from __future__ import annotations

from typing import Final, Literal

from msginspector.storage.header import SIGNATURE
from msginspector.storage.kinds import is_mail, is_other_format, is_text

Kind = Literal["msg", "eml", "tnef"]
InnerKind = Literal["msg", "eml", "tnef", "smime"]

TNEF_SIGNATURE: Final = (0x223E9F78).to_bytes(4, "little")
"""[MS-OXTNEF] 2.1.3.2."""

_MAIL_NAMES: Final = (".eml", ".mht", ".mhtml", ".nws")
_MESSAGE_NAMES: Final = (".msg", ".oft")
_TNEF_NAMES: Final = (".tnef", ".tnf")
_TNEF_NAME: Final = "winmail.dat"
_TNEF_TYPES: Final = ("application/ms-tnef", "application/vnd.ms-tnef")
_MESSAGE_TYPE: Final = "application/vnd.ms-outlook"
_MAIL_TYPES: Final = ("message/rfc822", "message/global", "message/news")
_SEALED_CLASS: Final = ".smime"
_SEALED_NAME: Final = ".p7m"
_SEALED_TYPES: Final = ("application/pkcs7-mime", "application/x-pkcs7-mime", "multipart/signed")


def input_kind(head: bytes, name: str = "") -> Kind | None:
    """The kind of an input by its first bytes (4 KB are enough) and its file name.

    None when it is none of them. A name like "x.eml" counts only for text that does not begin
    like a mail, e.g. because its header is missing.
    """
    if head.startswith(SIGNATURE):
        return "msg"
    if head.startswith(TNEF_SIGNATURE):
        return "tnef"
    if is_mail(head):
        return "eml"
    text = bool(head) and is_text(head) and not is_other_format(head)
    return "eml" if text and name.lower().endswith(_MAIL_NAMES) else None


def inner_kind(name: str, mime: str = "", message_class: str = "") -> InnerKind | None:
    """Whether an attachment is LIKELY to be a message, by its names alone; None where it is not.

    `name` is its file name, `mime` its PR_ATTACH_MIME_TAG, `message_class` that of the message
    it lies in. "smime" is the part that holds the signed or sealed content ([MS-OXOSMIME] 2.1).
    """
    name, mime = name.strip().lower(), mime.partition(";")[0].strip().lower()
    sealed = name.endswith(_SEALED_NAME) or mime in _SEALED_TYPES
    if sealed and _SEALED_CLASS in message_class.lower():
        return "smime"
    if name.endswith(_TNEF_NAMES) or name == _TNEF_NAME or mime in _TNEF_TYPES:
        return "tnef"
    if name.endswith(_MESSAGE_NAMES) or mime == _MESSAGE_TYPE:
        return "msg"
    return "eml" if name.endswith(_MAIL_NAMES[0]) or mime in _MAIL_TYPES else None
