"""Rules of sections 2.1 and 2.2 on what is opened: numbers, ids, parents, places, calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.console.story import TEARDOWN, Event, Story, Violation

KINDS = (
    "session",
    "message",
    "recipient_table",
    "attachment_table",
    "attachment",
    "stream",
    "storage",
)
# kind of the parent -> kinds that may be opened on it (None: nothing above)
MAY_OPEN: dict[str | None, tuple[str, ...]] = {
    None: ("session",),
    "session": ("message", "storage"),
    "message": ("recipient_table", "attachment_table", "attachment", "stream"),
    "attachment": ("stream", "storage", "message"),
}


def _sequence(story: Story) -> Iterator[Violation]:
    """seq counts from 1 by 1; time does not run backwards."""
    last = 0.0
    for number, event in enumerate(story.events, start=1):
        if event["seq"] != number:
            yield Violation("seq", event["seq"], f"expected seq {number}")
            return
        if event["t"] < last:
            yield Violation("seq", event["seq"], f"t {event['t']} after {last}")
        last = event["t"]


def _steps(story: Story) -> Iterator[Violation]:
    """Steps count teardown visits from 1; nothing else has one."""
    for number, event in enumerate(story.closings(), start=1):
        if event["step"] != number:
            yield Violation("12", event["seq"], f"step {event['step']}, expected {number}")
            return
    for event in story.events:
        if (event["step"] is None) == (event["event"] in TEARDOWN):
            yield Violation("12", event["seq"], f"{event['event']} with step {event['step']}")


def _identity(story: Story) -> Iterator[Violation]:
    """1, 2: an id belongs to one object, opened before anything else happens to it."""
    opened: set[int] = set()
    for event in story.events:
        number = event["id"]
        if event["event"] == "opened" and not event.get("reopened"):
            if number in opened:
                yield Violation("2", event["seq"], f"id {number} is opened as new a second time")
            opened.add(number)
        elif number not in opened:
            yield Violation("1", event["seq"], f"id {number} was never opened")
            continue
        for key in ("kind", "parent", "session", "file", "path"):
            if number in story.first and event[key] != story.first[number][key]:
                yield Violation("1", event["seq"], f"id {number} changed its {key}")


def _session_first(story: Story) -> Iterator[Violation]:
    """The session is opened first, once, and every event belongs to it."""
    if not story.events or story.events[0]["kind"] != "session":
        yield Violation("1", 1, "the first event does not open the session")
        return
    number = story.events[0]["id"]
    if story.session["id"] != number:
        yield Violation("1", 1, f"session {story.session['id']} is opened with id {number}")
    for event in story.events:
        if event["session"] != number:
            yield Violation("1", event["seq"], f"session is {event['session']}, not {number}")
    if [kind["kind"] for kind in story.first.values()].count("session") != 1:
        yield Violation("1", None, "more than one session object in one session")


def _parents(story: Story) -> Iterator[Violation]:
    """Tracked kinds, and the parent is the object the opening call was made on."""
    for event in story.first.values():
        if event["kind"] not in KINDS:
            yield Violation("kinds", event["seq"], f"{event['kind']} is no tracked kind")
        parent = event["parent"]
        if parent is not None and parent not in story.first:
            yield Violation("parent", event["seq"], f"parent {parent} was never opened")
            continue
        above = story.kind(parent) if parent is not None else None
        if event["kind"] not in MAY_OPEN.get(above, ()):
            yield Violation("parent", event["seq"], f"a {above} opened a {event['kind']}")
        if parent is not None and story.first[parent]["seq"] > event["seq"]:
            yield Violation("parent", event["seq"], "opened before its parent")


def _own_storage(story: Story) -> Iterator[Violation]:
    """6: the storage of a top-level message is opened just before it, the session its parent."""
    news = list(story.first.values())
    paired: set[int] = set()
    for before, event in zip([None, *news], news, strict=False):
        if event["kind"] != "message" or story.kind(event["parent"]) != "session":
            continue
        if before is None or before["kind"] != "storage" or before["seq"] != event["seq"] - 1:
            yield Violation("6", event["seq"], "no storage was opened just before the message")
        elif (before["parent"], before["file"]) != (event["parent"], event["file"]):
            yield Violation("6", event["seq"], "the storage before it is not its own")
        else:
            paired.add(before["id"])
    for event in story.below(news[0]["id"]):
        if event["kind"] == "storage" and event["id"] not in paired:
            yield Violation("6", event["seq"], "a storage without its message")


def _places(story: Story) -> Iterator[Violation]:
    """Paths nest as the design's section 8 defines them, and a sub-object has its parent's file."""
    for event in story.first.values():
        above = story.first.get(event["parent"])
        if above is None or above["kind"] == "session":
            if event["kind"] == "message" and event["path"] != "/":
                yield Violation("path", event["seq"], f"top-level message at {event['path']}")
            continue
        if event["file"] != above["file"]:
            yield Violation("path", event["seq"], "a sub-object of another file")
        yield from _place(event, above)


def _place(event: Event, above: Event) -> Iterator[Violation]:
    base = (above["path"] or "").rstrip("/")
    path = event["path"] or ""
    if event["kind"] == "message" and path != f"{base}/message":
        yield Violation("path", event["seq"], f"message of {above['path']} at {path}")
    elif event["kind"] == "attachment":
        number = path.removeprefix(f"{base}/attachments/")
        if number == path or not (number.isascii() and number.isdigit()):
            yield Violation("path", event["seq"], f"attachment of {above['path']} at {path}")
    elif not path.startswith(base):
        yield Violation("path", event["seq"], f"{event['kind']} of {above['path']} at {path}")


def _calls(story: Story) -> Iterator[Violation]:
    """The MAPI call of the table in section 2.1 that opens a session or a top-level message."""
    for event in story.first.values():
        call = event["call"] or ""
        if not call:
            yield Violation("call", event["seq"], "opened by no call")
        if event["kind"] == "session" and not call.startswith("OpenIMsgSession("):
            yield Violation("call", event["seq"], f"a session opened by {call}")
        top = event["kind"] == "message" and story.kind(event["parent"]) == "session"
        if top and not call.startswith("OpenIMsgOnIStg("):
            yield Violation("call", event["seq"], f"a top-level message opened by {call}")


RULES: tuple[Callable[[Story], Iterator[Violation]], ...] = (
    _sequence,
    _steps,
    _identity,
    _session_first,
    _parents,
    _own_storage,
    _places,
    _calls,
)
