"""Opening files and folders in slices, and saying calmly which of them are no messages.

The first message of a session is put on the tree at once, the others in batches, each at least as
large as what is there already: every batch makes the view look at all its rows, so that ten
thousand messages are looked at twice in all.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from msginspector.errors import InspectorError
from msginspector.gui.file_search import Ahead, search
from msginspector.gui.ledger import MESSAGE, Key
from msginspector.gui.models.listing import Child, message_child
from msginspector.gui.workers import Coalescer, Work

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.workbench import Workbench

BATCH_MS: Final = 120
NAMED_PATHS: Final = 20  # in a problem about many
SETTLE_FILES: Final = 16  # opened before what stays of them is taken from the garbage collector


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure for a person: `what` failed, `where`, `why`, `hint` what to do now, `code`."""

    what: str
    where: str
    why: str
    hint: str
    code: str
    severity: str = "warning"

    def details(self) -> str:
        """Everything as text, for the clipboard."""
        lines = (("where", self.where), ("why", self.why), ("now", self.hint))
        rest = "".join(f"\n  {name}: {text}" for name, text in lines if text)
        return f"{self.code} {self.what}".strip() + rest


class Opening(QObject):
    """Opens files for a workbench and remembers which are there already."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._places: dict[tuple[int, str], int] = {}  # session node, real path -> message
        self._waiting: list[tuple[Node, Child, int]] = []
        self._batch = Coalescer(self._place, self)
        self._ended = False

    def start(self, paths: Sequence[str], session: Node | None) -> None:
        """Open files and folders in a session (None: without one), in slices."""
        owner = None if session is None else session.session
        self._bench.runner.add(self._open_all(list(paths), session), owner)

    def forget(self, session: Node) -> None:
        """The files of a session that is taken off the tree are no longer there."""
        self._places = {key: top for key, top in self._places.items() if key[0] != session.id}

    def end(self) -> None:
        """The window goes: what has been opened and is not yet on the tree need not get there."""
        self._ended = True
        self._batch.stop()

    def _open_all(self, paths: list[str], session: Node | None) -> Work:
        first: int | None = None
        failed = done = 0
        unread: list[OSError] = []
        files = Ahead(search(paths, partial(self._unreadable, unread)))
        self._bench.settle()
        try:
            for path in files:
                if self._is_over(session):
                    break
                if path is not None:
                    self._bench.opening.emit(done, os.path.basename(path), files.total)
                    top = yield from self._open_once(path, session)
                    done += 1
                    failed += top is None
                    first = first or top
                    if done % SETTLE_FILES == 0:  # here, where no file is half read
                        self._bench.settle()
                yield None
            if not (done or unread or self._is_over(session)):
                self._nothing_found(paths)
        finally:  # cancelled, too: what has been opened is shown
            if not self._ended:
                self._over(first, failed)
        return None

    def _is_over(self, where: Node | None) -> bool:
        """The session is being closed, or closed: nothing opens in it any more."""
        return where is not None and not self._bench.session(where.session)

    def _over(self, first: int | None, failed: int) -> None:
        self._place()
        self._bench.settle()
        node = self._bench.tree.find(Key(first, MESSAGE, "/")) if first else None
        self._bench.batch_done.emit(node, failed)

    def _open_once(self, path: str, where: Node | None) -> Generator[object, None, int | None]:
        """Open a file unless the session has it already; the id of its message, None: it failed."""
        real = os.path.realpath(path)
        top = self._places.get((where.id, real)) if where is not None else None
        if top is not None and self._bench.ledger.is_usable(top):
            return top
        return (yield from self._open_file(path, real, where))

    def _open_file(
        self, path: str, real: str, where: Node | None
    ) -> Generator[object, None, int | None]:
        bench = self._bench
        session = bench.session(where.session) if where is not None else None
        opener: Any = session if session is not None else bench.workspace
        try:
            message = yield from opener.open_file_steps(path)
            child = message_child(message.label, message.message_class, "/")
        except InspectorError as error:
            what = self.tr("“{0}” was not opened").format(os.path.basename(path))
            bench.report(what, path, error)
            return None
        if where is None:
            bench.hold(message)
            where = bench.tree.session_node(None) or bench.tree.add_session(
                None, self.tr("No session")
            )
        self._places[where.id, real] = message.id
        self._wait(where, child, message.id)
        number: int = message.id
        return number

    def _wait(self, where: Node, child: Child, top: int) -> None:
        """Put a message on the tree now where it is the first there, else with others."""
        self._waiting.append((where, child, top))
        if not where.children:
            self._place()
        elif len(self._waiting) >= len(where.children):
            self._batch.start(BATCH_MS)

    def _place(self) -> None:
        """Put what has been opened meanwhile on the tree."""
        self._batch.stop()
        waiting, self._waiting = self._waiting, []
        for where in {node.id: node for node, _, _ in waiting}.values():
            mine = [(child, top) for node, child, top in waiting if node is where]
            self._bench.opened.emit(self._bench.tree.add_messages(where, mine))

    def _unreadable(self, told: list[OSError], error: OSError) -> None:
        """A folder cannot be read: said, where it would seem to hold nothing."""
        told.append(error)
        folder = os.fsdecode(error.filename or "")
        self._bench.problem.emit(
            Problem(
                self.tr("The folder “{0}” was not read").format(os.path.basename(folder)),
                folder,
                self.tr("{0}.").format(error.strerror or type(error).__name__),
                self.tr("Ask for permission to read it, or copy it to a local disk."),
                "",
            )
        )

    def _nothing_found(self, paths: list[str]) -> None:
        self._bench.problem.emit(
            Problem(
                self.tr("Nothing was opened"),
                ", ".join(paths[:NAMED_PATHS]),
                self.tr("There is no .msg, .oft, .eml or winmail.dat file there."),
                self.tr("Choose another folder, or drop the files themselves."),
                "",
                "info",
            )
        )
