"""Why an object's turn has come, and recordings that are played forwards and backwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from msginspector.session import Event, Workspace
from msginspector.stage.reasons import Reasons
from msginspector.stage.replay import Recording, of_session
from msginspector.storage import open_storage

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@pytest.fixture
def told() -> list[Event]:
    return []


@pytest.fixture
def workspace(told: list[Event]) -> Iterator[Workspace]:
    with Workspace() as made:
        made.subscribe(told.append)
        yield made


def whys(events: list[Event]) -> dict[str, str]:
    """Why each object was visited, by kind, as it would have been said at that moment."""
    reasons, said = Reasons(), {}
    for event in events:
        reasons.add([event])
        if event.event == "closing":
            said[event.kind] = reasons.why(event)
    return said


def test_every_kind_has_its_reason(workspace: Workspace, told: list[Event]) -> None:
    session = workspace.open_session()
    message = session.open_file(SAMPLES / "attachments.msg")
    table = message.open_attachment_table()
    attachment = message.open_attachment(0)
    attachment.open_stream()
    attachment.add_reference()
    table.release()
    session.close()
    said = whys(told)
    assert said["stream"] == (
        "Nothing was opened from it, and it is the youngest that the attachment “notes.txt” has."
    )
    assert said["attachment"] == (
        "What was opened from it is closed, the last by step 1: now it is its turn."
        " 2 references are still out: closing does not ask for them."
    )
    assert said["attachment_table"].endswith(
        "It was released before; the cascade visits it all the same."
    )
    assert said["message"].startswith("All 2 objects opened from it are closed, the last by step 3")
    assert "right after it" in said["storage"]
    assert said["session"] == "Everything opened in it is closed: the session goes last."


def test_an_empty_session_has_a_reason_too(workspace: Workspace, told: list[Event]) -> None:
    workspace.open_session().close()
    assert whys(told)["session"] == "Nothing was opened in it."


def test_the_youngest_is_told_from_the_youngest_that_is_left(
    workspace: Workspace, told: list[Event]
) -> None:
    session = workspace.open_session()
    message = session.open_file(SAMPLES / "attachments.msg")
    message.open_recipient_table()
    message.open_attachment_table()
    session.close()
    said, name = whys(told), "the message “Papers for delivery 20417”"
    assert said["attachment_table"].endswith(f"it is the youngest that {name} has.")
    assert said["recipient_table"].endswith(f"it is the youngest that {name} has left.")
    at_once = Reasons()
    at_once.add(told)
    assert {e.kind: at_once.why(e) for e in told if e.event == "closing"} == said


def test_references_given_back_during_the_cascade_are_no_release_before_it(
    workspace: Workspace, told: list[Event]
) -> None:
    session = workspace.open_session()
    message = session.open_file(SAMPLES / "attachments.msg")
    message.open_recipient_table()
    next(session.close_steps())
    message.release()
    session.close()
    assert whys(told)["message"].endswith(
        " Its references were given back meanwhile; the cascade visits it all the same."
    )


def test_nothing_is_said_of_what_only_lost_events_could_tell(
    workspace: Workspace, told: list[Event]
) -> None:
    session = workspace.open_session()
    message = session.open_file(SAMPLES / "attachments.msg")
    message.open_recipient_table()
    message.open_attachment_table()
    session.close()
    closed = [event.event for event in told].index("closed")
    said = whys(told[closed + 1 :])
    assert said["recipient_table"].startswith("Whatever was opened from it is closed")
    assert said["message"] == ("Whatever was opened from it is closed: now it is its turn.")
    assert "All" not in said["message"]
    assert whys(told[-2:])["session"].startswith("Everything opened in it is closed")


def recorded() -> tuple[Event, ...]:
    told: list[Event] = []
    with Workspace() as workspace:
        workspace.subscribe(told.append)
        other = workspace.open_session()
        session = workspace.open_session()
        message = session.open_file(SAMPLES / "nested-three-deep.msg")
        other.open_file(SAMPLES / "task.msg")
        attachment = message.open_attachment(0)
        message.open_attachment(0)
        attachment.open_message().open_recipient_table()
        session.inject_fault(attachment.id)
        attachment.release()
        session.close()
        return of_session(told, session.id)


EVENTS = recorded()


def state(recording: Recording) -> list[tuple[object, ...]]:
    return [(row.id, row.state, row.references, row.step, row.failed) for row in recording.rows]


def test_a_recording_has_one_session_only() -> None:
    assert {event.session for event in EVENTS if event.kind != "session"} == {EVENTS[0].id}


def test_it_begins_with_nothing_opened_and_ends_with_all_closed() -> None:
    recording = Recording(EVENTS)
    assert {row.state for row in recording.rows} == {"listed"}
    recording.go(len(recording))
    assert {row.state for row in recording.rows} == {"closed"}
    assert [row.label for row in recording.rows if row.failed] == [
        "Invoice 7731 was paid twice.msg"
    ]


def test_each_position_is_what_the_events_up_to_it_left() -> None:
    recording = Recording(EVENTS)
    for position in range(len(EVENTS) + 1):
        last = {event.id: event for event in EVENTS[:position]}
        for row in recording.rows:
            event = last.get(row.id)
            wanted = ("listed", 0) if event is None else (event.state, event.references)
            assert (row.state, row.references) == wanted
        recording.forward()


@given(st.lists(st.integers(-3, len(EVENTS) + 3), max_size=12))
def test_the_way_to_a_position_does_not_matter(positions: list[int]) -> None:
    recording = Recording(EVENTS)
    for position in positions:
        recording.go(position)
        fresh = Recording(EVENTS)
        fresh.go(position)
        assert state(recording) == state(fresh)
        assert recording.event == fresh.event


def test_a_move_tells_what_it_changed_and_stops_at_both_ends() -> None:
    recording = Recording(EVENTS)
    assert recording.back() is None
    assert recording.event is None
    row = recording.forward()
    assert (row.id, row.state) == (EVENTS[0].id, "open")
    assert recording.event is EVENTS[0]
    assert {row.id for row in recording.go(10_000)} == {event.id for event in EVENTS}
    assert recording.forward() is None
    assert recording.back().id == EVENTS[-1].id


def test_a_recording_may_begin_in_the_middle() -> None:
    recording = Recording(EVENTS[5:])
    recording.go(len(recording))
    assert {row.state for row in recording.rows} == {"closed"}


def test_the_storage_of_a_file_belongs_to_its_message() -> None:
    rows = {row.kind: row for row in Recording(EVENTS).rows if row.path in ("/", "/storage")}
    assert rows["storage"].top == rows["message"].id


def test_a_recording_that_begins_in_the_middle_knows_what_was_open_already() -> None:
    whole = Recording(EVENTS)
    for cut in range(1, len(EVENTS)):
        part = Recording(EVENTS[cut:])
        for position in range(len(part) + 1):
            whole.go(cut + position)
            part.go(position)
            then = {row.id: row for row in whole.rows}
            for row in part.rows:
                seen = then[row.id]
                assert row.state == seen.state
                assert row.references in (seen.references, 0)  # of what is closed first: unknown
                assert row.born == max(seen.born, EVENTS[cut].t)
        assert [row.id for row in part.rows] == sorted(row.id for row in part.rows)


def closed_with_a_late_fault() -> tuple[Event, ...]:
    """A message whose callback fails half a second after it was closed, and a release in a step."""
    told: list[Event] = []
    seconds = [0.0]

    def fail_late(_data: object, _message: object) -> None:
        seconds[0] += 0.5
        raise ValueError("too late")

    with Workspace(clock=lambda: seconds[0]) as workspace:
        workspace.subscribe(told.append)
        session = workspace.open_session()
        storage = open_storage(str(SAMPLES / "task.msg"))
        message = session.open_message(storage, fail_late)
        message.add_reference()
        workspace.subscribe(lambda event: message.release() if event.event == "closing" else None)
        session.close()
        storage.close()
    return tuple(told)


def test_what_fails_after_it_was_closed_has_lived_until_it_was_closed() -> None:
    recording = Recording(closed_with_a_late_fault())
    ends = []
    for position in (*range(len(recording) + 1), *range(len(recording), -1, -1)):
        recording.go(position)
        ends += [
            row.ended for row in recording.rows if (row.kind, row.state) == ("message", "closed")
        ]
    assert set(ends) == {0.0}
    assert [event.t for event in recording.events if event.event == "failed"] == [0.5]


def test_giving_a_reference_back_in_a_step_leaves_the_step_of_an_object() -> None:
    recording = Recording(closed_with_a_late_fault())
    place = [event.event for event in recording.events].index("released") + 1
    recording.go(place)
    assert [(row.state, row.references, row.step) for row in recording.rows][1] == ("closing", 1, 1)
