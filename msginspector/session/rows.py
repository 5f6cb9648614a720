"""Rows: what a message lists without opening it. A row serves values only while its owner lives.

Recipients, attachments, embedded messages and properties are rows of the handle that listed them;
after that handle is released or closed each attribute raises InvalidObjectError, values already
read included.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, overload

from msginspector.session.decoding import context_of, decode, message_of, structures_of
from msginspector.session.inner import held_kind, inner_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from msginspector.oxmsg import NamedProperty, OxObject, Property, SourcePlace
    from msginspector.oxmsg.bodies import Bodies
    from msginspector.oxmsg.value_bytes import Piece, ValueBytes
    from msginspector.session.file_times import FileTimes
    from msginspector.session.listed_storage import ListedStorage
    from msginspector.session.states import State
    from msginspector.structures.context import Context
    from msginspector.structures.nodes import Node
    from msginspector.structures.registry import Structure

T = TypeVar("T")


class Owner(Protocol):
    """What a row needs of the handle that listed it."""

    def check(self) -> None:
        """Raise InvalidObjectError unless the handle can be used."""

    def check_of_a_read(self) -> Callable[[], None]:
        """The check for a read that begins now, to be made until it ends."""

    def served(self, read: Callable[[], T]) -> T:
        """What `read` gives, unless the handle ended meanwhile."""

    def check_unchanged(self) -> None:
        """Raise InputError FILE_CHANGED when the file was written to since it was opened."""

    def state_of(self, path: str) -> State:
        """The state of the newest object of that path in the handle's message."""


