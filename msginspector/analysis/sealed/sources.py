"""Where in a message something is signed, encrypted or protected.

The attachment of an S/MIME message ([MS-OXOSMIME] 2.1), attachments whose type or name says so,
and OpenPGP in the text of the body. Telling that there is something reads little.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from msginspector.session import ObjectRow, PropertyRow

SMIME: Final = "ipm.note.smime"
REPORT: Final = "report."
SHARING: Final = "ipm.sharing"
RIGHTS_CLASS: Final = "ipm.note.rpmsg"
MAX_ATTACHMENTS: Final = 50
MAX_DATA: Final = 64 << 20
"""Bytes of an attachment; of a larger one nothing is said."""
ARMOR: Final = b"-----BEGIN PGP "
STATUS_TYPES: Final = ("message/delivery-status", "message/global-delivery-status",
                       "message/disposition-notification",
                       "message/global-disposition-notification")  # fmt: skip
_SMIME_CLASSES: Final = (SMIME, "ipm.note.secure")
_MIME_TAG: Final = 0x370E
_NAMES: Final = (0x3707, 0x3704, 0x3001)
_DATA: Final = 0x3701
_BODY: Final = 0x1000
_HEAD: Final = 4096
_BODY_READ: Final = 1 << 20

_TYPES: Final = (
    "multipart/signed", "multipart/encrypted", "application/pkcs7-mime",
    "application/x-pkcs7-mime", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/pgp-signature", "application/pgp-encrypted",
)  # fmt: skip
_RIGHTS_TYPE: Final = "application/x-microsoft-rpmsg-message"
_ENDINGS: Final = (".p7m", ".p7s", ".asc", ".pgp", ".gpg", ".sig")
_RIGHTS_NAME: Final = ".rpmsg"
_WIDE_MARK: Final = "BEGIN PGP ".encode("utf-16-le")


def is_smime_class(row: ObjectRow) -> bool:
    """Whether the class is one of S/MIME; reports on such messages end otherwise."""
    lowered = (row.message_class or "").lower()
    return any(lowered == one or lowered.startswith(one + ".") for one in _SMIME_CLASSES) or (
        lowered.startswith("ipm.") and ".smime" in lowered
    )


def is_sharing(row: ObjectRow) -> bool:
    """Whether the class is one of sharing."""
    lowered = (row.message_class or "").lower()
    return lowered == SHARING or lowered.startswith(SHARING + ".")


def is_report(row: ObjectRow) -> bool:
    """Whether the class is one of reports, or a report is attached."""
    lowered = (row.message_class or "").lower()
    return lowered.startswith(REPORT) or any(True for _ in status_attachments(row))


def status_attachments(row: ObjectRow) -> Iterator[ObjectRow]:
    """The attachments that are reports of servers or mail programs."""
    for one in row.attachments[:MAX_ATTACHMENTS]:
        if type_of(one) in STATUS_TYPES:
            yield one


def sealed_attachments(row: ObjectRow) -> Iterator[ObjectRow]:
    """The attachments that may be signed or encrypted things, or signatures."""
    attachments = row.attachments[:MAX_ATTACHMENTS]
    if is_smime_class(row) and len(attachments) == 1:
        yield attachments[0]
        return
    for one in attachments:
        name = name_of(one).lower()
        if one.data_kind == "stream" and (type_of(one) in _TYPES or name.endswith(_ENDINGS)):
            yield one


def rights_attachment(row: ObjectRow) -> ObjectRow | None:
    """The attachment that holds a message under rights management; None for none."""
    for one in row.attachments[:MAX_ATTACHMENTS]:
        named = type_of(one) == _RIGHTS_TYPE or name_of(one).lower().endswith(_RIGHTS_NAME)
        if named and one.data_kind == "stream":
            return one
    return None


def type_of(row: ObjectRow) -> str:
    """The MIME type of an attachment in lower case, "" for none."""
    prop = row.first(_MIME_TAG)
    return "" if prop is None else prop.text.partition(";")[0].strip().lower()


def name_of(row: ObjectRow) -> str:
    """The name of an attachment, "" for none."""
    found = (row.first(tag) for tag in _NAMES)
    return next((prop.text for prop in found if prop is not None and prop.text), "")


def data_property(row: ObjectRow) -> PropertyRow | None:
    """The property with the bytes of an attachment; None where it is none or too large."""
    prop = row.first(_DATA) if row.data_kind == "stream" else None
    return prop if prop is not None and (prop.size or 0) <= MAX_DATA else None


def head_of(row: ObjectRow) -> bytes:
    """The first bytes of an attachment."""
    prop = data_property(row)
    return b"" if prop is None else prop.raw(_HEAD)[0]


def body_armor(row: ObjectRow) -> PropertyRow | None:
    """The property whose text has OpenPGP data near its beginning; None for none."""
    prop = row.first(_BODY)
    if prop is None:
        return None
    head = prop.raw(_HEAD)[0]
    return prop if ARMOR in head or _WIDE_MARK in head else None


def body_bytes(prop: PropertyRow) -> bytes:
    """The text of a body as bytes that are ASCII where it matters."""
    value = prop.value
    text = value if isinstance(value, str) else ""
    return text[:_BODY_READ].encode("utf-8", "replace")


def is_rights(row: ObjectRow) -> bool:
    """Whether a message is one under rights management, or holds one."""
    lowered = (row.message_class or "").lower()
    return lowered.startswith(RIGHTS_CLASS) or rights_attachment(row) is not None
