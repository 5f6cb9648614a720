"""Named properties: by numeric id and by string name."""

from __future__ import annotations

from msginspector.mapi.guids import PS_INTERNET_HEADERS, PS_PUBLIC_STRINGS
from msginspector.mapi.named import all_named, named_info

PSETID_COMMON = "{00062008-0000-0000-C000-000000000046}"
PSETID_ADDRESS = "{00062004-0000-0000-C000-000000000046}"


def test_a_numeric_id_gives_names_set_type_and_area() -> None:
    info = named_info(PSETID_COMMON, 0x8510)
    assert info is not None
    assert (info.name, info.names) == ("PidLidSideEffects", ("dispidSideEffects",))
    assert (info.set, info.key, info.type) == ("PSETID_Common", 0x8510, 0x0003)


def test_a_property_without_a_canonical_name_takes_its_header_name() -> None:
    info = named_info(PSETID_ADDRESS, 0x800E)
    assert info is not None
    assert (info.name, info.names) == ("dispidReferredBy", ())


def test_a_string_name_is_found_exactly_as_written() -> None:
    info = named_info(PS_PUBLIC_STRINGS, "Keywords")
    assert info is not None
    assert info.name == "PidNameKeywords"
    assert named_info(PS_PUBLIC_STRINGS, "keywords") is None


def test_names_of_internet_headers_have_no_case() -> None:
    info = named_info(PS_INTERNET_HEADERS, "content-TYPE")
    assert info is not None
    assert (info.name, info.key) == ("PidNameContentType", "Content-Type")


def test_the_same_number_in_another_set_is_another_property() -> None:
    assert named_info(PSETID_ADDRESS, 0x8510) is None
    assert named_info("{00000000-0000-0000-0000-000000000000}", 0x8510) is None


def test_every_row_has_either_a_numeric_id_or_a_string_name() -> None:
    named = list(all_named())
    assert len(named) == 469
    for info in named:
        assert named_info(info.guid, info.key) == info
        assert info.name
        assert isinstance(info.key, int) or info.key
