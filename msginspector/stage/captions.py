"""What happens in a session, said in two sentences a class can read: an event as a caption.

The first sentence says what happened, the second what it means by the rules of the model. Why an
object is closed now is the matter of `reasons`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from msginspector.session import Event

LABEL_LIMIT: Final = 40

_KINDS: Final = {
    "session": "session",
    "message": "message",
    "recipient_table": "recipient table",
    "attachment_table": "attachment table",
    "attachment": "attachment",
    "stream": "stream",
    "storage": "storage",
}

# kind -> what its opening means
_OPENED: Final = {
    "session": "It is empty. Whatever is opened in it is closed with it.",
    "message": "One reference is out. What is opened from it keeps its storage in use.",
    "embedded": "It is a message like any other, and a child of its attachment.",
    "recipient_table": "Its rows are only listed: a row has no life of its own.",
    "attachment_table": "Its rows are only listed: an attachment lives once it is opened.",
    "attachment": "Until now it was a row; from now on the session tracks it.",
    "stream": "It reads the bytes of one property straight from the file.",
    "storage": "The file is only read; the message is built on this.",
    "ole": "It holds the object that is embedded in the message.",
    "independent": "No session will close it: whoever forgets to release it leaks it.",
}

_AGAIN: Final = "MAPI leaves this open; here it is the same object, with one reference more."
_ADDED: Final = "It stays open until as many references are given back."
_LEFT: Final = "Others still hold it, so it stays open."
_RELEASED_INSIDE: Final = (
    "It cannot be used any more, yet it stays on the session’s books until the session closes."
)
_RELEASED_OUTSIDE: Final = (
    "It cannot be used any more; it is closed once all that was opened from it is released too."
)
_RELEASED_BELOW: Final = (
    "It cannot be used any more; it is closed once its message, and all that was opened from that,"
    " is released too."
)
_CLOSED: Final = "Using it now is answered with MAPI_E_INVALID_OBJECT."
_SESSION_CLOSED: Final = "Everything it tracked is closed: that is what CloseIMsgSession promises."
_FAILED: Final = "A fault in one object stops nothing: the cascade goes on."
_FAILED_OUTSIDE: Final = "A fault in a callback or a file stops nothing: the release goes on."
_MEANWHILE: Final = "Its session is being closed: giving a reference back changes nothing any more."


class Named(Protocol):
    """What is spoken of: an event, or a row of a tracked object."""

    @property
    def kind(self) -> str:
        """What it is."""

    @property
    def path(self) -> str:
        """Where it is in its message."""

    @property
    def label(self) -> str:
        """Its name for people."""


@dataclass(frozen=True, slots=True)
class Caption:
    """What happened, what it means, and the MAPI call behind it."""

    said: str
    means: str
    call: str


def caption(event: Event) -> Caption:
    """The caption of one event."""
    return Caption(_said(event), _means(event), event.call)


def caption_of_many(events: Sequence[Event]) -> Caption:
    """One caption for what happened at once: that of the last, and how many objects it was."""
    last = caption(events[-1])
    objects = len({event.id for event in events})
    if objects == 1:
        return last
    return Caption(f"{last.said} ({objects} objects at once)", last.means, last.call)


def named(event: Named) -> str:
    """An object for people: kind and label, long labels cut."""
    if event.kind == "session":
        return event.label
    label = event.label
    if len(label) > LABEL_LIMIT:
        label = label[: LABEL_LIMIT - 1] + "…"
    return f"The {_kind(event)} “{label}”"


def _kind(event: Named) -> str:
    embedded = event.kind == "message" and event.path != "/"
    return "embedded message" if embedded else _KINDS.get(event.kind, event.kind)


def references(number: int) -> str:
    """`1 reference`, `3 references`."""
    return f"{number} reference{'' if number == 1 else 's'}"


def _said(event: Event) -> str:
    name = named(event)
    if event.event == "opened":
        again = f"{name} was opened again: it has {references(event.references)} now."
        return again if event.reopened else f"{name} is open."
    if event.event == "released":
        return f"{name} was released: {references(event.references)} left."
    if event.event == "closing":
        found = "" if event.references == 1 else f", with {references(event.references)} still out"
        return f"{name} is being closed{found}."
    if event.event == "failed":
        return f"{name}: {event.fault or 'something went wrong'}."
    return f"{name} is closed."


def _means(event: Event) -> str:
    if event.event == "opened":
        return _opened(event)
    if event.event == "released":
        return _released(event)
    if event.event == "failed":
        return _FAILED_OUTSIDE if event.step is None else _FAILED
    if event.event == "closed":
        return _SESSION_CLOSED if event.kind == "session" else _CLOSED
    return ""


def _released(event: Event) -> str:
    if event.state == "closing" or (event.state == "open" and not event.references):
        return _MEANWHILE
    if event.references:
        return _LEFT
    if event.session is not None:
        return _RELEASED_INSIDE
    return _RELEASED_OUTSIDE if event.parent is None else _RELEASED_BELOW


def _opened(event: Event) -> str:
    if event.reopened:
        return _ADDED if "AddRef" in event.call else _AGAIN
    key = event.kind
    if key == "message":
        if event.path != "/":
            key = "embedded"
        elif event.session is None:
            key = "independent"
    elif key == "storage" and event.path != "/storage":
        key = "ole"
    return _OPENED.get(key, "")
