"""What an X.509 certificate says: whose it is, who issued it, for how long and what for.

RFC 5280 4.1 (certificate) and 4.2 (extensions), RFC 4514 (names), RFC 8017, RFC 5480 and RFC 8410
(keys). Nothing is verified here: neither the issuer's signature nor a revocation.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.sealed.algorithms import SHORT_RSA, Algorithm, algorithm
from msginspector.analysis.sealed.asn1 import (
    BIT_STRING,
    BOOLEAN,
    OID,
    SEQUENCE,
    SET,
    Reader,
    Unreadable,
    Value,
)
from msginspector.analysis.sealed.times import time_of

if TYPE_CHECKING:
    from datetime import datetime

MAX_CERTIFICATES: Final = 200

_SUBJECT_KEY: Final = "2.5.29.14"
_KEY_USAGE: Final = "2.5.29.15"
_ALTERNATIVE_NAME: Final = "2.5.29.17"
_CONSTRAINTS: Final = "2.5.29.19"
_EXTENDED_USAGE: Final = "2.5.29.37"
_EMAIL: Final = "1.2.840.113549.1.9.1"
_MAIL_USAGES: Final = ("1.3.6.1.5.5.7.3.4", "2.5.29.37.0")
_RFC822_NAME: Final = 0x81
_OTHER_NAME: Final = 0xA0
_SMTP_UTF8: Final = "1.3.6.1.5.5.7.8.9"
_VERSION: Final = 0xA0
_EXTENSIONS: Final = 0xA3

USAGES: Final = (
    "digital signatures", "non-repudiation", "encrypting keys", "encrypting data", "key agreement",
    "signing certificates", "signing revocation lists", "encrypting only", "decrypting only",
)  # fmt: skip
"""The bits of keyUsage from the first on, RFC 5280 4.2.1.3."""
SIGNING: Final = USAGES[:2]

_SPECIAL: Final = re.compile(r'["+,;<>\\]')
_TYPES: Final = {
    "2.5.4.3": "CN", "2.5.4.4": "SN", "2.5.4.5": "serialNumber", "2.5.4.6": "C", "2.5.4.7": "L",
    "2.5.4.8": "ST", "2.5.4.9": "street", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.12": "title",
    "2.5.4.42": "GN", "2.5.4.97": "organizationIdentifier", _EMAIL: "E",
    "0.9.2342.19200300.100.1.25": "DC", "0.9.2342.19200300.100.1.1": "UID",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate; names as RFC 4514 writes them, times in UTC, `serial` in upper case hex."""

    subject: str
    issuer: str
    common_name: str
    """The common name of its subject, "" for none."""
    issuer_name: str
    """The common name of its issuer, else the most particular part of the issuer."""
    subject_bytes: bytes
    issuer_bytes: bytes
    """The encoded names: what a signer and an issuer are found by."""
    serial: str
    not_before: datetime | None
    not_after: datetime | None
    key: str
    """Its kind and length, "RSA, 2,048 bits"."""
    key_bytes: bytes
    """The encoded subjectPublicKeyInfo."""
    key_id: bytes
    """The subject key identifier, b"" where it has none."""
    signed_with: Algorithm
    usages: tuple[str, ...]
    """What the key may be used for; () where that is not restricted."""
    purposes: tuple[Algorithm, ...]
    """Extended usages; () where they are not restricted."""
    emails: tuple[str, ...]
    is_authority: bool
    sha256: str
    sha1: str
    encoding: bytes
    body: bytes
    """What the issuer signed (tbsCertificate)."""
    signature: bytes
    signature_parameters: bytes
    weak: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its common name, else an address, else the whole subject."""
        return self.common_name or next(iter(self.emails), "") or self.subject or "(no subject)"

    @property
    def self_issued(self) -> bool:
        """Its subject is its issuer."""
        return self.subject == self.issuer

    def covers(self, moment: datetime) -> bool | None:
        """Whether it is valid at a moment; None where it does not say."""
        if self.not_before is None or self.not_after is None:
            return None
        return self.not_before <= moment <= self.not_after

    @property
    def may_sign(self) -> bool:
        """Whether its usages allow signatures."""
        return not self.usages or any(one in SIGNING for one in self.usages)

    @property
    def is_for_mail(self) -> bool:
        """Whether its extended usages allow e-mail."""
        return not self.purposes or any(one.oid in _MAIL_USAGES for one in self.purposes)


def read_certificate(data: bytes) -> Certificate:
    """A certificate in DER or BER; raises `Unreadable` for anything else."""
    whole = Reader(data).whole().expect(SEQUENCE)
    items = whole.items
    body = items[0].expect(SEQUENCE).items if items else []
    fields = body[1:] if body and body[0].tag == _VERSION else body
    if len(fields) < 6 or len(items) < 3:
        raise Unreadable("a certificate lacks fields")
    serial, _signature, issuer, validity, subject, key = fields[:6]
    times = [time_of(one) for one in validity.items] + [None, None]
    extensions = _extensions(fields[6:])
    said, bits = _key(key)
    method = items[1].expect(SEQUENCE).items
    signed_with = algorithm(method[0].oid)
    return Certificate(
        subject=name_text(subject),
        issuer=name_text(issuer),
        common_name=_common_name(_name_parts(subject)),
        issuer_name=_short_name(_name_parts(issuer)),
        subject_bytes=subject.encoding,
        issuer_bytes=issuer.encoding,
        serial=serial_text(serial),
        not_before=times[0],
        not_after=times[1],
        key=said,
        key_bytes=key.encoding,
        key_id=_key_id(extensions),
        signed_with=signed_with,
        usages=_usages(extensions),
        purposes=_purposes(extensions),
        emails=_emails(subject, extensions),
        is_authority=_is_authority(extensions),
        sha256=hashlib.sha256(whole.encoding).hexdigest(),
        sha1=hashlib.sha1(whole.encoding, usedforsecurity=False).hexdigest(),
        encoding=whole.encoding,
        body=items[0].encoding,
        signature=items[2].bits,
        signature_parameters=method[1].encoding if len(method) > 1 else b"",
        weak=_weak(said, bits, None if subject.encoding == issuer.encoding else signed_with),
    )


def serial_text(value: Value) -> str:
    """A serial number as it is usually written: hex in pairs, the sign's zero byte left out."""
    stored = value.contents
    return (stored[1:] if len(stored) > 1 and stored[0] == 0 else stored).hex().upper()


