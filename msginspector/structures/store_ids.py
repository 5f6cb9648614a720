"""Entry ids of message stores and what lies in them, after flags and provider.

Exchange: [MS-OXCDATA] 2.2.4. PST files: [MS-PST] 2.4.3.2 and 2.2.2.1; the id of the PST store
itself is not in a specification.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.mapi.text import visible
from msginspector.structures.cursor import Cursor

OPENSTORE_PUBLIC: Final = 2
V2_MAGIC: Final = 0xF32135D8
V3_MAGIC: Final = 0xF43246E9
EXCHANGE_DLL: Final = "emsmdb.dll"
PST_DLL: Final = "mspst.dll"

_OPEN_FLAGS: Final = 0x6609
"""PR_PROFILE_OPEN_FLAGS, whose names the type of a wrapped store has."""
_FOLDER_SIZE: Final = 26
_MESSAGE_SIZE: Final = 50
_NODE_SIZE: Final = 4
_SHOWN: Final = 120

# [MS-PST] 2.2.2.1: the five lowest bits of a node id
_NODE_TYPES: Final = {
    0x00: "heap", 0x01: "internal", 0x02: "folder", 0x03: "search folder", 0x04: "message",
    0x05: "attachment", 0x06: "search update queue", 0x07: "search criteria",
    0x08: "associated message", 0x0A: "contents table index", 0x0B: "receive folder table",
    0x0C: "outgoing queue table", 0x0D: "hierarchy table", 0x0E: "contents table",
    0x0F: "associated contents table", 0x10: "search contents table", 0x11: "attachment table",
    0x12: "recipient table", 0x13: "search table index", 0x1F: "local data",
}  # fmt: skip


def store_object(cursor: Cursor) -> str:
    """Message store ([MS-OXCDATA] 2.2.4.3); gives whose it is, in short."""
    cursor.u8("Version", "set:flagMDBVersion")
    cursor.u8("Flag", "set:flagMDBFlag")
    library = cursor.string8z("DLLFileName")
    if library.lower() == EXCHANGE_DLL:
        return _exchange_store(cursor)
    if library.lower() == PST_DLL:
        return _pst_store(cursor)
    cursor.rest("Wrapped entry id")
    return _short(f"message store of {library}")


def _exchange_store(cursor: Cursor) -> str:
    _align(cursor)
    cursor.u32("WrappedFlags")
    cursor.guid("WrappedProviderUID")
    kind = cursor.u32("WrappedType", _OPEN_FLAGS)
    server = cursor.string8z("ServerShortname")
    mailbox = ""
    # Some public stores have the distinguished name of a mailbox, too.
    if not (kind & OPENSTORE_PUBLIC and _magic(cursor) in (V2_MAGIC, V3_MAGIC)):
        mailbox = cursor.string8z("MailboxDN")
    address = _extension(cursor)
    store = "public store" if kind & OPENSTORE_PUBLIC else "mailbox"
    return _short(f"{store} {address or mailbox} on {server}".replace("  ", " "))


def _magic(cursor: Cursor) -> int:
    return cursor.peek_number(4) if cursor.remaining >= 4 else 0


def _extension(cursor: Cursor) -> str:
    """What newer versions add after the strings; gives the address in it."""
    magic = _magic(cursor)
    if magic not in (V2_MAGIC, V3_MAGIC):
        return ""
    with cursor.group("Store entry id V2" if magic == V2_MAGIC else "Store entry id V3") as part:
        cursor.u32("ulMagic", "set:flagEidMagic")
        cursor.u32("ulSize")
        cursor.u32("ulVersion", "set:flagEidVersion")
        part.text = _version_2(cursor) if magic == V2_MAGIC else _version_3(cursor)
        if cursor.remaining >= 2:
            cursor.binary("Reserved", 2)
        return part.text


def _version_2(cursor: Cursor) -> str:
    """MDB_STORE_EID_V2 (edkmdb.h): distinguished and full name of the server."""
    name = cursor.u32("ulOffsetDN")
    host = cursor.u32("ulOffsetFQDN")
    named = cursor.string8z("DN") if name else ""
    return cursor.utf16z("FQDN") if host else named


def _version_3(cursor: Cursor) -> str:
    """MDB_STORE_EID_V3 (edkmdb.h): the address of the mailbox."""
    return cursor.utf16z("SmtpAddress") if cursor.u32("ulOffsetSmtpAddress") else ""


def _pst_store(cursor: Cursor) -> str:
    """The id of a PST store: flags, the UID of its provider, and the path of the file."""
    _align(cursor)
    cursor.u32("WrappedFlags")
    cursor.guid("WrappedProviderUID")
    if cursor.remaining >= 2 and not cursor.peek_number(2):
        cursor.u16("Unknown")
        path = cursor.utf16z("Path")
    else:
        path = cursor.string8z("Path")
    return _short(f"PST file {path}")


def _align(cursor: Cursor) -> None:
    """Bytes up to the next multiple of 4, counted from the flags of the entry id."""
    padding = -(cursor.position - cursor.window_start) % 4
    if padding:
        cursor.binary("Padding", padding)


def folder(cursor: Cursor) -> str:
    """Folder EntryID ([MS-OXCDATA] 2.2.4.1)."""
    cursor.u16("FolderType", "set:flagMessageDatabaseObjectType")
    cursor.guid("DatabaseGuid")
    counter = cursor.binary("GlobalCounter", 6)
    cursor.binary("Pad", 2)
    return f"Exchange folder {counter.hex().upper()}"


def message(cursor: Cursor) -> str:
    """Message EntryID ([MS-OXCDATA] 2.2.4.2)."""
    cursor.u16("MessageType", "set:flagMessageDatabaseObjectType")
    cursor.guid("FolderDatabaseGuid")
    in_folder = cursor.binary("FolderGlobalCounter", 6)
    cursor.binary("Pad1", 2)
    cursor.guid("MessageDatabaseGuid")
    counter = cursor.binary("MessageGlobalCounter", 6)
    cursor.binary("Pad2", 2)
    return f"Exchange message {counter.hex().upper()} in folder {in_folder.hex().upper()}"


def node(cursor: Cursor) -> str:
    """An object in a PST file ([MS-PST] 2.4.3.2): its node id; the provider is the file's UID."""
    nid = cursor.u32("nid", text=_node)
    return f"in a PST file: {_node(nid)}"


def _node(nid: int) -> str:
    kind = _NODE_TYPES.get(nid & 0x1F, f"node of type 0x{nid & 0x1F:02X}")
    return f"{kind}, nid 0x{nid:X}"


def _short(text: str) -> str:
    return visible(text, _SHOWN, one_line=True)


BY_SIZE: Final[dict[int, Callable[[Cursor], str]]] = {
    _FOLDER_SIZE: folder,
    _MESSAGE_SIZE: message,
    _NODE_SIZE: node,
}
"""Forms known only by the bytes that follow the provider."""
