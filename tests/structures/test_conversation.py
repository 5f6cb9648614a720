"""Conversation indexes and ids as [MS-OXOMSG] 2.2.1.2 and 2.2.1.3, and real files, have them."""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from msginspector.errors import InspectorError
from msginspector.mapi.scalars import Filetime
from msginspector.oxmsg import MessageFile
from msginspector.storage import open_storage
from msginspector.structures import Node
from msginspector.structures.conversation import WRAP, duration
from tests.conftest import compound_files
from tests.structures.asking import beside, damages, decoded, part

BEGUN = datetime(2016, 4, 7, 14, 25, 7)
ANSWERED = BEGUN + timedelta(days=4, hours=3)
GUID = bytes(range(0x10, 0x20))
GUID_TEXT = "{10111213-1415-1617-1819-1A1B1C1D1E1F}"
INDEX, TRACKING, TOPIC, SENT = 0x00710102, 0x3016000B, 0x0070001F, 0x00390040


def ticks(moment: datetime) -> int:
    return int((moment - datetime(1601, 1, 1)) / timedelta(microseconds=1)) * 10


def classic(moment: datetime = BEGUN) -> bytes:
    return (ticks(moment) >> 16).to_bytes(6, "big") + GUID


def modern(moment: datetime = BEGUN) -> bytes:
    return b"\1" + (ticks(moment) >> 24).to_bytes(5, "big") + GUID


def level(difference: int, code: int) -> bytes:
    stored = difference >> (23 if code else 18) & 0x7FFFFFFF
    return (code << 31 | stored).to_bytes(4, "big") + b"\x93"


def time(node: Node) -> datetime:
    value = part(node, "Time").value
    assert isinstance(value, Filetime)
    moment = value.to_datetime()
    assert moment is not None
    return moment


def near(one: datetime, other: datetime) -> bool:
    return abs(one - other) <= timedelta(seconds=3)


@pytest.mark.parametrize(
    ("index", "layout"), [(classic(), "01 xx:"), (modern(), "01 01 xx:")], ids=["classic", "modern"]
)
def test_both_layouts_of_the_header_give_the_time_and_say_which_they_are(
    index: bytes, layout: str
) -> None:
    node = decoded("CONVERSATIONINDEX", index)
    assert near(time(node), BEGUN)
    assert part(node, "Layout").text.startswith(layout)
    assert node.summary.startswith("conversation begun 2016-04-07 14:25:0")
    assert not damages(node)


def test_the_guid_is_stored_big_endian() -> None:
    assert part(decoded("CONVERSATIONINDEX", classic()), "GUID").value == GUID_TEXT


def test_a_public_header_of_the_newer_layout_gives_the_time_published_for_it() -> None:
    node = decoded("CONVERSATIONINDEX", "0101DCCE985315F83A00F6984B6C8FF8236D5A0B3BCD")
    assert part(node, "Time").text.startswith("2026-04-17T18:30:53.7132032Z")


def test_delta_code_0_leaves_out_18_bits_and_1_leaves_out_23() -> None:
    short = decoded("CONVERSATIONINDEX", classic() + level(5 << 18, 0))
    long = decoded("CONVERSATIONINDEX", classic() + level(5 << 23, 1))
    assert part(short, "Time difference").value == 5 << 18
    assert part(long, "Time difference").value == 5 << 23
    assert part(long, "Delta Code").value == 1
    assert part(long, "Random number").value == 9
    assert part(long, "Sequence count").value == 3


def test_a_level_is_counted_from_the_one_before() -> None:
    day = 864_000_000_000
    node = decoded("CONVERSATIONINDEX", classic() + level(3 * day, 0) + level(day, 0))
    assert near(time(part(node, "ResponseLevel[0]")), BEGUN + timedelta(days=3))
    assert near(time(part(node, "ResponseLevel[1]")), BEGUN + timedelta(days=4))
    assert "2 responses, the last 2016-04-11" in node.summary


def test_below_the_newer_header_the_first_level_is_counted_from_its_older_reading() -> None:
    base = int.from_bytes(modern()[:6], "big") << 16
    first = (ticks(ANSWERED) - base) % WRAP
    second = 2 * 36_000_000_000
    node = decoded("CONVERSATIONINDEX", modern() + level(first, 1) + level(second, 1))
    assert near(time(part(node, "ResponseLevel[0]")), ANSWERED)
    assert near(time(part(node, "ResponseLevel[1]")), ANSWERED + timedelta(hours=2))


