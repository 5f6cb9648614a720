"""A place in bytes as somebody types it: "300", "0x12C", "+16", "-0x10", "end"."""

from __future__ import annotations

import re
from typing import Final

END: Final = "end"
_PLACE: Final = re.compile(r"([+-]?)\s*(0[xX][0-9A-Fa-f]{1,16}|[0-9A-Fa-f]{1,16}[hH]|[0-9]{1,19})")


def parse_offset(text: str, here: int, size: int) -> int:
    """The offset `text` means in `size` bytes, seen from the offset `here`.

    Decimal, or hex as 0x12C or 12Ch; with a sign it counts from `here`; "end" is the last byte.
    Raises ValueError with a sentence where it is no offset, or none of these bytes.
    """
    if not size:
        raise ValueError("There are no bytes.")
    typed = text.strip().replace(" ", "").replace("\u202f", "").replace("_", "")
    if typed.casefold() == END:
        return size - 1
    found = _PLACE.fullmatch(typed)
    if found is None:
        raise ValueError("Type a number, 0x and hex, +n or -n from here, or end.")
    sign, digits = found.groups()
    number = _number(digits)
    place = number if not sign else here + number if sign == "+" else here - number
    if not 0 <= place < size:
        raise ValueError(f"The bytes go from 0 to {size - 1} (0x{size - 1:X}).")
    return place


def _number(digits: str) -> int:
    if digits[:2] in ("0x", "0X"):
        return int(digits[2:], 16)
    return int(digits[:-1], 16) if digits[-1] in "hH" else int(digits)
