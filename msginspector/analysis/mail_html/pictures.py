"""The pictures of a mail: which of them the copy shows, and what becomes of the others."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from typing import Final
from urllib.parse import unquote_to_bytes

from msginspector.analysis.mail_html.addresses import (
    DATA,
    FILE,
    PART,
    RELATIVE,
    WEB,
    Address,
    address,
)
from msginspector.analysis.mail_html.report import Ledger, Picture
from msginspector.analysis.mail_html.styles import Declarations, pixels

DATA_LIMIT: Final = 512 << 10
"""Characters of one picture in an address."""
DATA_TOTAL: Final = 4 << 20
PICTURES: Final = 500

FindPart = Callable[[Address], str]
"""The attachment an address refers to, "" for none."""

_DATA: Final = re.compile(r"data:image/(png|gif|jpe?g|bmp|webp)(;[^,]{0,100})?,", re.IGNORECASE)


class Pictures:
    """Decides about one picture after the other."""

    def __init__(self, find: FindPart, ledger: Ledger) -> None:
        self.shown: list[Picture] = []
        self._numbers: dict[str, int] = {}
        self._find = find
        self._ledger = ledger
        self._left = DATA_TOTAL

    def source(self, target: str, offset: int, unseen: bool) -> str:
        """The `src` of a picture in the copy; "" where it is left out.

        `unseen`: it is as small as a point or hidden.
        """
        parsed = address(target)
        if parsed.kind == DATA:
            return self._of_data(target, offset)
        part = self._find(parsed) if target else ""
        if part:
            return self._keep(part, b"", parsed.text, offset)
        self._ledger.note(*_left_out(parsed, unseen), offset)
        return ""

    def other(self, target: str, offset: int, unseen: bool = False) -> None:
        """A picture that is never shown: a background, or one for other screens or programs."""
        parsed = address(target)
        if parsed.kind in (WEB, FILE):
            self._ledger.note(*_left_out(parsed, unseen), offset)

    def _keep(self, part: str, data: bytes, target: str, offset: int) -> str:
        key = part or target
        number = self._numbers.get(key)
        if number is None:
            if len(self.shown) >= PICTURES:
                return ""
            number = self._numbers[key] = len(self.shown)
            self.shown.append(Picture(part, data, target[:500], offset))
        return f"cid:{number}"

    def _of_data(self, target: str, offset: int) -> str:
        found = _DATA.match(target)
        size = len(target)
        if found is None or size > DATA_LIMIT or size > self._left:
            self._ledger.note("data-uri", f"{target[:60]}… ({size:,} characters)", offset)
            return ""
        self._left -= size
        data = unquote_to_bytes(target[found.end() :])
        if (found[2] or "").lower().endswith("base64"):
            try:
                data = b64decode(data + b"==")
            except (binascii.Error, ValueError):
                data = b""
        return self._keep("", data, target, offset)


def is_unseen(attributes: dict[str, str], style: Declarations) -> bool:
    """A picture of at most one point, or a hidden one."""
    if style.get("display") == "none" or style.get("visibility") == "hidden":
        return True
    sides = [_side(attributes, style, name) for name in ("width", "height")]
    return all(side is not None and side <= 1 for side in sides) or 0 in sides


def _side(attributes: dict[str, str], style: Declarations, name: str) -> float | None:
    value = style.get(name) or attributes.get(name, "")
    return None if value.endswith("%") else pixels(value)


def _left_out(parsed: Address, unseen: bool) -> tuple[str, str]:
    if parsed.kind == FILE:
        return "local-file", parsed.text
    if parsed.kind == WEB:
        return ("tracking-pixel" if unseen else "remote-image"), parsed.text
    if parsed.kind == PART:
        return "missing-part", parsed.text
    if parsed.kind == RELATIVE and parsed.text:
        return "missing-part", parsed.text
    return "other-image", parsed.text or "no address"
