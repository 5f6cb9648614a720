"""Rules of section 2.2 on references, states and the closing cascade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

from tests.console.story import TEARDOWN, Story, Violation

STATES = {
    "opened": ("open",),
    "released": ("open", "released"),
    "closing": ("closing",),
    "failed": ("closing", "closed"),
    "closed": ("closed",),
}
STEP_KEYS = ("step", "id", "kind", "label", "path", "references", "fault")


def _references(story: Story) -> Iterator[Violation]:
    """2, 3, 8: opening adds a reference, releasing takes one, the cascade finds the rest."""
    count: Counter[int] = Counter()
    for event in story.events:
        number, name = event["id"], event["event"]
        if name == "opened":
            count[number] += 1
        elif name == "released":
            count[number] -= 1
        elif name == "closed":
            count[number] = 0
        if name != "failed" and event["references"] != count[number]:
            text = f"{name} with {event['references']} references, expected {count[number]}"
            yield Violation("8" if name in TEARDOWN else "3", event["seq"], text)
            return


def _states(story: Story) -> Iterator[Violation]:
    """Each event leaves its object in the state the rules say."""
    for event in story.events:
        if event["state"] not in STATES[event["event"]]:
            text = f"{event['event']} leaves state {event['state']}"
            yield Violation("states", event["seq"], text)
        if event["event"] == "released":
            wanted = "open" if event["references"] else "released"
            if event["state"] not in (wanted, "closing"):
                yield Violation("3", event["seq"], f"released, but state {event['state']}")


def _one_object_while_open(story: Story) -> Iterator[Violation]:
    """2: an open sub-object opened again is the same object; a released one is a new object."""
    current: dict[tuple[Any, ...], int] = {}
    gone: set[int] = set()
    for event in story.events:
        if event["event"] == "released" and event["state"] == "released":
            gone.add(event["id"])
        if event["event"] != "opened" or story.kind(event["parent"]) in (None, "session"):
            continue
        key = (event["parent"], event["kind"], event["path"], event["label"])
        known = current.get(key)
        if event.get("reopened") and event["id"] in gone:
            yield Violation("2", event["seq"], "a released object was opened again")
        if not event.get("reopened") and known is not None and known not in gone:
            yield Violation("2", event["seq"], f"a second object beside the open {known}")
        current[key] = event["id"]


def _parent_usable(story: Story) -> Iterator[Violation]:
    """10: nothing is opened on a released object."""
    gone: set[int] = set()
    for event in story.events:
        if event["event"] == "released" and event["state"] == "released":
            gone.add(event["id"])
        if event["event"] == "opened" and event["parent"] in gone:
            yield Violation("10", event["seq"], f"opened on {event['parent']}, which is released")


def _cascade_order(story: Story) -> Iterator[Violation]:
    """8: every tracked object once; parents after what was opened from them; siblings reversed."""
    wanted = story.cascade()
    visits = [event["id"] for event in story.closings()]
    for number, times in Counter(visits).items():
        if times > 1:
            yield Violation("8", None, f"object {number} is closed {times} times")
    for number in sorted(set(wanted) - set(visits)):
        yield Violation("8", None, f"object {number} ({story.kind(number)}) is never closed")
    for event, number in zip(story.closings(), wanted, strict=False):
        if event["id"] != number:
            yield Violation("8", event["seq"], f"object {event['id']} where {number} was due")
            return


def _triplets(story: Story) -> Iterator[Violation]:
    """8: closing, perhaps failed, closed: together, of one object, in one step."""
    tail = [event for event in story.events if event["event"] in TEARDOWN]
    position = 0
    while position < len(tail):
        size = 3 if position + 1 < len(tail) and tail[position + 1]["event"] == "failed" else 2
        group = tail[position : position + size]
        names = tuple(event["event"] for event in group)
        same = len({(event["id"], event["step"]) for event in group}) == 1
        if names not in (("closing", "closed"), TEARDOWN) or not same:
            text = f"step {group[0]['step']} is {' '.join(names)}"
            yield Violation("8", group[0]["seq"], text)
            return
        position += size


def _session_last(story: Story) -> Iterator[Violation]:
    """8, 9: the session goes last, and nothing is opened once the cascade has begun."""
    closing = False
    for event in story.events:
        closing = closing or event["event"] in TEARDOWN
        if closing and event["event"] == "opened":
            yield Violation("9", event["seq"], "opened while the session was closing")
    last = story.events[-1] if story.events else None
    if last is None or (last["event"], last["kind"]) != ("closed", "session"):
        yield Violation("8", None, "the last event does not close the session")


def _closed_only_by_session(story: Story) -> Iterator[Violation]:
    """4: in a session nothing is closed before the cascade: all visits are one unbroken run."""
    begun = False
    for event in story.events:
        if event["event"] in TEARDOWN:
            begun = True
        elif begun and event["event"] != "released":
            yield Violation("4", event["seq"], f"{event['event']} between teardown steps")
            return


def _storage_after_message(story: Story) -> Iterator[Violation]:
    """8: a top-level message's own storage goes right after it."""
    visit = {event["id"]: number for number, event in enumerate(story.closings())}
    for storage, message in pairwise(story.first.values()):
        own = storage["kind"] == "storage" and message["kind"] == "message"
        if not own or story.kind(storage["parent"]) != "session":
            continue
        if visit.get(storage["id"], 0) != visit.get(message["id"], 0) + 1:
            text = f"storage {storage['id']} is not closed right after its message"
            yield Violation("8", None, text)


def _report(story: Story) -> Iterator[Violation]:
    """8, 9: the report tells the same steps and faults as the events."""
    report = story.session["report"]
    steps, closings = report.get("steps", []), story.closings()
    if len(steps) != len(closings):
        yield Violation("8", None, f"{len(steps)} steps reported, {len(closings)} taken")
    failed = {event["id"] for event in story.events if event["event"] == "failed"}
    for step, event in zip(steps, closings, strict=False):
        missing = [key for key in STEP_KEYS if key not in step]
        if missing:
            yield Violation("json", event["seq"], f"a reported step lacks {missing}")
            return
        for key in ("step", "id", "kind", "label", "path", "references"):
            if step[key] != event[key]:
                text = f"reported {key} {step[key]!r}, event {event[key]!r}"
                yield Violation("8", event["seq"], text)
        if bool(step["fault"]) != (event["id"] in failed):
            yield Violation("8", event["seq"], "a fault is reported wrongly")
    reported = len(report.get("faults", []))
    if reported != len(failed):
        yield Violation("8", None, f"{len(failed)} faults, {reported} reported")


RULES: tuple[Callable[[Story], Iterator[Violation]], ...] = (
    _references,
    _states,
    _one_object_while_open,
    _parent_usable,
    _cascade_order,
    _triplets,
    _session_last,
    _closed_only_by_session,
    _storage_after_message,
    _report,
)
