"""Handles: what callers hold of the objects the books track.

A handle is thin: the books' record is the truth, and two handles of one record are one object.
Its state shows in `closed`, `bool()` and `repr()`. Dropping a handle closes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msginspector.errors import MAPI_E_NOT_FOUND, MapiError
from msginspector.session import calls
from msginspector.session.rows import ObjectRow, PropertyTable
from msginspector.session.states import KIND_TITLES, Kind, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from msginspector.oxmsg import OxObject, Property
    from msginspector.session.message import Message
    from msginspector.session.opener import Opener
    from msginspector.session.record import Group, Record

PR_ATTACH_DATA_BIN = 0x37010102
PR_ATTACH_DATA_OBJ = 0x3701000D
SLICE = 1 << 20


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
    def parent(self) -> Handle | None:
        """The object the opening call was made on, None for a top-level message."""
        parent = self._record.parent
        if parent is None or parent.kind is Kind.SESSION:
            return None
        return self._opener.handle(parent)

    def check(self) -> None:
        """Raise InvalidObjectError unless the object can be used."""
        self._opener.books.check(self._record)

    def check_reading(self) -> None:
        """The same, and cancel a running read as soon as the session starts to close."""
        self._opener.books.check_reading(self._record)

    def add_reference(self) -> int:
        """IUnknown::AddRef: one reference more; the new count."""
        return self._opener.books.add_reference(self._record, calls.ADD_REFERENCE)

    def release(self) -> int:
        """IUnknown::Release: one reference less; the count left.

        At 0 the object cannot be used any more. Harmless on what is released or closed: 0.
        """
        return self._opener.books.release(self._record)

    def _object(self) -> OxObject:
        """The engine's object behind a message or attachment; InputError if the file is gone."""
        self.check()
        return self.group.content.file().object(self._record.path)

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

    def property(self, tag: int) -> Property | None:
        """The engine's property of that tag, None where there is none."""
        return self._object().property(tag)

    def open_stream(self, tag: int) -> Stream:
        """IMAPIProp::OpenProperty(tag, IID_IStream).

        Raises MAPI_E_NOT_FOUND unless the object has such a property whose value lies in a stream.
        """
        prop = self.property(tag)
        if prop is None or prop.stream_index is None:
            raise MapiError(
                MAPI_E_NOT_FOUND, f"“{self.label}” has no property 0x{tag:08X} kept in a stream."
            )
        path = f"{self.path.rstrip('/')}/properties/0x{tag:08X}"
        stream: Stream = self._open(
            Kind.STREAM, ("stream", tag), prop.name or f"0x{tag:08X}", path,
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
        self.check()
        parent = self._record.parent
        assert parent is not None
        message = self.group.content.file().object(parent.path)
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
        """Open whatever its data is; None when there is none."""
        kind = self.data_kind
        if kind == "stream":
            return self.open_stream()
        if kind == "storage":
            return self.open_storage()
        return self.open_message() if kind == "message" else None

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
        assert inside is not None
        handle: Message = self._open(
            Kind.MESSAGE, "message", inside.label, inside.path,
            calls.open_property(PR_ATTACH_DATA_OBJ, "IID_IMessage"),
        )  # fmt: skip
        return handle

    def _require(self, kind: str) -> None:
        if self.data_kind != kind:
            raise MapiError(MAPI_E_NOT_FOUND, f"The data of “{self.label}” is no {kind}.")


class Stream(Handle):
    """An open property stream: ranged reads of the stored bytes."""

    __slots__ = ()

    def _property(self) -> Property:
        self.check()
        parent, tag = self._record.parent, self._record.detail
        assert parent is not None
        assert tag is not None
        prop = self.group.content.file().object(parent.path).property(tag)
        if prop is None:
            raise MapiError(MAPI_E_NOT_FOUND, f"The stream of 0x{tag:08X} is no longer there.")
        return prop

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return self._property().size or 0

    def read(self, offset: int = 0, size: int | None = None) -> bytes:
        """`size` bytes from `offset`; without a size, to the end. Short at the end."""
        prop = self._property()
        index = prop.stream_index
        assert index is not None
        return self.group.content.file().container.read(index, offset, size)

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


class StorageHandle(Handle):
    """A tracked storage: the OLE object of an attachment, or the storage of an opened file."""

    __slots__ = ()

    def names(self) -> tuple[str, ...]:
        """The names of what it holds, sorted."""
        self.check()
        file = self.group.content.file()
        index: int | None = 0
        if self._record.key is not None:
            assert self._record.parent is not None
            index = file.object(self._record.parent.path).data_storage
        return tuple(sorted(file.container.children(index))) if index is not None else ()