def name_text(name: Value) -> str:
    """A distinguished name, the most particular part first: "CN=Ann, O=Example, C=NL".

    RFC 4514 2: a comma in a part has a backslash before it, so that it begins no other part.
    """
    groups = ("+".join(f"{kind}={_escaped(text)}" for kind, text in one) for one in
              reversed(_name_parts(name)))  # fmt: skip
    return ", ".join(one for one in groups if one)


_Parts = list[list[tuple[str, str]]]


def _name_parts(name: Value) -> _Parts:
    """The parts of a name as they are stored: groups of kind and text."""
    return [
        [(_TYPES.get(pair[0].oid, pair[0].oid), pair[1].text)
         for pair in (one.items for one in group.expect(SET).walk()) if len(pair) > 1]
        for group in name.expect(SEQUENCE).walk()
    ]  # fmt: skip


def _common_name(parts: _Parts) -> str:
    return next((text for one in reversed(parts) for kind, text in one if kind == "CN"), "")


def _short_name(parts: _Parts) -> str:
    return _common_name(parts) or next((text for one in reversed(parts) for _, text in one), "")


def _escaped(text: str) -> str:
    """RFC 4514 2.4; blanks at its ends are not those between parts."""
    made = _SPECIAL.sub(r"\\\g<0>", text)
    if made[:1] in ("#", " "):
        made = "\\" + made
    return made[:-1] + "\\ " if len(text) > 1 and text[-1] == " " else made


