"""What entry ids and search keys say of a person: its kind in words, name, address type, address.

The bytes are taken apart by `structures`; this looks for the parts that name somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from msginspector.structures import entry_ids

if TYPE_CHECKING:
    from msginspector.session import PropertyRow
    from msginspector.structures.nodes import Node

SIZE_LIMIT: Final = 1 << 20
"""Bytes of a value that is taken apart for the people in it."""

ONE_OFF: Final = "one-off"
_KINDS: Final = {
    entry_ids.ONE_OFF: ONE_OFF,
    entry_ids.ADDRESS_BOOK: "address book",
    entry_ids.CONTACTS: "contact of Outlook",
    entry_ids.WRAPPED: "member of a list",
    entry_ids.STORE: "object of a store",
}
_LIST: Final = "Personal distribution list"
_TEMPORARY: Final = "Ephemeral"


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry id says; texts are "" where it does not."""

    words: str
    """Which kind it is."""
    name: str
    kind: str
    address: str


def read_entry(prop: PropertyRow) -> Entry | None:
    """What the entry id in a property says; None where it holds none."""
    node = _decoded(prop)
    return None if node is None else entry_of(node)


def entry_of(node: Node) -> Entry | None:
    """The same of an entry id that is decoded; None for an empty one."""
    if not node.size:
        return None
    found: dict[str, str] = {}
    for part in node.walk():
        if isinstance(part.value, str):
            found.setdefault(part.label, part.value.rstrip("\0"))
    kind, address = found.get("AddressType", ""), found.get("EmailAddress", "")
    if not address and (address := found.get("X500DN", "")):
        kind = "EX"
    words = _words(node.summary, found.get("ProviderUID", ""))
    return Entry(words, found.get("DisplayName", ""), kind.upper(), address)


def read_entries(prop: PropertyRow) -> list[Entry]:
    """The entry ids of a list of them (PR_REPLY_RECIPIENT_ENTRIES), in order."""
    node = _decoded(prop)
    parts = () if node is None else (part for one in node.children for part in one.children)
    found = (entry_of(part) for part in parts if part.label == "EntryId")
    return [entry for entry in found if entry is not None]


def read_search_key(prop: PropertyRow) -> tuple[str, str]:
    """Address type and address of a search key, both in capitals; "" where it has none."""
    stored, _more = prop.raw(4096)
    kind, colon, address = stored.partition(b"\0")[0].partition(b":")
    if not colon or not kind.isalnum() or len(kind) > 32:
        return "", ""
    return kind.decode("ascii", "replace").upper(), address.decode("latin-1")


def _decoded(prop: PropertyRow) -> Node | None:
    size = prop.size
    return prop.decode() if size and size <= SIZE_LIMIT else None


def _words(summary: str, provider: str) -> str:
    if summary.startswith(_TEMPORARY):
        return "temporary address book entry"
    if summary.startswith(_LIST):
        return "personal distribution list"
    return _KINDS.get(provider) or ("entry id of another provider" if provider else "not readable")
