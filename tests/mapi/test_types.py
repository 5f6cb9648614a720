"""Property types against the table of [MS-OXCDATA] 2.11.1."""

from __future__ import annotations

import pytest

from msginspector import resources
from msginspector.mapi import types

# Tags whose type Microsoft's headers make up: profile passwords and two old store properties.
HEADER_ONLY_TYPES = {"0103", "0104", "801F"}


@pytest.mark.parametrize(
    ("code", "name", "pt_name"),
    [
        (0x0000, "PtypUnspecified", "PT_UNSPECIFIED"),
        (0x0001, "PtypNull", "PT_NULL"),
        (0x0003, "PtypInteger32", "PT_LONG"),
        (0x000A, "PtypErrorCode", "PT_ERROR"),
        (0x000B, "PtypBoolean", "PT_BOOLEAN"),
        (0x000D, "PtypObject", "PT_OBJECT"),
        (0x001E, "PtypString8", "PT_STRING8"),
        (0x001F, "PtypString", "PT_UNICODE"),
        (0x0040, "PtypTime", "PT_SYSTIME"),
        (0x00FB, "PtypServerId", "PT_SVREID"),
        (0x00FD, "PtypRestriction", "PT_SRESTRICTION"),
        (0x00FE, "PtypRuleAction", "PT_ACTIONS"),
        (0x101F, "PtypMultipleString", "PT_MV_UNICODE"),
        (0x1102, "PtypMultipleBinary", "PT_MV_BINARY"),
    ],
)
def test_a_type_has_the_name_of_the_specification_and_of_the_headers(
    code: int, name: str, pt_name: str
) -> None:
    info = types.type_info(code)
    assert info is not None
    assert (info.name, info.pt_name) == (name, pt_name)
    assert types.type_name(code) == name


def test_the_values_of_ten_types_lie_in_the_entry() -> None:
    fixed = {code for code, info in types.types().items() if info.fixed and info.width}
    assert fixed == {0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0A, 0x0B, 0x14, 0x40}


def test_a_guid_has_a_width_but_lies_in_a_stream() -> None:
    info = types.type_info(types.PT_CLSID)
    assert info is not None
    assert info.width == 16
    assert not info.fixed


@pytest.mark.parametrize(
    ("code", "width"),
    [(0x0002, 2), (0x0003, 4), (0x0004, 4), (0x000B, 1), (0x0014, 8), (0x1048, 16), (0x001F, None)],
)
def test_a_type_has_the_width_of_one_value(code: int, width: int | None) -> None:
    info = types.type_info(code)
    assert info is not None
    assert info.width == width


def test_a_multivalued_type_names_the_type_of_one_value() -> None:
    for code, info in types.types().items():
        assert info.multivalued == bool(code & 0x1000)
        base = types.type_info(info.base)
        assert base is not None
        assert not base.multivalued
        assert info.width == base.width
        if info.multivalued:
            assert not info.fixed
            assert info.name == base.name.replace("Ptyp", "PtypMultiple")
            assert info.pt_name == base.pt_name.replace("PT_", "PT_MV_")


def test_an_unknown_type_has_no_information_and_its_number_as_name() -> None:
    assert types.type_info(0x1234) is None
    assert types.type_name(0x1234) == "0x1234"
    assert types.type_name(0x000E) == "0x000E"


def test_every_type_of_the_tag_tables_is_known() -> None:
    codes = {row["type"] for row in resources.table("property_tags")} - HEADER_ONLY_TYPES
    assert [code for code in codes if types.type_info(int(code, 16)) is None] == []
    names = {info.name for info in types.types().values()}
    rows = resources.table("named_properties")
    assert [row["type_name"] for row in rows if row["type_name"] not in names] == []
