"""Why an object can no longer be used, as MAPI_E_INVALID_OBJECT with a sentence for a person.

Each sentence names the object, its session, the time and, where there is one, the teardown step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msginspector.errors import InvalidObjectError
from msginspector.session.states import KIND_TITLES, State

if TYPE_CHECKING:
    from msginspector.session.books import Books
    from msginspector.session.record import Record

LABEL_LENGTH: Final = 80


def ended(books: Books, record: Record) -> InvalidObjectError:
    """The object was released or closed, or the workspace it belonged to is over."""
    if record.state is State.RELEASED:
        when = record.released_at
        text = f"{_name(books, record)} was released {_since(books, when)}."
    elif books.abandoned_at is not None and record.released_at is None:
        when = books.abandoned_at
        text = (
            f"{_name(books, record)} was never released; its workspace ended {_since(books, when)}."
        )
    else:
        when = record.closed_at if record.closed_at is not None else books.cascade.began_at
        verb = "was closed" if record.closed_at is not None else "is being closed"
        text = f"{_name(books, record)} {verb} {_since(books, when)}{_by_step(books, record)}."
    return _error(books, record, text, when)


def cancelled(books: Books, record: Record) -> InvalidObjectError:
    """A read was running when the session began to close."""
    when = books.cascade.began_at
    text = (
        f"Reading {_name(books, record)} was cancelled: {books.label} began to close "
        f"{_since(books, when)}."
    )
    return _error(books, record, text, when)


def not_to_be_opened(books: Books) -> InvalidObjectError:
    """The session is closing or closed: nothing can be opened in it."""
    root = books.root
    when = root.closed_at if root is not None else None
    text = f"Nothing can be opened in {books.label}: "
    if when is None:
        when = books.cascade.began_at
        text += f"it began to close {_since(books, when)}."
    else:
        step = f", by step {root.step} of closing it" if root is not None and root.step else ""
        text += f"it was closed {_since(books, when)}{step}."
    return _error(books, root, text, when)


def workspace_over() -> InvalidObjectError:
    """The workspace has ended: there is nothing left to open in."""
    return InvalidObjectError(
        "Nothing can be opened any more: the workspace has ended.",
        object_label="workspace", session_label="no session", when=None, step=None,
    )  # fmt: skip


def _name(books: Books, record: Record) -> str:
    """Kind, label and number; and that it belongs to no session."""
    label = record.label
    if len(label) > LABEL_LENGTH:
        label = label[:LABEL_LENGTH] + "…"
    alone = "" if books.root is not None else ", opened without a session"
    return f"{KIND_TITLES[record.kind]} “{label}” (object {record.id}{alone})"


def _since(books: Books, when: float | None) -> str:
    opened = f"{books.label} was opened" if books.root is not None else "it was opened"
    return f"{(when if when is not None else books.started) - books.started:.3f} s after {opened}"


def _by_step(books: Books, record: Record) -> str:
    return f", by step {record.step} of closing {books.label}" if record.step else ""


def _error(
    books: Books, record: Record | None, text: str, when: float | None
) -> InvalidObjectError:
    return InvalidObjectError(
        text,
        object_label=record.label if record is not None else books.label,
        session_label=books.label,
        when=None if when is None else when - books.started,
        step=record.step if record is not None else None,
    )
