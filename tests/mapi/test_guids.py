"""GUIDs: text form and names."""

from __future__ import annotations

import re

import pytest

from msginspector.mapi import guids


def test_the_first_three_fields_are_little_endian() -> None:
    data = bytes.fromhex("2903020000000000C000000000000046")
    assert guids.format_guid(data) == guids.PS_PUBLIC_STRINGS
    assert guids.format_guid(bytes(range(16))) == "{03020100-0504-0706-0809-0A0B0C0D0E0F}"


@pytest.mark.parametrize("size", [0, 15, 17])
def test_other_sizes_are_no_guid(size: int) -> None:
    with pytest.raises(ValueError, match="16"):
        guids.format_guid(bytes(size))


def test_a_property_set_is_named() -> None:
    assert guids.guid_name(guids.PS_MAPI) == "PS_MAPI"
    assert guids.guid_name(guids.PS_INTERNET_HEADERS) == "PS_INTERNET_HEADERS"
    assert guids.guid_name("{00062008-0000-0000-C000-000000000046}") == "PSETID_Common"


def test_the_name_of_a_property_set_goes_before_others_of_the_same_guid() -> None:
    names = guids.all_guids()["{71035549-0739-4DCB-9163-00F0580DBBDF}"]
    assert names == ("PSETID_AirSync", "SETID_AirSync")


def test_an_unknown_guid_has_no_name() -> None:
    assert guids.guid_name("{01234567-0000-0000-0000-000000000000}") == ""


def test_every_guid_of_the_table_is_in_text_form() -> None:
    form = re.compile(r"\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}")
    assert [guid for guid in guids.all_guids() if not form.fullmatch(guid)] == []
