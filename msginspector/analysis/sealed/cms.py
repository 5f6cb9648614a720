"""CMS objects of S/MIME: signed, enveloped and authenticated enveloped data.

RFC 5652 (CMS), RFC 5083 (AuthEnvelopedData), RFC 3274 (CompressedData), RFC 8551 (S/MIME). What
an object says is read here; `verify` looks whether its signatures hold. Nothing is decrypted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.analysis.sealed.algorithms import Algorithm, algorithm
from msginspector.analysis.sealed.asn1 import (
    INTEGER,
    OID,
    SEQUENCE,
    SET,
    Reader,
    Unreadable,
    Value,
)
from msginspector.analysis.sealed.certificates import (
    MAX_CERTIFICATES,
    Certificate,
    read_certificate,
)
from msginspector.analysis.sealed.recipients import Recipient, read_recipients
from msginspector.analysis.sealed.signer_ids import KeyName, key_name
from msginspector.analysis.sealed.times import time_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

SIGNED: Final = "1.2.840.113549.1.7.2"
ENVELOPED: Final = "1.2.840.113549.1.7.3"
AUTH_ENVELOPED: Final = "1.2.840.113549.1.9.16.1.23"
COMPRESSED: Final = "1.2.840.113549.1.9.16.1.9"
DATA: Final = "1.2.840.113549.1.7.1"

MAX_SIGNERS: Final = 20
_CONTENT_TYPE: Final = "1.2.840.113549.1.9.3"
_DIGEST: Final = "1.2.840.113549.1.9.4"
_SIGNING_TIME: Final = "1.2.840.113549.1.9.5"
_EXPLICIT: Final = 0xA0
_CERTIFICATES: Final = 0xA0
_LISTS: Final = 0xA1
_SIGNED_ATTRIBUTES: Final = 0xA0
_OTHER_ATTRIBUTES: Final = 0xA1
_IMPLICIT_OCTETS: Final = 0x80


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature of signed data, as it is stored; nothing is checked."""

    key: KeyName
    digest: Algorithm
    method: Algorithm
    parameters: bytes
    """The encoded parameters of the signature algorithm, b"" where there are none."""
    signature: bytes
    attributes: bytes
    """The contents of the signed attributes, without tag and length; b"" where there are none."""
    attribute_values: tuple[bytes, ...]
    """Each signed attribute, encoded."""
    attribute_names: tuple[str, ...]
    other_names: tuple[str, ...]
    """Attributes that are not signed: countersignatures, time stamps."""
    content_type: str = ""
    message_digest: bytes | None = None
    signing_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignedData:
    """Content with its signatures; `content` is None where it lies elsewhere (detached)."""

    version: int
    content_type: str
    content: bytes | None
    signers: tuple[Signer, ...]
    certificates: tuple[Certificate, ...]
    revocation_lists: int
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnvelopedData:
    """Content that is encrypted for some recipients; `authenticated` where changes are noticed."""

    authenticated: bool
    version: int
    recipients: tuple[Recipient, ...]
    cipher: Algorithm
    content_type: Algorithm
    size: int
    """Bytes of the encrypted content."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherData:
    """A CMS object of another kind."""

    content_type: Algorithm


def read_cms(data: bytes) -> SignedData | EnvelopedData | OtherData:
    """What a CMS object says; raises `Unreadable` where it is none or is cut."""
    try:
        return _object(data)
    except (ValueError, IndexError, StopIteration) as error:
        raise Unreadable("a part of the object is missing") from error


def _object(data: bytes) -> SignedData | EnvelopedData | OtherData:
    kind, *rest = Reader(data).whole().expect(SEQUENCE).items
    oid = kind.oid
    if oid not in (SIGNED, ENVELOPED, AUTH_ENVELOPED):
        return OtherData(algorithm(oid))
    inner = rest[0].expect(_EXPLICIT).items[0].expect(SEQUENCE)
    if oid == SIGNED:
        return _signed(inner)
    return _enveloped(inner, oid == AUTH_ENVELOPED)


# -- signed data, RFC 5652 5 --------------------------------------------------------------------


def _signed(value: Value) -> SignedData:
    version, _digests, wrapped, *rest = value.items
    problems: list[str] = []
    kind, *holder = wrapped.expect(SEQUENCE).items
    content = holder[0].expect(_EXPLICIT).items[0].octets() if holder else None
    certificates = _certificates(rest, problems)
    signers = _signers(rest, problems)
    lists = sum(1 for _ in _inside(rest, _LISTS))
    return SignedData(
        version.number, kind.oid, content, signers, certificates, lists,
        tuple(dict.fromkeys(problems)),
    )  # fmt: skip


def _certificates(rest: list[Value], problems: list[str]) -> tuple[Certificate, ...]:
    found: list[Certificate] = []
    for number, one in enumerate(_inside(rest, _CERTIFICATES)):
        if number >= MAX_CERTIFICATES:
            problems.append(f"Only the first {MAX_CERTIFICATES} certificates are read.")
            break
        if one.tag != SEQUENCE:
            problems.append("A certificate of an old or other kind is not read.")
            continue
        try:
            found.append(read_certificate(one.encoding))
        except (Unreadable, ValueError, IndexError) as error:
            problems.append(f"A certificate cannot be read: {_why(error)}.")
    return tuple(found)


def _signers(rest: list[Value], problems: list[str]) -> tuple[Signer, ...]:
    found: list[Signer] = []
    for number, one in enumerate(_inside(rest, SET)):
        if number >= MAX_SIGNERS:
            problems.append(f"Only the first {MAX_SIGNERS} signatures are read.")
            break
        try:
            found.append(_signer(one.expect(SEQUENCE)))
        except (Unreadable, ValueError, IndexError) as error:
            problems.append(f"A signature cannot be read: {_why(error)}.")
    return tuple(found)


def _inside(rest: list[Value], tag: int) -> Iterator[Value]:
    """What the values with this tag hold."""
    return (one for holder in rest if holder.tag == tag for one in holder.walk())


def _why(error: Exception) -> str:
    return str(error) if isinstance(error, Unreadable) else "a part of it is missing"


def _signer(value: Value) -> Signer:
    _version, sid, digest, *rest = value.items
    signed = rest.pop(0) if rest[0].tag == _SIGNED_ATTRIBUTES else None
    method, signature, *others = rest
    attributes = signed.items if signed is not None else []
    values = {one.items[0].oid: one.items[1].items for one in reversed(attributes)}
    content_type = values.get(_CONTENT_TYPE)
    message_digest = values.get(_DIGEST)
    time = values.get(_SIGNING_TIME)
    names = method.expect(SEQUENCE).items
    return Signer(
        key=key_name(sid),
        digest=algorithm(digest.expect(SEQUENCE).items[0].oid),
        method=algorithm(names[0].oid),
        parameters=names[1].encoding if len(names) > 1 else b"",
        signature=signature.octets(),
        attributes=signed.contents if signed is not None else b"",
        attribute_values=tuple(one.encoding for one in attributes),
        attribute_names=_attribute_names(attributes),
        other_names=_attribute_names(
            [one for holder in others if holder.tag == _OTHER_ATTRIBUTES for one in holder.walk()]
        ),
        content_type=content_type[0].oid if content_type else "",
        message_digest=message_digest[0].octets() if message_digest else None,
        signing_time=time_of(time[0]) if time else None,
    )


def _attribute_names(attributes: list[Value]) -> tuple[str, ...]:
    return tuple(algorithm(one.items[0].oid).name for one in attributes[:100])


# -- enveloped data, RFC 5652 6 and RFC 5083 2.1 ------------------------------------------------


def _enveloped(value: Value, authenticated: bool) -> EnvelopedData:
    version, *rest = value.items
    problems: list[str] = []
    holder = next(one for one in rest if one.tag == SET)
    content = next(one for one in rest if one.tag == SEQUENCE)
    kind, cipher, *stored = content.items
    return EnvelopedData(
        authenticated,
        version.expect(INTEGER).number,
        read_recipients(holder, problems),
        algorithm(cipher.expect(SEQUENCE).items[0].expect(OID).oid),
        algorithm(kind.oid),
        len(stored[0].octets(_IMPLICIT_OCTETS)) if stored else 0,
        tuple(dict.fromkeys(problems)),
    )
