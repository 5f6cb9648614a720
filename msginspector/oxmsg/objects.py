"""Objects of a message file: messages, recipients, attachments, and what nobody claims.

[MS-OXMSG] 2.2, 2.4: each is a storage with a property stream, whose header is 32 bytes long in
the top-level message, 24 in an embedded one, 8 in a recipient or attachment. Objects only look at
the directory until a property is asked for. Nothing here recurses; depth is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msginspector.mapi.text import visible
from msginspector.oxmsg import codepages
from msginspector.oxmsg.items import ItemLists
from msginspector.oxmsg.names import PROPERTIES, STORAGE_KINDS, STREAM_KEYS
from msginspector.oxmsg.properties import ENTRY_SIZE, Property

if TYPE_CHECKING:
    from msginspector.oxmsg.codepages import CodePage
    from msginspector.oxmsg.message_file import MessageFile

MESSAGE: Final = "message"
RECIPIENT: Final = "recipient"
ATTACHMENT: Final = "attachment"
ORPHAN: Final = "orphan"

MAX_ENTRIES: Final = 1 << 16
"""Entries of one property stream that are listed: there are no more property ids."""
LABEL_LIMIT: Final = 256

_TOP_HEADER: Final = 32
_EMBEDDED_HEADER: Final = 24
_CHILD_HEADER: Final = 8
_LABEL_IDS: Final = {
    MESSAGE: (0x0037, 0x0070),
    RECIPIENT: (0x3001, 0x39FE, 0x3003),
    ATTACHMENT: (0x3707, 0x3704, 0x3001),
    ORPHAN: (0x0037, 0x3707, 0x3704, 0x3001),
}
_MESSAGE_CLASS: Final = 0x001A
_ATTACH_DATA: Final = 0x3701
_ATTACH_DATA_BINARY: Final = 0x37010102


class OxObject:
    """One object of a message file."""

    __slots__ = (
        "_attachments",
        "_by_id",
        "_by_tag",
        "_embedded",
        "_header",
        "_items",
        "_properties",
        "_recipients",
        "_text_pages",
        "depth",
        "file",
        "index",
        "inner",
        "kind",
        "number",
        "parent",
        "seen_streams",
    )

    def __init__(
        self,
        file: MessageFile,
        kind: str,
        index: int,
        number: int,
        parent: OxObject | None,
        depth: int = 0,
    ) -> None:
        self.file = file
        self.kind = kind
        """message, recipient, attachment or orphan."""
        self.index = index
        """Directory entry of its storage."""
        self.number = number
        """N of its path; 0 for a message."""
        self.parent = parent
        """The object above; None for the top-level message and orphans of the container."""
        self.depth: int = depth if parent is None else parent.depth + 1
        """Objects it lies in."""
        self.inner: OxObject | None = None
        """The message that an attachment's bytes are, once it was read: see `session.inner`."""
        self.seen_streams: dict[int, int] | None = None
        """`streams`, once they were asked for."""
        self._properties: list[Property] | None = None
        self._by_id: dict[int, Property] | None = None
        self._by_tag: dict[int, Property] | None = None
        self._items: ItemLists | None = None
        self._header: tuple[int, bytes] | None = None
        self._recipients: list[OxObject] | None = None
        self._attachments: list[OxObject] | None = None
        self._embedded: OxObject | None = None
        self._text_pages: dict[bool, CodePage] = {}

    def __repr__(self) -> str:
        return f"<OxObject {self.kind} {self.path}>"

    # -- where it is

    @property
    def path(self) -> str:
        """Path in the tree: "/", "/recipients/0", "/attachments/1/message", …"""
        return self.file.place(self).path

    @property
    def step(self) -> str:
        """Its own part of the path."""
        return "/message" if self.kind == MESSAGE else f"/{self.kind}s/{self.number}"

    @property
    def storage(self) -> str:
        """Storage path from the root, "" for the top-level message."""
        return self.file.place(self).storage

    @property
    def property_stream(self) -> int | None:
        """Directory entry of its property stream, None if it is missing."""
        return self.file.container.children(self.index).get(PROPERTIES)

    @property
    def property_path(self) -> str:
        """Storage path of its property stream."""
        return self.file.place(self).property_stream

    @property
    def message(self) -> OxObject:
        """The message it belongs to; itself for a message or an orphan."""
        node = self
        while node.kind in (RECIPIENT, ATTACHMENT) and node.parent is not None:
            node = node.parent
        return node

    # -- what it holds

    @property
    def recipients(self) -> list[OxObject]:
        """Recipients of a message in ascending order of their storage names."""
        if self._recipients is None:
            self._list_members()
        return self._recipients or []

    @property
    def attachments(self) -> list[OxObject]:
        """Attachments of a message in ascending order of their storage names."""
        if self._attachments is None:
            self._list_members()
        return self._attachments or []

    @property
    def orphans(self) -> list[OxObject]:
        """At the top-level message: objects with properties that belong to nothing."""
        return self.file.orphans if not self.index else []

    @property
    def children(self) -> list[OxObject]:
        """Recipients and attachments (and orphans at the top), or the embedded message."""
        if self.kind == ATTACHMENT:
            embedded = self.embedded
            return [] if embedded is None else [embedded]
        if self.kind == RECIPIENT:
            return []
        return [*self.recipients, *self.attachments, *self.orphans]

    @property
    def embedded(self) -> OxObject | None:
        """The message inside an attachment, None if there is none."""
        if self._embedded is None and self.kind == ATTACHMENT:
            index = self.data_storage
            if index is None or PROPERTIES not in self.file.container.children(index):
                return None
            self._embed(index)
        return self._embedded

    @property
    def data_kind(self) -> str | None:
        """What an attachment holds: "stream", "storage" (OLE), "message", or None."""
        if self.kind != ATTACHMENT:
            return None
        storage = self.data_storage
        if storage is None:
            return None if self.data_stream is None else "stream"
        inside = self.file.container.children(storage)
        return MESSAGE if PROPERTIES in inside else "storage"

    @property
    def data_stream(self) -> int | None:
        """Directory entry of an attachment's bytes, PR_ATTACH_DATA_BIN; None if it has none."""
        return self.streams.get(_ATTACH_DATA_BINARY) if self.kind == ATTACHMENT else None

    @property
    def data_storage(self) -> int | None:
        """Directory entry of an attachment's storage, PR_ATTACH_DATA_OBJ; None if it has none."""
        if self.kind != ATTACHMENT:
            return None
        container = self.file.container
        for index in container.storages(self.index):
            if STORAGE_KINDS[container.name(index)] == "object":
                return index
        return None

    # -- its properties

    @property
    def streams(self) -> Mapping[int, int]:
        """Value streams by tag (items of lists by `names.item_key`) to directory entry."""
        if self.seen_streams is None:
            children = self.file.container.children(self.index)
            self.seen_streams = {STREAM_KEYS[name]: index for name, index in children.items()}
            self.seen_streams.pop(-1, None)
        return self.seen_streams

    @property
    def items(self) -> ItemLists:
        """The items of its lists of variable values."""
        if self._items is None:
            self._items = ItemLists(self.file.container, self.streams)
        return self._items

    @property
    def header(self) -> bytes:
        """The header of its property stream; short or empty if the stream is."""
        return self._read_header()[1]

    @property
    def header_size(self) -> int:
        """Bytes before the first entry of its property stream."""
        return self._read_header()[0]

    @property
    def properties(self) -> list[Property]:
        """Its properties in the order of the property stream."""
        if self._properties is not None:
            return self._properties
        found = self._read_properties()
        self.file.keep(self, found)
        return found

    def property_by_id(self, prop_id: int) -> Property | None:
        """The first property with a 16-bit id, whatever its type; None if there is none."""
        by_id = self._by_id
        if by_id is None:
            by_id = {found.tag >> 16: found for found in reversed(self.properties)}
            self._by_id = by_id
        return by_id.get(prop_id)

    def integer(self, prop_id: int) -> int | None:
        """The unsigned value of a 32-bit integer property, None if it has none."""
        found = self.property_by_id(prop_id)
        if found is None or found.type != 0x0003:
            return None
        return found.number & 0xFFFFFFFF

    # -- what it says

    @property
    def label(self) -> str:
        """Subject, display name or file name on one line, escaped and bounded; "" if none."""
        for prop_id in _LABEL_IDS[self.kind]:
            found = self.property_by_id(prop_id)
            value = found.value if found is not None and found.is_string else None
            if isinstance(value, str) and value:
                return visible(value, LABEL_LIMIT, one_line=True)
        embedded = self.embedded if self.kind == ATTACHMENT else None
        return embedded.label if embedded is not None else ""

    @property
    def message_class(self) -> str | None:
        """PidTagMessageClass of a message; None for anything else, or if it has none."""
        if self.kind != MESSAGE:
            return None
        found = self.property_by_id(_MESSAGE_CLASS)
        value = None if found is None else found.value
        return visible(value, LABEL_LIMIT, one_line=True) if isinstance(value, str) else None

    def codepage(self, body: bool = False) -> CodePage:
        """The code page of its string8 values (`body`: of the body's), and why it is that one."""
        owner = self.message
        pages = owner._text_pages
        if body not in pages:
            pages[body] = codepages.choose(owner, body)
        return pages[body]

    def hold(self, properties: list[Property] | None) -> None:
        """Keep the properties, or with None let go of them: `MessageFile` says which."""
        self._properties = properties
        self._by_id = self._by_tag = None

    def forget_codepages(self) -> None:
        """Choose code pages anew: the user has chosen one."""
        self._text_pages = {}

    # -- inside

    def _embed(self, index: int) -> None:
        """List the message in this attachment, once."""
        with self.file.lock:
            if self._embedded is None and self.file.may_nest(self):
                self._embedded = OxObject(self.file, MESSAGE, index, 0, self)

    def _list_members(self) -> None:
        """Find recipients and attachments among the storages, once."""
        with self.file.lock:
            if self._attachments is None:
                self._find_members()

    def _find_members(self) -> None:
        container = self.file.container
        members: dict[str, list[tuple[str, int]]] = {"recip": [], "attach": []}
        if self.kind in (MESSAGE, ORPHAN):
            for index in container.storages(self.index):
                name = container.name(index)
                kind = STORAGE_KINDS[name]
                if kind in members:
                    members[kind].append((name, index))
        self._recipients = self._members(RECIPIENT, members["recip"])
        self._attachments = self._members(ATTACHMENT, members["attach"])

    def _members(self, kind: str, found: list[tuple[str, int]]) -> list[OxObject]:
        found.sort()
        allowed = found[: self.file.room_for_objects(len(found), self.depth + 1)]
        return [
            OxObject(self.file, kind, index, number, self)
            for number, (_, index) in enumerate(allowed)
        ]

    def _read_header(self) -> tuple[int, bytes]:
        if self._header is None:
            index = self.property_stream
            size = self._expected_header()
            data = b"" if index is None else self.file.container.read(index, 0, size)
            self._header = (size, data)
        return self._header

    def _expected_header(self) -> int:
        if not self.index:
            return _TOP_HEADER
        if self.kind == MESSAGE:
            return _EMBEDDED_HEADER
        if self.kind in (RECIPIENT, ATTACHMENT):
            return _CHILD_HEADER
        return self._guess_header()

    def _guess_header(self) -> int:
        """An orphan's header: by what it holds, else by the length of its property stream."""
        if STORAGE_KINDS[self.file.container.name(self.index)] in ("recip", "attach"):
            return _CHILD_HEADER
        index = self.property_stream
        if index is not None and self.file.container.size(index) % ENTRY_SIZE == 0:
            return _TOP_HEADER
        return _EMBEDDED_HEADER if self.file.container.storages(self.index) else _CHILD_HEADER

    def _read_properties(self) -> list[Property]:
        index = self.property_stream
        if index is None:
            return []
        size = self._expected_header()
        limit = size + MAX_ENTRIES * ENTRY_SIZE
        if not self.file.may_read(self, min(limit, self.file.container.size(index))):
            return []
        data = self.file.container.read(index, 0, limit)
        self._header = (size, data[:size])
        whole = len(data) - (len(data) - size) % ENTRY_SIZE
        return Property.of_entries(self, data[size : max(whole, size)])

    # Last, because inside the class its name hides the decorator.
    def property(self, tag: int) -> Property | None:
        """The first property with a 32-bit tag, None if there is none."""
        by_tag = self._by_tag
        if by_tag is None:
            by_tag = {found.tag: found for found in reversed(self.properties)}
            self._by_tag = by_tag
        return by_tag.get(tag)
