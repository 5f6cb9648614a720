"""For whom content is encrypted: the recipients of enveloped data, RFC 5652 6.2.

They are named by issuer and serial number of a certificate or by a key identifier, never by an
e-mail address; who that is only the holder of the certificate, or a directory, can tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from msginspector.analysis.sealed.algorithms import Algorithm, algorithm
from msginspector.analysis.sealed.asn1 import OCTETS, OID, SEQUENCE, Unreadable, Value
from msginspector.analysis.sealed.signer_ids import KeyName, key_name

MAX_RECIPIENTS: Final = 2_000

TRANSPORT: Final = "key transport"
AGREEMENT: Final = "key agreement"
SHARED: Final = "shared key"
PASSWORD: Final = "password"
OTHER: Final = "other"

_AGREEMENT: Final = 0xA1
_SHARED: Final = 0xA2
_PASSWORD: Final = 0xA3
_CONTEXT_0: Final = 0xA0


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can decrypt; `method` is how the key of the content is encrypted for them."""

    kind: str
    key: KeyName | None
    method: Algorithm
    wrap: Algorithm | None = None
    """How the key is wrapped with a key that was agreed on."""


def read_recipients(holder: Value, problems: list[str]) -> tuple[Recipient, ...]:
    """The recipients of a SET of RecipientInfo."""
    found: list[Recipient] = []
    for number, one in enumerate(holder.walk()):
        try:
            found += _read(one)
        except (Unreadable, ValueError, IndexError):
            problems.append("A recipient cannot be read.")
        if max(len(found), number + 1) > MAX_RECIPIENTS:
            problems.append(f"Only the first {MAX_RECIPIENTS:,} recipients are read.")
            break
    return tuple(found[:MAX_RECIPIENTS])


def _read(value: Value) -> list[Recipient]:
    if value.tag == SEQUENCE:
        _version, rid, method = value.items[:3]
        return [Recipient(TRANSPORT, key_name(rid), _algorithm(method))]
    if value.tag == _AGREEMENT:
        return _agreed(value.items)
    if value.tag == _SHARED:
        _version, name, method = value.items[:3]
        key = KeyName(key_id=name.items[0].expect(OCTETS).contents)
        return [Recipient(SHARED, key, _algorithm(method))]
    if value.tag == _PASSWORD:
        methods = [one for one in value.items if one.tag in (SEQUENCE, _CONTEXT_0)]
        return [Recipient(PASSWORD, None, _algorithm(methods[-1]))]
    return [Recipient(OTHER, None, algorithm(""))]


def _agreed(items: list[Value]) -> list[Recipient]:
    """Several recipients of one agreement, RFC 5652 6.2.2."""
    plain = [one for one in items if one.tag == SEQUENCE]
    method, keys = plain[0], plain[1]
    names = method.items
    wrap = algorithm(names[1].items[0].oid) if len(names) > 1 and names[1].tag == SEQUENCE else None
    return [
        Recipient(AGREEMENT, key_name(one.items[0]), _algorithm(method), wrap)
        for one in keys.items[:MAX_RECIPIENTS]
    ]


def _algorithm(value: Value) -> Algorithm:
    return algorithm(value.items[0].expect(OID).oid)
