"""New .msg files, property by property: the one door to extract-msg.

`MessageWriter` collects a message with its recipients, attachments and embedded messages, lays
them out as [MS-OXMSG] 2.2–2.4 says, and has extract-msg's `OleWriter` make the compound file
(version 3). The same input gives the same bytes. It writes what it is told: whether a message
makes sense to Outlook is the caller's business.

The layout (`layout()`) is plain data, so that a caller can leave out, cut or add streams before
`container_bytes` makes the file. extract-msg is imported when the file is made, not before
(it costs 0.3 s).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from msginspector.oxmsg.pack import (
    AnyValue,
    NameTable,
    Packed,
    guid_bytes,
    pack_object,
    pack_value,
)
from msginspector.storage.writing import NewEntry, compound_pieces

READABLE: Final = 0x02
WRITEABLE: Final = 0x04
MANDATORY: Final = 0x01
DEFAULT_FLAGS: Final = READABLE | WRITEABLE

PROPERTIES: Final = "__properties_version1.0"
NAMES: Final = "__nameid_version1.0"

CLSID_MESSAGE: Final = "{00020D0B-0000-0000-C000-000000000046}"

PR_ATTACH_DATA_OBJ: Final = 0x3701000D
PR_ATTACH_DATA_BIN: Final = 0x37010102
PR_ATTACH_METHOD: Final = 0x37050003
PR_ATTACH_NUM: Final = 0x0E210003
PR_ROWID: Final = 0x30000003

ATTACH_BY_VALUE: Final = 1
ATTACH_EMBEDDED_MSG: Final = 5
ATTACH_OLE: Final = 6

_EMBEDDED: Final = 1
_STORAGE: Final = 4


@dataclass(slots=True)
class Layout:
    """A compound file before it is made: streams and class identifiers by storage path.

    Paths are joined by "/"; storages exist because something lies in them or because
    `clsids` names them. "" in `clsids` is the root.
    """

    streams: dict[str, bytes] = field(default_factory=dict)
    clsids: dict[str, str] = field(default_factory=dict)


def container_bytes(layout: Layout) -> bytes:
    """The compound file of a layout, as bytes.

    Raises ValueError for a name longer than 31 characters or with one of `/ \\ : !` in it.
    """
    from extract_msg import OleWriter

    writer = OleWriter(rootClsid=guid_bytes(layout.clsids.get("", CLSID_MESSAGE)))
    for path, clsid in layout.clsids.items():
        if path:
            writer.addEntry(path, storage=True, clsid=guid_bytes(clsid))
    for path, data in layout.streams.items():
        writer.addEntry(path, data)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def container_pieces(layout: Layout) -> Iterator[bytes]:
    """The same file in pieces, by our own writer: linear, and no stream is copied.

    Raises ValueError as `container_bytes` does, and for more than 2 GB.
    """
    return compound_pieces(_entries(layout))


class _Stored:
    """The bytes of a stream, as a `NewEntry` asks for them; smaller than a closure."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __call__(self) -> tuple[bytes]:
        return (self._data,)


def _entries(layout: Layout) -> list[NewEntry]:
    """Every storage before what it holds."""
    entries = [NewEntry((), clsid=guid_bytes(layout.clsids.get("", CLSID_MESSAGE)))]
    known: dict[str, tuple[str, ...]] = {"": ()}
    for storage in layout.clsids:
        _add_storages(storage, layout, known, entries)
    for path, data in layout.streams.items():
        home, _slash, name = path.rpartition("/")
        _add_storages(home, layout, known, entries)
        entries.append(NewEntry((*known[home], name), len(data), _Stored(data)))
    return entries


