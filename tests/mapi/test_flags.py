"""Names of values and of flag bits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.mapi import flags

PSETID_TASK = "{00062003-0000-0000-C000-000000000046}"
PR_MESSAGE_FLAGS = 0x0E07
PR_RECIPIENT_TYPE = 0x0C15
PR_DISPLAY_TYPE_EX = 0x3905


def names(key: flags.Key, value: int) -> list[str]:
    return [name for _, name in flags.describe(key, value)]


def test_a_value_has_its_name() -> None:
    assert flags.describe(0x0017, 2) == ((2, "IMPORTANCE_HIGH"),)


def test_bits_have_their_names_in_ascending_order() -> None:
    assert flags.describe(PR_MESSAGE_FLAGS, 0x19) == (
        (0x01, "MSGFLAG_READ"),
        (0x08, "MSGFLAG_UNSENT"),
        (0x10, "MSGFLAG_HASATTACH"),
    )


def test_bits_and_values_without_a_name_are_shown_in_hex() -> None:
    assert flags.describe(PR_MESSAGE_FLAGS, 0x20000001) == (
        (0x01, "MSGFLAG_READ"),
        (0x20000000, "0x20000000"),
    )
    assert flags.describe(0x0017, 9) == ((9, "0x00000009"),)


def test_nothing_is_said_of_zero_where_zero_has_no_name() -> None:
    assert flags.describe(PR_MESSAGE_FLAGS, 0) == ()


def test_a_property_without_names_has_no_description() -> None:
    assert flags.describe(0x7777, 1) == ()


def test_a_named_property_is_found_by_set_and_number() -> None:
    assert names((PSETID_TASK, 0x8101), 2) == ["tsvComplete"]
    assert names("PSETID_Task/0x8101", 2) == ["tsvComplete"]
    assert names((PSETID_TASK, "Status"), 2) == []


def test_a_recipient_type_is_a_value_below_flags() -> None:
    assert names(PR_RECIPIENT_TYPE, 1) == ["MAPI_TO"]
    assert names(PR_RECIPIENT_TYPE, 0x10000003) == ["MAPI_P1", "MAPI_BCC"]
    assert names(PR_RECIPIENT_TYPE, 0x10000000) == ["MAPI_P1", "MAPI_ORIG"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0x00000000, ["DT_MAILUSER"]),
        (0x00000001, ["DT_DISTLIST"]),
        (0x40000000, ["DTE_FLAG_ACL_CAPABLE", "DT_MAILUSER"]),
        (0x80000006, ["DTE_FLAG_REMOTE_VALID", "DT_MAILUSER", "DT_REMOTE_MAILUSER"]),
        (0x80000706, ["DTE_FLAG_REMOTE_VALID", "DT_ROOM", "DT_REMOTE_MAILUSER"]),
    ],
)
def test_a_display_type_holds_the_types_here_and_in_the_remote_forest(
    value: int, expected: list[str]
) -> None:
    assert names(PR_DISPLAY_TYPE_EX, value) == expected


def test_the_high_bytes_of_a_form_platform_hold_the_processor() -> None:
    assert names(0x3306, 0x00010001) == ["MAPIFORM_CPU_X86", "MAPIFORM_OS_WIN_31"]


def test_the_lower_nibble_of_a_wrapped_entry_id_holds_the_type() -> None:
    assert names("set:flagWABEntryIDType", 0xB5) == [
        "BFLAGS_MASK_OUTLOOK",
        "BFLAGS_EXTERNAL_MAILUSER",
        "Not a contact",
    ]


def test_a_fuzzy_level_keeps_its_value_beside_its_flags() -> None:
    assert names("set:flagFuzzyLevel", 0x00010002) == ["FL_IGNORECASE", "FL_PREFIX"]
    assert names("set:flagFuzzyLevel", 0x00010000) == ["FL_IGNORECASE", "FL_FULLSTRING"]


def test_none_of_them_is_not_said_beside_flags() -> None:
    assert names("PSETID_Appointment/0x8217", 0) == ["asfNone"]
    assert names("PSETID_Appointment/0x8217", 3) == ["asfMeeting", "asfReceived"]


def test_a_name_for_a_whole_number_goes_before_the_names_of_its_bits() -> None:
    assert names(0x0E87, 3) == ["ANTIVIRUS_SCAN_VIRUS_DELETED"]


def test_a_bit_with_two_names_shows_both() -> None:
    assert names(0x3009, 1) == ["SERVICE_DEFAULT_STORE / STATUS_DEFAULT_OUTBOUND"]


def test_a_negative_number_is_read_as_32_bits() -> None:
    assert sum(part for part, _ in flags.describe(PR_MESSAGE_FLAGS, -1)) == 0xFFFFFFFF


@given(st.sampled_from(sorted(flags.all_flag_sets())), st.integers(0, 0xFFFFFFFF))
def test_the_parts_of_any_number_make_up_the_number(key: str, value: int) -> None:
    together = 0
    for part, name in flags.describe(key, value):
        assert name
        together |= part
    assert together == value


@given(st.sampled_from(sorted(flags.all_flag_sets())), st.integers())
def test_no_number_is_refused(key: str, value: int) -> None:
    flags.describe(key, value)
