"""Which kind of seal a message has, told without reading it: for every message that is looked at.

What is needed to read one is not loaded for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.analysis.sealed import sources, verdicts

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

TITLES: Final = {
    verdicts.SIGNATURE: "Signature", verdicts.ENCRYPTION: "Encryption",
    verdicts.RIGHTS: "Encryption", verdicts.REPORT: "Report", verdicts.SHARING: "Sharing",
}  # fmt: skip
_ENVELOPED: Final = (bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117"))
_ENCRYPTED_TYPES: Final = ("application/pgp-encrypted", "multipart/encrypted")


def seal_kind(row: ObjectRow) -> str:
    """Which kind of seal a message has, told by its class and attachments; "" for none."""
    if row.kind != "message":
        return ""
    if sources.is_sharing(row):
        return verdicts.SHARING
    if sources.is_report(row):
        return verdicts.REPORT
    if sources.is_rights(row):
        return verdicts.RIGHTS
    for one in sources.sealed_attachments(row):
        if kind := _kind_of(one):
            return kind
    armor = sources.body_armor(row)
    if armor is None:
        return verdicts.SIGNATURE if sources.is_smime_class(row) else ""
    sealed = b"BEGIN PGP MESSAGE" in sources.body_bytes(armor)[:8192]
    return verdicts.ENCRYPTION if sealed else verdicts.SIGNATURE


def seal_title(row: ObjectRow) -> str:
    """What the view is called; "" where there is none."""
    return TITLES.get(seal_kind(row), "")


def _kind_of(attachment: ObjectRow) -> str:
    """What an attachment holds, told by its first bytes; "" for nothing of the kind."""
    head = sources.head_of(attachment)
    kind = sources.type_of(attachment)
    if any(one in head[:200] for one in _ENVELOPED) or kind in _ENCRYPTED_TYPES:
        return verdicts.ENCRYPTION
    if b"BEGIN PGP MESSAGE" in head:
        return verdicts.ENCRYPTION
    if b"BEGIN PGP PUBLIC KEY" in head or b"BEGIN PGP PRIVATE KEY" in head:
        return ""
    named = sources.name_of(attachment).lower()
    if kind in ("", "application/octet-stream", "text/plain") and named.endswith((".asc", ".sig")):
        return verdicts.SIGNATURE if b"BEGIN PGP SIGNATURE" in head else ""
    return verdicts.SIGNATURE
