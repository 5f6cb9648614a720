"""Compressed RTF, MIME skeletons, calendars, markup, JSON: text with its places."""

from __future__ import annotations

import struct
import zlib

from tests.structures.asking import damages, decoded, part
from tests.structures.node_rules import check

# The example of [MS-OXRTFCP] 3.1.
SIMPLE_RTF = (
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c"
    "090020627705b06c647d0a800fa0"
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Rome\r\nBEGIN:STANDARD\r\n"
    "DTSTART:16010101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:Bud\r\n"
    " get\r\nDTSTART;TZID=Rome:20240102T090000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def rtf(contents: bytes, kind: int = 0x75465A4C, raw: int = 100, crc: int | None = None) -> bytes:
    """A header for contents, with the right checksum unless another is wanted."""
    right = zlib.crc32(contents, 0xFFFFFFFF) ^ 0xFFFFFFFF
    stated = right if crc is None else crc
    return struct.pack("<4I", len(contents) + 12, raw, kind, stated) + contents


def test_the_checksum_of_compressed_rtf_is_compared() -> None:
    assert part(decoded("RTFHEADER", rtf(b"abc")), "Checksum of CONTENTS").text.endswith("agrees")
    wrong = decoded("RTFHEADER", rtf(b"abc", crc=1))
    assert "does not agree" in part(wrong, "Checksum of CONTENTS").text


def test_the_header_of_the_example_of_the_specification() -> None:
    node = decoded("RTFHEADER", SIMPLE_RTF)
    assert part(node, "RAWSIZE").value == 43
    assert part(node, "Checksum of CONTENTS").text == "0xA7C7C5F1 agrees"
    assert not damages(node)


def test_rtf_that_is_not_compressed_has_no_checksum() -> None:
    node = decoded("RTFHEADER", rtf(b"{\\rtf1}", 0x414C454D, 7, 0))
    assert node.summary == "7 bytes of RTF, not compressed"


def test_contents_shorter_than_announced_are_damage() -> None:
    node = decoded("RTFHEADER", rtf(b"abcdef")[:-2])
    assert damages(node) == ["COMPSIZE says 6 bytes of contents, 4 are left"]


def test_lines_of_a_skeleton_are_put_together() -> None:
    text = (
        b"Subject: a\r\n b\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
        b"Content-Type: text/plain\r\n\r\n--x--\r\n"
    )
    node = decoded("MIMESKELETON", text)
    assert part(node, "Subject").text == "a b"
    assert node.summary == "3 header fields; parts: multipart/mixed, text/plain"
    assert not damages(node)


def test_a_calendar_is_a_tree_of_components() -> None:
    node = decoded("ICALENDAR", CALENDAR.encode())
    assert node.summary == 'REQUEST "Budget" from 20240102T090000'
    assert part(node, "VEVENT", "SUMMARY").text == "Budget"
    assert part(node, "VTIMEZONE", "STANDARD", "DTSTART").text == "16010101T000000"
    assert not damages(node)


def test_components_without_an_end_are_no_damage_up_to_a_depth() -> None:
    assert not damages(decoded("ICALENDAR", b"BEGIN:A\n" * 5))
    assert damages(decoded("ICALENDAR", b"BEGIN:A\n" * 500))


def test_a_dictionary_has_its_settings() -> None:
    """The example of "PidTagRoamingDictionary Canonical Property"."""
    xml = (
        b'<?xml version="1.0"?><UserConfiguration><Info version="Outlook.12"/><Data>'
        b'<e k="18-piAutoProcess" v="3-True"/><e k="18-piRemindDefault" v="9-15"/>'
        b"</Data></UserConfiguration>"
    )
    node = decoded("DICTIONARY", xml)
    assert node.summary == (
        "2 settings of Outlook.12: piAutoProcess = True (Boolean); "
        "piRemindDefault = 15 (32-bit integer)"
    )
    assert not damages(node)


def test_nothing_in_xml_is_expanded() -> None:
    xml = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a c="&b;&lt;">&b;</a>'
    node = decoded("ROAMINGXML", xml)
    assert part(node, "a").text == "c: &b;<"
    assert "root:" not in str(node.to_dict())


def test_markup_that_does_not_end_is_text() -> None:
    for xml in (b"<a", b"<!-- x", b'<a b="c>', b"<a></b></c>x<", b"</a>"):
        node = decoded("ROAMINGXML", xml)
        assert sum(leaf.size for leaf in node.leaves()) == len(xml)


def test_reactions_are_a_version_and_records() -> None:
    node = decoded("REACTIONS", b"v1\0like\0heart\0")
    assert node.summary == "2 records, version 1"
    assert part(node, "Record[1]").text == "heart"


def test_json_is_shown_value_by_value() -> None:
    text = b'[{"Type":"like","Who":{"a":[1, "\\ud83d\\ude00"]}}]'
    node = decoded("REACTIONHISTORY", text)
    assert node.summary == "Type: like"
    assert part(node, "a", "[1]").text == "😀"
    assert not damages(node)


def test_what_is_no_json_is_damage() -> None:
    for text in (b"[1 2]", b'{"a" 1}', b"{1:2}", b'["a', b"[,]", b"\xff"):
        node = decoded("REACTIONHISTORY", text)
        assert damages(node) or node.summary
        assert sum(leaf.size for leaf in node.leaves()) == len(text)


def test_a_calendar_line_that_is_folded_inside_a_character_is_put_together() -> None:
    stored = b"BEGIN:VEVENT\r\nSUMMARY:Gr\xc3\r\n \xbc\xc3\x9fe\r\nEND:VEVENT\r\n"
    node = decoded("ICALENDAR", stored)
    assert node.summary == '"Grüße"'
    assert part(node, "SUMMARY").text == "Grüße"
    check(node, stored)
