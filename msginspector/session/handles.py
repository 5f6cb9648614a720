"""Handles: what callers hold of the objects the books track.

A handle is thin: the books' record is the truth, and two handles of one record are one object.
Its state shows in `closed`, `bool()` and `repr()`. Dropping a handle closes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from msginspector.errors import MAPI_E_CALL_FAILED, MAPI_E_NOT_FOUND, MapiError
from msginspector.session import calls
from msginspector.session.rows import ObjectRow, PropertyRow, PropertyTable
from msginspector.session.states import KIND_TITLES, Kind, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from msginspector.oxmsg import OxObject, Property
    from msginspector.session.message import Message
    from msginspector.session.opener import Opener
    from msginspector.session.record import Group, Record
    from msginspector.session.session import MessageSession

PR_ATTACH_DATA_BIN = 0x37010102
PR_ATTACH_DATA_OBJ = 0x3701000D
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
        return self.group.file

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
    def group(self) -> Group:
        """The top-level message it belongs to, with the resources they share."""
        group = self._record.group
        assert group is not None
        return group

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

    def served(self, read: Callable[[], T]) -> T:
        """What `read` gives, unless the object ended or its session began to close meanwhile.

        Raises InvalidObjectError then: results that arrive late are dropped.
        """
        check = self.check if self._opener.books.cascade.begun else self.check_reading
        check()
        try:
            return read()
        finally:
            check()

    def add_reference(self) -> int:
        """IUnknown::AddRef: one reference more; the new count."""
        return self._opener.books.add_reference(self._record)

    def release(self) -> int:
        """IUnknown::Release: one reference less; the count left.

        At 0 the object cannot be used any more. Harmless on what is released or closed: 0.
        """
        return self._opener.books.release(self._record)

    def _object(self) -> OxObject:
        """The engine's object behind a message or attachment; InputError if the file is gone."""
        return self.served(lambda: self.group.content.object(self._record.path))

    def _open(self, kind: Kind, key: object, label: str, path: str, call: str,
              detail: int | None = None) -> Any:  # fmt: skip
        record = self._opener.books.open_child(
            self._record, kind, key, label=label, path=path, call=call, detail=detail
        )
        return self._opener.handle(record, self)


class PropertyOwner(Handle):
    """A handle with properties: message and attachment."""

    __slots__ = ()

    @property
    def row(self) -> ObjectRow:
        """The object as a row: its properties and everything listed below it."""
        return ObjectRow(self, self._object())

    @property
    def properties(self) -> PropertyTable:
        """Its properties in file order."""
        return PropertyTable(self, self._object().properties)

    @property
    def storage_path(self) -> str:
        """Its storage in the file, "" for the root."""
        return self._object().storage

    def property(self, tag: int) -> PropertyRow | None:
        """Its property of that tag as a row, None where there is none."""
        prop = self._object().property(tag)
        return None if prop is None else PropertyRow(self, prop)

    def open_stream(self, tag: int) -> Stream:
        """IMAPIProp::OpenProperty(tag, IID_IStream).

        Raises MAPI_E_NOT_FOUND unless the object has such a property whose value lies in a stream.
        """
        owner = self._object()
        if stream_index(owner, tag) is None:
            raise MapiError(
                MAPI_E_NOT_FOUND, f"“{self.label}” has no property 0x{tag:08X} kept in a stream."
            )
        prop = owner.property(tag)
        path = f"{self.path.rstrip('/')}/properties/0x{tag:08X}"
        stream: Stream = self._open(
            Kind.STREAM, ("stream", tag), (prop and prop.name) or f"0x{tag:08X}", path,
            calls.open_property(tag, "IID_IStream"), tag,
        )  # fmt: skip
        return stream


class Table(Handle):
    """A table of a message: its rows are listed, never tracked."""

    __slots__ = ()

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rows(self) -> tuple[ObjectRow, ...]:
        """The rows in ascending order of their storages' names."""
        return self.served(self._rows)

    def _rows(self) -> tuple[ObjectRow, ...]:
        parent = self._record.parent
        assert parent is not None
        message = self.group.content.object(parent.path)
        listed = message.recipients if self.kind is Kind.RECIPIENT_TABLE else message.attachments
        return tuple(ObjectRow(self, item) for item in listed)


