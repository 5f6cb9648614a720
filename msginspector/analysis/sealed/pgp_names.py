"""Names of OpenPGP's packets and algorithms: RFC 9580 5 and 9, RFC 4880 9 for the older ones."""

from __future__ import annotations

from typing import Final

PACKETS: Final = {
    1: "key of the content, encrypted for a recipient", 2: "signature",
    3: "key of the content, encrypted with a password", 4: "announced signature",
    5: "secret key", 6: "public key", 7: "secret subkey", 8: "compressed content",
    9: "encrypted content", 10: "marker", 11: "content", 12: "trust", 13: "user id",
    14: "public subkey", 17: "user attribute", 18: "encrypted content, protected against changes",
    19: "modification detection code", 20: "encrypted content (AEAD)", 21: "padding",
}  # fmt: skip
KEYS: Final = {
    1: "RSA", 2: "RSA (encryption only)", 3: "RSA (signatures only)", 16: "Elgamal", 17: "DSA",
    18: "ECDH", 19: "ECDSA", 22: "EdDSA", 25: "X25519", 26: "X448", 27: "Ed25519", 28: "Ed448",
}  # fmt: skip
CIPHERS: Final = {
    1: "IDEA", 2: "Triple DES", 3: "CAST5", 4: "Blowfish", 7: "AES-128", 8: "AES-192",
    9: "AES-256", 10: "Twofish", 11: "Camellia-128", 12: "Camellia-192", 13: "Camellia-256",
}  # fmt: skip
AEADS: Final = {1: "EAX", 2: "OCB", 3: "GCM"}
COMPRESSIONS: Final = {0: "none", 1: "ZIP", 2: "ZLIB", 3: "BZip2"}
HASHES: Final = {
    1: ("MD5", "md5"), 2: ("SHA-1", "sha1"), 3: ("RIPEMD-160", "ripemd160"),
    8: ("SHA-256", "sha256"), 9: ("SHA-384", "sha384"), 10: ("SHA-512", "sha512"),
    11: ("SHA-224", "sha224"), 12: ("SHA3-256", "sha3_256"), 14: ("SHA3-512", "sha3_512"),
}  # fmt: skip
"""Number to name and the name `hashlib` has."""
SIGNATURES: Final = {
    0x00: "a document", 0x01: "text", 0x02: "itself alone", 0x10: "a user id", 0x13: "a user id",
    0x18: "a subkey", 0x1F: "a key", 0x20: "a revoked key", 0x40: "a time stamp",
}  # fmt: skip
WEAK: Final = {
    "MD5": "MD5 is broken: other content with the same digest can be made.",
    "SHA-1": "SHA-1 is weak: two contents with the same digest can be made.",
    "RIPEMD-160": "RIPEMD-160 is old; RFC 9580 9.5 forbids new signatures with it.",
    "IDEA": "IDEA is an old cipher with blocks of 64 bits.",
    "Triple DES": "Triple DES is an old cipher with blocks of 64 bits.",
    "CAST5": "CAST5 is an old cipher with blocks of 64 bits.",
    "Blowfish": "Blowfish is an old cipher with blocks of 64 bits.",
}  # fmt: skip
