"""Times of messages in the zone somebody chose."""

from __future__ import annotations

import pytest

from msginspector.gui.times import LOCAL_NAME, SENDER_NAME, Clock, zone_names
from msginspector.mapi.scalars import LAST_TICK, Filetime
from msginspector.session import Workspace
from tests.builders.messages import note, written

# 2026-03-18T08:14:07Z and 2026-07-18T08:14:07Z: 100 ns since 1601 ([MS-DTYP] 2.3.3)
WINTER, SUMMER = Filetime(134182952470000000), Filetime(134288360470000000)


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("UTC", "2026-03-18 08:14:07 UTC", "2026-07-18 08:14:07 UTC"),
        ("Europe/Berlin", "2026-03-18 09:14:07 +01:00", "2026-07-18 10:14:07 +02:00"),
        ("Asia/Kolkata", "2026-03-18 13:44:07 +05:30", "2026-07-18 13:44:07 +05:30"),
        ("no such zone", "2026-03-18 08:14:07 UTC", "2026-07-18 08:14:07 UTC"),
        ("../../etc/passwd", "2026-03-18 08:14:07 UTC", "2026-07-18 08:14:07 UTC"),
    ],
)
def test_a_time_is_shown_with_its_zone(zone: str, winter: str, summer: str) -> None:
    clock = Clock(zone)
    assert (clock.text(WINTER), clock.text(SUMMER)) == (winter, summer)


def test_the_zone_of_the_computer_is_one_of_the_choices(monkeypatch) -> None:
    import time

    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        assert Clock(LOCAL_NAME).text(SUMMER) == "2026-07-18 04:14:07 -04:00"
    finally:
        monkeypatch.undo()
        time.tzset()
    assert zone_names()[:3] == ["UTC", LOCAL_NAME, "sender"]


@pytest.mark.parametrize("ticks", [0, LAST_TICK, LAST_TICK + 1, 2**64 - 1])
@pytest.mark.parametrize("zone", ["UTC", LOCAL_NAME, "Pacific/Kiritimati", "Pacific/Midway"])
def test_the_ends_of_time_are_shown_or_left_out_but_never_fail(zone: str, ticks: int) -> None:
    text = Clock(zone).text(Filetime(ticks))
    assert bool(text) == (ticks <= LAST_TICK)


def test_what_is_no_time_has_none() -> None:
    assert [Clock().text(value) for value in (None, 5, "2026", b"")] == ["", "", "", ""]


def test_the_zone_of_the_sender_says_what_says_so(tmp_path) -> None:
    writer = note()
    writer.set(0x007D001F, "Date: Wed, 18 Mar 2026 13:44:07 +0530\r\n")
    with Workspace() as workspace:
        row = workspace.open_session().open_file(written(tmp_path, writer)).properties[0]
        clock = Clock(SENDER_NAME)
        assert clock.text(WINTER, row) == "2026-03-18 13:44:07 +05:30 (the Date header)"
        assert clock.text(WINTER) == "2026-03-18 08:14:07 UTC"
        assert not clock.is_utc


def test_without_a_zone_of_the_sender_times_are_in_utc(tmp_path) -> None:
    with Workspace() as workspace:
        row = workspace.open_session().open_file(written(tmp_path, note())).properties[0]
        assert Clock(SENDER_NAME).text(WINTER, row) == "2026-03-18 08:14:07 UTC"
