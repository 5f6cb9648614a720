"""How CMS names a key: by issuer and serial number of its certificate, or by a key identifier.

RFC 5652 5.3 (SignerIdentifier) and 6.2 (RecipientIdentifier and their kin).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msginspector.analysis.sealed.asn1 import OCTETS, SEQUENCE, Unreadable, Value
from msginspector.analysis.sealed.certificates import Certificate, name_text, serial_text

_KEY_ID: Final = 0x80
_RECIPIENT_KEY: Final = 0xA0


@dataclass(frozen=True, slots=True)
class KeyName:
    """Issuer and serial number, or a key identifier; what it does not use is empty."""

    issuer: str = ""
    issuer_bytes: bytes = b""
    serial: str = ""
    key_id: bytes = b""

    @property
    def text(self) -> str:
        """In a line."""
        if self.key_id:
            return f"key identifier {self.key_id.hex().upper()}"
        return f"serial number {self.serial} of {self.issuer or '(no issuer)'}"

    def find(self, certificates: tuple[Certificate, ...]) -> Certificate | None:
        """The certificate of that key."""
        return next((one for one in certificates if self._names(one)), None)

    def _names(self, one: Certificate) -> bool:
        if self.key_id:
            return one.key_id == self.key_id
        if one.serial != self.serial:
            return False
        return one.issuer_bytes == self.issuer_bytes or one.issuer == self.issuer


def key_name(value: Value) -> KeyName:
    """The name of a signer's or recipient's key."""
    if value.tag == SEQUENCE:
        issuer, serial = value.items[:2]
        return KeyName(name_text(issuer), issuer.encoding, serial_text(serial))
    if value.tag in (_KEY_ID, _KEY_ID | 0x20):
        return KeyName(key_id=value.octets(_KEY_ID))
    if value.tag == _RECIPIENT_KEY:  # RecipientKeyIdentifier; a signer's key identifier in pieces
        first = value.items[0]
        return KeyName(key_id=first.expect(OCTETS).contents)
    raise Unreadable("a key is named in an unknown way")
