"""The container as a message lists it: nothing is opened, nothing is served after the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from msginspector.errors import InputError, InvalidObjectError, MapiError
from msginspector.session import Event, Message, MessageSession
from msginspector.session.listed_storage import ListedStorage
from msginspector.storage.sector_table import Kind
from tests.storage.building import drained

QUESTIONS: list[Callable[[ListedStorage], object]] = [
    lambda listed: listed.children(0),
    lambda listed: listed.has_children(0),
    lambda listed: listed.orphans(),
    lambda listed: listed.free(),
    lambda listed: listed.parent(1),
    lambda listed: listed.find("__properties_version1.0"),
    lambda listed: listed.path(1),
    lambda listed: listed.entry(1),
    lambda listed: listed.label(1),
    lambda listed: listed.object_path(1),
    lambda listed: listed.pointers(1),
    lambda listed: listed.pointed(1, 40),
    lambda listed: listed.entries(1),
    lambda listed: listed.length(1),
    lambda listed: listed.read(1, 0, 16),
    lambda listed: listed.read_file(0, 16),
    lambda listed: listed.ranges(1, 0, 16),
    lambda listed: listed.ranges_of_mini(0, 16),
    lambda listed: listed.decode(1),
]


@pytest.fixture
def listed(message: Message) -> ListedStorage:
    return drained(message.list_storage())[1]


def test_listing_the_storage_opens_nothing(
    session: MessageSession, message: Message, events: list[Event]
) -> None:
    before = len(events), session.tracked()
    listed = drained(message.list_storage())[1]
    for ask in QUESTIONS:
        ask(listed)
    assert (len(events), session.tracked()) == before
    assert listed.size == sum(listed.sectors.file.byte_totals().values()) + 512


def test_the_property_stream_is_decoded_with_the_names_of_the_file(listed: ListedStorage) -> None:
    index = listed.find("__properties_version1.0")
    assert index is not None
    node = listed.decode(index)
    assert node is not None
    assert node.size == listed.length(index)
    assert any("PidTagSubject" in child.text for child in node.children)
    value = listed.find("__substg1.0_0037001F")
    assert value is not None
    assert listed.decode(value) is None


@pytest.mark.parametrize("ask", QUESTIONS)
def test_nothing_is_answered_after_the_message_was_closed(
    session: MessageSession, listed: ListedStorage, ask: Callable[[ListedStorage], object]
) -> None:
    session.close()
    with pytest.raises(InvalidObjectError):
        ask(listed)


def test_listing_ends_when_the_session_begins_to_close(
    session: MessageSession, message: Message
) -> None:
    steps = message.list_storage()
    next(steps)
    session.close()
    with pytest.raises(MapiError):
        for _ in steps:
            pass


def test_bytes_of_a_file_that_was_written_to_are_not_shown(
    session: MessageSession, path: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.msg"
    shutil.copy(path, copy)
    listed = drained(session.open_file(copy).list_storage())[1]
    copy.write_bytes(copy.read_bytes() + bytes(512))
    with pytest.raises(InputError):
        listed.read(1, 0, 16)
    with pytest.raises(InputError):
        listed.read_file(0, 16)


def test_an_embedded_message_lists_the_file_it_lies_in(message: Message) -> None:
    inner = next(row for row in message.walk() if row.path.endswith("/message"))
    number = int(inner.path.split("/")[2])
    embedded = message.open_attachment(number).open_message()
    listed = drained(embedded.list_storage())[1]
    assert listed.count == drained(message.list_storage())[1].count
    assert listed.sectors.file.totals()[Kind.FAT] >= 1
    place = listed.find(embedded.storage_path)
    assert place is not None
    assert listed.object_path(place) == inner.path
