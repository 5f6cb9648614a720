"""Definitions of search folders: which fields are there, and what is looked for."""

from __future__ import annotations

import struct

import pytest

from tests.structures.asking import damages, decoded, part
from tests.structures.values import SUBJECT, folder_id, sized, stored

NUMBER, TEXT, BINARY, RESTRICTION, ADVANCED, NAMES, LIST = 1, 2, 4, 8, 16, 32, 64


def definition(
    flags: int = 0,
    number: bytes = bytes(4),
    text: bytes = b"\0",
    folders: bytes = b"\0",
    ids: bytes = bytes(4),
    rest: bytes = bytes(8),
    deep: int = 0,
) -> bytes:
    """A definition with empty skip blocks; `rest` begins behind FolderList2."""
    head = struct.pack("<2I", 0x1004, flags) + number + text + bytes(4)
    return head + struct.pack("<I", deep) + folders + ids + rest


def said(data: bytes) -> str:
    node = decoded("SEARCHFOLDERDEFINITION", data)
    assert not damages(node)
    return node.summary


def counted(words: str) -> bytes:
    return bytes([len(words)]) + words.encode("utf-16-le")


def test_words_to_find_and_names_of_folders() -> None:
    data = definition(TEXT | NAMES, text=counted("project"), folders=counted("Inbox"), deep=1)
    assert said(data) == '"project" in Inbox'
    node = decoded("SEARCHFOLDERDEFINITION", data)
    assert part(node, "DeepSearch").text.startswith("with subfolders")


def test_text_of_255_characters_and_more_has_a_longer_length() -> None:
    text = b"\xff" + struct.pack("<H", 300) + ("x" * 300).encode("utf-16-le")
    node = decoded("SEARCHFOLDERDEFINITION", definition(TEXT, text=text))
    assert part(node, "TextSearch").value == "x" * 300
    assert part(node, "TextSearchLengthExtended").value == 300


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (struct.pack("<I", 0x0001002A), "42 weeks"),
        (struct.pack(">I", 0x0001002A), "42 weeks"),
        (struct.pack("<I", 0x00020003), "3 months"),
        (struct.pack("<I", 100), "100 (days, or a size)"),
    ],
)
def test_an_age_has_its_unit_in_the_upper_half(number: bytes, expected: str) -> None:
    assert said(definition(NUMBER, number=number)) == expected


def test_folders_are_an_entry_list() -> None:
    entry_id = folder_id(0x19EBE)
    entries = struct.pack("<2I", 1, 0) + struct.pack("<2I", len(entry_id), 0) + entry_id
    node = decoded("SEARCHFOLDERDEFINITION", definition(LIST, ids=sized(entries, "I")))
    assert "19EBE" in part(node, "FolderList2", "EntryId[0]").text
    assert not damages(node)


def test_addresses_say_who_they_are() -> None:
    entry = struct.pack("<2I", 1, 99) + stored(0x3001001F, "Jane")
    rest = struct.pack("<I", 1) + entry + bytes(8)
    assert said(definition(BINARY, rest=rest)) == "1 address: Jane"


def test_a_restriction_is_said() -> None:
    exists = struct.pack("<2I", 8, SUBJECT)
    assert said(definition(RESTRICTION, rest=bytes(4) + exists + bytes(4))) == (
        "PidTagSubject exists"
    )


def test_an_advanced_query_has_its_size_in_8_bytes_low_half_first() -> None:
    rest = bytes(4) + struct.pack("<2I", 5, 0) + b"query" + bytes(4)
    node = decoded("SEARCHFOLDERDEFINITION", definition(ADVANCED, rest=rest))
    assert part(node, "AdvancedSearch", "Data").value == b"query"
    assert not damages(node)


def test_skip_blocks_hold_what_later_versions_add() -> None:
    rest = sized(b"more", "I") + sized(b"!", "I")
    node = decoded("SEARCHFOLDERDEFINITION", definition(rest=rest))
    assert part(node, "SkipBytes2").value == b"more"
    assert part(node, "SkipBytes3").value == b"!"
    assert node.summary == "everything"


def test_a_cut_definition_keeps_what_could_be_read() -> None:
    data = definition(TEXT, text=counted("project"))
    node = decoded("SEARCHFOLDERDEFINITION", data[:-6])
    assert part(node, "TextSearch").value == "project"
    assert damages(node)
