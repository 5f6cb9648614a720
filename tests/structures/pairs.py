"""The pairs of the shared folder: bytes of a structure in hex, and what MFCMAPI prints for them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.conftest import shared_files

PAIRS = shared_files("structures", ".in")


def pair_bytes(pair: Path) -> bytes:
    """The bytes of a pair; whatever is not a hex digit is only there for the eye."""
    return bytes.fromhex(re.sub(r"[^0-9A-Fa-f]", "", pair.read_text("ascii")))


def pair_name(pair: Path) -> str:
    """The name of its structure."""
    return pair.stem.rpartition("-")[0]


def pair_text(pair: Path) -> str:
    """What MFCMAPI prints for it: UTF-8, or UTF-16 where the file begins with its mark."""
    stored = pair.with_suffix(".out").read_bytes()
    return stored.decode("utf-16" if stored.startswith(b"\xff\xfe") else "utf-8-sig")
