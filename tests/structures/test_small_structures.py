"""Meetings, time zones, ids, votes, flags, retention: as their specifications have them."""

from __future__ import annotations

import struct
from datetime import datetime, timedelta

import pytest

from tests.structures.asking import beside, damages, decoded, part

EASTERN = (
    "2C01000000000000C4FFFFFF000000000B00000001000200000000000000"
    "000000000300000002000200000000000000"
)
GUID = bytes(range(16))
GUID_TEXT = "{03020100-0504-0706-0809-0A0B0C0D0E0F}"
GLOBAL = "040000008200E00074C5B7101A82E008"
VOTES = (
    "020103000000040000000359657308"
    "49504D2E4E6F746500035965730000000000000000000100000002000000020000000100"
    "0000FFFFFFFF04000000024E6F0849504D2E4E6F746500024E6F000000000000000000010000000200000002000000"
    "02000000FFFFFFFF04000000054D617962650849504D2E4E6F746500054D6179626500000000000000000001000000"
    "020000000200000003000000FFFFFFFF0401035900650073000359006500730002"
    "4E006F00024E006F00054D006100790062006500054D0061007900620065"
    "00"
)


def minutes(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1)) / timedelta(minutes=1))


# -- time zones -------------------------------------------------------------------------------


def zone(bias: int, standard: int, daylight: int, *months: int, day: int = 5, year: int = 0) -> str:
    """The words for a PidLidTimeZoneStruct with changes in these months."""
    data = struct.pack("<3i", bias, standard, daylight)
    for month in months or (0, 0):
        data += struct.pack("<9H", 0, year, month, 0, day if month else 0, 2, 0, 0, 0)
    node = decoded("TIMEZONE", data)
    assert not damages(node)
    return node.summary


def test_a_time_zone_is_said_in_words() -> None:
    assert decoded("TIMEZONE", EASTERN).summary == (
        "UTC-5, daylight time +1 h from second Sunday of March 02:00 "
        "to first Sunday of November 02:00"
    )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (zone(-540, 0, -60), "UTC+9, no daylight time"),
        (zone(0, 0, -60), "UTC, no daylight time"),
        (zone(-330, 0, 0), "UTC+5:30, no daylight time"),
        (zone(0, 0, 60, 3, 10), "UTC, daylight time -1 h from last Sunday of October 02:00"),
        (zone(-630, 0, -30, 4, 10, day=1), "UTC+10:30, daylight time +30 min from first Sunday"),
        (zone(0, 0, -60, 3, 10, day=9, year=2010), "from 2010-10-09 02:00 to 2010-03-09 02:00"),
        (zone(60, -120, -180, 10, 3), "UTC+1, daylight time +1 h"),
    ],
)
def test_biases_are_minutes_to_add_for_utc(said: str, expected: str) -> None:
    assert expected in said


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("wMonth", 13, "wMonth 13 is not from 1 to 12"),
        ("wDayOfWeek", 7, "wDayOfWeek 7 is not from 0 to 6"),
        ("wDay", 9, "wDay 9 is not from 1 to 5"),
        ("wDay", 0, "wDay 0 is not from 1 to 5"),
        ("wHour", 24, "wHour 24 is not from 0 to 23"),
        ("wMinute", 60, "wMinute 60 is not from 0 to 59"),
        ("wMilliseconds", 1000, "wMilliseconds 1000 is not from 0 to 999"),
        ("wYear", 9, "wYear 9 is neither 0 nor a year"),
    ],
)
def test_a_date_that_cannot_be_is_marked(place: str, value: int, said: str) -> None:
    stored = bytearray.fromhex(EASTERN)
    whole = decoded("TIMEZONE", bytes(stored))
    assert damages(whole) == []
    struct.pack_into("<H", stored, part(whole, "stStandardDate", place).offset, value)
    marked = decoded("TIMEZONE", bytes(stored))
    assert [text for text in damages(marked) if text.startswith(said)]


