"""Numbers that are codes of a kind: code pages, locales, error codes."""

from __future__ import annotations

import pytest

from msginspector.mapi.number_names import locale_name, number_kind, number_name
from msginspector.mapi.tags import tags_with_id
from msginspector.mapi.types import PT_LONG
from msginspector.resources import table

KINDS = [(int(row["property"], 16), row["kind"]) for row in table("number_kinds")]


@pytest.mark.parametrize(
    ("locale", "tag"),
    [(0x0409, "en-US"), (0x0407, "de-DE"), (0x0C0A, "es-ES"), (0x10407, "de-DE_phoneb"),
     (9, "en"), (0xFFFF, ""), (-1, "")],
)  # fmt: skip
def test_a_locale_has_the_language_tag_of_the_specification(locale: int, tag: str) -> None:
    assert locale_name(locale) == tag


@pytest.mark.parametrize(
    ("prop_id", "value", "name"),
    [
        (0x3FF1, 1033, "en-US"),
        (0x3FDE, 65001, "Unicode UTF-8"),
        (0x0E10, -2147221238, "MAPI_E_OBJECT_DELETED"),
        (0x0E10, 0, "S_OK"),
        (0x0E07, 1, ""),
        (0x3FDE, 1, ""),
    ],
)
def test_a_number_is_named_as_the_property_says(prop_id: int, value: int, name: str) -> None:
    assert number_name(prop_id, value) == name


@pytest.mark.parametrize(("prop_id", "kind"), KINDS)
def test_every_property_of_the_table_is_a_32_bit_integer(prop_id: int, kind: str) -> None:
    assert PT_LONG in {info.type for info in tags_with_id(prop_id)}
    assert number_kind(prop_id) == kind in ("codepage", "locale", "error")
