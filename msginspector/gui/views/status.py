"""The status bar: which file, how big, read-only, unchanged; how many objects are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from msginspector.gui import texts
from msginspector.gui.views.chrome import ElidedLabel
from msginspector.gui.workbench import file_facts

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.workbench import Workbench

REPAINT_MS: Final = 100


class Status(QStatusBar):
    """Facts at both ends, progress with cancel in between."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._shown_at = QElapsedTimer()
        self.setSizeGripEnabled(False)
        # At its end: cut in the middle, what is left of two facts would read as one.
        self.file = ElidedLabel("status-file", self, Qt.TextElideMode.ElideRight)
        self.totals = QLabel(self)
        self._progress = QProgressBar(self)
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Opening files"))
        self._under_way = QLabel(self)
        self._cancel = QToolButton(self)
        self._cancel.setObjectName("flat")
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Cancel opening"))
        self._cancel.clicked.connect(bench.runner.cancel)
        self.addWidget(self.file, 1)
        for widget in (self._under_way, self._progress, self._cancel, self.totals):
            self.addPermanentWidget(widget)
        self._show_progress(False)
        bench.runner.idle.connect(lambda: self._show_progress(False))
        bench.opening.connect(self._opening)

    def refresh(self, node: Node | None) -> None:
        """The facts of the selected message and the totals."""
        self.file.set_text(self._file_text(node))
        ledger = self._bench.ledger
        messages = sum(len(session.children or ()) for session in self._bench.tree.sessions())
        self.totals.setText(
            texts.joined(
                (
                    texts.count(messages, "message"),
                    f"{texts.count(ledger.total_open(), 'object')} open",
                )
            )
            + "  "
        )

    def _file_text(self, node: Node | None) -> str:
        row = self._bench.ledger.rows.get(node.top) if node is not None else None
        if row is None or not row.file:
            return ""
        facts = [file_facts(row.file), self.tr("read-only")]
        if self._bench.ledger.is_usable(row.id):
            facts.append(self._bench.top(row.id).change() or self.tr("unchanged"))
        else:
            facts.append(row.state)
        return "  " + texts.joined(facts)

    def _opening(self, done: int, name: str) -> None:
        if self._shown_at.isValid() and self._shown_at.elapsed() < REPAINT_MS:
            return
        self._shown_at.restart()
        self._show_progress(True)
        self._under_way.setText(texts.joined((texts.count(done, "file"), texts.elided(name, 40))))

    def _show_progress(self, on: bool) -> None:
        for widget in (self._under_way, self._progress, self._cancel):
            widget.setVisible(on)
