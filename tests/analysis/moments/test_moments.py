"""Times of a message: where each stands, which are none, which contradict each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from msginspector.analysis.moments import Moments, read_moments
from msginspector.analysis.moments.gather import ticks_of
from msginspector.oxmsg.writer import MessageWriter
from msginspector.session import MessageSession, Workspace
from tests.builders.messages import note, written

NOON = datetime(2020, 3, 4, 12, 0, tzinfo=UTC)
SUBMITTED, DELIVERED, CREATED, CHANGED = 0x00390040, 0x0E060040, 0x30070040, 0x30080040
HEADERS, CONVERSATION = 0x007D001F, 0x00710102
Read = Callable[[MessageWriter], Moments]


def filetime(**later: float) -> int:
    return ticks_of(NOON + timedelta(**later))


def received(minutes: float) -> str:
    time = NOON + timedelta(minutes=minutes)
    return f"Received: from a by b; {time:%a, %d %b %Y %H:%M:%S} +0000\r\n"


@pytest.fixture
def session() -> Iterator[MessageSession]:
    with Workspace() as workspace:
        yield workspace.open_session()


@pytest.fixture
def read(session: MessageSession, tmp_path: Path) -> Read:
    return lambda message: read_moments(session.open_file(str(written(tmp_path, message))).row)


def sentences(found: Moments, rule: str) -> list[str]:
    return [one.sentence for one in found.checks if one.rule == rule]


def test_times_of_all_objects_stand_in_one_table_the_oldest_first(read: Read) -> None:
    message = note()
    message.set(SUBMITTED, filetime())
    message.add_recipient().set(0x5FFB0040, filetime(days=-1))
    message.add_attachment().set(CHANGED, filetime(days=-2))
    found = [one for one in read(message).moments if one.kind == "property"]
    assert [(one.path, one.tag) for one in found] == [
        ("/attachments/0", CHANGED), ("/recipients/0", 0x5FFB0040), ("/", SUBMITTED),
    ]  # fmt: skip
    assert found[2].ticks == filetime()


def test_every_item_of_a_list_of_times_is_one(read: Read) -> None:
    message = note()
    message.set(0x30071040, [filetime(), filetime(hours=1)])
    found = [one for one in read(message).moments if one.kind == "property"]
    assert [one.part for one in found] == ["[0]", "[1]"]


@pytest.mark.parametrize(("ticks", "said"), [
    (0, "The number is 0, which is no time."),
    (0x0CB34557A3DD4000, "Outlook writes 4501-01-01 where there is no time."),
    (0x7FFFFFFFFFFFFFFF, "The number is beyond the year 9999."),
])  # fmt: skip
def test_numbers_that_are_no_times_come_last_and_say_so(read: Read, ticks: int, said: str) -> None:
    message = note()
    message.set_all({SUBMITTED: ticks, DELIVERED: filetime()})
    assert read(message).moments[-1].none == said
    assert read(message).checks == ()


def test_a_conversation_index_has_a_time_for_each_answer(read: Read) -> None:
    begin = filetime()
    header = begin.to_bytes(8, "big")[:6] + bytes(16)
    level = ((3600 * 10_000_000) >> 18).to_bytes(4, "big") + b"\0"
    message = note()
    message.set(CONVERSATION, header + level)
    found = [one for one in read(message).moments if one.kind == "structure"]
    assert [one.part for one in found] == ["Conversation Index Header", "ResponseLevel[0]"]
    assert [one.tag for one in found] == [CONVERSATION] * 2
    gap = found[1].ticks - found[0].ticks
    assert abs(gap - 3600 * 10_000_000) < 1 << 18


def test_dates_of_headers_keep_their_zone_and_line(read: Read) -> None:
    message = note()
    message.set(HEADERS, received(1) + "Date: Wed, 4 Mar 2020 13:00:00 +0100\r\n\r\n")
    first, second = (one for one in read(message).moments if one.kind == "header")
    assert (first.name, first.part, first.ticks) == ("Date", "line 2", filetime())
    assert first.zone is not None
    assert first.zone.utcoffset(None) == timedelta(hours=1)
    assert (second.name, second.tag) == ("Received", HEADERS)


def test_of_very_many_dates_in_the_headers_the_first_ones_are_read_and_that_is_said(
    read: Read,
) -> None:
    message = note()
    message.set(HEADERS, received(1) + "Date: Wed, 4 Mar 2020 13:00:00 +0100\r\n" * 1_500)
    found = read(message)
    dates = [one for one in found.moments if one.name == "Date"]
    assert len(dates) == 1_000
    assert found.problems == ("Only the first 1,000 fields with a date are read.",)


def test_a_date_of_the_headers_that_cannot_be_read_is_said_to_be_left_out(read: Read) -> None:
    message = note()
    message.set(HEADERS, "Date: yesterday\r\n")
    assert read(message).problems == ("Date: The date is not written as RFC 5322 says.",)


def test_the_zone_of_the_sender_is_said_with_what_says_it(read: Read) -> None:
    message = note()
    message.set(HEADERS, "Date: Wed, 4 Mar 2020 13:00:00 +0100\r\n\r\n")
    found = read(message)
    assert found.zone is not None
    assert found.zone_words == "the Date header"


def test_delivery_before_submission_is_marked_at_both(read: Read) -> None:
    message = note()
    message.set_all({SUBMITTED: filetime(), DELIVERED: filetime(hours=-1)})
    found = read(message)
    [said] = sentences(found, "delivered-before-sent")
    assert said == (
        "PidTagMessageDeliveryTime is 1 h before PidTagClientSubmitTime:"
        " it was delivered before it was sent."
    )
    assert [one.marks for one in found.moments if one.kind == "property"] == [(said,), (said,)]


def test_delivery_within_a_second_is_in_order(read: Read) -> None:
    message = note()
    message.set_all({SUBMITTED: filetime(), DELIVERED: filetime(seconds=-0.9)})
    assert read(message).checks == ()


def test_submission_after_the_newest_hop_is_marked(read: Read) -> None:
    message = note()
    message.set_all({SUBMITTED: filetime(minutes=5), HEADERS: received(2) + received(1) + "\r\n"})
    [said] = sentences(read(message), "sent-after-received")
    assert said.startswith("PidTagClientSubmitTime is 3 min after the newest Received field")


def test_a_date_after_the_oldest_hop_is_marked(read: Read) -> None:
    message = note()
    message.set(
        HEADERS, received(9) + received(-1) + "Date: Wed, 4 Mar 2020 12:00:00 +0000\r\n\r\n"
    )
    [said] = sentences(read(message), "sent-after-received")
    assert said.startswith("The Date field is 1 min after the oldest Received field")


@pytest.mark.parametrize(("seconds", "marks"), [(2, 0), (-2, 0), (3, 1), (-60, 1)])
def test_submission_is_the_date_field_but_for_seconds(read: Read, seconds: int, marks: int) -> None:
    message = note()
    message.set_all({
        SUBMITTED: filetime(seconds=seconds),
        HEADERS: "Date: Wed, 4 Mar 2020 12:00:00 +0000\r\n\r\n",
    })  # fmt: skip
    assert len(sentences(read(message), "date-differs")) == marks


def test_what_is_created_after_it_was_changed_is_marked_by_object(read: Read) -> None:
    message = note()
    message.set_all({CREATED: filetime(), CHANGED: filetime(days=1)})
    message.add_attachment().set_all({CREATED: filetime(days=2), CHANGED: filetime()})
    [said] = sentences(read(message), "created-after-changed")
    assert said == (
        "/attachments/0 was created 2 d after it was last changed; copies of files are like that."
    )


def test_a_time_after_the_file_was_written_is_marked(read: Read) -> None:
    message = note()
    message.set(SUBMITTED, ticks_of(datetime(2999, 1, 1, tzinfo=UTC)))
    [said] = sentences(read(message), "future")
    assert said.startswith("PidTagClientSubmitTime is ")
    assert said.endswith("after the file was last written.")


def test_what_is_planned_may_lie_in_the_future(read: Read) -> None:
    message = note()
    appointment = "{00062002-0000-0000-C000-000000000046}"
    start = ticks_of(datetime(2999, 1, 1, tzinfo=UTC))
    message.set_named(appointment, 0x820D, 0x0040, start)
    found = read(message)
    assert found.checks == ()
    assert "PidLidAppointmentStartWhole" in [one.name for one in found.moments]


def test_the_file_itself_and_its_storages_have_times(read: Read) -> None:
    found = read(note())
    [file] = [one for one in found.moments if one.kind == "file"]
    assert file.tag is None
    assert abs(file.ticks - ticks_of(datetime.now(UTC))) < 60 * 10_000_000


def test_values_of_a_wrong_type_are_no_times(read: Read) -> None:
    message = note()
    message.set_all({0x0039001F: "today", CONVERSATION: b"\1\2"})
    assert {one.kind for one in read(message).moments} <= {"file", "storage"}


def test_an_embedded_message_has_no_file_of_its_own(
    session: MessageSession, tmp_path: Path
) -> None:
    message = note()
    inner = message.add_attachment().embed()
    inner.set(SUBMITTED, filetime())
    opened = session.open_file(str(written(tmp_path, message)))
    row = next(one for one in opened.walk() if one.path == "/attachments/0/message")
    assert {one.kind for one in read_moments(row).moments} <= {"property", "storage"}
    assert [one.kind for one in read_moments(opened.row).moments if one.kind == "property"] == []