def _extensions(fields: list[Value]) -> dict[str, bytes]:
    """The values of the extensions by identifier."""
    holder = next((one for one in fields if one.tag == _EXTENSIONS), None)
    if holder is None or not holder.items:
        return {}
    found: dict[str, bytes] = {}
    for one in holder.items[0].walk():
        items = one.items
        if len(items) >= 2 and items[0].tag == OID:
            found.setdefault(items[0].oid, items[-1].octets())
    return found


def _inside(extensions: dict[str, bytes], oid: str) -> Value | None:
    """The value of an extension; None where it is missing or cannot be read."""
    stored = extensions.get(oid)
    if stored is None:
        return None
    try:
        return Reader(stored).whole()
    except Unreadable:
        return None


def _key_id(extensions: dict[str, bytes]) -> bytes:
    found = _inside(extensions, _SUBJECT_KEY)
    return found.contents if found is not None else b""


def _usages(extensions: dict[str, bytes]) -> tuple[str, ...]:
    found = _inside(extensions, _KEY_USAGE)
    if found is None or found.tag != BIT_STRING:
        return ()
    bits = "".join(f"{byte:08b}" for byte in found.bits[:2])
    return tuple(name for name, bit in zip(USAGES, bits, strict=False) if bit == "1")


def _purposes(extensions: dict[str, bytes]) -> tuple[Algorithm, ...]:
    found = _inside(extensions, _EXTENDED_USAGE)
    if found is None or found.tag != SEQUENCE:
        return ()
    return tuple(algorithm(one.oid) for one in found.items[:50] if one.tag == OID)


def _is_authority(extensions: dict[str, bytes]) -> bool:
    found = _inside(extensions, _CONSTRAINTS)
    items = found.items if found is not None and found.tag == SEQUENCE else []
    return bool(items and items[0].tag == BOOLEAN and any(items[0].contents))


def _emails(subject: Value, extensions: dict[str, bytes]) -> tuple[str, ...]:
    """The addresses of the alternative names, then those of the subject."""
    found = []
    names = _inside(extensions, _ALTERNATIVE_NAME)
    for one in names.items[:200] if names is not None and names.tag == SEQUENCE else ():
        if one.tag == _RFC822_NAME:
            found.append(one.text)
        elif one.tag == _OTHER_NAME:
            found += _utf8_address(one)
    for group in subject.walk():
        for pair in group.walk():
            items = pair.items
            if len(items) == 2 and items[0].oid == _EMAIL:
                found.append(items[1].text)
    unique = {one.casefold(): one for one in reversed(found)}
    return tuple(reversed(unique.values()))


def _utf8_address(name: Value) -> list[str]:
    """The address of an otherName that is a SmtpUTF8Mailbox, RFC 8398."""
    items = name.items
    if len(items) != 2 or items[0].tag != OID or items[0].oid != _SMTP_UTF8:
        return []
    return [one.text for one in items[1].items[:1]]


def _key(value: Value) -> tuple[str, int]:
    """What kind of key it is, and its bits where they are counted."""
    method, stored = value.expect(SEQUENCE).items[:2]
    kind = algorithm(method.items[0].oid)
    if kind.kind in ("rsa", "pss"):
        modulus = Reader(stored.bits).whole().items[0].contents
        bits = int.from_bytes(modulus, "big").bit_length() if len(modulus) <= 4096 else 0
        return f"RSA, {bits:,} bits", bits
    parameters = method.items[1:]
    if kind.kind == "ecdsa" and parameters and parameters[0].tag == OID:
        return f"elliptic curve {algorithm(parameters[0].oid).name}", 0
    return kind.name, 0


def _weak(key: str, bits: int, signed_with: Algorithm | None) -> tuple[str, ...]:
    found = []
    if 0 < bits < SHORT_RSA:
        found.append(f"The key is short: {key}.")
    if signed_with is not None and signed_with.weak:  # nobody relies on that of a root
        found.append(f"The issuer signed it with {signed_with.name}. {signed_with.weak}.")
    return tuple(found)
