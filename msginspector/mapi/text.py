"""Text from a file made safe to show: bounded, and nothing in it invisible or reordering.

Control characters, direction marks, zero-width characters and lone surrogates are written as
escapes. Line ends and tabs are kept, or written as escapes too where one line is wanted.
"""

from __future__ import annotations

import re
from typing import Final

LIMIT: Final = 4096
"""Characters of a value that are shown."""
ELLIPSIS: Final = "…"

_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202f\u205f-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e0fff]"
)
_HIDDEN_OR_BREAK: Final = re.compile(f"[\t\n\r{_HIDDEN.pattern[1:]}")
_SHORT: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def visible(text: str, limit: int = LIMIT, one_line: bool = False) -> str:
    """`text` with everything invisible escaped, cut after `limit` characters with "…"."""
    cut = len(text) > limit
    if cut:
        text = text[:limit]
    if not text.isascii() or not text.isprintable():
        text = (_HIDDEN_OR_BREAK if one_line else _HIDDEN).sub(_escape, text)
    return text + ELLIPSIS if cut else text


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