class Guarded(Generic[T]):
    """An attribute of the engine's object behind a row, served while the owner can be used."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, row: None, kind: type) -> Guarded[T]: ...
    @overload
    def __get__(self, row: Any, kind: type) -> T: ...
    def __get__(self, row: Any, kind: type) -> Guarded[T] | T:
        return self if row is None else self._serve(row)

    def _serve(self, row: Any) -> T:
        row.owner.check()
        value: T = getattr(row._behind, self._name)
        return value


class GuardedRead(Guarded[T]):
    """The same for what is read from the file: refused when the file was written to meanwhile."""

    def _serve(self, row: Any) -> T:
        value: T = row.read(lambda: getattr(row._behind, self._name))
        return value


class GuardedPlace(Guarded[T]):
    """The same for places in the file, also those of values that lie in the entry."""

    def _serve(self, row: Any) -> T:
        value: T = row.owner.served(lambda: getattr(row._behind, self._name))
        row.owner.check_unchanged()
        return value


class PropertyRow:
    """One property of a message, recipient or attachment; see `oxmsg.Property` for the meanings."""

    __slots__ = ("_behind", "owner")

    tag: Guarded[int] = Guarded()
    id: Guarded[int] = Guarded()
    type: Guarded[int] = Guarded()
    type_name: Guarded[str] = Guarded()
    name: Guarded[str] = Guarded()
    names: Guarded[tuple[str, ...]] = Guarded()
    named: Guarded[NamedProperty | None] = Guarded()
    flags: Guarded[int] = Guarded()
    size: GuardedRead[int | None] = GuardedRead()
    stored_size: GuardedRead[int | None] = GuardedRead()
    declared_size: Guarded[int | None] = Guarded()
    value: GuardedRead[Any] = GuardedRead()
    text: GuardedRead[str] = GuardedRead()
    entry: GuardedPlace[Any] = GuardedPlace()
    source: GuardedPlace[Any] = GuardedPlace()
    stream_path: GuardedRead[str | None] = GuardedRead()
    stream_index: GuardedRead[int | None] = GuardedRead()
    findings: GuardedRead[Any] = GuardedRead()
    entry_findings: GuardedRead[Any] = GuardedRead()

    def __init__(self, owner: Owner, behind: Property) -> None:
        self.owner = owner
        self._behind = behind

    def raw(self, limit: int | None = 64) -> tuple[bytes, bool]:
        """The stored bytes, at most `limit`, and whether there are more."""
        return self.read(lambda: self._behind.raw(limit))

    def texts(self, limit: int) -> list[str]:
        """The value as text to search, an item each of a list; `limit` bytes are read."""
        return self.read(lambda: self._behind.texts(limit))

    @property
    def object_path(self) -> str:
        """The path of the object that has the property."""
        self.owner.check()
        return self._behind.owner.path

    @property
    def object_kind(self) -> str:
        """The kind of that object: message, recipient, attachment, orphan."""
        self.owner.check()
        return self._behind.owner.kind

    @property
    def message_class(self) -> str:
        """The class of the message the property belongs to; "" where it has none."""
        return self.read(lambda: message_of(self._behind).message_class or "")

    @property
    def structures(self) -> tuple[Structure, ...]:
        """The structures its value may hold by tag or name, the likeliest first; () for none."""
        self.owner.check()
        return structures_of(self._behind)

    def decode(self, structure: Structure | None = None) -> Node | None:
        """The decoded value, as `structure` or as the likeliest one; None when there is none."""
        return self.read(lambda: decode(self._behind, structure))

    @property
    def context(self) -> Context:
        """What a decoder may know of the surroundings of the value."""
        return self.read(lambda: context_of(self._behind))

    def value_bytes(self) -> RowBytes:
        """The stored bytes by range, however many they are."""
        from msginspector.oxmsg.value_bytes import ValueBytes

        return RowBytes(self, self.read(lambda: ValueBytes(self._behind)))

    def of_message(self, tag: int) -> PropertyRow | None:
        """The property with that tag of the message this one belongs to; None for none."""
        found = self.read(lambda: message_of(self._behind).property(tag))
        return None if found is None else PropertyRow(self.owner, found)

    def named_of_message(self, guid: str, key: int | str) -> PropertyRow | None:
        """The named property of that set and key of the same message; None for none."""

        def find() -> Property | None:
            message = message_of(self._behind)
            ids = message.file.named.ids(guid, key)
            found = (message.property_by_id(prop_id) for prop_id in ids)
            return next((one for one in found if one is not None), None)

        found = self.read(find)
        return None if found is None else PropertyRow(self.owner, found)

    def slices(self) -> Iterator[bytes]:
        """The stored bytes piece by piece; cancelled when the session starts to close."""
        check = self.owner.check_of_a_read()
        check()
        for piece in self._behind.read_slices():
            check()
            self._check_unchanged()
            yield piece
        check()

    def read(self, read: Callable[[], T]) -> T:
        """What `read` gives of the value, unless the owner ended or the file changed meanwhile."""
        value = self.owner.served(read)
        self._check_unchanged()
        return value

    def _check_unchanged(self) -> None:
        if self._behind.in_stream:
            self.owner.check_unchanged()


class RowBytes:
    """The stored bytes of a row by range; see `oxmsg.value_bytes.ValueBytes` for the meanings.

    Every read is refused when the owner has ended or the file has changed.
    """

    __slots__ = ("_bytes", "_row", "size")

    def __init__(self, row: PropertyRow, behind: ValueBytes) -> None:
        self._row = row
        self._bytes = behind
        self.size = behind.size

    @property
    def pieces(self) -> list[Piece]:
        """The streams that hold the bytes, in order."""
        return self._bytes.pieces

    def read(self, offset: int, size: int) -> bytes:
        """The bytes from `offset` on; fewer at the end, and where a chain is damaged."""
        return self._row.read(lambda: self._bytes.read(offset, size))

    def locate(self, offset: int, size: int = 1) -> SourcePlace:
        """Where these bytes lie."""
        return self._row.read(lambda: self._bytes.locate(offset, size))


class PropertyTable(Sequence[PropertyRow]):
    """The properties of one object in file order; rows are made when somebody looks."""

    __slots__ = ("_owner", "_properties")

    def __init__(self, owner: Owner, properties: Sequence[Property]) -> None:
        self._owner = owner
        self._properties = properties

    def __len__(self) -> int:
        self._owner.check()
        return len(self._properties)

    @overload
    def __getitem__(self, index: int) -> PropertyRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[PropertyRow]: ...
    def __getitem__(self, index: int | slice) -> PropertyRow | list[PropertyRow]:
        self._owner.check()
        if isinstance(index, slice):
            return [PropertyRow(self._owner, item) for item in self._properties[index]]
        return PropertyRow(self._owner, self._properties[index])

    def by_tag(self, tag: int) -> PropertyRow | None:
        """The first property with this tag, None where there is none."""
        self._owner.check()
        return next((PropertyRow(self._owner, p) for p in self._properties if p.tag == tag), None)


class ObjectRow:
    """An object as its message lists it: recipient, attachment, embedded message, orphan.

    `path`, `storage`, `kind` and `number` are fixed when the row is made and stay readable.
    """

    __slots__ = ("_behind", "kind", "number", "owner", "path", "storage")

    label: GuardedRead[str] = GuardedRead()
    message_class: GuardedRead[str | None] = GuardedRead()
    data_kind: GuardedRead[str | None] = GuardedRead()

    def __init__(self, owner: Owner, behind: OxObject) -> None:
        self.owner = owner
        self._behind = behind
        self.kind = behind.kind
        self.path = behind.path
        self.storage = behind.storage
        self.number = behind.number

    @property
    def state(self) -> State:
        """The state of the newest object opened from this row; listed where nobody did."""
        return self.owner.state_of(self.path)

    @property
    def properties(self) -> PropertyTable:
        """The object's properties."""
        return self.read(lambda: PropertyTable(self.owner, self._behind.properties))

    def first(self, *ids: int) -> PropertyRow | None:
        """Its first property with one of these 16-bit ids, in their order; None for none."""
        return self._property(lambda: ids)

    def named(self, guid: str, key: int | str) -> PropertyRow | None:
        """Its named property of that set ("{...}") and LID or name; None for none."""
        return self._property(lambda: self._behind.file.named.ids(guid, key))

    @property
    def recipients(self) -> tuple[ObjectRow, ...]:
        """The recipients it lists (messages)."""
        return self._rows(lambda: self._behind.recipients)

    @property
    def attachments(self) -> tuple[ObjectRow, ...]:
        """The attachments it lists (messages)."""
        return self._rows(lambda: self._behind.attachments)

    @property
    def embedded(self) -> ObjectRow | None:
        """The message inside an attachment, None where there is none."""
        inside = self.read(lambda: self._behind.embedded or self._behind.inner)
        return None if inside is None else ObjectRow(self.owner, inside)

    @property
    def inner_kind(self) -> str | None:
        """What message the bytes of an attachment seem to be, by its names: "msg", "eml", "tnef",
        "smime"; None for anything else. See `Attachment.open_message`.
        """
        return self.read(lambda: inner_kind(self._behind))

    @property
    def held_kind(self) -> str | None:
        """The same by its first bytes: None where they are no message, or one that is encrypted."""
        return self.read(lambda: held_kind(self._behind))

    @property
    def made_from(self) -> str | None:
        """What a message was made from: "eml" (Internet mail), "tnef"; None for an Outlook message.

        Its properties have no bytes in the file then.
        """
        kind = self.read(lambda: self._behind.file.kind)
        return kind if kind != "msg" else None

    @property
    def children(self) -> tuple[ObjectRow, ...]:
        """Everything listed directly below: recipients, attachments, or the embedded message."""
        return self._rows(lambda: self._behind.children)

    def bodies(self, codepage: int | None = None) -> Bodies:
        """The forms of a message's body and which one is native; texts are read when asked for.

        `codepage` is taken in place of whatever the message says.
        """
        from msginspector.oxmsg.bodies import bodies_of

        return self.read(lambda: bodies_of(self._behind, codepage)).guarded(self.read)

    def file_times(self) -> FileTimes:
        """The times of its storages, and when the file was last written to."""
        from msginspector.session.file_times import file_times_of

        return self.read(lambda: file_times_of(self._behind))

    def list_storage(self) -> Generator[None, None, ListedStorage]:
        """The storages and streams of the whole file and its sectors, in slices of about 1 ms.

        The generator returns them. Nothing is opened; no stream is read. Cancelled when the session
        starts to close.
        """
        from msginspector.session.listed_storage import ListedStorage

        self.owner.check()
        return ListedStorage.steps(self.owner, self._behind.file)

    def read(self, read: Callable[[], T]) -> T:
        """What `read` gives of the object, unless the owner ended or the file changed meanwhile."""
        value = self.owner.served(read)
        self.owner.check_unchanged()
        return value

    def _property(self, ids: Callable[[], Iterable[int]]) -> PropertyRow | None:
        def find() -> Property | None:
            found = (self._behind.property_by_id(prop_id) for prop_id in ids())
            return next((prop for prop in found if prop is not None), None)

        prop = self.read(find)
        return None if prop is None else PropertyRow(self.owner, prop)

    def _rows(self, listed: Callable[[], Sequence[OxObject]]) -> tuple[ObjectRow, ...]:
        return self.read(lambda: tuple(ObjectRow(self.owner, item) for item in listed()))
