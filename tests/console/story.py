"""The events of one session, indexed, and what a rule says when it is broken."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
TEARDOWN = ("closing", "failed", "closed")


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: its number, the event it shows in (None: the whole), what is wrong."""

    rule: str
    seq: int | None
    text: str

    def __str__(self) -> str:
        return f"rule {self.rule}, event {self.seq}: {self.text}"


@dataclass(slots=True)
class Story:
    """The events of one session, indexed."""

    session: dict[str, Any]
    events: list[Event]
    first: dict[int, Event] = field(default_factory=dict)
    children: dict[int | None, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, session: dict[str, Any]) -> Story:
        story = cls(session, session["events"])
        for event in story.events:
            if event["event"] == "opened" and event["id"] not in story.first:
                story.first[event["id"]] = event
                story.children.setdefault(event["parent"], []).append(event["id"])
        return story

    def kind(self, number: int | None) -> str | None:
        return self.first[number]["kind"] if number in self.first else None

    def below(self, number: int) -> list[Event]:
        return [self.first[child] for child in self.children.get(number, [])]

    def closings(self) -> list[Event]:
        return [event for event in self.events if event["event"] == "closing"]

    def cascade(self) -> list[int]:
        """The order rule 8 asks for: post-order, siblings in reverse order of opening.

        That is a walk parents first and siblings in order of opening, read backwards.
        """
        order: list[int] = []
        waiting = self.children.get(None, [])[::-1]
        while waiting:
            number = waiting.pop()
            order.append(number)
            waiting.extend(reversed(self.children.get(number, [])))
        return order[::-1]
