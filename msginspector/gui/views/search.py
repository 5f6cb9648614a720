"""Search this session: a query over every property of every message, and what it finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from msginspector.analysis.query import Query, compile_query
from msginspector.analysis.query.properties import PROPERTIES
from msginspector.errors import QueryError
from msginspector.gui import ledger, texts
from msginspector.gui.models.table import Column, TableModel
from msginspector.gui.searching import MOST, Hit, SessionSearch
from msginspector.gui.views.filter_line import FilterLine, MistakeNote
from msginspector.gui.views.tables import SortedTable

if TYPE_CHECKING:
    from msginspector.gui.ledger import TrackedRow
    from msginspector.gui.models.nodes import Node
    from msginspector.gui.theme import Theme
    from msginspector.gui.workbench import Workbench

SIZE: Final = (1100, 560)
_GONE: Final = frozenset((ledger.RELEASED, ledger.CLOSED))

COLUMNS: Final = (
    Column("message", "Message", 210, lambda hit: hit.message, least=120, tip=lambda hit: hit.file),
    Column("file", "File", 140, lambda hit: hit.file, tone=lambda _hit: "dim", middle=True,
           least=90),
    Column("path", "Object", 130, lambda hit: hit.path, tone=lambda _hit: "dim", middle=True,
           least=90),
    Column("name", "Property", 290, lambda hit: hit.name, tip=lambda hit: hit.name, least=200),
    Column("tag", "Tag", 106, lambda hit: texts.tag(hit.tag), sort=lambda hit: f"{hit.tag:08X}",
           tone=lambda _hit: "dim", mono=True),
    Column("value", "Value", 240, lambda hit: hit.text, tip=lambda hit: hit.text, least=140),
)  # fmt: skip


class SearchDialog(QDialog):
    """A window of its own beside the main one: a line, and a table of what was found."""

    chosen = Signal(object)  # Hit

    def __init__(self, bench: Workbench, colors: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Search this session"))
        self.setObjectName("search")
        self._bench = bench
        self._session: Node | None = None
        self.search = SessionSearch(bench, self)
        self.line = FilterLine(
            self.tr("Search this session"),
            self.tr("Words, or for example name:subject /inv[0-9]+/ size>10k"), self,
        )  # fmt: skip
        self.line.ask(lambda: PROPERTIES)
        self.button = QPushButton(self)
        self.status = QLabel(self)
        self.status.setObjectName("dim")
        self.table = SortedTable(self.tr("What was found"), TableModel(COLUMNS), colors, self)
        self.table.dress()
        self._lay_out()
        self._connect()
        self._show_busy()

    def ask(self, session: Node | None) -> None:
        """Come to the front, for the messages of that session."""
        if session is not self._session:
            self.search.stop()
            self.table.source.set_rows(())
            self.status.clear()
        self._session = session
        label = self.tr("No session") if session is None else session.label
        self.setWindowTitle(self.tr("Search {0}").format(label))
        self.show()
        self.activateWindow()
        self.line.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
        self.line.selectAll()
        self._show_busy()

    def start(self) -> None:
        """Search for what the line says; a mistake is marked in it."""
        query = self._understood()
        if query is None or query.is_empty or self._session is None:
            return
        self.table.source.set_rows(())
        self.table.set_note("")
        self.search.start(query, self._session.session)
        self._progressed(0, len(self._session.children or ()))
        self._show_busy()

    def stop(self) -> None:
        """End the search; what was found stays."""
        self.search.stop()
        self._say(self.tr("Stopped: {0}").format(self._counted()))
        self._show_busy()

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.line, 1)
        line.addWidget(self.button)
        top = QVBoxLayout()
        top.setContentsMargins(12, 10, 14, 10)
        top.setSpacing(6)
        top.addLayout(line)
        top.addWidget(MistakeNote(self.line, self))
        top.addWidget(self.status)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        self.resize(*SIZE)

    def _connect(self) -> None:
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._pressed)
        self.line.textChanged.connect(lambda _text: self._understood())
        self.line.returnPressed.connect(self.start)
        self.table.chosen.connect(self.chosen.emit)
        self.search.found.connect(self._found)
        self.search.progressed.connect(self._progressed)
        self.search.finished.connect(self._finished)
        self.search.failed.connect(self._failed)
        self._bench.ledger.flushed.connect(self._blank)

    def _pressed(self) -> None:
        if self.search.busy:
            self.stop()
        else:
            self.start()

    def _understood(self) -> Query | None:
        try:
            query = compile_query(self.line.text(), PROPERTIES)
        except QueryError as mistake:
            self.line.show_mistake(mistake)
            return None
        self.line.show_mistake(None)
        return query

    def _progressed(self, done: int, total: int) -> None:
        where = self.tr("{0} of {1} messages").format(texts.grouped(done), texts.grouped(total))
        self._say(texts.joined((where, self._counted())))

    def _finished(self, unread: int) -> None:
        parts = [self._counted()]
        if self.search.count >= MOST:
            parts.append(self.tr("more are not listed"))
        if unread:
            could_not = self.tr("{0} could not be read")
            parts.append(could_not.format(texts.count(unread, "message")))
        if self.search.passed:
            left = self.tr("{0} not searched: released or closed")
            parts.append(left.format(texts.count(self.search.passed, "message")))
        self._say(texts.joined(parts))
        self.table.set_note(self._why_nothing())
        self._show_busy(over=True)

    def _why_nothing(self) -> str:
        """What an empty table says: also where nothing could be found, whatever was asked."""
        session = self._session.session if self._session is not None else None
        if session is not None and self._bench.ledger.is_closed(session):
            return self.tr("This session is closed: nothing in it can be searched. "
                           "Reopen its files to search them.")  # fmt: skip
        if self.search.passed and not self.search.asked:
            return self.tr("Every message of this session was released: nothing can be searched.")
        if not self.search.asked:
            return self.tr("There is no message here to search.")
        return self.tr("Nothing was found.")

    def _failed(self, mistake: QueryError) -> None:
        self.line.show_mistake(mistake)
        self._say(self.tr("Stopped: {0}").format(self._counted()))
        self._show_busy(over=True)

    def _found(self, hits: list[Hit]) -> None:
        usable = self._bench.ledger.is_usable
        self.table.source.append_rows([hit if usable(hit.top) else _blanked(hit) for hit in hits])

    def _blank(self, _events: object, rows: Iterable[TrackedRow]) -> None:
        """Values of messages that have been released or closed meanwhile are not served."""
        gone = {row.id for row in rows if row.id == row.top and row.state in _GONE}
        hits = self.table.source.rows
        if any(hit.top in gone and hit.text for hit in hits):
            self.table.source.set_rows([_blanked(hit) if hit.top in gone else hit for hit in hits])

    def _counted(self) -> str:
        return self.tr("{0} found").format(texts.count(self.search.count, "property", "properties"))

    def _say(self, text: str) -> None:
        self.status.setText(text)

    def _show_busy(self, *, over: bool = False) -> None:
        busy = self.search.busy and not over
        self.button.setText(self.tr("Stop") if busy else self.tr("Search"))
        self.button.setEnabled(busy or self._session is not None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Escape stops a search before it closes the window.
        if event.key() == Qt.Key.Key_Escape and self.search.busy:
            self.stop()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.search.stop()
        super().closeEvent(event)


def _blanked(hit: Hit) -> Hit:
    return replace(hit, text="")
