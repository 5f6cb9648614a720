"""Structures that hold entry ids, and settings of folders, as the specifications lay them out."""

from __future__ import annotations

import struct

import pytest

from msginspector.structures import Node
from tests.structures.asking import damages, decoded, part
from tests.structures.node_rules import check

ADDRESS_BOOK = bytes.fromhex("DCA740C8C042101AB4B908002B2FE182")
GUID = bytes(range(16))
GUID_TEXT = "{03020100-0504-0706-0809-0A0B0C0D0E0F}"
FOLDER = bytes(4) + GUID + struct.pack("<I", 0x8082)
FOLDER_WORDS = "PST store entry id, nid 0x8082 (normal folder)"


def tree(name: str, data: bytes) -> Node:
    """The checked tree of bytes that are whole."""
    node = decoded(name, data)
    check(node, data)
    assert damages(node) == []
    return node


def person(name: str) -> bytes:
    """An address book entry id ([MS-OXCDATA] 2.2.5.2)."""
    return bytes(4) + ADDRESS_BOOK + struct.pack("<II", 1, 0) + f"/cn={name}\0".encode("cp1252")


def element(kind: int, data: bytes) -> bytes:
    """A PersistElement, or a PersistData ([MS-OXOSFLD] 2.2.5)."""
    return struct.pack("<HH", kind, len(data)) + data


def test_special_folders_are_named_with_their_entry_ids() -> None:
    data = element(0x8004, element(1, FOLDER)) + element(
        0x8009, element(1, FOLDER) + element(0, b"")
    )
    node = tree("ADDITIONALRENENTRYIDSEX", data)
    assert node.summary == "To-Do; Contacts Search"
    assert part(node, "PersistData[0]").text == f"To-Do: {FOLDER_WORDS}"
    assert "RSF_PID_CONTACT_SEARCH" in part(node, "PersistData[1]", "PersistID").text
    assert part(node, "PersistDataCount").value == 2


def test_a_header_of_a_special_folder_is_a_number() -> None:
    data = element(0x8001, element(2, bytes(4)) + element(1, FOLDER))
    node = tree("ADDITIONALRENENTRYIDSEX", data)
    assert part(node, "ElementData").value == 0
    assert part(node, "PersistData[0]").text == f"RSS Feeds: {FOLDER_WORDS}"


def test_special_folders_end_at_id_0() -> None:
    node = decoded("ADDITIONALRENENTRYIDSEX", element(0, b"") + b"more")
    assert part(node, "PersistData[0]").text == "the end"
    assert len(damages(node)) == 1


def test_elements_of_a_special_folder_end_at_id_0() -> None:
    data = element(0x8001, element(0, b"") + b"\1\0\0\0")
    assert len(damages(decoded("ADDITIONALRENENTRYIDSEX", data))) == 1


def test_a_report_tag_says_which_message_it_is_about() -> None:
    message = bytes(4) + GUID + struct.pack("<I", 0x200024)
    sizes = struct.pack("<II", 0, 0) + struct.pack("<I", len(message)) + message + bytes(4)
    data = b"PCDFEB09\0" + struct.pack("<I", 0x10001) + sizes
    data += struct.pack("<I", 16) + GUID + struct.pack("<I", 5) + b"Text\0"
    node = tree("REPORTTAG", data)
    assert node.summary == "Text; PST store entry id, nid 0x200024 (normal message)"
    assert "NoSearchFolderVersion" in part(node, "Version").text


def test_a_report_tag_names_the_message_rather_than_the_folder_it_is_listed_in() -> None:
    message, folder = (bytes(4) + GUID + struct.pack("<I", nid) for nid in (0x200024, 0x80C2))
    sizes = struct.pack("<II", 0, 0)
    sizes += b"".join(struct.pack("<I", len(one)) + one for one in (message, folder))
    node = tree("REPORTTAG", b"PCDFEB09\0" + struct.pack("<I", 0x20001) + sizes + bytes(8))
    assert node.summary == "PST store entry id, nid 0x200024 (normal message)"


