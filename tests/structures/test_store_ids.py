"""Entry ids of stores and of what lies in them, in each form the specifications have."""

from __future__ import annotations

import struct

import pytest

from msginspector.structures import Node
from tests.structures.asking import damages, decoded, part
from tests.structures.node_rules import check

STORE = bytes.fromhex("38A1BB1005E5101AA1BB08002B2A56C2")
PRIVATE = bytes.fromhex("1B55FA20AA6611CD9BC800AA002FC45A")
PUBLIC = bytes.fromhex("1C830210AA6611CD9BC800AA002FC45A")
PUBLIC_FOLDERS = bytes.fromhex("1A447390AA6611CD9BC800AA002FC45A")
PST = bytes.fromhex("4E495441F9BFB80100AA0037D96E0000")
WRAPPED = bytes.fromhex("C091ADD3519DCF11A4A900AA0047FAA4")
GUID = bytes(range(16))
MAILBOX, PUBLIC_FLAGS = 0xC, 0x6
V2, V3 = 0xF32135D8, 0xF43246E9
DN = "/o=Org/cn=Recipients/cn=anna"


def tree(data: bytes) -> Node:
    """The checked tree of an entry id that is whole."""
    node = decoded("ENTRYID", data)
    check(node, data)
    assert damages(node) == []
    return node


def wrapped(library: bytes, inner: bytes) -> bytes:
    """An entry id as MAPI wraps that of a provider's store: it begins at a multiple of 4."""
    head = bytes(4) + STORE + b"\0\0" + library + b"\0"
    return head + bytes(-len(head) % 4) + inner


def exchange(provider: bytes, kind: int, *texts: str) -> bytes:
    """The entry id of a store of Exchange ([MS-OXCDATA] 2.2.4.3)."""
    stored = b"".join(text.encode("ascii") + b"\0" for text in texts)
    return wrapped(b"EMSMDB.DLL", bytes(4) + provider + struct.pack("<I", kind) + stored)


def counted(kind: int, *counters: int) -> bytes:
    """What an entry id of a folder or message has behind its provider ([MS-OXCDATA] 2.2.4)."""
    parts = [GUID + number.to_bytes(6, "big") + bytes(2) for number in counters]
    return struct.pack("<H", kind) + b"".join(parts)


def test_the_store_of_a_mailbox_says_whose_it_is_and_on_which_server() -> None:
    node = tree(exchange(PRIVATE, MAILBOX, "SERVER", DN))
    assert node.summary == f"Exchange mailbox store: {DN} on SERVER"
    assert part(node, "Padding").size == 3
    assert "OPENSTORE_HOME_LOGON | OPENSTORE_TAKE_OWNERSHIP" in part(node, "WrappedType").text


def test_the_public_store_has_no_mailbox() -> None:
    assert tree(exchange(PUBLIC, PUBLIC_FLAGS, "SERVER")).summary == (
        "Exchange public store on SERVER"
    )


def test_the_entry_id_of_a_store_is_understood_without_its_wrapper() -> None:
    inner = bytes(4) + PRIVATE + struct.pack("<I", MAILBOX) + f"SERVER\0{DN}\0".encode("ascii")
    assert tree(inner).summary == f"Exchange mailbox store: {DN} on SERVER"


def test_version_2_adds_the_full_name_of_the_server() -> None:
    server, host = b"/cn=Servers/cn=SERVER\0", "server.example.com\0".encode("utf-16-le")
    later = struct.pack("<5I", V2, 20 + len(server) + len(host), 1, 20, 20 + len(server))
    data = exchange(PUBLIC, PUBLIC_FLAGS, "SERVER") + later + server + host + bytes(2)
    node = tree(data)
    assert node.summary == "Exchange public store on server.example.com"
    assert part(node, "ServerDN").value == "/cn=Servers/cn=SERVER"
    assert part(node, "ReservedBlock").size == 2


def test_version_2_may_have_the_distinguished_name_alone() -> None:
    server = b"/cn=Servers/cn=SERVER\0"
    later = struct.pack("<5I", V2, 20 + len(server), 1, 20, 0) + server + bytes(2)
    node = tree(exchange(PRIVATE, MAILBOX, "SERVER", DN) + later)
    assert node.summary == f"Exchange mailbox store: {DN} on SERVER"


def test_version_3_has_the_address_of_the_mailbox() -> None:
    address = "anna@example.com\0".encode("utf-16-le")
    later = struct.pack("<4I", V3, 16 + len(address), 2, 16) + address + bytes(2)
    node = tree(exchange(PRIVATE, MAILBOX, "anna@example.com", DN) + later)
    assert node.summary == "Exchange mailbox store: anna@example.com"


def test_a_public_store_may_have_the_name_of_a_mailbox_before_version_2() -> None:
    later = struct.pack("<5I", V2, 20, 1, 0, 0) + bytes(2)
    node = tree(exchange(PUBLIC, PUBLIC_FLAGS, "SERVER", DN) + later)
    assert part(node, "MailboxDN").value == DN


@pytest.mark.parametrize("encoding", ["utf-16-le", "cp1252"])
def test_the_store_of_a_pst_file_says_its_path(encoding: str) -> None:
    path = "\0C:\\mail\\ä.pst\0".encode(encoding)
    node = tree(wrapped(b"mspst.dll", bytes(4) + PST + path))
    assert node.summary == "PST store: C:\\mail\\ä.pst"


def test_the_store_of_another_provider_keeps_its_bytes() -> None:
    node = tree(wrapped(b"other.dll", bytes(4) + GUID + b"what it likes"))
    assert part(node, "DLLFileName").value == "other.dll"
    assert part(node, "ProviderData").value == b"what it likes"


def test_a_newsgroup_says_its_name() -> None:
    node = tree(bytes(4) + STORE + struct.pack("<H", 0xC) + b"comp.lang.example\0")
    assert node.summary == "Newsgroup folder: comp.lang.example"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (counted(1, 0x19EBA), "Exchange folder 19EBA, mailbox"),
        (counted(3, 6), "Exchange folder 6, public store"),
        (counted(5, 6), "Exchange folder 6, mapped public store"),
        (counted(7, 1, 2), "Exchange message 2 in folder 1, mailbox"),
        (counted(9, 1, 2), "Exchange message 2 in folder 1, public store"),
        (counted(0xB, 1, 2), "Exchange message 2 in folder 1, mapped public store"),
        (counted(0x77, 1), "Exchange folder 1, store object of type 0x0077"),
    ],
)
def test_folders_and_messages_say_their_number_and_kind_of_store(data: bytes, said: str) -> None:
    assert tree(bytes(4) + PUBLIC_FOLDERS + data).summary == said


def test_stores_wrapped_in_wrapped_ids_end_at_the_greatest_depth() -> None:
    data = (bytes(4) + WRAPPED + b"\xb5") * 2000
    node = decoded("ENTRYID", data)
    check(node, data)
    assert any("nested" in text for text in damages(node))
