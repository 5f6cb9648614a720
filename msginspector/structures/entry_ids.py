"""Entry ids: what names an object in a message store or an address book.

[MS-OXCDATA] 2.2; of contacts [MS-OXOCNTC] 2.2.2.2.4.1; of PST files [MS-PST] 2.4.3.2. Numbers are
little-endian, counters of Exchange big-endian. Which form it is, the provider says, and for stores
of Exchange and PST files the length.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import store_ids
from msginspector.structures.cursor import Cursor

GUID_SIZE: Final = 16
HEADER_SIZE: Final = 20
EPHEMERAL: Final = 0x87
SHORT_TERM: Final = 0x80
UNICODE: Final = 0x80000000

ONE_OFF: Final = "{A41F2B81-A3BE-1910-9D6E-00DD010F5402}"
ADDRESS_BOOK: Final = "{C840A7DC-42C0-1A10-B4B9-08002B2FE182}"
CONTACTS: Final = "{0AAA42FE-C718-101A-E885-0B651C240000}"
STORE: Final = "{10BBA138-E505-1A10-A1BB-08002B2A56C2}"
WRAPPED: Final = "{D3AD91C0-9D51-11CF-A4A9-00AA0047FAA4}"

_DISPLAY_TYPE: Final = 0x3900
_CONTAINERS: Final = (1, 2, 3)
_SHOWN: Final = 120


def entry_id(cursor: Cursor) -> str:
    """EntryID ([MS-OXCDATA] 2.2) to the end of the window; gives what it names, in short."""
    first = _flags(cursor)
    provider = cursor.guid("ProviderUID")
    if first == EPHEMERAL:
        return _ephemeral(cursor)
    read = _BY_PROVIDER.get(provider)
    if read is not None:
        return read(cursor)
    by_size = store_ids.BY_SIZE.get(cursor.remaining)
    if by_size is not None and not first & SHORT_TERM:
        return by_size(cursor)
    cursor.rest("Provider data")
    return "short-term entry id" if first & SHORT_TERM else "entry id of an unknown provider"


def entry_id_part(cursor: Cursor, label: str, size: int) -> str:
    """An entry id of `size` bytes as a part of its own; gives what it names, in short."""
    with cursor.window(label, size) as part:
        part.text = entry_id(cursor) if size else "empty"
    return part.text


def read_entry_id(cursor: Cursor) -> None:
    """EntryID ([MS-OXCDATA] 2.2), little-endian; empty where an object has none."""
    if cursor.remaining:
        cursor.summary(entry_id(cursor))


def _flags(cursor: Cursor) -> int:
    """The four bytes of flags; all zero in an id that lasts. Gives the first."""
    if not cursor.peek_number(4):
        cursor.u32("abFlags")
        return 0
    first = cursor.peek_number(1)
    if first == EPHEMERAL:
        cursor.u8("abFlags[0]", text=lambda _: "EPHEMERAL")
    else:
        cursor.u8("abFlags[0]", "set:flagEntryId0")
    cursor.u8("abFlags[1]", "set:flagEntryId1")
    cursor.number("abFlags[2..3]", 2, big_endian=True)
    return first


def _ephemeral(cursor: Cursor) -> str:
    """An id for one session of NSPI ([MS-OXNSPI] 2.2.9.2)."""
    cursor.u32("Version", "set:flagExchangeABVersion")
    cursor.u32("Type", _DISPLAY_TYPE)
    cursor.rest("Mid")
    return "ephemeral id of an address book entry"


def _one_off(cursor: Cursor) -> str:
    """One-Off EntryID ([MS-OXCDATA] 2.2.5.1): a recipient no address book has."""
    bits = cursor.u32("Version and flags", "set:flagOneOffEntryId")
    read = cursor.utf16z if bits & UNICODE else cursor.string8z
    name = read("DisplayName")
    kind = read("AddressType")
    return f"one-off: {_named(name, kind, read('EmailAddress'))}"


def _named(name: str, kind: str, address: str) -> str:
    whom = f'"{name}" ' if name and name != address else ""
    return _short(f"{whom}{kind} {address}")


def _address_book(cursor: Cursor) -> str:
    """Address Book EntryID ([MS-OXCDATA] 2.2.5.2): a distinguished name of Exchange."""
    cursor.u32("Version", "set:flagExchangeABVersion")
    cursor.u32("Type", _DISPLAY_TYPE)
    return _short(f"Exchange: {cursor.string8z('X500DN')}")


def _contact(cursor: Cursor) -> str:
    """Contact Address EntryID and Personal Distribution List ([MS-OXCDATA] 2.2.5.3, 2.2.5.4)."""
    cursor.u32("Version", "set:flagContabVersion")
    kind = cursor.u32("Type", "set:flagContabType")
    if kind in _CONTAINERS:
        cursor.guid("muidID")
        size = cursor.remaining
    else:
        cursor.u32("Index", "set:flagContabIndex")
        size = cursor.u32("EntryIdCount") or cursor.remaining
    named = _wrapped(cursor, min(size, cursor.remaining))
    return f"contact: {named}" if named else "contact folder"


def _wab(cursor: Cursor) -> str:
    """Wrapped entry id of a distribution list ([MS-OXOCNTC] 2.2.2.2.4.1.1)."""
    cursor.u8("Type", "set:flagWABEntryIDType")
    return _wrapped(cursor, cursor.remaining)


def _wrapped(cursor: Cursor, size: int) -> str:
    return entry_id_part(cursor, "EntryID", size) if size else ""


def _short(text: str) -> str:
    return visible(text, _SHOWN, one_line=True)


_BY_PROVIDER: Final[dict[str, Callable[[Cursor], str]]] = {
    ONE_OFF: _one_off,
    ADDRESS_BOOK: _address_book,
    CONTACTS: _contact,
    STORE: store_ids.store_object,
    WRAPPED: _wab,
}

DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"ENTRYID": read_entry_id}
