"""Handles: what callers hold of the objects the books track.

A handle is thin: the books' record is the truth, and two handles of one record are one object.
Its state shows in `closed`, `bool()` and `repr()`. Dropping a handle closes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msginspector.errors import MAPI_E_NOT_FOUND, MapiError
from msginspector.session.rows import ObjectRow
from msginspector.session.states import KIND_TITLES, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from msginspector.oxmsg import MessageFile, OxObject, Property
    from msginspector.session.opener import Opener
    from msginspector.session.record import Group, Record
    from msginspector.session.rows import PropertyRow
    from msginspector.session.session import MessageSession
    from msginspector.storage import CompoundFile

PR_ATTACH_DATA_BIN = 0x37010102
SLICE = 1 << 20

PTYP_OBJECT = 0x000D
MULTIVALUED = 0x1000

T = TypeVar("T")


class Handle:
    """One tracked object.

    `id`, `kind`, `label`, `path`, `state`, `references` and `repr()` stay readable for ever;
    everything else raises InvalidObjectError once the object is released or closed.
    """

    __slots__ = ("__weakref__", "_anchor", "_opener", "_record")

    def __init__(self, opener: Opener, record: Record, anchor: Handle | None = None) -> None:
        self._opener = opener
        self._record = record
        # Keeps the handle it was opened from alive: only when the last handle of an independent
        # message and of everything opened from it is gone is the message leaked.
        self._anchor = anchor

    def __bool__(self) -> bool:
        return self._record.state is State.OPEN

    def __repr__(self) -> str:
        record = self._record
        title = KIND_TITLES[record.kind]
        return (
            f"<{title} {record.id} {record.label!r} {record.state} references={record.references}>"
        )

    @property
    def id(self) -> int:
        """The number of the object, unique in its workspace."""
        return self._record.id

    @property
    def kind(self) -> Kind:
        """What it is."""
        return self._record.kind

    @property
    def label(self) -> str:
        """Its name for people."""
        return self._record.label

    @property
    def path(self) -> str:
        """Its place in its message: "/" for the message itself."""
        return self._record.path

    @property
    def file(self) -> str | None:
        """The path of the file its message was opened from, None for a borrowed storage."""
        return self._group.file

    @property
    def state(self) -> State:
        """Where in its life it is."""
        return self._record.state

    @property
    def references(self) -> int:
        """How many references are out; 0 once released or closed."""
        return self._record.references

    @property
    def closed(self) -> bool:
        """It can no longer be used: released, or closed."""
        return self._record.state not in (State.OPEN, State.CLOSING)

    @property
    def session(self) -> MessageSession | None:
        """The session it belongs to, None for an independent message and what is below it."""
        return self._opener.session

    @property
    def parent(self) -> Handle | MessageSession | None:
        """The object the opening call was made on, None for an independent message."""
        parent = self._record.parent
        if parent is None:
            return None
        return self.session if parent.kind is Kind.SESSION else self._opener.handle(parent)

    def check(self) -> None:
        """Raise InvalidObjectError unless the object can be used."""
        self._opener.books.check(self._record)

    def check_reading(self) -> None:
        """The same, and cancel a running read as soon as the session starts to close."""
        self._opener.books.check_reading(self._record)

    def check_of_a_read(self) -> Callable[[], None]:
        """The check for a read that begins now, to be made until it ends.

        Running reads are cancelled when the session starts to close; what is not closed yet can
        still be read after that.
        """
        return self.check if self._opener.books.cascade.begun else self.check_reading

    def served(self, read: Callable[[], T]) -> T:
        """What `read` gives, unless the object ended or its session began to close meanwhile.

        Raises InvalidObjectError then: results that arrive late are dropped.
        """
        check = self.check_of_a_read()
        check()
        try:
            return read()
        finally:
            check()

    def check_unchanged(self) -> None:
        """Raise InputError FILE_CHANGED when the file was written to since it was opened."""
        self._group.content.check_unchanged()

    def state_of(self, path: str) -> State:
        """The state of the newest object of that path; listed where nobody opened it."""
        return self._group.state_of(path)

    def add_reference(self) -> int:
        """IUnknown::AddRef: one reference more; the new count."""
        return self._opener.books.add_reference(self._record)

    def release(self) -> int:
        """IUnknown::Release: one reference less; the count left.

        At 0 the object cannot be used any more. Harmless on what is released or closed: 0.
        """
        return self._opener.books.release(self._record)

    @property
    def _group(self) -> Group:
        """The top-level message it belongs to, with the resources they share."""
        group = self._record.group
        assert group is not None
        return group

    def _from_file(self, read: Callable[[MessageFile], T]) -> T:
        """What `read` gives of the message file.

        Raises InvalidObjectError like `served`, and InputError when the file is gone or was
        written to: what was read is garbage then.
        """
        value = self.served(lambda: read(self._group.content.file()))
        self.check_unchanged()
        return value

    def _from_object(self, record: Record | None, read: Callable[[OxObject], T]) -> T:
        """The same of the engine's object behind a message or attachment."""
        assert record is not None
        value = self.served(lambda: read(self._group.content.object(record.path)))
        self.check_unchanged()
        return value

    def _open(self, kind: Kind, key: object, label: str, path: str, call: str,
              detail: int | None = None) -> Any:  # fmt: skip
        record = self._opener.books.open_child(
            self._record, kind, key, label=label, path=path, call=call, detail=detail
        )
        return self._opener.handle(record, self)


