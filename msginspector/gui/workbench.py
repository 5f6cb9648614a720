"""The window's dealings with the session layer: sessions, opening, selecting, releasing.

It holds the workspace and answers gestures: which selection opens what, which session a drop goes
to. No widgets here. Failures become `Problem`s: what, where, why, what now.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, Signal

from msginspector.errors import InputError, InspectorError
from msginspector.gui import ledger, texts
from msginspector.gui.checksums import Checksums
from msginspector.gui.ledger import Key, Ledger, TrackedRow
from msginspector.gui.models.findings import tone
from msginspector.gui.models.listing import NO_SESSION
from msginspector.gui.models.nodes import Node
from msginspector.gui.models.session_tree import SessionTree
from msginspector.gui.opening import Opening, Problem
from msginspector.gui.times import Clock
from msginspector.gui.workers import Coalescer, Keeper, SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.findings import Finding
    from msginspector.session import (
        Attachment,
        Event,
        Message,
        MessageSession,
        ObjectRow,
        Workspace,
    )

GONE_MESSAGES: Final = 500  # that are worth a look of the garbage collector at everything


class Workbench(QObject):
    """Sessions and their tree, on one workspace."""

    problem = Signal(object)  # Problem
    opened = Signal(object)  # list of Nodes of messages that are in the tree now
    opening = Signal(object, object, object)  # files done, name of the next, total or None
    batch_done = Signal(object, object)  # first Node of the batch or None, files that failed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ledger = Ledger(self)
        self.tree = SessionTree(self.ledger, self.row, self)
        self.runner = SliceRunner(self)
        self._keeper = Keeper()
        self.closing: int | None = None  # the session that closes, also before its first step
        self._gone = 0  # messages that were taken off the tree
        self._forgetting = Coalescer(self._forget_gone, self)
        self._independent: dict[int, Any] = {}
        self._lend: Callable[[int], Any] = lambda _number: None
        self.clock = Clock()
        self.checksums = Checksums(self)
        self.grave_findings = 0  # warnings and errors of open messages, as far as counted
        self._grave: dict[int, int] = {}
        self._opening = Opening(self)
        self._workspace: Workspace | None = None
        self.ledger.ended.connect(lambda row: self._count_grave(row.id, 0))
        self.ledger.flushed.connect(lambda _events, rows: self.tree.states_changed(rows))

    # -- sessions -----------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace, made when it is first needed: a window that shows nothing needs none."""
        if self._workspace is None:
            from msginspector.session import Workspace

            self._workspace = Workspace()
            self._unsubscribe = self._workspace.subscribe(self.ledger.on_event)
        return self._workspace

    @property
    def sessions(self) -> Sequence[MessageSession]:
        """Every session, closed ones that are still shown too."""
        return self._workspace.sessions if self._workspace is not None else ()

    @property
    def open_handles(self) -> int:
        """How many files are held open."""
        return self._workspace.pool.open_handles if self._workspace is not None else 0

    def history(self) -> tuple[Sequence[Event], Sequence[TrackedRow]]:
        """Every event that is still known and every tracked object, nothing left to be told."""
        self.ledger.flush()
        events = self._workspace.log.events() if self._workspace is not None else ()
        return events, list(self.ledger.rows.values())

    def session(self, number: int | None) -> MessageSession | None:
        """The session with that id."""
        return next((s for s in self.sessions if s.id == number), None)

    def new_session(self) -> Node:
        """OpenIMsgSession."""
        session = self.workspace.open_session()
        return self.tree.add_session(session.id, session.label)

    def open_session_for(self, node: Node | None) -> Node | None:
        """Where files go: the selected session if open, else the newest open, else None."""
        wanted = [] if node is None or node.session is None else [node.session]
        wanted += [session.id for session in reversed(self.sessions)]
        for number in wanted:
            if self._takes(number):
                return self.tree.session_node(number)
        return None

    def session_for(self, node: Node | None) -> Node:
        """The same, and a new session where none is open."""
        return self.open_session_for(node) or self.new_session()

    def closed(self, node: Node | None) -> Node | None:
        """The closed session, or closed message without a session, that a node belongs to."""
        if node is None or node.kind == NO_SESSION:
            return None
        if node.session is None:
            message = self.tree.find(Key(node.top, ledger.MESSAGE, "/"))
            return message if self.ledger.is_closed(node.top) else None
        session = self.session(node.session)
        over = session is not None and session.closed
        return self.tree.session_node(node.session) if over else None

    def forget(self, node: Node) -> None:
        """Take a closed session, or a closed message without one, off the tree and the books."""
        if node.parent is None:
            self._forget_session(node)
        else:
            self.tree.remove(node)
            self.ledger.forget_message(node.top)
            if not node.parent.children:
                self.tree.remove(node.parent)
        self._gone += len(node.children or ()) if node.parent is None else 1
        if self._gone > GONE_MESSAGES:
            self._forgetting.start()

    def _forget_session(self, node: Node) -> None:
        session = self.session(node.session)
        self.runner.cancel_for(node.session)
        self.tree.remove(node)
        self._opening.forget(node)
        if session is not None:
            self.ledger.forget_session(session.id)
            self.workspace.forget(session)

    def files_of(self, node: Node) -> list[str]:
        """The files opened in a session, in the order of opening, or the file of a message."""
        messages = node.children or () if node.parent is None else (node,)
        rows = (self.ledger.rows.get(message.top) for message in messages)
        return [row.file for row in rows if row is not None and row.file]

    def _forget_gone(self) -> None:
        """Once nobody is busy with what was taken off; it takes a moment, so not for a few."""
        self._gone = 0
        self._keeper.forget()

    def close(self) -> None:
        """End: drop all work and every session."""
        self._forgetting.stop()
        self._opening.end()
        self.runner.cancel()
        if self._workspace is not None:
            self._unsubscribe()
            self._workspace.close()
        self._keeper.end()

    # -- opening files ------------------------------------------------------------------------

    def open_paths(self, paths: Sequence[str], session: Node | None) -> None:
        """Open files and folders in a session (None: without one), in slices."""
        self._opening.start(paths, session)

    def settle(self) -> None:
        """Keep what has been opened from slowing down what follows; no file may be half read."""
        if self._workspace is not None:
            self._workspace.cache.clear()
            self._keeper.settle()

    def report(self, what: str, where: str, error: InspectorError) -> None:
        """Tell the window about a failure."""
        severity = "error" if isinstance(error, InputError) else "warning"
        self.problem.emit(Problem(what, where, error.text, error.hint, error.code, severity))

    # -- objects ------------------------------------------------------------------------------

    def handle(self, row: TrackedRow) -> Any:
        """The handle of a tracked object, None when nobody holds it any more."""
        session = self.session(row.session)
        if session is not None:
            return session.handle(row.id)
        held = self._independent.get(row.id)
        return self._lend(row.id) if held is None else held

    def borrow(self, lend: Callable[[int], Any]) -> None:
        """Ask `lend` for handles of independent messages that somebody else holds.

        The window keeps none of them, and shows no values of them, which would: whoever forgets
        such a message leaks it, and must be able to.
        """
        self._lend = lend

    def is_borrowed(self, top: int) -> bool:
        """A message without a session that somebody else holds, or held."""
        row = self.ledger.rows.get(top)
        return row is not None and row.session is None and top not in self._independent

    def find_lost(self, tops: Iterable[int]) -> None:
        """Look which of these independent messages nobody holds any more: they cannot be used."""
        rows = (self.ledger.rows.get(top) for top in tops)
        for row in rows:
            if row is not None and row.state == ledger.OPEN and self.handle(row) is None:
                self.ledger.lose(row)

    def hold(self, handle: Any) -> None:
        """Hold a handle of an independent message: dropping it would be a leak."""
        self._independent[handle.id] = handle

    def is_held(self, row: TrackedRow | None) -> bool:
        """The object is open, and there is a handle to open it again or release it by.

        A session is neither opened again nor released: it is closed. While it closes, an object
        may be open with no reference left.
        """
        if row is None or row.kind == ledger.SESSION or row.state != ledger.OPEN:
            return False
        return row.references > 0 and self.handle(row) is not None

    def takes(self, row: TrackedRow | None) -> bool:
        """Something can be opened where that object is: its session does not close."""
        return row is not None and (row.session is None or self._takes(row.session))

    def _takes(self, session: int) -> bool:
        return session != self.closing and bool(self.session(session))

    def top(self, number: int) -> Message:
        """The top-level message with that id."""
        message: Message = self.handle(self.ledger.rows[number])
        return message

    def row(self, node: Node) -> ObjectRow:
        """The object a node belongs to, as its message lists it; nothing is opened."""
        return self.top(node.top).object(node.owner_path)

    def tracked(self, node: Node) -> TrackedRow | None:
        """The tracked object of a node, None for what is only listed."""
        return self.ledger.at(node.key)

    def select(self, node: Node) -> None:
        """What selecting a node opens: an attachment, embedded message or table. Once."""
        tracked = self.tracked(node)
        if not self.ledger.is_usable(node.top) or (tracked and tracked.state == ledger.OPEN):
            return
        if self.is_borrowed(node.top):
            return
        if node.kind in (ledger.RECIPIENT_TABLE, ledger.ATTACHMENT_TABLE):
            message = self._open_path(node.top, node.owner_path)
            recipients = node.kind == ledger.RECIPIENT_TABLE
            table = message.open_recipient_table if recipients else message.open_attachment_table
            self._keep(node.top, table())
        elif node.kind in (ledger.ATTACHMENT, ledger.MESSAGE):
            self._open_path(node.top, node.path)

    def open_handle(self, node: Node) -> Any:
        """The handle of a node's object while it is open, else None."""
        row = self.tracked(node)
        return self.handle(row) if row is not None and row.state == ledger.OPEN else None

    def open_again(self, node: Node) -> None:
        """AddRef."""
        handle = self.open_handle(node)
        if handle is not None:
            handle.add_reference()

    def release(self, node: Node) -> None:
        """Release."""
        handle = self.open_handle(node)
        if handle is not None:
            handle.release()

    def owner(self, node: Node) -> TrackedRow | None:
        """The tracked object a group or a property belongs to, None where it is only listed."""
        return self.ledger.at(Key(node.top, _owner_kind(node.owner_path), node.owner_path))

    def reload(self, node: Node) -> None:
        """Release the top-level message of a node, and open its file anew in its session."""
        row = self.ledger.rows[node.top]
        handle = self.handle(row)
        for _ in range(row.references if handle is not None else 0):
            handle.release()
        if row.file:
            self.open_paths(
                [row.file], self.tree.session_node(row.session) if row.session else None
            )

    def rows_shown(self, node: Node) -> ObjectRow | None:
        """The row whose properties a node shows: of the open object itself where there is one.

        None once the object has been released or closed: its values are not served any more.
        """
        row = self.owner(node)
        if self.is_borrowed(node.top):
            return None
        if row is None:
            return self.row(node) if self.ledger.is_usable(node.top) else None
        return self.handle(row).row if row.state == ledger.OPEN else None

    def findings(self, node: Node) -> tuple[Finding, ...]:
        """The findings of the object a node belongs to and of everything below it."""
        if not self.ledger.is_usable(node.top):
            return ()
        found: tuple[Finding, ...] = self.top(node.top).findings()
        self._badge(node.top, found)
        prefix = node.owner_path.rstrip("/")
        return tuple(
            f for f in found if not prefix or f.path == prefix or f.path.startswith(prefix + "/")
        )

    def count_findings(self, nodes: Iterable[Node]) -> None:
        """Count the findings of messages of one session in slices, for their badges."""
        wanted = list(nodes)
        owner = wanted[0].session if wanted else None
        self.runner.add(self._count_findings([node.top for node in wanted]), owner)

    def _count_findings(self, tops: list[int]) -> Work:
        for top in tops:
            if self.ledger.is_usable(top):
                try:
                    self._badge(top, self.top(top).findings())
                except InspectorError:
                    # The file has gone since; selecting the message says so.
                    self.tree.set_findings(top, (("!", "error"),))
            yield None
        return None

    def _badge(self, top: int, found: Sequence[Finding]) -> None:
        grave = [finding for finding in found if finding.severity != "info"]
        self._count_grave(top, len(grave))
        text = ((f"! {len(grave)}", tone({f.severity for f in grave})),) if grave else ()
        self.tree.set_findings(top, text)

    def _count_grave(self, top: int, number: int) -> None:
        self.grave_findings += number - self._grave.pop(top, 0)
        if number:
            self._grave[top] = number

    def _open_path(self, top: int, path: str) -> Any:
        """Open everything on the way from a top-level message to an object inside it."""
        current: Any = self.top(top)
        done = ""
        parts = path.strip("/").split("/") if path != "/" else []
        for part in parts:
            done += f"/{part}"
            if part == "attachments":
                continue
            kind = ledger.MESSAGE if part == "message" else ledger.ATTACHMENT
            row = self.ledger.at(Key(top, kind, done))
            if row is not None and row.state == ledger.OPEN:
                current = self.handle(row)
            else:
                current = self._keep(top, self._open_part(current, part))
        return current

    def _open_part(self, parent: Message | Attachment, part: str) -> Any:
        if part == "message":
            return parent.open_message()  # type: ignore[union-attr]
        return parent.open_attachment(int(part))  # type: ignore[union-attr]

    def _keep(self, top: int, handle: Any) -> Any:
        if self.ledger.rows[top].session is None:
            self.hold(handle)
        return handle


def _owner_kind(path: str) -> str:
    """The kind of the object at a path: message, recipient, attachment, orphan."""
    last, _, number = path.rpartition("/")
    return last.rpartition("/")[2].removesuffix("s") if number.isdigit() else ledger.MESSAGE


def file_facts(path: str | None) -> str:
    """Name and size of a file for the status bar; "" where there is no file."""
    if not path:
        return ""
    try:
        size = Path(path).stat().st_size
    except OSError:
        return os.path.basename(path)
    return texts.joined((os.path.basename(path), texts.size(size)))
