"""Algorithms of signatures and encryption by their object identifiers, and which of them are weak.

Names come from `resources/tables/crypto_algorithms.tsv`, others from the table of identifiers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from msginspector import resources
from msginspector.structures import object_ids

SHORT_RSA: Final = 2048
"""Bits of an RSA key; shorter ones are weak (NIST SP 800-131A)."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """What an identifier stands for; `kind` is "" and `name` the identifier where it is unknown."""

    oid: str
    kind: str = ""
    name: str = ""
    hash: str = ""
    """The name of its digest as `hashlib` has it; "" where it has none of its own."""
    weak: str = ""
    """Why it is weak, in a sentence without an end; "" where it is not."""


def algorithm(oid: str) -> Algorithm:
    """The algorithm, content type, attribute or usage with this identifier."""
    row = _rows().get(oid)
    if row is not None:
        return Algorithm(oid, row["kind"], row["name"], row["hash"], row["weak"])
    return Algorithm(oid, "", object_ids.name(oid) or oid)


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    return {row["oid"]: row for row in resources.table("crypto_algorithms")}