def test_a_day_of_a_certain_year_is_one_of_its_month() -> None:
    stored = bytearray.fromhex(EASTERN)
    place = part(decoded("TIMEZONE", bytes(stored)), "stStandardDate").offset
    struct.pack_into("<4H", stored, place, 2011, 2, 0, 28)
    assert damages(decoded("TIMEZONE", bytes(stored))) == []
    struct.pack_into("<4H", stored, place, 2011, 2, 0, 29)
    assert damages(decoded("TIMEZONE", bytes(stored))) == ["wDay 29 is not from 1 to 28"]


def rule(year: int, flags: int) -> bytes:
    fields = bytes.fromhex(EASTERN)
    return struct.pack("<2B3H", 2, 1, 62, flags, year) + bytes(14) + fields[:12] + fields[14:30] + (
        fields[32:]
    )  # fmt: skip


def definition(*rules: bytes, header: int = 12, extra: bytes = b"") -> bytes:
    name = "Name".encode("utf-16-le")
    fields = struct.pack("<2H", 2, 4) + name + struct.pack("<H", len(rules)) + extra
    return struct.pack("<2BH", 2, 1, header) + fields + b"".join(rules)


def test_a_definition_says_its_effective_rule() -> None:
    node = decoded("TIMEZONEDEFINITION", definition(rule(1601, 0), rule(2007, 2), header=14))
    assert not damages(node)
    assert node.summary.startswith("Name: from 2007 on UTC-5, daylight time +1 h")
    assert part(node, "TZRule[0]").text.startswith("UTC-5, daylight")
    assert part(node, "TZRule[1]", "TZRule flags").text.startswith("TZRULE_FLAG_EFFECTIVE_TZREG")


def test_a_longer_header_is_skipped_and_a_shorter_one_is_said() -> None:
    longer = decoded("TIMEZONEDEFINITION", definition(rule(1601, 2), header=17, extra=b"abc"))
    assert part(longer, "Further header fields").size == 3
    assert not damages(longer)
    assert "cbHeader is 12" in damages(decoded("TIMEZONEDEFINITION", definition(header=12)))[0]


# -- meetings ---------------------------------------------------------------------------------


def test_the_example_of_a_global_object_id_names_the_instance_it_replaces() -> None:
    example = (
        GLOBAL + "07D803195025D461E473C8010000000000000000100000002A5844B3A444F74A9C246C60886F116B"
    )
    node = decoded("GLOBALOBJECTID", example)
    assert not damages(node)
    assert node.summary == "made 2008-02-20 17:16:51, zone unknown, the instance of 2008-03-25"
    assert part(node, "Byte Array ID").text.startswith("s_rgbSPlus")
    # Not every program writes UTC there: the time is not said to be one.
    assert part(node, "Creation Time").value == "2008-02-20T17:16:51.1090000"
    assert "Z" not in part(node, "Creation Time").text
    assert "UTC by its type" in part(node, "Zone of Creation Time").text


def test_the_id_of_another_program_is_its_uid() -> None:
    uid = b"vCal-Uid\1\0\0\0a@b.example\0"
    data = bytes.fromhex(GLOBAL) + bytes(20) + struct.pack("<I", len(uid)) + uid
    node = decoded("GLOBALOBJECTID", data)
    assert node.summary == 'UID "a@b.example"'
    assert part(node, "UID").value == "a@b.example"


def test_a_tombstone_holds_records_up_to_its_end_whatever_it_counts() -> None:
    start = minutes(datetime(2012, 5, 21, 9))
    record = struct.pack("<3I", start, start + 60, 40) + bytes.fromhex(GLOBAL) + bytes(24)
    record += struct.pack("<H", 3) + b"Ann"
    node = decoded("TOMBSTONE", struct.pack("<5I", 0xBEDEAFCD, 20, 3, 1, 20) + record * 2)
    assert not damages(node)
    assert part(node, "Records found").text == "2, RecordsCount says 1"
    assert part(node, "Record[1]").text == "2012-05-21 09:00 to 2012-05-21 10:00 UTC, by Ann"


# -- replication ------------------------------------------------------------------------------


def test_an_xid_is_a_guid_and_the_rest() -> None:
    node = decoded("XID", GUID + bytes.fromhex("00000004C755"))
    assert node.summary == f"{GUID_TEXT} 00000004C755"
    assert part(node, "LocalId as a number").value == 0x4C755


