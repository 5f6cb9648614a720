"""The zone a message was made in: where it is said, and what it makes of times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.analysis.sender_zone import APPOINTMENT, said_zone, zone_of_headers
from msginspector.analysis.zone_rules import zone_of_node
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import Message, Workspace
from msginspector.structures.registry import structure
from tests.builders.messages import note, written

HEADERS = 0x007D001F
PT_BINARY = 0x0102
GOLDEN = Path(__file__).parents[1] / "structures" / "golden"


def golden(name: str) -> bytes:
    return bytes.fromhex((GOLDEN / f"{name}.hex").read_text("ascii"))


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[MessageWriter], Message]]:
    with Workspace() as workspace:
        yield lambda writer: workspace.open_session().open_file(written(tmp_path, writer))


@pytest.mark.parametrize(
    ("date", "minutes"),
    [
        ("Wed, 18 Mar 2026 09:14:07 +0100", 60),
        ("Wed, 18 Mar 2026 09:14:07 -0330 (NST)", -210),
        ("18 Mar 2026 09:14 +0000", 0),
        ("\r\n Wed, 18 Mar 2026\r\n\t09:14:07 +0530", 330),
        ("Wed, 18 Mar 2026 09:14:07 GMT", 0),
        ("Wed, 18 Mar 2026 09:14:07 PDT", -420),
        ("Mon, 20-Nov-2023 10:00:00 +0100", 60),
        ("Mon, 20 Nov 2023 10:00:00 (not -0500) +0100", 60),
        ("Mon, 20 Nov 2023 10:00:00 +01:00", 60),
        ("Mon, 20 Nov 2023 10:00:00 Z", 0),
    ],
)
def test_a_date_header_says_the_zone_of_the_sender(date: str, minutes: int) -> None:
    zone = zone_of_headers(f"Received: by x; Tue, 17 Mar 2026 1:00:00 -0700\r\nDate: {date}\r\n")
    assert zone is not None
    assert zone.utcoffset(None) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    "headers",
    [
        "",
        "Date: Wed, 18 Mar 2026 09:14:07 -0000",  # nobody knows: [RFC 5322] 3.3
        "Date: Wed, 18 Mar 2026 09:14:07",
        "Date: Wed, 18 Mar 2026 09:14:07 +9900",
        "X-Date: Wed, 18 Mar 2026 09:14:07 +0100",
        "Date: Wed\r\nSubject: +0100",
    ],
)
def test_without_a_zone_in_the_date_header_there_is_none(headers: str) -> None:
    assert zone_of_headers(headers) is None


@given(st.text(max_size=200))
def test_any_headers_are_answered(text: str) -> None:
    zone_of_headers(f"Date: {text}")


@pytest.mark.parametrize("name", ["TIMEZONE", "TIMEZONEDEFINITION"])
@pytest.mark.parametrize(
    ("utc", "there"),
    [
        ("2010-01-15 12:00", "2010-01-15 07:00 -0500"),
        ("2010-07-15 12:00", "2010-07-15 08:00 -0400"),
        ("2010-03-14 06:59", "2010-03-14 01:59 -0500"),  # second Sunday of March, 02:00
        ("2010-03-14 07:00", "2010-03-14 03:00 -0400"),
        ("2010-11-07 05:59", "2010-11-07 01:59 -0400"),  # first Sunday of November, 02:00
        ("2010-11-07 06:00", "2010-11-07 01:00 -0500"),
    ],
)
def test_the_zone_of_an_appointment_has_daylight_time(name: str, utc: str, there: str) -> None:
    decoder = structure(name)
    assert decoder is not None
    zone = zone_of_node(decoder.decode(golden(f"{name}-1")))
    moment = datetime.fromisoformat(utc).replace(tzinfo=UTC).astimezone(zone)
    assert f"{moment:%Y-%m-%d %H:%M %z}" == there


def test_daylight_time_may_span_the_turn_of_the_year() -> None:
    # Sydney: UTC+10, daylight time from the first Sunday of October to the first of April
    data = bytearray(golden("TIMEZONE-1"))
    data[0:4] = (-600).to_bytes(4, "little", signed=True)
    data[16:18], data[20:22], data[22:24] = b"\x04\x00", b"\x01\x00", b"\x03\x00"
    data[34:36], data[38:40], data[40:42] = b"\x0a\x00", b"\x01\x00", b"\x02\x00"
    decoder = structure("TIMEZONE")
    assert decoder is not None
    zone = zone_of_node(decoder.decode(bytes(data)))
    assert zone is not None
    hours = [zone.at(datetime(2010, month, 15)).utcoffset(None) for month in (1, 7, 12)]
    assert hours == [timedelta(hours=11), timedelta(hours=10), timedelta(hours=11)]


@given(st.binary(max_size=150))
def test_damaged_zones_are_none_or_a_zone(data: bytes) -> None:
    for name in ("TIMEZONE", "TIMEZONEDEFINITION"):
        decoder = structure(name)
        assert decoder is not None
        zone = zone_of_node(decoder.decode(data))
        if zone is not None:
            datetime(2026, 7, 1, tzinfo=UTC).astimezone(zone)


def test_the_zone_says_where_it_is_from(opened) -> None:
    writer = note()
    writer.set(HEADERS, "Date: Wed, 18 Mar 2026 09:14:07 +0100\r\n")
    found = said_zone(opened(writer).properties[0])
    assert found is not None
    assert (found.zone.utcoffset(None), found.source) == (timedelta(hours=1), "the Date header")


def test_an_appointment_without_headers_says_the_zone_it_is_shown_in(opened) -> None:
    writer = note()
    writer.set_named(APPOINTMENT, 0x8233, PT_BINARY, golden("TIMEZONE-1"))
    writer.set_named(APPOINTMENT, 0x825E, PT_BINARY, golden("TIMEZONEDEFINITION-1"))
    found = said_zone(opened(writer).properties[0])
    assert found is not None
    assert found.name == "Name"
    assert found.source == "PidLidAppointmentTimeZoneDefinitionStartDisplay"


def test_a_message_that_says_no_zone_has_none(opened) -> None:
    assert said_zone(opened(note()).properties[0]) is None


def test_a_recipient_has_the_zone_of_its_message(opened) -> None:
    writer = note(recipients=["A"])
    writer.set(HEADERS, "Date: Wed, 18 Mar 2026 09:14:07 +0100\r\n")
    assert said_zone(opened(writer).recipients[0].properties[0]) is not None
