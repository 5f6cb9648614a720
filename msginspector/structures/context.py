"""What a decoder may know besides the bytes: where they come from, and what stands beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

WESTERN: Final = 1252


def _no_name(prop_id: int) -> str:
    return ""


def _no_bytes(tag: int) -> bytes | None:
    return None


@dataclass(frozen=True, slots=True)
class Context:
    """The surroundings of a binary value; all have defaults, as bytes may come from anywhere."""

    codepage: int = WESTERN
    """The code page of 8-bit text in it."""
    tag: int = 0
    """The full tag of the property it is the value of; 0 when it is unknown."""
    message_class: str = ""
    """The message class of the message it lies in; "" when it is unknown."""
    named: Callable[[int], str] = _no_name
    """The name of a property id from 0x8000 on in this file; "" when it is unknown."""
    sibling: Callable[[int], bytes | None] = _no_bytes
    """The bytes of another property, by full tag, of the same object; None when it has none."""
    missing: int = 0
    """Bytes of the value that follow those that are decoded, and are left out: it was too long."""


NOWHERE: Final = Context()