def test_an_xid_without_a_local_id_is_damaged() -> None:
    assert "LocalId has 0 bytes" in damages(decoded("XID", GUID))[0]


def test_a_change_list_has_sized_xids() -> None:
    sized = b"\x14" + GUID + b"\0\0\0\6"
    node = decoded("PCL", sized + sized)
    assert (node.summary, part(node, "Count").value) == ("2 replicas", 2)
    assert not damages(node)


def test_a_sized_xid_that_is_cut_does_not_hide_the_ones_before() -> None:
    sized = b"\x14" + GUID + b"\0\0\0\6"
    node = decoded("PCL", sized + sized[:10])
    assert part(node, "SizedXid[0]").text == f"{GUID_TEXT} 00000006"
    assert damages(node)


def test_a_source_key_of_22_bytes_is_a_gid() -> None:
    node = decoded("SOURCEKEY", GUID + bytes.fromhex("00000000010C"))
    assert part(node, "GlobalCounter").value == 0x10C
    assert part(decoded("SOURCEKEY", b"mine"), "Id of another store").size == 4


# -- numbers and texts ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("LONGRTIME", struct.pack("<I", 215544960), "2010-10-28 00:00 UTC"),
        ("LONGRTIME", struct.pack("<I", 0x5AE980DF), "never: 4500-12-31 23:59 UTC"),
        ("PTI8", bytes.fromhex("0100000002000000"), "0x00000002:0x00000001 = 8589934593"),
        ("SFIDMID", bytes.fromhex("010000000000010C"), "1-10C"),
        ("GUID", GUID, GUID_TEXT),
        ("RETENTIONTAG", GUID, GUID_TEXT),
        ("TNEFKEY", b"<a@b.example>\0", "<a@b.example>"),
        (
            "STARTDATEETC",
            struct.pack("<IQ", 1095, 116444736000000000),
            "age counted from 1970-01-01 00:00:00 UTC; 1095 days by default",
        ),
    ],
)
def test_a_value_of_one_number_or_text_says_what_it_is(name: str, data: bytes, said: str) -> None:
    node = decoded(name, data)
    assert node.summary == said
    assert not damages(node)


def test_the_tnef_key_is_compared_with_the_message_id() -> None:
    same = beside({0x1035001F: "<a@b.example>".encode("utf-16-le")})
    assert (
        part(
            decoded("TNEFKEY", b"<a@b.example>\0", same), "Compared with PidTagInternetMessageId"
        ).value
        is True
    )


def test_blocks_of_a_month_are_days_and_times() -> None:
    node = decoded("FREEBUSYBLOCKS", struct.pack("<4H", 540, 600, 1440, 2880))
    assert part(node, "Block[0]").text == "day 1 09:00 to day 1 10:00 UTC"
    assert node.summary == "2 blocks, 25:00 h in all"


# -- votes and flags --------------------------------------------------------------------------


def test_the_example_of_a_vote_has_three_options() -> None:
    node = decoded("VERBSTREAM", VOTES)
    assert not damages(node)
    assert node.summary == "votes: Yes, No, Maybe"
    assert part(node, "VoteOption[2]", "SendBehavior").text.startswith("ask whether to edit")
    assert part(node, "VoteOptionExtras[2]", "DisplayNameRepeat").value == "Maybe"


def test_a_flag_says_only_what_its_flags_call_valid() -> None:
    due = minutes(datetime(2021, 2, 4))
    data = struct.pack("<3I", 1, 0x30, 1) + "Call\0".encode("utf-16-le").ljust(512, b"\0")
    data += struct.pack("<4I", due, due, due, 1)
    node = decoded("SWAPPEDTODO", data)
    assert not damages(node)
    assert node.summary == "Call, due 2021-02-04"


def test_a_flag_without_dates_says_so() -> None:
    data = struct.pack("<3I", 1, 0x18, 0) + bytes(512) + struct.pack("<4I", *[0x5AE980E0] * 3, 0)
    node = decoded("SWAPPEDTODO", data)
    assert node.summary == "nothing set"
    assert part(node, "rtmDueDate").text.startswith("none: 4501-01-01 00:00")