def _add_storages(
    path: str, layout: Layout, known: dict[str, tuple[str, ...]], entries: list[NewEntry]
) -> None:
    """The storage of a path and those around it, unless they are there."""
    missing = []
    while path not in known:
        missing.append(path)
        path = path.rpartition("/")[0]
    for one in reversed(missing):
        home, _slash, name = one.rpartition("/")
        known[one] = (*known[home], name)
        clsid = layout.clsids.get(one)
        entries.append(NewEntry(known[one], clsid=guid_bytes(clsid) if clsid else _NO_CLSID))


_NO_CLSID: Final = bytes(16)


class ObjectWriter:
    """What messages, recipients and attachments share: properties in the order they were set.

    `codepage` is Python's name of the code page that string8 text is written in.
    """

    header_size: int = 8

    def __init__(self, names: NameTable, codepage: str) -> None:
        self.names = names
        self.codepage = codepage
        self._entries: dict[int, tuple[int, Packed]] = {}
        self._foreign: dict[str, bytes] = {}

    def set(self, tag: int, value: AnyValue, flags: int = DEFAULT_FLAGS) -> None:
        """Sets the property with this 32-bit tag (id and type); setting it again replaces it.

        Integers are numbers, time is an aware `datetime` or ticks, currency is in 1/10,000,
        GUIDs are text, multi-valued types take a sequence. PtypObject has methods of its own.
        """
        self._entries[tag] = (flags, pack_value(tag & 0xFFFF, value, self.codepage))

    def set_all(self, values: Mapping[int, AnyValue]) -> None:
        """Sets many properties, in the mapping's order."""
        for tag, value in values.items():
            self.set(tag, value)

    def set_named(self, guid: str, key: int | str, kind: int, value: AnyValue) -> int:
        """Sets a named property of the type `kind`; gives the tag it got in this file."""
        tag = self.names.property_id(guid, key) << 16 | kind
        self.set(tag, value)
        return tag

    def set_entry(self, tag: int, entry: bytes, flags: int = DEFAULT_FLAGS) -> None:
        """Sets a property to the 8 bytes its entry ends with and no stream: damage on purpose."""
        if len(entry) != 8:
            raise ValueError("a property entry ends with exactly 8 bytes")
        self._entries[tag] = (flags, Packed(entry))

    def add_stream(self, path: str, data: bytes) -> None:
        """Adds a stream that belongs to no property, below this object's storage."""
        self._foreign[path] = data

    def header(self) -> bytes:
        """The header of the property stream ([MS-OXMSG] 2.4.1)."""
        return bytes(self.header_size)

    def lay_out(self, into: Layout, prefix: str) -> None:
        """Adds this object's own streams, each path beginning with `prefix`."""
        entries = [
            struct.pack("<II", tag, flags) + packed.entry
            for tag, (flags, packed) in self._entries.items()
        ]
        into.streams[prefix + PROPERTIES] = self.header() + b"".join(entries)
        for tag, (_flags, packed) in self._entries.items():
            for suffix, data in packed.streams:
                into.streams[f"{prefix}__substg1.0_{tag:08X}{suffix}"] = data
        for path, data in self._foreign.items():
            into.streams[prefix + path] = data

    def parts(self) -> Iterator[tuple[str, ObjectWriter]]:
        """The objects directly inside, each with the name of its storage."""
        yield from ()


class RecipientWriter(ObjectWriter):
    """One recipient."""


