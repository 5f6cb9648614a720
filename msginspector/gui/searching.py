"""Searches the messages of a session on the event loop, in slices; no widgets.

A message that is released or closed meanwhile is passed over, one that cannot be read is counted.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from msginspector.errors import InspectorError, InvalidObjectError, QueryError
from msginspector.gui.workers import SliceRunner, Work

if TYPE_CHECKING:
    from msginspector.analysis.query import Query
    from msginspector.analysis.query.find import Found
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.workbench import Workbench

MOST: Final = 50_000
"""Results that are listed."""
SHOW_SECONDS: Final = 0.05  # between two looks at what has been found


@dataclass(frozen=True, slots=True)
class Hit:
    """A property that was found, as a copy; `text` is what its value said."""

    top: int
    file: str
    message: str
    path: str
    kind: str
    number: int
    tag: int
    name: str
    text: str


class SessionSearch(QObject):
    """One search at a time; a new one ends the one before."""

    found = Signal(object)  # list of Hits
    progressed = Signal(object, object)  # messages done, messages in all
    finished = Signal(object)  # messages that could not be read
    failed = Signal(object)  # QueryError: an expression takes too many steps

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._runner = SliceRunner(self)
        self.count = 0
        self.asked = 0
        """Messages that were asked, those that could not be read among them."""
        self.passed = 0
        """Messages that were passed over: released or closed."""

    @property
    def busy(self) -> bool:
        """A search is under way."""
        return self._runner.busy

    def start(self, query: Query, session: int | None) -> None:
        """Search every message of a session, None: those without one."""
        self._runner.cancel()
        self.count = self.asked = self.passed = 0
        self._runner.add(self._work(query, self._bench.tree.messages(session)))

    def stop(self) -> None:
        """End it; what was found stays."""
        self._runner.cancel()

    def _work(self, query: Query, nodes: Sequence[Node]) -> Work:
        waiting: list[Hit] = []
        unread = 0
        shown = time.perf_counter()
        try:
            for done, node in enumerate(nodes):
                usable = self._bench.ledger.is_usable(node.top)
                self.asked += usable
                self.passed += not usable
                if not usable:
                    continue
                try:
                    for hit in self._in_message(query, node):
                        if hit is not None and self.count < MOST:
                            self.count += 1
                            waiting.append(hit)
                        if time.perf_counter() - shown > SHOW_SECONDS:
                            self._show(waiting, done, len(nodes))
                            shown = time.perf_counter()
                        yield None
                except InvalidObjectError:
                    continue  # released or closed meanwhile: it is not of the session any more
                except QueryError as mistake:
                    self.failed.emit(mistake)
                    return None
                except InspectorError:
                    unread += 1
        finally:
            self._show(waiting, 0, 0)
        self.finished.emit(unread)
        return None

    def _show(self, waiting: list[Hit], done: int, total: int) -> None:
        if waiting:
            self.found.emit(list(waiting))
            waiting.clear()
        if total:
            self.progressed.emit(done, total)

    def _in_message(self, query: Query, node: Node) -> Iterator[Hit | None]:
        from msginspector.analysis.query.find import find

        message = self._bench.top(node.top)
        file = os.path.basename(self._bench.ledger.rows[node.top].file or "")
        for one in find(message.walk(), query):
            yield None if one is None else _hit(one, node, file)


def _hit(one: Found, node: Node, file: str) -> Hit:
    tag = one.row.tag
    name = one.row.name or f"0x{tag:08X}"
    return Hit(node.top, file, node.label, one.path, one.kind, one.number, tag, name, one.text)
