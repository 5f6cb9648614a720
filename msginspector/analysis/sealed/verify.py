"""Whether signatures of S/MIME hold: that the content is what was signed, and by which key.

RFC 5652 5.4 and 5.6, RFC 8551 3.5. The bytes are digested and compared with the digest that was
signed, and the signature is checked with the key of the certificate that came along. That is all:
whether the certificate can be trusted (its chain, whether it was revoked) is not looked at, and
nothing is fetched. The mathematics is that of the library `cryptography`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from msginspector.analysis.sealed.algorithms import Algorithm, algorithm
from msginspector.analysis.sealed.asn1 import SET, Reader, Unreadable, length_of
from msginspector.analysis.sealed.certificates import Certificate
from msginspector.analysis.sealed.cms import DATA, SignedData, Signer

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

VALID: Final = "valid"
INVALID: Final = "invalid"
UNKNOWN: Final = "unknown"

MISSING: Final = (
    "The library “cryptography” is not installed: the signature itself cannot be checked."
)
_PSS_DEFAULT_SALT: Final = 20
_SHA1: Final = "1.3.14.3.2.26"


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
    return tuple(_checked(signed, one, candidates) for one in signed.signers)


def _checked(signed: SignedData, signer: Signer, candidates: tuple[Candidate, ...]) -> Checked:
    certificate = signer.key.find(signed.certificates)
    weak = tuple(dict.fromkeys(
        f"{one.weak}." for one in (signer.digest, signer.method) if one.weak
    ))  # fmt: skip
    tried = [_one(signed, signer, certificate, one) for one in candidates]
    if not tried:
        tried = [_one(signed, signer, certificate, None)]
    state, reason, content, signature, digest, note = next(
        (one for one in tried if one[0] == VALID), tried[0]
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
) -> _Outcome:
    """State, reason, content fits, signature fits, digest, note."""
    if candidate is None:
        signature, why = _signature(signer, certificate, None)
        if signature is False:
            return INVALID, why, None, False, None, ""
        reason = "The content that was signed is not in the message."
        return UNKNOWN, reason, None, signature, None, ""
    digest = digest_of(signer.digest, candidate.data)
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
    return VALID, "The content is as it was signed with the key of this certificate."


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
        return None, "The content that was signed is not in the message."
    try:
        key, hazmat = _key(certificate)
    except ImportError:
        return None, MISSING
    except Exception:  # noqa: BLE001 - the library has many ways to refuse a key
        return None, f"The key of the certificate cannot be used here ({certificate.key})."
    return _try(signer, certificate, content, key, hazmat)


def _try(
    signer: Signer, certificate: Certificate, content: bytes | None, key: Any, hazmat: Any
) -> tuple[bool | None, str]:
    for signed in _signed_bytes(signer, content):
        try:
            if _VERIFIERS[signer.method.kind](signer, signed, key):
                return True, ""
        except hazmat.InvalidSignature:
            continue
        except (hazmat.UnsupportedAlgorithm, KeyError, AttributeError, TypeError, ValueError,
                Unreadable, IndexError):  # fmt: skip
            return None, f"Signatures of {signer.method.name} with this key cannot be checked here."
    return False, f"The signature was not made by the key of this certificate ({certificate.key})."


def _key(certificate: Certificate) -> tuple[Any, Any]:
    """The public key, and the module with the library's errors."""
    from cryptography import exceptions
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    return load_der_public_key(certificate.key_bytes), exceptions


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


def _hash(name: str) -> HashAlgorithm:
    """The digest of the library; KeyError for one it does not have."""
    from cryptography.hazmat.primitives import hashes

    found: dict[str, Callable[[], HashAlgorithm]] = {
        "md5": hashes.MD5, "sha1": hashes.SHA1, "sha224": hashes.SHA224, "sha256": hashes.SHA256,
        "sha384": hashes.SHA384, "sha512": hashes.SHA512, "sha512_224": hashes.SHA512_224,
        "sha512_256": hashes.SHA512_256, "sha3_224": hashes.SHA3_224, "sha3_256": hashes.SHA3_256,
        "sha3_384": hashes.SHA3_384, "sha3_512": hashes.SHA3_512,
    }  # fmt: skip
    return found[name]()


def _digest_name(signer: Signer) -> str:
    return signer.method.hash or signer.digest.hash


def _rsa(signer: Signer, signed: bytes, key: Any) -> bool:
    from cryptography.hazmat.primitives.asymmetric import padding

    key.verify(signer.signature, signed, padding.PKCS1v15(), _hash(_digest_name(signer)))
    return True


def _pss(signer: Signer, signed: bytes, key: Any) -> bool:
    from cryptography.hazmat.primitives.asymmetric import padding

    digest, mask, salt = _pss_parameters(signer.parameters)
    scheme = padding.PSS(padding.MGF1(_hash(mask)), salt)
    key.verify(signer.signature, signed, scheme, _hash(digest))
    return True


def _pss_parameters(stored: bytes) -> tuple[str, str, int]:
    """Digest, digest of the mask and bytes of salt; RFC 4055 3.1 has the defaults."""
    digest = mask = algorithm(_SHA1).hash
    salt = _PSS_DEFAULT_SALT
    for one in Reader(stored).whole().walk() if stored else ():
        inner = one.items[0]
        if one.tag == 0xA0:
            digest = algorithm(inner.items[0].oid).hash
        elif one.tag == 0xA1:
            mask = algorithm(inner.items[1].items[0].oid).hash
        elif one.tag == 0xA2:
            salt = inner.number
    return digest, mask, salt


def _ecdsa(signer: Signer, signed: bytes, key: Any) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec

    key.verify(signer.signature, signed, ec.ECDSA(_hash(_digest_name(signer))))
    return True


def _dsa(signer: Signer, signed: bytes, key: Any) -> bool:
    key.verify(signer.signature, signed, _hash(_digest_name(signer)))
    return True


def _eddsa(signer: Signer, signed: bytes, key: Any) -> bool:
    key.verify(signer.signature, signed)
    return True


_VERIFIERS: Final[dict[str, Callable[[Signer, bytes, Any], bool]]] = {
    "rsa": _rsa, "pss": _pss, "ecdsa": _ecdsa, "dsa": _dsa, "eddsa": _eddsa,
}  # fmt: skip