class AttachmentWriter(ObjectWriter):
    """One attachment: bytes, an embedded message, a storage, or none of them (a reference)."""

    def __init__(self, names: NameTable, codepage: str) -> None:
        super().__init__(names, codepage)
        self._message: MessageWriter | None = None
        self._storage: tuple[dict[str, bytes], dict[str, str]] | None = None

    def set_data(self, data: bytes) -> None:
        """Attaches bytes: PR_ATTACH_METHOD becomes ATTACH_BY_VALUE."""
        self.set(PR_ATTACH_METHOD, ATTACH_BY_VALUE)
        self.set(PR_ATTACH_DATA_BIN, data)

    def embed(self) -> MessageWriter:
        """Attaches a message and gives its writer; names are shared with the whole file."""
        self.set(PR_ATTACH_METHOD, ATTACH_EMBEDDED_MSG)
        self._entries[PR_ATTACH_DATA_OBJ] = (DEFAULT_FLAGS, pack_object(_EMBEDDED))
        self._message = MessageWriter(self.codepage, names=self.names)
        return self._message

    def set_storage(
        self,
        streams: Mapping[str, bytes],
        clsid: str,
        storages: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Attaches an OLE object: its streams by path, and the class of its storage.

        `storages` has the classes of storages inside by path; they exist even when empty.
        """
        self.set(PR_ATTACH_METHOD, ATTACH_OLE)
        self._entries[PR_ATTACH_DATA_OBJ] = (DEFAULT_FLAGS, pack_object(_STORAGE))
        self._storage = (dict(streams), {"": clsid, **storages})

    def lay_out(self, into: Layout, prefix: str) -> None:
        """As the base class does, and the OLE storage."""
        super().lay_out(into, prefix)
        if self._storage:
            home = f"{prefix}__substg1.0_{PR_ATTACH_DATA_OBJ:08X}"
            for path, clsid in self._storage[1].items():
                into.clsids[f"{home}/{path}" if path else home] = clsid
            for path, data in self._storage[0].items():
                into.streams[f"{home}/{path}"] = data

    def parts(self) -> Iterator[tuple[str, ObjectWriter]]:
        """The embedded message, if there is one."""
        if self._message:
            yield f"__substg1.0_{PR_ATTACH_DATA_OBJ:08X}", self._message


class MessageWriter(ObjectWriter):
    """A message, top-level or embedded; `to_bytes` of the top-level one makes the file."""

    def __init__(self, codepage: str = "cp1252", *, names: NameTable | None = None) -> None:
        super().__init__(NameTable() if names is None else names, codepage)
        self.header_size = 32 if names is None else 24
        self._recipients: list[RecipientWriter] = []
        self._attachments: list[AttachmentWriter] = []

    def add_recipient(self) -> RecipientWriter:
        """Adds a recipient, which already has its PR_ROWID."""
        recipient = RecipientWriter(self.names, self.codepage)
        recipient.set(PR_ROWID, len(self._recipients))
        self._recipients.append(recipient)
        return recipient

    def add_attachment(self) -> AttachmentWriter:
        """Adds an attachment, which already has its PR_ATTACH_NUM."""
        attachment = AttachmentWriter(self.names, self.codepage)
        attachment.set(PR_ATTACH_NUM, len(self._attachments))
        self._attachments.append(attachment)
        return attachment

    def header(self) -> bytes:
        """Next ids and counts of recipients and attachments ([MS-OXMSG] 2.4.1.1, 2.4.1.2)."""
        recipients, attachments = len(self._recipients), len(self._attachments)
        counts = struct.pack("<8xIIII", recipients, attachments, recipients, attachments)
        return counts.ljust(self.header_size, b"\0")

    def parts(self) -> Iterator[tuple[str, ObjectWriter]]:
        """Recipients, then attachments."""
        for number, recipient in enumerate(self._recipients):
            yield f"__recip_version1.0_#{number:08X}", recipient
        for number, attachment in enumerate(self._attachments):
            yield f"__attach_version1.0_#{number:08X}", attachment

    def layout(self) -> Layout:
        """Everything of the file, at any depth, as plain data."""
        into = Layout(clsids={"": CLSID_MESSAGE})
        waiting: list[tuple[str, ObjectWriter]] = [("", self)]
        while waiting:
            prefix, part = waiting.pop()
            part.lay_out(into, prefix)
            waiting.extend((f"{prefix}{name}/", inner) for name, inner in part.parts())
        for name, data in self.names.streams().items():
            into.streams[f"{NAMES}/{name}"] = data
        return into

    def to_bytes(self) -> bytes:
        """The whole .msg file."""
        return container_bytes(self.layout())
