"""What a branch of the tree lists: the children of an object as its message lists them.

Nothing is opened and no value is read; see `session_tree` for the nodes made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QCoreApplication

from msginspector.gui import icons, ledger, texts

if TYPE_CHECKING:
    from msginspector.session import ObjectRow

# kinds of nodes that are not kinds of tracked objects
NO_SESSION: Final = "no_session"
RECIPIENT: Final = "recipient"
PROPERTIES: Final = "properties"
PROPERTY: Final = "property"
ORPHAN: Final = "orphan"
SIGNED: Final = "smime"  # the kind of message in an attachment that is a signed mail


def _said(text: str) -> str:
    """A label of ours in the language of the window."""
    return QCoreApplication.translate("Tree", text)


class Child(NamedTuple):
    """What a branch lists: kind, label, icon, path, how many children it may have."""

    kind: str
    label: str
    icon: str
    path: str
    size: int
    number: int = 0


def message_child(label: str, message_class: str | None, path: str) -> Child:
    """A message, top-level or embedded."""
    icon = icons.message_icon(message_class or "")
    return Child(ledger.MESSAGE, label or _said("(no subject)"), icon, path, 1)


def _message_children(row: ObjectRow, top_level: bool) -> Iterator[Child]:
    base = row.path.rstrip("/")
    yield Child(ledger.RECIPIENT_TABLE, _said("Recipients"), "recipients", f"{base}/recipients",
                len(row.recipients))  # fmt: skip
    yield Child(ledger.ATTACHMENT_TABLE, _said("Attachments"), "attachment", f"{base}/attachments",
                len(row.attachments))  # fmt: skip
    yield _properties(row)
    listed = {child.path for child in (*row.recipients, *row.attachments)}
    for child in row.children:
        if child.path not in listed:
            yield _object_child(child)
    if top_level:
        yield Child(ledger.STORAGE, _said("Storage"), "storage", "/storage", 0)


def _properties(row: ObjectRow) -> Child:
    return Child(PROPERTIES, _said("Properties"), "properties", row.path, len(row.properties))


def _object_child(row: ObjectRow) -> Child:
    if row.kind == ledger.MESSAGE:
        return message_child(row.label, row.message_class, row.path)
    if row.kind == ledger.ATTACHMENT:
        inside = row.data_kind == "message"
        icon = "message-embedded" if inside else icons.file_icon(row.label)
        return Child(
            ledger.ATTACHMENT, row.label or _said("(no name)"), icon, row.path, 1, row.number
        )
    if row.kind == RECIPIENT:
        return Child(RECIPIENT, row.label or _said("(no name)"), "person", row.path, 1, row.number)
    return Child(ORPHAN, row.label or row.storage, "orphan", row.path, 1, row.number)


def _attachment_children(row: ObjectRow) -> Iterator[Child]:
    inside = row.embedded
    # What a signature is around has no subject of its own: that is in the mail that was signed.
    signed = _said("Signed mail") if row.inner_kind == SIGNED else ""
    if inside is not None:
        yield message_child(inside.label or signed, inside.message_class, inside.path)
    elif row.held_kind is not None:  # its bytes; no more than the first are read before it opens
        yield message_child(row.label or signed, None, f"{row.path}/message")
    yield _properties(row)


def _property_children(row: ObjectRow) -> Iterator[Child]:
    for number, prop in enumerate(row.properties):
        label = prop.name or texts.tag(prop.tag)
        yield Child(PROPERTY, label, "property", row.path, 0, number)


# kind of a node -> what it lists, given the row of the object it belongs to
LISTERS: Final[dict[str, Callable[[ObjectRow], Iterable[Child]]]] = {
    ledger.RECIPIENT_TABLE: lambda row: map(_object_child, row.recipients),
    ledger.ATTACHMENT_TABLE: lambda row: map(_object_child, row.attachments),
    ledger.ATTACHMENT: _attachment_children,
    RECIPIENT: lambda row: [_properties(row)],
    ORPHAN: lambda row: [_properties(row)],
    PROPERTIES: _property_children,
}


def children_of(kind: str, row: ObjectRow) -> Iterable[Child]:
    """The children of a node of that kind; `row` is the object the node belongs to."""
    if kind == ledger.MESSAGE:
        return _message_children(row, top_level=row.path == "/")
    return LISTERS[kind](row)
