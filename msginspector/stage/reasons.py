"""Why an object is closed now: the order of the cascade, told of one object at a time.

The rule is that of `session.record.closing_order`: a parent after everything opened from it,
siblings youngest first, the session last. The reasons are worked out from the events alone; of an
object whose opening is not among them, nothing is said that only those before could tell.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol

from msginspector.stage.captions import named, references
from msginspector.stage.statements import is_own_storage

if TYPE_CHECKING:
    from msginspector.session import Event


class Visited(Protocol):
    """What the cascade visits: an event, or a row of a tracked object."""

    @property
    def id(self) -> int:
        """Its number."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def path(self) -> str:
        """Where it is in its message."""

    @property
    def parent(self) -> int | None:
        """What it was opened from."""

    @property
    def references(self) -> int:
        """How many are out when it is visited."""


class _Object:
    """What the order of closing depends on."""

    __slots__ = ("children", "event", "given_back_late", "last_step", "whole", "youngest")

    def __init__(self, event: Event) -> None:
        self.event = event
        self.whole = event.event == "opened" and not event.reopened
        """All its events are known, so all its children are."""
        self.children = 0
        self.youngest = 0
        """The number of the child that was opened last."""
        self.given_back_late = False
        """Its last reference came back when the session was closing already."""
        self.last_step: int | None = None
        """The step that closed the last of its children."""


class Reasons:
    """Hears events, oldest first, and says of a `closing` or `closed` one why it was its turn."""

    def __init__(self) -> None:
        self._objects: dict[int, _Object] = {}

    def add(self, events: Iterable[Event]) -> None:
        """Take in events."""
        for event in events:
            if event.id not in self._objects:
                self._enter(event)
            if event.event == "released" and not event.references:
                self._objects[event.id].given_back_late = event.state != "released"
            if event.event == "closed" and event.step is not None and event.parent is not None:
                parent = self._objects.get(event.parent)
                if parent is not None:
                    parent.last_step = event.step

    def forget(self, numbers: Iterable[int]) -> None:
        """Some objects were taken off for good."""
        for number in numbers:
            self._objects.pop(number, None)

    def why(self, visited: Visited) -> str:
        """Why it is this object's turn, and what its references mean then, in sentences.

        `visited` is its `closing` event, or a row of it before the step: its references count.
        """
        known = self._objects.get(visited.id)
        late = known is not None and known.given_back_late
        return f"{self._turn(visited)}{_about_references(visited, late)}"

    def _enter(self, event: Event) -> None:
        self._objects[event.id] = _Object(event)
        parent = self._objects.get(event.parent) if event.parent is not None else None
        if parent is not None:
            parent.children += 1
            parent.youngest = max(parent.youngest, event.id)

    def _turn(self, event: Visited) -> str:
        known = self._objects.get(event.id)
        children = known.children if known is not None else 0
        last = known.last_step if known is not None else None
        whole = known is not None and known.whole
        if event.kind == "session":
            if whole and not children:
                return "Nothing was opened in it."
            return "Everything opened in it is closed: the session goes last."
        if is_own_storage(event):
            return "The message that stands on it is closed, so its storage goes right after it."
        if not whole:
            return "Whatever was opened from it is closed: now it is its turn."
        if children:
            what = "What was opened" if children == 1 else f"All {children} objects opened"
            by = f", the last by step {last}" if last is not None else ""
            is_are = "is" if children == 1 else "are"
            return f"{what} from it {is_are} closed{by}: now it is its turn."
        return f"Nothing was opened from it, and it is the youngest that {self._parent_has(event)}."

    def _parent_has(self, event: Visited) -> str:
        parent = self._objects.get(event.parent) if event.parent is not None else None
        if parent is None:
            return "is left of its siblings"
        name = named(parent.event)
        if parent.event.kind != "session":
            name = f"{name[:1].lower()}{name[1:]}"
        is_youngest = parent.whole and parent.youngest == event.id
        return f"{name} has" if is_youngest else f"{name} has left"


def _about_references(event: Visited, late: bool) -> str:
    if event.kind == "session":
        return ""
    if not event.references and late:
        return " Its references were given back meanwhile; the cascade visits it all the same."
    if not event.references:
        return " It was released before; the cascade visits it all the same."
    if event.references > 1:
        return f" {references(event.references)} are still out: closing does not ask for them."
    return ""
