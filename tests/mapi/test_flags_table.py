"""Every row of the table of flags is said by its name; a bit nobody knows is shown in hex."""

from __future__ import annotations

import pytest

from msginspector.mapi import flags
from msginspector.resources import table

ROWS = [row for row in table("flags") if row["kind"] != "clear_bits"]
# kind of row -> by how many bits its values are shifted
SHIFTS = {"value": 0, "flag": 0, "value_high_bytes": 16, "value_3rd_byte": 8, "value_4th_byte": 0,
          "value_lower_nibble": 0}  # fmt: skip
REMOTE_VALID = 0x80000000  # without it the third byte of PR_DISPLAY_TYPE_EX has no meaning


def whole(row: dict[str, str]) -> int:
    """A number that the row describes."""
    number = int(row["value"], 16) << SHIFTS[row["kind"]]
    return number | REMOTE_VALID if row["kind"] == "value_3rd_byte" else number


def said(key: str, number: int) -> list[str]:
    names = [name for _, name in flags.describe(key, number)]
    return [part for name in names for part in (name, *name.split(flags.SEPARATOR))]


def test_every_kind_of_row_is_known() -> None:
    assert {row["kind"] for row in ROWS} <= set(SHIFTS)


@pytest.mark.parametrize("kind", sorted(SHIFTS))
def test_every_row_of_a_kind_is_said_by_its_name(kind: str) -> None:
    mute = [
        (row["property"], row["name"])
        for row in ROWS
        if row["kind"] == kind
        and row["name"] not in said(row["property"], whole(row))
        # None of the bits: nothing to say, unless the set keeps a place for values.
        and not (kind == "flag" and whole(row) == 0)
    ]
    assert mute == []


def test_a_bit_that_no_row_names_is_shown_beside_those_that_are_named() -> None:
    hidden = []
    for key, rows in flags.all_flag_sets().items():
        named = rows.clear
        for number in (*rows.flags, *rows.values):
            named |= number
        for kind, names in rows.fields.items():
            named |= 0xFFFF << SHIFTS[kind] if names else 0
        free = [1 << bit for bit in range(32) if not named >> bit & 1]
        if rows.flags and free:
            number = next(iter(rows.flags)) | free[-1]
            if f"0x{free[-1]:08X}" not in said(key, number):
                hidden.append((key, hex(number), said(key, number)))
    assert hidden == []
