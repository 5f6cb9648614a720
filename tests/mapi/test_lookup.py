"""Looking names and numbers up, both ways."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.mapi.lookup import MAX_MATCHES, lookup, search

SUBJECT = ("property", "PidTagSubject", 0x0037001F)


def first(text: str) -> tuple[str, str, int | None]:
    matches = lookup(text)
    assert matches, text
    return matches[0].kind, matches[0].name, matches[0].tag


@pytest.mark.parametrize(
    "text",
    [
        "PidTagSubject",
        "pidtagsubject",
        "PR_SUBJECT",
        "pr_subject_w",
        "0x0037001F",
        "0X0037001f",
        "0037001F",
        "0x0037 001F",
        "  0037 001f ",
        "0x0037",
        "0x37",
        "0037",
        "3604511",
    ],
)
def test_every_way_to_write_the_subject_finds_it_first(text: str) -> None:
    assert first(text) == SUBJECT


def test_the_string8_form_is_found_by_its_own_name_and_tag() -> None:
    assert first("PR_SUBJECT_A") == ("property", "PidTagSubject", 0x0037001E)
    assert first("0x0037001E") == ("property", "PidTagSubject", 0x0037001E)


def test_a_twin_that_no_table_lists_is_found_by_its_tag() -> None:
    assert first("0x0070001E") == ("property", "PidTagConversationTopic", 0x0070001E)


@pytest.mark.parametrize(
    "text",
    [
        "PidLidSideEffects",
        "DISPIDSIDEEFFECTS",
        "0x8510",
        "34064",
        "PSETID_Common/0x8510",
        "psetid_common/8510",
        "{00062008-0000-0000-C000-000000000046}/0x8510",
    ],
)
def test_every_way_to_write_a_named_property_finds_it_first(text: str) -> None:
    match = lookup(text)[0]
    assert (match.kind, match.name, match.lid) == ("named", "PidLidSideEffects", 0x8510)
    assert match.set == "PSETID_Common"
    assert match.guid == "{00062008-0000-0000-C000-000000000046}"


def test_a_string_named_property_is_found_by_its_string() -> None:
    match = lookup("content-type")[0]
    assert (match.name, match.string_name) == ("PidNameContentType", "Content-Type")
    assert lookup("PS_INTERNET_HEADERS/Content-Type")[0] == match


@pytest.mark.parametrize(
    "text", ["MAPI_E_NOT_FOUND", "mapi_e_not_found", "0x8004010F", "8004010f", "-2147221233"]
)
def test_every_way_to_write_an_error_finds_it_first(text: str) -> None:
    match = lookup(text)[0]
    assert (match.kind, match.name, match.value) == ("error", "MAPI_E_NOT_FOUND", 0x8004010F)


def test_the_unsigned_decimal_of_an_error_finds_it() -> None:
    assert lookup(str(0x8004010F))[0].name == "MAPI_E_NOT_FOUND"


@pytest.mark.parametrize(
    "text",
    [
        "PSETID_Common",
        "{00062008-0000-0000-C000-000000000046}",
        "00062008-0000-0000-c000-000000000046",
    ],
)
def test_a_property_set_is_found_first_then_its_members(text: str) -> None:
    matches = lookup(text)
    assert (matches[0].kind, matches[0].name) == ("guid", "PSETID_Common")
    assert len(matches) == 82
    assert {match.set for match in matches[1:]} == {"PSETID_Common"}


def test_a_flag_is_found_by_its_name_and_says_where_it_is_used() -> None:
    match = lookup("msgflag_read")[0]
    assert (match.kind, match.value) == ("flag", 1)
    assert "PR_MESSAGE_FLAGS" in match.detail
    assert "0x0E07" in match.detail


def test_both_names_of_a_shared_flag_are_found() -> None:
    assert lookup("STATUS_DEFAULT_OUTBOUND")[0].value == 1
    assert lookup("SERVICE_DEFAULT_STORE")[0].value == 1


def test_a_property_with_flags_is_found_with_its_flags() -> None:
    matches = lookup("PR_MESSAGE_FLAGS")
    assert matches[0].name == "PidTagMessageFlags"
    assert "MSGFLAG_HASATTACH" in {match.name for match in matches}


def test_a_type_is_found_by_its_names_and_its_code() -> None:
    for text in ("PtypString", "pt_unicode"):
        assert lookup(text)[0].name == "PtypString"
    assert "PtypString" in {match.name for match in lookup("0x001F")}


def test_exact_comes_before_prefix_before_inside() -> None:
    names = [match.name for match in lookup("PidTagSubject")]
    assert names[:2] == ["PidTagSubject", "PidTagSubject"]
    assert names[2].startswith("PidTagSubject")
    inside = [match.name for match in lookup("subject")]
    assert inside.index("PidTagSubject") < inside.index("PidTagOriginalSubject")


def test_the_address_book_meaning_of_an_id_comes_last_and_says_so() -> None:
    matches = lookup("0x8005")
    assert matches[0].kind == "named"
    last = matches[-1]
    assert (last.kind, last.id) == ("property", 0x8005)
    assert "address book" in last.detail


def test_long_answers_are_cut_and_say_so() -> None:
    result = search("PidTag")
    assert len(result.matches) == MAX_MATCHES
    assert result.total > MAX_MATCHES
    assert result.truncated
    assert not search("MAPI_E_NOT_FOUND").truncated


@pytest.mark.parametrize("text", ["", "   ", "no such name", "0x7FFE1234", "/", "0x"])
def test_what_nobody_knows_has_no_exact_match(text: str) -> None:
    assert [m for m in lookup(text) if text.strip().lower() in (m.name.lower(), m.tag)] == []


def test_a_match_is_written_for_json_in_hex() -> None:
    as_json = json.loads(json.dumps(lookup("PR_SUBJECT")[0].to_dict()))
    assert as_json["tag"] == "0x0037001F"
    assert as_json["id"] == "0x0037"
    assert as_json["type"] == "PtypString"
    assert as_json["lid"] is None
    named = lookup("PidLidSideEffects")[0].to_dict()
    assert (named["lid"], named["set"], named["tag"]) == ("0x8510", "PSETID_Common", None)


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    result = search(text, limit=5)
    assert len(result.matches) == min(5, result.total)
    assert result.truncated == (result.total > 5)
