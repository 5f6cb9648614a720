"""Whether signatures of S/MIME hold: that the content is what was signed, and by which key.

RFC 5652 5.4 and 5.6, RFC 8551 3.5. The bytes are digested and compared with the digest that was
signed, and the signature is checked with the key of the certificate that came along. That is all:
whether the certificate can be trusted (its chain, whether it was revoked) is not looked at, and
nothing is fetched. Certificates are checked against those of their issuers that came along.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from msginspector.analysis.sealed.algorithms import Algorithm
from msginspector.analysis.sealed.asn1 import SET, length_of
from msginspector.analysis.sealed.certificates import Certificate
from msginspector.analysis.sealed.cms import DATA, SignedData, Signer
from msginspector.analysis.sealed.keys import Method, holds

VALID: Final = "valid"
INVALID: Final = "invalid"
UNKNOWN: Final = "unknown"
VALID_REASON: Final = "The content is as it was signed, with the key of this certificate."

_MAX_ISSUERS: Final = 10


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature and what came of checking it; the texts are sentences."""

    signer: Signer
    certificate: Certificate | None
    state: str
    reason: str
    """Why it is in that state."""
    content_fits: bool | None
    """Whether the digest is that of the content; None where that could not be told."""
    signature_fits: bool | None
    """Whether the key made the signature; None where that could not be told."""
    digest: bytes | None
    """The digest of the content here; None where it could not be made."""
    stored_as: str = ""
    """How the content had to be taken; "" for its canonical form."""
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to take the bytes that were signed; `note` is "" for the right one."""

    data: bytes
    note: str = ""


def check(signed: SignedData, candidates: tuple[Candidate, ...]) -> tuple[Checked, ...]:
    """Every signature, checked over the first of the candidates that fits."""
    known: _Digests = {}
    return tuple(_checked(signed, one, candidates, known) for one in signed.signers)


_Digests = dict[tuple[str, str], "bytes | None"]
"""Digests by their method and the note of the candidate: several signers have the same."""


def _checked(
    signed: SignedData, signer: Signer, candidates: tuple[Candidate, ...], known: _Digests
) -> Checked:
    certificate = signer.key.find(signed.certificates)
    weak = tuple(dict.fromkeys(
        f"{one.weak}." for one in (signer.digest, signer.method) if one.weak
    ))  # fmt: skip
    tried: list[_Outcome] = []
    for one in candidates or (None,):
        tried.append(_one(signed, signer, certificate, one, known))
        if tried[-1][0] == VALID:
            break
    state, reason, content, signature, digest, note = (
        tried[-1] if tried[-1][0] == VALID else tried[0]
    )
    return Checked(
        signer, certificate, state, reason, content, signature, digest,
        note if state == VALID else "", weak,
    )  # fmt: skip


_Outcome = tuple[str, str, bool | None, bool | None, bytes | None, str]


def _one(
    signed: SignedData,
    signer: Signer,
    certificate: Certificate | None,
    candidate: Candidate | None,
    known: _Digests,
) -> _Outcome:
    """State, reason, content fits, signature fits, digest, note."""
    if candidate is None:
        signature, why = _signature(signer, certificate, None)
        if signature is False:
            return INVALID, why, None, False, None, ""
        reason = "The content that was signed is not with its signature."
        return UNKNOWN, reason, None, signature, None, ""
    place = signer.digest.hash, candidate.note
    if place not in known:
        known[place] = digest_of(signer.digest, candidate.data)
    digest = known[place]
    content = _content_fits(signed, signer, digest)
    signature, why = _signature(signer, certificate, candidate.data)
    if not signer.attributes and content is None:
        content = signature
    if _wrong_kind(signed, signer):
        signature, why = False, "The type of the content is not the one that was signed."
    state, reason = _judged(signer, content, signature, why)
    return state, reason, content, signature, digest, candidate.note


def _wrong_kind(signed: SignedData, signer: Signer) -> bool:
    """RFC 5652 5.3: other content than data needs signed attributes, and they repeat its type."""
    if not signer.attributes:
        return signed.content_type != DATA
    return signer.content_type != signed.content_type


def _judged(
    signer: Signer, content: bool | None, signature: bool | None, why: str
) -> tuple[str, str]:
    if content is False and signer.attributes:
        if signer.message_digest is None:
            return INVALID, "The digest of the content is missing among what was signed."
        return INVALID, (
            "The content is not what was signed: its digest is not the one in the signature."
        )
    if signature is False:
        return INVALID, why
    if signature is None or content is None:
        return UNKNOWN, why or f"The digest {signer.digest.name} cannot be computed here."
    return VALID, VALID_REASON


def _content_fits(signed: SignedData, signer: Signer, digest: bytes | None) -> bool | None:
    """Whether the signed digest is that of the content; RFC 5652 11.1 and 11.2."""
    if not signer.attributes:
        return None
    if signer.message_digest is None:
        return False
    return None if digest is None else digest == signer.message_digest


def digest_of(method: Algorithm, data: bytes) -> bytes | None:
    """The digest of some bytes; None for a method this Python does not know."""
    try:
        return hashlib.new(method.hash, data, usedforsecurity=False).digest()
    except (ValueError, TypeError):
        return None


# -- the signature itself -----------------------------------------------------------------------


def _signature(
    signer: Signer, certificate: Certificate | None, content: bytes | None
) -> tuple[bool | None, str]:
    """Whether the key of the certificate made the signature, and why if not."""
    if certificate is None:
        return None, "The signer's certificate is not in the message."
    if not signer.attributes and content is None:
        return None, "The content that was signed is not with its signature."
    method = Method(signer.method, signer.parameters, signer.digest.hash)
    fits, why = None, ""
    for signed in _signed_bytes(signer, content):
        fits, why = holds(certificate.key_bytes, method, signer.signature, signed)
        if fits is not False:
            break
    if fits is False:
        why = f"The signature was not made by the key of this certificate ({certificate.key})."
    return fits, why


def _signed_bytes(signer: Signer, content: bytes | None) -> list[bytes]:
    """What was signed: the attributes as a SET in DER, else the content itself (RFC 5652 5.4).

    Some programs store them in another order than the one they signed them in, that of DER.
    """
    if not signer.attributes:
        return [content or b""]
    tag = bytes((SET,))
    stored = tag + length_of(len(signer.attributes)) + signer.attributes
    joined = b"".join(sorted(signer.attribute_values))
    ordered = tag + length_of(len(joined)) + joined
    return [stored] if ordered == stored else [stored, ordered]


# -- signatures of certificates -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Issued:
    """Whether a certificate is as its issuer signed it; None: the issuer's key is not here."""

    holds: bool | None
    issuer: Certificate | None
    reason: str


def check_issued(one: Certificate, certificates: tuple[Certificate, ...]) -> Issued:
    """Looks for the issuer among the certificates that came along; no root is known here."""
    issuers = [other for other in certificates if other.subject_bytes == one.issuer_bytes]
    method = Method(one.signed_with, one.signature_parameters, "")
    why = ""
    for issuer in issuers[:_MAX_ISSUERS]:
        fits, why = holds(issuer.key_bytes, method, one.signature, one.body)
        if fits:
            return Issued(True, issuer, "")
        if fits is False:
            why = "The certificate is not as its issuer signed it."
            return Issued(False, issuer, why)
    return Issued(None, None, why or "The issuer's certificate is not in the message.")
