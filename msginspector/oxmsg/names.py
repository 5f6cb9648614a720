"""Names of storages and streams in a message file ([MS-OXMSG] 2.2).

Hexadecimal digits are read in either case; what [MS-OXMSG] does not name is "foreign".
"""

from __future__ import annotations

import re
from typing import Final

from msginspector.memo import Memo

PROPERTIES: Final = "__properties_version1.0"
NAMEID: Final = "__nameid_version1.0"
RECIPIENT: Final = "__recip_version1.0_#"
ATTACHMENT: Final = "__attach_version1.0_#"
ATTACHED_OBJECT: Final = "__substg1.0_3701000D"

_SUBSTG: Final = re.compile(r"__substg1\.0_([0-9A-F]{8})(?:-([0-9A-F]{8}))?", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"__(recip|attach)_version1\.0_#([0-9A-F]{1,8})", re.IGNORECASE)


def stream_key(name: str) -> int:
    """The tag a value stream belongs to; for an item of a list plus (item + 1) << 32; -1: foreign.

    Item numbers are counted from 0.
    """
    found = _SUBSTG.fullmatch(name)
    if found is None:
        return -1
    tag, item = found.groups()
    return int(tag, 16) if item is None else int(tag, 16) | (int(item, 16) + 1) << 32


def item_key(tag: int, item: int) -> int:
    """The key of one item of a multi-valued property, as `stream_key` makes it."""
    return tag | (item + 1) << 32


def stream_name(tag: int) -> str:
    """The name of the stream that holds the value of a property."""
    return f"__substg1.0_{tag:08X}"


def storage_kind(name: str) -> str:
    """What a storage is by its name: recip, attach, object, nameid; "" for a foreign one."""
    found = _NUMBERED.fullmatch(name)
    if found is not None:
        return found[1].lower()
    folded = name.lower()
    if folded == ATTACHED_OBJECT.lower():
        return "object"
    return "nameid" if folded == NAMEID else ""


STREAM_KEYS: Final = Memo(stream_key, 8192)
"""`stream_key` by name."""
STORAGE_KINDS: Final = Memo(storage_kind, 4096)
"""`storage_kind` by name."""
