"""Error codes, both ways."""

from __future__ import annotations

from msginspector import errors
from msginspector.mapi import scodes


def test_a_code_has_its_name_signed_or_unsigned() -> None:
    assert scodes.scode_name(0x8004010F) == "MAPI_E_NOT_FOUND"
    assert scodes.scode_name(-2147221233) == "MAPI_E_NOT_FOUND"


def test_the_name_of_mapi_goes_before_the_one_of_com() -> None:
    assert scodes.scode_name(0x80070057) == "MAPI_E_INVALID_PARAMETER"
    assert scodes.scode_name(0x80004005) == "MAPI_E_CALL_FAILED"
    assert scodes.all_scodes()[0x80004005] == ("MAPI_E_CALL_FAILED", "E_FAIL")
    assert scodes.scode_name(0) == "S_OK"


def test_every_name_gives_its_code_whatever_its_case() -> None:
    assert scodes.scode_value("mapi_e_not_found") == 0x8004010F
    assert scodes.scode_value("E_FAIL") == 0x80004005
    assert scodes.scode_value("MAPI_E_NO_SUCH_NAME") is None


def test_an_unknown_code_is_shown_in_hex() -> None:
    assert scodes.scode_name(0x8004FFFF) == "0x8004FFFF"


def test_the_errors_this_program_answers_with_are_in_the_table() -> None:
    for value, name in errors.MAPI_NAMES.items():
        assert name in scodes.all_scodes()[value]
