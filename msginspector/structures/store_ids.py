"""Entry ids of message stores and of what lies in them, after flags and provider.

Exchange: [MS-OXCDATA] 2.2.2 and 2.2.4; versions 2 and 3 of the id of a store: header file
edkmdb.h. PST files: [MS-PST] 2.4.3.2 and 2.2.2.1; the id of the PST store itself is not in a
specification. Numbers are little-endian, counters of Exchange big-endian.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msginspector.structures.cursor import Cursor

PRIVATE_STORE: Final = "{20FA551B-66AA-CD11-9BC8-00AA002FC45A}"
PUBLIC_STORE: Final = "{1002831C-66AA-CD11-9BC8-00AA002FC45A}"
PST_STORE: Final = "{4154494E-BFF9-01B8-00AA-0037D96E0000}"
OPENSTORE_PUBLIC: Final = 2
V2_MAGIC: Final = 0xF32135D8
V3_MAGIC: Final = 0xF43246E9

_OPEN_FLAGS: Final = 0x6609
"""PR_PROFILE_OPEN_FLAGS, whose names the type of a wrapped store has."""
_FOLDER_SIZE: Final = 26
_MESSAGE_SIZE: Final = 50
_NODE_SIZE: Final = 4
_COUNTER_SIZE: Final = 6
_RESERVED_SIZE: Final = 2
_TYPES: Final = "set:flagMessageDatabaseObjectType"
_STORES: Final = {
    0x1: "mailbox", 0x3: "public store", 0x5: "mapped public store",
    0x7: "mailbox", 0x9: "public store", 0xB: "mapped public store",
}  # fmt: skip

# [MS-PST] 2.4.1: nodes every file has; 2.2.2.1: what the five lowest bits of others say
_NODES: Final = {0x21: "message store", 0x122: "root folder"}
_NODE_TYPES: Final = {
    0x00: "heap", 0x01: "internal", 0x02: "normal folder", 0x03: "search folder",
    0x04: "normal message", 0x05: "attachment", 0x06: "search update queue",
    0x07: "search criteria", 0x08: "associated message", 0x0A: "contents table index",
    0x0B: "receive folder table", 0x0C: "outgoing queue table", 0x0D: "hierarchy table",
    0x0E: "contents table", 0x0F: "associated contents table", 0x10: "search contents table",
    0x11: "attachment table", 0x12: "recipient table", 0x13: "search table index", 0x1F: "LTP",
}  # fmt: skip


def exchange_store(cursor: Cursor) -> str:
    """What the id of a store of Exchange has behind its provider ([MS-OXCDATA] 2.2.4.3)."""
    public = bool(cursor.u32("WrappedType", _OPEN_FLAGS) & OPENSTORE_PUBLIC)
    server = cursor.string8z("ServerShortname")
    mailbox = ""
    # Some ids of public stores have the distinguished name of a mailbox, too.
    if cursor.remaining and not (public and _magic(cursor)):
        mailbox = cursor.string8z("MailboxDN")
    later = _magic(cursor)
    if later == V2_MAGIC:
        server = _version_2(cursor) or server
    elif later:
        mailbox = _version_3(cursor) or mailbox
    whose = f": {mailbox}" if mailbox else ""
    where = f" on {server}" if server and server.lower() != mailbox.lower() else ""
    return f"Exchange {'public' if public else 'mailbox'} store{whose}{where}"


def _magic(cursor: Cursor) -> int:
    """The number a later version begins with; 0 for anything else."""
    found = cursor.peek_number(4) if cursor.remaining >= 4 else 0
    return found if found in (V2_MAGIC, V3_MAGIC) else 0


def _version_2(cursor: Cursor) -> str:
    """MDB_STORE_EID_V2 (edkmdb.h): distinguished and full name of the server; gives the last."""
    with cursor.group("V2") as part:
        _version(cursor)
        has_name, has_host = cursor.u32("OffsetDN"), cursor.u32("OffsetFQDN")
        if has_name:
            cursor.string8z("ServerDN")
        part.text = cursor.utf16z("ServerFQDN") if has_host else ""
        _reserved(cursor)
    return part.text


def _version_3(cursor: Cursor) -> str:
    """MDB_STORE_EID_V3 (edkmdb.h): the SMTP address of the mailbox."""
    with cursor.group("V3") as part:
        _version(cursor)
        part.text = cursor.utf16z("SmtpAddress") if cursor.u32("OffsetSmtpAddress") else ""
        _reserved(cursor)
    return part.text


def _version(cursor: Cursor) -> None:
    cursor.u32("Magic", "set:flagEidMagic")
    cursor.u32("Size")
    cursor.u32("Version", "set:flagEidVersion")


def _reserved(cursor: Cursor) -> None:
    if cursor.remaining >= _RESERVED_SIZE:
        cursor.binary("ReservedBlock", _RESERVED_SIZE)


def pst_store(cursor: Cursor) -> str:
    """What the id of a PST file has behind its provider: a zero, and the path of the file.

    The zero is as wide as a character of the path: UTF-16, or the code page in old files.
    """
    wide = not any(cursor.peek(2))
    cursor.binary("Unknown", min(2 if wide else 1, cursor.remaining))
    return f"PST store: {cursor.utf16z('Path') if wide else cursor.string8z('Path')}"


def newsgroup(cursor: Cursor) -> str:
    """NNTP Newsgroup Folder EntryID ([MS-OXCDATA] 2.2.2)."""
    cursor.u16("FolderType", _TYPES)
    return f"Newsgroup folder: {cursor.string8z('NewsgroupName')}"


def folder(cursor: Cursor) -> str:
    """Folder EntryID ([MS-OXCDATA] 2.2.4.1)."""
    kind = cursor.u16("FolderType", _TYPES)
    cursor.guid("DatabaseGuid")
    counter = _counter(cursor, "GlobalCounter")
    cursor.binary("Pad", 2)
    return f"Exchange folder {counter}, {_store(kind)}"


def message(cursor: Cursor) -> str:
    """Message EntryID ([MS-OXCDATA] 2.2.4.2)."""
    kind = cursor.u16("MessageType", _TYPES)
    cursor.guid("FolderDatabaseGuid")
    place = _counter(cursor, "FolderGlobalCounter")
    cursor.binary("Pad1", 2)
    cursor.guid("MessageDatabaseGuid")
    counter = _counter(cursor, "MessageGlobalCounter")
    cursor.binary("Pad2", 2)
    return f"Exchange message {counter} in folder {place}, {_store(kind)}"


def _counter(cursor: Cursor, label: str) -> str:
    return f"{cursor.number(label, _COUNTER_SIZE, big_endian=True):X}"


def _store(kind: int) -> str:
    return _STORES.get(kind, f"store object of type 0x{kind:04X}")


def node(cursor: Cursor) -> str:
    """An object in a PST file ([MS-PST] 2.4.3.2): its node id; the provider is the file's UID."""
    number = cursor.u32("nid", text=_node)
    return f"PST store entry id, nid 0x{number:X} ({_node(number)})"


def _node(nid: int) -> str:
    kind = nid & 0x1F
    return _NODES.get(nid) or _NODE_TYPES.get(kind, f"node of type 0x{kind:02X}")


BY_PROVIDER: Final[dict[str, Callable[[Cursor], str]]] = {
    PRIVATE_STORE: exchange_store,
    PUBLIC_STORE: exchange_store,
    PST_STORE: pst_store,
}
"""Forms known by a provider of their own; wrapped ones, mostly."""

BY_SIZE: Final[dict[int, Callable[[Cursor], str]]] = {
    _FOLDER_SIZE: folder,
    _MESSAGE_SIZE: message,
    _NODE_SIZE: node,
}
"""Forms known only by the bytes that follow the provider."""