def test_a_header_of_other_data_has_no_time() -> None:
    node = decoded("CONVERSATIONINDEX", bytes.fromhex("0102261a8932") + GUID + level(1 << 18, 0))
    assert part(node, "Layout").text.startswith("no plausible time")
    assert not [one for one in node.walk() if one.label == "Time"]
    assert "at no known time; 1 response" in node.summary


def test_a_conversation_action_has_no_time() -> None:
    node = decoded("CONVERSATIONINDEX", bytes.fromhex("010000000000") + GUID)
    assert part(node, "Layout").text == "01 00 00 00 00 00: without a time"


def test_the_time_is_compared_with_when_the_message_was_sent() -> None:
    sent = ticks(BEGUN + timedelta(minutes=2)).to_bytes(8, "little")
    node = decoded("CONVERSATIONINDEX", classic(), beside({SENT: sent}))
    assert part(node, "Compared with PidTagClientSubmitTime").text.endswith("s before it")
    late = ticks(BEGUN + timedelta(days=4000)).to_bytes(8, "little")
    assert (
        "before it was sent"
        in decoded("CONVERSATIONINDEX", classic(), beside({SENT: late})).summary
    )


def test_bytes_that_make_no_whole_level_are_left_over() -> None:
    node = decoded("CONVERSATIONINDEX", classic() + b"\1\2\3")
    assert [one.size for one in node.walk() if one.kind] == [3]


def test_a_short_header_is_damaged() -> None:
    assert damages(decoded("CONVERSATIONINDEX", classic()[:20]))
    assert not damages(decoded("CONVERSATIONINDEX", b""))


def test_the_id_is_the_guid_of_the_index_when_that_is_tracked() -> None:
    siblings = {INDEX: classic(), TRACKING: b"\1\0"}
    node = decoded("CONVERSATIONID", GUID, beside(siblings))
    assert part(node, "Origin").text == "the GUID of PidTagConversationIndex"
    assert part(node, "ConversationId").value == GUID_TEXT
    assert "Conflict" not in {one.label for one in node.walk()}


def test_else_the_id_is_the_md5_hash_of_the_topic_in_upper_case() -> None:
    hashed = hashlib.md5("FIRST ÄÖ".encode("utf-16-le"), usedforsecurity=False).digest()
    siblings = {INDEX: classic(), TRACKING: b"\0\0", TOPIC: "First äö".encode("utf-16-le")}
    node = decoded("CONVERSATIONID", hashed, beside(siblings))
    assert part(node, "Origin").text.startswith("the MD5 hash")


def test_an_id_that_breaks_the_rule_is_said() -> None:
    node = decoded("CONVERSATIONID", bytes(16), beside({INDEX: classic(), TRACKING: b"\1"}))
    assert "wants the GUID of PidTagConversationIndex" in part(node, "Conflict").text


@pytest.mark.parametrize(
    ("span", "said"),
    [(0, "0 s"), (15_000_000, "1.5 s"), (600_000_000, "1 min 0 s"), (36_600_000_000, "1 h 1 min"),
     (864_000_000_000 * 800, "2 years 69 d"), (864_000_000_000, "1 d")],
)  # fmt: skip
def test_a_span_of_time_is_said_in_its_biggest_units(span: int, said: str) -> None:
    assert duration(span) == said


def test_in_real_files_the_newest_time_is_close_to_when_they_were_sent(corpus: Path) -> None:
    gaps = [gap for path in compound_files() for gap in _gaps(path)]
    answers = [gap for gap, levels in gaps if levels]
    hour = timedelta(hours=1)
    assert len(answers) >= 5
    assert all(gap < hour for gap in answers)
    assert sum(gap < hour for gap, _ in gaps) > len(gaps) * 0.8


def _gaps(path: Path) -> list[tuple[timedelta, int]]:
    """Of each message with an index that holds a time: how far it is from the time of sending."""
    with contextlib.closing(open_storage(str(path))) as storage:
        try:
            message = MessageFile(storage)
        except InspectorError:
            return []
        owners = [
            {one.tag: one.raw(1000)[0] for one in owner.properties} for owner in message.walk()
        ]
    return [
        _gap(stored[INDEX], stored[SENT])
        for stored in owners
        if stored.get(SENT) and _newest(stored.get(INDEX, b""))
    ]


def _newest(index: bytes) -> list[Filetime]:
    nodes = decoded("CONVERSATIONINDEX", index).walk()
    return [one.value for one in nodes if one.label == "Time" and isinstance(one.value, Filetime)]


def _gap(index: bytes, sent: bytes) -> tuple[timedelta, int]:
    times = _newest(index)
    gap = abs(times[-1].ticks - int.from_bytes(sent, "little")) // 10
    return timedelta(microseconds=gap), len(times) - 1
