"""`times`: what is printed of the times of a message, and its document."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from msginspector.analysis.moments.gather import ticks_of
from tests.builders.messages import note, written
from tests.corpus import console

NOON = ticks_of(datetime(2020, 3, 4, 12, 0, tzinfo=UTC))


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    message = note("A subject")
    message.set_all({
        0x00390040: NOON, 0x0E060040: NOON - 36_000_000_000, 0x30070040: 0,
        0x007D001F: "Date: Wed, 4 Mar 2020 13:00:00 +0100\r\nX: \x1b\r\n\r\n",
    })  # fmt: skip
    return written(tmp_path, message)


def test_times_are_printed_with_zone_source_and_contradictions(mail: Path) -> None:
    answer = console.run("times", mail)
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]
    assert answer.code == 0
    assert lines[2] == "the sender's zone as said by the Date header"
    assert (
        "! 2020-03-04T12:00:00.0000000Z 2020-03-04 13:00:00 +01:00"
        " PidTagClientSubmitTime / 0x00390040" in lines
    )
    assert "no time PidTagCreationTime / 0x30070040" in lines
    assert "The number is 0, which is no time." in lines
    assert lines[-1].startswith("odd PidTagMessageDeliveryTime is 1 h before")


def test_the_document_has_ticks_places_and_checks(mail: Path) -> None:
    [entry] = console.run("times", "--json", mail).document["inputs"]
    times = entry["times"]
    by_tag = {one["tag"]: one for one in times["moments"] if one["kind"] == "property"}
    sent = by_tag["0x00390040"]
    assert sent["time"] == "2020-03-04T12:00:00.0000000Z"
    assert sent["ticks"] == str(NOON)
    assert sent["sender"] == "2020-03-04 13:00:00 +01:00"
    assert by_tag["0x30070040"]["time"] is None
    [check] = times["checks"]
    assert check["rule"] == "delivered-before-sent"
    assert {times["moments"][place]["tag"] for place in check["moments"]} == {
        "0x00390040", "0x0E060040",
    }  # fmt: skip


def test_an_object_that_is_not_there_is_said(mail: Path) -> None:
    assert console.run("times", mail, "--object", "/attachments/7").code != 0
