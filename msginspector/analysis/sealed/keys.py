"""Whether a key made a signature: RSA (PKCS #1 v1.5 and PSS), DSA, ECDSA and EdDSA.

RFC 8017 8, RFC 4055 3.1 (parameters of PSS), RFC 5754, RFC 8419. The mathematics is that of the
library `cryptography`, which is loaded when something is verified, and not before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from msginspector.analysis.sealed.algorithms import Algorithm, algorithm
from msginspector.analysis.sealed.asn1 import Reader

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.hashes import HashAlgorithm

MISSING: Final = (
    "The library “cryptography” is not installed: the signature itself cannot be checked."
)
_PSS_DEFAULT_SALT: Final = 20
_SHA1: Final = "1.3.14.3.2.26"


@dataclass(frozen=True, slots=True)
class Method:
    """How something was signed."""

    algorithm: Algorithm
    parameters: bytes
    """The encoded parameters of the algorithm, b"" where there are none."""
    digest: str
    """The name of the digest, as `hashlib` has it, for algorithms that do not say it."""

    @property
    def hash(self) -> str:
        """The name of the digest."""
        return self.algorithm.hash or self.digest


def holds(key: bytes, method: Method, signature: bytes, signed: bytes) -> tuple[bool | None, str]:
    """Whether the key (subjectPublicKeyInfo in DER) made the signature; None with the reason why
    that cannot be told."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.serialization import load_der_public_key
    except ImportError:
        return None, MISSING
    try:
        _VERIFIERS[method.algorithm.kind](method, signature, signed, load_der_public_key(key))
    except InvalidSignature:
        return False, ""
    except Exception:  # noqa: BLE001 - the library has many ways to refuse a key or a method
        name = method.algorithm.name
        return None, f"Signatures of the kind {name} with this key cannot be checked here."
    return True, ""


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


def _rsa(method: Method, signature: bytes, signed: bytes, key: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric import padding

    key.verify(signature, signed, padding.PKCS1v15(), _hash(method.hash))


def _pss(method: Method, signature: bytes, signed: bytes, key: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric import padding

    digest, mask, salt = pss_parameters(method.parameters)
    key.verify(signature, signed, padding.PSS(padding.MGF1(_hash(mask)), salt), _hash(digest))


def pss_parameters(stored: bytes) -> tuple[str, str, int]:
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


def _ecdsa(method: Method, signature: bytes, signed: bytes, key: Any) -> None:
    from cryptography.hazmat.primitives.asymmetric import ec

    key.verify(signature, signed, ec.ECDSA(_hash(method.hash)))


def _dsa(method: Method, signature: bytes, signed: bytes, key: Any) -> None:
    key.verify(signature, signed, _hash(method.hash))


def _eddsa(_method: Method, signature: bytes, signed: bytes, key: Any) -> None:
    key.verify(signature, signed)


_VERIFIERS: Final[dict[str, Callable[[Method, bytes, bytes, Any], None]]] = {
    "rsa": _rsa, "pss": _pss, "ecdsa": _ecdsa, "dsa": _dsa, "eddsa": _eddsa,
}  # fmt: skip
