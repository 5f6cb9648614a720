"""Lookups over all layers: structures, numbers in properties, and everything about a match."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.lookup import STRUCTURE, ask
from msginspector.analysis.lookup_details import (
    _FACTS,
    bits_text,
    details,
    document,
    question,
    stream_of,
)
from msginspector.mapi.catalogue import catalogue


def facts(text: str) -> dict[str, str]:
    """What is said of the best match: label to text, all sections together."""
    answer = ask(text)
    found = details(answer.matches[0], answer.value)
    return {fact.label: fact.text for section in found for fact in section.facts}


def section(text: str, title: str) -> list[tuple[str, str, str]]:
    answer = ask(text)
    found = details(answer.matches[0], answer.value)
    facts = [part.facts for part in found if part.title == title]
    return [(fact.label, fact.text, fact.link) for part in facts for fact in part]


def test_a_tag_says_its_names_type_forms_and_specification() -> None:
    said = facts("0x0037001F")
    assert said["Name"] == "PidTagSubject"
    assert "PR_SUBJECT_W" in said["Other names"]
    assert said["Type"] == "PtypString (PT_UNICODE), 0x001F: UTF-16 string"
    assert said["Twin"] == "0x0037001E PtypString8"
    assert said["Stored in"] == "__substg1.0_0037001F"
    assert said["Specification"] == "[MS-OXPROPS], area General messaging"


@pytest.mark.parametrize(
    ("tag", "place"),
    [
        ("0x0E070003", "__properties_version1.0 (in the entry)"),
        ("0x3701000D", "__substg1.0_3701000D (a storage)"),
        ("0x00710102", "__substg1.0_00710102"),
    ],
)
def test_a_tag_says_where_its_value_is_stored(tag: str, place: str) -> None:
    assert stream_of(ask(tag).matches[0]) == place


def test_the_stream_of_a_property_finds_its_tag() -> None:
    assert ask("__substg1.0_0037001F").matches[0].tag == 0x0037001F
    inner = "__attach_version1.0_#00000000/__substg1.0_3701000D"
    assert ask(inner).matches[0].tag == 0x3701000D


@pytest.mark.parametrize(
    "text",
    [
        "{00062008-0000-0000-C000-000000000046}",
        "00062008-0000-0000-c000-000000000046",
        "(00062008-0000-0000-C000-000000000046)",
        "0006200800000000C000000000000046",  # its text without hyphens
        "0820060000000000C000000000000046",  # the bytes of a file
        "08 20 06 00 00 00 00 00 C0 00 00 00 00 00 00 46",
        "0x0820060000000000C000000000000046",
    ],
)
def test_every_way_to_write_a_guid_finds_it(text: str) -> None:
    answer = ask(text)
    assert (answer.matches[0].kind, answer.matches[0].name) == ("guid", "PSETID_Common")
    assert answer.total == 82


def test_a_set_says_its_bytes_and_its_members_which_lead_on() -> None:
    assert facts("PSETID_Note")["In files"] == "0E 20 06 00 00 00 00 00 C0 00 00 00 00 00 00 46"
    members = section("PSETID_Note", "Members")
    assert members[0][1] == "PidLidNoteColor"
    assert ask(members[0][2]).matches[0].name == "PidLidNoteColor"


@pytest.mark.parametrize("text", ["0x0E07 = 0x19", "PR_MESSAGE_FLAGS 25", "pidtagmessageflags=25"])
def test_a_number_held_by_a_property_is_taken_apart(text: str) -> None:
    answer = ask(text)
    assert (answer.matches[0].name, answer.value) == ("PidTagMessageFlags", 25)
    assert section(text, "Value")[1:] == [
        ("0x00000001", "MSGFLAG_READ", "MSGFLAG_READ"),
        ("0x00000008", "MSGFLAG_UNSENT", "MSGFLAG_UNSENT"),
        ("0x00000010", "MSGFLAG_HASATTACH", "MSGFLAG_HASATTACH"),
    ]


def test_bits_that_no_flag_names_are_said_to_be_unknown() -> None:
    assert section("0x0E07 = 0x20000000", "Value")[1:] == [("0x20000000", "unknown bits", "")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("PSETID_Task/0x8101 = 2", "tsvComplete"),
        ("PR_INTERNET_CPID = 65001", "Unicode UTF-8"),
        ("0x3FF1 = 1031", "de-DE"),
        ("0x0E10 = -2147221238", "MAPI_E_OBJECT_DELETED"),
        ("PR_SUBJECT = 1", "none that is known"),
    ],
)
def test_a_number_is_asked_of_named_properties_and_of_codes_too(text: str, name: str) -> None:
    assert section(text, "Value")[1][1] == name


def test_a_tag_in_two_halves_is_no_number_in_a_property() -> None:
    answer = ask("0x0037 001F")
    assert (answer.matches[0].tag, answer.value) == (0x0037001F, None)


def test_a_flag_leads_to_its_property_and_its_value() -> None:
    said = facts("MSGFLAG_HASATTACH")
    assert said["Value"] == "0x00000010 (16)"
    assert said["Bits"] == "bit 4"
    owner = next(one for one in section("MSGFLAG_HASATTACH", "") if one[0] == "Of")
    assert owner[1] == "PidTagMessageFlags"
    assert ask(owner[2]).matches[0].name == "PidTagMessageFlags"


@pytest.mark.parametrize("text", ["0x8004010F", "-2147221233", "2147746063", "mapi_e_not_found"])
def test_an_error_says_every_way_to_write_it(text: str) -> None:
    said = facts(text)
    assert said["Name"] == "MAPI_E_NOT_FOUND"
    assert said["Code"] == "0x8004010F"
    assert said["Signed"] == "-2147221233"
    assert said["Unsigned"] == "2147746063"
    assert said["Severity"] == "failure"


@pytest.mark.parametrize("text", ["CONVERSATIONINDEX", "conversation index"])
def test_a_structure_is_found_by_its_names_and_says_what_holds_it(text: str) -> None:
    assert ask(text).matches[0].kind == STRUCTURE
    assert facts(text)["Specification"].startswith("[MS-OXOMSG]")
    assert ("0x00710102", "PidTagConversationIndex", "0x00710102") in section(text, "Held by")


def test_a_structure_is_found_by_its_specification() -> None:
    names = {match.name for match in ask("MS-OXOCAL 2.2.1.39").matches}
    assert "TIMEZONE" in names


def test_a_property_says_which_structure_it_holds() -> None:
    (found,) = section("PidLidTimeZoneStruct", "Structure")
    assert found == ("TIMEZONE", "Time Zone, [MS-OXOCAL] 2.2.1.39", "TIMEZONE")


def test_a_structure_of_one_message_class_says_of_which() -> None:
    (found,) = section("0x70010102", "Structure")
    assert "IPM.Microsoft.FolderDesign.NamedView" in found[1] or found[1].endswith("namedview")


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, ""), (1, "bit 0"), (0xF0, "bits 4 to 7"), (5, "bits 0, 2"), (1 << 31, "bit 31")],
)
def test_bits_are_counted_from_the_lowest(number: int, text: str) -> None:
    assert bits_text(number) == text


def test_every_match_of_the_tables_has_details_and_a_document() -> None:
    for match in catalogue():
        assert details(match)[0].facts
        json.dumps(document(match, 3))
    assert {match.kind for match in catalogue()} | {STRUCTURE} == set(_FACTS)


def test_the_question_of_a_match_finds_it() -> None:
    wrong = [
        match
        for match in catalogue()[::37]
        if match.kind != "flag" and match not in ask(question(match)).matches
    ]
    assert wrong == []


def test_a_document_keeps_the_keys_of_a_match_and_adds_some() -> None:
    answer = ask("PR_MESSAGE_FLAGS = 1")
    made = document(answer.matches[0], answer.value)
    assert list(made)[: len(answer.matches[0].to_dict())] == list(answer.matches[0].to_dict())
    assert made["parts"] == [{"value": "0x00000001", "name": "MSGFLAG_READ"}]
    assert made["stream"] == "__properties_version1.0 (in the entry)"


@given(st.text(max_size=40))
def test_any_question_is_answered(text: str) -> None:
    answer = ask(text, limit=5)
    assert len(answer.matches) <= 5
    assert answer.truncated == (answer.total > len(answer.matches))
