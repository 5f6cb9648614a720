"""Opening files and folders in slices, and saying calmly which of them are no messages.

Messages are put on the tree in batches, each at least as large as what is there already: every
batch makes the view look at all its rows, so that ten thousand messages are looked at twice in all.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject

from msginspector.errors import InspectorError
from msginspector.gui.ledger import MESSAGE, Key
from msginspector.gui.models.listing import Child, message_child
from msginspector.gui.workers import Coalescer, Work

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.workbench import Workbench

SUFFIXES: Final = (".msg", ".oft")
BATCH_MS: Final = 120


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


def message_files(paths: Iterable[str | os.PathLike[str]]) -> Iterator[str]:
    """The files among `paths` as given, and every .msg and .oft file below the folders.

    In a stable order; links to folders are not followed, so that no walk is endless.
    """
    for path in paths:
        if not os.path.isdir(path):
            yield os.fspath(path)
            continue
        for folder, folders, files in os.walk(path):
            folders.sort()
            for name in sorted(files):
                if name.lower().endswith(SUFFIXES):
                    yield os.path.join(folder, name)


class Opening(QObject):
    """Opens files for a workbench and remembers which are there already."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._places: dict[tuple[int, str], int] = {}  # session node, real path -> message
        self._waiting: list[tuple[Node, Child, int]] = []
        self._batch = Coalescer(self._place, self)

    def start(self, paths: Sequence[str], session: Node | None) -> None:
        """Open files and folders in a session (None: without one), in slices."""
        self._bench.runner.add(self._open_all(list(paths), session))

    def forget(self, session: Node) -> None:
        """The files of a session that is taken off the tree are no longer there."""
        self._places = {key: top for key, top in self._places.items() if key[0] != session.id}

    def _open_all(self, paths: list[str], session: Node | None) -> Work:
        first: int | None = None
        failed = done = 0
        try:
            for path in message_files(paths):
                self._bench.opening.emit(done, os.path.basename(path))
                top = self._already_open(path, session)
                if top is None:
                    top = yield from self._open_file(path, session)
                done += 1
                failed += top is None
                first = first or top
                yield None
            if not done:
                self._nothing_found(paths)
        finally:  # cancelled, too: what has been opened is shown
            self._place()
            node = self._bench.tree.find(Key(first, MESSAGE, "/")) if first else None
            self._bench.batch_done.emit(node, failed)
        return None

    def _open_file(self, path: str, where: Node | None) -> Generator[object, None, int | None]:
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
        self._places[where.id, os.path.realpath(path)] = message.id
        self._waiting.append((where, child, message.id))
        if len(self._waiting) >= len(where.children or ()):
            self._batch.start(BATCH_MS)
        number: int = message.id
        return number

    def _place(self) -> None:
        """Put what has been opened meanwhile on the tree."""
        self._batch.stop()
        waiting, self._waiting = self._waiting, []
        for where in {node.id: node for node, _, _ in waiting}.values():
            mine = [(child, top) for node, child, top in waiting if node is where]
            self._bench.opened.emit(self._bench.tree.add_messages(where, mine))

    def _already_open(self, path: str, session: Node | None) -> int | None:
        top = self._places.get((session.id, os.path.realpath(path))) if session else None
        return top if top is not None and self._bench.ledger.is_usable(top) else None

    def _nothing_found(self, paths: list[str]) -> None:
        self._bench.problem.emit(
            Problem(
                self.tr("Nothing was opened"),
                ", ".join(paths),
                self.tr("There is no .msg or .oft file there."),
                self.tr("Choose another folder, or drop the files themselves."),
                "",
                "info",
            )
        )