def test_assigners_of_a_task_are_named_the_latest_last() -> None:
    def assigner(name: str) -> bytes:
        entry = person(name)
        data = struct.pack("<I", len(entry)) + entry
        data += f"{name}\0".encode("cp1252") + f"{name}\0".encode("utf-16-le")
        return struct.pack("<I", len(data)) + data

    node = tree("TASKASSIGNERS", struct.pack("<I", 2) + assigner("Anna") + assigner("Jörg"))
    assert node.summary == '"Anna" Exchange: /cn=Anna; "Jörg" Exchange: /cn=Jörg'
    assert part(node, "TaskAssigner[1]", "szDisplayName").value == "Jörg"


def test_an_assigner_may_have_no_names() -> None:
    entry = person("anna")
    data = struct.pack("<III", 1, 4 + len(entry), len(entry)) + entry
    assert tree("TASKASSIGNERS", data).summary == "Exchange: /cn=anna"


def test_of_many_members_the_first_are_named_and_the_others_counted() -> None:
    entries = b""
    for name in ("a", "b", "c", "d", "e"):
        entry = person(name)
        entries += struct.pack("<I", len(entry)) + entry + bytes(-len(entry) % 4)
    node = tree("FLATENTRYLIST", struct.pack("<II", 5, len(entries)) + entries)
    assert node.summary == ("Exchange: /cn=a; Exchange: /cn=b; Exchange: /cn=c; and 2 more")


def test_an_entry_list_has_all_lengths_before_the_entry_ids() -> None:
    first, second = person("a"), FOLDER
    lengths = b"".join(struct.pack("<II", len(entry), 0xCCCC) for entry in (first, second))
    node = tree("ENTRYLIST", struct.pack("<II", 2, 0) + lengths + first + second)
    assert part(node, "EntryId[0]").text == "Exchange: /cn=a"
    assert part(node, "EntryId[1]").text == FOLDER_WORDS


@pytest.mark.parametrize("name", ["ENTRYLIST", "FLATENTRYLIST", "TASKASSIGNERS"])
def test_a_count_that_cannot_be_true_ends_early(name: str) -> None:
    node = decoded(name, b"\xff" * 4 + bytes(4) + FOLDER)
    assert any("are announced, there is room for" in text for text in damages(node))


def test_the_store_of_swapped_flags_is_an_entry_id() -> None:
    assert tree("SWAPPEDTODOSTORE", FOLDER).summary == FOLDER_WORDS


def test_a_search_folder_has_flags_an_id_and_a_tag() -> None:
    data = b"\1\4" + struct.pack("<I", 0x21) + b"\2\x10" + GUID + b"\3\4" + struct.pack("<I", 9)
    node = tree("EXTENDEDFOLDERFLAGS", data)
    assert part(node, "SearchFolderID").value == GUID_TEXT
    assert part(node, "SearchFolderTag").value == 9
    assert part(node, "b").text == "unread messages (1)"
    assert part(node, "a").text == "policy is not described (1)"
    assert "XEFF_SHOW_NO_POLICY" in part(node, "Sub-property[0]").text
    assert part(node, "Number of flags").value == 3


def test_the_to_do_search_folder_has_a_version() -> None:
    node = tree("EXTENDEDFOLDERFLAGS", b"\5\4\0\0\x0c\0")
    assert node.summary == "to-do folder version 0x000C0000"


def test_settings_of_a_folder_of_another_size_or_id_stay_bytes() -> None:
    node = tree("EXTENDEDFOLDERFLAGS", b"\1\2ab\6\1c")
    assert [one.value for one in node.walk() if one.label == "Unknown data"] == [b"ab", b"c"]


def test_a_web_view_says_its_address() -> None:
    url = "http://example.com/\0".encode("utf-16-le")
    head = struct.pack("<III", 2, 1, 1) + bytes(28)
    node = tree("WEBVIEWPERSISTSTREAM", (head + struct.pack("<I", len(url)) + url) * 2)
    assert node.summary == "http://example.com/; http://example.com/"
    assert part(node, "cWebViews").value == 2
    assert "WEBVIEW_FLAGS_SHOWBYDEFAULT" in part(node, "dwFlags").text
