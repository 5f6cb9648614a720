"""Object identifiers (OID): encoded in bytes, written with dots, and their names.

ITU-T X.690 8.19. Names come from `resources/tables/object_identifiers.tsv`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from msginspector import resources

MAX_ARC_BYTES: Final = 20
"""Bytes of one number of an OID; those made of a UUID have 128 bits, in 19 bytes."""


def dotted(stored: bytes) -> str:
    """The OID with these content bytes, "1.2.840.113556"; "" when they are not whole."""
    if not stored or stored[-1] & 0x80:
        return ""
    arcs: list[int] = []
    value = count = 0
    for byte in stored:
        value, count = value << 7 | byte & 0x7F, count + 1
        if count > MAX_ARC_BYTES:
            return ""
        if not byte & 0x80:
            arcs.append(value)
            value = count = 0
    first = min(arcs[0] // 40, 2)
    return ".".join(map(str, [first, arcs[0] - 40 * first, *arcs[1:]]))


def name(oid: str) -> str:
    """What the dotted OID stands for; "" when it is unknown."""
    return _names().get(oid, "")


def described(stored: bytes) -> str:
    """ "1.2.840.113549.1.1.1 = rsaEncryption"; "" for bytes that are no OID."""
    oid = dotted(stored)
    return f"{oid} = {name(oid)}" if name(oid) else oid


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return {row["oid"]: row["name"] for row in resources.table("object_identifiers")}
