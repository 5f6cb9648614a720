"""Handles of objects with properties: what messages and attachments have in common; attachments.

IMAPIProp and the attribute calls of imessage.h, which take any object that implements it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msginspector.errors import MAPI_E_CALL_FAILED, MAPI_E_NOT_FOUND, MapiError
from msginspector.session import attributes, calls, inner
from msginspector.session.handles import PR_ATTACH_DATA_BIN, Handle, StorageHandle, stream_index
from msginspector.session.rows import ObjectRow, PropertyRow, PropertyTable
from msginspector.session.states import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from msginspector.oxmsg import OxObject
    from msginspector.session.handles import Stream
    from msginspector.session.message import Message

    T = TypeVar("T")

PR_ATTACH_DATA_OBJ = 0x3701000D


class PropertyOwner(Handle):
    """A handle with properties: message and attachment."""

    __slots__ = ()

    @property
    def row(self) -> ObjectRow:
        """The object as a row: its properties and everything listed below it."""
        return self._own(lambda owner: ObjectRow(self, owner))

    @property
    def properties(self) -> PropertyTable:
        """Its properties in file order."""
        return self._own(lambda owner: PropertyTable(self, owner.properties))

    @property
    def storage_path(self) -> str:
        """Its storage in the file, "" for the root."""
        return self._own(lambda owner: owner.storage)

    def property(self, tag: int) -> PropertyRow | None:
        """Its property of that tag as a row, None where there is none."""
        prop = self._own(lambda owner: owner.property(tag))
        return None if prop is None else PropertyRow(self, prop)

    def get_property(self, tag: int) -> Any:
        """IMAPIProp::GetProps for one tag: the value.

        Raises MAPI_E_NOT_FOUND (absent) and MAPI_E_NO_ACCESS (not marked readable; the window
        and the listings show such a property all the same).
        """
        self._own(lambda owner: attributes.require_readable(self._record, owner, tag))
        row = self.property(tag)
        return None if row is None else row.value

    def get_attributes(self, tags: Sequence[int]) -> list[int]:
        """GetAttribIMsgOnIStg: PROPATTR_* of each tag."""
        return self._own(lambda owner: attributes.get_attributes(self._record, owner, tags))

    def set_attributes(
        self, tags: Sequence[int], values: Sequence[int]
    ) -> list[attributes.PropertyProblem]:
        """SetAttribIMsgOnIStg on an overlay of this object; what could not be set comes back.

        Raises MAPI_E_INVALID_PARAMETER when the arrays do not match.
        """
        problems = self._own(lambda owner: attributes.problems(owner, tags, values))
        with self._opener.books.lock:
            self.check()
            attributes.set_attributes(self._record, tags, values, problems)
        return problems

    def open_stream(self, tag: int) -> Stream:
        """IMAPIProp::OpenProperty(tag, IID_IStream).

        Raises MAPI_E_NOT_FOUND unless the object has such a property whose value lies in a stream.
        """
        name = self._own(lambda owner: _stream_name(owner, tag))
        if name is None:
            raise MapiError(
                MAPI_E_NOT_FOUND, f"“{self.label}” has no property 0x{tag:08X} kept in a stream."
            )
        path = f"{self.path.rstrip('/')}/properties/0x{tag:08X}"
        stream: Stream = self._open(
            Kind.STREAM, ("stream", tag), name, path, calls.open_property(tag, "IID_IStream"), tag
        )
        return stream

    def _own(self, read: Callable[[OxObject], T]) -> T:
        """What `read` gives of the engine's object; see `_from_object` for the errors."""
        return self._from_object(self._record, read)


def _stream_name(owner: OxObject, tag: int) -> str | None:
    """What a property's stream is called, None where the property has none."""
    if stream_index(owner, tag) is None:
        return None
    prop = owner.property(tag)
    return (prop and prop.name) or f"0x{tag:08X}"


class Attachment(PropertyOwner):
    """IMessage::OpenAttach."""

    __slots__ = ()

    @property
    def data_kind(self) -> str | None:
        """What its data is: "stream", "storage", "message"; None when there is none."""
        return self._own(lambda owner: owner.data_kind)

    def open_data(self) -> Handle | None:
        """Open whatever its data is; None when there is none, or nested too deeply to be read."""
        kind = self.data_kind
        if kind == "stream":
            return self.open_stream()
        if kind == "storage":
            return self.open_storage()
        return self.open_message() if kind == "message" and self._embedded() else None

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

        Also the message that bytes attached by value are: .msg, Internet mail, TNEF, what an S/MIME
        signature is around. Raises MAPI_E_NOT_FOUND when the data is no message, and InputError
        when it cannot be read as the message that it is.
        """
        kind = self._own(inner.inner_kind)
        if kind is not None:
            return self._open_inner(kind)
        self._require("message")
        inside = self._embedded()
        if inside is None:
            text = f"The message in “{self.label}” is nested too deeply to be read."
            raise MapiError(MAPI_E_CALL_FAILED, text)
        handle: Message = self._open(
            Kind.MESSAGE, "message", *inside,
            calls.open_property(PR_ATTACH_DATA_OBJ, "IID_IMessage"),
        )  # fmt: skip
        return handle

    def _open_inner(self, kind: str) -> Message:
        label, path = self._own(_inner_place)
        handle: Message = self._open(Kind.MESSAGE, "message", label, path, calls.open_inner(kind))
        return handle

    def _embedded(self) -> tuple[str, str] | None:
        """Label and path of the embedded message, None where there is none to be read."""

        def inside(owner: OxObject) -> tuple[str, str] | None:
            return (owner.embedded.label, owner.embedded.path) if owner.embedded else None

        return self._own(inside)

    def _require(self, kind: str) -> None:
        found = self.data_kind
        if found != kind:
            what = f"is a {found}, not a {kind}" if found else "is absent"
            raise MapiError(MAPI_E_NOT_FOUND, f"The data of “{self.label}” {what}.")


def _inner_place(owner: OxObject) -> tuple[str, str]:
    """Label and path of the message that an attachment's bytes are."""
    found = inner.open_inner(owner)
    return found.label or owner.label, found.path
