"""The books' entry for one tracked object, and the plain copy of it that leaves the books."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from msginspector.session.states import Kind, State

if TYPE_CHECKING:
    import weakref
    from collections.abc import Callable, Iterator

    from msginspector.session.content import MessageContent


class Record:
    """One tracked object. Only `Books` changes it, under its lock.

    `key` names the object below its parent, so that opening it again finds it. `detail` is what
    its handle needs to know (a property tag, an attachment number). `handle` is a weak reference:
    dropping a handle must not be kept from being noticed.
    """

    __slots__ = (
        "attributes",
        "call",
        "children",
        "closed_at",
        "detail",
        "fails",
        "fault",
        "group",
        "handle",
        "id",
        "key",
        "kind",
        "label",
        "open_children",
        "opened_at",
        "parent",
        "path",
        "references",
        "released_at",
        "state",
        "step",
    )

    def __init__(
        self,
        number: int,
        kind: Kind,
        parent: Record | None,
        *,
        label: str,
        path: str,
        call: str,
        opened_at: float,
        group: Group | None = None,
        key: object = None,
        detail: int | None = None,
    ) -> None:
        self.id = number
        self.kind = kind
        self.parent = parent
        self.label = label
        self.path = path
        self.call = call
        self.opened_at = opened_at
        self.group = group
        self.key = key
        self.detail = detail
        self.references = 1
        self.state = State.OPEN
        self.step: int | None = None
        self.released_at: float | None = None
        self.closed_at: float | None = None
        self.fails: str | None = None
        self.fault: str | None = None
        self.children: list[Record] | None = None
        self.open_children: dict[object, Record] | None = None
        self.attributes: dict[int, int] | None = None
        self.handle: weakref.ref[Any] | None = None

    def add_child(self, child: Record) -> None:
        """Enter `child` as the youngest object opened from this one."""
        if self.children is None:
            self.children = []
        self.children.append(child)
        if child.key is not None:
            if self.open_children is None:
                self.open_children = {}
            self.open_children[child.key] = child

    def open_child(self, key: object) -> Record | None:
        """The sub-object of that key if it is still open."""
        child = self.open_children.get(key) if self.open_children else None
        return child if child is not None and child.state is State.OPEN else None


class Group:
    """A top-level message with everything opened from it, and the storage it stands on.

    `in_use` counts the message and its sub-objects that are not released yet, and the references
    of the storage that are not the message's own; at zero the last release has happened:
    `on_release` runs and the storage is freed.
    """

    __slots__ = (
        "by_path",
        "caller_data",
        "content",
        "dropped",
        "ended",
        "file",
        "flags",
        "freed",
        "in_use",
        "make_handle",
        "message",
        "on_release",
        "storage",
    )

    def __init__(
        self,
        content: MessageContent,
        *,
        file: str | None,
        flags: int,
        on_release: Callable[[object, Any], object] | None,
        caller_data: object,
    ) -> None:
        self.content = content
        self.file = file
        self.flags = flags
        self.on_release = on_release
        self.caller_data = caller_data
        self.make_handle: Callable[[Record], Any] | None = None
        self.freed = False
        self.dropped = False
        self.ended = False
        self.in_use = 0
        self.message: Record | None = None
        self.storage: Record | None = None
        self.by_path: dict[str, Record] | None = None

    def enter(self, record: Record) -> None:
        """Remember a sub-object by its path; the newest of a path wins."""
        if self.by_path is None:
            self.by_path = {}
        self.by_path[record.path] = record

    def newest(self, path: str) -> Record | None:
        """The newest tracked object of that path in the message's tree."""
        if path == "/":
            return self.message
        return self.by_path.get(path) if self.by_path else None

    def state_of(self, path: str) -> State:
        """The state of the newest tracked object of that path; listed where there is none."""
        record = self.newest(path)
        return record.state if record is not None else State.LISTED

    def message_handle(self) -> Any:
        """The top-level message's handle, for its caller's callback."""
        return self.make_handle(self.message) if self.make_handle and self.message else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A copy of a tracked object's books entry at one moment.

    `opened_at` is in seconds since the session was opened; `step` the teardown step that closed
    the object, None before; `fault` what went wrong then.
    """

    id: int
    kind: str
    label: str
    path: str
    file: str | None
    parent: int | None
    state: str
    references: int
    call: str
    opened_at: float
    step: int | None
    fault: str | None


def snapshot(record: Record, started: float) -> Snapshot:
    """The copy of `record` that observers may keep."""
    return Snapshot(
        id=record.id,
        kind=record.kind.value,
        label=record.label,
        path=record.path,
        file=record.group.file if record.group else None,
        parent=record.parent.id if record.parent else None,
        state=record.state.value,
        references=record.references,
        call=record.call,
        opened_at=record.opened_at - started,
        step=record.step,
        fault=record.fault,
    )


def closing_order(roots: list[Record]) -> Iterator[Record]:
    """Every record below and including `roots`: children before parents, youngest sibling first.

    Iterative, because embedded messages nest as deeply as a file cares to.
    """
    stack: list[tuple[Record, int]] = [(root, len(root.children or ())) for root in roots]
    while stack:
        record, left = stack.pop()
        if not left:
            yield record
            continue
        stack.append((record, left - 1))
        child = (record.children or [])[left - 1]
        stack.append((child, len(child.children or ())))