class Table(Handle):
    """A table of a message: its rows are listed, never tracked."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows(self) -> tuple[ObjectRow, ...]:
        """The rows in ascending order of their storages' names."""
        recipients = self.kind is Kind.RECIPIENT_TABLE
        return self._from_object(
            self._record.parent,
            lambda message: tuple(
                ObjectRow(self, item)
                for item in (message.recipients if recipients else message.attachments)
            ),
        )


class RecipientTable(Table):
    """IMessage::GetRecipientTable."""

    __slots__ = ()


class AttachmentTable(Table):
    """IMessage::GetAttachmentTable. It is never the parent of an attachment."""

    __slots__ = ()


class Stream(Handle):
    """An open property stream: ranged reads of the stored bytes."""

    __slots__ = ()

    def _from_stream(self, read: Callable[[CompoundFile, int], T]) -> T:
        """What `read` gives of the container and the stream's directory entry in it."""
        tag = self._record.detail
        assert tag is not None

        def of_object(owner: OxObject) -> T:
            index = stream_index(owner, tag)
            if index is None:
                raise MapiError(MAPI_E_NOT_FOUND, f"The stream of 0x{tag:08X} is no longer there.")
            return read(owner.file.container, index)

        return self._from_object(self._record.parent, of_object)

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self._from_stream(lambda container, index: container.size(index))

    def read(self, offset: int = 0, size: int | None = None) -> bytes:
        """`size` bytes from `offset`; without a size, to the end. Short at the end.

        Raises InputError when the file is gone or not what it was when it was opened.
        """
        return self._from_stream(lambda container, index: container.read(index, offset, size))

    def slices(self, size: int = SLICE) -> Iterator[bytes]:
        """The whole stream in pieces; cancelled when the session starts to close.

        Raises InvalidObjectError then, at the next piece.
        """
        check = self.check_of_a_read()
        offset = 0
        while True:
            check()
            piece = self.read(offset, size)
            if not piece:
                return
            yield piece
            offset += len(piece)


def stream_index(owner: OxObject, tag: int) -> int | None:
    """The directory entry of a property's stream, None where it has none.

    The data of a damaged attachment may lie there without an entry in the property stream.
    """
    prop = owner.property(tag)
    if prop is not None and lies_in_stream(prop):
        return prop.stream_index
    return owner.data_stream if tag == PR_ATTACH_DATA_BIN else None


def lies_in_stream(prop: Property | PropertyRow) -> bool:
    """Its value lies in a stream of its own; that of a PtypObject lies in a storage."""
    return prop.stream_index is not None and prop.type & ~MULTIVALUED != PTYP_OBJECT


class StorageHandle(Handle):
    """A tracked storage: the OLE object of an attachment, or the storage of an opened file."""

    __slots__ = ()

    def names(self) -> tuple[str, ...]:
        """The names of what it holds, sorted."""
        if self._record.key is None:
            return self._from_file(lambda file: tuple(sorted(file.container.children(0))))
        return self._from_object(self._record.parent, _data_names)


def _data_names(attachment: OxObject) -> tuple[str, ...]:
    """What the storage of an attachment holds, sorted."""
    index = attachment.data_storage
    return () if index is None else tuple(sorted(attachment.file.container.children(index)))
