"""Entry ids: what names an object in a message store or an address book.

[MS-OXCDATA] 2.2; members of distribution lists [MS-OXOCNTC] 2.2.2.2.4.1.1; ephemeral ones
[MS-OXNSPI] 2.2.9.2. Numbers are little-endian. Which form it is, the first flag says, else the
provider, and for objects in stores, whose provider is a GUID of their own, the length. What
Outlook fetches by POP is named by a URL instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures import show, store_ids
from msginspector.structures.cursor import Bits, Cursor

GUID_SIZE: Final = 16
HEADER_SIZE: Final = 20
EPHEMERAL: Final = 0x87
SHORT_TERM: Final = 0x80
UNICODE: Final = 0x80000000
SHOWN: Final = 300
"""Characters of an entry id in words."""

ONE_OFF: Final = "{A41F2B81-A3BE-1910-9D6E-00DD010F5402}"
ADDRESS_BOOK: Final = "{C840A7DC-42C0-1A10-B4B9-08002B2FE182}"
CONTACTS: Final = "{0AAA42FE-C718-101A-E885-0B651C240000}"
STORE: Final = "{10BBA138-E505-1A10-A1BB-08002B2A56C2}"
WRAPPED: Final = "{D3AD91C0-9D51-11CF-A4A9-00AA0047FAA4}"

# PidLidRemoteEntryId of a message fetched by POP: server and UIDL, seen in files
_URL: Final = re.compile(rb"(?:[A-Za-z]\0){2,8}:\0/\0/\0")
_LONGEST_SCHEME: Final = 32
_DISPLAY_TYPE: Final = 0x3900
_ALIGNED: Final = 4
_CONTAINER: Final = 3
_LIST: Final = 5
_NEWSGROUP: Final = 0x000C
_FLAGS_0: Final = "set:flagEntryId0"
_ONE_OFF_FLAGS: Final = "set:flagOneOffEntryId"
# What Outlook calls fax 1 to 3 are business, home and primary fax.
# Those of PidTagDisplayType that have words
_ENTRIES: Final = {
    0x000: "Exchange", 0x001: "Exchange distribution list", 0x002: "Exchange public folder",
    0x003: "Exchange agent", 0x004: "Exchange organization",
    0x005: "Exchange private distribution list", 0x006: "Exchange remote user",
    0x100: "Exchange address book container", 0x101: "Exchange template",
}  # fmt: skip
_ADDRESSES: Final = {
    0: "e-mail 1", 1: "e-mail 2", 2: "e-mail 3", 3: "fax 1", 4: "fax 2", 5: "fax 3",
}  # fmt: skip
_MEMBER_ADDRESSES: Final = {
    0: "fax 1", 1: "fax 2", 2: "fax 3", 4: "e-mail 1", 5: "e-mail 2", 6: "e-mail 3",
}  # fmt: skip
_CONTACT_MEMBER: Final = 3
_LIST_MEMBER: Final = 4


def entry_id(cursor: Cursor) -> str:
    """EntryID ([MS-OXCDATA] 2.2) to the end of the window; gives in words what it names."""
    if _URL.match(cursor.peek(_LONGEST_SCHEME)):
        return visible(f"Remote: {cursor.utf16z('URL')}", SHOWN, one_line=True)
    if cursor.remaining < HEADER_SIZE:
        size = cursor.remaining
        cursor.rest("Unknown")
        return f"no entry id: {size} of at least {HEADER_SIZE} bytes" if size else "empty"
    words = _read(cursor)
    # Terminators too many, and the end of the structure of those who allocate by its size
    if cursor.remaining < _ALIGNED:
        cursor.rest("Trailing bytes")
    return visible(words, SHOWN, one_line=True)


def entry_id_part(cursor: Cursor, label: str, size: int) -> str:
    """An entry id of `size` bytes as a part of its own; gives in words what it names."""
    with cursor.window(label, size) as part:
        part.text = entry_id(cursor)
    return part.text


def read_entry_id(cursor: Cursor) -> None:
    """EntryID ([MS-OXCDATA] 2.2), little-endian; empty where an object has none."""
    if cursor.remaining:
        cursor.summary(entry_id(cursor))


def _read(cursor: Cursor) -> str:
    begin = cursor.position
    first = _flags(cursor)
    provider = cursor.guid("ProviderUID")
    if first == EPHEMERAL:
        return _ephemeral(cursor)
    if provider == STORE:
        return _wrapped_store(cursor, begin)
    read = _BY_PROVIDER.get(provider) or store_ids.BY_SIZE.get(cursor.remaining)
    if read is not None:
        return read(cursor)
    cursor.rest("ProviderData")
    kind = "Short-term entry id" if first & SHORT_TERM else "Entry id"
    return f"{kind} of the provider {provider}"


def _flags(cursor: Cursor) -> int:
    """The four bytes of flags; all zero in an id that lasts. Gives the first."""
    if not cursor.peek_number(4):
        return cursor.u32("Flags", text=lambda _: "long-term")
    with cursor.group("Flags") as part:
        first = cursor.u8("abFlags[0]", text=_first_flags)
        cursor.u8("abFlags[1]", "set:flagEntryId1")
        cursor.number("abFlags[2..3]", 2, big_endian=True)
        part.text = _first_flags(first)
    return first


def _first_flags(flags: int) -> str:
    return "EPHEMERAL" if flags == EPHEMERAL else show.meaning(flags, _FLAGS_0, None)


def _ephemeral(cursor: Cursor) -> str:
    """EphemeralEntryID ([MS-OXNSPI] 2.2.9.2): an address book entry, for one session."""
    cursor.u32("R4", "set:flagExchangeABVersion")
    kind = cursor.u32("DisplayType", _DISPLAY_TYPE)
    what = f"Ephemeral address book entry, {show.meaning(kind, _DISPLAY_TYPE, None)}"
    return f"{what}, MId 0x{cursor.u32('MId'):X}" if cursor.remaining >= _ALIGNED else what


def _one_off(cursor: Cursor) -> str:
    """One-Off EntryID ([MS-OXCDATA] 2.2.5.1): a recipient no address book has."""
    flags = cursor.peek_number(4)
    with cursor.group("Version and flags") as part:
        part.text = show.number(flags, 4, show.meaning(flags, _ONE_OFF_FLAGS, None))
        cursor.u16("Version")
        cursor.bits("Bits", 2, _ONE_OFF_BITS)
    read = cursor.utf16z if flags & UNICODE else cursor.string8z
    name, kind = read("DisplayName"), read("AddressType")
    address = read("EmailAddress")
    whom = f'"{name}" ' if name and name != address else ""
    return f"One-off: {whom}{kind} {address}"


def _address_book(cursor: Cursor) -> str:
    """Address Book EntryID ([MS-OXCDATA] 2.2.5.2): a distinguished name of Exchange."""
    cursor.u32("Version", "set:flagExchangeABVersion")
    kind = cursor.u32("Type", _DISPLAY_TYPE)
    return f"{_ENTRIES.get(kind, 'Exchange')}: {cursor.string8z('X500DN')}"


def _contact(cursor: Cursor) -> str:
    """Contact Address EntryID and Personal Distribution List ([MS-OXCDATA] 2.2.5.3, 2.2.5.4).

    An id of a container, in no specification, has a GUID instead of index and count.
    """
    cursor.u32("Version", "set:flagContabVersion")
    kind = cursor.u32("Type", "set:flagContabType")
    if kind == _CONTAINER:
        cursor.guid("muidID")
        return f"Contacts folder: {entry_id_part(cursor, 'EntryIdBytes', cursor.remaining)}"
    index = cursor.u32("Index", "set:flagContabIndex")
    size = cursor.u32("EntryIdCount") or cursor.remaining
    named = entry_id_part(cursor, "EntryIdBytes", size)
    return _of_contact(kind == _LIST, _ADDRESSES.get(index), named)


def _member(cursor: Cursor) -> str:
    """WrappedEntryId ([MS-OXOCNTC] 2.2.2.2.4.1.1): a member of a distribution list."""
    kind = cursor.u8("Type", "set:flagWABEntryIDType")
    named = entry_id_part(cursor, "EmbeddedEntryID", cursor.remaining)
    if kind & 0x0F not in (_CONTACT_MEMBER, _LIST_MEMBER):
        return named
    return _of_contact(kind & 0x0F == _LIST_MEMBER, _MEMBER_ADDRESSES.get(kind >> 4 & 7), named)


def _of_contact(is_list: bool, address: str | None, named: str) -> str:
    if is_list:
        return f"Personal distribution list: {named}"
    return f"Contact, {address}: {named}" if address else f"Contact: {named}"


def _wrapped_store(cursor: Cursor, begin: int) -> str:
    """Store Object EntryID ([MS-OXCDATA] 2.2.4.3): a DLL, and the entry id it knows to read.

    That begins at a multiple of 4 bytes. A newsgroup (2.2.2) has the same provider.
    """
    if cursor.peek_number(2) == _NEWSGROUP:
        return store_ids.newsgroup(cursor)
    cursor.u8("Version", "set:flagMDBVersion")
    cursor.u8("Flag", "set:flagMDBFlag")
    library = cursor.string8z("DLLFileName")
    padding = min(-(cursor.position - begin) % _ALIGNED, cursor.remaining)
    if padding:
        cursor.binary("Padding", padding)
    if not cursor.remaining:
        return f"Message store of {library}"
    return entry_id_part(cursor, "Wrapped entry id", cursor.remaining)


def _when(meaning: str) -> Callable[[int], str]:
    return lambda bit: meaning if bit else ""


_ONE_OFF_BITS: Final = (
    Bits("M", 0, 1, text=_when("no rich text (TNEF)")),
    Bits("Format", 1, 4, text=show.one_of({3: "TextOnly", 7: "HtmlOnly", 11: "TextAndHtml"})),
    Bits("MAE", 5, 2, text=show.one_of(
        {0: "BinHex", 1: "UUENCODE", 2: "AppleSingle", 3: "AppleDouble"})),
    Bits("Pad", 7, 5),
    Bits("L", 12, 1, text=_when("not to be looked up in the address book")),
    Bits("R", 13, 2),
    Bits("U", 15, 1, text=_when("the texts are UTF-16")),
)  # fmt: skip

_BY_PROVIDER: Final[dict[str, Callable[[Cursor], str]]] = {
    ONE_OFF: _one_off,
    ADDRESS_BOOK: _address_book,
    CONTACTS: _contact,
    WRAPPED: _member,
    **store_ids.BY_PROVIDER,
}

DECODERS: Final[dict[str, Callable[[Cursor], None]]] = {"ENTRYID": read_entry_id}
