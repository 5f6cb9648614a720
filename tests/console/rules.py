"""Checks the JSON of `msginspect session --json` against the rules of message sessions.

It knows that JSON and nothing else: standard library only, nothing of the program it judges. The
rules are those of the design's section 2.2, as far as events can show them; each check names the
rule's number. Section 8 gives the shape of an event.

    msginspect session --open-all --json mail.msg | python -m tests.console.rules

prints one line per violation and exits 1 if there are any. What `--open-all` must have opened
depends on the file, so `check` takes an `Expected`, an independent reading of it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from tests.console import rules_closing, rules_opening
from tests.console.rules_open_all import Expected, open_all
from tests.console.story import Story, Violation

# key -> types it may have; bool is never taken for an integer
SHAPE: dict[str, tuple[type, ...]] = {
    "seq": (int,),
    "event": (str,),
    "step": (int, type(None)),
    "kind": (str,),
    "id": (int,),
    "parent": (int, type(None)),
    "session": (int,),
    "file": (str, type(None)),
    "path": (str, type(None)),
    "label": (str,),
    "references": (int,),
    "state": (str,),
    "call": (str, type(None)),
    "t": (int, float),
}
NAMES = ("opened", "released", "closing", "failed", "closed")
RULES = (*rules_opening.RULES, *rules_closing.RULES)


def check(document: Any, expected: Expected | None = None) -> list[Violation]:
    """Every violation in a document; an empty list says that it obeys all rules."""
    found = list(_envelope(document))
    if found:
        return found
    for session in document["sessions"]:
        found += list(_shape(session)) or _rules(Story.of(session), expected)
    return found


def _rules(story: Story, expected: Expected | None) -> list[Violation]:
    found = [violation for rule in RULES for violation in rule(story)]
    if expected is not None:
        found += open_all(story, expected)
    return found


def _envelope(document: Any) -> Iterator[Violation]:
    if not isinstance(document, dict):
        yield Violation("json", None, "the document is no object")
        return
    if document.get("schema") != 1 or document.get("command") != "session":
        yield Violation("json", None, "schema is not 1 or command not session")
    sessions = document.get("sessions")
    if not isinstance(sessions, list) or not sessions:
        yield Violation("json", None, "sessions is no list, or empty")
        return
    for session in sessions:
        if not {"id", "events", "report"} <= set(session):
            yield Violation("json", None, "a session lacks id, events or report")


def _shape(session: dict[str, Any]) -> Iterator[Violation]:
    for event in session["events"]:
        for key, types in SHAPE.items():
            if key not in event:
                yield Violation("json", event.get("seq"), f"key {key} is missing")
            elif not isinstance(event[key], types) or isinstance(event[key], bool):
                yield Violation("json", event.get("seq"), f"{key} is {event[key]!r}")
        if event.get("event") not in NAMES:
            yield Violation("json", event.get("seq"), f"event is {event.get('event')!r}")


def main() -> int:
    """Reads a document from standard input; prints its violations."""
    violations = check(json.load(sys.stdin))
    for violation in violations:
        sys.stdout.write(f"{violation}\n")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
