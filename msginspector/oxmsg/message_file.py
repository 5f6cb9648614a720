"""A message file: the object tree on one storage ([MS-OXMSG] 2.2).

Making one costs only a look at the directory; it can be dropped and made again at any time. All
budgets that keep a hostile file from costing more than its size are kept here.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Generator, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from msginspector.mapi.guids import format_guid
from msginspector.oxmsg.check import check_file
from msginspector.oxmsg.nameid import NamedPropertyMap
from msginspector.oxmsg.names import PROPERTIES, STORAGE_KINDS
from msginspector.oxmsg.objects import MESSAGE, ORPHAN, OxObject
from msginspector.storage.directory import STORAGE
from msginspector.storage.kinds import other_compound
from msginspector.storage.nested import MadeSource, StreamSource

if TYPE_CHECKING:
    from msginspector.errors import InputError
    from msginspector.findings import Finding
    from msginspector.oxmsg.properties import Property
    from msginspector.storage import Storage

MAX_OBJECTS: Final = 100_000
"""Recipients and attachments that are listed."""
MAX_DEPTH: Final = 1_000
"""Objects above an object: messages in messages to half of it."""
MAX_LEVELS: Final = 600_000
"""Objects above all listed objects together: the longer the paths, the fewer objects."""
KEPT_PROPERTIES: Final = 200_000
"""Properties kept in memory; more are made anew when they are asked for."""
_STEP: Final = 8
_NUMBER: Final = re.compile("0|[1-9][0-9]{0,8}")


class Place(NamedTuple):
    """The paths of an object."""

    item: OxObject
    path: str
    """In the tree."""
    storage: str
    """From the root of the file."""
    property_stream: str
    """From the root of the file."""

    @classmethod
    def of(cls, item: OxObject) -> Place:
        """The paths of this object."""
        parts: list[str] = []
        node: OxObject | None = item
        while node is not None:
            if node.index:
                parts.append(node.step)
                node = node.parent
                continue
            node = node.file.lies_in
            if node is not None:
                parts.append("/message")
        storage = item.file.container.path(item.index)
        stream = f"{storage}/{PROPERTIES}" if storage else PROPERTIES
        return cls(item, "".join(reversed(parts)) or "/", storage, stream)


class MessageFile:
    """The objects of one message file.

    Raises InputError OTHER_COMPOUND_FILE or DAMAGED_CONTAINER if the storage's root holds no
    message.
    """

    def __init__(self, storage: Storage) -> None:
        for _ in self._load(storage):
            pass

    @classmethod
    def steps(cls, storage: Storage) -> Generator[None, None, MessageFile]:
        """Make one and list all its properties, in slices of about a millisecond.

        The generator returns the MessageFile.
        """
        file = cls.__new__(cls)
        yield from file._load(storage)
        for done, item in enumerate(file.walk()):
            _ = item.properties
            if done % _STEP == 0:
                yield
        return file

    def _load(self, storage: Storage) -> Iterator[None]:
        self._storage = storage
        self.container = storage.container
        self.kind = "msg"
        """What it was read from: "msg"; or made from "eml" (Internet mail), "tnef"."""
        self.notes: tuple[str, ...] = ()
        """What could not be taken over when it was made, in sentences."""
        self.lies_in: OxObject | None = None
        """The attachment whose bytes it is; None for a file of its own."""
        self.opened: list[MessageFile] = []
        """The messages that attachments' bytes are, as far as somebody opened them."""
        self.codepage_override: int | None = None
        """Code page the user chose for all string8 values, None to follow the file."""
        self.lock = threading.RLock()
        """Held while objects are listed: each is made and paid for once."""
        self._objects = 0
        self._levels = 0
        self._kept = 0
        self._visited: OxObject | None = None
        self._place: Place | None = None
        self._unread = self.container.source.size
        self._charged: set[int] = set()
        self._orphans: list[OxObject] | None = None
        self.skipped: set[str] = set()
        """What was not listed because a limit was reached, in words."""
        if PROPERTIES not in self.container.children(0):
            raise self._no_message()
        yield
        self.root = OxObject(self, MESSAGE, 0, 0, None)

    @cached_property
    def named(self) -> NamedPropertyMap:
        """The file's named properties."""
        return NamedPropertyMap(self.container)

    @property
    def orphans(self) -> list[OxObject]:
        """Objects with a property stream that belong to no message, attachment or recipient."""
        if self._orphans is None:
            with self.lock:
                if self._orphans is None:
                    self._orphans = [
                        OxObject(self, ORPHAN, index, number, None, depth)
                        for number, (index, depth) in enumerate(self._unclaimed())
                    ]
        return self._orphans

    def walk(self) -> Iterator[OxObject]:
        """All objects at any depth, each before what it holds."""
        todo = [self.root]
        while todo:
            item = todo.pop()
            yield item
            todo += reversed(item.children)

    def object(self, path: str) -> OxObject:
        """The object with a path of the tree; raises KeyError if there is none.

        A path is what `OxObject.path` says, and nothing like it.
        """
        item = self.root
        start, *names = path.split("/")
        if start or not names:
            raise KeyError(path)
        steps = iter(names if path != "/" else ())
        for step in steps:
            found = _child(item, step, next(steps, "") if step != MESSAGE else "")
            if found is None:
                raise KeyError(path)
            item = found
        return item

    def findings(self) -> tuple[Finding, ...]:
        """What is wrong or remarkable; worked out once, without reading attachment data."""
        return self._findings

    def override_codepage(self, number: int | None) -> None:
        """Decode all string8 values in this code page; None: as the file says."""
        self.codepage_override = number
        self.__dict__.pop("_findings", None)
        for item in self.walk():
            item.forget_codepages()

    def in_file(self, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where ranges (offset, length) of the container lie in the file on disk.

        Nowhere for what this program made.
        """
        source = self.container.source
        return source.ranges(runs) if isinstance(source, StreamSource | MadeSource) else runs

    def forget(self) -> None:
        """Drop file pages kept to make listing fast."""
        self.container.forget()

    def close(self) -> None:
        """Let go of what was kept; the storage stays its owner's to close."""
        self.container.forget()

    # -- budgets

    def room_for_objects(self, wanted: int, depth: int) -> int:
        """How many of `wanted` objects with `depth` objects above them may still be listed."""
        with self.lock:
            room = min(wanted, MAX_OBJECTS - self._objects)
            if room < wanted:
                self.skipped.add(f"more than {MAX_OBJECTS} recipients and attachments")
            allowed = min(room, (MAX_LEVELS - self._levels) // max(depth, 1))
            if allowed < room:
                self.skipped.add("too many objects deep inside others")
            self._objects += allowed
            self._levels += allowed * depth
            return allowed

    def may_nest(self, item: OxObject) -> bool:
        """Whether the message inside an attachment is listed."""
        with self.lock:
            if item.depth >= MAX_DEPTH:
                self.skipped.add(f"messages nested more than {MAX_DEPTH // 2} deep")
                return False
            if self._levels + item.depth >= MAX_LEVELS:
                self.skipped.add("too many objects deep inside others")
                return False
            self._levels += item.depth + 1
            return True

    def keep(self, item: OxObject, properties: list[Property]) -> None:
        """Let an object keep its properties: for good, or until the next that has no room left."""
        with self.lock:
            item.hold(properties)
            if self._kept + len(properties) <= KEPT_PROPERTIES:
                self._kept += len(properties)
                return
            last, self._visited = self._visited, item
            if last is not None and last is not item:
                last.hold(None)

    def may_read(self, item: OxObject, size: int) -> bool:
        """Whether a property stream may be read: all of them are no longer than the file."""
        with self.lock:
            if item.index in self._charged:
                return True
            if size > self._unread:
                self.skipped.add("property streams that together are longer than the file")
                return False
            self._unread -= size
            self._charged.add(item.index)
            return True

    def place(self, item: OxObject) -> Place:
        """The paths of an object. Those asked for last are kept: they may be very long."""
        kept = self._place
        if kept is None or kept.item is not item:
            kept = self._place = Place.of(item)
        return kept

    # -- inside

    def _no_message(self) -> InputError:
        container = self.container
        clsid = format_guid(container.clsid(0))
        names = container.children(0)
        return other_compound(clsid, names, container.source.path, container.damaged)

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        return check_file(self)

    def _unclaimed(self) -> list[tuple[int, int]]:
        """Storages with a property stream that are no object, in the order of their names.

        Each with the number of objects it lies in.
        """
        container = self.container
        found: list[tuple[int, int]] = []
        todo = [self.root]
        while todo:
            item = todo.pop()
            storages = container.storages(item.index)
            if storages:
                members = item.recipients + item.attachments
                if len(storages) > len(members) + (not item.index):  # names, at the top
                    deeper = item.depth + 1
                    found += [(index, deeper) for index in storages if self._is_stray(item, index)]
                todo += members
                if item.embedded is not None:
                    todo.append(item.embedded)
        found.sort(key=lambda stray: container.name(stray[0]))
        lost = [index for index in container.orphans if container.kind(index) == STORAGE]
        found += [(index, 0) for index in lost if PROPERTIES in container.children(index)]
        return [stray for stray in found if self.room_for_objects(1, stray[1])]

    def _is_stray(self, item: OxObject, index: int) -> bool:
        """Whether a storage in an object has properties and no place in the tree."""
        kind = STORAGE_KINDS[self.container.name(index)]
        if kind in ("recip", "attach"):
            claimed = item.kind == MESSAGE
        elif kind == "object":
            claimed = index == item.data_storage
        else:
            claimed = kind == "nameid"
        return not claimed and PROPERTIES in self.container.children(index)


def _child(item: OxObject, step: str, number: str) -> OxObject | None:
    """The child a step of a path leads to, None if there is none."""
    if step == MESSAGE:
        return (item.embedded or item.inner) if item.kind != MESSAGE else None
    groups = {
        "recipients": item.recipients,
        "attachments": item.attachments,
        "orphans": item.orphans,
    }
    group = groups.get(step)
    if group is None or not _NUMBER.fullmatch(number) or int(number) >= len(group):
        return None
    return group[int(number)]
