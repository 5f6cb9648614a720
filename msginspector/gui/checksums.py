"""SHA-256 of the files of messages, computed in slices when somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from msginspector.errors import InspectorError

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.workbench import Workbench
    from msginspector.gui.workers import Work


class Checksums(QObject):
    """The checksums computed so far, by the id of the top-level message."""

    done = Signal(object)  # id of the message

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        self._bench = bench
        self._known: dict[int, str] = {}

    def of(self, top: int) -> str:
        """64 hex digits, "" where nobody has asked for them."""
        return self._known.get(top, "")

    def compute(self, node: Node) -> None:
        """Compute the checksum of the file of a node's message."""
        self._bench.runner.add(self._work(node.top, node.label), node.session)

    def _work(self, top: int, label: str) -> Work:
        if not self._bench.ledger.is_usable(top):
            return None
        message = self._bench.top(top)
        import hashlib  # not before the first window

        digest = hashlib.sha256()
        try:
            for piece in message.file_pieces():
                digest.update(piece)
                yield None
        except InspectorError as error:
            what = self.tr("There is no checksum of “{0}”").format(label)
            self._bench.report(what, self._bench.ledger.rows[top].file or "", error)
        else:
            self._known[top] = digest.hexdigest()
            self.done.emit(top)
        return None
