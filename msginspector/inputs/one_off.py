"""Addresses as a message stores them: one-off entry ids and search keys.

[MS-OXCDATA] 2.2.5.1 has the entry id of somebody who is in no address book; [MS-OXOABK] 2.2.3.5
the search key, "TYPE:ADDRESS" in upper case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SMTP: Final = "SMTP"

_PROVIDER: Final = bytes.fromhex("812b1fa4bea310199d6e00dd010f5402")
_VERSION: Final = bytes(2)
_UNICODE: Final = 0x8000
_NO_LOOKUP: Final = 0x1000
_MIME_ONLY: Final = 0x0001
"""The M bit: the recipient wants MIME, no TNEF."""


@dataclass(frozen=True, slots=True)
class Person:
    """A name and an address of some type."""

    name: str
    address: str
    type: str = SMTP

    @property
    def shown(self) -> str:
        """The name, or the address of somebody without one."""
        return self.name or self.address

    def entry_id(self) -> bytes:
        """The one-off entry id."""
        flags = (_UNICODE | _NO_LOOKUP | _MIME_ONLY).to_bytes(2, "little")
        texts = "".join(f"{text}\0" for text in (self.shown, self.type, self.address))
        return bytes(4) + _PROVIDER + _VERSION + flags + texts.encode("utf-16-le", "surrogatepass")

    def search_key(self) -> bytes:
        """The key equal addresses share."""
        key = f"{self.type}:{self.address}".upper()
        return key.encode("utf-8", "surrogatepass") + b"\0"
