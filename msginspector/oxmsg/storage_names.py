"""What the names of storages and streams in a message file mean ([MS-OXMSG] 2.2, 2.1.4.2).

A name means something by where it stands: inside `__nameid_version1.0` the same names are those of
other streams (2.2.3). Only names are looked at here, no contents.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from msginspector import resources
from msginspector.mapi import types
from msginspector.mapi.tags import FIRST_NAMED_ID, tag_info
from msginspector.mapi.text import visible
from msginspector.oxmsg.nameid import ENTRY_STREAM, GUID_STREAM, STRING_STREAM
from msginspector.oxmsg.names import PROPERTIES, STORAGE_KINDS, STREAM_KEYS

FOREIGN: Final = "foreign"
"""Written by somebody else: IMessage itself writes only names that begin with "__"."""
VALUE: Final = "value"
ITEM: Final = "item"
LENGTHS: Final = "lengths"
PROPERTY_LIST: Final = "properties"
NAMES: Final = "names"
RECIPIENT: Final = "recipient"
ATTACHMENT: Final = "attachment"
OBJECT: Final = "object"
ROOT: Final = "root"

_LISTS: Final = (types.PT_MV_STRING8, types.PT_MV_UNICODE, types.PT_MV_BINARY)
_FIRST_MAPPING: Final = 0x1000
# stream of `__nameid_version1.0` -> what it holds, and the structure that decodes it
_OF_NAMES: Final = {
    GUID_STREAM: ("Property sets of named properties", "NAMEDGUIDSTREAM"),
    ENTRY_STREAM: ("Entries of named properties", "NAMEDENTRYSTREAM"),
    STRING_STREAM: ("Names of named properties", "NAMEDSTRINGSTREAM"),
}
_PLAIN_LIMIT: Final = 200


class Meaning(NamedTuple):
    """What a name means."""

    role: str
    """One of the words above."""
    text: str
    """In words: the name of a property, "Recipient 0", …; "" for a foreign name nobody knows."""
    detail: str = ""
    """Type of a value, or more words."""
    tag: int = 0
    """The property it belongs to; 0 for none."""
    item: int | None = None
    """Which item of a list it holds, from 0."""
    structure: str = ""
    """The structure its bytes are as such; "" where they are the value of a property."""


def meaning_of(
    name: str, *, storage: bool, among_names: bool, named: Callable[[int], str]
) -> Meaning:
    """What a name means: of a storage or of a stream, inside the storage of names or elsewhere.

    `named` gives the name of a property id from 0x8000 on, "" where there is none.
    """
    if storage:
        return _storage(name)
    if not among_names and name.lower() == PROPERTIES:
        return Meaning(PROPERTY_LIST, "Property entries", structure="PROPERTYSTREAM")
    key = STREAM_KEYS[name]
    if key < 0:
        return _foreign(name)
    return _of_names(key) if among_names else _value(key, named)


def tag_words(tag: int, named: Callable[[int], str]) -> str:
    """The name of a property, "0x8001" where it has none."""
    prop_id = tag >> 16
    if prop_id >= FIRST_NAMED_ID:
        name = named(prop_id)
    else:
        info = tag_info(tag)
        name = info.name if info is not None else ""
    return visible(name, _PLAIN_LIMIT, one_line=True) or f"0x{prop_id:04X}"


def _storage(name: str) -> Meaning:
    kind = STORAGE_KINDS[name]
    number = name.rpartition("#")[2]
    if kind == "recip":
        return Meaning(RECIPIENT, f"Recipient {int(number, 16)}")
    if kind == "attach":
        return Meaning(ATTACHMENT, f"Attachment {int(number, 16)}")
    if kind == "nameid":
        return Meaning(NAMES, "Named properties")
    key = STREAM_KEYS[name]
    if kind == "object" or (key >= 0 and key & 0xFFFF == types.PT_OBJECT):
        tag = key & 0xFFFFFFFF
        return Meaning(OBJECT, tag_words(tag, lambda _id: ""), "PtypObject", tag)
    return _foreign(name)


def _value(key: int, named: Callable[[int], str]) -> Meaning:
    tag, item = key & 0xFFFFFFFF, (key >> 32) - 1
    code = tag & 0xFFFF
    name, kind = tag_words(tag, named), types.type_name(code)
    if item >= 0:
        return Meaning(ITEM, f"{name}, item {item}", kind, tag, item)
    if code in _LISTS:
        return Meaning(LENGTHS, f"{name}, lengths", kind, tag, structure="LENGTHSTREAM")
    return Meaning(VALUE, name, kind, tag)


def _of_names(key: int) -> Meaning:
    tag = key & 0xFFFFFFFF
    known = _OF_NAMES.get(tag)
    if known is not None:
        return Meaning(NAMES, known[0], tag=tag, structure=known[1])
    if tag >> 16 >= _FIRST_MAPPING and key == tag:
        text = f"Ids by name, bucket {(tag >> 16) - _FIRST_MAPPING}"
        return Meaning(NAMES, text, tag=tag, structure="NAMEDENTRYSTREAM")
    return Meaning(FOREIGN, "")


def _foreign(name: str) -> Meaning:
    text, where = _known_streams().get(visible(name, one_line=True), ("", ""))
    return Meaning(FOREIGN, text, where and f"[{where}]")


@lru_cache(maxsize=1)
def _known_streams() -> dict[str, tuple[str, str]]:
    """Streams of OLE and Office by name: what they hold, and which document says so."""
    rows = resources.table("ole_streams")
    return {row["name"]: (row["meaning"], row["specification"]) for row in rows}
