"""The status bar: which file, how big, read-only, unchanged; how many objects are open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QElapsedTimer, QEvent, Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from msginspector.gui import texts
from msginspector.gui.views.chrome import ElidedLabel
from msginspector.gui.workbench import file_facts

if TYPE_CHECKING:
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.workbench import Workbench

REPAINT_MS: Final = 100
NAME_LIMIT: Final = 40  # characters


class Status(QStatusBar):
    """Facts at both ends, progress with cancel in between."""

    def __init__(self, bench: Workbench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self._node: Node | None = None
        self._shown_at = QElapsedTimer()
        self.setSizeGripEnabled(False)
        # At its end: cut in the middle, what is left of two facts would read as one.
        self.file = ElidedLabel("status-file", self, Qt.TextElideMode.ElideRight)
        self.totals = QLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Opening files"))
        self.under_way = QLabel(self)
        self.cancel_button = QToolButton(self)
        self.cancel_button.setObjectName("flat")
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.setAccessibleName(self.tr("Cancel opening"))
        self.cancel_button.clicked.connect(bench.runner.cancel)
        self.addWidget(self.file, 1)
        for widget in (self.under_way, self.progress, self.cancel_button, self.totals):
            self.addPermanentWidget(widget)
        self._show_progress(False)
        bench.runner.idle.connect(lambda: self._show_progress(False))
        bench.runner.idle.connect(self._show_totals)  # findings are counted by then
        bench.batch_done.connect(lambda: self._show_progress(False))
        bench.opening.connect(self._opening)

    def refresh(self, node: Node | None) -> None:
        """The facts of the selected message and the totals."""
        self._node = node
        self.file.set_text(self._file_text(node))
        self._show_totals()

    def _show_totals(self) -> None:
        ledger = self._bench.ledger
        findings = self._bench.grave_findings
        facts = (
            texts.count(ledger.open_messages, "message"),
            f"{texts.count(ledger.total_open(), 'object')} open",
            texts.count(findings, "grave finding") if findings else "",
        )
        self.totals.setText(f"{texts.joined(facts)}  ")

    def _file_text(self, node: Node | None) -> str:
        row = self._bench.ledger.rows.get(node.top) if node is not None else None
        if row is None or not row.file:
            return ""
        facts = [file_facts(row.file), self.tr("read-only")]
        if self._bench.ledger.is_usable(row.id):
            change = self._bench.top(row.id).change()
            if change is not None:  # first, as what is too long is cut at its end
                return "  " + texts.joined((facts[0], change, self.tr("F5 reloads it")))
            digest = self._bench.checksums.of(row.id)
            if digest:
                facts.append(f"SHA-256 {digest[:8]}…{digest[-8:]}")
            facts.append(self.tr("unchanged"))
        else:
            facts.append(row.state)
        return "  " + texts.joined(facts)

    def event(self, event: QEvent) -> bool:
        """Whoever comes back to the window may have changed the file in the meantime."""
        if event.type() == QEvent.Type.WindowActivate:
            self.file.set_text(self._file_text(self._node))
        return super().event(event)

    def _opening(self, done: int, name: str, total: int | None) -> None:
        shown = self.progress.isVisible()
        if shown and self._shown_at.isValid() and self._shown_at.elapsed() < REPAINT_MS:
            return
        self._shown_at.restart()
        self._show_progress(True)
        # A bar that is told a value paints the whole window before it answers, unless it may not.
        self.progress.setUpdatesEnabled(False)
        # Without an end the bar only moves: how many files there are is not known yet.
        self.progress.setRange(0, total or 0)
        self.progress.setValue(done)
        self.progress.setUpdatesEnabled(True)
        files = (
            texts.count(done, "file")
            if total is None
            else self.tr("{0} of {1}").format(texts.grouped(done), texts.count(total, "file"))
        )
        self.under_way.setText(texts.joined((files, texts.elided(name, NAME_LIMIT))))

    def _show_progress(self, on: bool) -> None:
        for widget in (self.under_way, self.progress, self.cancel_button):
            widget.setVisible(on)