class RecipientTable(Table):
    """IMessage::GetRecipientTable."""

    __slots__ = ()


class AttachmentTable(Table):
    """IMessage::GetAttachmentTable. It is never the parent of an attachment."""

    __slots__ = ()


class Attachment(PropertyOwner):
    """IMessage::OpenAttach."""

    __slots__ = ()

    @property
    def data_kind(self) -> str | None:
        """What its data is: "stream", "storage", "message"; None when there is none."""
        return self._object().data_kind

    def open_data(self) -> Handle | None:
        """Open whatever its data is; None when there is none, or nested too deeply to be read."""
        kind = self.data_kind
        if kind == "stream":
            return self.open_stream()
        if kind == "storage":
            return self.open_storage()
        return self.open_message() if kind == "message" and self._object().embedded else None

    def open_stream(self, tag: int = PR_ATTACH_DATA_BIN) -> Stream:
        """IAttach::OpenProperty(tag, IID_IStream); without a tag, its data."""
        return super().open_stream(tag)

    def open_storage(self) -> StorageHandle:
        """IAttach::OpenProperty(PR_ATTACH_DATA_OBJ, IID_IStorage): the OLE object.

        Raises MAPI_E_NOT_FOUND when the data is no storage.
        """
        self._require("storage")
        handle: StorageHandle = self._open(
            Kind.STORAGE, "storage", self.label, f"{self.path}/storage",
            calls.open_property(PR_ATTACH_DATA_OBJ, "IID_IStorage"),
        )  # fmt: skip
        return handle

    def open_message(self) -> Message:
        """IAttach::OpenProperty(PR_ATTACH_DATA_OBJ, IID_IMessage): the embedded message.

        Raises MAPI_E_NOT_FOUND when the data is no message.
        """
        self._require("message")
        inside = self._object().embedded
        if inside is None:
            text = f"The message in “{self.label}” is nested too deeply to be read."
            raise MapiError(MAPI_E_CALL_FAILED, text)
        handle: Message = self._open(
            Kind.MESSAGE, "message", inside.label, inside.path,
            calls.open_property(PR_ATTACH_DATA_OBJ, "IID_IMessage"),
        )  # fmt: skip
        return handle

    def _require(self, kind: str) -> None:
        found = self.data_kind
        if found != kind:
            what = f"is a {found}, not a {kind}" if found else "is absent"
            raise MapiError(MAPI_E_NOT_FOUND, f"The data of “{self.label}” {what}.")


class Stream(Handle):
    """An open property stream: ranged reads of the stored bytes."""

    __slots__ = ()

    def _index(self) -> int:
        """The directory entry of the stream."""
        parent, tag = self._record.parent, self._record.detail
        assert parent is not None
        assert tag is not None
        index = stream_index(self.group.content.object(parent.path), tag)
        if index is None:
            raise MapiError(MAPI_E_NOT_FOUND, f"The stream of 0x{tag:08X} is no longer there.")
        return index

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self.served(lambda: self.group.content.file().container.size(self._index()))

    def read(self, offset: int = 0, size: int | None = None) -> bytes:
        """`size` bytes from `offset`; without a size, to the end. Short at the end.

        Raises InputError when the file is gone or not what it was when it was opened.
        """
        return self.served(lambda: self._read(offset, size))

    def _read(self, offset: int, size: int | None) -> bytes:
        content = self.group.content
        data = content.file().container.read(self._index(), offset, size)
        content.check_unchanged()
        return data

    def slices(self, size: int = SLICE) -> Iterator[bytes]:
        """The whole stream in pieces; cancelled when the session starts to close.

        Raises InvalidObjectError then, at the next piece.
        """
        offset = 0
        while True:
            self.check_reading()
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
        return self.served(self._names)

    def _names(self) -> tuple[str, ...]:
        content = self.group.content
        index: int | None = 0
        if self._record.key is not None:
            assert self._record.parent is not None
            index = content.object(self._record.parent.path).data_storage
        return tuple(sorted(content.file().container.children(index))) if index is not None else ()
